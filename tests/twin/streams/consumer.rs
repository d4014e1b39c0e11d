//! A consumer's lists: what awaits its ack, what comes again, who waits for messages.

use super::Turn;
use super::files::File;
use super::stream::Kept;
use crate::interest::asks;
use queue_playground::message::subject::Subject;
use queue_playground::message::{
    AckPolicy, ConnectionId, ConsumerConfig, ConsumerId, ConsumerMessage, DeliverPolicy, MessageId, StreamConfig,
};
use queue_playground::sim::time::{Span, Time};

pub(super) struct Consumer {
    pub(super) id: ConsumerId,
    pub(super) config: ConsumerConfig,
    /// The number of the message that comes next for the first time, at least.
    pub(super) next: u64,
    /// The first message that it never came to: it does not go back with `next`.
    pub(super) reached: u64,
    pub(super) deliveries: u64,
    /// The delivery and the message up to which everything is acknowledged.
    pub(super) floor: (u64, u64),
    pub(super) pending: Vec<Pending>,
    /// Message, identity, and how often it came again.
    pub(super) again: Vec<(u64, MessageId, u64)>,
    pub(super) ever_again: bool,
    /// Every delivery there was: the message, and its number among those of the message.
    pub(super) numbers: Vec<(u64, u32)>,
    /// The numbers of those that come again, in this order.
    pub(super) queue: Vec<u64>,
    /// What stands in its file.
    pub(super) file: File,
    pub(super) undelivered: i64,
    /// The last of those when they were counted; 0 if there was none.
    pub(super) counted: u64,
    pub(super) check_at: Option<Time>,
    pub(super) beat_at: Option<Time>,
    pub(super) waiting: Vec<Waiter>,
    pub(super) waiting_due: Option<Time>,
    /// How many subscriptions had ended when all who wait were last seen to listen.
    pub(super) ended: u64,
    /// Whether anybody listens where it pushes to.
    pub(super) heard: bool,
}

#[derive(Clone, Copy)]
pub(super) struct Pending {
    pub(super) sequence: u64,
    pub(super) message: MessageId,
    pub(super) delivery: u64,
    /// In nanoseconds; a nak may put it before the start of the run.
    pub(super) since: i64,
    pub(super) queued: bool,
    pub(super) delayed: bool,
}

#[derive(Clone)]
pub(super) struct Waiter {
    pub(super) inbox: Subject,
    pub(super) connection: ConnectionId,
    pub(super) left: u32,
    pub(super) expires: Option<Time>,
}

pub(super) fn nanoseconds(span: Span) -> i64 {
    i64::try_from(span.as_nanos()).expect("a short span")
}

pub(super) fn nanoseconds_at(now: Time) -> i64 {
    nanoseconds(now.since(Time::ZERO))
}

impl Consumer {
    /// A consumer of an empty stream: whatever its policy, it begins with the first message.
    pub(super) fn new(id: ConsumerId, wanted: &ConsumerConfig, turn: &Turn<'_>) -> Consumer {
        let mut config = wanted.clone();
        if config.deliver_subject.is_none() {
            config.max_waiting = config.max_waiting.or(Some(512));
        }
        if config.ack_policy != AckPolicy::None {
            config.ack_wait = config.ack_wait.or(Some(Span::from_secs(30)));
            config.max_ack_pending = config.max_ack_pending.or(Some(1_000));
        }
        if let Some(first) = config.backoff.first() {
            config.ack_wait = Some(*first);
        }
        let mut consumer = Consumer {
            id,
            next: 1,
            reached: 1,
            deliveries: 0,
            floor: (0, 0),
            pending: Vec::new(),
            again: Vec::new(),
            ever_again: false,
            numbers: Vec::new(),
            queue: Vec::new(),
            file: File::default(),
            undelivered: 0,
            counted: 0,
            check_at: None,
            beat_at: config.idle_heartbeat.filter(|_| config.deliver_subject.is_some()).map(|beat| turn.now + beat),
            waiting: Vec::new(),
            waiting_due: None,
            ended: 0,
            heard: false,
            config,
        };
        consumer.listen(turn);
        consumer
    }

    pub(super) const fn pushes(&self) -> bool {
        self.config.deliver_subject.is_some()
    }

    /// Looks whether anybody listens where it pushes to.
    pub(super) fn listen(&mut self, turn: &Turn<'_>) {
        if let Some(to) = &self.config.deliver_subject {
            self.heard = turn.core.is_heard_exactly(to, self.config.deliver_group.as_deref());
        }
    }

