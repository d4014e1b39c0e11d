//! What the lesson says of itself: whether it waits, for what, and whether that has come.

use super::course::{Course, Stand};
use super::session::{Run, Session};
use super::uniform::told;
use crate::i18n::{Lang, Text, awaited, number, text, time};
use crate::patterns::Condition;
use crate::sim::time::Span;
use leptos::prelude::*;

/// How the beat stands, read out when it changes.
pub fn status(session: Session, stand: Memo<Stand>) -> Signal<String> {
    told(move || {
        let said = match stand.get() {
            Stand::Open | Stand::Waiting => return String::new(),
            Stand::Held => Text::BeatHeld,
            Stand::Reached => Text::BeatReached,
        };
        text(session.lang.get(), said).to_owned()
    })
}

/// How far it is to what the beat waits for, for the eye: it changes all the time.
pub fn progress(session: Session, stand: Memo<Stand>) -> Signal<String> {
    let lang = session.lang;
    let far = session.lesson(move |course, run| how_far(course, run, lang.get()));
    told(move || match stand.get() {
        Stand::Waiting => far.get(),
        _ => String::new(),
    })
}

fn how_far(course: &Course, run: &Run, lang: Lang) -> String {
    let Some((until, watch)) = course.awaited(run.now()) else { return String::new() };
    let tally = &run.known().tally;
    let part = |name: &str| run.roster().find_part(name).unwrap_or(u16::MAX);
    match until {
        Condition::Passed(span) => {
            // To whole seconds, so that it can be read.
            let so_far = run.now().since(watch.since).as_nanos() / 1_000_000_000;
            awaited::passed(lang, &time::span(lang, Span::from_secs(so_far)), &time::span(lang, *span))
        }
        Condition::Happened { sign, at, times } => {
            let so_far = tally.times(part(at), *sign).saturating_sub(watch.before.times(part(at), *sign));
            awaited::happened(lang, *sign, at, &number::count(so_far), &number::count(*times))
        }
        Condition::Waiting { at, messages } => {
            awaited::waiting(lang, at, &number::count(tally.waiting(part(at))), &number::count(*messages))
        }
        Condition::Drained { at } => awaited::drained(lang, at, &number::count(tally.waiting(part(at)))),
    }
}
