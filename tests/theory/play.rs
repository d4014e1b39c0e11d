//! Scenarios as text, and runs of them: the same door that a file goes through.

use queue_playground::scenario::Scenario;
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::Record;
use queue_playground::world::World;
use std::ops::ControlFlow;

/// A scenario with these members of the cast on one core NATS server, without any latency on its links.
pub fn on_core_nats(cast: &[String]) -> String {
    on("\"nats_core\": {}", cast)
}

/// A scenario with these members of the cast on one broker, without any latency on its links.
pub fn on(profile: &str, cast: &[String]) -> String {
    format!(
        r#"{{"name": "theory", "links": {{"latency": "0s"}}, "brokers": [{{"id": "nats", "profile": {{{profile}}}}}],
            "cast": [{}]}}"#,
        cast.join(", ")
    )
}

/// The scenario with a publisher that stops at a moment, so that the run drains.
pub fn closing(scenario: &str, publisher: &str, at: &str) -> String {
    let stop = format!(
        r#"{{"knobs": [{{"id": "rate", "part": "{publisher}", "parameter": "rate", "min": "0/s", "max": "100/s",
            "step": "1/s"}}], "entries": [{{"at": "{at}", "action": {{"set": {{"knob": "rate", "value": "0/s"}}}}}}], "#
    );
    scenario.replacen('{', &stop, 1)
}

/// A publisher of `per_second` messages, `poisson` or `constant`.
pub fn publisher(id: &str, per_second: &str, arrivals: &str) -> String {
    format!(
        r#"{{"id": "{id}", "broker": "nats", "role": {{"publisher":
            {{"subject": "work.new", "rate": "{per_second}/s", "arrivals": "{arrivals}", "items": ["x"]}}}}}}"#
    )
}

/// A handler of `replicas` members that hears of `filter`; `more` is what it says of its service time and the like.
pub fn listener(id: &str, replicas: u16, filter: &str, more: &str) -> String {
    format!(
        r#"{{"id": "{id}", "broker": "nats", "replicas": {replicas}, "role": {{"handler":
            {{"filter": "{filter}", {more}}}}}}}"#
    )
}

/// A handler of `replicas` members; `more` is what it says of its service time and the like.
pub fn handler(id: &str, replicas: u16, more: &str) -> String {
    listener(id, replicas, "work.*", more)
}

/// A scenario with these members of the cast, a stream `WORK` of what the publisher publishes, and a consumer `save`.
pub fn on_a_stream(max_deliver: &str, cast: &[String]) -> String {
    let consumer = format!(r#"{{"name": "save", "max_ack_pending": 100000 {max_deliver}}}"#);
    let stream =
        format!(r#"{{"name": "WORK", "subjects": ["work.*"], "retention": "workqueue", "consumers": [{consumer}]}}"#);
    on(&format!(r#""jet_stream": {{"streams": [{stream}]}}"#), cast)
}

/// A handler of `replicas` members that fetches one message at a time from the consumer `save`.
pub fn puller(replicas: u16, more: &str) -> String {
    format!(
        r#"{{"id": "save", "broker": "nats", "replicas": {replicas}, "role": {{"handler":
            {{"pull": {{"stream": "WORK", "consumer": "save"}}, {more}}}}}}}"#
    )
}

/// Runs a scenario and shows every record, until it is told to break off or nothing is left to happen.
pub fn run(scenario: &str, seed: u64, mut see: impl FnMut(&Record) -> ControlFlow<()>) {
    let mut scenario = Scenario::from_json(scenario).expect("a scenario that can be run");
    scenario.seed = Seed(seed);
    let mut world = World::new(&scenario).expect("a scenario that can be run");
    while let Some(record) = world.next_record(Time::END, &scenario.entries) {
        if see(&record).is_break() {
            return;
        }
    }
}
