//! What a file keeps of a consumer, and what a server makes of it when it starts again (`filestore.go`,
//! `consumerFileStore`; `consumer.go`, `readStoredState`, `applyState`). Asked of nats-server 2.9.10.
//!
//! It is not all that the server knew. Who waits and what is queued is forgotten; the moments of deliveries are kept in
//! whole seconds; what was given up is as if it were not, and is given up once more; of the last message of each
//! subject, what it was to begin with is forgotten, so that it goes on with whatever comes behind.

use super::consumer::{Again, Consumer, Pending};
use super::deliver::SLACK;
use super::pull::Waiting;
use super::stream::Stream;
use super::turn::Turn;
use crate::message::{AckPolicy, SequencePair};
use crate::ordered::Map;
use crate::sim::time::{SECOND_NS, Span};
use crate::transcript::RemovalReason;

/// A consumer as its file has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    /// The last delivery, and the latest message that was delivered.
    delivered: SequencePair,
    floor: SequencePair,
    pending: Map<u64, Kept>,
    /// How often each was delivered again.
    again: Map<u64, u64>,
}

/// A delivery that awaits its ack.
#[derive(Clone, Copy, Debug)]
struct Kept {
    delivery: u64,
    since: i64,
}

impl Stored {
    /// Of a consumer that begins with the message after this one.
    pub(super) fn new(before: u64) -> Stored {
        let delivered = SequencePair { consumer: 0, stream: before };
        Stored { delivered, floor: SequencePair::default(), pending: Map::new(), again: Map::new() }
    }

    /// The `times`-th delivery of a message, or a later moment from which its ack is awaited (`UpdateDelivered`).
    pub(super) fn deliver(&mut self, at: SequencePair, times: u64, since: i64, policy: AckPolicy) {
        let SequencePair { consumer: delivery, stream: sequence } = at;
        if policy == AckPolicy::None {
            (self.delivered, self.floor) = (at, at);
            return;
        }
        if sequence > self.delivered.stream {
            self.pending.insert(sequence, Kept { delivery, since });
        } else if let Some(kept) = self.pending.get_mut(&sequence) {
            *kept = Kept { delivery, since };
        }
        self.delivered.consumer = self.delivered.consumer.max(delivery);
        self.delivered.stream = self.delivered.stream.max(sequence);
        if times > 1 {
            self.again.insert(sequence, times - 1);
        }
    }

    /// A message was settled (`UpdateAcks`).
    pub(super) fn settle(&mut self, sequence: u64, delivery: u64, policy: AckPolicy) {
        let Some(kept) = self.pending.get(&sequence).copied() else { return };
        if policy == AckPolicy::All {
            self.floor = SequencePair { consumer: delivery, stream: sequence };
            let settled: Vec<u64> = self.pending.range(..=sequence).map(|(&one, _)| one).collect();
            for one in settled {
                self.pending.remove(&one);
                self.again.remove(&one);
            }
            return;
        }
        self.pending.remove(&sequence);
        self.again.remove(&sequence);
        if self.pending.is_empty() {
            self.floor = self.delivered;
        } else if kept.delivery == self.floor.consumer + 1 {
            let is_first = self.floor.consumer == 0;
            self.floor = SequencePair { consumer: kept.delivery, stream: sequence };
            let passed = sequence + 1..self.delivered.stream.max(sequence + 1);
            if let Some((&next, kept)) = self.pending.range(passed).next()
                && !is_first
                && kept.delivery > 0
            {
                self.floor = SequencePair { consumer: kept.delivery - 1, stream: next - 1 };
            }
        }
    }
}

impl Consumer {
    /// Writes down all that it knows (`writeStoreState`).
    pub(super) fn store_all(&mut self) {
        let kept = |pending: &Pending| Kept { delivery: pending.delivery, since: pending.since };
        self.stored = Stored {
            delivered: SequencePair { consumer: self.deliveries, stream: self.next - 1 },
            floor: self.floor,
            pending: self.pending.iter().map(|(&sequence, pending)| (sequence, kept(pending))).collect(),
            again: self.again.iter().map(|(&sequence, again)| (sequence, again.times)).collect(),
        };
    }

    /// What was known of a message that the file has as awaiting its ack; none if that was settled in another way.
    fn recalled(&self, sequence: u64, kept: Kept) -> Option<Pending> {
        let known = self.again.get(&sequence).filter(|again| !again.gone).map(|again| again.message);
        let message = self.pending.get(&sequence).map(|pending| pending.message).or(known)?;
        let second = i64::try_from(SECOND_NS).unwrap_or(i64::MAX);
        let since = kept.since.div_euclid(second) * second;
        Some(Pending { message, delivery: kept.delivery, since, is_queued: false, is_delayed: false })
    }
}

