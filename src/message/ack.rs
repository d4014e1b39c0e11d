//! What client and server say to each other about a consumer's deliveries: fetches, acks and statuses.

use crate::sim::time::{Span, Time};
use std::sync::Arc;

/// What the reply subject of a consumer's delivery says: `$JS.ACK.<stream>.<consumer>.<delivered>.<stream
/// sequence>.<consumer sequence>.<timestamp>.<pending>`. The same in the simulator and on a real server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AckToken {
    /// The stream's name.
    pub stream: Arc<str>,
    /// The consumer's name.
    pub consumer: Arc<str>,
    /// The how-many-eth delivery of the message by this consumer it is, from 1.
    pub delivered: u32,
    /// The message's number in the stream, from 1.
    pub stream_sequence: u64,
    /// The delivery's number among all of the consumer, from 1.
    pub consumer_sequence: u64,
    /// When the stream stored the message.
    pub timestamp: Time,
    /// How many messages the consumer has still to deliver for the first time.
    pub pending: u64,
}

/// What a client says about a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckKind {
    /// `+ACK`: it was handled.
    Ack,
    /// `-NAK`: deliver it again, at once or after this time.
    Nak(Option<Span>),
    /// `+WPI`: the work goes on; the wait for the ack begins anew.
    InProgress,
    /// `+TERM`: do not deliver it again.
    Term,
    /// `+NXT`: it was handled; send more, as this fetch asks.
    Next(Fetch),
}

/// What a client asks of a pull consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// How many messages, at least 1.
    pub batch: u32,
    /// How long it waits; without end if none.
    pub expires: Option<Span>,
    /// Whether it does not wait at all but takes what there is.
    pub no_wait: bool,
    /// How often it wants a sign of life while it waits.
    pub heartbeat: Option<Span>,
    /// The most bytes it takes.
    pub max_bytes: Option<u64>,
}

impl Fetch {
    /// As many as `batch`, waiting as long as it takes.
    pub const fn of(batch: u32) -> Fetch {
        Fetch { batch, expires: None, no_wait: false, heartbeat: None, max_bytes: None }
    }
}

/// What a server answers to a fetch besides messages, by the code of its status line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 100: a sign of life.
    Heartbeat,
    /// 400: the fetch cannot be understood or contradicts itself.
    BadRequest(&'static str),
    /// 404: there is nothing, and the fetch does not wait.
    NoMessages,
    /// 408: the time is over.
    RequestTimeout {
        /// How many messages of the fetch were not delivered.
        pending_messages: u32,
        /// How many of its bytes were not used; 0 if it named none.
        pending_bytes: u64,
    },
    /// 408: others wait already for all that there is, and the fetch does not wait.
    RequestsPending,
    /// 409: something else stands in the way.
    Conflict(Conflict),
}

/// Why a fetch ends with status 409.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The next message is larger than the fetch takes.
    MessageSizeExceedsMaxBytes,
    /// The consumer was deleted.
    ConsumerDeleted,
    /// Too many fetches wait.
    ExceededMaxWaiting,
    /// The fetch asks for more messages than the consumer allows.
    ExceededMaxRequestBatch(u32),
    /// The consumer pushes.
    ConsumerIsPush,
}

impl Status {
    /// The code of the status line.
    pub const fn code(self) -> u16 {
        match self {
            Status::Heartbeat => 100,
            Status::BadRequest(_) => 400,
            Status::NoMessages => 404,
            Status::RequestTimeout { .. } | Status::RequestsPending => 408,
            Status::Conflict(_) => 409,
        }
    }
}

/// A stream's answer to a publisher that asked for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PubAck {
    /// The stream's name.
    pub stream: Arc<str>,
    /// The message's number in the stream; of a duplicate, that of the first one.
    pub sequence: u64,
    /// Whether the message had been stored before and was not stored again.
    pub duplicate: bool,
}
