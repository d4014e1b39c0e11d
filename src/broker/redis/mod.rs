//! Redis Pub/Sub, as Redis 7.0 does it: at most once, nothing stored, nobody shares.
//!
//! A client subscribes to channels by their exact names, and to patterns over the whole name ([`Glob`]). It gets a copy
//! for its channel and one more for each of its patterns that matches; who publishes hears how many copies that were.
//! There are no queue groups, no acks, no headers, and nowhere to reply to.
//!
//! The cast's [`Request::Subscribe`] is a `SUBSCRIBE`, or a `PSUBSCRIBE` if there is one of `*`, `?`, `[` and `\` in
//! the filter. Beside that, a filter means what its letters say: `orders.>` is a channel of that name.

mod glob;

pub use glob::Glob;

use super::{Effect, Request};
use crate::message::subject::Filter;
use crate::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Headers, Message, Sid};
use crate::ordered::Map;
use crate::transcript::{Kind, RefusalReason};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Redis has nothing to set yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {}

/// A Redis server, as far as its Pub/Sub goes.
#[derive(Clone, Debug)]
pub struct Redis {
    id: ComponentId,
    connections: Map<ConnectionId, Connection>,
    channels: Map<Arc<str>, Vec<Subscriber>>,
    /// In the order in which each was first asked for; Redis itself promises none.
    patterns: Vec<(Glob, Vec<Subscriber>)>,
}

/// What a connection subscribes to, by the client's own numbers: Redis knows a subscription by its name.
type Connection = Map<Sid, Topic>;
type Subscriber = (ConnectionId, Sid);

/// What is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Topic {
    Channel(Arc<str>),
    Pattern(Arc<str>),
}

/// How a client subscribes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// `SUBSCRIBE`: to the channel of exactly this name.
    Subscribe,
    /// `PSUBSCRIBE`: to all channels whose names match.
    PSubscribe,
}

impl Command {
    /// The one that a client's library would send for this text: `PSUBSCRIBE` if it reads as a pattern.
    pub fn of(text: &str) -> Command {
        if Glob::is_pattern(text.as_bytes()) { Command::PSubscribe } else { Command::Subscribe }
    }
}

impl Redis {
    /// A server that nobody is connected to.
    pub const fn new(id: ComponentId) -> Redis {
        Redis { id, connections: Map::new(), channels: Map::new(), patterns: Vec::new() }
    }

