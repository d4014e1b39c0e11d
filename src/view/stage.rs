//! The stage: everything that a picture is made from.

use super::{Board, Size};
use crate::i18n::Lang;
use crate::message::subject::Subject;
use crate::message::{ComponentId, MessageId};
use crate::scenario::Roster;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Record};
use std::collections::VecDeque;

/// What a picture is made from. The same stage gives the same picture.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'a> {
    /// Who takes part.
    pub roster: &'a Roster,
    /// What is known now.
    pub board: &'a Board,
    /// The last records, oldest first. The more there are, the further back motion can reach.
    pub recent: &'a VecDeque<Record>,
    /// The moment before the screen, not before the last record.
    pub now: Time,
    /// How fast simulated time passes on the screen.
    pub pace: Pace,
    /// How large the picture is.
    pub size: Size,
    /// What the person asked of their machine.
    pub preferences: Preferences,
    /// Which component is chosen.
    pub selection: Option<ComponentId>,
    /// Which message is followed, with what it came from and what it led to.
    pub followed: Option<MessageId>,
    /// The version of the real server behind the records, empty if it did not say; none if they are simulated.
    pub server: Option<&'a str>,
}

impl Stage<'_> {
    /// Whether a real server has lost everybody who was connected to it.
    pub(super) fn is_out_of_reach(&self, broker: ComponentId) -> bool {
        let mut of_broker = self.board.members().filter(|(_, member)| member.broker == Some(broker)).peekable();
        self.server.is_some() && of_broker.peek().is_some() && of_broker.all(|(_, member)| member.connection.is_none())
    }

    /// What a message is about, if it is remembered: as one in flight, or in the recent records.
    pub(super) fn subject(&self, message: MessageId) -> Option<&Subject> {
        let open = self.board.message(message).map(|facts| &facts.message.subject);
        open.or_else(|| {
            self.recent.iter().rev().find_map(|record| match &record.kind {
                Kind::Published { message: published } if published.id == message => Some(&published.subject),
                _ => None,
            })
        })
    }
}

/// What a person asked of their machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language of words in the picture.
    pub lang: Lang,
    /// Whether nothing shall glide.
    pub reduced_motion: bool,
}

/// How much simulated time passes in a span before the screen, in thousandths: 1,000 is as fast as in life.
///
/// At pace 0, for stepping from record to record, nothing takes longer on the screen than in the run: a message whose
/// delivery is recorded has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace(u32);

impl Pace {
    /// Everything is where the records say, at once.
    pub const EXACT: Pace = Pace(0);

    /// A pace of so many thousandths.
    pub const fn from_thousandths(thousandths: u32) -> Pace {
        Pace(thousandths)
    }

    /// The simulated time that passes in this span before the screen.
    pub(super) fn simulated(self, on_screen: Span) -> Span {
        let nanoseconds = u128::from(on_screen.as_nanos()) * u128::from(self.0) / 1_000;
        Span::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}

impl Default for Pace {
    fn default() -> Pace {
        Pace(1_000)
    }
}
