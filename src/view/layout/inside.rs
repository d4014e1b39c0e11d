//! Inside the frame of a crew, in a tall picture: cards in a row, in one or two columns with gutters for their links,
//! or chips that share the links of their frame.

use super::present::Crew;
use super::{Card, Density, Layout, LinkKind, Route, number};
use crate::message::ComponentId;
use crate::view::curve::Curve;
use crate::view::{Point, Rect};

/// A visible frame's room above (with its label), beside and below its cards.
const FRAME: [f64; 3] = [26.0, 8.0, 10.0];
/// Between two cards.
const GAP: f64 = 8.0;
/// Where links run: between the two columns of cards, and outside of them.
const GUTTER: f64 = 28.0;
const OUTER_GUTTER: f64 = 14.0;
/// The least width of a card beside others, and of one above others.
const NARROWEST: [f64; 2] = [92.0, 76.0];
/// How wide a turn a link takes out of a gutter.
const TURN: f64 = 10.0;
/// Between what comes and what goes back, at a card.
const PORT: f64 = 7.0;

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

const fn around(crew: &Crew) -> [f64; 3] {
    if crew.shares.is_some() || crew.members.len() > 1 { FRAME } else { [0.0; 3] }
}

/// The height at which a crew's cards have all the room they like.
pub(super) fn wanted_height(crew: &Crew, width: f64) -> f64 {
    let [above, beside, below] = around(crew);
    let count = crew.members.len().max(1);
    let cards = match arrangement(count, width - 2.0 * beside, f64::MAX) {
        Arrangement::Row => 92.0,
        Arrangement::Twin => number(count.div_ceil(2)) * 54.0 + number(count.div_ceil(2) - 1) * GAP,
        Arrangement::Column => number(count) * 54.0 + number(count - 1) * GAP,
        Arrangement::Chips { columns } => number(count.div_ceil(columns)) * 34.0,
    };
    above + cards + below
}

fn arrangement(count: usize, width: f64, height: f64) -> Arrangement {
    let [beside, above] = NARROWEST;
    let across = number(count) * (beside + GAP) - GAP;
    let fits = |rows: usize| (height - 5.0 * number(rows - 1)) / number(rows) >= 26.0;
    if count == 1 || across <= width && height >= 26.0 {
        Arrangement::Row
    } else if width >= 2.0 * (beside + OUTER_GUTTER) + GUTTER && fits(count.div_ceil(2)) {
        Arrangement::Twin
    } else if width >= above + 2.0 * OUTER_GUTTER && fits(count) {
        Arrangement::Column
    } else {
        let widest = ((width + 4.0) / 44.0).clamp(1.0, 12.0) as usize;
        let fits = |columns: usize| (height + 4.0) / number(count.div_ceil(columns)) >= 32.0;
        Arrangement::Chips { columns: (1..widest).find(|&columns| fits(columns)).unwrap_or(widest) }
    }
}

/// Places the members of a crew and their links. `enter` leads from a point above the crews to the row of this one,
/// `leave` from there to below all of them; both are told where the way leads.
pub(super) fn place_crew(
    crew: &Crew,
    frame: Rect,
    layout: &mut Layout,
    enter: impl Fn(Point, f64) -> Curve,
    leave: impl Fn(Curve, f64) -> Curve,
) {
    let [above, beside, below] = around(crew);
    let height = (frame.height - above - below).max(0.0);
    let inner = Rect::new(frame.x + beside, frame.y + above, (frame.width - 2.0 * beside).max(0.0), height);
    let ways = Ways { crew, frame, enter: &enter, leave: &leave };
    match arrangement(crew.members.len().max(1), inner.width, inner.height) {
        Arrangement::Row => ways.place_row(inner, layout),
        Arrangement::Twin => ways.place_columns(inner, 2, layout),
        Arrangement::Column => ways.place_columns(inner, 1, layout),
        Arrangement::Chips { columns } => ways.place_chips(inner, columns, layout),
    }
}

/// How to get to a crew and away from it.
struct Ways<'a> {
    crew: &'a Crew,
    frame: Rect,
    enter: &'a dyn Fn(Point, f64) -> Curve,
    leave: &'a dyn Fn(Curve, f64) -> Curve,
}

