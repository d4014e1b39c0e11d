//! Where things are inside a card: the ring of work, the buffer, a database's sockets.

use super::{Card, Density, number};
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
                sockets: Rect::new(rect.x + 14.0, rect.y + 60.0, rect.width - 28.0, rect.height - 68.0 - captions),
                captions: Rect::new(rect.x, rect.bottom() - captions, rect.width, captions),
            };
        }
        if rect.width < 240.0 {
            let (half, words) = (rect.width / 2.0, rect.height - 24.0);
            return DatabaseAnatomy {
                heading: Rect::new(rect.x, rect.y, half, words),
                sockets: Rect::new(rect.x + 12.0, rect.bottom() - 22.0, rect.width - 24.0, 13.0),
                captions: Rect::new(rect.x + half, rect.y, half, words),
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
        let width = (area.width - gap * number(columns - 1)) / number(columns);
        let height = height(columns).clamp(2.0, 16.0);
        let place = |index: usize| {
            let x = area.x + number(index % columns) * (width + gap);
            let y = area.y + number(index / columns) * (height + gap);
            Rect::new(x, y, width, height)
        };
        (0..open).map(place).collect()
    }
}

/// How many rows of sockets fit in an area that is wider than high: two, or one.
fn number_of_rows(height: f64) -> usize {
    if height < 30.0 { 1 } else { 2 }
}

impl Buffer {
    fn new(rect: Rect) -> Buffer {
        // The fewest rows in which the dots can be as large as they like, or the size that comes nearest.
        let pitch = |rows: usize| {
            let columns = SINGLE.div_ceil(rows);
            (rect.width / number(columns)).min(rect.height / number(rows)).min(13.0)
        };
        let rows = (2..=3).fold(1, |best, rows| if pitch(rows) > pitch(best) + 2.0 { rows } else { best });
        Buffer { rect, columns: SINGLE.div_ceil(rows), pitch: pitch(rows) }
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
    let ring = Point::new(rect.x + pad + radius + 2.0, share(0.5));
    let buffer = Rect::new(rect.x + pad, share(0.7), rect.width - 2.0 * pad - 26.0, rect.height * 0.24);
    HandlerAnatomy {
        ring,
        radius,
        name: Point::new(rect.x + pad, share(0.25)),
        name_room: rect.width - 2.0 * pad,
        buffer: Buffer::new(buffer),
        count: Point::new(rect.right() - pad, share(0.82) + 4.5),
        line: Some(Point::new(ring.x + radius + 9.0, share(0.5) + 4.0)),
    }
}

fn compact(rect: Rect) -> HandlerAnatomy {
    let radius = (rect.height * 0.5 - 7.0).clamp(5.0, 11.0);
    let ring = Point::new(rect.x + 10.0 + radius, rect.center().y);
    let left = ring.x + radius + 9.0;
    let split = rect.y + rect.height * 0.52;
    HandlerAnatomy {
        ring,
        radius,
        name: Point::new(left, rect.y + rect.height * 0.42),
        name_room: rect.right() - left - 8.0,
        buffer: Buffer::new(Rect::new(left, split, rect.right() - left - 32.0, rect.height * 0.38)),
        count: Point::new(rect.right() - 8.0, rect.y + rect.height * 0.71 + 4.0),
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
