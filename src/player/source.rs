//! Where records come from: a world that makes them, or a recording that keeps them.

use super::Recording;
use crate::scenario::Entry;
use crate::sim::time::Time;
use crate::transcript::Record;
use crate::world::World;

/// What a source can do. Controls follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Go to any moment.
    pub seek: bool,
    /// Run faster or slower than wall time. At the head of a live run there is nothing to choose.
    pub speed: bool,
    /// Act in the past, and drop the future. Where this is not so, acting goes to the head first.
    pub fork: bool,
    /// Do anything at all: publish, turn a knob, scale. Not in a run that is over.
    pub acts: bool,
    /// Crash and restart what takes part.
    pub faults: bool,
    /// Change links: their loss, their latency, and what they lose next.
    pub links: bool,
    /// End a broker's process and start it again.
    pub restart_broker: bool,
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

    /// How far it reaches, if that is not for the player to say.
    fn head(&self) -> Option<Time> {
        None
    }

    /// Whether nothing more will come beyond its head.
    fn is_over(&self) -> bool {
        false
    }

    /// How many of the first records it cannot produce any more.
    fn first(&self) -> u64 {
        0
    }

    /// Sees to it that what comes next stays: the player stands here.
    fn stay(&self) {}

    /// Sees to it that somebody else does what an entry says when its time comes, if the source itself does not.
    fn wish(&self, _entry: &Entry) {}
}

impl Source for World {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            seek: true,
            speed: true,
            fork: true,
            acts: true,
            faults: true,
            links: true,
            restart_broker: true,
        }
    }

    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        World::next_record(self, limit, script)
    }

    fn applied(&self) -> usize {
        World::applied(self)
    }
}

/// A reader of a recording. Entries are notes in it: what they ask for happens elsewhere, and comes as records.
#[derive(Clone, Debug)]
pub struct Replay {
    recording: Recording,
    position: u64,
    applied: usize,
}

impl Replay {
    /// A reader at the beginning.
    pub const fn new(recording: Recording) -> Replay {
        Replay { recording, position: 0, applied: 0 }
    }

    /// What it reads.
    pub const fn recording(&self) -> &Recording {
        &self.recording
    }
}

impl Source for Replay {
    fn capabilities(&self) -> Capabilities {
        let is_over = self.recording.is_over();
        Capabilities {
            seek: true,
            speed: is_over,
            fork: false,
            acts: !is_over,
            faults: !is_over,
            links: false,
            restart_broker: false,
        }
    }

    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        let (record, head) = self.recording.read(self.position, limit);
        // As in a world, an entry comes after all that happened at its moment.
        let applied = match &record {
            Some(record) => script.partition_point(|entry| entry.at < record.at),
            None => script.partition_point(|entry| entry.at <= limit.min(head)),
        };
        self.applied = self.applied.max(applied);
        self.position += u64::from(record.is_some());
        record
    }

    fn applied(&self) -> usize {
        self.applied
    }

    fn head(&self) -> Option<Time> {
        Some(self.recording.head())
    }

    fn is_over(&self) -> bool {
        self.recording.is_over()
    }

    fn first(&self) -> u64 {
        self.recording.dropped()
    }

    fn stay(&self) {
        self.recording.stand(self.position);
    }

    fn wish(&self, entry: &Entry) {
        self.recording.wish_at(entry.clone());
    }
}

/// One of the two. The page holds one player for both.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the common one")]
pub enum Origin {
    /// A world makes the records.
    Simulated(World),
    /// A recording keeps them; it may still grow.
    Recorded(Replay),
}

impl Origin {
    /// The recording, if it is one.
    pub const fn recording(&self) -> Option<&Recording> {
        match self {
            Origin::Simulated(_) => None,
            Origin::Recorded(replay) => Some(&replay.recording),
        }
    }
}

impl Source for Origin {
    fn capabilities(&self) -> Capabilities {
        match self {
            Origin::Simulated(world) => world.capabilities(),
            Origin::Recorded(replay) => replay.capabilities(),
        }
    }

    fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        match self {
            Origin::Simulated(world) => world.next_record(limit, script),
            Origin::Recorded(replay) => replay.next_record(limit, script),
        }
    }

    fn applied(&self) -> usize {
        match self {
            Origin::Simulated(world) => world.applied(),
            Origin::Recorded(replay) => replay.applied(),
        }
    }

    fn head(&self) -> Option<Time> {
        self.recording().map(Recording::head)
    }

    fn is_over(&self) -> bool {
        self.recording().is_some_and(Recording::is_over)
    }

    fn first(&self) -> u64 {
        self.recording().map_or(0, Recording::dropped)
    }

    fn stay(&self) {
        if let Origin::Recorded(replay) = self {
            replay.stay();
        }
    }

    fn wish(&self, entry: &Entry) {
        if let Origin::Recorded(replay) = self {
            replay.wish(entry);
        }
    }
}
