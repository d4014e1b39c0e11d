//! What a beat waits for: a condition on the transcript.

use crate::scenario::Roster;
use crate::sim::time::{Span, Time};
use crate::transcript::{Sign, Tally};
use serde::{Deserialize, Serialize};

/// A condition on what has happened since a beat began. `Name` is the name of a part or of a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition<Name = &'static str> {
    /// So much time has passed.
    Passed(Span),
    /// This has happened so often there.
    Happened {
        /// What.
        sign: Sign,
        /// Where: what a broker does happens at the broker, what a member does at its part.
        at: Name,
        /// How often, at least 1.
        times: u64,
    },
    /// So many messages wait there, in the buffers of its members or with the consumers of a broker, or more.
    Waiting {
        /// Where.
        at: Name,
        /// How many.
        messages: u64,
    },
    /// No message waits there any more.
    Drained {
        /// Where.
        at: Name,
    },
}

/// What was known when a beat began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// When.
    pub since: Time,
    /// What had happened.
    pub before: Tally,
}

impl<Name: AsRef<str>> Condition<Name> {
    /// Whether it holds at `now`, when `tally` is what has happened in the whole run. A name that nobody bears never
    /// holds.
    pub fn holds(&self, watch: &Watch, now: Time, tally: &Tally, roster: &Roster) -> bool {
        let part = |name: &Name| roster.find_part(name.as_ref());
        match self {
            Condition::Passed(span) => now.since(watch.since) >= *span,
            Condition::Happened { sign, at, times } => part(at)
                .is_some_and(|part| tally.times(part, *sign).saturating_sub(watch.before.times(part, *sign)) >= *times),
            Condition::Waiting { at, messages } => part(at).is_some_and(|part| tally.waiting(part) >= *messages),
            Condition::Drained { at } => part(at).is_some_and(|part| tally.waiting(part) == 0),
        }
    }
}
