//! The log: the transcript in words, newest first, or the journey of the followed message, from its beginning. A click
//! on the moment of a line goes there.

use super::command::{Command, use_dispatch};
use super::component_select::ComponentSelect;
use super::followed::{FollowButton, Followed, journey};
use super::segmented::{Choice, Segmented};
use super::session::{Run, use_session};
use super::transcript_file::TranscriptFile;
use super::uniform::{flag, told};
use super::words::{use_saying, use_words};
use crate::i18n::{Lang, Text, instruments, record, time};
use crate::message::{ComponentId, MessageId};
use crate::sim::time::Time;
use crate::transcript::{Journey, Record};
use leptos::prelude::*;

/// Lines that are drawn, while time is held and while it passes: then they rush by, and nobody reads further down.
const DRAWN: [usize; 2] = [200, 40];

#[derive(Clone, PartialEq, Eq)]
struct Line {
    index: u64,
    at: Time,
    sentence: String,
    about: Option<MessageId>,
    /// Whether it belongs to the followed message, among others that do not.
    marked: bool,
}

/// What a person wants to read.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    lang: Lang,
    component: Option<ComponentId>,
    followed: Option<MessageId>,
    journey: Option<&'a Journey>,
    /// Whether everything is listed while a message is followed.
    everything: bool,
}

/// The followed message, filters, and the lines. Not announced: it would never stop talking.
#[component]
pub fn Log() -> impl IntoView {
    let (session, words, saying) = (use_session(), use_words(), use_saying());
    let lang = session.lang;
    let (component, everything) = (session.log_of, RwSignal::new(false));
    let journey = journey(session);
    let followed = session.followed;
    let looks = session.look(|run| (run.position(), run.is_playing()));
    let lines = move || {
        // Read and not only tracked: a memo that nobody reads never runs, and then never changes.
        looks.get();
        journey.with(|journey| {
            let (lang, component, everything) = (lang.get(), component.get(), everything.get());
            let (followed, journey) = (followed.get(), journey.as_ref());
            session.with(|run| lines(run, Wanted { lang, component, followed, journey, everything }))
        })
    };
    let members = session.look(|run| run.known().board.members().map(|(component, _)| component).collect::<Vec<_>>());
    let note = told(move || {
        looks.get();
        let beyond = session.with(|run| run.recent().front().is_some_and(|first| first.index > 0));
        let said = if beyond { instruments::BEYOND_REACH.to(lang.get()) } else { "" };
        said.to_owned()
    });
    let help = told(move || {
        let said = if followed.get().is_none() { instruments::FOLLOW_HELP.to(lang.get()) } else { "" };
        said.to_owned()
    });
    let choices = move || {
        let choice = |value, name| Choice { value, name: saying(name), face: None, lang: None, key: None };
        vec![choice(false, instruments::ITS_JOURNEY), choice(true, instruments::EVERYTHING)]
    };
    let head = move || {
        followed.get().map(|_| {
            view! {
                <Followed journey />
                <Segmented
                    label=saying(instruments::SHOWN_LINES)
                    choices=choices()
                    chosen=everything
                    choose=move |value| everything.set(value)
                />
            }
        })
    };
    view! {
        <section class="log" aria-label=words(Text::Log)>
            // Above the lines: below them it would move with each that comes.
            <TranscriptFile />
            {head}
            <p class="log-note">{help}</p>
            <ComponentSelect label=words(Text::LogOf) nobody=words(Text::Everybody) choices=members chosen=component />
            <ol class="log-rows" data-list="log" class:is-journey=flag(move || followed.get().is_some())>
                <For
                    each=lines
                    key=move |line| (line.index, line.at, line.marked, line.about, lang.get_untracked().tag())
                    children=|line| view! { <Row line /> }
                />
            </ol>
            <p class="log-note">{note}</p>
        </section>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let (dispatch, words) = (use_dispatch(), use_words());
    view! {
        <li class="log-row" class:is-marked=line.marked data-record=line.index.to_string()>
            <button
                type="button"
                class="log-moment"
                title=words(Text::GoThere)
                on:click=move |_| dispatch(Command::Seek(line.at))
            >
                {time::stamp(line.at)}
            </button>
            <span class="log-sentence">{line.sentence}</span>
            {line.about.map(|message| view! { <FollowButton message /> })}
        </li>
    }
}

/// A journey from its beginning, everything else from its end.
fn lines(run: &Run, wanted: Wanted<'_>) -> Vec<Line> {
    let of_journey =
        |one: &Record| wanted.journey.is_some_and(|journey| journey.records.binary_search(&one.index).is_ok());
    let of_component = |one: &&Record| wanted.component.is_none_or(|component| component == one.component);
    let line = |one: &Record| Line {
        index: one.index,
        at: one.at,
        sentence: record(wanted.lang, one, run.roster()),
        // The followed message's own lines need not offer to follow it.
        about: one.kind.about().filter(|about| Some(*about) != wanted.followed),
        marked: wanted.everything && of_journey(one),
    };
    let drawn = DRAWN[usize::from(run.is_playing())];
    let newest_first = run.recent().iter().rev().filter(of_component);
    if wanted.journey.is_none() || wanted.everything {
        return newest_first.take(drawn).map(line).collect();
    }
    let mut lines: Vec<Line> = newest_first.filter(|one| of_journey(one)).take(DRAWN[0]).map(line).collect();
    lines.reverse();
    lines
}
