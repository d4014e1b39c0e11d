//! FROM SHAPES TO PICTURES: SVG text for what stands still, a canvas for what moves. The painter computes no place and
//! chooses no colour.

#[cfg(feature = "web")]
mod canvas;
mod palette;
pub mod svg;

#[cfg(feature = "web")]
pub use canvas::paint;
pub use palette::{Colour, Palette};
