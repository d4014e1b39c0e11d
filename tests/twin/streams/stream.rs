//! A stream as a list of messages.

use super::Turn;
use super::consumer::Consumer;
use crate::interest::asks;
use queue_playground::message::subject::Subject;
use queue_playground::message::{
    Answer, Api, ApiError, Discard, Message, PubAck, Retention, StreamConfig, StreamId, StreamMessage,
};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, RefusalReason, RemovalReason};
use std::sync::Arc;

pub(super) struct Stream {
    pub(super) id: StreamId,
    pub(super) name: String,
    pub(super) config: StreamConfig,
    /// What it keeps, in order.
    pub(super) messages: Vec<Kept>,
    /// How many it ever took.
    pub(super) last: u64,
    /// The ids that it has had, with the numbers of their messages and when.
    ids: Vec<(String, u64, Time)>,
    pub(super) consumers: Vec<Consumer>,
}

#[derive(Clone)]
pub(super) struct Kept {
    pub(super) sequence: u64,
    pub(super) message: Arc<Message>,
    pub(super) at: Time,
}

/// What the server says when a message is not there.
pub(super) fn error(api: &Api) -> ApiError {
    match api {
        Api::DeleteMessage { sequence, .. } => {
            ApiError { code: 400, err_code: 10_043, description: format!("sequence {sequence} not found") }
        }
        _ => ApiError { code: 404, err_code: 10_037, description: "no message found".into() },
    }
}

fn refused(code: u16, err_code: u16, description: String) -> ApiError {
    ApiError { code, err_code, description }
}

fn size(message: &Message) -> u64 {
    message.subject.as_str().len() as u64 + message.size() + 16
}

impl Stream {
    pub(super) fn new(id: StreamId, wanted: &StreamConfig) -> Stream {
        let mut config = wanted.clone();
        // A stream remembers ids for two minutes, and not longer than it keeps messages.
        let most = Span::from_secs(120);
        config.duplicate_window = wanted.duplicate_window.or(wanted.max_age.map(|age| age.min(most))).or(Some(most));
        let name = wanted.name.clone();
        Stream { id, name, config, messages: Vec::new(), last: 0, ids: Vec::new(), consumers: Vec::new() }
    }

    pub(super) fn takes(&self, subject: &Subject) -> bool {
        self.config.subjects.iter().any(|filter| asks(filter.as_str(), subject.as_str()))
    }

    /// The number of the first message, or of the next one if there is none; 0 if there was never any.
    pub(super) fn first(&self) -> u64 {
        match self.messages.first() {
            Some(kept) => kept.sequence,
            None if self.last == 0 => 0,
            None => self.last + 1,
        }
    }

    fn bytes(&self) -> u64 {
        self.messages.iter().map(|kept| size(&kept.message)).sum()
    }

    pub(super) const fn of(&self, message: &Message, sequence: u64) -> StreamMessage {
        StreamMessage { message: message.id, stream: self.id, sequence }
    }

    fn wanted(&self, subject: &Subject) -> u32 {
        let wanted = self.consumers.iter().filter(|consumer| consumer.asks_for(subject)).count();
        u32::try_from(wanted).expect("few consumers")
    }

    pub(super) fn publish(&mut self, message: &Arc<Message>, alone: bool, turn: &mut Turn<'_>) {
        let window = self.config.duplicate_window.expect("it was filled in");
        let id = message.headers.get("Nats-Msg-Id").map(str::to_owned);
        let now = turn.now;
        let known = self.ids.iter().rev().find(|(one, _, at)| Some(one) == id.as_ref() && *at + window > now);
        let (known, mut error) = (known.map(|(_, sequence, _)| *sequence), None);
        let (mut sequence, mut stored) = (known.unwrap_or(0), false);
        if let Some(sequence) = known {
            turn.record(Kind::Duplicate { of: self.of(message, sequence), alone });
        } else if let Some(reason) = self.objection(message) {
            turn.record(Kind::Refused { message: message.id, reason: RefusalReason::Stream(reason.err_code), alone });
            error = Some(reason);
        } else {
            sequence = self.store(message, id, alone, turn);
            stored = true;
        }
        if let Some(reply) = &message.reply {
            let ack = PubAck { stream: self.name.as_str().into(), sequence, duplicate: known.is_some() };
            let message_id = message.id;
            let answer = match error {
                Some(error) => Answer::NotStored { message: message_id, error },
                None => Answer::Stored { message: message_id, ack },
            };
            turn.core.answer(reply, &[message_id.key(), 0], &answer, turn.effects);
        }
        for place in 0..self.consumers.len() {
            if stored && self.consumers[place].asks_for(&message.subject) {
                self.serve(place, turn);
            }
        }
    }

