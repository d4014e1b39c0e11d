//! Clients that do not take what they are sent, and what that costs them and whoever sends to them.

use crate::stage::Play;
use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{ExpulsionReason, Fold, Kind, LossReason, Obligations, Publications};
use serde_json::json;
use std::sync::Arc;

const PRODUCER: ConnectionId = ConnectionId(1);
const SLOW: ConnectionId = ConnectionId(2);
const OTHER: ConnectionId = ConnectionId(3);

/// A server that keeps a million bytes for a client, and an operating system that keeps none. SLOW, which takes
/// nothing, and OTHER subscribe to `a`.
struct Server {
    nats: Nats,
    now: Time,
    published: u32,
}

fn ms(milliseconds: u64) -> Span {
    Span::from_millis(milliseconds)
}

impl Server {
    fn new(socket_buffer: u64) -> Server {
        let config =
            Config { max_pending: 1_000_000, write_deadline: Span::from_secs(10), socket_buffer, ..Config::default() };
        let nats = Nats::new(ComponentId { part: 0, member: 0 }, Seed(1), &config);
        let mut server = Server { nats, now: Time::ZERO, published: 0 };
        for connection in [PRODUCER, SLOW, OTHER] {
            server.ask(connection, Request::Connect(ConnectionOptions::default()));
        }
        server.subscribe(SLOW, "a");
        server.subscribe(OTHER, "a");
        server.nats.hold(Time::ZERO, SLOW, &mut Vec::new());
        server
    }

    fn ask(&mut self, connection: ConnectionId, request: Request) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.nats.handle(self.now, connection, request, &mut effects);
        effects
    }

    fn subscribe(&mut self, connection: ConnectionId, filter: &str) {
        let filter = Filter::parse(filter).expect("a filter");
        self.ask(connection, Request::Subscribe { sid: Sid(1), filter, group: None });
    }

    /// Publishes so many bytes.
    fn publish(&mut self, subject: &str, bytes: usize) -> Vec<Effect> {
        self.published += 1;
        let message = Message {
            id: MessageId::generated(ComponentId { part: 1, member: 1 }, self.published),
            parent: None,
            subject: Subject::parse(subject).expect("a subject"),
            reply: None,
            headers: Headers::default(),
            payload: Payload::from(&vec![b'x'; bytes][..]),
        };
        self.ask(PRODUCER, Request::Publish(Arc::new(message)))
    }

    /// Publishes ten kilobytes, waits as long as the broker makes the producer wait, and says how long that was.
    fn publish_patiently(&mut self) -> Span {
        let effects = self.publish("a", 9_983);
        if !stalled(&effects) {
            return Span::ZERO;
        }
        let before = self.now;
        self.now = wake(&effects).expect("a stall has an end");
        let later = self.wake();
        assert_eq!((receivers(&effects), receivers(&later)), (vec![], vec![SLOW, OTHER]));
        self.now.since(before)
    }

    fn wake(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.nats.wake(self.now, &mut effects);
        effects
    }

    fn taken(&mut self, bytes: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.nats.taken(self.now, SLOW, bytes, &mut effects);
        effects
    }
}

fn receivers(effects: &[Effect]) -> Vec<ConnectionId> {
    let mut receivers: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send { delivery, .. } => Some(delivery.id.connection),
            _ => None,
        })
        .collect();
    receivers.sort_unstable();
    receivers
}

/// The numbers of the messages that went out to `OTHER`, in order.
fn numbers(effects: &[Effect]) -> Vec<u32> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send { delivery, .. } if delivery.id.connection == OTHER => Some(delivery.id.message.number()),
        _ => None,
    });
    sent.collect()
}

fn stalled(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Record(Kind::Stalled(PRODUCER))))
}

fn wake(effects: &[Effect]) -> Option<Time> {
    effects.iter().find_map(|effect| if let Effect::Wake(at) = effect { Some(*at) } else { None })
}

fn expelled(effects: &[Effect]) -> Option<ExpulsionReason> {
    effects.iter().find_map(|effect| match effect {
        Effect::Expel { connection: SLOW, reason } => Some(*reason),
        _ => None,
    })
}

#[test]
fn whoever_sends_to_a_client_that_is_far_behind_waits_longer_and_longer() {
    let mut server = Server::new(0);
    let waits: Vec<u64> = (0..65).map(|_| server.publish_patiently().as_millis()).collect();
    // As observed: up to half of what is allowed goes at once, then five messages of ten kilobytes for each tenth.
    let expected = [vec![0; 51], vec![100; 5], vec![200; 5], vec![300; 4]].concat();
    assert_eq!(waits, expected);
}

#[test]
fn a_client_with_more_pending_than_is_allowed_loses_its_connection_and_others_go_on() {
    let mut server = Server::new(0);
    for _ in 0..9 {
        server.publish("a", 100_000);
        server.now += Span::from_secs(1);
        assert_eq!(expelled(&server.wake()), None);
    }
    server.publish("a", 200_000);
    server.now += ms(900);
    let effects = server.wake();
    assert_eq!(expelled(&effects), Some(ExpulsionReason::SlowConsumerPending));
    assert_eq!(receivers(&server.publish("a", 10)), [OTHER], "and nobody has to wait any more");
}

