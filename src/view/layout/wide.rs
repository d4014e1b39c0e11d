//! The wide picture: four columns from left to right.

use super::present::{Crew, Present};
use super::{Card, Density, Frame, Layout, Route, number, rail};
use crate::view::Rect;
use crate::view::curve::Curve;

const PAD: f64 = 16.0;
/// Widths of the columns for publishers, brokers, handlers and databases in a picture of common width.
const WIDTHS: [f64; 4] = [124.0, 134.0, 184.0, 116.0];
/// The width, without its margins, of the picture that these widths were made for.
const COMMON: f64 = 712.0;
const LEAST_GAP: f64 = 36.0;
const MOST_GAP: f64 = 160.0;
/// A frame's room above (with its label), beside and below its cards.
const FRAME: [f64; 3] = [32.0, 12.0, 12.0];
/// Between the frames of two crews.
const CREW_GAP: f64 = 18.0;
const RAIL_HEADING: f64 = 76.0;
const RAIL_FOOT: f64 = 44.0;

pub(super) fn place(present: &Present, layout: &mut Layout) {
    let area = layout.size.area().inset(PAD);
    let [publishers, brokers, handlers, databases] = columns(present, area);
    let count = present.publishers.len();
    let publisher_cards = stack(publishers, count, 78.0, 20.0);
    layout.cards.extend(publisher_cards.zip(&present.publishers).map(|(rect, publisher)| Card {
        component: publisher.id,
        rect,
        density: Density::Full,
    }));
    place_rails(present, brokers, layout);
    let chips = place_crews(present, handlers, layout);
    let count = present.databases.len();
    layout.cards.extend(stack(databases, count, 232.0, 16.0).zip(&present.databases).map(|(rect, &component)| Card {
        component,
        rect,
        density: Density::Full,
    }));
    connect(present, chips, layout);
}

/// The columns in order; one that nobody stands in takes no room.
fn columns(present: &Present, area: Rect) -> [Rect; 4] {
    let used = [
        !present.publishers.is_empty(),
        !present.stations.is_empty(),
        !present.crews.is_empty(),
        !present.databases.is_empty(),
    ];
    let widths: f64 = WIDTHS.iter().zip(used).filter(|(_, used)| *used).map(|(width, _)| width).sum();
    let gaps = number(used.iter().filter(|used| **used).count().saturating_sub(1)).max(1.0);
    let scale = (area.width / COMMON).clamp(0.6, 1.3).min((area.width - gaps * LEAST_GAP) / widths.max(1.0)).max(0.5);
    let gap = ((area.width - widths * scale) / gaps).clamp(0.0, MOST_GAP);
    let mut x = area.x + (area.width - widths * scale - gap * gaps).max(0.0) / 2.0;
    let mut columns = [Rect::new(x, area.y, 0.0, area.height); 4];
    for ((column, width), used) in columns.iter_mut().zip(WIDTHS).zip(used) {
        column.x = x;
        if used {
            column.width = width * scale;
            x = column.right() + gap;
        }
    }
    columns
}

/// `count` equal rectangles one below the other, in the middle of the column, as high as they like if there is room.
fn stack(column: Rect, count: usize, height: f64, gap: f64) -> impl Iterator<Item = Rect> {
    let gaps = gap * number(count.saturating_sub(1));
    let height = height.min((column.height - gaps) / number(count.max(1)));
    let top = column.y + (column.height - height * number(count) - gaps) / 2.0;
    (0..count).map(move |index| Rect::new(column.x, top + number(index) * (height + gap), column.width, height))
}

fn place_rails(present: &Present, column: Rect, layout: &mut Layout) {
    let count = present.stations.len();
    for (rect, station) in stack(column, count, 640.0, PAD).zip(&present.stations) {
        let heading = Rect::new(rect.x, rect.y, rect.width, RAIL_HEADING);
        let lanes = number(station.lanes.len());
        let room = rect.height - RAIL_HEADING - RAIL_FOOT;
        let gap = 16.0_f64.min(room / lanes.max(1.0) / 4.0);
        let height = 80.0_f64.min((room - gap * (lanes - 1.0)) / lanes.max(1.0));
        let all = lanes * height + (lanes - 1.0) * gap;
        // In the middle of the rail, where the eye expects the flow, unless the heading needs the room.
        let top = (rect.center().y - all / 2.0).min(rect.bottom() - RAIL_FOOT - all).max(heading.bottom());
        layout.rails.push(rail(station, rect, heading, |lane| {
            Rect::new(rect.x + 10.0, top + lane * (height + gap), rect.width - 20.0, height)
        }));
    }
}

/// How the cards of all crews are arranged.
#[derive(Clone, Copy)]
struct Arrangement {
    density: Density,
    height: f64,
    gap: f64,
    /// Chips stand side by side.
    columns: usize,
}

/// Places handlers; says whether they are so many that they share links.
fn place_crews(present: &Present, column: Rect, layout: &mut Layout) -> bool {
    let arrangement = arrange(&present.crews, column);
    let used: f64 = present.crews.iter().map(|crew| crew_height(crew, arrangement)).sum();
    let gaps = CREW_GAP * number(present.crews.len().saturating_sub(1));
    let mut top = column.y + (column.height - used - gaps).max(0.0) / 2.0;
    for crew in &present.crews {
        let frame = Rect::new(column.x, top, column.width, crew_height(crew, arrangement));
        top = frame.bottom() + CREW_GAP;
        place_crew(crew, frame, arrangement, layout);
    }
    arrangement.columns > 1
}

