//! What a consumer's file knows, line by line, and what comes of it when the server starts again.

use super::Turn;
use super::consumer::{Consumer, Pending};
use super::stream::Stream;
use queue_playground::message::MessageId;
use queue_playground::sim::chance::Purpose;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, RemovalReason};

#[derive(Clone, Default)]
pub(super) struct File {
    /// The last delivery, and the latest message delivered.
    last: (u64, u64),
    floor: (u64, u64),
    /// What awaits its ack: message, delivery, since when.
    awaited: Vec<(u64, u64, i64)>,
    /// What was delivered again, and how often.
    again: Vec<(u64, u64)>,
}

impl File {
    pub(super) fn delivered(&mut self, awaits_ack: bool, at: (u64, u64), attempt: u64, since: i64) {
        let (delivery, sequence) = at;
        if !awaits_ack {
            (self.last, self.floor) = (at, at);
            return;
        }
        if sequence > self.last.1 {
            self.awaited.push((sequence, delivery, since));
        }
        for line in &mut self.awaited {
            if line.0 == sequence {
                *line = (sequence, delivery, since);
            }
        }
        self.last = (self.last.0.max(delivery), self.last.1.max(sequence));
        if attempt > 1 {
            self.again.retain(|line| line.0 != sequence);
            self.again.push((sequence, attempt - 1));
        }
    }

    pub(super) fn settled(&mut self, all: bool, sequence: u64, delivery: u64) {
        let Some(own) = self.awaited.iter().find(|line| line.0 == sequence).copied() else { return };
        let is_over = |one: u64| one == sequence || all && one < sequence;
        let before: Vec<u64> = self.awaited.iter().map(|line| line.0).filter(|&one| is_over(one)).collect();
        self.awaited.retain(|line| !is_over(line.0));
        self.again.retain(|line| !before.contains(&line.0));
        if all {
            self.floor = (delivery, sequence);
        } else if self.awaited.is_empty() {
            self.floor = self.last;
        } else if own.1 == self.floor.0 + 1 {
            let first = self.floor.0 == 0;
            self.floor = (own.1, sequence);
            let later = self.awaited.iter().filter(|line| line.0 > sequence && line.0 < self.last.1);
            if let Some(next) = later.min_by_key(|line| line.0).filter(|_| !first) {
                self.floor = (next.1 - 1, next.0 - 1);
            }
        }
    }
}

impl Consumer {
    /// Writes down everything that is known.
    pub(super) fn write_all(&mut self) {
        self.file = File {
            last: (self.deliveries, self.next - 1),
            floor: self.floor,
            awaited: self.pending.iter().map(|one| (one.sequence, one.delivery, one.since)).collect(),
            again: self.again.iter().map(|(sequence, _, times)| (*sequence, *times)).collect(),
        };
    }

    fn identity(&self, sequence: u64) -> Option<MessageId> {
        let pending = self.pending.iter().find(|one| one.sequence == sequence).map(|one| one.message);
        pending.or(self.again.iter().find(|one| one.0 == sequence).map(|one| one.1))
    }

    fn read_file(&mut self, first_look: Span, turn: &Turn<'_>) {
        let File { last, floor, mut awaited, again } = self.file.clone();
        for one in &self.pending {
            if !awaited.iter().any(|line| line.0 == one.sequence) {
                awaited.push((one.sequence, one.delivery, one.since));
            }
        }
        let pending = awaited.iter().filter_map(|&(sequence, delivery, since)| {
            // Files have whole seconds.
            let since = since.div_euclid(1_000_000_000) * 1_000_000_000;
            Some(Pending {
                sequence,
                message: self.identity(sequence)?,
                delivery,
                since,
                queued: false,
                delayed: false,
            })
        });
        let pending: Vec<Pending> = pending.collect();
        let again = again.iter().filter_map(|&(sequence, times)| {
            pending.iter().find(|one| one.sequence == sequence).map(|one| (sequence, one.message, times))
        });
        self.again = again.collect();
        self.pending = pending;
        self.ever_again = !self.again.is_empty();
        (self.next, self.deliveries, self.floor) = (last.1 + 1, last.0, floor);
        self.queue.clear();
        self.waiting.clear();
        (self.waiting_due, self.heard) = (None, false);
        self.beat_at = self.config.idle_heartbeat.filter(|_| self.pushes()).map(|beat| turn.now + beat);
        let wait = self.config.ack_wait.unwrap_or(Span::ZERO);
        let look = if wait < first_look { wait + Span::from_millis(1) } else { first_look };
        self.check_at = if self.pending.is_empty() { None } else { Some(turn.now + look) };
    }
}

impl Stream {
    pub(super) fn read_files(&mut self, broker: u64, times: u64, turn: &mut Turn<'_>) {
        // What is too old by now goes before there are consumers to hear of it.
        while self.oldest_goes().is_some_and(|at| at <= turn.now) {
            let kept = self.messages.remove(0);
            let undelivered =
                self.consumers.iter().filter(|one| one.is_to_deliver(kept.sequence, &kept.message.subject)).count();
            let (of, reason) = (self.of(&kept.message, kept.sequence), RemovalReason::Age);
            turn.record(Kind::Removed { of, reason, undelivered: u32::try_from(undelivered).expect("few consumers") });
        }
        self.reread_ids();
        for place in 0..self.consumers.len() {
            let consumer = &mut self.consumers[place];
            let key = [broker, u64::from(consumer.id.0), times];
            let mut draw = turn.core.seed.draw(Purpose::FirstLook, &key);
            consumer.read_file(draw.uniform(Span::from_millis(500), Span::from_millis(1_500)), turn);
            consumer.recount(&self.messages);
        }
    }
}
