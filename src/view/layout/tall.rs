//! The tall picture, for phones: four rows from top to bottom.
//!
//! Where a crew needs more than one row of cards, links come in through a gutter between the cards and leave through
//! the outer ones, so that none runs across a card.

use super::present::{Crew, Present};
use super::{Card, Density, Frame, Layout, Route, number, rail};
use crate::message::ComponentId;
use crate::view::curve::Curve;
use crate::view::{Point, Rect};

const PAD: f64 = 12.0;
const PUBLISHER: f64 = 62.0;
const RAIL: f64 = 88.0;
const DATABASE: f64 = 84.0;
const LEAST_GAP: f64 = 34.0;
const MOST_GAP: f64 = 84.0;
/// A frame's room above (with its label), beside and below its cards.
const FRAME: [f64; 3] = [26.0, 8.0, 10.0];
/// Between two cards, and between two frames.
const GAP: f64 = 8.0;
/// Where links run: between the two columns of cards, and outside of them.
const GUTTER: f64 = 28.0;
const OUTER_GUTTER: f64 = 16.0;
const NARROWEST_CARD: f64 = 104.0;
/// How wide a turn a link takes out of a gutter.
const TURN: f64 = 10.0;

/// How a crew's cards are arranged in its frame.
#[derive(Clone, Copy, PartialEq)]
enum Arrangement {
    /// Side by side: links come from above and leave below.
    Row,
    /// Two columns with a gutter between them.
    Twin,
    /// One column with a gutter on either side.
    Column,
    /// So many that all share the links of their frame.
    Chips { columns: usize },
}

pub(super) fn place(present: &Present, layout: &mut Layout) {
    let area = layout.size.area().inset(PAD);
    let heights = [
        if present.publishers.is_empty() { 0.0 } else { PUBLISHER },
        if present.stations.is_empty() { 0.0 } else { RAIL },
        0.0,
        if present.databases.is_empty() { 0.0 } else { DATABASE },
    ];
    let gaps = number(heights.iter().filter(|height| **height > 0.0).count());
    let fixed: f64 = heights.iter().sum();
    let crews = side_by_side(Rect::new(area.x, 0.0, area.width, area.height), present.crews.len(), GAP);
    let crews: Vec<(Rect, &Crew)> = crews.zip(&present.crews).collect();
    let wanted = crews.iter().map(|(rect, crew)| wanted_height(crew, rect.width)).fold(0.0, f64::max);
    let frame = wanted.min(area.height - fixed - gaps * LEAST_GAP).max(0.0);
    let gap = ((area.height - fixed - frame) / gaps.max(1.0)).clamp(0.0, MOST_GAP);
    let mut y = area.y + (area.height - fixed - frame - gap * gaps).max(0.0) / 2.0;
    let mut row = |height: f64| {
        let row = Rect::new(area.x, y, area.width, height);
        if height > 0.0 {
            y = row.bottom() + gap;
        }
        row
    };
    let (publishers, rails, frames, databases) = (row(heights[0]), row(heights[1]), row(frame), row(heights[3]));
    place_publishers(present, publishers, layout);
    place_rails(present, rails, layout);
    place_databases(present, databases, layout);
    connect_publishers(present, layout);
    for (rect, crew) in crews {
        let frame = Rect::new(rect.x, frames.y, rect.width, frames.height);
        layout.frames.push(Frame { part: crew.part, shares: crew.shares.clone(), rect: frame });
        place_crew(crew, frame, layout);
    }
}

/// `count` equal rectangles next to each other.
fn side_by_side(row: Rect, count: usize, gap: f64) -> impl Iterator<Item = Rect> {
    let width = (row.width - gap * number(count.saturating_sub(1))) / number(count.max(1));
    (0..count).map(move |index| Rect::new(row.x + number(index) * (width + gap), row.y, width, row.height))
}

/// The same, no wider than `widest` and in the middle of the row.
fn centred(row: Rect, count: usize, gap: f64, widest: f64) -> impl Iterator<Item = Rect> {
    let gaps = gap * number(count.saturating_sub(1));
    let width = row.width.min(widest * number(count) + gaps);
    side_by_side(Rect::new(row.center().x - width / 2.0, row.y, width, row.height), count, gap)
}

fn place_publishers(present: &Present, row: Rect, layout: &mut Layout) {
    let rects = centred(row, present.publishers.len(), GAP, 180.0);
    layout.cards.extend(rects.zip(&present.publishers).map(|(rect, publisher)| Card {
        component: publisher.id,
        rect,
        density: Density::Full,
    }));
}