    /// Does what the client of `connection` asks, and appends to `effects` what came of it.
    ///
    /// Queue groups are not known, and not heeded. A maximum of deliveries is not known either: a client counts for
    /// itself, and such a request does nothing. Neither are fetches, acks and administration.
    pub fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(_) => {
                self.connections.insert(connection, Connection::new());
                effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            }
            Request::Close => self.close(connection, effects),
            Request::Subscribe { sid, filter, .. } => {
                self.subscribe(connection, sid, filter.clone(), Command::of(filter.as_str()), effects);
            }
            Request::Unsubscribe { sid, max: None | Some(0) } => self.unsubscribe(connection, sid, effects),
            Request::Publish(message) => self.publish(connection, &message, effects),
            Request::Unsubscribe { .. } | Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } => {
            }
        }
    }

    /// The server's process ends: Pub/Sub keeps nothing.
    pub fn stop(&mut self) {
        *self = Redis::new(self.id);
    }

    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        if let Some(topics) = self.connections.remove(&connection) {
            for (sid, topic) in topics {
                self.forget(&topic, (connection, sid));
            }
            effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
        }
    }

    /// Subscribes to the channel or pattern `filter`. To subscribe again to what one has changes nothing, under
    /// whatever number.
    pub fn subscribe(
        &mut self,
        connection: ConnectionId,
        sid: Sid,
        filter: Filter,
        command: Command,
        effects: &mut Vec<Effect>,
    ) {
        let topics = self.connections.get_mut(&connection).filter(|topics| !topics.contains_key(&sid));
        let Some(topics) = topics else { return };
        let name: Arc<str> = filter.as_str().into();
        let (topic, subscribers) = match command {
            Command::Subscribe => (Topic::Channel(Arc::clone(&name)), self.channels.or_default(name)),
            Command::PSubscribe => (Topic::Pattern(Arc::clone(&name)), subscribers_of(&mut self.patterns, &name)),
        };
        if subscribers.iter().any(|one| one.0 == connection) {
            return;
        }
        topics.insert(sid, topic);
        subscribers.push((connection, sid));
        effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group: None }));
    }

    fn unsubscribe(&mut self, connection: ConnectionId, sid: Sid, effects: &mut Vec<Effect>) {
        let topic = self.connections.get_mut(&connection).and_then(|topics| topics.remove(&sid));
        if let Some(topic) = topic {
            self.forget(&topic, (connection, sid));
            effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
        }
    }

    /// Takes a subscriber out, and what nobody subscribes to any more.
    fn forget(&mut self, topic: &Topic, subscriber: Subscriber) {
        match topic {
            Topic::Channel(name) => {
                let Some(subscribers) = self.channels.get_mut(name) else { return };
                subscribers.retain(|one| *one != subscriber);
                if subscribers.is_empty() {
                    self.channels.remove(name);
                }
            }
            Topic::Pattern(name) => {
                subscribers_of(&mut self.patterns, name).retain(|one| *one != subscriber);
                self.patterns.retain(|(_, subscribers)| !subscribers.is_empty());
            }
        }
    }

    /// A client that subscribes to anything may not publish on the same connection (RESP2).
    fn publish(&self, connection: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        let Some(topics) = self.connections.get(&connection) else { return };
        if !topics.is_empty() {
            let reason = RefusalReason::SubscriberMode;
            effects.push(Effect::Record(Kind::Refused { message: message.id, reason, alone: true }));
            effects.push(answer(connection, message, Answer::SubscriberMode(message.id)));
            return;
        }
        let subscribers: Vec<Subscriber> = self.subscribers(message.subject.as_str()).copied().collect();
        let copies = u32::try_from(subscribers.len()).unwrap_or(u32::MAX);
        effects.push(Effect::Record(match copies {
            0 => Kind::NoInterest { message: message.id },
            _ => Kind::Routed { message: message.id, copies },
        }));
        let carried = without_extras(message);
        for (connection, sid) in subscribers {
            let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            let delivery = Delivery { id, message: Arc::clone(&carried), token: None };
            effects.push(Effect::Send { delivery, awaits_ack: false });
        }
        effects.push(answer(connection, message, Answer::Receivers { message: message.id, count: u64::from(copies) }));
    }

    /// Who gets what is published in a channel: its subscribers first, then those of each pattern that matches.
    fn subscribers(&self, channel: &str) -> impl Iterator<Item = &Subscriber> {
        let matching = self.patterns.iter().filter(move |(glob, _)| glob.matches(channel.as_bytes()));
        self.channels.get(channel).into_iter().chain(matching.map(|(_, subscribers)| subscribers)).flatten()
    }
}

/// The subscribers of a pattern, which is made if it is new.
fn subscribers_of<'a>(patterns: &'a mut Vec<(Glob, Vec<Subscriber>)>, name: &str) -> &'a mut Vec<Subscriber> {
    let known = patterns.iter().position(|(glob, _)| glob.text() == name.as_bytes());
    let index = known.unwrap_or_else(|| {
        patterns.push((Glob::parse(name.as_bytes()), Vec::new()));
        patterns.len() - 1
    });
    &mut patterns[index].1
}

/// Redis carries a channel's name and a payload, and nothing beside.
fn without_extras(message: &Arc<Message>) -> Arc<Message> {
    if message.reply.is_none() && message.headers == Headers::default() {
        return Arc::clone(message);
    }
    Arc::new(Message { reply: None, headers: Headers::default(), ..Message::clone(message) })
}

/// The answer to a command. It comes by itself and in order: there is no subscription that waits for it.
fn answer(connection: ConnectionId, message: &Message, answer: Answer) -> Effect {
    Effect::Answer { connection, sid: Sid(0), to: message.subject.clone(), answer }
}
