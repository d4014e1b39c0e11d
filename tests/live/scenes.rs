//! Small scenarios, in a few words.

use queue_playground::message::{ComponentId, Message};
use queue_playground::scenario::{Action, Roster, Scenario};
use queue_playground::transcript::{Kind, Record};
use serde_json::{Value, json};
use std::sync::Arc;

/// A scenario with this cast at one broker `nats`, with these streams or as core NATS, and a database `db`.
pub fn scene(streams: &Value, cast: &[Value]) -> Scenario {
    let core = streams.as_array().is_some_and(Vec::is_empty);
    let profile = if core { json!({ "nats_core": {} }) } else { json!({ "jet_stream": { "streams": streams } }) };
    let database = json!({ "id": "db", "role": { "database": { "connection_limit": 16, "statement_time": "1ms" } } });
    let cast: Vec<Value> = cast.iter().cloned().chain([database]).collect();
    let of_web = cast[0]["id"] == "web";
    let rate = json!({
        "id": "rate", "part": "web", "parameter": "rate", "min": "0/s", "max": "1000/s", "step": "1/s"
    });
    let scenario = json!({
        "name": "scene",
        "brokers": [{ "id": "nats", "profile": profile }],
        "cast": cast,
        "knobs": if of_web { vec![rate] } else { Vec::new() },
    });
    Scenario::from_json(&scenario.to_string()).expect("a scenario that can be run")
}

/// A publisher `web`.
pub fn web(subject: &str, rate: &str) -> Value {
    let publisher = json!({ "subject": subject, "rate": rate, "arrivals": "constant", "items": ["order"] });
    json!({ "id": "web", "broker": "nats", "role": { "publisher": publisher } })
}

/// A handler that saves in the database; `more` is added to it, or replaces what it says.
pub fn handler(id: &str, replicas: u16, more: &Value) -> Value {
    let mut handler = json!({ "service_time": { "constant": "1ms" }, "database": "db" });
    for (name, value) in more.as_object().expect("an object") {
        handler[name] = value.clone();
    }
    json!({ "id": id, "broker": "nats", "replicas": replicas, "role": { "handler": handler } })
}

/// A stream `ORDERS` whose consumer waits a second and tries so often, and so many workers that fail on `poison`; `more`
/// is added to what a worker is.
pub fn orders_in_a_stream(retention: &str, tries: u32, workers: u16, more: &Value) -> Scenario {
    let consumer = json!({ "name": "workers", "ack_wait": "1s", "max_deliver": tries });
    let stream = json!({
        "name": "ORDERS", "subjects": ["orders.new"], "retention": retention, "consumers": [consumer]
    });
    let mut worker = json!({ "pull": { "stream": "ORDERS", "consumer": "workers" }, "poison": "poison" });
    for (name, value) in more.as_object().expect("an object") {
        worker[name] = value.clone();
    }
    scene(&json!([stream]), &[web("orders.new", "0/s"), handler("worker", workers, &worker)])
}

pub fn publish(component: &str, text: &str) -> Action {
    Action::Publish { component: component.to_owned(), text: text.to_owned() }
}

/// What was published by whom.
pub fn published(records: &[Record]) -> Vec<(ComponentId, Arc<Message>)> {
    let published = |one: &Record| match &one.kind {
        Kind::Published { message } => Some((one.component, Arc::clone(message))),
        _ => None,
    };
    records.iter().filter_map(published).collect()
}

/// The component of this name.
pub fn find(scenario: &Scenario, name: &str) -> ComponentId {
    Roster::new(scenario).find(name).expect("a component")
}

pub fn count(records: &[Record], wanted: impl Fn(&Kind) -> bool) -> usize {
    records.iter().filter(|one| wanted(&one.kind)).count()
}
