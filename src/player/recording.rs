//! A recording: records as they come from a live run, kept so that they can be played, held and rewound.
//!
//! Shared by the live engine's driver, which writes, and every copy of the player that reads.

use super::{Capabilities, Source};
use crate::scenario::{Action, Entry};
use crate::sim::time::Time;
use crate::transcript::Record;
use std::sync::{Arc, Mutex};

/// What was recorded. A clone is another handle to the same.
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<Tape>>);

#[derive(Debug, Default)]
struct Tape {
    records: Vec<Record>,
    head: Time,
    wishes: Vec<Action>,
}

#[allow(unused_variables, clippy::needless_pass_by_value, clippy::unwrap_used, reason = "being written")]
impl Recording {
    /// Appends a record: false if there is no room for it (see [`Recording::is_full`]), and then it is not kept.
    pub fn push(&self, record: Record) -> bool {
        self.0.lock().unwrap().records.push(record);
        true
    }

    /// It is now this late, even if nothing happens.
    pub fn reach(&self, now: Time) {
        self.0.lock().unwrap().head = now;
    }

    /// The latest moment that was reached.
    pub fn head(&self) -> Time {
        self.0.lock().unwrap().head
    }

    /// Whether there is no room, because so much waits to be looked at by a player that is held.
    pub fn is_full(&self) -> bool {
        false
    }

    /// How many records have come in all, dropped ones included.
    pub fn written(&self) -> u64 {
        self.0.lock().unwrap().records.len() as u64
    }

    /// A person wants something done on the server; kept for the engine's driver.
    pub fn wish(&self, action: Action) {
        self.0.lock().unwrap().wishes.push(action);
    }

    /// What was wished for since this was last asked.
    pub fn take_wishes(&self) -> Vec<Action> {
        std::mem::take(&mut self.0.lock().unwrap().wishes)
    }
}

/// A reader of a recording: a player's source.
#[derive(Clone, Debug)]
pub struct Replay {
    recording: Recording,
    position: u64,
}

#[allow(unused_variables, reason = "being written")]
impl Source for Replay {
    fn capabilities(&self) -> Capabilities {
        Capabilities { seek: true, speed: false, fork: false, faults: true }
    }

    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        None
    }

    fn applied(&self) -> usize {
        0
    }
}