#[test]
fn a_write_that_is_stuck_for_too_long_costs_the_connection() {
    let mut server = Server::new(100_000);
    assert_eq!(wake(&server.publish("a", 50_000)), None, "the operating system took it");
    server.now = Time::ZERO + ms(1_000);
    let deadline = wake(&server.publish("a", 60_000)).expect("a deadline");
    assert_eq!(deadline, Time::ZERO + ms(11_000));
    server.now = Time::ZERO + ms(10_999);
    assert_eq!(expelled(&server.wake()), None);
    server.now = deadline;
    assert_eq!(expelled(&server.wake()), Some(ExpulsionReason::SlowConsumerDeadline));
}

#[test]
fn a_write_that_is_done_in_time_gives_the_next_one_as_much_time() {
    let mut server = Server::new(0);
    server.publish("a", 50_000);
    server.now = Time::ZERO + ms(9_000);
    server.publish("a", 50_000);
    // The first message is the first write, with its line; the second is pending until then.
    assert_eq!(wake(&server.taken(49_000)), Some(Time::ZERO + ms(10_000)), "not done");
    assert_eq!(wake(&server.taken(2_000)), Some(Time::ZERO + ms(19_000)), "the next one begins");
}

#[test]
fn producers_go_on_as_soon_as_a_client_has_caught_up() {
    let mut server = Server::new(0);
    server.publish("a", 600_000);
    assert!(stalled(&server.publish("a", 10)));
    assert!(server.publish("b", 10).is_empty(), "nothing of this producer is read now");
    assert!(numbers(&server.publish("a", 10)).is_empty());
    server.now += ms(50);
    assert!(numbers(&server.taken(50_000)).is_empty(), "still far behind");
    let effects = server.taken(60_000);
    assert_eq!(numbers(&effects), [2, 4], "in the order in which they were sent");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Record(Kind::Resumed(PRODUCER)))));
}

#[test]
fn a_link_that_is_whole_again_makes_up_for_everything() {
    let mut server = Server::new(0);
    server.publish("a", 600_000);
    server.publish("a", 10);
    let mut effects = Vec::new();
    server.nats.release(server.now, SLOW, &mut effects);
    assert_eq!(receivers(&effects), [SLOW, OTHER]);
    assert!(!stalled(&server.publish("a", 900_000)) && !stalled(&server.publish("a", 900_000)));
    server.now += Span::from_secs(3_600);
    assert_eq!(expelled(&server.wake()), None);
}

#[test]
fn a_client_that_does_not_answer_for_six_minutes_is_given_up() {
    let mut server = Server::new(1_000);
    server.publish("a", 10);
    server.now = Time::ZERO + Span::from_secs(359);
    assert_eq!(expelled(&server.wake()), None);
    server.now = Time::ZERO + Span::from_secs(360);
    assert_eq!(expelled(&server.wake()), Some(ExpulsionReason::Stale));
}

#[test]
fn what_a_producer_sent_before_it_closed_is_still_read() {
    let mut server = Server::new(0);
    server.publish("a", 600_000);
    server.publish("a", 10);
    server.publish("a", 10);
    assert_eq!(numbers(&server.ask(PRODUCER, Request::Close)), [2, 3]);
}

#[test]
fn a_message_for_somebody_else_does_not_wait() {
    let mut server = Server::new(0);
    server.subscribe(PRODUCER, "b");
    server.publish("a", 600_000);
    assert_eq!(receivers(&server.publish("b", 10)), [PRODUCER]);
}

#[test]
fn a_subscriber_behind_a_cut_link_is_given_up_and_comes_back_without_what_was_pending() {
    let profile = json!({ "nats_core": { "max_payload": 100, "max_pending": 400, "socket_buffer": 100 } });
    let play = Play::new().broker(&profile).rate("10/s").subscriber("log", "orders.>").subscriber("audit", "orders.>");
    let transcript = play.partition("1s", "log.1").heal("12s", "log.1").run("15s");
    let when = |wanted: &dyn Fn(&Kind) -> bool| {
        transcript.all(|record| {
            wanted(&record.kind).then(|| (record.at.to_string(), transcript.roster.name(record.component)))
        })
    };
    let expelled = when(&|kind| matches!(kind, Kind::Expelled { reason: ExpulsionReason::SlowConsumerPending, .. }));
    assert_eq!(expelled.len(), 1);
    assert!(!when(&|kind| matches!(kind, Kind::Stalled(_))).is_empty(), "the publisher waited before");
    let lost = when(&|kind| matches!(kind, Kind::Lost { reason: LossReason::SlowConsumer, .. }));
    assert!(lost.len() > 10 && lost.iter().all(|(_, name)| name == "log.1"), "{lost:?}");
    assert!(
        when(&|kind| matches!(kind, Kind::Delivered { .. }))
            .iter()
            .any(|(at, name)| at.starts_with("14") && name == "log.1")
    );
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in &transcript.records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}");
    }
}
