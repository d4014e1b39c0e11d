//! A script for Redis: what clients do, one after the other, each waiting until the server has taken note.

use super::resp::{Client, Server, Value};
use queue_playground::broker::redis::{Command, Redis};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Answer, ComponentId, ConnectionId, Headers, Message, MessageId, Payload, Sid};
use queue_playground::sim::chance::Draw;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One thing that a client does. Clients are numbered and connect with their first step.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Client, command, channel or pattern.
    Subscribe(u32, Command, &'static str),
    /// The same: no more of it.
    Unsubscribe(u32, Command, &'static str),
    /// Client, channel. The payload is the step's position.
    Publish(u32, &'static str),
    /// The client is gone; if it acts again, it is with a new connection.
    Disconnect(u32),
}

/// What a script leads to. Equal for two servers that keep the same promises.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// By the position of a message's step: how many deliveries its publisher heard of; none if it was refused.
    pub counts: BTreeMap<usize, Option<u64>>,
    /// By client, in order: the position of a message's step, the pattern it came for, and the channel.
    pub heard: BTreeMap<u32, Vec<Heard>>,
}

type Heard = (usize, Option<String>, String);

impl Outcome {
    /// Which of several patterns comes first is not promised: they are sorted within one message.
    fn settled(mut self) -> Outcome {
        self.heard.retain(|_, heard| !heard.is_empty());
        for heard in self.heard.values_mut() {
            for copies in heard.chunk_by_mut(|one, next| one.0 == next.0) {
                let plain = copies.iter().take_while(|(_, pattern, _)| pattern.is_none()).count();
                copies[plain..].sort();
            }
        }
        self
    }
}

fn client(step: Step) -> u32 {
    match step {
        Step::Subscribe(client, ..)
        | Step::Unsubscribe(client, ..)
        | Step::Publish(client, _)
        | Step::Disconnect(client) => client,
    }
}

pub fn text(steps: &[Step]) -> String {
    steps.iter().enumerate().map(|(position, step)| format!("  {position:3} {step:?}\n")).collect()
}

/// A script of 40 steps.
pub fn random(draw: &mut Draw) -> Vec<Step> {
    const CHANNELS: [&str; 8] = ["a", "a.b", "b", "a.b.c", "news:1", "news:x", "a*", "[a"];
    const PATTERNS: [&str; 9] = ["*", "a*", "a.*", "news:?", "news:[0-9]", "a", "[ab]", "a\\*", "[^a]*"];
    let step = |_| {
        let client = draw.below(5);
        let mut pick = |count: usize| draw.below(u32::try_from(count).expect("a short list")) as usize;
        let (channel, pattern) = (CHANNELS[pick(CHANNELS.len())], PATTERNS[pick(PATTERNS.len())]);
        match pick(20) {
            0..=3 => Step::Subscribe(client, Command::Subscribe, channel),
            4..=7 => Step::Subscribe(client, Command::PSubscribe, pattern),
            8 => Step::Unsubscribe(client, Command::Subscribe, channel),
            9 => Step::Unsubscribe(client, Command::PSubscribe, pattern),
            10 => Step::Disconnect(client),
            // Mostly by clients that do nothing else: one that subscribes may not.
            11..=12 => Step::Publish(client, channel),
            _ => Step::Publish(client + 5, channel),
        }
    };
    (0..40).map(step).collect()
}

/// Plays a script on a real server; every name begins with `prefix`.
pub fn real(server: &Server, steps: &[Step], prefix: &str) -> Outcome {
    let mut outcome = Outcome::default();
    let mut clients: BTreeMap<u32, Client> = BTreeMap::new();
    for (position, &step) in steps.iter().enumerate() {
        let number = client(step);
        let client = clients.entry(number).or_insert_with(|| server.connect());
        let mut ask =
            |command: &str, name: &str| client.ask(&[command.as_bytes(), format!("{prefix}{name}").as_bytes()]);
        match step {
            Step::Subscribe(_, Command::Subscribe, name) => drop(ask("SUBSCRIBE", name)),
            Step::Subscribe(_, Command::PSubscribe, name) => drop(ask("PSUBSCRIBE", name)),
            Step::Unsubscribe(_, Command::Subscribe, name) => drop(ask("UNSUBSCRIBE", name)),
            Step::Unsubscribe(_, Command::PSubscribe, name) => drop(ask("PUNSUBSCRIBE", name)),
            Step::Publish(_, name) => {
                let (channel, payload) = (format!("{prefix}{name}"), position.to_string());
                let count = match client.ask(&[b"PUBLISH", channel.as_bytes(), payload.as_bytes()]) {
                    Value::Integer(count) => Some(u64::try_from(count).expect("a count")),
                    Value::Error(error) if error.contains("Can't execute 'publish'") => None,
                    other => panic!("redis-server says {other:?}"),
                };
                outcome.counts.insert(position, count);
            }
            Step::Disconnect(_) => {
                let mut client = clients.remove(&number).expect("who acts");
                outcome.heard.entry(number).or_default().extend(listen(&mut client));
                server.disconnect(client);
            }
        }
    }
    for (number, mut client) in clients {
        outcome.heard.entry(number).or_default().extend(listen(&mut client));
    }
    outcome.settled()
}

/// What a client has heard so far.
fn listen(client: &mut Client) -> Vec<Heard> {
    client.ask(&[b"PING"]);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("as it was sent");
    let heard = client.heard.drain(..);
    heard
        .map(|one| (text(one.payload).parse().expect("a position"), one.pattern.map(text), text(one.channel)))
        .collect()
}

/// Plays a script on the simulated server.
pub fn simulated(steps: &[Step], prefix: &str) -> Outcome {
    let mut outcome = Outcome::default();
    let mut redis = Redis::new(ComponentId { part: 0, member: 0 });
    let (mut connections, mut owners) = (BTreeMap::new(), BTreeMap::new());
    // Which subscription has which name: Redis knows no numbers.
    let mut names: Vec<(ConnectionId, Command, &str)> = Vec::new();
    for (position, &step) in steps.iter().enumerate() {
        let mut effects = Vec::new();
        let number = client(step);
        let next = ConnectionId(u32::try_from(owners.len() + 1).expect("few connections"));
        let connection = *connections.entry(number).or_insert_with(|| {
            owners.insert(next, number);
            redis.handle(next, Request::Connect(ConnectionOptions::default()), &mut effects);
            next
        });
        match step {
            Step::Subscribe(_, command, name) => {
                let filter = Filter::from_wire(&format!("{prefix}{name}")).expect("no white space");
                let sid = Sid(u32::try_from(names.len()).expect("a short script"));
                names.push((connection, command, name));
                redis.subscribe(connection, sid, filter, command, &mut effects);
            }
            Step::Unsubscribe(_, command, name) => {
                for sid in (0..).zip(&names).filter(|(_, one)| **one == (connection, command, name)).map(|(sid, _)| sid)
                {
                    redis.handle(connection, Request::Unsubscribe { sid: Sid(sid), max: None }, &mut effects);
                }
            }
            Step::Publish(_, name) => redis.handle(connection, publish(name, position, prefix), &mut effects),
            Step::Disconnect(_) => {
                redis.handle(connection, Request::Close, &mut effects);
                connections.remove(&number);
            }
        }
        for effect in effects {
            match effect {
                Effect::Send { delivery, .. } => {
                    let (_, command, name) = names[delivery.id.sid.0 as usize];
                    let pattern = (command == Command::PSubscribe).then(|| format!("{prefix}{name}"));
                    let heard = (position, pattern, delivery.message.subject.to_string());
                    outcome.heard.entry(owners[&delivery.id.connection]).or_default().push(heard);
                }
                Effect::Answer { answer: Answer::Receivers { count, .. }, .. } => {
                    outcome.counts.insert(position, Some(count));
                }
                Effect::Answer { answer: Answer::SubscriberMode(_), .. } => {
                    outcome.counts.insert(position, None);
                }
                Effect::Record(_) => {}
                other => panic!("Redis does not do {other:?}"),
            }
        }
    }
    outcome.settled()
}

fn publish(channel: &str, position: usize, prefix: &str) -> Request {
    let number = u32::try_from(position).expect("a short script");
    Request::Publish(Arc::new(Message {
        id: MessageId::generated(ComponentId { part: 1, member: 1 }, number),
        parent: None,
        subject: Subject::from_wire(&format!("{prefix}{channel}")).expect("no white space"),
        reply: None,
        headers: Headers::default(),
        payload: Payload::from(position.to_string().as_str()),
    }))
}