impl Ways<'_> {
    fn place_row(&self, inner: Rect, layout: &mut Layout) {
        let count = self.crew.members.len();
        let width = ((inner.width - GAP * number(count.saturating_sub(1))) / number(count.max(1))).min(200.0);
        let used = width * number(count) + GAP * number(count.saturating_sub(1));
        let height = inner.height.min(92.0);
        let density = if height >= 60.0 { Density::Full } else { Density::Compact };
        for (index, &component) in self.crew.members.iter().enumerate() {
            let x = inner.center().x - used / 2.0 + number(index) * (width + GAP);
            let rect = Rect::new(x, inner.y, width, height);
            layout.cards.push(Card { component, rect, density });
            let coming = |curve: Curve, port: f64| curve.then_downwards(rect.top_middle().moved(port, 0.0));
            let going = || Curve::at(rect.bottom_middle()).then_straight(rect.bottom_middle().below(self.frame));
            self.connect(component, layout, &coming, &going);
        }
    }

    /// One or two columns of cards: links come in through the gutter at their inner side and leave at their outer side.
    fn place_columns(&self, inner: Rect, columns: usize, layout: &mut Layout) {
        let frame = self.frame;
        let rows = self.crew.members.len().div_ceil(columns);
        let gap = if inner.height / number(rows.max(1)) > 44.0 { GAP } else { 5.0 };
        let height = ((inner.height - gap * number(rows.saturating_sub(1))) / number(rows.max(1))).min(54.0);
        let gutter = if columns == 2 { GUTTER } else { OUTER_GUTTER };
        let width = (inner.width - OUTER_GUTTER * number(columns) - gutter) / number(columns);
        for (index, &component) in self.crew.members.iter().enumerate() {
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
            let coming = |curve: Curve, port: f64| {
                let (x, y) = (gutter_x + port.clamp(-3.0, 3.0), middle + port);
                curve
                    .then_downwards(Point::new(x, frame.y))
                    .then_straight(Point::new(x, y - TURN))
                    .then_around(Point::new(x, y), Point::new(inside, y))
            };
            let going = || {
                Curve::at(Point::new(outside, middle))
                    .then_around(Point::new(outer_x, middle), Point::new(outer_x, middle + TURN))
                    .then_straight(Point::new(outer_x, frame.bottom().max(middle + TURN)))
            };
            self.connect(component, layout, &coming, &going);
        }
    }

    fn connect(
        &self,
        handler: ComponentId,
        layout: &mut Layout,
        coming: &dyn Fn(Curve, f64) -> Curve,
        going: &dyn Fn() -> Curve,
    ) {
        let crew = self.crew;
        let (hears, tells) = (layout.lanes_of(crew.broker, &crew.hears), layout.lanes_of(crew.broker, &crew.tells));
        let apart = tells.iter().any(|stop| stop.back == LinkKind::Back);
        let port = if apart { PORT } else { 0.0 };
        let x = self.frame.center().x;
        for stop in hears {
            let curve = coming((self.enter)(stop.rect.bottom_middle(), x), -port);
            layout.connect(Route::Deliver { lane: stop.lane, handler }, curve, stop.forth);
        }
        for stop in tells {
            let curve = coming((self.enter)(stop.rect.bottom_middle(), x), port).reversed();
            layout.connect(Route::Publish { publisher: handler, lane: stop.lane }, curve, stop.back);
        }
        if let Some((database, goal)) = layout.database_of(crew) {
            let curve = (self.leave)(going(), goal.center().x).then_downwards(goal.top_middle());
            layout.connect(Route::Store { handler, database }, curve, LinkKind::Forth);
        }
    }

    fn place_chips(&self, inner: Rect, columns: usize, layout: &mut Layout) {
        let (crew, frame) = (self.crew, self.frame);
        let rows = crew.members.len().div_ceil(columns).max(1);
        let height = ((inner.height - 4.0 * number(rows - 1)) / number(rows)).clamp(4.0, 30.0);
        let width = (inner.width - 4.0 * number(columns - 1)) / number(columns);
        layout.cards.extend(crew.members.iter().enumerate().map(|(index, &component)| {
            let x = inner.x + number(index % columns) * (width + 4.0);
            let y = inner.y + number(index / columns) * (height + 4.0);
            Card { component, rect: Rect::new(x, y, width, height), density: Density::Chip }
        }));
        let x = frame.center().x;
        let top = |port: f64| frame.top_middle().moved(port, 0.0);
        for stop in layout.lanes_of(crew.broker, &crew.hears) {
            let curve = (self.enter)(stop.rect.bottom_middle(), x).then_downwards(top(-PORT));
            layout.connect_all(crew, curve, stop.forth, |handler| Route::Deliver { lane: stop.lane, handler });
        }
        for stop in layout.lanes_of(crew.broker, &crew.tells) {
            let curve = (self.enter)(stop.rect.bottom_middle(), x).then_downwards(top(PORT)).reversed();
            layout.connect_all(crew, curve, stop.back, |publisher| Route::Publish { publisher, lane: stop.lane });
        }
        if let Some((database, goal)) = layout.database_of(crew) {
            let curve = (self.leave)(Curve::at(frame.bottom_middle()), goal.center().x);
            let curve = curve.then_downwards(goal.top_middle());
            layout.connect_all(crew, curve, LinkKind::Forth, |handler| Route::Store { handler, database });
        }
    }
}

impl Point {
    /// The point straight below it at the bottom of a rectangle.
    fn below(self, rect: Rect) -> Point {
        Point::new(self.x, rect.bottom().max(self.y))
    }
}
