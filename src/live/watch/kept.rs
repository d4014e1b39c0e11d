//! What is kept of a message that somebody else published: all of it, unless it is large.

use crate::live::protocol;
use crate::message::subject::Subject;
use crate::message::{Headers, Message, MessageId, Payload};
use std::sync::Arc;

/// A header that the page puts on a message of which it kept only a part: how many bytes the payload has, and how many
/// lines of headers were left out. It never came over the wire.
pub const CUT: &str = "Qp-Cut";

/// What was left out of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes the whole payload has.
    pub payload: usize,
    /// How many lines of headers are missing.
    pub headers: usize,
}

/// What was left out of a message with these headers; none if it is whole.
pub fn cut(headers: &Headers) -> Option<Cut> {
    let (payload, lines) = headers.get(CUT)?.split_once(' ')?;
    Some(Cut { payload: payload.parse().ok()?, headers: lines.parse().ok()? })
}

/// The message with at most `most` bytes of its payload and as many of its headers.
pub(super) fn keep(came: &protocol::Message, subject: Subject, id: MessageId, most: usize) -> Arc<Message> {
    let mut headers = Headers::default();
    // As other clients show what the server itself says with a message.
    if let Some(status) = &came.status {
        headers = headers.with("Status", &status.code.to_string()).with("Description", &status.description);
    }
    let (mut size, mut missing) = (0, 0);
    // Nobody else says what we cut.
    for (name, value) in came.headers.iter().filter(|(name, _)| *name != CUT) {
        size += name.len() + value.len();
        if size > most {
            missing += 1;
        } else {
            headers = headers.with(name, value);
        }
    }
    let whole = came.payload.len();
    let payload = if whole > most { Payload::from(&came.payload.bytes()[..most]) } else { came.payload.clone() };
    if whole > most || missing > 0 {
        headers = headers.with(CUT, &format!("{whole} {missing}"));
    }
    let reply = came.reply.as_ref().and_then(|reply| Subject::from_wire(reply).ok());
    Arc::new(Message { id, parent: None, subject, reply, headers, payload })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{ComponentId, Sid};

    fn kept(headers: Headers, payload: &[u8], most: usize) -> Arc<Message> {
        let came = protocol::Message {
            subject: "a".into(),
            sid: Sid(1),
            reply: None,
            status: None,
            headers,
            payload: Payload::from(payload),
        };
        keep(&came, Subject::parse("a").unwrap(), MessageId::generated(ComponentId::OUTSIDE, 1), most)
    }

    #[test]
    fn a_message_that_fits_is_kept_as_it_is() {
        let headers = Headers::default().with("A", "1");
        let message = kept(headers.clone(), b"1234", 4);
        assert_eq!((&message.headers, message.payload.bytes()), (&headers, &b"1234"[..]));
        assert_eq!(cut(&message.headers), None);
    }

    #[test]
    fn what_is_too_large_is_cut_and_says_so() {
        let headers = Headers::default().with("A", "1").with("Long", "12345").with("B", "2");
        let message = kept(headers, b"12345", 4);
        assert_eq!(message.payload.bytes(), b"1234");
        assert_eq!(message.headers.get("A"), Some("1"));
        assert_eq!(cut(&message.headers), Some(Cut { payload: 5, headers: 2 }));
    }

    #[test]
    fn nobody_else_can_say_that_something_was_cut() {
        assert_eq!(cut(&kept(Headers::default().with(CUT, "9 9"), b"1", 4).headers), None);
    }
}
