//! Where things are inside a card: the ring of work, the buffer, a database's sockets.

use super::{Card, Density, Lane, gap_between, number};
use crate::view::{Point, Rect};

/// How many waiting messages are drawn one by one; more become a bar.
pub const SINGLE: usize = 12;

/// Below this width a full card has no room for a buffer beside its ring.
const NARROW: f64 = 140.0;

/// The inside of a handler's card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandlerAnatomy {
    /// The middle of the ring of work.
    pub ring: Point,
    /// Its radius; 0 if there is no room for one.
    pub radius: f64,
    /// Where the name begins, on its baseline.
    pub name: Point,
    /// How much room the name has.
    pub name_room: f64,
    /// Where what waits is drawn.
    pub buffer: Buffer,
    /// The right end of the number of waiting messages, on its baseline.
    pub count: Point,
    /// Where the line below begins, on its baseline; none if there is no room for it.
    pub line: Option<Point>,
}

/// The place for what waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buffer {
    /// Where.
    pub rect: Rect,
    columns: usize,
    pitch: f64,
}

/// The inside of a stream's lane.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamAnatomy {
    /// From where the name begins to where the number of messages ends; its top is their baseline.
    pub heading: Rect,
    /// A row for each consumer: words in its upper half, what waits in the lower one. None where there is no room.
    pub rows: Vec<Rect>,
}

/// The inside of a database's card.
#[derive(Clone, Debug, PartialEq)]
pub struct DatabaseAnatomy {
    /// Where name and the number of rows are.
    pub heading: Rect,
    /// Where the sockets are.
    pub sockets: Rect,
    /// Where the words about connections are.
    pub captions: Rect,
}

impl Card {
    /// The inside of this card, if it is a handler's.
    pub fn handler(&self) -> HandlerAnatomy {
        match self.density {
            Density::Full if self.rect.width < NARROW => narrow(self.rect),
            Density::Full => full(self.rect),
            Density::Compact => compact(self.rect),
            Density::Chip => chip(self.rect),
        }
    }

    /// The inside of this card, if it is a database's.
    pub fn database(&self) -> DatabaseAnatomy {
        let rect = self.rect;
        if rect.height >= 140.0 {
            let captions = if rect.height >= 180.0 { 64.0 } else { 40.0 };
            return DatabaseAnatomy {
                heading: Rect::new(rect.x, rect.y, rect.width, 56.0),
                sockets: Rect { y: rect.y + 60.0, height: rect.height - 68.0 - captions, ..within(rect, 14.0) },
                captions: Rect::new(rect.x, rect.bottom() - captions, rect.width, captions),
            };
        }
        if rect.width < 240.0 {
            return DatabaseAnatomy {
                heading: Rect::new(rect.x, rect.y, rect.width, 36.0),
                sockets: Rect { y: rect.bottom() - 22.0, height: 13.0, ..within(rect, 12.0) },
                captions: Rect::new(rect.x, rect.bottom() - 42.0, rect.width, 18.0),
            };
        }
        let third = rect.width / 3.0;
        DatabaseAnatomy {
            heading: Rect::new(rect.x, rect.y, third, rect.height),
            sockets: Rect::new(rect.x + third, rect.y + 10.0, third, rect.height - 20.0),
            captions: Rect::new(rect.x + 2.0 * third, rect.y, third, rect.height),
        }
    }
}

impl Lane {
    /// The inside of this lane, if it is a stream's with so many consumers.
    pub fn stream(&self, consumers: usize) -> StreamAnatomy {
        let rect = self.rect;
        let inner = within(rect, 6.0);
        let each = (rect.height - 24.0) / number(consumers.max(1));
        let heading = |share: f64| Rect { y: rect.y + share, height: 0.0, ..inner };
        if each < 13.0 || inner.width < 24.0 {
            return StreamAnatomy { heading: heading(rect.height / 2.0 + 4.0), rows: Vec::new() };
        }
        let height = each.min(32.0);
        let used = 20.0 + height * number(consumers.max(1));
        let top = rect.y + (rect.height - used) / 2.0;
        let row = |index: usize| Rect { y: top + 19.0 + height * number(index), height, ..inner };
        StreamAnatomy { heading: heading(top + 14.0 - rect.y), rows: (0..consumers.max(1)).map(row).collect() }
    }
}

