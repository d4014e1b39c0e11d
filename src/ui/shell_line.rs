//! A line for a shell, and the button that copies it.

use super::browser::copy_from;
use super::icons::Icon;
use super::session::use_session;
use super::uniform::told;
use super::words::use_saying;
use crate::i18n::instruments;
use leptos::html;
use leptos::prelude::*;

/// The line. Where the browser does not let us copy, it stays selected, so that a person can.
#[component]
pub fn ShellLine(#[prop(into)] line: Signal<String>) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let code: NodeRef<html::Code> = NodeRef::new();
    let copied = RwSignal::new(None::<bool>);
    let outcome = told(move || {
        let said = match copied.get() {
            None => return String::new(),
            Some(true) => instruments::COPIED,
            Some(false) => instruments::SELECTED,
        };
        said.to(session.lang.get()).to_owned()
    });
    let copy = move |_| {
        if let Some(code) = code.get_untracked() {
            copied.set(Some(copy_from(&code)));
        }
    };
    view! {
        <div class="shell-line">
            <code node_ref=code class="shell-text" lang="en">{line}</code>
            <button
                type="button"
                class="button button-quiet"
                data-action="copy"
                aria-label=saying(instruments::COPY)
                title=saying(instruments::COPY)
                on:click=copy
                on:blur=move |_| copied.set(None)
            >
                {Icon::Copy.draw()}
            </button>
            <span class="shell-outcome" role="status">{outcome}</span>
        </div>
    }
}
