//! THE KERNEL: time, the agenda, and chance. It does not know what a message is.
//!
//! Everything here is deterministic: time is an integer handed in, events due at the same moment run in the order in
//! which they were scheduled, and every random draw is keyed by what it decides.

#![deny(clippy::float_arithmetic)]

pub mod agenda;
pub mod chance;
pub mod time;
