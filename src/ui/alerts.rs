//! What was wrong in a link or a request, in a sentence, in place. The rest of the page goes on.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::session::use_session;
use super::uniform::flag;
use super::words::use_words;
use crate::i18n::{Text, error};
use leptos::prelude::*;

/// The sentences, and a button that takes them away. Empty most of the time.
#[component]
pub fn Alerts() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let hidden = flag(move || session.troubles.with(Vec::is_empty));
    let sentences = move || {
        let lang = session.lang.get();
        session
            .troubles
            .with(|troubles| troubles.iter().map(|trouble| view! { <p>{error(lang, trouble)}</p> }).collect_view())
    };
    let dismiss = words(Text::Dismiss);
    // The role is on an element that is always there: what appears inside is read out.
    view! {
        <div role="alert">
            <div class="alert" hidden=hidden>
                {Icon::Warning.draw()}
                <div class="alert-sentences">{sentences}</div>
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=dismiss
                    title=dismiss
                    on:click=move |_| dispatch(Command::Dismiss)
                >
                    {Icon::Close.draw()}
                </button>
            </div>
        </div>
    }
}
