//! Measured waiting times beside the formulas.

use crate::stage::Play;
use queue_playground::player::Simulation;
use queue_playground::scenario::{Action, Comparison, CrewKind, comparisons, link};
use queue_playground::sim::time::Span;
use queue_playground::transcript::Measures;
use serde_json::{Value, json};

/// A stream and a queue group hear the same: `pullers` fetch from the one, `pushed` are the other.
fn both(service: &Value) -> Play {
    let fetch = json!({ "pull": { "stream": "ORDERS", "consumer": "workers" }, "service_time": service });
    let hear = json!({ "filter": "orders.*", "group": "pushed", "service_time": service });
    Play::new()
        .orders(&json!({}))
        .links("0s", "0%")
        .rate("4/s")
        .poisson()
        .handlers("pullers", 3, &fetch)
        .handlers("pushed", 3, &hear)
}

fn exponential() -> Value {
    json!({ "exponential": "600ms" })
}

fn run(play: &Play, until: &str) -> Simulation<Measures> {
    let mut run = Simulation::new(play.scenario()).expect("a run");
    run.seek(until.parse().expect("a moment"));
    run
}

fn compare(run: &Simulation<Measures>) -> Vec<Comparison> {
    comparisons(&run.standing().expect("a scenario"), run.known().waits())
}

#[test]
fn who_fetches_has_one_queue_and_a_queue_group_has_one_for_each() {
    let both = compare(&run(&both(&exponential()), "1s"));
    let kinds: Vec<_> = both.iter().map(|one| (one.part, one.kind, one.handlers)).collect();
    assert_eq!(kinds, [(2, CrewKind::Pull, 3), (3, CrewKind::Split, 3)]);
    for one in &both {
        assert_eq!((one.arrival_rate, one.service_time), ("4/s".parse().unwrap(), Span::from_millis(600)));
        assert_eq!(one.utilisation, Some(800));
    }
    // MMC-2 of the table in tests/theory: 1.0787 service times; and M/M/1 at 0.8: 4 service times.
    let expected: Vec<_> = both.iter().map(|one| one.expected.expect("a mean").as_millis()).collect();
    assert_eq!(expected, [647, 2_400]);
}

#[test]
fn what_is_measured_is_the_mean_of_the_waits_of_everybody_who_came() {
    let run = run(&both(&exponential()), "3000s");
    for one in compare(&run) {
        let (measured, messages) = one.measured.expect("a mean");
        assert!((11_000..13_000).contains(&messages), "{messages}");
        let expected = one.expected.expect("a mean").as_nanos();
        assert!(measured.as_nanos().abs_diff(expected) < expected / 5, "{one:?}");
    }
}

#[test]
fn waits_begin_anew_with_whoever_comes_to_an_empty_queue_after_a_knob_is_turned() {
    let mut run = run(&both(&exponential()).set("30s", "pullers", "1").set("30s", "pushed", "1"), "120s");
    let overloaded = compare(&run);
    assert!(overloaded.iter().all(|one| one.expected.is_none() && one.utilisation == Some(2_400)), "{overloaded:?}");
    run.turn("pullers", "12").expect("a knob");
    run.turn("pushed", "12").expect("a knob");
    let just_now = compare(&run);
    assert!(just_now.iter().all(|one| one.measured.is_none()), "{just_now:?}");
    // Minutes of messages had piled up with the one handler: none of those counts.
    run.seek("400s".parse().expect("a moment"));
    for one in compare(&run) {
        let (measured, messages) = one.measured.expect("a mean");
        assert!(measured < Span::from_millis(400) && messages > 400, "{one:?}");
    }
}

#[test]
fn a_crash_leaves_one_server_less() {
    let mut run = run(&both(&exponential()), "30s");
    let before = compare(&run);
    run.act(Action::Crash { component: "pushed.2".to_owned() }).expect("a crash");
    let after = compare(&run);
    assert!(before.iter().all(|one| one.measured.is_some()) && after.iter().all(|one| one.measured.is_none()));
    assert_eq!((after[1].handlers, after[1].utilisation, after[1].expected), (2, Some(1_200), None));
    run.act(Action::Restart { component: "pushed.2".to_owned() }).expect("a restart");
    assert_eq!(compare(&run)[1].expected, before[1].expected);
}

#[test]
fn where_the_formula_does_not_hold_none_is_given() {
    let none = |play: &Play| compare(&run(play, "5s")).iter().all(|one| one.expected.is_none());
    assert!(!none(&both(&exponential())));
    assert!(none(&both(&json!({ "constant": "600ms" }))), "work that always takes as long");
    assert!(none(&both(&exponential()).web(&json!({ "arrivals": "constant" }))), "arrivals like a clock's");
    assert!(none(&both(&exponential()).partition("1s", "pushed.1")), "a member that is cut off");
    assert!(!none(&both(&exponential()).partition("1s", "pushed.1").heal("2s", "pushed.1")));
    for (hinder, help) in [("pause", "unpause"), ("slow", "speed-up")] {
        let deed = |verb: &str, at: &str| link::read_entry(&format!("{at}:{verb}:pushed.1")).expect("an entry");
        let hindered = both(&exponential()).at("1s", deed(hinder, "1s").action);
        assert!(none(&hindered), "{hinder}");
        assert!(!none(&hindered.at("2s", deed(help, "2s").action)), "{help}");
    }
    assert!(none(&both(&exponential()).links("0s", "1%")), "links that lose some");
    let failing = both(&exponential()).set("1s", "pullers-failure", "10%").set("1s", "pushed-failure", "10%");
    assert!(none(&failing), "work that may fail and come again");
}

#[test]
fn nobody_is_compared_whom_nobody_publishes_for() {
    let other = json!({ "filter": "elsewhere", "group": "idle", "service_time": exponential() });
    let alone = json!({ "filter": "orders.*", "service_time": exponential() });
    let play = both(&exponential()).handlers("idle", 2, &other).handlers("alone", 1, &alone);
    assert_eq!(compare(&run(&play, "1s")).len(), 2);
}
