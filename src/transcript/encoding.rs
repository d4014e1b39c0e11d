//! The bytes of a record, for the transcript hash.
//!
//! Little-endian throughout. A record is: index u64, at u64 (nanoseconds), cause (0 for none, else 1 and u64),
//! component (part u16, member u16), a tag u8 for its kind, and the kind's fields in the order of their declaration. A
//! text or a payload is its length u32 and its bytes; an option is 0, or 1 and the value; a message is id u64, parent
//! option u64, subject, reply option, the number of headers u32 with name and value each, payload; a delivery is
//! message u64, connection u32, sid u32, attempt u32, consumer u16; a message in a stream or of a consumer is message
//! u64, stream or consumer u16, sequence u64; an ack token is its fields in order. A reason is a u8, and the number
//! that it carries, if any. Tags are never reused: an old hash must not come to mean a new run.

use super::{
    AckVerdict, ConsumerChange, ExpulsionReason, FailureReason, GatherStop, Kind, LossReason, Outcome, Record,
    RefusalReason, RemovalReason, ReplayFailure, Stage,
};
use crate::message::subject::{Filter, Subject};
use crate::message::{AckToken, ComponentId, ConsumerMessage, DeliveryId, Message, MessageId, StreamMessage};

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
        Kind::Paused => bytes.u8(8),
        Kind::Unpaused => bytes.u8(9),
        Kind::Connected { broker, connection } => bytes.u8(10).component(*broker).u32(connection.0),
        Kind::Disconnected { broker, connection } => bytes.u8(11).component(*broker).u32(connection.0),
        Kind::Subscribed { connection, sid, filter, group } => {
            bytes.u8(12).u32(connection.0).u32(sid.0).text(filter.as_str()).option(group.as_deref(), Bytes::text)
        }
        Kind::Unsubscribed { connection, sid } => bytes.u8(13).u32(connection.0).u32(sid.0),
        Kind::Slowed { factor } => bytes.u8(14).u16(*factor),
        Kind::LossArmed => bytes.u8(15),
        Kind::PoisonArmed => bytes.u8(16),
        Kind::BrokerStopped => bytes.u8(17),
        Kind::BrokerStarted => bytes.u8(18),
        Kind::Published { message } => bytes.u8(20).message(message),
        Kind::LostOnLink { message } => bytes.u8(21).u64(message.key()),
        Kind::Routed { message, copies } => bytes.u8(22).u64(message.key()).u32(*copies),
        Kind::NoInterest { message } => bytes.u8(23).u64(message.key()),
        Kind::NoResponders { message } => bytes.u8(24).u64(message.key()),
        Kind::NotVisible(message) => bytes.u8(25).u64(message.key()),
        Kind::CameToLight(message) => bytes.u8(26).u64(message.key()),
        Kind::Sent { delivery, to, token, awaits_ack } => bytes
            .u8(30)
            .delivery(*delivery)
            .component(*to)
            .option(token.as_deref(), Bytes::token)
            .u8(u8::from(*awaits_ack)),
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
                LossReason::BufferFull => 4,
                LossReason::SlowConsumer => 5,
            })
        }
        Kind::SessionOpened(client) => bytes.u8(40).component(*client),
        Kind::SessionClosed(client) => bytes.u8(41).component(*client),
        Kind::StatementQueued { client, message } => bytes.u8(42).component(*client).u64(message.key()),
        Kind::StatementStarted { client, message } => bytes.u8(43).component(*client).u64(message.key()),
        Kind::Saved { client, message, row } => bytes.u8(44).component(*client).u64(message.key()).u64(*row),
        Kind::StatementAborted { client, message } => bytes.u8(45).component(*client).u64(message.key()),

        Kind::StreamCreated { stream, name } => bytes.u8(50).u16(stream.0).text(name),
        Kind::StreamDeleted(stream) => bytes.u8(51).u16(stream.0),
        Kind::ConsumerCreated { consumer, stream, name, filter, pending } => {
            let filter = filter.as_ref().map(Filter::as_str);
            bytes.u8(52).u16(consumer.0).u16(stream.0).text(name).option(filter, Bytes::text).u64(*pending)
        }
        Kind::ConsumerDeleted { consumer, pending } => bytes.u8(53).u16(consumer.0).u64(*pending),
        Kind::ConsumerChanged(ConsumerChange { consumer, filter, more, fewer }) => {
            bytes.u8(86).u16(consumer.0).option(filter.as_ref().map(Filter::as_str), Bytes::text).u64(*more).u64(*fewer)
        }
        Kind::Stored { of, consumers, alone } => bytes.u8(54).stream_message(*of).u32(*consumers).u8(u8::from(*alone)),
        Kind::Duplicate { of, alone } => bytes.u8(55).stream_message(*of).u8(u8::from(*alone)),
        Kind::Refused { message, reason, alone } => match reason {
            RefusalReason::Stream(code) => bytes.u8(56).u64(message.key()).u8(1).u16(*code),
            RefusalReason::MaximumPayload => bytes.u8(56).u64(message.key()).u8(2),
            RefusalReason::ConnectionRefused => bytes.u8(56).u64(message.key()).u8(3),
            RefusalReason::SubscriberMode => bytes.u8(56).u64(message.key()).u8(4),
        }
        .u8(u8::from(*alone)),
        Kind::Removed { of, reason, undelivered } => bytes
            .u8(57)
            .stream_message(*of)
            .u8(match reason {
                RemovalReason::Settled => 1,
                RemovalReason::NoInterest => 2,
                RemovalReason::Limit => 3,
                RemovalReason::Age => 4,
                RemovalReason::Administrator => 5,
            })
            .u32(*undelivered),
        Kind::Fetched { consumer, client, batch } => bytes.u8(58).u16(consumer.0).component(*client).u32(*batch),
        Kind::FetchEnded { consumer, client, code } => bytes.u8(59).u16(consumer.0).component(*client).u16(*code),
        Kind::AckSent { delivery, verdict } => bytes.u8(60).delivery(*delivery).u8(verdict_tag(*verdict)),
        Kind::AckLost { delivery, verdict } => bytes.u8(61).delivery(*delivery).u8(verdict_tag(*verdict)),
        Kind::Acked { of } => bytes.u8(62).consumer_message(*of),
        Kind::Nakked { of, delay } => bytes.u8(63).consumer_message(*of).u64(delay.as_nanos()),
        Kind::Extended(of) => bytes.u8(64).consumer_message(*of),
        Kind::Terminated { of, gone } => bytes.u8(65).consumer_message(*of).u8(u8::from(*gone)),
        Kind::AckTimedOut { of } => bytes.u8(66).consumer_message(*of),
        Kind::Exhausted { of, deliveries } => bytes.u8(67).consumer_message(*of).u32(*deliveries),
        Kind::DeadLettered { message, copy } => bytes.u8(68).u64(message.key()).u64(copy.key()),
        Kind::NotReplayed(sequence, reason) => bytes.u8(69).u64(*sequence).u8(match reason {
            ReplayFailure::Gone => 1,
            ReplayFailure::NoSubject => 2,
            ReplayFailure::NotTaken => 3,
            ReplayFailure::NoAnswer => 4,
        }),

        Kind::Confirmed { message, sequence, duplicate } => {
            bytes.u8(70).u64(message.key()).u64(*sequence).u8(u8::from(*duplicate))
        }
        Kind::NotConfirmed { message, reason } => match reason {
            FailureReason::Timeout => bytes.u8(71).u64(message.key()).u8(1),
            FailureReason::NoResponders => bytes.u8(71).u64(message.key()).u8(2),
            FailureReason::Refused(code) => bytes.u8(71).u64(message.key()).u8(3).u16(*code),
            FailureReason::Unreachable => bytes.u8(71).u64(message.key()).u8(4),
        },
        Kind::AnswerLost(message) => bytes.u8(77).u64(message.key()),
        Kind::Counted { message, receivers } => bytes.u8(72).u64(message.key()).u64(*receivers),
        Kind::Received { delivery, request, late } => {
            bytes.u8(73).delivery(*delivery).u64(request.key()).u8(u8::from(*late))
        }
        Kind::TimedOut(request) => bytes.u8(74).u64(request.key()),
        Kind::Retried { message, again, attempt } => bytes.u8(75).u64(message.key()).u64(again.key()).u32(*attempt),
        Kind::Gathered { request, replies, stop } => bytes.u8(76).u64(request.key()).u32(*replies).u8(match stop {
            GatherStop::Count => 1,
            GatherStop::Deadline => 2,
            GatherStop::Stall => 3,
            GatherStop::NoResponders => 4,
        }),
        Kind::Stalled(connection) => bytes.u8(80).u32(connection.0),
        Kind::Resumed(connection) => bytes.u8(81).u32(connection.0),
        Kind::Expelled { connection, reason } => bytes.u8(82).u32(connection.0).u8(match reason {
            ExpulsionReason::SlowConsumerPending => 1,
            ExpulsionReason::SlowConsumerDeadline => 2,
            ExpulsionReason::MaximumPayload => 3,
            ExpulsionReason::Stale => 4,
        }),
        Kind::Partitioned => bytes.u8(83),
        Kind::Healed => bytes.u8(84),
    };
}

const fn verdict_tag(verdict: AckVerdict) -> u8 {
    match verdict {
        AckVerdict::Ack => 1,
        AckVerdict::Nak => 2,
        AckVerdict::InProgress => 3,
        AckVerdict::Term => 4,
    }
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
        self.u64(delivery.message.key()).u32(delivery.connection.0).u32(delivery.sid.0).u32(delivery.attempt);
        self.u16(delivery.consumer.0)
    }

    fn stream_message(&mut self, of: StreamMessage) -> &mut Self {
        self.u64(of.message.key()).u16(of.stream.0).u64(of.sequence)
    }

    fn consumer_message(&mut self, of: ConsumerMessage) -> &mut Self {
        self.u64(of.message.key()).u16(of.consumer.0).u64(of.sequence)
    }

    fn token(&mut self, token: &AckToken) -> &mut Self {
        self.text(&token.stream).text(&token.consumer).u32(token.delivered).u64(token.stream_sequence);
        self.u64(token.consumer_sequence).u64(token.timestamp.as_nanos()).u64(token.pending)
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
