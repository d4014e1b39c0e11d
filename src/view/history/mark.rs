//! Marks: what stands out on the timeline.

use crate::message::ComponentId;
use crate::sim::time::Time;
use std::sync::Arc;

/// How many marks are kept; a run in which more happens keeps its first ones.
pub const MOST_MARKS: usize = 200;

/// Something that stands out, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What.
    pub event: Event,
}

/// What can stand out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A process died.
    Crashed(ComponentId),
    /// It runs again.
    Restarted(ComponentId),
    /// Its link was cut.
    CutOff(ComponentId),
    /// Its link is whole again.
    Reunited(ComponentId),
    /// It was frozen, or works more slowly.
    Hindered(ComponentId),
    /// It goes on, or works as fast as usual again.
    Relieved(ComponentId),
    /// A broker ended.
    Stopped(ComponentId),
    /// A broker runs again.
    Started(ComponentId),
    /// A person asked for another number of members.
    Scaled {
        /// The part of the cast.
        part: u16,
        /// How many there shall be.
        members: u16,
    },
    /// A person turned a knob.
    KnobTurned(Arc<str>),
}

/// All marks of a run. Shared: most records add none.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks(Arc<Vec<Mark>>);

impl Marks {
    pub(super) fn all(&self) -> &[Mark] {
        &self.0
    }

    pub(super) fn note(&mut self, at: Time, event: Event) {
        if self.0.len() < MOST_MARKS {
            Arc::make_mut(&mut self.0).push(Mark { at, event });
        }
    }
}
