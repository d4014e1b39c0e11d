//! The bytes of a record, for the transcript hash.
//!
//! Little-endian throughout. A record is: index u64, at u64 (nanoseconds), cause (0 for none, else 1 and u64),
//! component (part u16, member u16), a tag u8 for its kind, and the kind's fields in the order of their declaration. A
//! text or a payload is its length u32 and its bytes; an option is 0, or 1 and the value; a message is id u64, parent
//! option u64, subject, reply option, the number of headers u32 with name and value each, payload; a delivery is
//! message u64, connection u32, sid u32, attempt u32. Tags are never reused: an old hash must not come to mean a new
//! run.

use super::{Kind, LossReason, Outcome, Record, Stage};
use crate::message::subject::Subject;
use crate::message::{ComponentId, DeliveryId, Message, MessageId};

/// Appends the bytes of `record` to `out`.
pub(super) fn encode(record: &Record, out: &mut Vec<u8>) {
    let mut bytes = Bytes(out);
    bytes.u64(record.index);
    bytes.u64(record.at.as_nanos());
    bytes.option(record.cause, Bytes::u64);
    bytes.component(record.component);
    kind(&record.kind, &mut bytes);
}

fn kind(kind: &Kind, bytes: &mut Bytes<'_>) {
    match kind {
        Kind::Joined => bytes.u8(1),
        Kind::Left => bytes.u8(2),
        Kind::Draining => bytes.u8(3),
        Kind::Crashed { held } => bytes.u8(4).u32(*held),
        Kind::Restarted => bytes.u8(5),
        Kind::Scaled { members } => bytes.u8(6).u16(*members),
        Kind::KnobTurned { knob, value } => bytes.u8(7).text(knob).text(value),
        Kind::Connected { broker, connection } => bytes.u8(10).component(*broker).u32(connection.0),
        Kind::Disconnected { broker, connection } => bytes.u8(11).component(*broker).u32(connection.0),
        Kind::Subscribed { connection, sid, filter, group } => {
            bytes.u8(12).u32(connection.0).u32(sid.0).text(filter.as_str()).option(group.as_deref(), Bytes::text)
        }
        Kind::Unsubscribed { connection, sid } => bytes.u8(13).u32(connection.0).u32(sid.0),
        Kind::Published { message } => bytes.u8(20).message(message),
        Kind::LostOnLink { message } => bytes.u8(21).u64(message.key()),
        Kind::Routed { message, copies } => bytes.u8(22).u64(message.key()).u32(*copies),
        Kind::NoInterest { message } => bytes.u8(23).u64(message.key()),
        Kind::NoResponders { message } => bytes.u8(24).u64(message.key()),
        Kind::Sent { delivery, to } => bytes.u8(30).delivery(*delivery).component(*to),
        Kind::Delivered { delivery } => bytes.u8(31).delivery(*delivery),
        Kind::Started { delivery, service } => bytes.u8(32).delivery(*delivery).u64(service.as_nanos()),
        Kind::Finished { delivery, outcome } => bytes.u8(33).delivery(*delivery).u8(match outcome {
            Outcome::Done => 1,
            Outcome::Failed => 2,
        }),
        Kind::Lost { delivery, stage, reason } => {
            bytes.u8(34).delivery(*delivery).u8(stage_tag(*stage)).u8(match reason {
                LossReason::Crash => 1,
                LossReason::ConnectionClosed => 2,
                LossReason::Link => 3,
            })
        }
        Kind::SessionOpened { client } => bytes.u8(40).component(*client),
        Kind::SessionClosed { client } => bytes.u8(41).component(*client),
        Kind::StatementQueued { client, message } => bytes.u8(42).component(*client).u64(message.key()),
        Kind::StatementStarted { client, message } => bytes.u8(43).component(*client).u64(message.key()),
        Kind::Saved { client, message, row } => bytes.u8(44).component(*client).u64(message.key()).u64(*row),
        Kind::StatementAborted { client, message } => bytes.u8(45).component(*client).u64(message.key()),
    };
}

const fn stage_tag(stage: Stage) -> u8 {
    match stage {
        Stage::OnTheWay => 1,
        Stage::Pending => 2,
        Stage::InWork => 3,
    }
}

/// A growing row of bytes; every method appends and gives itself back.
struct Bytes<'a>(&'a mut Vec<u8>);

impl Bytes<'_> {
    fn u8(&mut self, number: u8) -> &mut Self {
        self.0.push(number);
        self
    }

    fn u16(&mut self, number: u16) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn u32(&mut self, number: u32) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn u64(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn data(&mut self, data: &[u8]) -> &mut Self {
        self.u32(u32::try_from(data.len()).unwrap_or(u32::MAX));
        self.0.extend_from_slice(data);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.data(text.as_bytes())
    }

    fn option<T>(&mut self, value: Option<T>, write: impl Fn(&mut Self, T) -> &mut Self) -> &mut Self {
        match value {
            None => self.u8(0),
            Some(value) => write(self.u8(1), value),
        }
    }

    fn component(&mut self, component: ComponentId) -> &mut Self {
        self.u16(component.part).u16(component.member)
    }

    fn delivery(&mut self, delivery: DeliveryId) -> &mut Self {
        self.u64(delivery.message.key()).u32(delivery.connection.0).u32(delivery.sid.0).u32(delivery.attempt)
    }

    fn message(&mut self, message: &Message) -> &mut Self {
        self.u64(message.id.key());
        self.option(message.parent.map(MessageId::key), Bytes::u64);
        self.text(message.subject.as_str());
        self.option(message.reply.as_ref().map(Subject::as_str), Bytes::text);
        self.u32(u32::try_from(message.headers.iter().count()).unwrap_or(u32::MAX));
        for (name, value) in message.headers.iter() {
            self.text(name).text(value);
        }
        self.data(message.payload.bytes())
    }
}
