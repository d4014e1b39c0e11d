//! A consumer's state: what it delivered, what it waits for, what it is to deliver again (`consumer.go`).

use super::overlap::has_wildcard;
use super::pull::Waiting;
use super::store::Store;
use super::stored::Stored;
use super::turn::Turn;
use crate::message::subject::Subject;
use crate::message::{
    ConsumerConfig, ConsumerId, ConsumerInfo, ConsumerMessage, DeliverPolicy, MessageId, SequencePair, StreamConfig,
};
use crate::ordered::Map;
use crate::sim::time::Time;
use crate::transcript::{ConsumerChange, Kind};
use std::collections::VecDeque;
use std::sync::Arc;

/// A consumer of a stream.
#[derive(Clone, Debug)]
pub(super) struct Consumer {
    pub(super) id: ConsumerId,
    pub(super) name: Arc<str>,
    /// With the server's defaults.
    pub(super) config: Arc<ConsumerConfig>,
    /// The stream's message to look at next.
    pub(super) next: u64,
    /// The first message that it never came to. Where the server goes back by mistake, this stays.
    pub(super) reached: u64,
    /// How many deliveries it made.
    pub(super) deliveries: u64,
    /// Up to where everything is acknowledged.
    pub(super) floor: SequencePair,
    /// What awaits its ack, by sequence in the stream.
    pub(super) pending: Map<u64, Pending>,
    /// What was delivered again and is not acknowledged, given up or not.
    pub(super) again: Map<u64, Again>,
    /// The number of the last delivery of what was delivered more than once and is still in the stream.
    pub(super) repeated: Map<u64, u32>,
    /// Whether anything was ever delivered again.
    pub(super) ever_again: bool,
    /// What is to be delivered again, in this order. All of it is pending, too.
    pub(super) queue: VecDeque<u64>,
    /// How many messages it is to deliver for the first time.
    pub(super) undelivered: i64,
    /// The last of them when they were counted; 0 if there was none. The server does not take off what goes later but
    /// came before (observed), so what it says can be too much.
    pub(super) counted: u64,
    /// With the last message of each subject, what it begins with.
    pub(super) skip: Option<Skip>,
    /// What a file has of it.
    pub(super) stored: Stored,
    /// When it looks for acks that did not come.
    pub(super) check_at: Option<Time>,
    /// Who waits for messages (pull).
    pub(super) waiting: Waiting,
    /// Whether anybody listens where it pushes to.
    pub(super) is_listened_to: bool,
    /// When it shows a sign of life next (push).
    pub(super) beat_at: Option<Time>,
}

/// A delivery that awaits its ack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) message: MessageId,
    /// Its number among the consumer's deliveries.
    pub(super) delivery: u64,
    /// Since when the ack is awaited, in nanoseconds; a nak with a delay may put it before the start of the run, or
    /// after now.
    pub(super) since: i64,
    /// Whether it is in the queue.
    pub(super) is_queued: bool,
    /// Whether it was asked for again, and waits for its delay.
    pub(super) is_delayed: bool,
}

/// How often a message was delivered again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Again {
    pub(super) message: MessageId,
    pub(super) times: u64,
    /// Whether the stream was purged of it.
    pub(super) gone: bool,
}

/// What a consumer begins with if it wants the last message of each subject.
#[derive(Clone, Debug)]
pub(super) struct Skip {
    pub(super) sequences: VecDeque<u64>,
    /// The last message of the stream at that time.
    pub(super) resume: u64,
}

