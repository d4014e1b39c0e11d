//! A stream: what it takes, what it answers, and when it lets go (`stream.go`, `processJetStreamMsg`, `ackMsg`).

use super::consumer::Consumer;
use super::dedup::Dedup;
use super::error::{MESSAGE_TOO_LARGE, OTHER_STREAM, STORE, WRONG_LAST_ID, WRONG_LAST_SEQUENCE, because, refusal};
use super::store::{Store, size};
use super::turn::Turn;
use crate::message::subject::Subject;
use crate::message::{
    Answer, ApiError, Discard, Message, PubAck, Retention, StreamConfig, StreamId, StreamInfo, StreamMessage,
};
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, RefusalReason, RemovalReason};
use std::sync::Arc;

/// A stream and its consumers.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) id: StreamId,
    pub(super) name: Arc<str>,
    /// With the server's defaults.
    pub(super) config: Arc<StreamConfig>,
    pub(super) store: Store,
    pub(super) dedup: Dedup,
    /// In the order in which they were made.
    pub(super) consumers: Vec<Consumer>,
}

impl Stream {
    pub(super) fn new(id: StreamId, config: Arc<StreamConfig>) -> Stream {
        let name = config.name.as_str().into();
        let (mut store, dedup) = (Store::default(), Dedup::default());
        store.count_subjects(config.max_msgs_per_subject.is_some());
        Stream { id, name, config, store, dedup, consumers: Vec::new() }
    }

    /// Whether it takes messages under this subject.
    pub(super) fn takes(&self, subject: &Subject) -> bool {
        self.config.subjects.iter().any(|filter| filter.matches(subject))
    }

    pub(super) fn consumer(&self, name: &str) -> Option<usize> {
        self.consumers.iter().position(|consumer| *consumer.name == *name)
    }

    pub(super) fn info(&self) -> StreamInfo {
        StreamInfo {
            config: Arc::clone(&self.config),
            messages: self.store.messages(),
            bytes: self.store.bytes(),
            first_sequence: self.store.first(),
            last_sequence: self.store.last(),
            consumers: u32::try_from(self.consumers.len()).unwrap_or(u32::MAX),
        }
    }

    const fn of(&self, message: &Message, sequence: u64) -> StreamMessage {
        StreamMessage { message: message.id, stream: self.id, sequence }
    }

    /// When the oldest message is too old.
    pub(super) fn due(&self) -> Option<Time> {
        let oldest = self.store.get(self.store.first())?;
        Some(oldest.at + self.config.max_age?)
    }

    /// Takes a message, or says why not; `alone` says that nobody else got it.
    pub(super) fn publish(&mut self, message: &Arc<Message>, alone: bool, turn: &mut Turn<'_>) {
        let id = message.headers.get("Nats-Msg-Id").filter(|id| !id.is_empty());
        let window = self.config.duplicate_window.unwrap_or(Span::ZERO);
        let known = id.and_then(|id| self.dedup.sequence_of(id, turn.now, window));
        let answer = match (self.is_other_stream(message), known) {
            (Some(error), _) => Err(error),
            (None, Some(sequence)) => {
                turn.record(Kind::Duplicate { of: self.of(message, sequence), alone });
                Ok((sequence, true))
            }
            (None, None) => self.check(message).map(|()| (self.keep(message, id, alone, turn), false)),
        };
        if let Err(error) = &answer {
            let reason = RefusalReason::Stream(error.err_code);
            turn.record(Kind::Refused { message: message.id, reason, alone });
        }
        let stored = answer.as_ref().is_ok_and(|(_, duplicate)| !duplicate);
        if let Some(reply) = &message.reply {
            let answer = match answer {
                Ok((sequence, duplicate)) => {
                    let ack = PubAck { stream: Arc::clone(&self.name), sequence, duplicate };
                    Answer::Stored { message: message.id, ack }
                }
                Err(error) => Answer::NotStored { message: message.id, error },
            };
            turn.nats.answer(reply, &[message.id.key(), 0], &answer, turn.effects);
        }
        if stored {
            self.signal(&message.subject, turn);
        }
    }

