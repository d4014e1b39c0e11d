//! Removing many messages at once (`memstore.go`, `PurgeEx`, `Compact`; `consumer.go`, `purge`).

use super::consumer::Consumer;
use super::error::{BAD_REQUEST, PURGE, because, refusal};
use super::overlap::has_wildcard;
use super::stream::Stream;
use super::turn::Turn;
use crate::message::subject::{Filter, Subject};
use crate::message::{ApiError, SequencePair};
use crate::transcript::{Kind, RemovalReason};

impl Stream {
    /// Removes messages as an administrator asks; how many it were.
    ///
    /// # Errors
    /// If the request contradicts itself, or begins at a message that is not there.
    pub(super) fn purge(
        &mut self,
        filter: Option<&Filter>,
        before: Option<u64>,
        keep: Option<u64>,
        turn: &mut Turn<'_>,
    ) -> Result<u64, ApiError> {
        let (before, keep) = (before.unwrap_or(0), keep.unwrap_or(0));
        if before > 0 && keep > 0 {
            return Err(refusal(BAD_REQUEST));
        }
        let purged = match filter.filter(|filter| filter.as_str() != ">") {
            Some(filter) => {
                turn.is_purging = true;
                let purged = self.purge_some(filter, before, keep, turn);
                turn.is_purging = false;
                purged
            }
            None if before > 1 => self.compact(before, turn)?,
            None if keep == 0 => self.compact(self.store.last() + 1, turn)?,
            None if keep >= self.store.messages() => 0,
            None => self.compact(self.store.last() - keep + 1, turn)?,
        };
        let last = self.store.last();
        let first = match filter {
            None => self.store.first(),
            Some(filter) => self.store.next(Some(filter), self.store.first()).map_or(last + 1, |(first, _)| first),
        };
        for consumer in &mut self.consumers {
            if filter.is_none_or(|filter| consumer.is_touched_by(filter)) {
                let before = consumer.is_still_to_deliver(&self.store);
                consumer.purge(first, turn);
                let after = consumer.is_still_to_deliver(&self.store);
                consumer.tell_changed(before, after, turn);
            }
        }
        Ok(purged)
    }

    fn purge_some(&mut self, filter: &Filter, before: u64, keep: u64, turn: &mut Turn<'_>) -> u64 {
        let last = if before > 1 { before - 1 } else { self.store.last() };
        let all = self.store.count(Some(filter), 0);
        let most = usize::try_from(all.saturating_sub(keep)).unwrap_or(usize::MAX);
        let asked = self.store.range(1, last).filter(|(_, kept)| filter.matches(&kept.message.subject));
        let sequences: Vec<u64> = asked.take(most).map(|(sequence, _)| sequence).collect();
        for &sequence in &sequences {
            self.remove(sequence, RemovalReason::Administrator, turn);
        }
        sequences.len() as u64
    }

    /// Removes everything before a sequence. If there is nothing at it or behind it, the next message gets it.
    fn compact(&mut self, to: u64, turn: &mut Turn<'_>) -> Result<u64, ApiError> {
        if to <= self.store.last() && self.store.get(to).is_none() {
            return Err(because(PURGE, "no message found"));
        }
        let sequences: Vec<u64> = self.store.range(1, to - 1).map(|(sequence, _)| sequence).collect();
        for &sequence in &sequences {
            if let Some(kept) = self.store.remove(sequence) {
                self.tell_removed(&kept.message, sequence, RemovalReason::Administrator, turn);
                self.consumers.iter_mut().for_each(|consumer| consumer.pass_over(sequence));
            }
        }
        self.store.go_on_at(to);
        Ok(sequences.len() as u64)
    }
}

impl Consumer {
    /// Whether the server takes it that a purge by this filter is about all that the consumer asks for
    /// (`isFilteredMatch`): it takes the filter for a subject. So a consumer of more than was purged passes over what
    /// is left, and one of less does not notice (observed).
    fn is_touched_by(&self, purged: &Filter) -> bool {
        let Some(own) = &self.config.filter_subject else { return true };
        own == purged
            || has_wildcard(own.as_str())
                && Subject::from_wire(purged.as_str()).is_ok_and(|purged| own.matches(&purged))
    }

    /// The stream begins at `first` now, as far as this consumer is concerned.
    fn purge(&mut self, first: u64, turn: &mut Turn<'_>) {
        self.go_to(first);
        if self.floor.stream < first {
            self.floor.stream = first - 1;
            let gone: Vec<u64> = self.pending.range(..first).map(|(&sequence, _)| sequence).collect();
            for sequence in gone {
                let Some(pending) = self.pending.remove(&sequence) else { continue };
                self.floor.consumer = self.floor.consumer.max(pending.delivery);
                turn.record(Kind::Terminated { of: self.of(pending.message, sequence), gone: true });
                // The server still counts it among those that were delivered again (observed).
                if let Some(again) = self.again.get_mut(&sequence) {
                    again.gone = true;
                }
            }
        }
        if self.pending.is_empty() {
            self.floor = SequencePair { consumer: self.deliveries, stream: self.next - 1 };
        }
        // What was to be delivered again is forgotten; what of it still awaits its ack will be found by the clock.
        for sequence in std::mem::take(&mut self.queue) {
            if let Some(pending) = self.pending.get_mut(&sequence) {
                pending.is_queued = false;
            }
        }
        self.store_all();
    }
}
