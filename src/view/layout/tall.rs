//! The tall picture, for phones: from top to bottom, and a column for each broker from left to right.
//!
//! Crews that find no room side by side stand in several rows. Links to a lower row, and those from an upper one to a
//! database, run in the gutters between the frames of the rows between; inside a frame they run in gutters of its own.

use super::inside::place_crew;
use super::present::{Band, Crew, Present};
use super::{Card, Density, Frame, Layout, Route, direct_rail, gap_between, number, rail};
use crate::view::curve::Curve;
use crate::view::{Point, Rect, text};

const PAD: f64 = 12.0;
const PUBLISHER: f64 = 62.0;
const DATABASE: f64 = 68.0;
/// Where callers and a service are tied to each other.
const DIRECT: f64 = 66.0;
const LEAST_GAP: f64 = 25.0;
const MOST_GAP: f64 = 84.0;
/// Between two cards, and between two brokers.
const GAP: f64 = 8.0;
/// Between two frames, where links run.
const GUTTER: f64 = 14.0;
/// Between two rows of frames, where links bend.
const ROW_GAP: f64 = 22.0;
/// The least width of a crew.
const NARROWEST: f64 = 84.0;

/// The crews of a broker: rows of frames.
struct Grid<'a> {
    rows: Vec<Vec<(Rect, &'a Crew)>>,
}

pub(super) fn place(present: &Present, layout: &mut Layout) {
    let area = layout.size.area().inset(PAD);
    let columns = columns(present, area);
    let has_publishers = present.bands.iter().any(|band| !band.publishers.is_empty());
    let rails = present.bands.iter().zip(&columns).map(|(band, column)| rail_height(band, column.width));
    let heights = [
        if has_publishers { PUBLISHER } else { 0.0 },
        rails.fold(0.0, f64::max),
        0.0,
        if present.databases.is_empty() { 0.0 } else { DATABASE },
    ];
    let gaps = number(heights.iter().filter(|height| **height > 0.0).count());
    let fixed: f64 = heights.iter().sum();
    let grids = present.bands.iter().zip(&columns).map(|(band, column)| Grid::new(band, *column));
    let mut grids: Vec<Grid<'_>> = grids.collect();
    let wanted = grids.iter().map(Grid::height).fold(0.0, f64::max);
    let crews = wanted.min(area.height - fixed - gaps * LEAST_GAP).max(0.0);
    let gap = ((area.height - fixed - crews) / gaps.max(1.0)).clamp(0.0, MOST_GAP);
    let mut y = area.y + (area.height - fixed - crews - gap * gaps).max(0.0) / 2.0;
    let mut row = |height: f64| {
        let row = Rect::new(area.x, y, area.width, height);
        if height > 0.0 {
            y = row.bottom() + gap;
        }
        row
    };
    let (publishers, rails, crews, databases) = (row(heights[0]), row(heights[1]), row(crews), row(heights[3]));
    grids.iter_mut().for_each(|grid| grid.settle(crews));
    for (band, column) in present.bands.iter().zip(&columns) {
        let within = |row: Rect| Rect::new(column.x, row.y, column.width, row.height);
        place_publishers(band, within(publishers), layout);
        place_rail(band, within(rails), layout);
        connect_publishers(band, layout);
    }
    let rects = centred(databases, present.databases.len(), GAP, 340.0);
    layout.cards.extend(rects.zip(&present.databases).map(|(rect, &component)| Card {
        component,
        rect,
        density: Density::Full,
    }));
    for grid in &grids {
        for (number, row) in grid.rows.iter().enumerate() {
            for &(frame, crew) in row {
                layout.frames.push(Frame { part: crew.part, shares: crew.shares.clone(), rect: frame });
                let below = grid.rows.get(number + 1..).unwrap_or(&[]);
                let enter = |from, x| pass(Curve::at(from), &grid.rows[..number], x);
                let leave = |curve: Curve, x| {
                    let curve = pass(curve, below, x);
                    let end = curve.end();
                    curve.then_straight(Point::new(end.x, crews.bottom().max(end.y)))
                };
                place_crew(crew, frame, layout, enter, leave);
            }
        }
    }
}

