//! The ledger that the pattern is about: where every delivery or every publication is, always in sight, always in
//! balance.

use super::session::{Run, use_session};
use super::uniform::{flag, spelled, told};
use super::words::{use_saying, use_words};
use crate::i18n::{Text, live, number, text};
use crate::patterns::Ledger;
use crate::transcript::{Obligations, Publications};
use leptos::prelude::*;

/// A term of the sum: its name for scripts, its name for people, its number, and what kind of term it is.
pub(super) struct Term {
    pub(super) key: &'static str,
    pub(super) name: Text,
    pub(super) count: fn(Ledgers<'_>) -> u64,
    kind: Kind,
}

/// What the terms are read from.
pub(super) type Ledgers<'a> = (&'a Publications, &'a Obligations);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usual,
    /// Nothing there is good news.
    Bad,
    /// Only what comes from a stream can be there.
    OfStreams,
    /// Both.
    BadOfStreams,
    /// Only on a real server.
    Live,
}

const fn term(key: &'static str, name: Text, count: fn(Ledgers<'_>) -> u64, kind: Kind) -> Term {
    Term { key, name, count, kind }
}

/// What was created, and all the places where it can be. The style sheet writes the signs between them.
pub(super) const OBLIGATIONS: &[Term] = &[
    term("created", Text::Created, |(_, obligations)| obligations.created, Kind::Usual),
    term("done", Text::Done, |(_, obligations)| obligations.done, Kind::Usual),
    term("on-the-way", Text::OnTheWay, |(_, obligations)| obligations.on_the_way, Kind::Usual),
    term("pending", Text::Pending, |(_, obligations)| obligations.pending, Kind::Usual),
    term("in-work", Text::InWork, |(_, obligations)| obligations.in_work, Kind::Usual),
    term("awaiting-ack", Text::AwaitingAck, |(_, obligations)| obligations.awaiting_ack, Kind::OfStreams),
    term(
        "awaiting-redelivery",
        Text::AwaitingRedelivery,
        |(_, obligations)| obligations.awaiting_redelivery,
        Kind::OfStreams,
    ),
    term("exhausted", Text::Exhausted, |(_, obligations)| obligations.exhausted, Kind::BadOfStreams),
    term("failed", Text::Failed, |(_, obligations)| obligations.failed, Kind::Bad),
    term("lost", Text::Lost, |(_, obligations)| obligations.lost.total(), Kind::Bad),
];

/// What was published, and all that can have come of it.
pub(super) const PUBLICATIONS: &[Term] = &[
    term("published", Text::Published, |(publications, _)| publications.published, Kind::Usual),
    term("routed", Text::Routed, |(publications, _)| publications.routed, Kind::Usual),
    term("to-broker", Text::OnTheWay, |(publications, _)| publications.on_the_way, Kind::Usual),
    term("stored-only", Text::StoredOnly, |(publications, _)| publications.stored_only, Kind::OfStreams),
    term("duplicate", Text::Duplicate, |(publications, _)| publications.duplicate, Kind::OfStreams),
    term("refused", Text::Refused, |(publications, _)| publications.refused, Kind::BadOfStreams),
    term("no-interest", Text::NoInterest, |(publications, _)| publications.no_interest, Kind::Bad),
    term("not-visible", Text::NotVisible, |(publications, _)| publications.not_visible, Kind::Live),
    term("lost-on-link", Text::LostOnLink, |(publications, _)| publications.lost_on_link, Kind::Bad),
];

fn balances(run: &Run, ledger: Ledger) -> bool {
    match ledger {
        Ledger::Obligations => run.known().obligations.balances(),
        Ledger::Publications => run.known().publications.balances(),
    }
}

/// The sum of the pattern.
#[component]
pub fn LedgerBar() -> impl IntoView {
    let session = use_session();
    move || {
        let ledger = session.pattern().ledger;
        view! { <Sum ledger /> }
    }
}

#[component]
fn Sum(ledger: Ledger) -> impl IntoView {
    let session = use_session();
    let (words, saying) = (use_words(), use_saying());
    let (terms, key, name) = match ledger {
        Ledger::Obligations => (OBLIGATIONS, "obligations", Text::Obligations),
        Ledger::Publications => (PUBLICATIONS, "publications", Text::Publications),
    };
    let has_streams = session.look(|run| run.roster().has_streams());
    let term = move |term: &'static Term| {
        let count = session.look(|run| (term.count)((&run.known().publications, &run.known().obligations)));
        let bad = matches!(term.kind, Kind::Bad | Kind::BadOfStreams);
        let of_streams = matches!(term.kind, Kind::OfStreams | Kind::BadOfStreams);
        let is_bad = flag(move || bad && count.get() > 0);
        let is_quiet = flag(move || bad && count.get() == 0);
        // A term that this broker cannot have is not shown, unless it has it all the same.
        let rare = move || of_streams && !has_streams.get() || term.kind == Kind::Live;
        let is_absent = flag(move || rare() && count.get() == 0);
        view! {
            <div
                class="ledger-term"
                class:is-bad=is_bad
                class:is-quiet=is_quiet
                data-term=term.key
                title=(term.kind == Kind::Live).then(|| saying(live::REAL_UNSEEN))
                hidden=is_absent
            >
                <dt>{words(term.name)}</dt>
                <dd>{told(move || number::count(count.get()))}</dd>
            </div>
        }
    };
    let balances = session.look(move |run| balances(run, ledger));
    let verdict = told(move || {
        text(session.lang.get(), if balances.get() { Text::Balances } else { Text::DoesNotBalance }).to_owned()
    });
    view! {
        <section
            class="ledger"
            class:is-broken=flag(move || !balances.get())
            data-ledger=key
            data-balances=spelled(move || balances.get())
            aria-label=words(name)
        >
            <dl class="ledger-terms">{terms.iter().map(term).collect_view()}</dl>
            <p class="ledger-verdict" role="status">{verdict}</p>
        </section>
    }
}
