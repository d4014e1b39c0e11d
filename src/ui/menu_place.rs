//! Where a menu stands on the stage, and where the focus goes with it.

use crate::view::{Rect, Size};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How wide the menu is in the style sheet, in pixels.
const WIDTH: f64 = 256.0;
/// How much room below a card is enough, in pixels.
const ROOM: f64 = 176.0;

/// Under the card if there is room, otherwise over its top; never beyond the stage's sides.
pub fn beside(card: Rect, size: Size) -> (f64, f64) {
    let left = card.x.min(size.width - WIDTH - 8.0).max(8.0);
    let below = card.bottom() + 8.0;
    let top = if below + ROOM <= size.height { below } else { (size.height - ROOM).min(card.y).max(8.0) };
    (left, top)
}

/// The first thing that can be done; the menu itself if there is nothing.
pub fn focus_first(menu: &HtmlElement) {
    if !focus_on(menu, "[data-verb]") {
        drop(menu.focus());
    }
}

/// Moves the focus to the first element of a selector; false if there is none.
pub fn focus_on(root: &HtmlElement, selector: &str) -> bool {
    let found = root.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}