/// Goes on through the gutters of these rows, towards `x` below them.
fn pass(mut curve: Curve, rows: &[Vec<(Rect, &Crew)>], x: f64) -> Curve {
    for row in rows {
        let from = curve.end().x;
        let edges = row.first().zip(row.last());
        let outer = edges.map(|(first, last)| [first.0.x - GUTTER / 2.0, last.0.right() + GUTTER / 2.0]);
        let inner = row.windows(2).map(|pair| f64::midpoint(pair[0].0.right(), pair[1].0.x));
        let way = |gutter: &f64| (gutter - from).abs() + (gutter - x).abs();
        let gutter = outer.into_iter().flatten().chain(inner).min_by(|one, other| way(one).total_cmp(&way(other)));
        let top = row.iter().map(|(frame, _)| frame.y).fold(f64::MAX, f64::min);
        let bottom = row.iter().map(|(frame, _)| frame.bottom()).fold(0.0, f64::max);
        if let Some(gutter) = gutter {
            curve = curve.then_downwards(Point::new(gutter, top)).then_straight(Point::new(gutter, bottom));
        }
    }
    curve
}

/// A column for each broker, as wide as it needs in comparison with the others.
fn columns(present: &Present, area: Rect) -> Vec<Rect> {
    let need = |band: &Band| {
        let lanes = if band.station.is_direct { 1.0 } else { number(band.station.lanes.len()) };
        number(band.publishers.len()).max(lanes * 0.9).max(1.0)
    };
    let count = present.bands.len();
    let gap = gap_between(count, area.width, GAP);
    let room = area.width - gap * number(count.saturating_sub(1));
    let all: f64 = present.bands.iter().map(need).sum();
    let mut x = area.x;
    let place = |band: &Band| {
        // Nobody gets less than half of an equal share.
        let equal = room / number(count);
        let column = Rect::new(x, area.y, equal / 2.0 + room / 2.0 * need(band) / all, area.height);
        x = column.right() + gap;
        column
    };
    present.bands.iter().map(place).collect()
}

/// These shares of a row next to each other.
fn side_by_side(row: Rect, shares: &[f64], gap: f64) -> impl Iterator<Item = Rect> + use<'_> {
    let gap = gap_between(shares.len(), row.width, gap);
    let room = row.width - gap * number(shares.len().saturating_sub(1));
    let all: f64 = shares.iter().sum();
    let mut x = row.x;
    shares.iter().map(move |share| {
        let rect = Rect::new(x, row.y, room * share / all, row.height);
        x = rect.right() + gap;
        rect
    })
}

/// `count` equal rectangles next to each other, no wider than `widest` and in the middle of the row.
fn centred(row: Rect, count: usize, gap: f64, widest: f64) -> impl Iterator<Item = Rect> {
    let gap = gap_between(count, row.width, gap);
    let gaps = gap * number(count.saturating_sub(1));
    let width = row.width.min(widest * number(count) + gaps);
    let each = (width - gaps) / number(count.max(1));
    let left = row.center().x - width / 2.0;
    (0..count).map(move |index| Rect::new(left + number(index) * (each + gap), row.y, each, row.height))
}

fn place_publishers(band: &Band, row: Rect, layout: &mut Layout) {
    let rects = centred(row, band.publishers.len(), GAP, 180.0);
    layout.cards.extend(rects.zip(&band.publishers).map(|(rect, publisher)| Card {
        component: publisher.id,
        rect,
        density: Density::Full,
    }));
}

/// The height of a rail's name: one line across, or several in a narrow column.
const fn heading_height(width: f64) -> f64 {
    if width >= 250.0 { 26.0 } else { 44.0 }
}

fn rail_height(band: &Band, width: f64) -> f64 {
    if band.station.is_direct {
        return DIRECT;
    }
    let lines = band.station.lanes.iter().map(super::LaneName::lines).max().unwrap_or(1);
    heading_height(width) + (16.0 * number(lines) + 8.0).clamp(52.0, 76.0) + 8.0
}

