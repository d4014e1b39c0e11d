//! Small questions to the browser, each with an answer when the browser has none.

use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Element, FileReader, HtmlAnchorElement, HtmlDocument, HtmlInputElement, Url};

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

/// Takes away what was stored under a name.
pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.remove_item(name));
    }
}

/// Everything that is stored: names and values.
pub fn stored_all() -> Vec<(String, String)> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok()?);
    names.filter_map(|name| Some((storage.get_item(&name).ok()??, name))).map(|(value, name)| (name, value)).collect()
}

/// Where the page came from, as a server's configuration wants it.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Offers bytes as a file to be saved.
pub fn offer_file(name: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let Ok(blob) = Blob::new_with_u8_array_sequence(&parts) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    if let Some(link) = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser has taken what it needs.
    drop(Url::revoke_object_url(&address));
}

/// Reads the file that was chosen in a field: its name and its bytes, or none if the browser cannot read it. Of one
/// that is larger than `most`, only the beginning is read, one byte more than that.
pub fn read_file(field: &HtmlInputElement, most: usize, then: impl FnOnce(String, Option<Vec<u8>>) + 'static) {
    let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
    let Ok(reader) = FileReader::new() else { return };
    let (name, done) = (file.name(), reader.clone());
    // Called once, whatever comes of it: then it is dropped.
    let end = Closure::once_into_js(move || {
        let buffer = done.result().ok().filter(JsValue::is_object);
        then(name, buffer.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec()));
    });
    reader.set_onloadend(Some(end.unchecked_ref()));
    #[allow(clippy::cast_precision_loss, reason = "far below 2⁵³")]
    let begin = file.slice_with_f64_and_f64(0.0, most as f64 + 1.0);
    // Fails only while another file is being read.
    drop(begin.and_then(|begin| reader.read_as_array_buffer(&begin)));
}

/// Whether the page itself came encrypted.
pub fn is_secure_page() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "https:")
}

/// Whether the page came from this machine.
pub fn is_local_page() -> bool {
    window().location().hostname().is_ok_and(|host| matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
}

/// Letters and digits that no other run has, for names on a server. They have nothing to do with any run's luck.
pub fn unique_name() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the product lies in 0..32")]
    let letter = |_| char::from(LETTERS[(js_sys::Math::random() * 32.0) as usize % LETTERS.len()]);
    (0..8).map(letter).collect()
}
