//! The transcript as a file: saved, and opened again to be replayed without a server.

use super::command::use_dispatch;
use super::opened::Trouble;
use super::session::use_session;
use super::uniform::{flag, told};
use super::words::use_saying;
use super::{browser, command::Command};
use crate::embed::Options;
use crate::i18n::{live, live_tools as texts};
use crate::transcript::file::MOST_BYTES;
use leptos::html;
use leptos::prelude::*;

/// Two buttons, and what is being replayed.
#[component]
pub fn TranscriptFile() -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let trouble = RwSignal::new(None::<Trouble>);
    let field: NodeRef<html::Input> = NodeRef::new();
    let come = move |outcome: Result<(), Trouble>| {
        // The playground may be gone by now.
        if !trouble.is_disposed() {
            trouble.set(outcome.err());
        }
    };
    let save = move |_| {
        session
            .live
            .parts
            .fetch(move |parts| come(parts.ok_or(Trouble::NotLoaded).and_then(|parts| (parts.save)(session))));
    };
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else { return };
        browser::read_file(&field, MOST_BYTES, move |name, bytes| {
            if trouble.is_disposed() {
                return;
            }
            let Some(bytes) = bytes else { return come(Err(Trouble::Browser)) };
            session.live.parts.fetch(move |parts| {
                come(parts.ok_or(Trouble::NotLoaded).and_then(|parts| (parts.open)(session, &name, &bytes)));
            });
        });
        // The same file can be chosen once more.
        field.set_value("");
    };
    let said = told(move || {
        let lang = session.lang.get();
        match (trouble.get(), session.live.parts.get()) {
            (None, _) => String::new(),
            (Some(Trouble::NotLoaded), _) | (_, None) => live::NOT_LOADED.to(lang).to_owned(),
            (Some(trouble), Some(parts)) => (parts.tell)(lang, &trouble),
        }
    });
    let opened = session.opened;
    let replaying = told(move || {
        let lang = session.lang.get();
        opened.with(|opened| opened.as_ref().map(|opened| opened.told(lang)).unwrap_or_default())
    });
    let close = move |_| {
        let pattern = session.pattern_now().name;
        dispatch(Command::Open(Box::new(Options { pattern, ..Options::default() })));
    };
    view! {
        <section class="transcript-file" aria-labelledby=session.id("transcript")>
            <div class="transcript-buttons">
                <h2 class="panel-heading" id=session.id("transcript")>{saying(texts::TRANSCRIPT)}</h2>
                <button type="button" class="button" data-action="save-transcript" on:click=save>
                    {saying(texts::SAVE)}
                </button>
                <label class="transcript-open">
                    <input node_ref=field type="file" name="transcript" on:change=chosen />
                    <span class="button">{saying(texts::OPEN)}</span>
                </label>
                <button
                    type="button"
                    class="button"
                    data-action="close-transcript"
                    hidden=flag(move || opened.with(Option::is_none))
                    on:click=close
                >
                    {saying(texts::CLOSE)}
                </button>
            </div>
            <p class="transcript-note">{saying(texts::TRANSCRIPT_LEAD)}</p>
            <p class="transcript-note" data-replaying="">{replaying}</p>
            <p class="transcript-trouble" role="alert" data-transcript-trouble="">{said}</p>
        </section>
    }
}
