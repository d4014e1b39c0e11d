//! Who asks for a subject: eight subscriptions that match, among more and more that do not.

use super::race::{Lane, race as run};
use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use std::hint::black_box;
use std::sync::Arc;

const PUBLISHES: u32 = 50_000;
const BROKER: ComponentId = ComponentId { part: 0, member: 0 };
const PUBLISHER: ComponentId = ComponentId { part: 1, member: 1 };

/// What matches `events.todo.newitem`, plainly or in a queue group.
const MATCHING: [(&str, Option<&str>); 8] = [
    ("events.todo.newitem", None),
    ("events.todo.*", None),
    ("events.*.newitem", None),
    ("events.>", None),
    ("events.todo.newitem", Some("save")),
    ("events.todo.newitem", Some("save")),
    ("events.todo.>", Some("audit")),
    ("*.todo.newitem", Some("audit")),
];

pub fn race() {
    run(
        "matching",
        "publish",
        vec![
            Lane::new("among 10 subscriptions", publishes_among(10)),
            Lane::new("among 1,000 subscriptions", publishes_among(1_000)),
            Lane::new("among 100,000 subscriptions", publishes_among(100_000)),
        ],
    );
}

fn publishes_among(subscriptions: u32) -> impl FnMut() -> u64 {
    let mut broker = broker(subscriptions);
    let mut effects = Vec::new();
    move || {
        for number in 0..PUBLISHES {
            ask(&mut broker, 1, Request::Publish(message(number)), &mut effects);
            black_box(&effects);
            effects.clear();
        }
        u64::from(PUBLISHES)
    }
}

/// A broker with that many subscriptions, a thousand to each connection; all but eight of them for other subjects.
fn broker(subscriptions: u32) -> Nats {
    let mut broker = Nats::new(BROKER, Seed(42), &Config::default());
    let mut effects = Vec::new();
    for number in 0..subscriptions {
        let connection = 1 + number / 1_000;
        if number % 1_000 == 0 {
            ask(&mut broker, connection, Request::Connect(ConnectionOptions::default()), &mut effects);
        }
        let (filter, group) = match MATCHING.get(number as usize) {
            Some(&(filter, group)) => (filter.to_owned(), group.map(Arc::from)),
            None => (other(number), None),
        };
        let filter = Filter::parse(&filter).expect("a filter");
        ask(&mut broker, connection, Request::Subscribe { sid: Sid(number), filter, group }, &mut effects);
    }
    broker
}

/// Filters that share tokens with the subject in every place, and do not match it.
fn other(number: u32) -> String {
    match number % 4 {
        0 => format!("events.todo.item-{number}"),
        1 => format!("events.user-{number}.newitem"),
        2 => format!("region-{number}.todo.*"),
        _ => format!("*.todo.changed-{number}.>"),
    }
}

fn message(number: u32) -> Arc<Message> {
    Arc::new(Message {
        id: MessageId::generated(PUBLISHER, number),
        parent: None,
        subject: Subject::parse("events.todo.newitem").expect("a subject"),
        reply: None,
        headers: Headers::default(),
        payload: Payload::from("x"),
    })
}

fn ask(broker: &mut Nats, connection: u32, request: Request, effects: &mut Vec<Effect>) {
    broker.handle(Time::ZERO, ConnectionId(connection), request, effects);
}
