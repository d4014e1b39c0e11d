//! Checkpoints: copies of a run along the way, from which any moment can be reached by running on.
//!
//! When there are too many, every other one goes and the distance doubles: so their number is bounded, and the way from
//! one to the next grows only as the run does.

use crate::sim::time::Time;

/// A copy of a run just after a record.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint<S, F> {
    /// How many records have been folded.
    pub(super) position: u64,
    /// When the last of them happened.
    pub(super) at: Time,
    pub(super) source: S,
    pub(super) fold: F,
}

#[derive(Clone, Debug)]
pub(super) struct Checkpoints<S, F> {
    kept: Vec<Checkpoint<S, F>>,
    stride: u64,
}

/// Records between two checkpoints in a short run.
const FIRST_STRIDE: u64 = 1_024;
/// How many are kept at most.
const MOST: usize = 48;

impl<S: Clone, F: Clone> Checkpoints<S, F> {
    /// With the start of the run, which is dropped only when its source cannot go back there.
    pub(super) fn new(start: Checkpoint<S, F>) -> Checkpoints<S, F> {
        Checkpoints { kept: vec![start], stride: FIRST_STRIDE }
    }

    /// Whether one is due at this position.
    pub(super) fn is_due(&self, position: u64) -> bool {
        self.kept.last().is_none_or(|last| position.is_multiple_of(self.stride) && last.position < position)
    }

    pub(super) fn push(&mut self, checkpoint: Checkpoint<S, F>) {
        self.kept.push(checkpoint);
        if self.kept.len() > MOST {
            self.stride *= 2;
            let (stride, start) = (self.stride, self.kept[0].position);
            self.kept.retain(|one| one.position == start || one.position.is_multiple_of(stride));
        }
    }

    /// The first one from this position on.
    pub(super) fn from(&self, position: u64) -> Option<&Checkpoint<S, F>> {
        self.kept.iter().find(|one| one.position >= position)
    }

    /// The last one from which `reached` is not passed, but at least `window` records before the last such, so that the
    /// window of recent records can be filled again. None if all of them lie behind.
    pub(super) fn before(&self, window: u64, reached: impl Fn(&Checkpoint<S, F>) -> bool) -> Option<&Checkpoint<S, F>> {
        let last = self.kept.partition_point(reached).checked_sub(1)?;
        let latest = self.kept[last].position.saturating_sub(window);
        let index = self.kept.partition_point(|one| one.position <= latest).saturating_sub(1);
        self.kept.get(index)
    }

    /// Drops those from which nothing can be produced any more, because what comes next is gone.
    pub(super) fn forget(&mut self, first: u64) {
        let gone = self.kept.partition_point(|one| one.position < first);
        self.kept.drain(..gone);
    }

    /// Drops the future.
    pub(super) fn truncate(&mut self, position: u64) {
        let keep = self.kept.partition_point(|one| one.position <= position);
        self.kept.truncate(keep);
    }
}
