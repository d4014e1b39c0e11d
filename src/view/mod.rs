//! FROM RECORDS TO SHAPES: what is known, where everything stands, what moves, and the picture of all that.
//!
//! `records → Known → Stage → scene() → Scene`. Every step is a pure function: the same records, moment, pace, size and
//! preferences give the same picture. There is no animation state.

pub mod board;
mod curve;
mod describe;
mod follow;
mod geometry;
pub mod history;
mod kind;
mod known;
pub mod layout;
mod mark;
mod motion;
mod scene;
mod stage;
#[cfg(test)]
mod tests;
mod text;

pub use board::Board;
pub use curve::{Bend, Curve, Track};
pub use describe::describe;
pub use follow::message_at;
pub use geometry::{Point, Rect, Size};
pub use history::History;
pub use kind::{Key, legend};
pub use known::Known;
pub use mark::{Figure, Ink, Mark};
pub use motion::{FALL, HOP, MOST_MOVING};
pub use scene::{Anchor, Class, Form, Icon, Scene, Shape, Spot, scene};
pub use stage::{Pace, Preferences, Stage};
