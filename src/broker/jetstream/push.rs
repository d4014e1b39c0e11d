//! Consumers that push: they deliver as long as somebody listens where they push to, and wait otherwise.

use super::consumer::Consumer;
use super::deliver::SLACK;
use super::turn::Turn;
use crate::sim::time::{Span, Time};

/// How soon the server looks for acks when their time was changed.
const SOON: Span = Span::from_millis(100);

impl Consumer {
    /// Looks whether anybody listens: under exactly this subject, in the consumer's queue group if it has one, and in
    /// none otherwise. Whether there was nobody before.
    pub(super) fn look_for_listeners(&mut self, turn: &Turn<'_>) -> bool {
        let Some(to) = &self.config.deliver_subject else { return false };
        let is_listened_to = turn.nats.is_heard_exactly(to, self.config.deliver_group.as_deref());
        let was_listened_to = std::mem::replace(&mut self.is_listened_to, is_listened_to);
        is_listened_to && !was_listened_to
    }

    /// Delivers everything that awaits its ack again: it went to where nobody listens any more.
    pub(super) fn expire_all(&mut self, turn: &mut Turn<'_>) {
        let expired: Vec<u64> =
            self.pending.iter().filter(|(_, pending)| !pending.is_queued).map(|(&sequence, _)| sequence).collect();
        if expired.is_empty() {
            return;
        }
        let now = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
        self.queue_expired(&expired, now, turn);
        self.check_at = self.config.ack_wait.map(|wait| turn.now + wait + SLACK);
    }

    /// The wait for acks was changed.
    pub(super) fn look_soon(&mut self, now: Time) {
        self.check_at = self.check_at.map(|_| now + SOON);
    }
}