impl Stream {
    /// The server ends: whoever waits or listens is gone, and nothing is due any more.
    pub(super) fn stop(&mut self) {
        for consumer in &mut self.consumers {
            (consumer.waiting, consumer.is_listened_to) = (Waiting::default(), false);
            (consumer.check_at, consumer.beat_at) = (None, None);
            consumer.queue.clear();
        }
    }

    /// Lets go of what has become too old meanwhile, before there are consumers: they find out by the clock.
    fn expire_unnoticed(&mut self, turn: &mut Turn<'_>) {
        while self.due().is_some_and(|due| due <= turn.now) {
            let sequence = self.store.first();
            let Some(kept) = self.store.remove(sequence) else { return };
            self.tell_removed(&kept.message, sequence, RemovalReason::Age, turn);
            self.consumers.iter_mut().for_each(|consumer| consumer.pass_over(sequence));
        }
    }

    /// Begins again with what the files have; `delay` is how long each of its consumers waits at most before it looks
    /// for acks that did not come.
    pub(super) fn start(&mut self, delay: impl Fn(&Consumer) -> Span, turn: &mut Turn<'_>) {
        self.expire_unnoticed(turn);
        self.dedup.rebuild(&self.store, turn.now, self.config.duplicate_window.unwrap_or(Span::ZERO));
        for place in 0..self.consumers.len() {
            let was = self.consumers[place].clone();
            let consumer = &mut self.consumers[place];
            let stored = consumer.stored.clone();
            // What was settled and came once more is awaited, too: the server forgets it, our ledger does not.
            let since = |pending: &Pending| Kept { delivery: pending.delivery, since: pending.since };
            let mut kept: Map<u64, Kept> = was.pending.iter().map(|(&sequence, one)| (sequence, since(one))).collect();
            kept.extend(stored.pending.iter().map(|(&sequence, one)| (sequence, *one)));
            let recalled = kept.iter().filter_map(|(&sequence, &kept)| Some((sequence, was.recalled(sequence, kept)?)));
            consumer.pending = recalled.collect();
            let again = stored.again.iter().filter_map(|(&sequence, &times)| {
                let message = consumer.pending.get(&sequence)?.message;
                Some((sequence, Again { message, times, gone: false }))
            });
            consumer.again = again.collect();
            consumer.ever_again = !consumer.again.is_empty();
            consumer.next = stored.delivered.stream + 1;
            consumer.deliveries = stored.delivered.consumer;
            consumer.floor = stored.floor;
            if consumer.is_push() {
                consumer.beat_at = consumer.config.idle_heartbeat.map(|beat| turn.now + beat);
            }
            if consumer.skip.take().is_some() {
                consumer.reached = consumer.next;
                consumer.tell_refiltered(&was, &self.store, turn);
            }
            consumer.count_undelivered(&self.store);
            consumer.check_at = (!consumer.pending.is_empty()).then(|| turn.now + delay(consumer));
        }
    }
}

/// How long a consumer waits with its first look: a while drawn by chance, or its own time if that is less.
pub(super) fn first_look(consumer: &Consumer, drawn: Span) -> Span {
    let wait = consumer.config.ack_wait.unwrap_or(Span::ZERO);
    if wait < drawn { wait + SLACK } else { drawn }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pair(consumer: u64, stream: u64) -> SequencePair {
        SequencePair { consumer, stream }
    }

    #[test]
    fn a_file_knows_what_was_delivered_and_not_what_was_settled() {
        let mut stored = Stored::new(0);
        for number in 1..=3 {
            stored.deliver(pair(number, number), 1, 0, AckPolicy::Explicit);
        }
        stored.settle(2, 2, AckPolicy::Explicit);
        assert_eq!((stored.floor, stored.pending.len()), (pair(0, 0), 2));
        stored.deliver(pair(4, 1), 2, 5, AckPolicy::Explicit);
        assert_eq!((stored.delivered, stored.again.get(&1)), (pair(4, 3), Some(&1)));
        stored.settle(1, 1, AckPolicy::Explicit);
        stored.settle(3, 3, AckPolicy::Explicit);
        assert_eq!((stored.floor, stored.pending.len(), stored.again.len()), (pair(4, 3), 0, 0));
    }

    #[test]
    fn an_ack_of_all_settles_what_came_before() {
        let mut stored = Stored::new(10);
        for number in 1..=3 {
            stored.deliver(pair(number, 10 + number), 1, 0, AckPolicy::All);
        }
        stored.settle(12, 2, AckPolicy::All);
        assert_eq!((stored.floor, stored.pending.len()), (pair(2, 12), 1));
    }
}