    /// Why it does not take a message.
    fn objection(&self, message: &Message) -> Option<ApiError> {
        let expected = message.headers.get("Nats-Expected-Last-Sequence").and_then(|text| text.parse::<u64>().ok());
        if expected.is_some_and(|expected| expected != self.last) {
            return Some(refused(400, 10_071, format!("wrong last sequence: {}", self.last)));
        }
        if self.config.max_msg_size.is_some_and(|most| message.size() > u64::from(most)) {
            return Some(refused(400, 10_054, "message size exceeds maximum allowed".to_owned()));
        }
        let in_vain = self.config.retention == Retention::Interest && self.wanted(&message.subject) == 0;
        if in_vain || self.config.discard == Discard::Old {
            return None;
        }
        let full = |what: &str| Some(refused(503, 10_077, format!("maximum {what} exceeded")));
        let same: Vec<&Kept> = self.messages.iter().filter(|kept| kept.message.subject == message.subject).collect();
        let crowded = self.config.max_msgs_per_subject.is_some_and(|most| same.len() as u64 >= most);
        if crowded && self.config.discard_new_per_subject {
            return full("messages per subject");
        }
        // Where the oldest of the subject makes room, there is room.
        if !crowded && self.config.max_msgs.is_some_and(|most| self.messages.len() as u64 >= most) {
            return full("messages");
        }
        let room = crowded && same.first().is_some_and(|oldest| size(&oldest.message) >= message.size());
        if !room && self.config.max_bytes.is_some_and(|most| self.bytes() + message.size() >= most) {
            return full("bytes");
        }
        None
    }

    fn store(&mut self, message: &Arc<Message>, id: Option<String>, alone: bool, turn: &mut Turn<'_>) -> u64 {
        let consumers = self.wanted(&message.subject);
        self.last += 1;
        let (sequence, of) = (self.last, self.of(message, self.last));
        let in_vain = consumers == 0 && self.config.retention == Retention::Interest;
        if let Some(id) = id {
            self.ids.push((id, if in_vain { 0 } else { sequence }, turn.now));
        }
        turn.record(Kind::Stored { of, consumers, alone });
        if in_vain {
            turn.record(Kind::Removed { of, reason: RemovalReason::NoInterest, undelivered: 0 });
            return sequence;
        }
        self.messages.push(Kept { sequence, message: Arc::clone(message), at: turn.now });
        for consumer in self.consumers.iter_mut().filter(|consumer| consumer.asks_for(&message.subject)) {
            consumer.undelivered += 1;
        }
        self.make_room(&message.subject, turn);
        sequence
    }

    /// The oldest go: first those of a subject that has too many, then any.
    fn make_room(&mut self, subject: &Subject, turn: &mut Turn<'_>) {
        while let Some(most) = self.config.max_msgs_per_subject {
            let same: Vec<&Kept> = self.messages.iter().filter(|kept| kept.message.subject == *subject).collect();
            if same.len() as u64 <= most {
                break;
            }
            let oldest = same[0].sequence;
            self.remove(oldest, RemovalReason::Limit, turn);
        }
        while self.config.max_msgs.is_some_and(|most| self.messages.len() as u64 > most)
            || self.config.max_bytes.is_some_and(|most| self.bytes() > most)
        {
            let oldest = self.messages[0].sequence;
            self.remove(oldest, RemovalReason::Limit, turn);
        }
    }

    /// Lets go of a message, if it is there; those who wait for its ack hear of it.
    pub(super) fn remove(&mut self, sequence: u64, reason: RemovalReason, turn: &mut Turn<'_>) {
        let Some(place) = self.messages.iter().position(|kept| kept.sequence == sequence) else { return };
        let message = self.messages.remove(place).message;
        let is_to_come = |one: &Consumer| one.is_to_deliver(sequence, &message.subject);
        let undelivered = u32::try_from(self.consumers.iter().filter(|one| is_to_come(one)).count());
        let undelivered = undelivered.expect("few consumers");
        turn.record(Kind::Removed { of: self.of(&message, sequence), reason, undelivered });
        for consumer in &mut self.consumers {
            // One that was counted stays counted, as on the server.
            consumer.undelivered -= i64::from(sequence > consumer.counted && is_to_come(consumer));
        }
        for place in 0..self.consumers.len() {
            self.lose(place, sequence, turn);
        }
    }

    /// What it remembers of the ids of those that it has.
    pub(super) fn reread_ids(&mut self) {
        let id = |kept: &Kept| Some((kept.message.headers.get("Nats-Msg-Id")?.to_owned(), kept.sequence, kept.at));
        self.ids = self.messages.iter().filter_map(id).collect();
    }

    /// A consumer, or none that is known, does not need the message any more.
    pub(super) fn let_go(&mut self, place: Option<usize>, sequence: u64, turn: &mut Turn<'_>) {
        let Some(kept) = self.messages.iter().find(|kept| kept.sequence == sequence) else { return };
        let needs = |(other, one): (usize, &Consumer)| Some(other) != place && one.needs(kept, &self.config);
        let may = match self.config.retention {
            Retention::Limits => false,
            Retention::Workqueue => true,
            Retention::Interest => !self.consumers.iter().enumerate().any(needs),
        };
        if may {
            self.remove(sequence, RemovalReason::Settled, turn);
        }
    }
}