    pub(super) fn asks_for(&self, subject: &Subject) -> bool {
        self.config.filter_subject.as_ref().is_none_or(|filter| asks(filter.as_str(), subject.as_str()))
    }

    pub(super) fn pending(&mut self, sequence: u64) -> Option<&mut Pending> {
        self.pending.iter_mut().find(|pending| pending.sequence == sequence)
    }

    pub(super) fn times(&self, sequence: u64) -> u64 {
        self.again.iter().find(|again| again.0 == sequence).map_or(0, |again| again.2)
    }

    pub(super) fn is_full(&self) -> bool {
        self.config.max_ack_pending.is_some_and(|most| self.pending.len() >= most as usize)
    }

    /// Forgets all about a message; says its identity if it knew of it.
    pub(super) fn forget(&mut self, sequence: u64) -> Option<MessageId> {
        let pending = self.pending(sequence).copied();
        let again = self.again.iter().find(|again| again.0 == sequence).copied();
        if pending.is_some_and(|pending| pending.queued) {
            self.queue.retain(|queued| *queued != sequence);
        }
        self.pending.retain(|pending| pending.sequence != sequence);
        self.again.retain(|again| again.0 != sequence);
        pending.map(|pending| pending.message).or(again.map(|again| again.1))
    }

    /// Goes on to a message, never back.
    pub(super) fn go_to(&mut self, sequence: u64) {
        self.next = self.next.max(sequence);
        self.reached = self.reached.max(self.next);
    }

    /// Whether somebody is to get the message still, or again.
    pub(super) fn owes(&self, kept: &Kept) -> bool {
        let known = self.times(kept.sequence) > 0;
        let awaited = self.pending.iter().any(|pending| pending.sequence == kept.sequence);
        known || awaited || kept.sequence >= self.reached && self.asks_for(&kept.message.subject)
    }

    /// Whether it is to deliver the message for the first time.
    pub(super) fn is_to_deliver(&self, sequence: u64, subject: &Subject) -> bool {
        sequence >= self.reached && self.asks_for(subject)
    }

    /// Counts anew what it is to deliver.
    pub(super) fn recount(&mut self, messages: &[Kept]) {
        self.counted = 0;
        self.count_again_from(self.next, messages);
    }

    /// If there was nothing when it last counted what it is to deliver, it counts again, from this message on.
    pub(super) fn count_again_from(&mut self, from: u64, messages: &[Kept]) -> bool {
        if self.counted > 0 {
            return false;
        }
        let asked = |kept: &&Kept| kept.sequence >= from && self.asks_for(&kept.message.subject);
        let asked: Vec<&Kept> = messages.iter().filter(asked).collect();
        let last_of_subject = |kept: &Kept| {
            let later = messages.iter().filter(|one| one.message.subject == kept.message.subject);
            later.map(|one| one.sequence).max() == Some(kept.sequence)
        };
        let counts =
            |kept: &&&Kept| self.config.deliver_policy != DeliverPolicy::LastPerSubject || last_of_subject(kept);
        let count = asked.iter().filter(counts).count();
        // Of the last of each subject, the last at all is remembered, counted or not.
        let last = match self.config.deliver_policy {
            DeliverPolicy::LastPerSubject => messages.iter().rev().find(|kept| self.asks_for(&kept.message.subject)),
            _ => asked.last().copied(),
        };
        let last = last.map_or(0, |kept| kept.sequence);
        self.undelivered = i64::try_from(count).expect("few messages");
        self.counted = last;
        true
    }

    pub(super) const fn of(&self, message: MessageId, sequence: u64) -> ConsumerMessage {
        ConsumerMessage { message, consumer: self.id, sequence }
    }

    /// Whether an interest stream must keep a message for it.
    pub(super) fn needs(&self, kept: &Kept, stream: &StreamConfig) -> bool {
        let filter = self.config.filter_subject.as_ref();
        let is_filtered = filter.is_some_and(|filter| stream.subjects.len() != 1 || stream.subjects[0] != *filter);
        if is_filtered && !self.asks_for(&kept.message.subject) || kept.sequence <= self.floor.1 {
            return false;
        }
        let awaited = self.pending.iter().any(|pending| pending.sequence == kept.sequence);
        self.config.ack_policy != AckPolicy::Explicit || kept.sequence >= self.next || awaited
    }
}
