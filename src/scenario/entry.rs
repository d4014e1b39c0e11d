//! Entries: what a person, a lesson or a host page asked for in the course of a run.

use super::Verb;
use crate::sim::time::Time;
use serde::{Deserialize, Serialize};

/// Something asked for at a moment of the run. It applies after every event due at that moment or before, and before
/// any later one, so that a replay and the first run agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When. Entries of one moment apply in the order of their list.
    pub at: Time,
    /// What.
    pub action: Action,
}

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Turn a knob.
    Set {
        /// Its name.
        knob: String,
        /// The value, as text with its unit.
        value: String,
    },
    /// Let a publisher publish a text.
    Publish {
        /// The publisher's name, such as `todo-web`.
        component: String,
        /// What it says.
        text: String,
    },
    /// End a process at once.
    Crash {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Start a crashed process again. Of a broker: end its process, with all connections, and start it again.
    Restart {
        /// Its name, such as `save-handler.2`, or the broker's.
        component: String,
    },
    /// Freeze a process: it does nothing, its connection stays open, and what is sent to it waits.
    Pause {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Let a frozen process go on.
    Unpause {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Let a handler take [`SLOWDOWN`] times as long for each message from now on.
    ///
    /// [`SLOWDOWN`]: crate::cast::SLOWDOWN
    SlowDown {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Let a handler take as long as ever.
    SpeedUp {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Give a part another number of members.
    Scale {
        /// The part's name, without a member's number, such as `save-handler`.
        component: String,
        /// How many there shall be.
        members: u16,
    },
    /// Cut the link of a process: what is sent waits at either end.
    Partition {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Make a link that was cut whole again.
    Heal {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Lose the next message, ack or answer between a process and its broker, whichever way it goes.
    LoseNext {
        /// Its name, such as `save-handler.2`.
        component: String,
    },
    /// Let a publisher mark what it publishes next with [`POISON`]: every handler fails on it, each time.
    ///
    /// [`POISON`]: crate::cast::POISON
    PoisonNext {
        /// The publisher's name, such as `todo-web`.
        component: String,
    },
    /// Let an administrator publish a dead letter again, under its original subject, and delete the letter.
    Replay {
        /// The administrator's name.
        component: String,
        /// The dead letter's number in its stream.
        sequence: u64,
        /// What it is to say instead; what it said if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

impl Action {
    /// What it does to which component; none for one that takes more than a component.
    pub fn verb(&self) -> Option<(Verb, &str)> {
        Some(match self {
            Action::Crash { component } => (Verb::Crash, component),
            Action::Restart { component } => (Verb::Restart, component),
            Action::Pause { component } => (Verb::Pause, component),
            Action::Unpause { component } => (Verb::Unpause, component),
            Action::SlowDown { component } => (Verb::SlowDown, component),
            Action::SpeedUp { component } => (Verb::SpeedUp, component),
            Action::Partition { component } => (Verb::Partition, component),
            Action::Heal { component } => (Verb::Heal, component),
            Action::LoseNext { component } => (Verb::LoseNext, component),
            Action::PoisonNext { component } => (Verb::PoisonNext, component),
            Action::Set { .. } | Action::Publish { .. } | Action::Scale { .. } | Action::Replay { .. } => return None,
        })
    }
}
