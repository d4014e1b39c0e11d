//! The measures: how much, how fast, how busy, and both ledgers.

use super::chart::Chart;
use super::charted::{BUSY, DONE, PENDING, TIMES};
use super::comparison::MeasuredBesideFormula;
use super::measured::{PERCENTILES, connections, ledgers, percentiles, utilisation};
use super::session::use_session;
use super::tables::Facts;
use super::words::{use_saying, use_words};
use crate::i18n::{Text, instruments, number};
use leptos::prelude::*;

/// Everything that can be measured from the records so far.
#[component]
pub fn Measures() -> impl IntoView {
    let session = use_session();
    let (words, saying) = (use_words(), use_saying());
    let lang = session.lang;
    let tick = session.look(|run| (run.position(), run.now()));
    // Worded at each look, and only while this tab is open.
    let facts = move |read: fn(&super::session::Run, crate::i18n::Lang) -> Vec<super::tables::Fact>| {
        Signal::derive(move || {
            // Read and not only tracked: a memo that nobody reads never runs, and then never changes.
            tick.get();
            session.with(|run| read(run, lang.get()))
        })
    };
    let hash = session.look(|run| run.known().hash.to_string());
    let watches = session.watches();
    // Who only watches takes no time over a message, and has no part in a formula.
    let of_a_cast = move |draw: fn() -> AnyView| move || watches.with(Option::is_none).then(draw);
    view! {
        {of_a_cast(pending)}
        <Chart caption=saying(instruments::DONE_OVER_TIME) shows=DONE />
        {of_a_cast(times)}
        <Facts caption=words(Text::Connections) facts=facts(connections) />
        <Facts caption=words(Text::Obligations) facts=facts(|run, lang| ledgers(run, lang).0) />
        <Facts caption=words(Text::Publications) facts=facts(|run, lang| ledgers(run, lang).1) />
        <dl class="hash">
            <dt>{words(Text::TranscriptHash)}</dt>
            <dd data-hash="">{hash}</dd>
        </dl>
    }
}

/// What waits, beside what a formula says of it.
fn pending() -> AnyView {
    let words = use_words();
    view! {
        <MeasuredBesideFormula />
        <Chart caption=words(Text::PendingOverTime) shows=PENDING />
    }
    .into_any()
}

/// How long it took, and how busy that kept whom.
fn times() -> AnyView {
    let saying = use_saying();
    view! {
        <Chart caption=saying(instruments::TIME_OVER_TIME) shows=TIMES />
        <Chart caption=saying(instruments::BUSY_OVER_TIME) shows=BUSY />
        <Percentiles />
        <Utilisation />
    }
    .into_any()
}

/// How long it took half, nearly all, and all but a few.
#[component]
fn Percentiles() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let tick = session.look(|run| run.position());
    let rows = move || {
        tick.get();
        let rows = session.with(|run| percentiles(run, session.lang.get()));
        let row = |(name, values): (Text, [String; 3])| {
            let cells = values.map(|value| view! { <td>{value}</td> });
            view! { <tr><th scope="row">{words(name)}</th>{cells.collect_view()}</tr> }
        };
        rows.map(row).collect_view()
    };
    let heads = PERCENTILES.map(|(name, _)| view! { <th scope="col">{name}</th> });
    view! {
        <table class="facts percentiles">
            <caption class="panel-heading">{words(Text::Times)}</caption>
            <thead>
                <tr><td></td>{heads.collect_view()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// How much of its time each handler worked, as a bar and as a number.
#[component]
fn Utilisation() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let shares = session.look(utilisation);
    let row = move |(component, share): (crate::message::ComponentId, u64)| {
        let name = session.with(|run| crate::i18n::name::component(session.lang.get(), component, run.roster()));
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="share">
                    <svg class="share-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="share-ground" width="1000" height="8" rx="4" />
                        <rect class="share-filled" width=share.min(1_000).to_string() height="8" rx="4" />
                    </svg>
                    <span>{number::percent(share)}</span>
                </td>
            </tr>
        }
    };
    view! {
        <table class="facts">
            <caption class="panel-heading">{words(Text::Utilisation)}</caption>
            <tbody>{move || shares.get().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