    fn is_other_stream(&self, message: &Message) -> Option<ApiError> {
        let expected = message.headers.get("Nats-Expected-Stream").filter(|name| !name.is_empty())?;
        (*expected != *self.name).then(|| refusal(OTHER_STREAM))
    }

    /// What the publisher expects, and what the stream allows.
    fn check(&self, message: &Message) -> Result<(), ApiError> {
        let number = |name: &str| message.headers.get(name)?.parse::<u64>().ok();
        let wrong_last = |last: u64| Err(because(WRONG_LAST_SEQUENCE, format!("wrong last sequence: {last}")));
        if let Some(expected) = number("Nats-Expected-Last-Subject-Sequence") {
            let last = self.store.last_under(&message.subject);
            if last != expected {
                return wrong_last(last);
            }
        }
        if number("Nats-Expected-Last-Sequence").is_some_and(|expected| expected != self.store.last()) {
            return wrong_last(self.store.last());
        }
        let expected = message.headers.get("Nats-Expected-Last-Msg-Id").unwrap_or_default();
        if !expected.is_empty() && expected != self.dedup.last() {
            return Err(because(WRONG_LAST_ID, format!("wrong last msg ID: {}", self.dedup.last())));
        }
        if self.config.max_msg_size.is_some_and(|most| message.size() > u64::from(most)) {
            return Err(refusal(MESSAGE_TOO_LARGE));
        }
        if self.wanted(&message.subject) == 0 && self.config.retention == Retention::Interest {
            return Ok(());
        }
        self.check_room(message)
    }

    /// Whether there is room for what is new, if that is what gives way.
    fn check_room(&self, message: &Message) -> Result<(), ApiError> {
        let config = &self.config;
        if config.discard == Discard::Old {
            return Ok(());
        }
        let under = self.store.under(&message.subject);
        let crowded = under.filter(|under| config.max_msgs_per_subject.is_some_and(|most| under.len() as u64 >= most));
        let full = |what: &str| Err(because(STORE, format!("maximum {what} exceeded")));
        if crowded.is_some() && config.discard_new_per_subject {
            return full("messages per subject");
        }
        // Where the oldest of its subject gives way, there is room for one more.
        if crowded.is_none() && config.max_msgs.is_some_and(|most| self.store.messages() >= most) {
            return full("messages");
        }
        if config.max_bytes.is_some_and(|most| self.store.bytes() + message.size() >= most) {
            let oldest = crowded.and_then(|under| self.store.get(*under.front()?));
            if oldest.is_none_or(|oldest| size(&oldest.message) < message.size()) {
                return full("bytes");
            }
        }
        Ok(())
    }

    /// How many consumers ask for messages under this subject.
    fn wanted(&self, subject: &Subject) -> u32 {
        let wanted = self.consumers.iter().filter(|consumer| consumer.asks_for(subject)).count();
        u32::try_from(wanted).unwrap_or(u32::MAX)
    }

    /// Stores a message, and lets go of what gives way to it.
    fn keep(&mut self, message: &Arc<Message>, id: Option<&str>, alone: bool, turn: &mut Turn<'_>) -> u64 {
        let consumers = self.wanted(&message.subject);
        if consumers == 0 && self.config.retention == Retention::Interest {
            let sequence = self.store.skip();
            // The server remembers no sequence here.
            self.dedup.note(id, 0, turn.now);
            let of = self.of(message, sequence);
            turn.record(Kind::Stored { of, consumers, alone });
            turn.record(Kind::Removed { of, reason: RemovalReason::NoInterest, undelivered: 0 });
            return sequence;
        }
        let sequence = self.store.push(Arc::clone(message), turn.now);
        self.dedup.note(id, sequence, turn.now);
        turn.record(Kind::Stored { of: self.of(message, sequence), consumers, alone });
        for consumer in self.consumers.iter_mut().filter(|consumer| consumer.asks_for(&message.subject)) {
            consumer.undelivered += 1;
        }
        if let Some(most) = self.config.max_msgs_per_subject {
            self.thin(&message.subject, most, turn);
        }
        self.enforce_limits(turn);
        sequence
    }

