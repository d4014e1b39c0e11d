//! The ledger: where every obligation is, always in sight, always in balance.

use super::session::use_session;
use super::uniform::{flag, spelled, told};
use super::words::use_words;
use crate::i18n::{Text, number, text};
use crate::transcript::Obligations;
use leptos::prelude::*;

/// A term of the sum: its name for scripts, its name for people, its number, and whether nothing there is good news.
struct Term {
    key: &'static str,
    name: Text,
    count: fn(&Obligations) -> u64,
    bad: bool,
}

/// What was created, and all the places where it can be. The style sheet writes the signs between them.
const TERMS: [Term; 7] = [
    Term { key: "created", name: Text::Created, count: |ledger| ledger.created, bad: false },
    Term { key: "done", name: Text::Done, count: |ledger| ledger.done, bad: false },
    Term { key: "on-the-way", name: Text::OnTheWay, count: |ledger| ledger.on_the_way, bad: false },
    Term { key: "pending", name: Text::Pending, count: |ledger| ledger.pending, bad: false },
    Term { key: "in-work", name: Text::InWork, count: |ledger| ledger.in_work, bad: false },
    Term { key: "failed", name: Text::Failed, count: |ledger| ledger.failed, bad: true },
    Term { key: "lost", name: Text::Lost, count: |ledger| ledger.lost.total(), bad: true },
];

/// The sum over all obligations.
#[component]
pub fn LedgerBar() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let ledger = session.look(|run| run.known().obligations);
    let term = move |term: Term| {
        let count = Memo::new(move |_| (term.count)(&ledger.get()));
        let is_bad = flag(move || term.bad && count.get() > 0);
        let is_quiet = flag(move || term.bad && count.get() == 0);
        view! {
            <div
                class="ledger-term"
                class:is-bad=is_bad
                class:is-quiet=is_quiet
                data-term=term.key
            >
                <dt>{words(term.name)}</dt>
                <dd>{told(move || number::count(count.get()))}</dd>
            </div>
        }
    };
    let balances = Memo::new(move |_| ledger.with(Obligations::balances));
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
            <dl class="ledger-terms">{TERMS.map(term).collect_view()}</dl>
            <p class="ledger-verdict" role="status">{verdict}</p>
        </section>
    }
}
