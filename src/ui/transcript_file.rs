//! The transcript as a file: saved, and opened again to be replayed without a server.

use super::command::use_dispatch;
use super::opened::{Unreadable, source};
use super::session::{Session, use_session};
use super::uniform::{flag, told};
use super::words::use_saying;
use super::{browser, command::Command};
use crate::embed::Options;
use crate::i18n::{error, file_error, live_tools as texts, subject_error, unsaveable};
use crate::player::Recording;
use crate::scenario::link::Link;
use crate::transcript::file::{self, Header, MOST_BYTES, Unsaveable};
use leptos::html;
use leptos::prelude::*;

/// What went wrong, in place.
#[derive(Clone, PartialEq, Eq)]
enum Trouble {
    Unsaveable(Unsaveable),
    Unreadable(Unreadable),
}

/// Two buttons, and what is being replayed.
#[component]
pub fn TranscriptFile() -> impl IntoView {
    let (session, dispatch, saying) = (use_session(), use_dispatch(), use_saying());
    let trouble = RwSignal::new(None::<Trouble>);
    let field: NodeRef<html::Input> = NodeRef::new();
    let save = move |_| trouble.set(save(session).err().map(Trouble::Unsaveable));
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else { return };
        browser::read_file(&field, MOST_BYTES, move |name, bytes| {
            // The playground may be gone by now.
            if trouble.is_disposed() {
                return;
            }
            let opened = bytes.ok_or(Unreadable::Browser).and_then(|bytes| session.open_transcript(&name, &bytes));
            trouble.set(opened.err().map(Trouble::Unreadable));
        });
        // The same file can be chosen once more.
        field.set_value("");
    };
    let said = told(move || {
        let lang = session.lang.get();
        match trouble.get() {
            None => String::new(),
            Some(Trouble::Unsaveable(why)) => unsaveable(lang, why),
            Some(Trouble::Unreadable(Unreadable::File(why))) => file_error(lang, &why),
            Some(Trouble::Unreadable(Unreadable::Filter(why))) => subject_error(lang, &why),
            Some(Trouble::Unreadable(Unreadable::Scenario(why))) => error(lang, &why),
            Some(Trouble::Unreadable(Unreadable::Browser)) => texts::OPEN_FAILED.to(lang).to_owned(),
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
            <h2 class="panel-heading" id=session.id("transcript")>{saying(texts::TRANSCRIPT)}</h2>
            <p class="transcript-note">{saying(texts::TRANSCRIPT_LEAD)}</p>
            <div class="transcript-buttons">
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
            <p class="transcript-note" data-replaying="">{replaying}</p>
            <p class="transcript-trouble" role="alert" data-transcript-trouble="">{said}</p>
        </section>
    }
}

/// Hands the run to the browser as a file, from its first record to this moment, or all that was recorded.
fn save(session: Session) -> Result<(), Unsaveable> {
    let pattern = session.pattern_now();
    // A built-in pattern has a scenario, as their tests show.
    let Ok(original) = pattern.scenario() else { return Ok(()) };
    let opened = session.opened.get_untracked();
    let bytes = session.with(|run| {
        let (records, recording) = (run.records()?, run.recording());
        let header = Header {
            link: Link::of(pattern.name, &original, run.scenario()).to_string(),
            source: source(run, opened.as_ref()),
            until: recording.map_or(run.now(), Recording::head),
            names: Vec::new(),
        };
        Ok(file::write(&header, records.iter()))
    })?;
    browser::offer_file(&format!("{}.transcript", pattern.name), &bytes);
    Ok(())
}
