//! The ledger that the pattern is about: where every delivery or every publication is, always in sight, always in
//! balance.

use super::session::{Run, use_session};
use super::uniform::{flag, spelled, told};
use super::words::use_words;
use crate::i18n::{Text, number, text};
use crate::patterns::Ledger;
use leptos::prelude::*;

/// A term of the sum: its name for scripts, its name for people, its number, and what kind of term it is.
struct Term {
    key: &'static str,
    name: Text,
    count: fn(&Run) -> u64,
    kind: Kind,
}

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

const fn term(key: &'static str, name: Text, count: fn(&Run) -> u64, kind: Kind) -> Term {
    Term { key, name, count, kind }
}

/// What was created, and all the places where it can be. The style sheet writes the signs between them.
const OBLIGATIONS: &[Term] = &[
    term("created", Text::Created, |run| run.known().obligations.created, Kind::Usual),
    term("done", Text::Done, |run| run.known().obligations.done, Kind::Usual),
    term("on-the-way", Text::OnTheWay, |run| run.known().obligations.on_the_way, Kind::Usual),
    term("pending", Text::Pending, |run| run.known().obligations.pending, Kind::Usual),
    term("in-work", Text::InWork, |run| run.known().obligations.in_work, Kind::Usual),
    term("awaiting-ack", Text::AwaitingAck, |run| run.known().obligations.awaiting_ack, Kind::OfStreams),
    term(
        "awaiting-redelivery",
        Text::AwaitingRedelivery,
        |run| run.known().obligations.awaiting_redelivery,
        Kind::OfStreams,
    ),
    term("exhausted", Text::Exhausted, |run| run.known().obligations.exhausted, Kind::BadOfStreams),
    term("failed", Text::Failed, |run| run.known().obligations.failed, Kind::Bad),
    term("lost", Text::Lost, |run| run.known().obligations.lost.total(), Kind::Bad),
];

/// What was published, and all that can have come of it.
const PUBLICATIONS: &[Term] = &[
    term("published", Text::Published, |run| run.known().publications.published, Kind::Usual),
    term("routed", Text::Routed, |run| run.known().publications.routed, Kind::Usual),
    term("to-broker", Text::OnTheWay, |run| run.known().publications.on_the_way, Kind::Usual),
    term("stored-only", Text::StoredOnly, |run| run.known().publications.stored_only, Kind::OfStreams),
    term("duplicate", Text::Duplicate, |run| run.known().publications.duplicate, Kind::OfStreams),
    term("refused", Text::Refused, |run| run.known().publications.refused, Kind::BadOfStreams),
    term("no-interest", Text::NoInterest, |run| run.known().publications.no_interest, Kind::Bad),
    term("not-visible", Text::NotVisible, |run| run.known().publications.not_visible, Kind::Live),
    term("lost-on-link", Text::LostOnLink, |run| run.known().publications.lost_on_link, Kind::Bad),
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
    let words = use_words();
    let (terms, key, name) = match ledger {
        Ledger::Obligations => (OBLIGATIONS, "obligations", Text::Obligations),
        Ledger::Publications => (PUBLICATIONS, "publications", Text::Publications),
    };
    let has_streams = session.look(|run| run.roster().has_streams());
    let term = move |term: &'static Term| {
        let count = session.look(term.count);
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
