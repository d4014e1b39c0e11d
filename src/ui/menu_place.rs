//! Where a menu stands on the stage, and where the focus goes with it.

use crate::view::{Rect, Size};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How wide the menu is in the style sheet, in pixels.
const WIDTH: f64 = 256.0;
/// The least distance to the stage's sides and to the card, in pixels.
const GAP: f64 = 8.0;
/// What arrows lead through.
const ITEMS: &str = "[data-verb]";

/// Where a menu of this height stands: under the card if there is room, otherwise above it, otherwise as low as the
/// stage allows; never beyond the stage's sides.
pub fn beside(card: Rect, size: Size, height: f64) -> (f64, f64) {
    let left = card.x.min(size.width - WIDTH - GAP).max(GAP);
    let (above, below) = (card.y - GAP - height, card.bottom() + GAP);
    let lowest = (size.height - height - GAP).max(GAP);
    let top = if below <= lowest || above < GAP { below.min(lowest) } else { above };
    (left, top)
}

/// The first thing that can be done; the menu itself if there is nothing.
pub fn focus_first(menu: &HtmlElement) {
    if !focus_on(menu, ITEMS) {
        drop(menu.focus());
    }
}

/// Moves the focus to where a key leads among the items; false if it leads nowhere.
pub fn focus_by_key(menu: &HtmlElement, key: &str) -> bool {
    let Ok(found) = menu.query_selector_all(ITEMS) else { return false };
    let items: Vec<HtmlElement> = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let Some(last) = items.len().checked_sub(1) else { return false };
    let focused = document().active_element();
    let place = items.iter().position(|item| focused.as_ref() == Some(item));
    let next = match (key, place) {
        ("ArrowDown", Some(place)) if place < last => place + 1,
        ("ArrowDown", _) | ("Home", _) => 0,
        ("ArrowUp", Some(place @ 1..)) => place - 1,
        ("ArrowUp", _) | ("End", _) => last,
        _ => return false,
    };
    items[next].focus().is_ok()
}

/// Moves the focus to the first element of a selector; false if there is none.
pub fn focus_on(root: &HtmlElement, selector: &str) -> bool {
    let found = root.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}
