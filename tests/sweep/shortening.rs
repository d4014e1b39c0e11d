//! A failing scenario becomes as short as it can be and still fails.

use crate::invariants::Breach;
use crate::random::{self, END, Flavour};
use crate::shorten::shorten;
use queue_playground::scenario::{Action, Scenario};
use queue_playground::transcript::Kind;
use queue_playground::world::World;

/// As if a crash of a member with full hands were a fault of ours.
fn fails(scenario: &Scenario) -> Option<Breach> {
    let mut world = World::new(scenario).expect("a scenario that can be run");
    let records = std::iter::from_fn(|| world.next_record(END, &scenario.entries));
    let found = records.into_iter().find(|record| matches!(record.kind, Kind::Crashed { held: 1.. }));
    found.map(|record| Breach { invariant: "test", problem: String::new(), index: record.index, at: record.at })
}

#[test]
fn what_is_left_is_a_publisher_a_handler_and_a_crash() {
    let failing = (0..200).map(|seed| random::scenario(Flavour::Core, seed));
    let failing = failing.filter(|scenario| scenario.cast.len() > 4 && scenario.entries.len() > 6);
    let (scenario, breach) = failing.filter_map(|one| fails(&one).map(|breach| (one, breach))).next().expect("one");
    let (short, breach) = shorten(&scenario, breach, fails);
    assert!(short.cast.len() == 2 && short.brokers.len() == 1, "{short:?}");
    assert!(short.entries.iter().any(|entry| matches!(entry.action, Action::Crash { .. })), "{short:?}");
    assert!(short.entries.len() <= 2 && short.knobs.len() <= 1, "{short:?}");
    assert_eq!(fails(&short), Some(breach), "and it says how it fails");
    let text = serde_json::to_string(&short).expect("JSON");
    assert_eq!(Scenario::from_json(&text), Ok(short), "as a file it is the same, and can be run");
}

#[test]
fn a_scenario_that_fails_for_another_reason_is_not_a_shorter_one() {
    let scenario = random::scenario(Flavour::Core, 1);
    let breach = fails(&random::scenario(Flavour::Core, 0)).unwrap_or_else(|| Breach {
        invariant: "first",
        problem: String::new(),
        index: 0,
        at: END,
    });
    let other = |_: &Scenario| Some(Breach { invariant: "second", ..breach.clone() });
    let (short, _) = shorten(&scenario, Breach { invariant: "first", ..breach.clone() }, other);
    assert_eq!(short, scenario);
}
