//! A broker as the board knows it: the subjects it saw, and what became of their messages.

use crate::message::subject::Subject;
use std::collections::BTreeMap;

/// How many subjects are told apart; what comes after is counted together, so that a broker with many inboxes stays
/// small.
pub const MOST_LANES: usize = 64;

/// What a broker has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Broker {
    /// By subject.
    pub lanes: BTreeMap<Subject, Lane>,
    /// All subjects beyond the first [`MOST_LANES`].
    pub others: Lane,
}

/// What became of the messages of one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Messages that reached the broker.
    pub arrived: u64,
    /// Copies that it sends out for them.
    pub copies: u64,
    /// Messages that nobody asked for.
    pub unheard: u64,
}

impl Broker {
    /// The lane of a subject, a new one if there is room.
    pub(super) fn lane(&mut self, subject: &Subject) -> &mut Lane {
        if self.lanes.len() >= MOST_LANES && !self.lanes.contains_key(subject) {
            return &mut self.others;
        }
        self.lanes.entry(subject.clone()).or_default()
    }
}
