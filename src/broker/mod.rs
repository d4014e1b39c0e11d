//! WHAT A BROKER DOES: it hears from its clients, and decides who gets what.
//!
//! A broker is a state machine: a request of a client in, effects out. It learns no time and draws no chance but what
//! it is handed, and keeps no client's buffer: what it sent is on its way.

pub mod direct;
mod interest;
pub mod jetstream;
pub mod nats;
pub mod redis;

use crate::message::subject::{Filter, Subject};
use crate::message::{AckKind, AckToken, Answer, Api, ConnectionId, ConsumerId, Delivery, Fetch, Message, Sid};
use crate::sim::time::Time;
use crate::transcript::{ExpulsionReason, Kind};
use std::sync::Arc;

/// A broker of any kind.
#[derive(Clone, Debug)]
pub enum Broker {
    /// NATS, with JetStream or without.
    Nats(nats::Nats),
    /// Redis Pub/Sub.
    Redis(redis::Redis),
    /// None: callers and services talk to each other.
    Direct(direct::Direct),
}

impl Broker {
    /// Does at `now` what the client of `connection` asks, and appends to `effects` what came of it.
    ///
    /// Requests on a connection that was never opened, or is closed, are ignored, as bytes on a closed socket are.
    pub fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.handle(now, connection, request, effects),
            Broker::Redis(redis) => redis.handle(connection, request, effects),
            Broker::Direct(direct) => direct.handle(now, connection, request, effects),
        }
    }

    /// Does what is due at `now`: the broker asked for it by [`Effect::Wake`]. To wake it too early changes nothing.
    pub fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.wake(now, effects),
            Broker::Redis(_) | Broker::Direct(_) => {}
        }
    }

    /// The link of a connection is cut, or whole again (`cut` is false): what the broker sends on it piles up
    /// meanwhile, and nats-server has its limits for that.
    pub fn link(&mut self, now: Time, connection: ConnectionId, cut: bool, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) if cut => nats.hold(now, connection, effects),
            Broker::Nats(nats) => nats.release(now, connection, effects),
            Broker::Redis(_) | Broker::Direct(_) => {}
        }
    }
}

impl Broker {
    /// Its process ends: connections, subscriptions and fetches are gone, and what it had not read. Nothing is asked of
    /// it until it is started. Without a broker there is nothing that ends.
    pub fn stop(&mut self, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.stop(effects),
            Broker::Redis(redis) => redis.stop(),
            Broker::Direct(_) => {}
        }
    }

    /// Its process runs again, with what it had stored.
    pub fn start(&mut self, now: Time, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.start(now, effects),
            Broker::Redis(_) | Broker::Direct(_) => {}
        }
    }
}

/// What a client asks of a broker.
#[derive(Clone, Debug)]
pub enum Request {
    /// Accept a connection.
    Connect(ConnectionOptions),
    /// Forget the connection and all its subscriptions.
    Close,
    /// Send what matches, alone or as one of a queue group.
    Subscribe {
        /// The subscription's number.
        sid: Sid,
        /// What it asks for.
        filter: Filter,
        /// The queue group.
        group: Option<Arc<str>>,
    },
    /// End a subscription, at once or after `max` deliveries counted from its creation.
    Unsubscribe {
        /// The subscription's number.
        sid: Sid,
        /// After how many deliveries; none for at once.
        max: Option<u32>,
    },
    /// Route a message.
    Publish(Arc<Message>),
    /// Send what a pull consumer has to whoever subscribes to `inbox`.
    Fetch {
        /// The stream's name.
        stream: Arc<str>,
        /// The consumer's name.
        consumer: Arc<str>,
        /// Where messages and statuses are awaited.
        inbox: Subject,
        /// How many, and how long.
        fetch: Fetch,
    },
    /// Take note of how a delivery fared.
    Acknowledge {
        /// Which delivery.
        token: Arc<AckToken>,
        /// How it fared.
        kind: AckKind,
        /// Where the client waits to hear that the server took note (a double ack), or for what it asks with
        /// [`AckKind::Next`].
        reply: Option<Subject>,
    },
    /// Administer streams and consumers.
    Api {
        /// What is asked.
        api: Api,
        /// Where the answer is awaited.
        reply: Subject,
    },
}

/// What a client says of itself when it connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionOptions {
    /// Whether it hears what it publishes itself.
    pub echo: bool,
    /// Whether the broker shall look at the subjects that it publishes under, and complain.
    pub pedantic: bool,
    /// Whether it wants to be told at once that nobody listens to a request.
    pub no_responders: bool,
}

impl Default for ConnectionOptions {
    fn default() -> ConnectionOptions {
        ConnectionOptions { echo: true, pedantic: false, no_responders: true }
    }
}

/// What a broker does about a request.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Something happened at the broker.
    Record(Kind),
    /// A copy goes out to a subscriber, or to whoever fetched it.
    Send {
        /// The copy.
        delivery: Delivery,
        /// Whether a consumer waits for an ack of it.
        awaits_ack: bool,
    },
    /// A client is told something: it subscribes to the subject where it awaits the answer.
    Answer {
        /// The client's connection.
        connection: ConnectionId,
        /// Its subscription that matches.
        sid: Sid,
        /// Where it awaits the answer.
        to: Subject,
        /// What it is told.
        answer: Answer,
    },
    /// A consumer took note of a client's fetch.
    Fetched {
        /// The consumer.
        consumer: ConsumerId,
        /// The client's connection.
        connection: ConnectionId,
        /// How many messages it asks for.
        batch: u32,
    },
    /// A consumer ended a client's fetch with a status.
    FetchEnded {
        /// The consumer.
        consumer: ConsumerId,
        /// The client's connection.
        connection: ConnectionId,
        /// Which status.
        code: u16,
    },
    /// A client is told that it did something wrong (`-ERR`).
    Complain {
        /// The client's connection.
        connection: ConnectionId,
        /// What was wrong.
        complaint: Complaint,
    },
    /// The broker wants to be woken at this time, or before.
    Wake(Time),
    /// The broker closes a connection. What it had sent and is still on the way is lost.
    Expel {
        /// The connection.
        connection: ConnectionId,
        /// Why.
        reason: ExpulsionReason,
    },
}

/// What a client did wrong, in nats-server's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    /// It subscribed to what is no filter. There is no such subscription now, and the connection goes on.
    #[error("Invalid Subject")]
    InvalidSubject,
    /// It asked for pedantry and published under what is no subject. The message is delivered all the same.
    #[error("Invalid Publish Subject")]
    InvalidPublishSubject,
    /// It published more than is allowed in one message. The connection is closed.
    #[error("Maximum Payload Violation")]
    MaximumPayload,
}
