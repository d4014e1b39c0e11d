//! What goes over the wire: the protocol lines of one connection, newest first.

use super::component_select::ComponentSelect;
use super::followed::journey;
use super::session::{Run, Session, use_session};
use super::uniform::told;
use super::words::{use_saying, use_words};
use crate::i18n::{Said, Text, instruments, profile, time};
use crate::live::trace;
use crate::message::ComponentId;
use crate::scenario::Role;
use crate::transcript::Journey;
use crate::wire::{Exchange, Way, exchanges};
use leptos::prelude::*;

/// Lines that are drawn.
const DRAWN: usize = 200;

/// A line, and whether it is about the followed message.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    /// Its place among those that tell of the same record.
    place: usize,
    said: Exchange,
    marked: bool,
}

/// Whose connection it is, whose protocol, and the lines. Not announced: they would never stop.
#[component]
pub fn Wire() -> impl IntoView {
    let (session, words, saying) = (use_session(), use_words(), use_saying());
    let lang = session.lang;
    let clients = session.look(clients);
    let chosen = session.wire_of;
    // Whoever is selected in the picture is shown here, too.
    Effect::new(move |_| {
        let wanted = session.selected.get().filter(|wanted| clients.with(|all| all.contains(wanted)));
        let fallback = clients.with(|all| all.first().copied());
        let is_there = chosen.get_untracked().is_some_and(|client| clients.with(|all| all.contains(&client)));
        if wanted.is_some() || !is_there {
            chosen.set(wanted.or(fallback));
        }
    });
    let journey = journey(session);
    let lines = session.look(move |run| {
        let client = chosen.get();
        let real = client.filter(|_| session.opened.with(Option::is_none)).map(|client| session.live.said(client));
        match real.filter(|said| run.recording().is_some() && !said.is_empty()) {
            Some(said) => session.live.parts.get().map(|parts| sent(run, &said, parts.exchange)).unwrap_or_default(),
            None => journey.with(|journey| lines(run, client, journey.as_ref())),
        }
    });
    let rules = session.told(move |run| chosen.get().map(|client| protocol(run, client, session)).unwrap_or_default());
    let nothing =
        told(move || (if lines.with(Vec::is_empty) { instruments::WIRE_EMPTY.to(lang.get()) } else { "" }).to_owned());
    let note = session.told(move |run| {
        let said = if session.is_real(run) { instruments::WIRE_NOTE_LIVE } else { instruments::WIRE_NOTE };
        said.to(lang.get()).to_owned()
    });
    view! {
        <section class="wire" aria-label=words(Text::Wire)>
            <ComponentSelect label=saying(instruments::CONNECTION_OF) choices=clients chosen />
            <p class="log-note"><strong>{rules}</strong>" "{note}</p>
            <p class="empty">{nothing}</p>
            <ol class="wire-rows" data-list="wire">
                <For
                    each=move || lines.get()
                    key=move |line| {
                        let client = chosen.get_untracked().map(ComponentId::key);
                        (line.said.index, line.place, line.marked, client, lang.get_untracked().tag())
                    }
                    children=|line| view! { <Row line /> }
                />
            </ol>
        </section>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let saying = use_saying();
    let Line { said, marked, .. } = line;
    let (class, arrow, way): (_, _, Said) = match said.way {
        Way::ToServer => ("is-to-server", "→", instruments::TO_SERVER),
        Way::ToClient => ("is-to-client", "←", instruments::TO_CLIENT),
        Way::Closed => ("is-closed", "×", instruments::CONNECTION_CLOSED),
    };
    let is_closed = said.way == Way::Closed;
    view! {
        <li class=format!("wire-row {class}") class:is-marked=marked class:is-lost=said.lost data-wire="">
            <span class="wire-moment">{time::stamp(said.at)}</span>
            <span class="wire-way" aria-hidden="true">{arrow}</span>
            <div class="wire-said">
                <span class=if is_closed { "wire-note" } else { "unseen" }>{saying(way)}</span>
                <code class="wire-head" lang="en">{broken(&said.head)}</code>
                {said.body.map(|body| view! { <code class="wire-body" lang="en">{broken(&body)}</code> })}
                {said.lost.then(|| view! { <span class="wire-note">{saying(instruments::LOST_LINE)}</span> })}
            </div>
        </li>
    }
}

/// A line that breaks behind the ends of lines that are written out in it, rather than within a word.
fn broken(line: &str) -> impl IntoView + use<> {
    let parts = line.split_inclusive("\\r\\n").map(ToOwned::to_owned);
    parts.map(|part| view! { {part}<wbr /> }).collect_view()
}

/// Everyone who has, or may have, a connection to a broker.
fn clients(run: &Run) -> Vec<ComponentId> {
    let talks = |component: &ComponentId| {
        let part = run.roster().part(*component);
        part.is_some_and(|part| part.broker.is_some() && !matches!(part.role, Some(Role::Database(_))))
    };
    run.known().board.members().map(|(component, _)| component).filter(talks).collect()
}

/// Whose protocol a client speaks.
fn protocol(run: &Run, client: ComponentId, session: Session) -> String {
    let lang = session.lang.get();
    let roster = run.roster();
    let broker = roster.part(client).and_then(|part| part.broker);
    let broker = broker.and_then(|part| roster.part(ComponentId { part, member: 0 }));
    broker.and_then(|broker| broker.profile.as_ref()).map_or_else(String::new, |kind| match session.is_real(run) {
        true => profile::real_protocol(lang, kind),
        false => profile::protocol(lang, kind),
    })
}

/// What was really sent up to this moment, newest first.
fn sent(run: &Run, said: &[trace::Said], exchange: fn(&trace::Said) -> Exchange) -> Vec<Line> {
    let by_now = said.iter().rev().filter(|said| said.at <= run.now());
    // While it plays they rush by, and nobody reads further down.
    let drawn = if run.is_playing() { DRAWN / 5 } else { DRAWN };
    by_now.take(drawn).map(|said| Line { place: 0, said: exchange(said), marked: false }).collect()
}

fn lines(run: &Run, client: Option<ComponentId>, journey: Option<&Journey>) -> Vec<Line> {
    let Some(client) = client else { return Vec::new() };
    // What was published among the records is known from them.
    let message = |id| run.known().board.message(id).map(|facts| facts.message.clone());
    let said = exchanges(run.recent().iter(), client, run.roster(), &message, DRAWN);
    let mut lines: Vec<Line> = Vec::with_capacity(said.len());
    for said in said {
        let place = match lines.last() {
            Some(last) if last.said.index == said.index => last.place + 1,
            _ => 0,
        };
        let marked = journey.is_some_and(|journey| journey.records.binary_search(&said.index).is_ok());
        lines.push(Line { place, said, marked });
    }
    lines.reverse();
    lines
}
