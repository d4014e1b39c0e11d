//! What is due by the clock.

use super::Turn;
use super::consumer::{Consumer, nanoseconds, nanoseconds_at};
use super::fetch::earlier;
use super::stream::Stream;
use queue_playground::message::{Answer, Status};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, RemovalReason};

/// How much later than due the server looks.
const SLACK: Span = Span::from_millis(1);

impl Stream {
    pub(super) fn oldest_goes(&self) -> Option<Time> {
        Some(self.messages.first()?.at + self.config.max_age?)
    }

    pub(super) fn next_due(&self) -> Option<Time> {
        self.consumers.iter().filter_map(Consumer::next_due).chain(self.oldest_goes()).min()
    }

    pub(super) fn wake(&mut self, turn: &mut Turn<'_>) {
        while self.oldest_goes().is_some_and(|at| at <= turn.now) {
            let oldest = self.messages[0].sequence;
            self.remove(oldest, RemovalReason::Age, turn);
        }
        for place in 0..self.consumers.len() {
            let now = turn.now;
            let is_due = |at: Option<Time>| at.is_some_and(|at| at <= now);
            let mut looks = false;
            if is_due(self.consumers[place].check_at) {
                looks |= self.check_pending(place, turn);
            }
            if is_due(self.consumers[place].beat_at) {
                self.consumers[place].beat(turn);
                looks = true;
            }
            if self.consumers[place].is_line_due(now) {
                self.consumers[place].look_through(turn);
                looks = true;
            }
            if looks {
                self.serve(place, turn);
            }
        }
    }

    /// Queues what was not acknowledged in time, in the order of the stream; whether there is any.
    fn check_pending(&mut self, place: usize, turn: &mut Turn<'_>) -> bool {
        let (first, now) = (self.first(), nanoseconds_at(turn.now));
        let consumer = &mut self.consumers[place];
        let wait = nanoseconds(consumer.config.ack_wait.expect("it was filled in"));
        let backoff: Vec<i64> = consumer.config.backoff.iter().map(|span| nanoseconds(*span)).collect();
        let step = |times: u64| backoff.get(usize::try_from(times).expect("few")).or(backoff.last()).copied();
        let mut next = backoff.last().copied().unwrap_or(wait + nanoseconds(SLACK));
        let mut all = consumer.pending.clone();
        all.sort_by_key(|pending| pending.sequence);
        let (mut expired, mut gone) = (Vec::new(), Vec::new());
        for pending in &all {
            if pending.sequence < first {
                gone.push(*pending);
                continue;
            }
            let times = consumer.times(pending.sequence);
            let deadline = step(times).unwrap_or(wait);
            next = next.min(step(times + 1).unwrap_or(next));
            let left = deadline - (now - pending.since);
            if left > 0 {
                next = next.min(left);
            } else if !pending.queued {
                expired.push(*pending);
            }
        }
        let writes = !gone.is_empty();
        for pending in gone {
            if let Some(message) = consumer.forget(pending.sequence) {
                turn.record(Kind::Terminated { of: consumer.of(message, pending.sequence), gone: true });
            }
            consumer.floor = (consumer.floor.0.max(pending.delivery), consumer.floor.1.max(pending.sequence));
        }
        if writes {
            consumer.write_all();
        }
        // They begin to wait anew, as far apart as before.
        let later = expired.first().map_or(0, |oldest| now - oldest.since);
        for old in &expired {
            let Some(pending) = consumer.pending(old.sequence) else { continue };
            pending.since += later;
            pending.queued = true;
            let was_delayed = std::mem::take(&mut pending.delayed);
            consumer.queue.push(old.sequence);
            if !was_delayed {
                turn.record(Kind::AckTimedOut { of: consumer.of(old.message, old.sequence) });
            }
        }
        if consumer.pending.is_empty() {
            consumer.check_at = None;
            consumer.queue.clear();
        } else {
            let next = if next > 0 { next } else { wait };
            let span = Span::from_nanos(u64::try_from(next).expect("a time to come"));
            consumer.check_at = Some(turn.now + span + SLACK);
        }
        !expired.is_empty()
    }
}

impl Consumer {
    fn next_due(&self) -> Option<Time> {
        earlier(earlier(self.check_at, self.beat_at), self.waiting_due)
    }

    /// Shows a sign of life where it pushes to.
    fn beat(&mut self, turn: &mut Turn<'_>) {
        if let Some(to) = self.config.deliver_subject.clone().filter(|_| self.heard) {
            turn.answer(&to, &Answer::Status(Status::Heartbeat));
        }
        self.beat_at = self.config.idle_heartbeat.map(|beat| turn.now + beat);
    }
}
