//! What is due by the clock: acks that did not come, signs of life, fetches whose time is over, messages too old.

use super::consumer::Consumer;
use super::deliver::SLACK;
use super::stream::Stream;
use super::turn::Turn;
use crate::message::Status;
use crate::sim::time::{Span, Time};
use crate::transcript::Kind;

impl Stream {
    /// When something is due next; not later than that.
    pub(super) fn next_due(&self) -> Option<Time> {
        let consumers = self.consumers.iter().filter_map(Consumer::next_due);
        consumers.chain(self.due()).min()
    }

    /// Does what is due.
    pub(super) fn wake(&mut self, turn: &mut Turn<'_>) {
        self.expire(turn);
        for place in 0..self.consumers.len() {
            if self.consumers[place].next_due().is_some_and(|due| due <= turn.now) {
                self.wake_consumer(place, turn);
            }
        }
    }

    fn wake_consumer(&mut self, place: usize, turn: &mut Turn<'_>) {
        let first = self.store.first();
        let consumer = &mut self.consumers[place];
        // That no ack is overdue is no reason for the server to look for messages.
        let mut looks = false;
        if consumer.check_at.is_some_and(|at| at <= turn.now) {
            looks |= consumer.check_pending(first, turn);
        }
        if consumer.beat_at.is_some_and(|at| at <= turn.now) {
            consumer.beat(turn);
            looks = true;
        }
        if consumer.waiting.is_due(turn.now) {
            consumer.look_through(true, turn);
            looks = true;
        }
        if looks {
            self.serve(place, turn);
        }
    }
}

impl Consumer {
    fn next_due(&self) -> Option<Time> {
        [self.check_at, self.beat_at, self.waiting.due()].into_iter().flatten().min()
    }

    /// Shows a sign of life where it pushes to.
    fn beat(&mut self, turn: &mut Turn<'_>) {
        if let (true, Some(to)) = (self.is_listened_to, &self.config.deliver_subject) {
            turn.status(&to.clone(), Status::Heartbeat);
        }
        self.beat_at = self.config.idle_heartbeat.map(|beat| turn.now + beat);
    }

    /// Looks which acks did not come in time, queues what they were awaited of, and decides when to look again
    /// (`checkPending`); whether there are any. `first` is the first message that the stream has.
    fn check_pending(&mut self, first: u64, turn: &mut Turn<'_>) -> bool {
        let now = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
        let wait = nanoseconds(self.config.ack_wait.unwrap_or(Span::ZERO));
        let mut next = self.config.backoff.last().map_or(wait + nanoseconds(SLACK), |&last| nanoseconds(last));
        let (mut expired, mut gone) = (Vec::new(), Vec::new());
        for (&sequence, pending) in &self.pending {
            if sequence < first {
                gone.push(sequence);
                continue;
            }
            let (deadline, following) = self.deadlines(sequence, wait);
            next = next.min(following.unwrap_or(next));
            let elapsed = now.saturating_sub(pending.since);
            if elapsed >= deadline {
                if !pending.is_queued {
                    expired.push(sequence);
                }
            } else {
                next = next.min(deadline - elapsed);
            }
        }
        let lost_some = !gone.is_empty();
        for sequence in gone {
            self.forget(sequence, turn);
        }
        if lost_some {
            self.store_all();
        }
        self.queue_expired(&expired, now, turn);
        if self.pending.is_empty() {
            self.check_at = None;
            self.queue.clear();
        } else {
            let next = if next > 0 { next } else { wait };
            self.check_at = Some(turn.now + Span::from_nanos(u64::try_from(next).unwrap_or(0)) + SLACK);
        }
        !expired.is_empty()
    }

    /// How long the ack of a message is awaited now, and with a backoff after its next delivery.
    fn deadlines(&self, sequence: u64, wait: i64) -> (i64, Option<i64>) {
        let Some(last) = self.config.backoff.len().checked_sub(1) else { return (wait, None) };
        let times = self.again.get(&sequence).map_or(0, |again| again.times);
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        let at = |place: usize| nanoseconds(self.config.backoff[place.min(last)]);
        (at(times), Some(at(times.saturating_add(1))))
    }

    /// A message that it waits for is gone from the stream.
    fn forget(&mut self, sequence: u64, turn: &mut Turn<'_>) {
        let delivery = self.pending.get(&sequence).map_or(0, |pending| pending.delivery);
        if let Some(message) = self.settle(sequence) {
            turn.record(Kind::Terminated { of: self.of(message, sequence), gone: true });
        }
        self.floor.stream = self.floor.stream.max(sequence);
        self.floor.consumer = self.floor.consumer.max(delivery);
    }

    /// Queues what is to be delivered again.
    pub(super) fn queue_expired(&mut self, expired: &[u64], now: i64, turn: &mut Turn<'_>) {
        let oldest = expired.first().and_then(|first| self.pending.get(first)).map_or(now, |pending| pending.since);
        for &sequence in expired {
            let Some(pending) = self.pending.get_mut(&sequence) else { continue };
            // They begin to wait anew, in the order in which they waited.
            pending.since = pending.since.saturating_add(now.saturating_sub(oldest));
            pending.is_queued = true;
            let was_delayed = std::mem::take(&mut pending.is_delayed);
            let message = pending.message;
            self.queue.push_back(sequence);
            if !was_delayed {
                turn.record(Kind::AckTimedOut { of: self.of(message, sequence) });
            }
        }
    }
}

fn nanoseconds(span: Span) -> i64 {
    i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)
}
