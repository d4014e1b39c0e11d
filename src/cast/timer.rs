//! What a member asked to be told of: the token of a timer says what it is for, and which one it is.

use super::{Action, Outbox};
use crate::sim::time::Span;

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// The next message is due.
    Arrival(u64),
    /// The work of this number ends.
    Service(u64),
    /// A question was not answered.
    Patience(u32),
    /// A question is asked again.
    Again(u32),
    /// No reply came to a question for too long.
    Stall(u32),
    /// The work of this number goes on, and says so.
    InProgress(u64),
    /// A fetch must have ended by now.
    FetchOver(u32),
    /// Fetching goes on.
    FetchAgain,
    /// The connection is opened again.
    Reconnect,
}

impl Timer {
    pub(super) fn start(self, after: Span, out: &mut Outbox) {
        out.act(Action::Timer { token: self.token(), after });
    }

    fn token(self) -> u64 {
        let (purpose, number) = match self {
            Timer::Arrival(number) => (0, number),
            Timer::Service(number) => (1, number),
            Timer::Patience(question) => (2, u64::from(question)),
            Timer::Again(question) => (3, u64::from(question)),
            Timer::Stall(question) => (4, u64::from(question)),
            Timer::InProgress(number) => (5, number),
            Timer::FetchOver(fetch) => (6, u64::from(fetch)),
            Timer::FetchAgain => (7, 0),
            Timer::Reconnect => (8, 0),
        };
        number << 4 | purpose
    }

    /// What a token says; none if it is none of ours.
    #[allow(clippy::cast_possible_truncation, reason = "a question's number was put in as u32")]
    pub(super) const fn of(token: u64) -> Option<Timer> {
        let number = token >> 4;
        Some(match token & 0xF {
            0 => Timer::Arrival(number),
            1 => Timer::Service(number),
            2 => Timer::Patience(number as u32),
            3 => Timer::Again(number as u32),
            4 => Timer::Stall(number as u32),
            5 => Timer::InProgress(number),
            6 => Timer::FetchOver(number as u32),
            7 => Timer::FetchAgain,
            8 => Timer::Reconnect,
            _ => return None,
        })
    }
}
