//! THE NOUNS: subjects, filters, headers, payloads, the identities of messages, components and connections, and what
//! streams and consumers are.

mod ack;
mod api;
mod consumer;
mod headers;
mod id;
pub mod json;
mod payload;
mod stream;
pub mod subject;

pub use ack::{AckKind, AckToken, Conflict, Fetch, PubAck, Status};
pub use api::{Answer, Api, ApiError, ApiReply, ConsumerInfo, SequencePair, StoredMessage, StreamInfo};
pub use consumer::{AckPolicy, ConsumerConfig, ConsumerId, DeliverPolicy};
pub use headers::Headers;
pub use id::{ComponentId, ConnectionId, ConsumerMessage, DeliveryId, MessageId, Sid, StreamMessage};
pub use payload::Payload;
pub use stream::{Discard, Retention, StreamConfig, StreamId};

use std::sync::Arc;
use subject::Subject;

/// A message as a publisher sends it. Shared, never copied: a delivery holds a handle to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who published it, and the how-many-eth of theirs it is.
    pub id: MessageId,
    /// The message that this one answers or is a copy of.
    pub parent: Option<MessageId>,
    /// What it is about; the broker routes by this.
    pub subject: Subject,
    /// Where an answer is awaited, if one is.
    pub reply: Option<Subject>,
    /// Names and values beside the payload.
    pub headers: Headers,
    /// What it says.
    pub payload: Payload,
}

impl Message {
    /// How many bytes headers and payload take together: what the limits of a broker and of a stream count.
    pub fn size(&self) -> u64 {
        self.headers.size() + self.payload.len() as u64
    }
}

/// One copy of a message for one subscription, or for whoever fetched it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which delivery this is.
    pub id: DeliveryId,
    /// The message.
    pub message: Arc<Message>,
    /// What an ack of it has to say, if it comes from a consumer.
    pub token: Option<Arc<AckToken>>,
}
