//! ONE TIMELINE, TWO SOURCES: play, pause, step, seek, speed and fork over whatever produces records.
//!
//! The player is told how much time passed and how many records it may run; it never asks a clock.

mod beside;
mod checkpoint;
mod recording;
mod simulation;
mod source;
mod speed;
mod timeline;

pub use beside::Beside;
pub use recording::Recording;
pub use simulation::Simulation;
pub use source::{Capabilities, Origin, Replay, Source};
pub use speed::Speed;
pub use timeline::{Advance, Player, WINDOW};
