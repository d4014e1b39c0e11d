//! The tables of the server's own numbers.

use super::monitor::Told;
use super::session::use_session;
use super::tables::{Fact, Facts};
use super::words::use_saying;
use crate::i18n::{Lang, Said, live_tools as texts, number};
use crate::live::monitor::Connection;
use crate::wire::payload::escaped;
use leptos::prelude::*;

/// The server and its streams.
#[component]
pub fn ServerTable(told: Signal<Told>) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let facts = Signal::derive(move || told.with(|told| facts(told, session.lang.get())));
    view! { <Facts caption=saying(texts::SERVER) facts /> }
}

fn facts(told: &Told, lang: Lang) -> Vec<Fact> {
    let fact = |key, name: Said, value| Fact { key, name: name.to(lang), value };
    let mut facts = Vec::new();
    if let Some(server) = &told.server {
        facts.extend([
            fact("version", texts::VERSION, escaped(&server.version)),
            fact("uptime", texts::UPTIME, escaped(&server.uptime)),
            fact("slow-consumers", texts::SLOW_CONSUMERS, number::count(server.slow_consumers)),
            fact("received", texts::RECEIVED, number::count(server.received)),
            fact("sent", texts::SENT, number::count(server.sent)),
        ]);
    }
    match told.streams {
        Some(streams) if streams.enabled => facts.extend([
            fact("streams", texts::STREAMS, number::count(streams.streams)),
            fact("consumers", texts::CONSUMERS, number::count(streams.consumers)),
            fact("messages", texts::MESSAGES, number::count(streams.messages)),
            fact("bytes", texts::BYTES, number::count(streams.bytes)),
        ]),
        Some(_) => facts.push(Fact { key: "streams", name: "JetStream", value: texts::NO_STREAMS.to(lang).to_owned() }),
        None => {}
    }
    facts
}

/// Who is connected. The panel is narrow: a name has a line of its own, and its numbers stand below.
#[component]
pub fn ConnectionTable(told: Signal<Told>) -> impl IntoView {
    let (session, saying) = (use_session(), use_saying());
    let lang = session.lang;
    let row = move |one: Connection| {
        let name = match one.name.as_str() {
            "" => texts::unnamed(lang.get(), &one.id.to_string()),
            name => escaped(name),
        };
        let numbers = [one.subscriptions, one.pending_bytes, one.from_client, one.to_client];
        let cells = numbers.map(|value| view! { <td>{number::count(value)}</td> });
        let own = if one.own { texts::OWN.to(lang.get()) } else { "" };
        view! {
            <tbody class:is-own=one.own data-connection=one.name>
                <tr>
                    <th scope="rowgroup" colspan="4">{name}" "<span class="monitor-own">{own}</span></th>
                </tr>
                <tr>{cells.collect_view()}</tr>
            </tbody>
        }
    };
    let rows = move || {
        let listed = told.with(|told| told.connections.as_ref().map(|connections| connections.listed.clone()));
        listed.unwrap_or_default().into_iter().map(row).collect_view()
    };
    let more = super::uniform::told(move || {
        match told.with(|told| told.connections.as_ref().map_or(0, |connections| connections.more)) {
            0 => String::new(),
            more => texts::more_connections(lang.get(), &number::count(more)),
        }
    });
    let heads = [texts::SUBSCRIPTIONS, texts::PENDING_BYTES, texts::FROM_CLIENT, texts::TO_CLIENT];
    let heads = heads.map(|name| view! { <th scope="col">{saying(name)}</th> });
    view! {
        <div class="monitor-scroll">
            <table class="facts monitor-connections" data-monitor="">
                <caption class="panel-heading">{saying(texts::CONNECTIONS)}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                {rows}
            </table>
        </div>
        <p class="monitor-note">{more}</p>
    }
}
