//! The administration of streams and consumers: what a client asks of a server, and what it hears.

use super::{ConsumerConfig, Message, MessageId, StreamConfig};
use crate::sim::time::Time;
use std::sync::Arc;

/// What a client asks (`$JS.API.…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Api {
    /// Make a stream, or find it if it is there with the same configuration.
    CreateStream(Arc<StreamConfig>),
    /// Change a stream.
    UpdateStream(Arc<StreamConfig>),
    /// Remove a stream with its messages and consumers.
    DeleteStream(Arc<str>),
    /// Remove messages of a stream; its last sequence stays.
    PurgeStream {
        /// The stream.
        stream: Arc<str>,
        /// Only these.
        filter: Option<super::subject::Filter>,
        /// Only those before this one.
        before: Option<u64>,
        /// All but the last so many.
        keep: Option<u64>,
    },
    /// Ask how a stream is.
    StreamInfo(Arc<str>),
    /// Read one message.
    GetMessage {
        /// The stream.
        stream: Arc<str>,
        /// Its number.
        sequence: u64,
    },
    /// Remove one message.
    DeleteMessage {
        /// The stream.
        stream: Arc<str>,
        /// Its number.
        sequence: u64,
    },
    /// Make a consumer, or change what may be changed if it is there.
    CreateConsumer {
        /// The stream.
        stream: Arc<str>,
        /// The consumer.
        config: Arc<ConsumerConfig>,
    },
    /// Remove a consumer.
    DeleteConsumer {
        /// The stream.
        stream: Arc<str>,
        /// The consumer.
        consumer: Arc<str>,
    },
    /// Ask how a consumer is.
    ConsumerInfo {
        /// The stream.
        stream: Arc<str>,
        /// The consumer.
        consumer: Arc<str>,
    },
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiReply {
    /// How a stream is.
    Stream(StreamInfo),
    /// How a consumer is.
    Consumer(ConsumerInfo),
    /// A message of a stream.
    Message(StoredMessage),
    /// How many messages were removed.
    Purged(u64),
    /// It is gone.
    Deleted,
}

/// Why the server refuses, in its own numbers. `Display` is the server's own description.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{description} ({err_code})")]
pub struct ApiError {
    /// The kind of refusal, as of HTTP: 400, 404, 503 …
    pub code: u16,
    /// Which refusal it is, such as 10058.
    pub err_code: u16,
    /// The server's words.
    pub description: String,
}

/// How a stream is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamInfo {
    /// Its configuration.
    pub config: Arc<StreamConfig>,
    /// How many messages it holds.
    pub messages: u64,
    /// How many bytes, counted as the server does.
    pub bytes: u64,
    /// The number of the first message it holds, or of the next one if it holds none.
    pub first_sequence: u64,
    /// The number of the last message it ever took; 0 if none.
    pub last_sequence: u64,
    /// How many consumers it has.
    pub consumers: u32,
}

/// A delivery number and a stream number, as they stand together in a consumer's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SequencePair {
    /// Among the consumer's deliveries.
    pub consumer: u64,
    /// In the stream.
    pub stream: u64,
}

/// How a consumer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerInfo {
    /// Its configuration, with the server's defaults filled in.
    pub config: Arc<ConsumerConfig>,
    /// The last delivery.
    pub delivered: SequencePair,
    /// Up to where everything is acknowledged.
    pub ack_floor: SequencePair,
    /// How many deliveries await their ack.
    pub num_ack_pending: u64,
    /// How many messages were delivered more than once and are not acknowledged.
    pub num_redelivered: u64,
    /// How many fetches wait.
    pub num_waiting: u64,
    /// How many messages were not delivered yet.
    pub num_pending: u64,
}

/// A message as a stream holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// The message.
    pub message: Arc<Message>,
    /// Its number in the stream.
    pub sequence: u64,
    /// When it was stored.
    pub stored_at: Time,
}

/// What a broker says to one client, in answer to something that it sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nobody listens to this request (status 503).
    NoResponders(MessageId),
    /// No consumer takes this ack (status 503): it, or its stream, was deleted.
    AckUnheard,
    /// A stream stored this message, or had it already.
    Stored {
        /// The message.
        message: MessageId,
        /// What the stream says.
        ack: super::PubAck,
    },
    /// A stream refused this message.
    NotStored {
        /// The message.
        message: MessageId,
        /// Why.
        error: ApiError,
    },
    /// About a fetch.
    Status(super::Status),
    /// To an administrator.
    Api(Box<Result<ApiReply, ApiError>>),
    /// The server took note of an ack whose sender wanted to know (a double ack).
    AckConfirmed,
    /// How many deliveries a message led to (Redis).
    Receivers {
        /// The message.
        message: MessageId,
        /// How many.
        count: u64,
    },
    /// A client that subscribes may not publish on the same connection (Redis).
    SubscriberMode(MessageId),
    /// The service that was called is not there, or broke the connection (direct call).
    Unreachable(MessageId),
}
