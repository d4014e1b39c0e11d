//! Small questions to the browser, each with an answer when the browser has none.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlDocument};

/// The languages that the person prefers, best first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Whether a media query holds.
pub fn matches_media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// A beginning for element ids that differs from mount to mount. It has nothing to do with any run's luck.
pub fn unique_prefix() -> String {
    const LETTERS: f64 = 4_294_967_296.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the product lies in 0..2³²")]
    let number = (js_sys::Math::random() * LETTERS) as u32;
    format!("qp-{number:08x}")
}

/// Puts a text on the clipboard, if the browser lets us.
pub fn copy(text: &str) {
    // Absent in insecure contexts: then there is nothing to do, and the text can still be selected by hand.
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    if clipboard.is_ok_and(|clipboard| !clipboard.is_undefined()) {
        drop(window().navigator().clipboard().write_text(text));
    }
}

/// Whether the document is in a tab that can be seen.
pub fn tab_is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// The `data-` attributes of an element: names and values.
pub fn data_attributes(element: &Element) -> Vec<(String, String)> {
    let attributes = element.attributes();
    let all = (0..attributes.length()).filter_map(|index| attributes.item(index));
    all.filter(|one| one.name().starts_with("data-")).map(|one| (one.name(), one.value())).collect()
}

/// Sets an attribute of the document's root, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    // Both fail for names that are no names; ours are.
    drop(match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    });
}

/// The fragment of the location, with its `#`.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Changes the fragment of the location without adding to the history.
pub fn replace_fragment(fragment: &str) {
    let Ok(history) = window().history() else { return };
    // Fails in sandboxed frames: then the location stays as it is, and nothing else depends on it.
    drop(history.replace_state_with_url(&JsValue::NULL, "", Some(fragment)));
}

/// What was stored under a name; nothing where the browser forbids storage.
pub fn stored(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Stores a value under a name, if the browser lets us.
pub fn store(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item(name, value));
    }
}

/// Puts the text of an element on the clipboard; false if the browser does not let us, and then the text is selected.
///
/// Not through the asynchronous clipboard, which asks for a permission and is absent in insecure contexts.
pub fn copy_from(element: &Element) -> bool {
    let Ok(Some(selection)) = window().get_selection() else { return false };
    drop(selection.select_all_children(element));
    let copied = document().unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false);
    if copied {
        drop(selection.remove_all_ranges());
    }
    copied
}

/// Where the page came from, as a server's configuration wants it.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}
