//! Where records come from.

use crate::scenario::Entry;
use crate::sim::time::Time;
use crate::transcript::Record;
use crate::world::World;

/// What a source can do. Controls follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Go to any moment.
    pub seek: bool,
    /// Run faster or slower than wall time.
    pub speed: bool,
    /// Act in the past, and drop the future.
    pub fork: bool,
    /// Crash and restart what takes part.
    pub faults: bool,
}

/// Something that produces records in order. A clone goes on exactly as the original does.
pub trait Source: Clone {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// The next record up to `limit`, with the entries of `script` applied when their time comes; none if nothing more
    /// happens until then.
    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record>;

    /// How many entries of the script have been applied.
    fn applied(&self) -> usize;
}

impl Source for World {
    fn capabilities(&self) -> Capabilities {
        Capabilities { seek: true, speed: true, fork: true, faults: true }
    }

    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        World::next_record(self, limit, script)
    }

    fn applied(&self) -> usize {
        World::applied(self)
    }
}
