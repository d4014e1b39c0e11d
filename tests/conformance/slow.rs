//! A client that does not read, and whoever sends to it: how long they are kept waiting, and how it ends.
//!
//! How much the operating system takes before anything is pending at the server is measured, and told to the
//! simulator; from there on both go the same way.

#![allow(clippy::disallowed_types, reason = "what is compared is how long a real server keeps a client waiting")]

use crate::real::Client;
use crate::server::Server;
use queue_playground::broker::nats::{Config, Nats};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{ExpulsionReason, Kind};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a producer waited with each message, in tenths of a second, until the slow client was given up.
type Waits = Vec<u64>;

/// What a server allows, and what is sent.
struct Case {
    max_pending: u64,
    deadline: u64,
    payload: usize,
}

impl Case {
    /// On a real server: the waits, the server's reason, and how many messages went out before the first wait.
    fn real(&self) -> (Waits, String, usize) {
        let Case { max_pending, deadline, payload } = self;
        let file = std::env::temp_dir().join(format!("qp-slow-{}-{max_pending}.conf", std::process::id()));
        let settings = format!("max_pending: {max_pending}\nmax_payload: 100000\nwrite_deadline: \"{deadline}s\"\n");
        std::fs::write(&file, settings).expect("a file of our own");
        let server = Server::with(&["--config", &file.to_string_lossy()]);
        std::fs::remove_file(&file).expect("the file is still there");
        let mut slow = Client::connect(&server, ConnectionOptions::default());
        slow.say("SUB a 1\r\n");
        let mut producer = Client::connect(&server, ConnectionOptions::default());
        let message = format!("PUB a {payload}\r\n{}\r\n", "x".repeat(*payload));
        let mut waits = Vec::new();
        while server.asked("/varz")["slow_consumers"] == 0 {
            let before = Instant::now();
            producer.say(&message);
            waits.push(tenths(before.elapsed()));
        }
        let closed = server.asked(&format!("/connz?state=closed&cid={}", slow.cid));
        let reason = closed["connections"][0]["reason"].as_str().expect("a reason").to_owned();
        let free = waits.iter().take_while(|wait| **wait == 0).count();
        (waits, reason, free)
    }

    /// On the simulator, which is told that so many messages go out before the first wait, which is when so many bytes
    /// are too much.
    fn simulated(&self, free: usize, over: usize) -> (Waits, ExpulsionReason) {
        let size = "MSG a 1 12345\r\n\r\n".len() + self.payload;
        let half = usize::try_from(self.max_pending / 2).expect("a small number");
        let config = Config {
            max_payload: 100_000,
            max_pending: self.max_pending,
            write_deadline: Span::from_secs(self.deadline),
            socket_buffer: (free * size - half - over) as u64,
        };
        let mut run = Run {
            nats: Nats::new(ComponentId { part: 0, member: 0 }, Seed(1), &config),
            now: Time::ZERO,
            wakes: BTreeSet::new(),
            reason: None,
            reading: true,
        };
        let filter = Filter::parse("a").expect("a filter");
        run.ask(SLOW, Request::Connect(ConnectionOptions::default()));
        run.ask(PRODUCER, Request::Connect(ConnectionOptions::default()));
        run.ask(SLOW, Request::Subscribe { sid: Sid(1), filter, group: None });
        run.doing(|nats, now, effects| nats.hold(now, SLOW, effects));
        let mut waits = Vec::new();
        for number in 1.. {
            let before = run.now;
            run.ask(PRODUCER, Request::Publish(message(number, self.payload)));
            while !run.reading {
                run.go_on();
            }
            waits.push(tenths(Duration::from_nanos(run.now.since(before).as_nanos())));
            if let Some(reason) = run.reason {
                return (waits, reason);
            }
        }
        unreachable!("the numbers have no end")
    }
}

const SLOW: ConnectionId = ConnectionId(1);
const PRODUCER: ConnectionId = ConnectionId(2);

struct Run {
    nats: Nats,
    now: Time,
    wakes: BTreeSet<Time>,
    reason: Option<ExpulsionReason>,
    /// Whether the broker reads what the producer sends.
    reading: bool,
}

impl Run {
    fn ask(&mut self, connection: ConnectionId, request: Request) {
        self.doing(|nats, now, effects| nats.handle(now, connection, request, effects));
    }

    /// Lets time pass until the broker wants to be woken.
    fn go_on(&mut self) {
        self.now = self.wakes.pop_first().expect("a stall has an end");
        self.doing(Nats::wake);
    }

    fn doing(&mut self, what: impl FnOnce(&mut Nats, Time, &mut Vec<Effect>)) {
        let mut effects = Vec::new();
        what(&mut self.nats, self.now, &mut effects);
        for effect in effects {
            match effect {
                Effect::Wake(at) => drop(self.wakes.insert(at)),
                Effect::Expel { reason, .. } => self.reason = Some(reason),
                Effect::Record(Kind::Stalled(_)) => self.reading = false,
                Effect::Record(Kind::Resumed(_)) => self.reading = true,
                _ => {}
            }
        }
    }
}

fn message(number: u32, payload: usize) -> Arc<Message> {
    Arc::new(Message {
        id: MessageId::generated(ComponentId { part: 1, member: 1 }, number),
        parent: None,
        subject: Subject::parse("a").expect("a subject"),
        reply: None,
        headers: Headers::default(),
        payload: Payload::from(&vec![b'x'; payload][..]),
    })
}

/// Rounded down: a busy computer adds to a wait, and nothing takes from it.
fn tenths(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis() / 100).expect("no long wait")
}

/// Compares all waits but the last, which the end cuts short. The server's waits say only within one message where the
/// operating system's share ends, so the simulator may begin anywhere there.
fn check(case: &Case) -> (String, ExpulsionReason) {
    let (real, said, free) = case.real();
    let few = |waits: &[u64]| waits[free..waits.len() - 1].to_vec();
    let mut tried = (1..64).map(|part| case.simulated(free, case.payload * part / 64));
    let alike = tried.find(|(simulated, _)| simulated.len() > free && few(simulated) == few(&real));
    let expected = case.simulated(free, case.payload / 2).0;
    let (_, reason) = alike.unwrap_or_else(|| panic!("nats-server: {real:?}, the simulator about {expected:?}"));
    assert!(!few(&real).is_empty(), "nobody waited on the real server");
    (said, reason)
}

#[test]
fn a_client_that_takes_nothing_for_too_long_is_given_up() {
    let outcome = check(&Case { max_pending: 1_000_000, deadline: 2, payload: 10_000 });
    assert_eq!(outcome, ("Slow Consumer (Write Deadline)".to_owned(), ExpulsionReason::SlowConsumerDeadline));
}

#[test]
fn a_client_with_too_much_pending_is_given_up() {
    let outcome = check(&Case { max_pending: 400_000, deadline: 60, payload: 60_000 });
    assert_eq!(outcome, ("Slow Consumer (Pending Bytes)".to_owned(), ExpulsionReason::SlowConsumerPending));
}
