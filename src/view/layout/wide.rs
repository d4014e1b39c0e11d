//! The wide picture: four columns from left to right, and a band for each broker from top to bottom.

use super::present::{Band, Crew, Present, Publisher, mean};
use super::rail_room::Words;
use super::settle::settle;
use super::{Card, Density, Frame, Layout, LinkKind, Route, direct_rail, gap_between, number, rail};
use crate::view::Rect;
use crate::view::curve::Curve;

const PAD: f64 = 16.0;
/// Widths of the columns for publishers, brokers, handlers and databases in a picture of common width.
const WIDTHS: [f64; 4] = [124.0, 140.0, 184.0, 116.0];
/// The width, without its margins, of the picture that these widths were made for.
const COMMON: f64 = 712.0;
const LEAST_GAP: f64 = 36.0;
const MOST_GAP: f64 = 160.0;
const PUBLISHER: f64 = 78.0;
/// The most that a database is high: alone, and beside others.
const DATABASE: [f64; 2] = [232.0, 190.0];
/// A visible frame's room above (with its label), beside and below its cards.
const FRAME: [f64; 3] = [32.0, 12.0, 12.0];
/// Between two crews, and between two bands.
const CREW_GAP: f64 = 14.0;
const BAND_GAP: f64 = 16.0;
/// Where a link leaves or reaches a card of one who also gets something back: beside the middle.
const PORT: f64 = 9.0;

pub(super) fn place(present: &Present, layout: &mut Layout) {
    let area = layout.size.area().inset(PAD);
    let columns = columns(present, area);
    let arrangement = arrange(&present.bands, area.height);
    for (band, rect) in bands(&present.bands, area, arrangement) {
        let within = |column: Rect| Rect::new(column.x, rect.y, column.width, rect.height);
        place_crews(&band.crews, within(columns[2]), arrangement, layout);
        place_rail(band, within(columns[1]), arrangement.words, layout);
        place_publishers(band, within(columns[0]), layout);
    }
    place_databases(present, columns[3], layout);
    for band in &present.bands {
        connect_publishers(band, layout);
        for crew in &band.crews {
            if arrangement.columns > 1 { connect_frame(crew, layout) } else { connect_members(crew, layout) }
        }
    }
}

