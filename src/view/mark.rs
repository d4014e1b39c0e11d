//! Marks: the small things that move, for a layer that is painted anew in every frame.

use super::Point;

/// Something in the moving layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Its middle.
    pub at: Point,
    /// Its shape and size.
    pub figure: Figure,
    /// Its colour, as a role.
    pub ink: Ink,
    /// From 0, not to be seen, to 1.
    pub opacity: f64,
}

/// The shape of a mark; lengths in pixels. Shape and colour say the same thing twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A generated message.
    Disc {
        /// Its radius.
        radius: f64,
    },
    /// A typed message: a smaller disc within a ring.
    RingedDisc {
        /// The ring's radius.
        radius: f64,
    },
    /// A request.
    Square {
        /// From the middle to a side.
        radius: f64,
    },
    /// A reply.
    Diamond {
        /// From the middle to a corner.
        radius: f64,
    },
    /// A redelivery.
    Triangle {
        /// From the middle to a corner.
        radius: f64,
    },
    /// A dead letter: an empty square with a cross in it.
    Letter {
        /// From the middle to a side.
        radius: f64,
    },
    /// A lost message.
    Hollow {
        /// Its radius.
        radius: f64,
    },
    /// A message on which the work failed.
    Cross {
        /// From the middle to the end of an arm.
        radius: f64,
    },
    /// A ring that fills clockwise from the top.
    Ring {
        /// Its radius.
        radius: f64,
        /// The width of its line.
        width: f64,
        /// How much of it is drawn, from 0 to 1.
        share: f64,
    },
    /// A filled bar with round ends.
    Bar {
        /// From left to right.
        width: f64,
        /// From top to bottom.
        height: f64,
    },
}

impl Figure {
    /// How far it reaches from its middle.
    pub const fn reach(self) -> f64 {
        match self {
            Figure::Disc { radius }
            | Figure::RingedDisc { radius }
            | Figure::Square { radius }
            | Figure::Diamond { radius }
            | Figure::Triangle { radius }
            | Figure::Letter { radius }
            | Figure::Hollow { radius }
            | Figure::Cross { radius } => radius,
            Figure::Ring { radius, width, .. } => radius + width / 2.0,
            Figure::Bar { width, height } => width.max(height) / 2.0,
        }
    }
}

/// What a colour means. The painter looks up the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// A generated message.
    Event,
    /// A message that a person typed.
    Typed,
    /// A request.
    Request,
    /// A reply.
    Reply,
    /// A redelivery.
    Redelivery,
    /// Something lost, failed or dead.
    Dead,
    /// Something done.
    Done,
    /// What is chosen, or stands out.
    Accent,
    /// Quiet lines.
    Line,
    /// Words.
    Text,
    /// Quiet words.
    Soft,
    /// The ground of a card.
    Card,
}

impl Ink {
    /// Every ink.
    pub const ALL: [Ink; 12] = [
        Ink::Event,
        Ink::Typed,
        Ink::Request,
        Ink::Reply,
        Ink::Redelivery,
        Ink::Dead,
        Ink::Done,
        Ink::Accent,
        Ink::Line,
        Ink::Text,
        Ink::Soft,
        Ink::Card,
    ];
}
