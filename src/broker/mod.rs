//! WHAT A BROKER DOES: it hears from its clients, and decides who gets what.
//!
//! A broker is a state machine: a request of a client in, effects out. It learns no time and draws no chance but what
//! it is handed, and keeps no client's buffer: what it sent is on its way.

mod interest;
pub mod nats;

use crate::message::subject::{Filter, Subject};
use crate::message::{AckKind, AckToken, Answer, Api, ConnectionId, Delivery, Fetch, Message, Sid};
use crate::sim::time::Time;
use crate::transcript::{ExpulsionReason, Kind};
use std::sync::Arc;

/// A broker of any kind.
#[derive(Clone, Debug)]
pub enum Broker {
    /// NATS, with JetStream or without.
    Nats(nats::Nats),
}

impl Broker {
    /// Does at `now` what the client of `connection` asks, and appends to `effects` what came of it.
    ///
    /// Requests on a connection that was never opened, or is closed, are ignored, as bytes on a closed socket are.
    pub fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.handle(now, connection, request, effects),
        }
    }

    /// Does what is due at `now`: the broker asked for it by [`Effect::Wake`]. To wake it too early changes nothing.
    pub fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(nats) => nats.wake(now, effects),
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
    /// Whether it wants to be told at once that nobody listens to a request.
    pub no_responders: bool,
}

impl Default for ConnectionOptions {
    fn default() -> ConnectionOptions {
        ConnectionOptions { echo: true, no_responders: true }
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
