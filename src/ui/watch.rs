//! How large an element is and whether it can be seen, as signals.

use super::browser;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, ResizeObserver, ResizeObserverEntry};

/// An observer and what it calls, both gone when the component is.
struct Watch<O: Disconnect> {
    observer: O,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

trait Disconnect {
    fn disconnect(&self);
}

impl Disconnect for ResizeObserver {
    fn disconnect(&self) {
        ResizeObserver::disconnect(self);
    }
}

impl Disconnect for IntersectionObserver {
    fn disconnect(&self) {
        IntersectionObserver::disconnect(self);
    }
}

impl<O: Disconnect> Drop for Watch<O> {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `changed` with width and height in CSS pixels, now and whenever they change.
pub fn watch_size(element: &Element, mut changed: impl FnMut(f64, f64) + 'static) {
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.pop().unchecked_into::<ResizeObserverEntry>();
        let area = last.content_rect();
        changed(area.width(), area.height());
    });
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    StoredValue::new_local(Watch { observer, _callback: callback });
}

/// A listener that is taken off when its component is.
struct Listener {
    target: web_sys::EventTarget,
    callback: Closure<dyn FnMut()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        // Fails only for an event without a name.
        drop(self.target.remove_event_listener_with_callback("change", callback));
    }
}

/// Whether a media query holds, now and later.
pub fn watch_media(query: &str) -> Signal<bool> {
    let holds = RwSignal::new(browser::matches_media(query));
    if let Ok(Some(list)) = window().match_media(query) {
        let asked = query.to_owned();
        let callback = Closure::<dyn FnMut()>::new(move || holds.set(browser::matches_media(&asked)));
        drop(list.add_event_listener_with_callback("change", callback.as_ref().unchecked_ref()));
        StoredValue::new_local(Listener { target: list.into(), callback });
    }
    holds.into()
}

/// Whether the element is on the screen, in a tab that can be seen.
pub fn watch_visibility(element: &Element) -> Signal<bool> {
    let on_screen = RwSignal::new(true);
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
        on_screen.set(last.is_intersecting());
    });
    if let Ok(observer) = IntersectionObserver::new(callback.as_ref().unchecked_ref()) {
        observer.observe(element);
        StoredValue::new_local(Watch { observer, _callback: callback });
    }
    let in_front = RwSignal::new(browser::tab_is_visible());
    let listener = leptos::prelude::window_event_listener_untyped("visibilitychange", move |_| {
        in_front.set(browser::tab_is_visible());
    });
    on_cleanup(move || listener.remove());
    Signal::derive(move || on_screen.get() && in_front.get())
}
