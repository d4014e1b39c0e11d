//! What a member of the cast hears, and what it does: signals in, actions out.

use crate::message::subject::{Filter, Subject};
use crate::message::{
    AckKind, AckToken, Answer, Api, ComponentId, Delivery, DeliveryId, Fetch, Message, MessageId, Payload, Sid,
};
use crate::sim::chance::Ratio;
use crate::sim::time::{Rate, Span};
use crate::transcript::{AckVerdict, Kind};
use std::sync::Arc;

/// What a member hears.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Its process starts, for the first time or again.
    Start,
    /// A time that it asked for has passed.
    Timer(u64),
    /// A copy of a message arrived on its connection.
    Delivery(Delivery),
    /// The broker answers what it asked or sent.
    Answer {
        /// Where it awaited the answer.
        to: Subject,
        /// What the broker says.
        answer: Answer,
    },
    /// The broker closed its connection, or its connection broke: subscriptions and fetches are gone.
    Disconnected,
    /// The broker has taken note that a subscription ended; nothing more will come for it.
    Unsubscribed(Sid),
    /// A person asks it to publish something.
    Publish(Payload),
    /// A person sees to it that nobody can handle what it publishes next.
    PoisonNext,
    /// A person asks an administrator to publish a dead letter again.
    Replay {
        /// Its number in the stream of dead letters.
        sequence: u64,
        /// What it is to say instead; what it said if not given.
        text: Option<Payload>,
    },
    /// A person turns a knob.
    Set(Setting),
    /// It is asked to finish what it holds and to end.
    Stop,
    /// Its process dies.
    Crash,
    /// For a database: a client wants to store a message.
    Statement {
        /// The client.
        client: ComponentId,
        /// Which of its connections, from 1.
        session: u16,
        /// What to store.
        message: MessageId,
    },
    /// For a database: a client's connections ended.
    ClientGone(ComponentId),
    /// For a client: its statement is committed.
    Committed {
        /// On which of its connections.
        session: u16,
        /// What was stored.
        message: MessageId,
    },
}

/// What a knob changes in a running member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// How many messages it publishes per second.
    Rate(Rate),
    /// How long it works on a message, on average. Work in progress keeps its length.
    ServiceTime(Span),
    /// On how many messages it fails.
    Failure(Ratio),
    /// On how many messages it works at once.
    Concurrency(u16),
    /// How many messages it asks for at once.
    Batch(u32),
    /// How long it waits for an answer, or for the last of several.
    Timeout(Span),
    /// How long it waits for the next of several answers.
    Stall(Span),
    /// How often it tries again.
    Retries(u16),
    /// How many answers are enough.
    Replies(u32),
    /// How many times as long as ever it works on each message. Work in progress keeps its length.
    Slowdown(u16),
    /// How long one statement takes. A statement that runs keeps its length.
    StatementTime(Span),
}

/// What a member does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Something happened at the member itself.
    Record(Kind),
    /// Open a connection to the broker.
    Open,
    /// Close it, and every connection to databases.
    Close,
    /// Ask for messages.
    Subscribe {
        /// The subscription's number.
        sid: Sid,
        /// What it asks for.
        filter: Filter,
        /// The queue group.
        group: Option<Arc<str>>,
    },
    /// Ask for no more messages; answered by [`Signal::Unsubscribed`].
    Unsubscribe(Sid),
    /// Publish a message.
    Publish(Arc<Message>),
    /// Ask a pull consumer for messages; they come as [`Signal::Delivery`], statuses as [`Signal::Answer`].
    Fetch {
        /// The stream's name.
        stream: Arc<str>,
        /// The consumer's name.
        consumer: Arc<str>,
        /// Where they are awaited; a subscription of the member must match it.
        inbox: Subject,
        /// How many, and how long.
        fetch: Fetch,
    },
    /// Say how a delivery of a consumer fared.
    Acknowledge {
        /// The delivery.
        delivery: DeliveryId,
        /// What it has to say.
        token: Arc<AckToken>,
        /// How it fared.
        kind: AckKind,
        /// Where it waits to hear that the server took note; none if it does not.
        reply: Option<Subject>,
    },
    /// Administer streams and consumers; answered by [`Signal::Answer`].
    Api {
        /// What is asked.
        api: Api,
        /// Where the answer is awaited; a subscription of the member must match it.
        reply: Subject,
    },
    /// Be told after this time, by [`Signal::Timer`] with this token.
    Timer {
        /// What to be told.
        token: u64,
        /// When.
        after: Span,
    },
    /// Store a message in the database of this name; answered by [`Signal::Committed`].
    Store {
        /// The database.
        database: Arc<str>,
        /// On which of its connections, from 1.
        session: u16,
        /// What.
        message: MessageId,
    },
    /// For a database: tell a client that its statement is committed.
    Commit {
        /// The client.
        client: ComponentId,
        /// Which of its connections.
        session: u16,
        /// What was stored.
        message: MessageId,
    },
    /// The process ends by itself.
    Leave,
}

/// What an ack says, for a record.
pub const fn verdict(kind: AckKind) -> AckVerdict {
    match kind {
        AckKind::Ack | AckKind::Next(_) => AckVerdict::Ack,
        AckKind::Nak(_) => AckVerdict::Nak,
        AckKind::InProgress => AckVerdict::InProgress,
        AckKind::Term => AckVerdict::Term,
    }
}

/// Where a member puts what it does, in order.
#[derive(Clone, Debug, Default)]
pub struct Outbox(Vec<Action>);

impl Outbox {
    /// Puts in an action.
    pub fn act(&mut self, action: Action) {
        self.0.push(action);
    }

    /// Puts in something that happened.
    pub fn record(&mut self, kind: Kind) {
        self.0.push(Action::Record(kind));
    }

    /// Takes everything out, in order.
    pub fn drain(&mut self) -> impl Iterator<Item = Action> + '_ {
        self.0.drain(..)
    }
}
