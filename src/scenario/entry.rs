//! Entries: what a person, a lesson or a host page asked for in the course of a run.

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
    /// Start a crashed process again.
    Restart {
        /// Its name, such as `save-handler.2`.
        component: String,
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
}
