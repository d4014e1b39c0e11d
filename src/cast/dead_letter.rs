//! Dead letters: the copy of a message that a consumer gave up, as the documented idiom makes it.

use crate::message::subject::Subject;
use crate::message::{Headers, Message, MessageId};

/// Where a message lies that a consumer gave up, and after how many deliveries.
pub(super) struct Grave<'a> {
    pub(super) stream: &'a str,
    pub(super) consumer: &'a str,
    pub(super) sequence: u64,
    pub(super) deliveries: u64,
}

/// A copy of a request that nobody listens to, under `<prefix>.<its subject>`. None if the subject is none.
pub(super) fn unheard(request: &Message, id: MessageId, prefix: &Subject) -> Option<Message> {
    let headers = request.headers.clone().with("Dlq-Subject", request.subject.as_str());
    let subject = Subject::from_wire(&format!("{prefix}.{}", request.subject)).ok()?;
    Some(Message { id, parent: Some(request.id), subject, reply: None, headers, payload: request.payload.clone() })
}

impl Grave<'_> {
    /// A copy of the message under `<prefix>.<its subject>`, with its headers and what it died of. Its `Nats-Msg-Id` is
    /// always the same, so a stream takes only the first of several copies. None if the subject is none.
    pub(super) fn copy(&self, message: &Message, id: MessageId, prefix: &Subject) -> Option<Message> {
        // What a server read from the original's headers would be read from the copy's again.
        let kept = message.headers.iter().filter(|(name, _)| !name.starts_with("Nats-"));
        let mut headers = kept.fold(Headers::default(), |headers, (name, value)| headers.with(name, value));
        let (sequence, deliveries) = (self.sequence.to_string(), self.deliveries.to_string());
        for (name, value) in [
            ("Dlq-Stream", self.stream),
            ("Dlq-Consumer", self.consumer),
            ("Dlq-Sequence", &sequence),
            ("Dlq-Deliveries", &deliveries),
            ("Dlq-Subject", message.subject.as_str()),
            ("Nats-Msg-Id", &format!("{}-{}-{sequence}", self.stream, self.consumer)),
        ] {
            headers = headers.with(name, value);
        }
        let subject = Subject::from_wire(&format!("{prefix}.{}", message.subject)).ok()?;
        let payload = message.payload.clone();
        Some(Message { id, parent: Some(message.id), subject, reply: None, headers, payload })
    }
}
