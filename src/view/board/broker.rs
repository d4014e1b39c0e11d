//! A broker as the board knows it: the subjects it saw, and what became of their messages.
//!
//! Every question has an inbox of its own, so all inboxes are one lane, under the subject [`INBOX`].

use crate::message::subject::Subject;
use crate::ordered::Map;

/// How many subjects are told apart; what comes after is counted together, so that a broker with many inboxes stays
/// small.
pub const MOST_LANES: usize = 64;

/// The subject under which all inboxes are counted together.
pub const INBOX: &str = "_INBOX";

/// What a broker has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Broker {
    /// Whether its process has ended and does not run again yet.
    pub is_down: bool,
    /// By subject.
    pub lanes: Map<Subject, Lane>,
    /// All subjects beyond the first [`MOST_LANES`].
    pub others: Lane,
}

/// What became of the messages of one subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The how-many-eth subject it is that the broker saw, from 1; 0 for those counted together.
    pub place: u32,
    /// Messages that reached the broker.
    pub arrived: u64,
    /// Copies that it sends out for them.
    pub copies: u64,
    /// Messages that a stream took.
    pub stored: u64,
    /// Messages that nobody asked for.
    pub unheard: u64,
    /// Messages that were not taken, as a stream or the broker itself refuses them.
    pub refused: u64,
}

/// The subject of the lane that a message goes through: its own, or that of all inboxes.
pub fn lane_of(subject: &Subject) -> Subject {
    let is_inbox = subject.as_str().strip_prefix(INBOX).is_some_and(|rest| rest.starts_with('.'));
    let inbox = if is_inbox { Subject::parse(INBOX).ok() } else { None };
    inbox.unwrap_or_else(|| subject.clone())
}

impl Broker {
    /// The lane of a subject, a new one if there is room.
    pub(super) fn lane(&mut self, subject: &Subject) -> &mut Lane {
        let subject = lane_of(subject);
        if self.lanes.len() >= MOST_LANES && !self.lanes.contains_key(&subject) {
            return &mut self.others;
        }
        let place = u32::try_from(self.lanes.len()).unwrap_or(u32::MAX).saturating_add(1);
        let lane = self.lanes.or_default(subject);
        lane.place = if lane.place == 0 { place } else { lane.place };
        lane
    }
}
