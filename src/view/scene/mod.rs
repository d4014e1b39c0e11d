//! The scene: the picture as shapes, ready to be painted.
//!
//! *Still* shapes change when a number or a state changes; they become SVG. *Moving* marks change in every frame; they
//! are painted on a canvas above. Both name what things are, by class and by ink, and never a colour.

mod class;
mod databases;
mod handlers;
mod lanes;
mod links;
mod publishers;
mod rails;
mod sketch;
#[cfg(test)]
mod tests;

pub use class::Class;
pub(super) use publishers::rate;

use super::curve::Curve;
use super::layout::{Flow, Layout};
use super::motion::moving;
use super::{Mark, Point, Rect, Size, Stage};
use crate::message::ComponentId;
use crate::scenario::{Role, Roster};
use sketch::Sketch;

/// The picture at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// How large it is.
    pub size: Size,
    /// Cards, links, lanes, words; from the back to the front.
    pub still: Vec<Shape>,
    /// Messages, buffers, rings of work; from the back to the front.
    pub moving: Vec<Mark>,
    /// Where each component is, for pointer and focus; in reading order.
    pub spots: Vec<Spot>,
    /// 1 if every message is drawn, otherwise N for one in N.
    pub shown_one_in: u32,
}

/// A still shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it looks like.
    pub form: Form,
    /// What it is.
    pub classes: Vec<Class>,
}

/// What a still shape looks like; lengths in pixels.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A rectangle with round corners.
    Rect {
        /// Where.
        rect: Rect,
        /// The radius of its corners.
        radius: f64,
    },
    /// A circle.
    Circle {
        /// Its middle.
        center: Point,
        /// Its radius.
        radius: f64,
    },
    /// An open curve.
    Path(Curve),
    /// A small symbol, 16 pixels wide and high.
    Icon {
        /// Its upper left corner.
        at: Point,
        /// What it stands for.
        icon: Icon,
    },
    /// A line of words. Never markup.
    Text {
        /// Its anchor, on the baseline.
        at: Point,
        /// Which part of it is at the anchor.
        anchor: Anchor,
        /// What it says.
        text: String,
    },
}

/// A symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A publisher.
    Publisher,
    /// A database.
    Database,
    /// It is paused.
    Paused,
    /// It is slow.
    Slow,
    /// What travels next gets lost.
    Loss,
    /// What is published next is poison.
    Poison,
}

/// Which part of a text is at its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Where a component is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The component.
    pub component: ComponentId,
    /// Its place.
    pub rect: Rect,
}

impl Scene {
    /// The component at these coordinates, if there is one.
    pub fn hit(&self, x: f64, y: f64) -> Option<ComponentId> {
        let spot = self.spots.iter().find(|spot| spot.rect.contains(Point::new(x, y)));
        spot.map(|spot| spot.component)
    }
}

/// The picture of a stage.
pub fn scene(stage: &Stage<'_>) -> Scene {
    let layout = Layout::new(stage.roster, stage.board, stage.size);
    let mut sketch = Sketch::new(stage, &layout);
    // In a tall picture links would run across the name of a rail: they end at its edge.
    if layout.flow == Flow::Down {
        links::draw(&mut sketch);
        rails::draw_grounds(&mut sketch);
    } else {
        rails::draw_grounds(&mut sketch);
        links::draw(&mut sketch);
    }
    rails::draw_lanes(&mut sketch);
    handlers::draw_frames(&mut sketch);
    for card in &layout.cards {
        sketch.card(card);
    }
    let still = sketch.finish();
    let moving = moving(stage, &layout);
    Scene {
        size: stage.size,
        still,
        moving: moving.marks.into_iter().map(|(_, mark)| mark).collect(),
        spots: spots(stage.roster, &layout),
        shown_one_in: moving.shown_one_in,
    }
}

/// In the order of the flow: publishers, brokers, handlers, databases.
fn spots(roster: &Roster, layout: &Layout) -> Vec<Spot> {
    let rails = layout.rails.iter().map(|rail| Spot { component: rail.broker, rect: rail.rect });
    let cards = layout.cards.iter().map(|card| Spot { component: card.component, rect: card.rect });
    let spots: Vec<Spot> = rails.chain(cards).collect();
    let column = |spot: &Spot| match roster.part(spot.component).and_then(|part| part.role.as_ref()) {
        Some(Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_)) => 0,
        None => 1,
        Some(Role::Handler(_) | Role::DeadLetterHandler(_) | Role::Administrator(_)) => 2,
        Some(Role::Database(_)) => 3,
    };
    (0..=3).flat_map(|wanted| spots.iter().filter(move |spot| column(spot) == wanted)).copied().collect()
}
