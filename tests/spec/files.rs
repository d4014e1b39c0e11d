//! Scenario files: what is wrong with a bad one is said with its place and the remedy.

use crate::stage::Transcript;
use queue_playground::scenario::Scenario;
use queue_playground::transcript::Kind;
use serde_json::{Value, json};

fn good() -> Value {
    serde_json::from_str(include_str!("../scenarios/todo.json")).expect("JSON")
}

/// What is said of a file in which the field at `path` has another value.
fn complaint(path: &str, value: &Value) -> String {
    let mut scenario = good();
    match scenario.pointer_mut(path) {
        Some(field) => *field = value.clone(),
        // A field that the pattern leaves out.
        None => {
            let (object, field) = path.rsplit_once('/').expect("a field");
            scenario.pointer_mut(object).expect("a place")[field] = value.clone();
        }
    }
    Scenario::from_json(&scenario.to_string()).expect_err("a complaint").to_string()
}

#[test]
fn every_mistake_is_named_with_its_place_and_the_remedy() {
    for (path, value, words) in [
        ("/name", json!("two words"), ["two words", "dashes"]),
        ("/brokers", json!([]), ["no broker", "nats_core"]),
        ("/brokers/0/profile", json!({ "rabbit": {} }), ["rabbit", "nats_core"]),
        (
            "/brokers/0/profile",
            json!({ "nats_core": { "max_payload": 2_000, "max_pending": 1_000 } }),
            ["nats.max_payload: 2000", "at most 1000"],
        ),
        ("/brokers/0/profile", json!({ "nats_core": { "max_payload": 0 } }), ["nats.max_payload", "at least 1"]),
        (
            "/brokers/0/profile",
            json!({ "jet_stream": { "server": { "max_pending": 2_000_000_000 } } }),
            ["2000000000", "at most"],
        ),
        (
            "/brokers/0/profile",
            json!({ "nats_core": { "write_deadline": "2h" } }),
            ["nats.write_deadline", "at most 3600s"],
        ),
        ("/brokers/0/profile", json!({ "direct": { "open_calls": 0 } }), ["nats.open_calls", "at least 1"]),
        ("/cast/0/id", json!("nats"), ["nats", "needs its own"]),
        ("/cast/0/broker", json!("kafka"), ["kafka", "there is nats"]),
        ("/cast/0/broker", json!(null), ["todo-web", "nats"]),
        ("/cast/0/role/publisher/subject", json!("events..new"), ["events..new", "token 2"]),
        ("/cast/0/role/publisher/subject", json!("events.*"), ["wildcard *", "without wildcards"]),
        ("/cast/0/role/publisher/rate", json!("10001/s"), ["10001/s", "at most 10000/s"]),
        ("/cast/0/role/publisher/rate", json!("often"), ["often", "such as 6/s"]),
        ("/cast/0/role/publisher/items", json!([]), ["items", "at least one"]),
        ("/cast/1/replicas", json!(101), ["101", "100"]),
        ("/cast/1/role/handler/filter", json!("events.> .x"), ["events.> .x", "white space"]),
        ("/cast/1/role/handler/filter", json!("a.>.b"), ["a.>.b", "last token"]),
        ("/cast/1/role/handler/group", json!("save handler"), ["save handler", "queue group"]),
        ("/cast/1/role/handler/service_time", json!({ "exponential": "soon" }), ["soon", "such as 400ms"]),
        ("/cast/1/role/handler/service_time", json!({ "exponential": "3601s" }), ["3601s", "at most 3600s"]),
        ("/cast/1/role/handler/failure", json!("120%"), ["120%", "between 0% and 100%"]),
        ("/cast/1/role/handler/database", json!("nowhere"), ["nowhere", "todo-db"]),
        ("/cast/2/role/database/connection_limit", json!(0), ["connection_limit", "at least 1"]),
        ("/cast/2/replicas", json!(2), ["replicas", "1 for this role"]),
        ("/knobs/0/part", json!("nobody"), ["nobody", "save-handler"]),
        ("/knobs/0/max", json!("2"), ["handlers", "between 1 and 2"]),
        ("/knobs/0/parameter", json!("rate"), ["handlers", "save-handler"]),
        ("/knobs/0/id", json!("seed"), ["seed", "no knob is called"]),
        ("/knobs/1/min", json!("60/s"), ["rate", "min not above max"]),
        ("/links/loss", json!("half"), ["half", "such as 5%"]),
        ("/seed", json!(-1), ["-1", "u64"]),
    ] {
        let complaint = complaint(path, &value);
        for word in words {
            assert!(complaint.contains(word), "{path} = {value}: “{complaint}” does not say “{word}”");
        }
    }
}

#[test]
fn a_field_that_nobody_knows_is_not_passed_over() {
    let mut scenario = good();
    scenario["cast"][0]["role"]["publisher"]["colour"] = json!("red");
    let complaint = Scenario::from_json(&scenario.to_string()).expect_err("a complaint").to_string();
    assert!(complaint.contains("colour") && complaint.contains("subject"), "{complaint}");
}

#[test]
fn what_is_no_json_is_shown_with_line_and_column() {
    let complaint = Scenario::from_json("{\n  \"name\": oops\n}").expect_err("a complaint").to_string();
    assert!(complaint.starts_with("line 2, column"), "{complaint}");
}

#[test]
fn a_bad_entry_is_refused_before_the_run() {
    for (action, word) in [
        (json!({ "crash": { "component": "save-handler" } }), "save-handler.1"),
        (json!({ "set": { "knob": "handlers", "value": "0" } }), "between 1 and 10"),
        (json!({ "publish": { "component": "todo-db", "text": "x" } }), "cannot publish"),
    ] {
        let mut scenario = good();
        scenario["entries"] = json!([{ "at": "1s", "action": action }]);
        let complaint = Scenario::from_json(&scenario.to_string()).expect_err("a complaint").to_string();
        assert!(complaint.contains(word), "{complaint}");
    }
}

#[test]
fn a_scenario_reads_back_what_it_writes() {
    let scenario = Scenario::from_json(&good().to_string()).expect("a good scenario");
    let written = serde_json::to_string(&scenario).expect("JSON");
    assert_eq!(Scenario::from_json(&written).expect("a good scenario"), scenario);
}

#[test]
fn a_file_too_large_is_not_even_read() {
    let complaint = Scenario::from_json(&" ".repeat(1_000_001)).expect_err("a complaint").to_string();
    assert!(complaint.contains("1000001") && complaint.contains("limit"), "{complaint}");
}

#[test]
fn the_scenario_in_the_documentation_does_what_it_says() {
    let page = include_str!("../../docs/scenarios.md");
    let source = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let transcript = Transcript::of(&Scenario::from_json(source).expect("a scenario that can be run"), "60s");
    let says = |pick: fn(&Kind) -> bool| assert!(transcript.count(pick) > 0);
    says(|kind| matches!(kind, Kind::Confirmed { .. }));
    says(|kind| matches!(kind, Kind::DeadLettered { .. }));
    says(|kind| matches!(kind, Kind::Saved { .. }));
    says(|kind| matches!(kind, Kind::Received { late: false, .. }));
    says(|kind| matches!(kind, Kind::Gathered { .. }));
    says(|kind| matches!(kind, Kind::Healed));
}

#[test]
fn only_handlers_can_be_several() {
    let knob = json!([{ "id": "n", "part": "todo-web", "parameter": "replicas", "min": "0", "max": "9", "step": "1" }]);
    assert_eq!(complaint("/knobs", &knob), "the knob n turns replicas of todo-web, which has none");
}
