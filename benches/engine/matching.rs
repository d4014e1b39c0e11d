//! Who asks for a subject: eight subscriptions that match, among more and more that do not.
//!
//! The broker remembers where a subject goes. One race publishes under so many subjects that none is remembered, the
//! other always under the same.

use super::race::{Lane, race as run};
use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use std::hint::black_box;
use std::sync::Arc;

const PUBLISHES: u32 = 10_000;
const BROKER: ComponentId = ComponentId { part: 0, member: 0 };
const PUBLISHER: ComponentId = ComponentId { part: 1, member: 1 };

/// What matches `events.todo.newitem` and its like, plainly or in a queue group.
const MATCHING: [(&str, Option<&str>); 8] = [
    ("events.todo.*", None),
    ("events.*.*", None),
    ("events.>", None),
    ("*.todo.>", None),
    ("events.todo.*", Some("save")),
    ("events.todo.*", Some("save")),
    ("events.todo.>", Some("audit")),
    ("*.todo.*", Some("audit")),
];

/// More subjects than a broker remembers.
const SUBJECTS: u32 = 4_096;

pub fn race() {
    for (name, subjects) in [("matching", SUBJECTS), ("recalling", 1)] {
        let lane = |name, subscriptions| Lane::new(name, publishes_among(subscriptions, subjects));
        let lanes = vec![
            lane("among 10 subscriptions", 10),
            lane("among 1,000 subscriptions", 1_000),
            lane("among 100,000 subscriptions", 100_000),
        ];
        run(name, "publish", 50, lanes);
    }
}

fn publishes_among(subscriptions: u32, subjects: u32) -> impl FnMut() -> u64 {
    let subject = |number| Subject::parse(&format!("events.todo.newitem-{number}")).expect("a subject");
    let subjects: Vec<Subject> = (0..subjects).map(subject).collect();
    let mut broker = broker(subscriptions);
    let mut effects = Vec::new();
    move || {
        for (number, subject) in (0..PUBLISHES).zip(subjects.iter().cycle()) {
            ask(&mut broker, 1, Request::Publish(message(number, subject)), &mut effects);
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

fn message(number: u32, subject: &Subject) -> Arc<Message> {
    Arc::new(Message {
        id: MessageId::generated(PUBLISHER, number),
        parent: None,
        subject: subject.clone(),
        reply: None,
        headers: Headers::default(),
        payload: Payload::from("x"),
    })
}

fn ask(broker: &mut Nats, connection: u32, request: Request, effects: &mut Vec<Effect>) {
    broker.handle(Time::ZERO, ConnectionId(connection), request, effects);
}