fn place_rail(band: &Band, row: Rect, layout: &mut Layout) {
    if band.station.is_direct {
        let subjects = band.station.lanes.iter().filter(|lane| !lane.is_inbox()).count().max(1);
        let row = Rect::new(row.x, row.center().y - DIRECT / 2.0, row.width, DIRECT);
        let places: Vec<Rect> = centred(row, subjects, GAP, 170.0).collect();
        let last = places.len() - 1;
        return layout.rails.push(direct_rail(&band.station, |index| places[index.min(last)]));
    }
    let heading = Rect::new(row.x, row.y, row.width, heading_height(row.width));
    let margin = 8.0_f64.min(row.width / 4.0);
    let below = row.bottom() - heading.bottom() - 8.0;
    let room = Rect::new(row.x + margin, heading.bottom(), row.width - 2.0 * margin, below);
    let shares: Vec<f64> = band.station.lanes.iter().map(|lane| if lane.is_inbox() { 0.7 } else { 1.0 }).collect();
    // One lane alone stays in the middle, so that the flow is straight.
    let narrow = (230.0 * number(shares.len())).min(room.width);
    let room = Rect::new(room.center().x - narrow / 2.0, room.y, narrow, room.height);
    let places: Vec<Rect> = side_by_side(room, &shares, 6.0).collect();
    layout.rails.push(rail(&band.station, row, [heading, Rect::default()], &places));
}

fn connect_publishers(band: &Band, layout: &mut Layout) {
    for publisher in &band.publishers {
        let Some(card) = layout.card(publisher.id).map(|card| card.rect) else { continue };
        let answered = !publisher.replies.is_empty() && !band.station.is_direct;
        let port = if answered { 8.0 } else { 0.0 };
        for stop in layout.lanes_of(band.station.id.part, &publisher.tells) {
            let route = Route::Publish { publisher: publisher.id, lane: stop.lane };
            let curve = Curve::at(card.bottom_middle().moved(-port, 0.0)).then_downwards(stop.rect.top_middle());
            layout.connect(route, curve, stop.forth);
        }
        for stop in layout.lanes_of(band.station.id.part, &publisher.replies) {
            let route = Route::Deliver { lane: stop.lane, handler: publisher.id };
            let curve = Curve::at(stop.rect.top_middle()).then_downwards(card.bottom_middle().moved(port, 0.0));
            layout.connect(route, curve, stop.back);
        }
    }
}

impl<'a> Grid<'a> {
    /// Rows of crews in a column: as few as give everyone enough width.
    fn new(band: &'a Band, column: Rect) -> Grid<'a> {
        let count = band.crews.len();
        // The cast fits in as few rows as this many side by side make.
        let across = (((column.width + GUTTER) / (NARROWEST + GUTTER)) as usize).clamp(1, count.max(1));
        let rows = count.div_ceil(across.max(1)).max(1);
        let each = count.div_ceil(rows).max(1);
        // Outside, too, links run.
        let room = if rows > 1 { column.inset(GUTTER / 2.0) } else { column };
        let row = |crews: &'a [Crew]| {
            let shares: Vec<f64> = crews.iter().map(share).collect();
            let rects: Vec<Rect> = side_by_side(room, &shares, GUTTER).collect();
            let wanted = rects.iter().zip(crews).map(|(rect, crew)| super::inside::wanted_height(crew, rect.width));
            let height = wanted.fold(0.0, f64::max);
            rects.into_iter().map(|rect| Rect { height, ..rect }).zip(crews).collect()
        };
        Grid { rows: band.crews.chunks(each).map(row).collect() }
    }

    fn height(&self) -> f64 {
        self.heights() + ROW_GAP * number(self.rows.len().saturating_sub(1))
    }

    fn heights(&self) -> f64 {
        self.rows.iter().filter_map(|row| row.first()).map(|(rect, _)| rect.height).sum()
    }

    /// Gives the rows their places in the room there is.
    fn settle(&mut self, room: Rect) {
        let gaps = ROW_GAP * number(self.rows.len().saturating_sub(1));
        let scale = ((room.height - gaps).max(0.0) / self.heights().max(1.0)).min(1.0);
        let mut y = room.y;
        for row in &mut self.rows {
            let height = row.first().map_or(0.0, |(rect, _)| rect.height * scale);
            row.iter_mut().for_each(|(rect, _)| *rect = Rect { y, height, ..*rect });
            y += height + ROW_GAP;
        }
    }
}

/// How much of a row a crew gets in comparison with others: one alone needs room for its name.
fn share(crew: &Crew) -> f64 {
    match crew.members.len() {
        0 | 1 => ((56.0 + crew.name * text::BOLD) / 100.0).clamp(0.9, 1.6),
        2 => 1.5,
        _ => 1.8,
    }
}
