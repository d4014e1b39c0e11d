//! The runs whose hashes must be the same everywhere: a module of tests/determinism and of tests/web.

use crate::random::{self, Flavour};
use queue_playground::patterns;
use queue_playground::player::Simulation;
use queue_playground::scenario::{Action, Entry, Scenario};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::TranscriptHash;

/// How far each run goes.
pub(crate) const END: Time = Time::from_nanos(60_000_000_000);

/// The pattern with knobs turned, items typed, crashes and restarts on the way.
pub(crate) fn eventful(seed: u64) -> Scenario {
    let mut scenario = patterns::find("scaling-handlers").and_then(patterns::Pattern::scenario).expect("a pattern");
    scenario.seed = Seed(seed);
    let set = |knob: &str, value: &str| Action::Set { knob: knob.to_owned(), value: value.to_owned() };
    let component = || "save-handler.2".to_owned();
    let actions = [
        set("failure", "5%"),
        Action::Publish { component: "todo-web".to_owned(), text: "홍보 비디오 촬영".to_owned() },
        set("rate", "25/s"),
        Action::Crash { component: component() },
        set("handlers", "8"),
        Action::Restart { component: component() },
        set("service", "150ms"),
        set("handlers", "2"),
    ];
    let at = |number: u64| Time::ZERO + Span::from_secs(5 * number + seed % 5);
    scenario.entries = (1..).zip(actions).map(|(number, action)| Entry { at: at(number), action }).collect();
    scenario
}

/// The hash of the whole run.
pub(crate) fn hash_of(seed: u64) -> String {
    let mut simulation = Simulation::<TranscriptHash>::new(eventful(seed)).expect("a scenario that can be run");
    simulation.seek(END);
    simulation.known().to_string()
}

/// The hash of a random run, which has much going on as well; of any profile.
pub(crate) fn hash_of_random(flavour: Flavour, seed: u64) -> String {
    let scenario = random::scenario(flavour, seed);
    let mut simulation = Simulation::<TranscriptHash>::new(scenario).expect("a scenario that can be run");
    simulation.seek(random::END);
    simulation.known().to_string()
}
