//! The record: one thing that happened.

use crate::message::subject::Filter;
use crate::message::{ComponentId, ConnectionId, DeliveryId, Message, MessageId, Sid};
use crate::sim::time::{Span, Time};
use std::sync::Arc;

/// One thing that happened, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place in the transcript, from 0.
    pub index: u64,
    /// When.
    pub at: Time,
    /// The index of the record that brought this one about.
    pub cause: Option<u64>,
    /// Where it happened.
    pub component: ComponentId,
    /// What it was.
    pub kind: Kind,
}

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member of the cast started for the first time.
    Joined,
    /// A member that was scaled away finished what it held and ended.
    Left,
    /// A member asked for no more messages and finishes what it holds.
    Draining,
    /// A process died at once; what it held is lost, one [`Kind::Lost`] each.
    Crashed {
        /// How many deliveries were pending or in work.
        held: u32,
    },
    /// A crashed process runs again, with empty hands.
    Restarted,
    /// A person asked for another number of members.
    Scaled {
        /// How many there shall be.
        members: u16,
    },
    /// A person turned a knob.
    KnobTurned {
        /// The knob's name in the scenario.
        knob: Arc<str>,
        /// Its new value, as it is written in links.
        value: Arc<str>,
    },

    /// The broker accepted a connection.
    Connected {
        /// The broker.
        broker: ComponentId,
        /// The connection.
        connection: ConnectionId,
    },
    /// The broker noticed that a connection ended; its subscriptions are gone.
    Disconnected {
        /// The broker.
        broker: ComponentId,
        /// The connection.
        connection: ConnectionId,
    },
    /// The broker took note of an interest.
    Subscribed {
        /// The connection.
        connection: ConnectionId,
        /// The subscription's number on it.
        sid: Sid,
        /// What it asks for.
        filter: Filter,
        /// The queue group it shares messages with, if any.
        group: Option<Arc<str>>,
    },
    /// The broker dropped an interest, on request or because its maximum was reached.
    Unsubscribed {
        /// The connection.
        connection: ConnectionId,
        /// The subscription's number on it.
        sid: Sid,
    },

    /// A publisher sent a message towards the broker.
    Published {
        /// The message.
        message: Arc<Message>,
    },
    /// The link to the broker lost a message. Nobody is told.
    LostOnLink {
        /// The message.
        message: MessageId,
    },
    /// The broker found at least one subscription that asks for the message.
    Routed {
        /// The message.
        message: MessageId,
        /// How many copies go out, at least 1: one for each plain subscription, one for each queue group.
        copies: u32,
    },
    /// The broker found no subscription that asks for the message: core NATS forgets it at once.
    NoInterest {
        /// The message.
        message: MessageId,
    },
    /// The broker told a requester at once that nobody listens (status 503).
    NoResponders {
        /// The request.
        message: MessageId,
    },

    /// The broker sent a copy towards a subscriber: an obligation is created.
    Sent {
        /// The delivery.
        delivery: DeliveryId,
        /// Whose connection it is.
        to: ComponentId,
    },
    /// A copy arrived in its subscriber's pending buffer.
    Delivered {
        /// The delivery.
        delivery: DeliveryId,
    },
    /// A handler began to work on a message.
    Started {
        /// The delivery.
        delivery: DeliveryId,
        /// How long the work will take before its result is stored.
        service: Span,
    },
    /// A handler ended its work on a message.
    Finished {
        /// The delivery.
        delivery: DeliveryId,
        /// How it ended.
        outcome: Outcome,
    },
    /// A copy will never be handled.
    Lost {
        /// The delivery.
        delivery: DeliveryId,
        /// Where it was.
        stage: Stage,
        /// Why.
        reason: LossReason,
    },

    /// A database opened a connection for a client.
    SessionOpened {
        /// The client.
        client: ComponentId,
    },
    /// A database noticed that a client's connection ended.
    SessionClosed {
        /// The client.
        client: ComponentId,
    },
    /// A statement waits because the database allows no more connections.
    StatementQueued {
        /// The client.
        client: ComponentId,
        /// What it wants to store.
        message: MessageId,
    },
    /// A database began to execute a statement.
    StatementStarted {
        /// The client.
        client: ComponentId,
        /// What it stores.
        message: MessageId,
    },
    /// A database committed a row.
    Saved {
        /// The client.
        client: ComponentId,
        /// What was stored.
        message: MessageId,
        /// The row's number, from 1.
        row: u64,
    },
    /// A database rolled a statement back because its client vanished.
    StatementAborted {
        /// The client.
        client: ComponentId,
        /// What would have been stored.
        message: MessageId,
    },
}

/// How a handler's work on a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Done,
    /// With an error. Core NATS does not hear of it, so the message is gone.
    Failed,
}

/// Where a copy is between the broker and the end of the work on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Between broker and subscriber.
    OnTheWay,
    /// In the subscriber's pending buffer.
    Pending,
    /// In a handler's hands.
    InWork,
}

/// Why a copy will never be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossReason {
    /// The process that held it crashed.
    Crash,
    /// The connection it was sent to had ended before it arrived.
    ConnectionClosed,
    /// The link to the subscriber lost it.
    Link,
}
