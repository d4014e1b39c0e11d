//! Asking a server for a text over HTTP.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::XmlHttpRequest;

/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 2_000;
/// More than this is not taken for an answer, in bytes.
const LONGEST: usize = 1 << 20;

/// Asks, and hands over the answer, or none if there is none that can be read: no server, too late, refused by the
/// browser, not found.
pub fn ask(address: &str, then: impl FnOnce(Option<String>) + 'static) {
    let Some(request) = begun(address) else { return then(None) };
    let answered = request.clone();
    // Called once, whatever comes of it: then it is dropped.
    let end = Closure::once_into_js(move || {
        let is_well = answered.status().is_ok_and(|status| status == 200);
        let text = answered.response_text().ok().flatten();
        then(text.filter(|text| is_well && text.len() <= LONGEST));
    });
    request.set_onloadend(Some(end.unchecked_ref()));
    if request.send().is_err() {
        // What is forbidden altogether is refused here, and then nothing ends.
        drop(end.unchecked_into::<js_sys::Function>().call0(&wasm_bindgen::JsValue::NULL));
    }
}

fn begun(address: &str) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("GET", address).ok()?;
    request.set_timeout(PATIENCE);
    Some(request)
}