impl Consumer {
    /// A consumer of what is in the store and will come.
    pub(super) fn new(id: ConsumerId, config: Arc<ConsumerConfig>, store: &Store) -> Consumer {
        let mut skip = None;
        let filter = config.filter_subject.as_ref();
        let next = match config.deliver_policy {
            DeliverPolicy::All => store.first(),
            DeliverPolicy::Last if filter.is_some() => last_for(&config, store),
            DeliverPolicy::Last => store.last(),
            DeliverPolicy::New => store.last() + 1,
            DeliverPolicy::ByStartSequence(sequence) => sequence,
            DeliverPolicy::ByStartTime(time) => {
                let from = store.range(1, store.last()).find(|(_, kept)| kept.at >= time);
                from.map_or(store.last() + 1, |(sequence, _)| sequence)
            }
            DeliverPolicy::LastPerSubject => {
                let sequences = store.last_of_each(filter);
                let first = sequences.front().copied();
                skip = first.map(|_| Skip { sequences, resume: store.last() });
                first.unwrap_or(store.last())
            }
        };
        let next = if store.first() == 0 { 1 } else { next.max(store.first()).min(store.last() + 1) };
        let mut consumer = Consumer {
            id,
            name: config.name.as_str().into(),
            config,
            next,
            reached: next,
            deliveries: 0,
            // Wherever it begins: so an interest stream keeps older messages for it, too (observed).
            floor: SequencePair::default(),
            pending: Map::new(),
            again: Map::new(),
            repeated: Map::new(),
            ever_again: false,
            queue: VecDeque::new(),
            undelivered: 0,
            counted: 0,
            skip,
            stored: Stored::new(next - 1),
            check_at: None,
            waiting: Waiting::default(),
            is_listened_to: false,
            beat_at: None,
        };
        consumer.count_undelivered(store);
        consumer
    }

    pub(super) fn is_push(&self) -> bool {
        self.config.deliver_subject.is_some()
    }

    /// Whether it asks for messages under this subject.
    pub(super) fn asks_for(&self, subject: &Subject) -> bool {
        match &self.config.filter_subject {
            None => true,
            Some(filter) if has_wildcard(filter.as_str()) => filter.matches(subject),
            Some(filter) => filter.as_str() == subject.as_str(),
        }
    }

    /// Whether a message of the stream is still to be delivered for the first time.
    pub(super) fn is_to_deliver(&self, sequence: u64, subject: &Subject) -> bool {
        match &self.skip {
            Some(skip) if sequence <= skip.resume => skip.sequences.contains(&sequence),
            _ => sequence >= self.reached && self.asks_for(subject),
        }
    }

    /// Whether it owes a message to somebody: it was not delivered, or it was and is not settled.
    pub(super) fn owes(&self, sequence: u64, subject: &Subject) -> bool {
        let known = self.again.get(&sequence).is_some_and(|again| !again.gone);
        known || self.pending.contains_key(&sequence) || self.is_to_deliver(sequence, subject)
    }

    /// Goes on to a message; never back.
    pub(super) fn go_to(&mut self, sequence: u64) {
        self.next = self.next.max(sequence);
        self.reached = self.reached.max(self.next);
    }

    /// A message is gone, which it may have begun with.
    pub(super) fn pass_over(&mut self, sequence: u64) {
        self.repeated.remove(&sequence);
        if let Some(skip) = &mut self.skip {
            skip.sequences.retain(|&one| one != sequence);
        }
    }

    /// How many messages it has not delivered even once.
    pub(super) fn is_still_to_deliver(&self, store: &Store) -> u64 {
        match &self.skip {
            Some(skip) => {
                skip.sequences.len() as u64 + store.count(self.config.filter_subject.as_ref(), skip.resume + 1)
            }
            None => store.count(self.config.filter_subject.as_ref(), self.reached),
        }
    }

    /// Counts anew what it is to deliver, as the server does: of the last message of each subject, only those.
    pub(super) fn count_undelivered(&mut self, store: &Store) {
        self.count_from(self.next, store);
    }

    fn count_from(&mut self, from: u64, store: &Store) {
        let filter = self.config.filter_subject.as_ref();
        let (count, last) = match self.config.deliver_policy {
            DeliverPolicy::LastPerSubject => {
                let last = store.last_of_each(filter);
                (last.iter().filter(|&&sequence| sequence >= from).count() as u64, last.back().copied())
            }
            _ => {
                let mut later = store.range(from, store.last()).rev();
                let last = later.find(|(_, kept)| self.asks_for(&kept.message.subject));
                (store.count(filter, from), last.map(|(sequence, _)| sequence))
            }
        };
        self.undelivered = i64::try_from(count).unwrap_or(i64::MAX);
        self.counted = last.unwrap_or(0);
    }

    /// Records that it has another filter than it had.
    pub(super) fn tell_refiltered(&self, was: &Consumer, store: &Store, turn: &mut Turn<'_>) {
        let (mut more, mut fewer) = (0, 0);
        for (sequence, kept) in store.range(1, store.last()) {
            let subject = &kept.message.subject;
            match (was.is_to_deliver(sequence, subject), self.is_to_deliver(sequence, subject)) {
                (false, true) => more += 1,
                (true, false) => fewer += 1,
                _ => {}
            }
        }
        let filter = self.config.filter_subject.clone();
        turn.record(Kind::ConsumerChanged(ConsumerChange { consumer: self.id, filter, more, fewer }));
    }