fn place_crew(crew: &Crew, frame: Rect, arrangement: Arrangement, layout: &mut Layout) {
    let [above, beside, _] = FRAME;
    let Arrangement { density, height, gap, columns } = arrangement;
    let room = frame.width - 2.0 * beside;
    let width = (room - 4.0 * number(columns - 1)) / number(columns);
    layout.frames.push(Frame { part: crew.part, shares: crew.shares.clone(), rect: frame });
    layout.cards.extend(crew.members.iter().enumerate().map(|(index, &component)| {
        let x = frame.x + beside + number(index % columns) * (width + 4.0);
        let y = frame.y + above + number(index / columns) * (height + gap);
        Card { component, rect: Rect::new(x, y, width, height), density }
    }));
}

/// The roomiest arrangement in which everyone finds a place.
fn arrange(crews: &[Crew], column: Rect) -> Arrangement {
    let [above, _, below] = FRAME;
    let crew_count = number(crews.len());
    let room = column.height - crew_count * (above + below) - CREW_GAP * (crew_count - 1.0).max(0.0);
    let cards = number(crews.iter().map(|crew| crew.members.len().max(1)).sum::<usize>().max(1));
    let height = |gap: f64| (room - gap * (cards - crew_count)) / cards;
    if height(14.0) >= 66.0 {
        // With few cards there is room to let them breathe.
        let gap = ((room - cards * 92.0) / (cards + 1.0)).clamp(14.0, 32.0);
        return Arrangement { density: Density::Full, height: height(gap).min(92.0), gap, columns: 1 };
    }
    if let Some(gap) = [7.0, 4.0].into_iter().find(|&gap| height(gap) >= 28.0) {
        return Arrangement { density: Density::Compact, height: height(gap).min(54.0), gap, columns: 1 };
    }
    let rows = |columns: usize| number(crews.iter().map(|crew| crew.members.len().div_ceil(columns)).sum::<usize>());
    let height = |columns| (room - 4.0 * (rows(columns) - crew_count)) / rows(columns);
    let columns = (1..6).find(|&columns| height(columns) >= 22.0).unwrap_or(6);
    Arrangement { density: Density::Chip, height: height(columns).clamp(4.0, 30.0), gap: 4.0, columns }
}

fn crew_height(crew: &Crew, arrangement: Arrangement) -> f64 {
    let [above, _, below] = FRAME;
    let rows = number(crew.members.len().max(1).div_ceil(arrangement.columns));
    above + rows * arrangement.height + (rows - 1.0) * arrangement.gap + below
}

fn connect(present: &Present, shared: bool, layout: &mut Layout) {
    for publisher in &present.publishers {
        let Some(card) = layout.card(publisher.id).map(|card| card.rect) else { continue };
        for (lane, goal) in layout.lanes_of(publisher.broker, publisher.lane.as_slice()) {
            let route = Route::Publish { publisher: publisher.id, lane };
            layout.connect(route, Curve::sideways(card.right_middle(), goal.left_middle()));
        }
        for (lane, from) in layout.lanes_of(publisher.broker, publisher.replies.as_slice()) {
            let route = Route::Deliver { lane, handler: publisher.id };
            layout.connect(route, Curve::sideways(from.left_middle(), card.right_middle()));
        }
    }
    for crew in &present.crews {
        if shared { connect_frame(crew, layout) } else { connect_members(crew, layout) }
    }
}

fn connect_members(crew: &Crew, layout: &mut Layout) {
    for &handler in &crew.members {
        let Some(card) = layout.card(handler).map(|card| card.rect) else { continue };
        for (lane, from) in layout.lanes_of(crew.broker, &crew.hears) {
            layout.connect(Route::Deliver { lane, handler }, Curve::sideways(from.right_middle(), card.left_middle()));
        }
        for (lane, goal) in layout.lanes_of(crew.broker, &crew.tells) {
            let curve = Curve::sideways(card.left_middle(), goal.right_middle());
            layout.connect(Route::Publish { publisher: handler, lane }, curve);
        }
        if let Some((database, goal)) = layout.database_of(crew) {
            let curve = Curve::sideways(card.right_middle(), goal.left_middle());
            layout.connect(Route::Store { handler, database }, curve);
        }
    }
}

/// So many members that a link to each would cross others: all share one that ends at the frame.
fn connect_frame(crew: &Crew, layout: &mut Layout) {
    let Some(frame) = layout.frame(crew.part).map(|frame| frame.rect) else { return };
    for (lane, from) in layout.lanes_of(crew.broker, &crew.hears) {
        let curve = Curve::sideways(from.right_middle(), frame.left_middle());
        layout.connect_all(crew, curve, |handler| Route::Deliver { lane, handler });
    }
    for (lane, goal) in layout.lanes_of(crew.broker, &crew.tells) {
        let curve = Curve::sideways(frame.left_middle(), goal.right_middle());
        layout.connect_all(crew, curve, |publisher| Route::Publish { publisher, lane });
    }
    if let Some((database, goal)) = layout.database_of(crew) {
        let curve = Curve::sideways(frame.right_middle(), goal.left_middle());
        layout.connect_all(crew, curve, |handler| Route::Store { handler, database });
    }
}
