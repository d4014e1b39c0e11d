//! Links in addresses: what they say, and what a bad one brings.

use crate::stage::scaling_handlers;
use queue_playground::patterns::{self, Pattern};
use queue_playground::scenario::link::Link;
use queue_playground::scenario::{Action, Roster, ScenarioError};
use queue_playground::sim::chance::Seed;

#[test]
fn a_link_sets_seed_and_knobs_of_its_pattern() {
    let link =
        Link::parse("#/scaling-handlers?v=1&seed=7&handlers=5&rate=12/s&service=250ms&failure=3%25").expect("a link");
    let mut scenario =
        patterns::find(link.pattern.as_deref().expect("a name")).and_then(Pattern::scenario).expect("a pattern");
    for (knob, value) in &link.knobs {
        scenario.set(knob, value).expect("a value in range");
    }
    let values: Vec<String> =
        scenario.knobs.iter().filter_map(|knob| Some(scenario.initial(knob)?.to_string())).collect();
    assert_eq!(values, ["5", "12/s", "250ms", "3%"]);
    assert_eq!(link.seed, Some(Seed(7)));
}

#[test]
fn a_link_with_every_knob_turned_is_short() {
    let scenario = scaling_handlers(42);
    let knobs = scenario.knobs.iter().map(|knob| (knob.id.clone(), knob.max.clone())).collect();
    let link = Link { pattern: Some(scenario.name), seed: Some(Seed(u64::MAX)), knobs, ..Link::default() };
    assert!(link.to_string().len() <= 400, "{link}");
}

#[test]
fn a_knob_value_out_of_range_is_named_with_its_range() {
    let mut scenario = scaling_handlers(42);
    let before = scenario.clone();
    for (knob, value, right) in [
        ("handlers", "11", "between 1 and 10"),
        ("handlers", "many", "a whole number"),
        ("rate", "51/s", "between 0/s and 50/s"),
        ("rate", "-1/s", "a rate per second"),
        ("service", "3", "a time with its unit"),
        ("failure", "101%", "between 0% and 100%"),
    ] {
        let error = scenario.set(knob, value).expect_err("a bad value").to_string();
        assert!(error.contains(knob) && error.contains(value) && error.contains(right), "{error}");
    }
    let error = scenario.set("colour", "red").expect_err("no such knob").to_string();
    assert!(error.contains("colour") && error.contains("handlers, rate, service, failure"), "{error}");
    assert_eq!(scenario, before, "nothing is half-changed");
}

#[test]
fn an_action_that_cannot_be_is_refused_with_a_reason() {
    let scenario = scaling_handlers(42);
    let roster = Roster::new(&scenario);
    let refusal = |action| scenario.check_action(&roster, &action, "here").expect_err("a refusal");
    let crash = |component: &str| Action::Crash { component: component.to_owned() };
    assert!(matches!(refusal(crash("nobody")), ScenarioError::Unknown { name, .. } if name == "nobody"));
    assert!(matches!(refusal(crash("todo-db")), ScenarioError::Impossible { .. }));
    let text = "x".repeat(1_001);
    assert!(matches!(
        refusal(Action::Publish { component: "todo-web".to_owned(), text }),
        ScenarioError::TooLarge { .. }
    ));
}
