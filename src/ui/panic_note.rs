//! What is shown when the program itself is broken: a sentence, the seed and the moment, and a report to copy.
//!
//! After a panic nothing of ours can be trusted, so the note asks only the document: every playground writes its seed
//! and moment into its root element.

use super::{browser, preferred_lang};
use crate::i18n::{Lang, Text, phrases, text};
use leptos::prelude::document;
use std::panic;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

/// From now on a panic is told on the console and on the page.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // A second panic while the first is being told must not tell itself again.
        if document().query_selector("[data-panic]").is_ok_and(|found| found.is_none()) {
            // Where there is no document to tell it to, the console has it.
            let _ = tell(&info.to_string());
        }
    }));
}

fn tell(what: &str) -> Option<()> {
    let tag = document().document_element()?.get_attribute("lang").unwrap_or_default();
    let lang: Lang = tag.parse().unwrap_or_else(|_| preferred_lang());
    let root = document().query_selector("[data-playground]").ok().flatten();
    let read = |name| root.as_ref().and_then(|root| root.get_attribute(name)).unwrap_or_else(|| "?".to_owned());
    let place = phrases::stopped_at(lang, &read("data-seed"), &read("data-now"));
    let version = env!("CARGO_PKG_VERSION");
    let report = format!("Queue Playground {version}\n{place}\n{}\n{what}", browser::fragment());

    let note = element("section", "panic")?;
    note.set_attribute("role", "alert").ok()?;
    note.set_attribute("data-panic", "").ok()?;
    let sentence = element("p", "panic-sentence")?;
    sentence.set_text_content(Some(&format!("{} {place}", text(lang, Text::Stopped))));
    let details = element("pre", "panic-report")?;
    details.set_text_content(Some(&report));
    details.set_attribute("tabindex", "0").ok()?;
    let button = element("button", "button button-accent")?;
    button.set_text_content(Some(text(lang, Text::CopyReport)));
    let copy = Closure::<dyn Fn()>::new(move || browser::copy(&report));
    button.add_event_listener_with_callback("click", copy.as_ref().unchecked_ref()).ok()?;
    // It lives as long as the page.
    copy.forget();
    for part in [sentence, details, button] {
        note.append_child(&part).ok()?;
    }
    document().body()?.prepend_with_node_1(&note).ok()
}

fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    Some(element)
}
