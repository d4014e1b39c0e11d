//! Keys that work anywhere on the page, as long as no field has them for itself.

use super::command::Command;
use super::session::Session;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Where keys have a meaning of their own.
const FIELDS: &str = "input, select, textarea, button, a, [role=tab], [role=dialog], [contenteditable]";
/// Where arrows have a meaning of their own.
const ARROW_FIELDS: &str = "input, select, textarea, [role=tab], [contenteditable]";

/// Space plays and pauses, arrows step, R starts again.
pub fn listen(session: Session) {
    let listener = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let inside = |fields| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            target.is_some_and(|target| target.closest(fields).is_ok_and(|found| found.is_some()))
        };
        let command = match event.key().as_str() {
            " " if !inside(FIELDS) => Command::Toggle,
            "ArrowRight" if !inside(ARROW_FIELDS) => Command::StepForward,
            "ArrowLeft" if !inside(ARROW_FIELDS) => Command::StepBack,
            "r" | "R" if !inside(ARROW_FIELDS) => Command::Reset,
            _ => return,
        };
        event.prevent_default();
        session.handle(command);
    });
    on_cleanup(move || listener.remove());
}
