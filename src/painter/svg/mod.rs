//! A scene as SVG text.
//!
//! [`still`] writes the inside of `<svg viewBox="0 0 WIDTH HEIGHT">` for the page: shapes with classes and nothing
//! else, no style attribute, no id, no script, every text escaped. Colours, type and line widths are the style sheet's:
//!
//! | element | classes |
//! |---|---|
//! | `rect` | `qp-card` with `qp-publisher`, `qp-handler` or `qp-database`; |
//! |        | `qp-crashed`, `qp-draining`, `qp-selected` |
//! | `rect` | `qp-rail` (a broker); `qp-selected` |
//! | `rect` | `qp-lane` (a subject); `qp-unheard` |
//! | `rect` | `qp-frame` (a queue group) |
//! | `rect` | `qp-socket` (a database connection); with `qp-off` the place for one |
//! | `circle` | `qp-ring` (the empty ring of work, 4 wide; the full part is painted above it) |
//! | `path` | `qp-link` (no fill), with `qp-off` where nothing travels |
//! | `path` | `qp-icon` (16 × 16, stroked) |
//! | `text` | `qp-text`, one of `qp-size-14` to `qp-size-10`; `qp-strong`, `qp-soft`, `qp-warning`, `qp-accent`, |
//! |        | `qp-halo`, `qp-off` |
//!
//! [`document`] writes a whole file: both layers, and a style sheet with the colours of a palette. There the marks
//! carry `qp-ink-…` classes, and `qp-lines` where the ink is a stroke and not a fill.

mod marks;
mod shapes;
mod stylesheet;
#[cfg(test)]
mod tests;
mod writer;

use super::Palette;
use crate::view::{Figure, Ink, Mark, Point, Scene};
use writer::Writer;

/// The still layer: what goes into an `<svg>` whose view box is the scene's size.
pub fn still(scene: &Scene) -> String {
    let mut writer = Writer::default();
    scene.still.iter().for_each(|shape| shapes::write(shape, &mut writer));
    writer.finish()
}

/// One mark by itself, about the origin: what goes into an `<svg>` of a legend.
pub fn sample(figure: Figure, ink: Ink) -> String {
    let mut writer = Writer::default();
    marks::write(&Mark { at: Point::new(0.0, 0.0), figure, ink, opacity: 1.0 }, &mut writer);
    writer.finish()
}

/// Both layers as a file of its own, with the colours of `palette`.
pub fn document(scene: &Scene, palette: &Palette) -> String {
    let mut writer = Writer::default();
    let (width, height) = (scene.size.width, scene.size.height);
    writer.open("svg").attribute("xmlns", "http://www.w3.org/2000/svg");
    writer.number("width", width).number("height", height);
    writer.numbers("viewBox", &[0.0, 0.0, width, height]).inside();
    writer.open("style").inside().text(&stylesheet::of(palette)).close("style");
    writer.open("rect").attribute("class", "qp-ground").number("width", width).number("height", height).empty();
    scene.still.iter().for_each(|shape| shapes::write(shape, &mut writer));
    scene.moving.iter().for_each(|mark| marks::write(mark, &mut writer));
    writer.close("svg");
    writer.finish()
}
