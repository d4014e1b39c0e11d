//! THE CUSTOM ELEMENT: what a host page can ask of a playground.

mod options;

pub use options::{Options, Theme};
