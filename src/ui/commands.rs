//! The commands that do the same for real: those of the pattern, with the knobs as they stand, and those for what a
//! person just did.

use super::session::{Run, use_session};
use super::shell_line::ShellLine;
use super::uniform::{flag, told};
use super::words::{use_saying, use_words};
use crate::commands::logs::last_lines;
use crate::commands::{command_of, shell};
use crate::i18n::{Lang, Text, instruments, live_tools, time};
use crate::message::{ComponentId, Message, MessageId};
use crate::patterns::{self, Command, Pattern};
use crate::scenario::{Action, Value};
use crate::sim::time::{SECOND_NS, Span, Time};
use crate::transcript::Kind;
use crate::view::board::Facts;
use leptos::prelude::*;
use std::sync::Arc;

/// How many of a person's own commands are listed.
const OWN: usize = 8;
/// Of a publisher that publishes nothing by itself: as good as never.
const SELDOM: Span = Span::from_secs(3_600);

/// Every command of the pattern, with what it is for, and those for what was just done.
#[component]
pub fn Commands() -> impl IntoView {
    let (session, words, saying) = (use_session(), use_words(), use_saying());
    let lang = session.lang;
    let row = move |command: &'static Command| {
        let line = session.told(move |run| filled(command.line, session.pattern(), lang.get(), run));
        let about = told(move || command.about.to(lang.get()).to_owned());
        view! {
            <li class="command">
                <p>{about}</p>
                <ShellLine line />
                {command.logs.map(|part| view! { <Printed part /> })}
            </li>
        }
    };
    let watches = session.watches();
    // A watch is no pattern, and has nothing of its own to do.
    let of_pattern = move || {
        watches.with(Option::is_none).then(|| {
            view! {
                <p>{words(Text::CommandsLead)}</p>
                <ol>{session.pattern().commands.iter().map(row).collect_view()}</ol>
                <JustDone />
            }
        })
    };
    // While it runs, the one that stands there names the server, too.
    let of_watch = move || {
        watches.get().filter(|_| !session.live.is_on()).map(|filter| {
            let line = Signal::stored(format!("nats sub {}", shell::word(&filter)));
            view! {
                <p>{saying(live_tools::WATCH_FROM_SHELL)}</p>
                <ShellLine line />
            }
        })
    };
    view! {
        <section class="commands" aria-label=words(Text::Commands)>
            {session.live.parts.drawn(|parts| (parts.on_server)())}
            {of_pattern}
            {of_watch}
        </section>
    }
}

/// What a command that reads logs would print at this moment.
#[component]
fn Printed(part: &'static str) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let printed = session.told(move |run| {
        let Some(part) = run.roster().find_part(part) else { return String::new() };
        let members = run.known().board.members().map(|(member, _)| member).filter(|member| member.part == part);
        let members: Vec<ComponentId> = members.collect();
        let text = |message| message_of(run, message).map(|message| message.payload.text().into_owned());
        last_lines(&members, run.roster(), run.recent().iter(), &text).join("\n")
    });
    let is_silent = flag(move || printed.with(String::is_empty));
    let lead = move || saying(if is_silent.get() { instruments::PRINTS_NOTHING } else { instruments::PRINTS }).get();
    view! {
        <p class="command-note">{told(move || lead().to_owned())}</p>
        <pre class="command-printed" lang="en" data-printed=part hidden=is_silent>{printed}</pre>
    }
}

/// A message that is still known; of one that was settled, as it was published.
pub(super) fn message_of(run: &Run, message: MessageId) -> Option<Arc<Message>> {
    let known = run.known().board.message(message).map(|Facts { message, .. }| Arc::clone(message));
    known.or_else(|| {
        run.recent().iter().rev().find_map(|record| match &record.kind {
            Kind::Published { message: one } if one.id == message => Some(Arc::clone(one)),
            _ => None,
        })
    })
}

/// What a person did in this run, newest first.
#[component]
fn JustDone() -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let lang = session.lang;
    let done = session.look(|run| {
        // The scenario's own entries are nobody's doing.
        let own = run.applied().iter().filter(|entry| !run.scenario().entries.contains(entry));
        let own = own
            .enumerate()
            .filter_map(|(place, entry)| Some((place, entry.at, command_of(&entry.action, run.roster())?)));
        let mut own: Vec<(usize, Time, String)> = own.collect();
        own.reverse();
        own.truncate(OWN);
        own
    });
    let row = move |(_, at, line): (usize, Time, String)| {
        view! {
            <li class="command" data-own="">
                <p class="command-note">{told(move || time::moment(lang.get(), at))}</p>
                <ShellLine line=Signal::stored(line) />
            </li>
        }
    };
    let nothing = told(move || {
        let said = if done.with(Vec::is_empty) { instruments::NOTHING_DONE.to(lang.get()) } else { "" };
        said.to_owned()
    });
    view! {
        <h2 class="panel-heading">{saying(instruments::DONE_BY_YOU)}</h2>
        <p class="empty">{nothing}</p>
        <ol>
            <For each=move || done.get() key=|(place, at, line)| (*place, *at, line.clone()) children=row />
        </ol>
    }
}

/// A line with the knobs as they stand.
fn filled(line: &str, pattern: &Pattern, lang: Lang, run: &Run) -> String {
    patterns::fill(line, |name| {
        if name == "text" {
            return typed_last(run)
                .or_else(|| pattern.form.map(|form| form.example.to(lang).to_owned()))
                .map(|text| shell::quoted(&text));
        }
        let (name, form) = name.split_once(':').unwrap_or((name, ""));
        let knob = run.scenario().knobs.iter().find(|knob| knob.id == name)?;
        match run.value(knob)? {
            Value::Rate(rate) if form == "gap" => Some(between(rate.as_thousandths()).to_string()),
            Value::Span(span) if form == "seconds" => Some(seconds(span)),
            value => Some(value.to_string()),
        }
    })
}

/// A time as a bare number of seconds, to the millisecond, as `curl --max-time` wants it: `1.5`.
fn seconds(span: Span) -> String {
    let milliseconds = span.as_millis();
    let text = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The time between two messages at this rate, to the millisecond.
fn between(thousandths: u64) -> Span {
    let milliseconds = (SECOND_NS / 1_000).checked_div(thousandths).map(|gap| gap.max(1));
    milliseconds.map_or(SELDOM, Span::from_millis)
}

fn typed_last(run: &Run) -> Option<String> {
    run.applied().iter().rev().find_map(|entry| match &entry.action {
        Action::Publish { text, .. } => Some(text.clone()),
        _ => None,
    })
}
