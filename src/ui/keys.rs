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

/// Where letters are typed or looked for.
const LETTER_FIELDS: &str = "input, select, textarea, [contenteditable]";

/// Space plays and pauses, arrows step, R starts again, N and P turn the pages of the lesson, Escape lets go of
/// a message.
pub fn listen(session: Session) {
    let listener = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        let inside = |fields| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            target.is_some_and(|target| target.closest(fields).is_ok_and(|found| found.is_some()))
        };
        let typed = event.key();
        // A Korean layout writes other letters on the same keys.
        let key = match event.code().as_str() {
            "KeyN" if !typed.is_ascii() => "n",
            "KeyP" if !typed.is_ascii() => "p",
            "KeyR" if !typed.is_ascii() => "r",
            _ => typed.as_str(),
        };
        let command = match key {
            " " if !inside(FIELDS) => Command::Toggle,
            "ArrowRight" if !inside(ARROW_FIELDS) => Command::StepForward,
            "ArrowLeft" if !inside(ARROW_FIELDS) => Command::StepBack,
            "r" | "R" if !inside(LETTER_FIELDS) => Command::Reset,
            "n" | "N" | "]" if !inside(LETTER_FIELDS) => Command::GoOn,
            "p" | "P" | "[" if !inside(LETTER_FIELDS) => Command::GoBack,
            "Escape" if !inside(LETTER_FIELDS) && session.followed.get_untracked().is_some() => Command::Follow(None),
            _ => return,
        };
        event.prevent_default();
        session.handle(command);
    });
    on_cleanup(move || listener.remove());
}
