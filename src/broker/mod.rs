//! WHAT A BROKER DOES: it hears from its clients, and decides who gets what.
//!
//! A broker is a state machine: a request of a client in, effects out. It learns no time and draws no chance but what
//! it is handed, and keeps no client's buffer: what it sent is on its way.

mod interest;
pub mod nats;

use crate::message::{ConnectionId, Delivery, Message, MessageId, Sid, subject::Filter};
use crate::transcript::Kind;
use std::sync::Arc;

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
    /// A copy goes out to a subscriber.
    Send(Delivery),
    /// A requester is told that nobody listens: a message without payload and with status 503, for this subscription.
    NoResponders {
        /// The requester's connection.
        connection: ConnectionId,
        /// Its subscription that matches the reply subject.
        sid: Sid,
        /// The request.
        request: MessageId,
    },
}
