//! The stage in words: a summary to be read at any time, and a sentence when something came to rest. Never at every
//! frame.

use super::picture::{Picture, with_stage};
use super::session::{Session, use_session};
use super::uniform::told;
use crate::i18n::{Text, record, text, time};
use crate::view::{Size, describe};
use leptos::prelude::*;

/// Unseen texts for those who listen.
#[component]
pub fn Spoken(picture: Memo<Option<Picture>>, size: Signal<Size>) -> impl IntoView {
    let session = use_session();
    let playing = session.look(|run| run.is_playing());
    let summary = told(move || {
        let size = size.get();
        picture.with(|picture| {
            let spots = picture.iter().flat_map(|picture| &picture.spots);
            spots
                .map(|spot| with_stage(session, size, |stage| describe(spot.component, stage)) + ". ")
                .collect::<String>()
        })
    });
    // While it plays it would never end; what came to rest is told once.
    let rest = told(move || {
        if playing.get() {
            return text(session.lang.get(), Text::Playing).to_owned();
        }
        session.look_count().track();
        at_rest(session)
    });
    view! {
        <p class="unseen" id=session.id("spoken")>{summary}</p>
        <p class="unseen" role="status" data-told="">{rest}</p>
    }
}

/// The moment, and what happened last.
fn at_rest(session: Session) -> String {
    let lang = session.lang.get();
    session.with(|run| {
        let moment = time::moment(lang, run.now());
        let last = run.recent().back().map(|last| record(lang, last, run.roster())).unwrap_or_default();
        format!("{moment}: {last}")
    })
}