    /// Lets go of the oldest messages of a subject that has too many.
    pub(super) fn thin(&mut self, subject: &Subject, most: u64, turn: &mut Turn<'_>) {
        while let Some(under) = self.store.under(subject).filter(|under| under.len() as u64 > most) {
            let Some(&oldest) = under.front() else { return };
            self.remove(oldest, RemovalReason::Limit, turn);
        }
    }

    /// Lets go of the oldest messages as long as there are too many, or too many bytes.
    pub(super) fn enforce_limits(&mut self, turn: &mut Turn<'_>) {
        let (messages, bytes) = (self.config.max_msgs, self.config.max_bytes);
        while messages.is_some_and(|most| self.store.messages() > most)
            || bytes.is_some_and(|most| self.store.bytes() > most)
        {
            self.remove(self.store.first(), RemovalReason::Limit, turn);
        }
    }

    /// Lets go of what is too old.
    pub(super) fn expire(&mut self, turn: &mut Turn<'_>) {
        while self.due().is_some_and(|due| due <= turn.now) {
            self.remove(self.store.first(), RemovalReason::Age, turn);
        }
    }

    /// Lets go of a message; whether it was there. Consumers that wait for its ack hear of it.
    pub(super) fn remove(&mut self, sequence: u64, reason: RemovalReason, turn: &mut Turn<'_>) -> bool {
        let Some(kept) = self.store.remove(sequence) else { return false };
        self.tell_removed(&kept.message, sequence, reason, turn);
        for consumer in &mut self.consumers {
            let uncounted = sequence > consumer.counted && consumer.is_to_deliver(sequence, &kept.message.subject);
            consumer.undelivered -= i64::from(uncounted);
            consumer.pass_over(sequence);
        }
        for place in 0..self.consumers.len() {
            self.lose(place, sequence, turn);
        }
        true
    }

    /// Records that a message is gone.
    pub(super) fn tell_removed(&self, message: &Message, sequence: u64, reason: RemovalReason, turn: &mut Turn<'_>) {
        let mut undelivered = 0;
        for consumer in &self.consumers {
            undelivered += u32::from(consumer.is_to_deliver(sequence, &message.subject));
        }
        turn.record(Kind::Removed { of: self.of(message, sequence), reason, undelivered });
    }

    /// A consumer, or none that is known, needs a message no more: the stream may let go of it.
    pub(super) fn let_go(&mut self, place: Option<usize>, sequence: u64, turn: &mut Turn<'_>) {
        let may = match self.config.retention {
            Retention::Limits => false,
            Retention::Workqueue => true,
            Retention::Interest => !self.is_needed(sequence, place),
        };
        if may {
            self.remove(sequence, RemovalReason::Settled, turn);
        }
    }

    /// Whether a consumer besides this one needs a message that is there.
    pub(super) fn is_needed(&self, sequence: u64, besides: Option<usize>) -> bool {
        let Some(kept) = self.store.get(sequence) else { return true };
        let others = self.consumers.iter().enumerate().filter(|(place, _)| Some(*place) != besides);
        others.into_iter().any(|(_, other)| other.needs(sequence, &kept.message.subject, &self.config))
    }

    /// Something new is there: who asks for it delivers it.
    fn signal(&mut self, subject: &Subject, turn: &mut Turn<'_>) {
        for place in 0..self.consumers.len() {
            if self.consumers[place].asks_for(subject) {
                self.serve(place, turn);
            }
        }
    }
}