    /// Records that it is to deliver so many messages instead of so many, if that is another number.
    pub(super) fn tell_changed(&self, before: u64, after: u64, turn: &mut Turn<'_>) {
        if before != after {
            let (more, fewer) = (after.saturating_sub(before), before.saturating_sub(after));
            let filter = self.config.filter_subject.clone();
            turn.record(Kind::ConsumerChanged(ConsumerChange { consumer: self.id, filter, more, fewer }));
        }
    }

    /// How many messages it says it is to deliver. If there was none when it last counted, it counts again.
    pub(super) fn pending_messages(&mut self, store: &Store) -> u64 {
        if self.counted == 0 {
            self.count_undelivered(store);
        }
        u64::try_from(self.undelivered).unwrap_or(0)
    }

    /// How many it says it is to deliver besides this one, which it delivers for the first time.
    pub(super) fn pending_besides(&mut self, sequence: u64, store: &Store) -> u64 {
        if self.counted == 0 {
            self.count_from(sequence + 1, store);
            self.undelivered += 1;
        }
        u64::try_from(self.undelivered - 1).unwrap_or(0)
    }

    /// Takes a message out of the queue of those that are to be delivered again.
    pub(super) fn unqueue(&mut self, sequence: u64) {
        if let Some(place) = self.queue.iter().position(|&queued| queued == sequence) {
            self.queue.remove(place);
        }
    }

    /// Forgets a delivery that awaited its ack, and that it was one of many; the message it was of, if it was known.
    pub(super) fn settle(&mut self, sequence: u64) -> Option<MessageId> {
        let pending = self.pending.remove(&sequence);
        if pending.is_some_and(|pending| pending.is_queued) {
            self.unqueue(sequence);
        }
        let again = self.again.remove(&sequence).filter(|again| !again.gone);
        pending.map(|pending| pending.message).or(again.map(|again| again.message))
    }

    /// Whether it may hold no more deliveries that await their ack.
    pub(super) fn is_full(&self) -> bool {
        self.config.max_ack_pending.is_some_and(|most| self.pending.len() >= most as usize)
    }

    /// Whether it takes only a part of the stream (`isFiltered`).
    fn is_filtered(&self, stream: &StreamConfig) -> bool {
        let filter = self.config.filter_subject.as_ref();
        filter.is_some_and(|filter| stream.subjects.len() != 1 || stream.subjects[0] != *filter)
    }

    /// Whether a message must stay for it, in a stream that keeps what somebody needs (`needAck`).
    pub(super) fn needs(&self, sequence: u64, subject: &Subject, stream: &StreamConfig) -> bool {
        if self.is_filtered(stream) && !self.asks_for(subject) || sequence <= self.floor.stream {
            return false;
        }
        match self.config.ack_policy {
            crate::message::AckPolicy::Explicit => sequence >= self.next || self.pending.contains_key(&sequence),
            crate::message::AckPolicy::None | crate::message::AckPolicy::All => true,
        }
    }

    /// A message of the stream, as a record names it.
    pub(super) const fn of(&self, message: MessageId, sequence: u64) -> ConsumerMessage {
        ConsumerMessage { message, consumer: self.id, sequence }
    }

    pub(super) fn info(&self) -> ConsumerInfo {
        ConsumerInfo {
            config: Arc::clone(&self.config),
            delivered: SequencePair { consumer: self.deliveries, stream: self.next - 1 },
            ack_floor: self.floor,
            num_ack_pending: self.pending.len() as u64,
            num_redelivered: self.again.len() as u64,
            num_waiting: self.waiting.len() as u64,
            num_pending: u64::try_from(self.undelivered).unwrap_or(0),
        }
    }
}

/// The last message that the consumer's filter asks for; 0 if there is none.
fn last_for(config: &ConsumerConfig, store: &Store) -> u64 {
    let filter = config.filter_subject.as_ref();
    let mut messages = store.range(1, store.last()).rev();
    let found = messages.find(|(_, kept)| filter.is_none_or(|filter| filter.matches(&kept.message.subject)));
    found.map_or(0, |(sequence, _)| sequence)
}
