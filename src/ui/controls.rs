//! The knobs: one control for each that the scenario has. A value out of range cannot be entered.

use super::session::use_session;
use super::slider::Slider;
use super::stepper::Stepper;
use super::words::use_words;
use crate::i18n::{Text, live, live_tools};
use crate::scenario::{Knob, Parameter, Value};
use leptos::prelude::*;

/// All knobs, in the order of the scenario.
#[component]
pub fn Controls() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let knobs = session.look(|run| {
        let can = run.capabilities().links;
        let is_possible = |knob: &&Knob| can || !is_of_links(knob);
        run.scenario().knobs.iter().filter(is_possible).cloned().collect::<Vec<_>>()
    });
    let why = session.told(move |run| {
        let (watches, lacks) = (run.scenario().watches().is_some(), !run.capabilities().links);
        let why = match (watches, lacks) {
            (true, _) => live_tools::NOTHING_TO_TURN.to(session.lang.get()),
            (false, true) => live::FAULTS_HINT.to(session.lang.get()),
            (false, false) => "",
        };
        why.to_owned()
    });
    let control = |knob: Knob| match knob.parameter {
        Parameter::Replicas | Parameter::Concurrency | Parameter::Batch | Parameter::Replies | Parameter::Retries => {
            view! { <Stepper knob /> }.into_any()
        }
        Parameter::Rate
        | Parameter::ServiceTime
        | Parameter::Failure
        | Parameter::Timeout
        | Parameter::Stall
        | Parameter::StatementTime
        | Parameter::Loss
        | Parameter::Latency => view! { <Slider knob /> }.into_any(),
    };
    view! {
        <section class="controls" aria-label=words(Text::Controls)>
            {move || knobs.get().into_iter().map(control).collect_view()}
            <p class="control-help" data-no-faults="">{why}</p>
        </section>
    }
}

const fn is_of_links(knob: &Knob) -> bool {
    matches!(knob.parameter, Parameter::Loss | Parameter::Latency)
}

/// Where a knob stands now; after a seek, where it stood then.
pub(super) fn value_of(knob: &Knob) -> Memo<Option<Value>> {
    let knob = knob.clone();
    use_session().look(move |run| run.value(&knob))
}
