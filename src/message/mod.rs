//! THE NOUNS: subjects, filters, headers, payloads and the identities of messages, components and connections.

mod headers;
mod id;
mod payload;
pub mod subject;

pub use headers::Headers;
pub use id::{ComponentId, ConnectionId, DeliveryId, MessageId, Sid};
pub use payload::Payload;

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

/// One copy of a message for one subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which delivery this is.
    pub id: DeliveryId,
    /// The message.
    pub message: Arc<Message>,
}
