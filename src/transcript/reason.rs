//! Whys and wheres: the small enums that records carry.

use crate::message::subject::Filter;
use crate::message::{ConsumerId, ConsumerMessage};

/// How a handler's work on a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Done,
    /// With an error. Core NATS does not hear of it, so the message is gone.
    Failed,
}

/// Why a broker did not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// A stream's limit or expectation, by the server's error code, such as 10077.
    Stream(u16),
    /// It is larger than the broker allows; the connection is closed.
    MaximumPayload,
    /// The service that was called is not there, or takes no more calls (direct call).
    ConnectionRefused,
    /// Its publisher has no permission to publish there (a real server).
    Permission,
    /// Its connection subscribes to something, and may not publish (Redis).
    SubscriberMode,
}

/// Why a stream let go of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalReason {
    /// It was acknowledged, or terminated, by all that it was kept for.
    Settled,
    /// No consumer asks for it (interest retention).
    NoInterest,
    /// A limit of the stream.
    Limit,
    /// It was older than the stream keeps messages.
    Age,
    /// An administrator removed it.
    Administrator,
}

/// How a consumer is to deliver other messages than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerChange {
    /// The consumer.
    pub consumer: ConsumerId,
    /// Which of the stream's messages it delivers; none for all of them.
    pub filter: Option<Filter>,
    /// How many messages it is to deliver that it was not to deliver before: an obligation each.
    pub more: u64,
    /// How many it is not to deliver any more: obligations that are lost.
    pub fewer: u64,
}

/// What a consumer has forgotten of a message that it delivers again: a real server that was killed may not have
/// written everything down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// The message and the consumer.
    pub of: ConsumerMessage,
    /// How it had settled it, if it had: the obligation is open again.
    pub settled: Option<Outcome>,
    /// How many deliveries it still knows of; none if the next one is the first to it.
    pub deliveries: u32,
}

/// What a client said about a delivery, without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckVerdict {
    /// Handled.
    Ack,
    /// Deliver again.
    Nak,
    /// The work goes on.
    InProgress,
    /// Do not deliver again.
    Term,
}

/// Why a publisher or requester did not get what it waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// No answer in time.
    Timeout,
    /// Nobody listens: no stream, no service (503).
    NoResponders,
    /// Refused by a stream, by the server's error code.
    Refused(u16),
    /// The service is not there, or broke the connection.
    Unreachable,
}

/// Why a dead letter stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayFailure {
    /// There is no message of this number in the stream.
    Gone,
    /// It does not say under which subject its original was published.
    NoSubject,
    /// It was published again, and the stream or service did not take it: [`Kind::NotConfirmed`] says why.
    ///
    /// [`Kind::NotConfirmed`]: super::Kind::NotConfirmed
    NotTaken,
    /// The broker did not answer what the administrator asked for.
    NoAnswer,
}

/// Why a gatherer stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatherStop {
    /// It has as many replies as it wanted.
    Count,
    /// Its time was over.
    Deadline,
    /// No reply came for too long.
    Stall,
    /// Nobody listens.
    NoResponders,
}

/// Why a broker closes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpulsionReason {
    /// More bytes wait for it than the broker allows.
    SlowConsumerPending,
    /// It took nothing for longer than the broker waits.
    SlowConsumerDeadline,
    /// It sent a message that is too large.
    MaximumPayload,
    /// It did not answer the broker's pings.
    Stale,
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
    /// The subscriber's pending buffer was full (a slow consumer in the client's own eyes).
    BufferFull,
    /// The broker closed the connection of a slow consumer with it.
    SlowConsumer,
}