impl StreamAnatomy {
    /// Where the name begins, on its baseline.
    pub fn heading_start(&self) -> Point {
        Point::new(self.heading.x, self.heading.y)
    }

    /// Where what waits for a consumer is drawn; what a stream keeps, if it has none.
    pub fn buffer(&self, row: usize) -> Option<Buffer> {
        let row = self.rows.get(row)?;
        let marks = row.height - 15.0;
        (marks >= 8.0).then(|| Buffer::line(Rect::new(row.x, row.y + 14.0, row.width, marks.min(13.0))))
    }
}

impl DatabaseAnatomy {
    /// The sockets of `open` connections, in order. They shrink as they become many.
    pub fn sockets(&self, open: usize) -> Vec<Rect> {
        let area = self.sockets;
        let (gap, open) = (5.0, open.max(1));
        // Room for more than there are, so that a socket keeps its size when another one comes.
        let usual = if area.height > area.width { 5 } else { number_of_rows(area.height) };
        let rows = |columns: usize| open.div_ceil(columns).max(usual);
        let height = |columns: usize| (area.height - gap * number(rows(columns) - 1)) / number(rows(columns));
        // As few columns as keep a socket high enough to be seen.
        let columns = (1..24).find(|&columns| height(columns) >= 12.5).unwrap_or(24);
        let height = height(columns).clamp(2.0, 16.0);
        let beside = gap_between(columns, area.width, gap);
        let width = (area.width - beside * number(columns - 1)) / number(columns);
        let place = |index: usize| {
            let x = area.x + number(index % columns) * (width + beside);
            let y = area.y + number(index / columns) * (height + gap);
            Rect::new(x, y, width, height)
        };
        (0..open).map(place).collect()
    }
}

/// A rectangle with this margin to its left and right, or as much of it as there is room for.
fn within(rect: Rect, margin: f64) -> Rect {
    let margin = margin.min(rect.width / 4.0);
    Rect { x: rect.x + margin, width: rect.width - 2.0 * margin, ..rect }
}

/// How many rows of sockets fit in an area that is wider than high: two, or one.
fn number_of_rows(height: f64) -> usize {
    if height < 30.0 { 1 } else { 2 }
}

impl Buffer {
    fn new(rect: Rect) -> Buffer {
        let rect = Rect { width: rect.width.max(0.0), height: rect.height.max(0.0), ..rect };
        // The fewest rows in which the dots can be as large as they like, or the size that comes nearest.
        let pitch = |rows: usize| {
            let columns = SINGLE.div_ceil(rows);
            (rect.width / number(columns)).min(rect.height / number(rows)).min(13.0)
        };
        let rows = (2..=3).fold(1, |best, rows| if pitch(rows) > pitch(best) + 2.0 { rows } else { best });
        Buffer { rect, columns: SINGLE.div_ceil(rows), pitch: pitch(rows) }
    }

    /// One row.
    fn line(rect: Rect) -> Buffer {
        Buffer { rect, columns: SINGLE, pitch: (rect.width / number(SINGLE)).min(rect.height) }
    }

    /// How large a waiting message is drawn.
    pub fn dot_radius(&self) -> f64 {
        (self.pitch * 0.4).max(1.5)
    }

    /// The middle of a waiting message's place, 0 being the next one to be taken, when so many wait. Beyond the last
    /// place, the last place.
    pub fn place(&self, index: usize, waiting: usize) -> Point {
        let index = index.min(SINGLE - 1);
        let rows = number(waiting.clamp(1, SINGLE).div_ceil(self.columns));
        let top = self.rect.y + (self.rect.height - rows * self.pitch) / 2.0;
        Point::new(
            self.rect.x + (number(index % self.columns) + 0.5) * self.pitch,
            top + (number(index / self.columns) + 0.5) * self.pitch,
        )
    }

