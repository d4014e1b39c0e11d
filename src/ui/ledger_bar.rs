//! The ledger: where every obligation is, always in sight, always in balance.

use super::session::use_session;
use super::uniform::{flag, spelled, told};
use super::words::use_words;
use crate::i18n::{Text, number, text};
use crate::transcript::Obligations;
use leptos::prelude::*;

/// A term of the sum: its name for scripts, its name for people, its number, and what kind of term it is.
struct Term {
    key: &'static str,
    name: Text,
    count: fn(&Obligations) -> u64,
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
}

const fn term(key: &'static str, name: Text, count: fn(&Obligations) -> u64, kind: Kind) -> Term {
    Term { key, name, count, kind }
}

/// What was created, and all the places where it can be. The style sheet writes the signs between them.
const TERMS: [Term; 10] = [
    term("created", Text::Created, |ledger| ledger.created, Kind::Usual),
    term("done", Text::Done, |ledger| ledger.done, Kind::Usual),
    term("on-the-way", Text::OnTheWay, |ledger| ledger.on_the_way, Kind::Usual),
    term("pending", Text::Pending, |ledger| ledger.pending, Kind::Usual),
    term("in-work", Text::InWork, |ledger| ledger.in_work, Kind::Usual),
    term("awaiting-ack", Text::AwaitingAck, |ledger| ledger.awaiting_ack, Kind::OfStreams),
    term("awaiting-redelivery", Text::AwaitingRedelivery, |ledger| ledger.awaiting_redelivery, Kind::OfStreams),
    term("exhausted", Text::Exhausted, |ledger| ledger.exhausted, Kind::BadOfStreams),
    term("failed", Text::Failed, |ledger| ledger.failed, Kind::Bad),
    term("lost", Text::Lost, |ledger| ledger.lost.total(), Kind::Bad),
];

/// The sum over all obligations.
#[component]
pub fn LedgerBar() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    // The numbers alone: the ledger itself is as large as what is in flight.
    let ledger = session.look(|run| {
        let ledger = &run.known().obligations;
        (TERMS.map(|term| (term.count)(ledger)), ledger.balances())
    });
    let has_streams = session.look(|run| run.roster().has_streams());
    let term = move |(place, term): (usize, Term)| {
        let count = Memo::new(move |_| ledger.with(|(counts, _)| counts[place]));
        let bad = matches!(term.kind, Kind::Bad | Kind::BadOfStreams);
        let of_streams = matches!(term.kind, Kind::OfStreams | Kind::BadOfStreams);
        let is_bad = flag(move || bad && count.get() > 0);
        let is_quiet = flag(move || bad && count.get() == 0);
        // A term that this broker cannot have is not shown, unless it has it all the same.
        let is_absent = flag(move || of_streams && !has_streams.get() && count.get() == 0);
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
    let balances = Memo::new(move |_| ledger.with(|(_, balances)| *balances));
    let verdict = told(move || {
        text(session.lang.get(), if balances.get() { Text::Balances } else { Text::DoesNotBalance }).to_owned()
    });
    view! {
        <section
            class="ledger"
            class:is-broken=flag(move || !balances.get())
            data-ledger=""
            data-balances=spelled(move || balances.get())
            aria-label=words(Text::Ledger)
        >
            <dl class="ledger-terms">{TERMS.into_iter().enumerate().map(term).collect_view()}</dl>
            <p class="ledger-verdict" role="status">{verdict}</p>
        </section>
    }
}
