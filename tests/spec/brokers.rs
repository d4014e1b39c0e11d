//! The core NATS broker, asked directly: requests, echo, maximum deliveries, connections that end.

use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Answer, ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::Kind;
use std::sync::Arc;

/// A server with the connections A and B open.
struct Server {
    nats: Nats,
    published: u32,
}

const A: ConnectionId = ConnectionId(1);
const B: ConnectionId = ConnectionId(2);

impl Server {
    fn new() -> Server {
        Server::with(ConnectionOptions::default())
    }

    fn with(options: ConnectionOptions) -> Server {
        let mut server =
            Server { nats: Nats::new(ComponentId { part: 0, member: 0 }, Seed(1), &Config::default()), published: 0 };
        server.ask(A, Request::Connect(options));
        server.ask(B, Request::Connect(options));
        server
    }

    fn ask(&mut self, connection: ConnectionId, request: Request) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.nats.handle(Time::ZERO, connection, request, &mut effects);
        effects
    }

    fn subscribe(&mut self, connection: ConnectionId, sid: u32, filter: &str, group: Option<&str>) -> Vec<Effect> {
        let filter = Filter::parse(filter).expect("a filter");
        self.ask(connection, Request::Subscribe { sid: Sid(sid), filter, group: group.map(Arc::from) })
    }

    fn unsubscribe(&mut self, connection: ConnectionId, sid: u32, max: Option<u32>) {
        self.ask(connection, Request::Unsubscribe { sid: Sid(sid), max });
    }

    fn publish(&mut self, from: ConnectionId, subject: &str, reply: Option<&str>) -> Vec<Effect> {
        self.published += 1;
        let parse = |text| Subject::parse(text).expect("a subject");
        let message = Message {
            id: MessageId::generated(ComponentId { part: 1, member: 1 }, self.published),
            parent: None,
            subject: parse(subject),
            reply: reply.map(parse),
            headers: Headers::default(),
            payload: Payload::from("hello"),
        };
        self.ask(from, Request::Publish(Arc::new(message)))
    }

    /// Connection and subscription of every copy that a message from A led to.
    fn copies(&mut self, subject: &str) -> Vec<(u32, u32)> {
        let sent = self.publish(A, subject, None).into_iter().filter_map(|effect| match effect {
            Effect::Send { delivery, .. } => Some((delivery.id.connection.0, delivery.id.sid.0)),
            _ => None,
        });
        let mut copies: Vec<_> = sent.collect();
        copies.sort_unstable();
        copies
    }
}

fn told_that_nobody_listens(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Answer { connection: A, answer: Answer::NoResponders(_), .. }))
}

#[test]
fn overlapping_subscriptions_of_one_connection_each_get_a_copy() {
    let mut server = Server::new();
    for (sid, filter) in [(1, "a.b"), (2, "a.*"), (3, "a.>")] {
        server.subscribe(B, sid, filter, None);
    }
    assert_eq!(server.copies("a.b"), [(2, 1), (2, 2), (2, 3)]);
}

#[test]
fn one_queue_name_is_one_group_whatever_the_filters() {
    let mut server = Server::new();
    for (sid, filter) in [(1, "a.b"), (2, "a.*"), (3, "a.>")] {
        server.subscribe(B, sid, filter, Some("q"));
    }
    let chosen: Vec<_> = (0..100).flat_map(|_| server.copies("a.b")).collect();
    assert_eq!(chosen.len(), 100);
    assert!((1..=3).all(|sid| chosen.contains(&(2, sid))));
}

#[test]
fn a_request_that_nobody_answers_is_refused_at_once() {
    let mut server = Server::new();
    server.subscribe(A, 1, "_INBOX.a.*", None);
    let effects = server.publish(A, "help", Some("_INBOX.a.1"));
    assert!(told_that_nobody_listens(&effects));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Record(Kind::NoResponders { .. }))));
}

#[test]
fn only_a_request_whose_sender_listens_for_the_reply_is_refused() {
    let mut server = Server::new();
    let deaf = server.publish(A, "help", Some("_INBOX.a.1"));
    assert!(!told_that_nobody_listens(&deaf), "no subscription matches the reply");
    server.subscribe(A, 1, "_INBOX.a.*", None);
    let event = server.publish(A, "help", None);
    assert!(!told_that_nobody_listens(&event), "no reply is asked for");
    server.subscribe(B, 1, ">", None);
    let tapped = server.publish(A, "help", Some("_INBOX.a.1"));
    assert!(!told_that_nobody_listens(&tapped), "a tap counts as a responder: the request times out instead");
}

#[test]
fn a_client_without_echo_does_not_hear_itself() {
    let mut server = Server::with(ConnectionOptions { echo: false, ..ConnectionOptions::default() });
    server.subscribe(A, 1, "help", None);
    server.subscribe(A, 2, "_INBOX.a.*", None);
    assert_eq!(server.copies("help"), []);
    assert!(told_that_nobody_listens(&server.publish(A, "help", Some("_INBOX.a.1"))));
    server.subscribe(B, 1, "help", Some("q"));
    server.subscribe(A, 3, "help", Some("q"));
    assert!((0..20).all(|_| server.copies("help") == [(2, 1)]), "the next member that hears takes its place");
}

#[test]
fn a_maximum_counts_from_the_creation_of_the_subscription() {
    let mut server = Server::new();
    server.subscribe(B, 1, "a", None);
    for _ in 0..5 {
        server.copies("a");
    }
    server.unsubscribe(B, 1, Some(8));
    let later: usize = (0..9).map(|_| server.copies("a").len()).sum();
    assert_eq!(later, 3);
    server.subscribe(B, 2, "a", None);
    server.copies("a");
    server.unsubscribe(B, 2, Some(1));
    assert_eq!(server.copies("a"), [], "the maximum was reached already");
}

#[test]
fn the_rest_of_the_group_takes_over_from_a_member_that_had_its_maximum() {
    let mut server = Server::new();
    server.subscribe(A, 1, "a", Some("q"));
    server.subscribe(B, 1, "a", Some("q"));
    server.unsubscribe(A, 1, Some(2));
    let copies: Vec<_> = (0..100).flat_map(|_| server.copies("a")).collect();
    assert_eq!(copies.len(), 100);
    assert_eq!(copies.iter().filter(|copy| copy.0 == 1).count(), 2);
}

#[test]
fn a_second_subscription_under_a_live_number_is_ignored() {
    let mut server = Server::new();
    server.subscribe(B, 1, "a", None);
    assert!(server.subscribe(B, 1, "b", None).is_empty());
    assert_eq!((server.copies("a"), server.copies("b")), (vec![(2, 1)], vec![]));
}

#[test]
fn what_comes_on_a_closed_connection_is_ignored() {
    let mut server = Server::new();
    server.subscribe(B, 1, "a", None);
    server.ask(B, Request::Close);
    assert!(server.subscribe(B, 2, "a", None).is_empty());
    assert!(server.publish(B, "a", None).is_empty());
    assert_eq!(server.copies("a"), []);
}