    /// Where a message ends its way in when so many wait before it: at its place, or at the bar.
    pub fn goal(&self, waiting: usize) -> Point {
        if waiting < SINGLE { self.place(waiting, waiting + 1) } else { self.bar().center() }
    }

    /// Where the bar is drawn when too many wait.
    pub fn bar(&self) -> Rect {
        let height = (self.pitch * 0.8).clamp(3.0, 9.0);
        Rect::new(self.rect.x, self.rect.center().y - height / 2.0, self.rect.width, height)
    }
}

fn full(rect: Rect) -> HandlerAnatomy {
    let (share, pad) = (|of: f64| rect.y + rect.height * of, 12.0);
    let radius = (rect.height * 0.15).min(13.0);
    let ring = Point::new(rect.x + pad + radius + 2.0, share(0.52));
    let left = ring.x + radius + 12.0;
    let buffer = Rect::new(left, share(0.36), rect.right() - pad - left - 30.0, rect.height * 0.32);
    HandlerAnatomy {
        ring,
        radius,
        name: Point::new(rect.x + pad, share(0.25)),
        name_room: rect.width - 2.0 * pad,
        buffer: Buffer::new(buffer),
        count: Point::new(rect.right() - pad, share(0.52) + 4.5),
        line: Some(Point::new(rect.x + pad, share(0.89))),
    }
}

/// As a full card, with the buffer below the ring.
fn narrow(rect: Rect) -> HandlerAnatomy {
    let (share, pad) = (|of: f64| rect.y + rect.height * of, 10.0);
    let radius = (rect.height * 0.13).min(12.0);
    let ring = Point::new(rect.x + pad + radius + 2.0, share(0.54));
    let buffer = Rect::new(rect.x + pad, share(0.72), rect.width - 2.0 * pad - 26.0, rect.height * 0.24);
    HandlerAnatomy {
        ring,
        radius,
        name: Point::new(rect.x + pad, share(0.22)),
        name_room: rect.width - 2.0 * pad,
        buffer: Buffer::new(buffer),
        count: Point::new(rect.right() - pad, share(0.84) + 4.5),
        line: Some(Point::new(ring.x + radius + 7.0, share(0.54) + 4.0)),
    }
}

fn compact(rect: Rect) -> HandlerAnatomy {
    let radius = (rect.height * 0.5 - 7.0).clamp(5.0, 11.0);
    let ring = Point::new(rect.x + 10.0 + radius, rect.center().y);
    let left = ring.x + radius + 9.0;
    let right = rect.right() - 8.0;
    if rect.height < 36.0 && rect.width >= 104.0 {
        // All in one line.
        let half = left + (right - left) * 0.56;
        return HandlerAnatomy {
            ring,
            radius,
            name: Point::new(left, rect.center().y + 4.5),
            name_room: half - left - 4.0,
            buffer: Buffer::new(Rect::new(half, rect.y + 6.0, right - half - 26.0, rect.height - 12.0)),
            count: Point::new(right, rect.center().y + 4.5),
            line: None,
        };
    }
    let split = rect.y + rect.height * 0.52;
    HandlerAnatomy {
        ring,
        radius,
        name: Point::new(left, rect.y + rect.height * 0.42),
        name_room: right - left,
        buffer: Buffer::new(Rect::new(left, split, right - left - 24.0, rect.height * 0.38)),
        count: Point::new(right, rect.y + rect.height * 0.71 + 4.0),
        line: None,
    }
}

fn chip(rect: Rect) -> HandlerAnatomy {
    let buffer = Rect::new(rect.x + 3.0, rect.bottom() - 7.0, (rect.width - 6.0).max(0.0), 5.0);
    HandlerAnatomy {
        ring: Point::new(rect.right() - 7.0, rect.y + 7.0),
        radius: if rect.width >= 44.0 { 3.5 } else { 0.0 },
        name: Point::new(rect.x + 4.0, rect.y + 11.0),
        name_room: rect.width - 8.0,
        buffer: Buffer::new(buffer),
        count: Point::new(rect.right() - 4.0, rect.y + 11.0),
        line: None,
    }
}
