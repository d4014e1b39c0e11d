//! Which messages a stream has had, by their `Nats-Msg-Id`, as long as it remembers.

use super::store::Store;
use crate::sim::time::{Span, Time};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// The ids of the last while, whatever the subjects.
#[derive(Clone, Debug, Default)]
pub(super) struct Dedup {
    known: BTreeMap<Arc<str>, u64>,
    /// In the order in which they came.
    order: VecDeque<(Time, Arc<str>)>,
    /// The id of the last message; none if it had none.
    last: Option<Arc<str>>,
}

impl Dedup {
    /// The sequence of the message of this id, if it came within the window.
    pub(super) fn sequence_of(&mut self, id: &str, now: Time, window: Span) -> Option<u64> {
        while self.order.front().is_some_and(|(at, _)| *at + window <= now) {
            if let Some((_, old)) = self.order.pop_front() {
                self.known.remove(&old);
            }
        }
        self.known.get(id).copied()
    }

    /// Takes note of a message's id, or that it has none.
    pub(super) fn note(&mut self, id: Option<&str>, sequence: u64, now: Time) {
        self.last = id.map(Arc::from);
        if let Some(id) = &self.last {
            self.known.insert(Arc::clone(id), sequence);
            self.order.push_back((now, Arc::clone(id)));
        }
    }

    /// Looks up anew what a stream remembers of the messages that it still has: what was let go of is forgotten.
    pub(super) fn rebuild(&mut self, store: &Store, now: Time, window: Span) {
        *self = Dedup::default();
        for (sequence, kept) in store.range(1, store.last()).filter(|(_, kept)| kept.at + window > now) {
            self.note(kept.message.headers.get("Nats-Msg-Id").filter(|id| !id.is_empty()), sequence, kept.at);
        }
    }

    /// The id of the last message; empty if it had none.
    pub(super) fn last(&self) -> &str {
        self.last.as_deref().unwrap_or_default()
    }
}