fn place_rails(present: &Present, row: Rect, layout: &mut Layout) {
    for (rect, station) in side_by_side(row, present.stations.len(), GAP).zip(&present.stations) {
        let heading = Rect::new(rect.x, rect.y, 104.0_f64.min(rect.width / 2.0), rect.height);
        // In the middle of the picture if the heading leaves room for that, so that the flow is straight.
        let room = Rect::new(heading.right(), rect.y + 10.0, rect.right() - heading.right() - 10.0, rect.height - 20.0);
        let lanes = station.lanes.len();
        let half = (room.right() - rect.center().x).min(rect.center().x - room.x);
        let middle = Rect::new(rect.center().x - half, room.y, 2.0 * half, room.height);
        let room = if lanes == 1 && middle.width >= 150.0 { middle } else { room };
        let places: Vec<Rect> = centred(room, lanes, 6.0, 200.0).collect();
        layout.rails.push(rail(station, rect, heading, |lane| {
            // The numbers of lanes are small and whole.
            places.get(lane as usize).copied().unwrap_or(room)
        }));
    }
}

fn place_databases(present: &Present, row: Rect, layout: &mut Layout) {
    let rects = centred(row, present.databases.len(), GAP, 340.0);
    layout.cards.extend(rects.zip(&present.databases).map(|(rect, &component)| Card {
        component,
        rect,
        density: Density::Full,
    }));
}

fn connect_publishers(present: &Present, layout: &mut Layout) {
    for publisher in &present.publishers {
        let Some(card) = layout.card(publisher.id).map(|card| card.rect) else { continue };
        for (lane, goal) in layout.lanes_of(publisher.broker, publisher.lane.as_slice()) {
            let route = Route::Publish { publisher: publisher.id, lane };
            layout.connect(route, Curve::downwards(card.bottom_middle(), goal.top_middle()));
        }
        for (lane, from) in layout.lanes_of(publisher.broker, publisher.replies.as_slice()) {
            let route = Route::Deliver { lane, handler: publisher.id };
            layout.connect(route, Curve::downwards(from.top_middle(), card.bottom_middle()));
        }
    }
}

fn wanted_height(crew: &Crew, width: f64) -> f64 {
    let [above, beside, below] = FRAME;
    let count = crew.members.len().max(1);
    let room = width - 2.0 * beside;
    let cards = match arrangement(count, room, f64::MAX) {
        Arrangement::Row => 92.0,
        Arrangement::Twin => number(count.div_ceil(2)) * 54.0 + number(count.div_ceil(2) - 1) * GAP,
        Arrangement::Column | Arrangement::Chips { .. } => number(count) * 54.0 + number(count - 1) * GAP,
    };
    above + cards + below
}

fn arrangement(count: usize, width: f64, height: f64) -> Arrangement {
    let across = number(count) * (NARROWEST_CARD + GAP) - GAP;
    let fits = |rows: usize| (height - 5.0 * number(rows - 1)) / number(rows) >= 26.0;
    if across <= width && height >= 26.0 {
        Arrangement::Row
    } else if width >= 2.0 * (NARROWEST_CARD + OUTER_GUTTER) + GUTTER && fits(count.div_ceil(2)) {
        Arrangement::Twin
    } else if fits(count) {
        Arrangement::Column
    } else {
        let fits = |columns: usize| (height + 4.0) / number(count.div_ceil(columns)) >= 24.0;
        Arrangement::Chips { columns: (2..12).find(|&columns| fits(columns)).unwrap_or(12) }
    }
}

fn place_crew(crew: &Crew, frame: Rect, layout: &mut Layout) {
    let [above, beside, below] = FRAME;
    let inner = Rect::new(
        frame.x + beside,
        frame.y + above,
        frame.width - 2.0 * beside,
        (frame.height - above - below).max(0.0),
    );
    let count = crew.members.len();
    match arrangement(count.max(1), inner.width, inner.height) {
        Arrangement::Row => {
            let rects = centred(Rect { height: inner.height.min(92.0), ..inner }, count, GAP, 190.0);
            let density = if inner.height >= 66.0 { Density::Full } else { Density::Compact };
            for (rect, &component) in rects.zip(&crew.members) {
                layout.cards.push(Card { component, rect, density });
                let [coming, going] = [rect.top_middle(), rect.bottom_middle()];
                connect_member(
                    crew,
                    component,
                    layout,
                    |lane| Curve::downwards(lane, coming),
                    |goal| Curve::downwards(going, goal),
                );
            }
        }
        Arrangement::Twin => place_columns(crew, inner, frame, 2, layout),
        Arrangement::Column => place_columns(crew, inner, frame, 1, layout),
        Arrangement::Chips { columns } => place_chips(crew, inner, frame, columns, layout),
    }
}

