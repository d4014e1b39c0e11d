//! The run and the simulation of the same, side by side: both ledgers in one table.

use super::ledger_bar::{OBLIGATIONS, PUBLICATIONS, Term};
use super::session::{Run, use_session};
use super::uniform::{flag, told};
use super::words::{use_saying, use_words};
use crate::i18n::{Text, live_tools as texts, number};
use crate::player::Beside;
use crate::transcript::{Obligations, Publications};
use leptos::prelude::*;

/// Records that the simulation may run at each look, so that a frame stays short.
const BUDGET: u32 = 20_000;

/// Both sides of every term, in the order of the ledgers, and how they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Compared {
    rows: Vec<[u64; 2]>,
    /// The simulation has not got as far as the run.
    is_behind: bool,
    /// Something is on its way or in work, on one side at least.
    is_moving: bool,
}

/// The table, and what it claims.
#[component]
pub fn SideBySide() -> impl IntoView {
    let (session, words, saying) = (use_session(), use_words(), use_saying());
    let beside = StoredValue::new(None::<Beside>);
    let looks = session.look_count();
    let compared = Memo::new(move |_| {
        looks.track();
        let mut compared = Compared::default();
        beside.update_value(|beside| compared = session.with(|run| compare(beside, run)));
        compared
    });
    let row = move |place: usize, term: &'static Term, essential: bool| {
        let pair = Memo::new(move |_| compared.with(|compared| compared.rows.get(place).copied().unwrap_or_default()));
        let side = move |side: usize| told(move || number::count(pair.get()[side]));
        let differs = flag(move || pair.get()[0] != pair.get()[1]);
        let mark = told(move || if differs.get() { texts::DIFFERS.to(session.lang.get()) } else { "" }.to_owned());
        view! {
            <tr
                data-row=term.key
                class:is-different=differs
                hidden=flag(move || !essential && pair.get() == [0, 0])
            >
                <th scope="row">{words(term.name)}" "<span class="side-mark">{mark}</span></th>
                <td data-simulated="">{side(0)}</td>
                <td data-live="">{side(1)}</td>
            </tr>
        }
    };
    // Every ledger begins with its total, which is always shown.
    let part = move |name: Text, terms: &'static [Term], first: usize| {
        let rows = (first..).zip(terms).map(|(place, term)| row(place, term, place == first));
        view! {
            <tbody>
                <tr class="side-part"><th scope="rowgroup" colspan="3">{words(name)}</th></tr>
                {rows.collect_view()}
            </tbody>
        }
    };
    let is_over = move || session.live.state() == "over";
    let state = Memo::new(move |_| match compared.with(state) {
        "moving" if is_over() => "stopped",
        state => state,
    });
    let verdict = told(move || {
        let said = match state.get() {
            "behind" => texts::CATCHING_UP,
            "moving" => texts::STILL_MOVING,
            "stopped" => texts::STOPPED_EARLY,
            "equal" => texts::EQUAL,
            _ => texts::DIFFERENT,
        };
        said.to(session.lang.get()).to_owned()
    });
    view! {
        <section class="side-by-side" data-side-by-side=told(move || state.get().to_owned())>
            <table class="facts">
                <caption class="panel-heading">{saying(texts::SIDE_BY_SIDE)}</caption>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{saying(texts::SIMULATED)}</th>
                        <th scope="col">{saying(texts::LIVE)}</th>
                    </tr>
                </thead>
                {part(Text::Publications, PUBLICATIONS, 0)}
                {part(Text::Obligations, OBLIGATIONS, PUBLICATIONS.len())}
            </table>
            <p class="side-verdict">{verdict}</p>
            <p class="side-note">{saying(texts::SIDE_BY_SIDE_NOTE)}</p>
        </section>
    }
}

/// In one word, for scripts, too.
fn state(compared: &Compared) -> &'static str {
    match compared {
        Compared { is_behind: true, .. } => "behind",
        Compared { is_moving: true, .. } => "moving",
        Compared { rows, .. } if rows.iter().all(|[simulated, live]| simulated == live) => "equal",
        _ => "different",
    }
}

/// Lets the simulation go as far as the run, and reads both.
fn compare(beside: &mut Option<Beside>, run: &Run) -> Compared {
    if beside.is_none() {
        *beside = Beside::new(run.scenario()).ok();
    }
    let Some(beside) = beside else { return Compared::default() };
    // A scenario that runs is valid.
    let there = beside.reach(run.scenario(), run.applied(), run.now(), BUDGET).unwrap_or(false);
    let simulated = (beside.publications(), beside.obligations());
    let live = (&run.known().publications, &run.known().obligations);
    let terms = PUBLICATIONS.iter().chain(OBLIGATIONS);
    Compared {
        rows: terms.map(|term| [(term.count)(simulated), (term.count)(live)]).collect(),
        is_behind: !there,
        is_moving: [simulated, live].into_iter().any(is_moving),
    }
}

fn is_moving((publications, obligations): (&Publications, &Obligations)) -> bool {
    let Obligations { on_the_way, pending, in_work, awaiting_ack, awaiting_redelivery, .. } = obligations;
    publications.on_the_way + on_the_way + pending + in_work + awaiting_ack + awaiting_redelivery > 0
}
