//! Waiting for what must come, frame by frame, with a deadline instead of a pause.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// How long anything may take, in milliseconds: far longer than it ever takes, for machines that are busy.
const DEADLINE: f64 = 30_000.0;

/// The next animation frame.
pub(crate) async fn frame() {
    let window = web_sys::window().expect("a window");
    let next = Promise::new(&mut |resolve, _| {
        window.request_animation_frame(&resolve).expect("a frame");
    });
    JsFuture::from(next).await.expect("a frame");
}

/// Waits until `condition` gives something; `what` says what was awaited when it never does.
pub(crate) async fn until<T>(what: &str, condition: impl Fn() -> Option<T>) -> T {
    let deadline = js_sys::Date::now() + DEADLINE;
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(js_sys::Date::now() < deadline, "waited in vain until {what}");
        frame().await;
    }
}

/// Waits until `condition` holds.
pub(crate) async fn until_true(what: &str, condition: impl Fn() -> bool) {
    until(what, || condition().then_some(())).await;
}