/// One or two columns of cards: links come in through the gutter at their inner side and leave at their outer side.
fn place_columns(crew: &Crew, inner: Rect, frame: Rect, columns: usize, layout: &mut Layout) {
    let rows = crew.members.len().div_ceil(columns);
    let gap = if inner.height / number(rows.max(1)) > 44.0 { GAP } else { 5.0 };
    let height = ((inner.height - gap * number(rows.saturating_sub(1))) / number(rows.max(1))).min(54.0);
    let gutter = if columns == 2 { GUTTER } else { OUTER_GUTTER };
    let width = (inner.width - OUTER_GUTTER * number(columns) - gutter) / number(columns);
    for (index, &component) in crew.members.iter().enumerate() {
        let y = inner.y + number(index / columns) * (height + gap);
        // Left of the gutter, or right of it.
        let left = columns == 2 && index % 2 == 0;
        let x = if left { inner.x + OUTER_GUTTER } else { inner.right() - OUTER_GUTTER - width };
        let rect = Rect::new(x, y, width, height);
        layout.cards.push(Card { component, rect, density: Density::Compact });
        let (inside, outside) = if left { (rect.right(), rect.x) } else { (rect.x, rect.right()) };
        let (gutter_x, outer_x) = if left {
            (inside + gutter / 2.0, outside - OUTER_GUTTER / 2.0)
        } else {
            (inside - gutter / 2.0, outside + OUTER_GUTTER / 2.0)
        };
        let middle = rect.center().y;
        let coming = |lane: Point| {
            Curve::downwards(lane, Point::new(gutter_x, frame.y))
                .then_straight(Point::new(gutter_x, middle - TURN))
                .then_around(Point::new(gutter_x, middle), Point::new(inside, middle))
        };
        let going = |goal: Point| {
            let start = Curve { start: Point::new(outside, middle), bends: Vec::new() };
            start
                .then_around(Point::new(outer_x, middle), Point::new(outer_x, middle + TURN))
                .then_straight(Point::new(outer_x, frame.bottom()))
                .then_downwards(goal)
        };
        connect_member(crew, component, layout, coming, going);
    }
}

fn connect_member(
    crew: &Crew,
    handler: ComponentId,
    layout: &mut Layout,
    coming: impl Fn(Point) -> Curve,
    going: impl Fn(Point) -> Curve,
) {
    for (lane, from) in layout.lanes_of(crew.broker, &crew.hears) {
        layout.connect(Route::Deliver { lane, handler }, coming(from.bottom_middle()));
    }
    for (lane, goal) in layout.lanes_of(crew.broker, &crew.tells) {
        layout.connect(Route::Publish { publisher: handler, lane }, coming(goal.bottom_middle()).reversed());
    }
    if let Some((database, goal)) = layout.database_of(crew) {
        layout.connect(Route::Store { handler, database }, going(goal.top_middle()));
    }
}

fn place_chips(crew: &Crew, inner: Rect, frame: Rect, columns: usize, layout: &mut Layout) {
    let rows = crew.members.len().div_ceil(columns).max(1);
    let height = ((inner.height - 4.0 * number(rows - 1)) / number(rows)).clamp(4.0, 30.0);
    let width = (inner.width - 4.0 * number(columns - 1)) / number(columns);
    layout.cards.extend(crew.members.iter().enumerate().map(|(index, &component)| {
        let x = inner.x + number(index % columns) * (width + 4.0);
        let y = inner.y + number(index / columns) * (height + 4.0);
        Card { component, rect: Rect::new(x, y, width, height), density: Density::Chip }
    }));
    for (lane, from) in layout.lanes_of(crew.broker, &crew.hears) {
        let curve = Curve::downwards(from.bottom_middle(), frame.top_middle());
        layout.connect_all(crew, curve, |handler| Route::Deliver { lane, handler });
    }
    for (lane, goal) in layout.lanes_of(crew.broker, &crew.tells) {
        let curve = Curve::downwards(frame.top_middle(), goal.bottom_middle());
        layout.connect_all(crew, curve, |publisher| Route::Publish { publisher, lane });
    }
    if let Some((database, goal)) = layout.database_of(crew) {
        let curve = Curve::downwards(frame.bottom_middle(), goal.top_middle());
        layout.connect_all(crew, curve, |handler| Route::Store { handler, database });
    }
}
