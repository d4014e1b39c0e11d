//! The full world: broker, cast, links and records. A unit is a message, from its publication to the end of its way;
//! replies are messages, too.

use super::race::{Lane, race as run};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Measures, Obligations, Publications, TranscriptHash};
use queue_playground::world::World;
use std::hint::black_box;

/// A publisher at 5,000 messages/s and ten handlers that are busy half of their time.
const QUEUE_GROUP: &str = r#"{
  "name": "queue-group", "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
  "cast": [
    { "id": "web", "broker": "nats", "role": { "publisher":
      { "subject": "events.todo.newitem", "rate": "5000/s", "arrivals": "poisson", "items": ["a", "b", "c", "d"] } } },
    { "id": "save", "broker": "nats", "replicas": 10, "role": { "handler":
      { "filter": "events.todo.*", "group": "save", "service_time": { "exponential": "1ms" } } } }
  ]
}"#;

/// A publisher at 2,000 messages/s into a stream, and ten handlers that fetch from its consumer.
const PULL_CONSUMER: &str = r#"{
  "name": "pull-consumer", "brokers": [{ "id": "nats", "profile": { "jet_stream": { "streams": [
    { "name": "TODO", "subjects": ["events.todo.*"], "retention": "workqueue", "consumers": [{ "name": "save" }] }
  ] } } }],
  "cast": [
    { "id": "web", "broker": "nats", "role": { "publisher":
      { "subject": "events.todo.newitem", "rate": "2000/s", "arrivals": "poisson", "items": ["a", "b", "c", "d"] } } },
    { "id": "save", "broker": "nats", "replicas": 10, "role": { "handler":
      { "pull": { "stream": "TODO", "consumer": "save", "batch": 10 }, "service_time": { "exponential": "1ms" } } } }
  ]
}"#;

/// A gatherer that asks five shops 500 times per second and waits for all of them.
const SCATTER_GATHER: &str = r#"{
  "name": "scatter-gather", "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
  "cast": [
    { "id": "web", "broker": "nats", "role": { "gatherer":
      { "subject": "price.ask", "rate": "500/s", "arrivals": "poisson", "items": ["a", "b", "c", "d"], "count": 5 } } },
    { "id": "shop", "broker": "nats", "replicas": 5, "role": { "handler":
      { "filter": "price.ask", "reply": "12", "service_time": { "exponential": "1ms" } } } }
  ]
}"#;

/// How far each turn goes.
const LENGTH: Time = Time::from_nanos(2_000_000_000);

pub fn race() {
    run(
        "world",
        "message",
        50,
        vec![
            Lane::new("queue group", || play(QUEUE_GROUP, &mut Nothing)),
            Lane::new("queue group, with what a page knows", || {
                let mut known = ((Publications::default(), Obligations::default()), Measures::default());
                play(QUEUE_GROUP, &mut known)
            }),
            Lane::new("pull consumer", || play(PULL_CONSUMER, &mut Nothing)),
            Lane::new("scatter-gather", || play(SCATTER_GATHER, &mut Nothing)),
            Lane::new("queue group, with its hash", || play(QUEUE_GROUP, &mut TranscriptHash::default())),
        ],
    );
}

#[derive(Clone)]
struct Nothing;

impl Fold for Nothing {
    fn feed(&mut self, record: &queue_playground::transcript::Record) {
        black_box(record);
    }
}

/// Runs a scenario and gives back how many messages were published.
fn play(scenario: &str, fold: &mut impl Fold) -> u64 {
    let scenario = Scenario::from_json(scenario).expect("a scenario that can be run");
    let mut world = World::new(&scenario).expect("a scenario that can be run");
    let mut published = 0;
    while let Some(record) = world.next_record(LENGTH, &[]) {
        published += u64::from(matches!(record.kind, queue_playground::transcript::Kind::Published { .. }));
        fold.feed(&record);
    }
    published
}
