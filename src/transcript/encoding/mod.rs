//! The bytes of a record, for the transcript's hash and its file; `docs/transcripts.md` describes them.
//!
//! Little-endian throughout. A record is: index u64, at u64 (nanoseconds), cause (0 for none, else 1 and u64),
//! component (part u16, member u16), a tag u8 for its kind, and the kind's fields in the order of the table. A
//! text or a payload is its length u32 and its bytes; an option is 0, or 1 and the value; a message is id u64, parent
//! option u64, subject, reply option, the number of headers u32 with name and value each, payload; a delivery is
//! message u64, connection u32, sid u32, attempt u32, consumer u16; a message in a stream or of a consumer is message
//! u64, stream or consumer u16, sequence u64; an ack token is its fields in order. A reason is a u8, and the number
//! that it carries, if any. Tags are never reused: an old hash must not come to mean a new run.
//!
//! One table serves both directions. Reading is total: whatever the bytes are, it ends with a value or a flaw.

mod table;

use crate::message::subject::{Filter, Subject};
use crate::message::{ConnectionId, ConsumerId, Headers, MessageId, Payload, Sid, StreamId};
use crate::sim::time::{Span, Time};
use std::sync::Arc;

/// What is written as bytes and read back.
pub(super) trait Code: Sized {
    /// Appends its bytes.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads it; the input stands behind it then.
    fn take(input: &mut Input<'_>) -> Result<Self, Flaw>;
}

/// What is wrong with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// They end too early.
    #[error("the file ends in the middle of a record")]
    Short,
    /// A number stands where only some others can.
    #[error("a number stands there that means nothing")]
    Unknown,
    /// A text is no UTF-8.
    #[error("a text there is not UTF-8")]
    Text,
    /// A subject or filter is empty or has white space.
    #[error("a subject there is empty or has white space")]
    Subject,
    /// A record is earlier than the one before it, or is brought about by a later one.
    #[error("the record there is out of order")]
    Order,
    /// Something stands behind the last record.
    #[error("something stands behind the last record")]
    Surplus,
}

/// Bytes to be read, and how far they were.
pub(super) struct Input<'a> {
    pub(super) bytes: &'a [u8],
    /// Where what was last read begins, and where what comes next does.
    pub(super) last: usize,
    pub(super) at: usize,
}

impl<'a> Input<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Input<'a> {
        Input { bytes, last: 0, at: 0 }
    }

    fn bytes(&mut self, length: usize) -> Result<&'a [u8], Flaw> {
        self.last = self.at;
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..length)).ok_or(Flaw::Short)?;
        self.at += length;
        Ok(taken)
    }

    /// A text or payload: its length, and as many bytes.
    fn data(&mut self) -> Result<&'a [u8], Flaw> {
        let length = u32::take(self)?;
        self.bytes(usize::try_from(length).map_err(|_| Flaw::Short)?)
    }

    fn text(&mut self) -> Result<&'a str, Flaw> {
        std::str::from_utf8(self.data()?).map_err(|_| Flaw::Text)
    }
}

fn put_data(data: &[u8], out: &mut Vec<u8>) {
    u32::try_from(data.len()).unwrap_or(u32::MAX).put(out);
    out.extend_from_slice(data);
}

macro_rules! numbers {
    ($($number:ident),*) => {$(
        impl Code for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn take(input: &mut Input<'_>) -> Result<$number, Flaw> {
                let (bytes, _) = input.bytes(size_of::<$number>())?.split_first_chunk().ok_or(Flaw::Short)?;
                Ok($number::from_le_bytes(*bytes))
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64);

/// Names of numbers: how one is made, and what it is made of.
macro_rules! named {
    ($($name:ident: $make:expr, $made_of:expr;)*) => {$(
        impl Code for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $made_of(self).put(out);
            }

            fn take(input: &mut Input<'_>) -> Result<$name, Flaw> {
                Code::take(input).map($make)
            }
        }
    )*};
}
named! {
    MessageId: MessageId::from_key, |id: &MessageId| id.key();
    ConnectionId: ConnectionId, |id: &ConnectionId| id.0;
    Sid: Sid, |id: &Sid| id.0;
    StreamId: StreamId, |id: &StreamId| id.0;
    ConsumerId: ConsumerId, |id: &ConsumerId| id.0;
    Time: Time::from_nanos, |time: &Time| time.as_nanos();
    Span: Span::from_nanos, |span: &Span| span.as_nanos();
}

impl Code for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn take(input: &mut Input<'_>) -> Result<bool, Flaw> {
        match u8::take(input)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Flaw::Unknown),
        }
    }
}

impl<T: Code> Code for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Option<T>, Flaw> {
        bool::take(input)?.then(|| T::take(input)).transpose()
    }
}

impl<T: Code> Code for Arc<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }

    fn take(input: &mut Input<'_>) -> Result<Arc<T>, Flaw> {
        T::take(input).map(Arc::new)
    }
}

impl Code for Arc<str> {
    fn put(&self, out: &mut Vec<u8>) {
        put_data(self.as_bytes(), out);
    }

    fn take(input: &mut Input<'_>) -> Result<Arc<str>, Flaw> {
        input.text().map(Arc::from)
    }
}

impl Code for Subject {
    fn put(&self, out: &mut Vec<u8>) {
        put_data(self.as_str().as_bytes(), out);
    }

    fn take(input: &mut Input<'_>) -> Result<Subject, Flaw> {
        // As it stood in a line of the protocol: a server does not check what is published.
        Subject::from_wire(input.text()?).map_err(|_| Flaw::Subject)
    }
}

impl Code for Filter {
    fn put(&self, out: &mut Vec<u8>) {
        put_data(self.as_str().as_bytes(), out);
    }

    fn take(input: &mut Input<'_>) -> Result<Filter, Flaw> {
        Filter::from_wire(input.text()?).map_err(|_| Flaw::Subject)
    }
}

impl Code for Payload {
    fn put(&self, out: &mut Vec<u8>) {
        put_data(self.bytes(), out);
    }

    fn take(input: &mut Input<'_>) -> Result<Payload, Flaw> {
        input.data().map(Payload::from)
    }
}

impl Code for Headers {
    fn put(&self, out: &mut Vec<u8>) {
        u32::try_from(self.iter().count()).unwrap_or(u32::MAX).put(out);
        for (name, value) in self.iter() {
            put_data(name.as_bytes(), out);
            put_data(value.as_bytes(), out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Headers, Flaw> {
        // Each line takes bytes of the input, so its end bounds them whatever their number is said to be.
        (0..u32::take(input)?).try_fold(Headers::default(), |headers, _| Ok(headers.with(input.text()?, input.text()?)))
    }
}