/// The columns in order; one that nobody stands in takes no room.
fn columns(present: &Present, area: Rect) -> [Rect; 4] {
    let used = [
        present.bands.iter().any(|band| !band.publishers.is_empty()),
        !present.bands.is_empty(),
        present.bands.iter().any(|band| !band.crews.is_empty()),
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

/// How the cards of all crews are arranged, and what is said beside them.
#[derive(Clone, Copy)]
struct Arrangement {
    density: Density,
    height: f64,
    gap: f64,
    /// Chips stand side by side.
    columns: usize,
    words: Words,
}

/// The roomiest arrangement in which everyone finds a place. Rails say less before cards become chips.
fn arrange(bands: &[Band], height: f64) -> Arrangement {
    let all = [Words::All, Words::Most, Words::Names, Words::Whatever];
    let mut cards = all.into_iter().flat_map(cards);
    let mut chips = all.into_iter().flat_map(chips);
    let fits = |arrangement: &Arrangement| {
        bands.iter().map(|band| least(band, *arrangement)).sum::<f64>() + gaps(bands.len(), BAND_GAP) <= height
    };
    let found = cards.find(fits).or_else(|| chips.find(fits));
    found.unwrap_or_else(|| {
        // Too many even for that: as high as they can be.
        let words = Words::Whatever;
        let mut least = Arrangement { density: Density::Chip, height: 22.0, gap: 4.0, columns: 6, words };
        while least.height > 4.0 && !fits(&least) {
            least.height -= 1.0;
        }
        least
    })
}

/// One below the other, from the highest to the lowest.
fn cards(words: Words) -> impl Iterator<Item = Arrangement> {
    let single = move |density, height, gap| Arrangement { density, height: f64::from(height), gap, columns: 1, words };
    let roomy = (66..=92_u8).rev().map(move |height| single(Density::Full, height, f64::from(height - 52).min(32.0)));
    let close = (28..=54_u8).rev().map(move |height| single(Density::Compact, height, 7.0));
    let tight = (28..=32_u8).rev().map(move |height| single(Density::Compact, height, 4.0));
    roomy.chain(close).chain(tight)
}

fn chips(words: Words) -> impl Iterator<Item = Arrangement> {
    (1..=6).map(move |columns| Arrangement { density: Density::Chip, height: 22.0, gap: 4.0, columns, words })
}

const fn gaps(things: usize, gap: f64) -> f64 {
    gap * things.saturating_sub(1) as f64
}

/// The least height of a band.
fn least(band: &Band, arrangement: Arrangement) -> f64 {
    crews_height(&band.crews, arrangement).max(arrangement.words.least(band))
}

fn crews_height(crews: &[Crew], arrangement: Arrangement) -> f64 {
    crews.iter().map(|crew| crew_height(crew, arrangement)).sum::<f64>() + gaps(crews.len(), CREW_GAP)
}

/// Each band with its place: what is left over is shared in proportion to what they need.
fn bands(bands: &[Band], area: Rect, arrangement: Arrangement) -> impl Iterator<Item = (&Band, Rect)> {
    let needs: Vec<f64> = bands.iter().map(|band| least(band, arrangement)).collect();
    let share = (area.height - gaps(bands.len(), BAND_GAP)) / needs.iter().sum::<f64>().max(1.0);
    let mut top = area.y;
    bands.iter().zip(needs).map(move |(band, need)| {
        let rect = Rect::new(area.x, top, area.width, (need * share).max(0.0));
        top = rect.bottom() + BAND_GAP;
        (band, rect)
    })
}

fn place_crews(crews: &[Crew], column: Rect, arrangement: Arrangement, layout: &mut Layout) {
    let used = crews_height(crews, arrangement);
    let [_, beside, _] = FRAME;
    let mut top = column.y + (column.height - used).max(0.0) / 2.0;
    for crew in crews {
        let frame = Rect::new(column.x, top, column.width, crew_height(crew, arrangement));
        top = frame.bottom() + CREW_GAP;
        let Arrangement { density, height, gap, columns, .. } = arrangement;
        let (above, _) = around(crew);
        // One alone has the whole line.
        let columns = columns.min(crew.members.len().max(1));
        let room = frame.width - 2.0 * beside;
        let width = (room - 4.0 * number(columns - 1)) / number(columns);
        layout.frames.push(Frame { part: crew.part, shares: crew.shares.clone(), rect: frame });
        layout.cards.extend(crew.members.iter().enumerate().map(|(index, &component)| {
            let x = frame.x + beside + number(index % columns) * (width + 4.0);
            let y = frame.y + above + number(index / columns) * (height + gap);
            Card { component, rect: Rect::new(x, y, width, height), density }
        }));
    }
}

fn crew_height(crew: &Crew, arrangement: Arrangement) -> f64 {
    let (above, below) = around(crew);
    let rows = crew.members.len().max(1).div_ceil(arrangement.columns);
    above + number(rows) * arrangement.height + gaps(rows, arrangement.gap) + below
}

/// The room above and below the cards of a crew: only a frame that is seen needs any.
const fn around(crew: &Crew) -> (f64, f64) {
    let [above, _, below] = FRAME;
    if crew.shares.is_some() { (above, below) } else { (0.0, 0.0) }
}

fn place_rail(band: &Band, column: Rect, words: Words, layout: &mut Layout) {
    let (station, center) = (&band.station, column.center().y);
    let wanted = |lane: usize| {
        let crews = band.crews.iter().filter(|crew| crew.hears.contains(&lane));
        let places = crews.filter_map(|crew| layout.frame(crew.part)).map(|frame| frame.rect.center().y);
        mean(places).unwrap_or(center)
    };
    if station.is_direct {
        let subjects: Vec<usize> = (0..station.lanes.len()).filter(|&lane| !station.lanes[lane].is_inbox()).collect();
        let height = 56.0_f64.min(column.height);
        let things: Vec<(f64, f64)> = subjects.iter().map(|&lane| (wanted(lane), height)).collect();
        let tops = settle(&things, 10.0, column.y, column.bottom());
        let place = |index: usize| {
            let top = tops.get(index).copied().unwrap_or(center - height / 2.0);
            Rect::new(column.x + 8.0, top, column.width - 16.0, height)
        };
        return layout.rails.push(direct_rail(station, place));
    }
    let heading = Rect { height: words.heading().min(column.height * 0.6), ..column };
    let foot = words.foot(band).min(column.height * 0.2);
    let foot = Rect::new(column.x, column.bottom() - foot, column.width, foot);
    let room = foot.y - heading.bottom();
    let count = station.lanes.len();
    let gap = 14.0_f64.min(room / number(count.max(1)) / 4.0);
    let asked: f64 = station.lanes.iter().map(|lane| height(lane.lines())).sum();
    let scale = ((room - gaps(count, gap)) / asked.max(1.0)).min(1.0);
    let things: Vec<(f64, f64)> =
        (0..).zip(&station.lanes).map(|(place, lane)| (wanted(place), height(lane.lines()) * scale)).collect();
    let tops = settle(&things, gap, heading.bottom(), heading.bottom() + room);
    let place = |(top, (_, height)): (f64, &(f64, f64))| Rect::new(column.x + 10.0, top, column.width - 20.0, *height);
    let places: Vec<Rect> = tops.into_iter().zip(&things).map(place).collect();
    layout.rails.push(rail(station, column, [heading, foot], &places));
}

/// How high a lane of so many lines likes to be.
fn height(lines: usize) -> f64 {
    16.0 + 16.0 * number(lines)
}

/// Each beside the lanes that it publishes to.
fn place_publishers(band: &Band, column: Rect, layout: &mut Layout) {
    let count = number(band.publishers.len()).max(1.0);
    let likes = ((column.height - count * PUBLISHER) / count).clamp(8.0, 20.0);
    let gap = gap_between(band.publishers.len(), column.height, likes);
    let height = PUBLISHER.min((column.height - gap * (count - 1.0)) / count);
    let wanted = |publisher: &Publisher| {
        let lanes = layout.lanes_of(band.station.id.part, &publisher.tells);
        mean(lanes.iter().map(|stop| stop.rect.center().y)).unwrap_or_else(|| column.center().y)
    };
    let things: Vec<(f64, f64)> = band.publishers.iter().map(|publisher| (wanted(publisher), height)).collect();
    let tops = settle(&things, gap, column.y, column.bottom());
    layout.cards.extend(band.publishers.iter().zip(tops).map(|(publisher, top)| Card {
        component: publisher.id,
        rect: Rect::new(column.x, top, column.width, height),
        density: Density::Full,
    }));
}

/// Each beside the crews that store in it.
fn place_databases(present: &Present, column: Rect, layout: &mut Layout) {
    let count = present.databases.len();
    let most = DATABASE[usize::from(count > 1)];
    let gap = gap_between(count, column.height, 16.0);
    let height = most.min((column.height - gaps(count, gap)) / number(count.max(1)));
    let wanted = |database| {
        let crews = present.bands.iter().flat_map(|band| &band.crews).filter(|crew| crew.database == Some(database));
        let places = crews.filter_map(|crew| layout.frame(crew.part)).map(|frame| frame.rect.center().y);
        mean(places).unwrap_or_else(|| column.center().y)
    };
    let things: Vec<(f64, f64)> = present.databases.iter().map(|&database| (wanted(database), height)).collect();
    let tops = settle(&things, gap, column.y, column.bottom());
    layout.cards.extend(present.databases.iter().zip(tops).map(|(&component, top)| Card {
        component,
        rect: Rect::new(column.x, top, column.width, height),
        density: Density::Full,
    }));
}

fn connect_publishers(band: &Band, layout: &mut Layout) {
    for publisher in &band.publishers {
        let Some(card) = layout.card(publisher.id).map(|card| card.rect) else { continue };
        let answered = !publisher.replies.is_empty() && !band.station.is_direct;
        let port = if answered { PORT.min(card.height / 5.0) } else { 0.0 };
        for stop in layout.lanes_of(band.station.id.part, &publisher.tells) {
            let route = Route::Publish { publisher: publisher.id, lane: stop.lane };
            let curve = Curve::sideways(card.right_middle().moved(0.0, -port), stop.rect.left_middle());
            layout.connect(route, curve, stop.forth);
        }
        for stop in layout.lanes_of(band.station.id.part, &publisher.replies) {
            let route = Route::Deliver { lane: stop.lane, handler: publisher.id };
            let curve = Curve::sideways(stop.rect.left_middle(), card.right_middle().moved(0.0, port));
            layout.connect(route, curve, stop.back);
        }
    }
}

fn connect_members(crew: &Crew, layout: &mut Layout) {
    for &handler in &crew.members {
        let Some(card) = layout.card(handler).map(|card| card.rect) else { continue };
        let (hears, tells) = (layout.lanes_of(crew.broker, &crew.hears), layout.lanes_of(crew.broker, &crew.tells));
        let apart = tells.iter().any(|stop| stop.back == LinkKind::Back);
        let port = if apart { PORT.min(card.height / 5.0) } else { 0.0 };
        for stop in hears {
            let curve = Curve::sideways(stop.rect.right_middle(), card.left_middle().moved(0.0, -port));
            layout.connect(Route::Deliver { lane: stop.lane, handler }, curve, stop.forth);
        }
        for stop in tells {
            let curve = Curve::sideways(card.left_middle().moved(0.0, port), stop.rect.right_middle());
            layout.connect(Route::Publish { publisher: handler, lane: stop.lane }, curve, stop.back);
        }
        if let Some((database, goal)) = layout.database_of(crew) {
            let curve = Curve::sideways(card.right_middle(), goal.left_middle());
            layout.connect(Route::Store { handler, database }, curve, LinkKind::Forth);
        }
    }
}

/// So many members that a link to each would cross others: all share one that ends at the frame.
fn connect_frame(crew: &Crew, layout: &mut Layout) {
    let Some(frame) = layout.frame(crew.part).map(|frame| frame.rect) else { return };
    for stop in layout.lanes_of(crew.broker, &crew.hears) {
        let curve = Curve::sideways(stop.rect.right_middle(), frame.left_middle());
        layout.connect_all(crew, curve, stop.forth, |handler| Route::Deliver { lane: stop.lane, handler });
    }
    for stop in layout.lanes_of(crew.broker, &crew.tells) {
        let curve = Curve::sideways(frame.left_middle(), stop.rect.right_middle());
        layout.connect_all(crew, curve, stop.back, |publisher| Route::Publish { publisher, lane: stop.lane });
    }
    if let Some((database, goal)) = layout.database_of(crew) {
        let curve = Curve::sideways(frame.right_middle(), goal.left_middle());
        layout.connect_all(crew, curve, LinkKind::Forth, |handler| Route::Store { handler, database });
    }
}
