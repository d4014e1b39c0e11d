//! Slices of time: counts of what happened in each, at most a few hundred of them.

use crate::sim::time::{Span, Time};

/// How many slices there are at most, an even number.
pub const MOST_SLICES: usize = 240;

/// How much time a slice covers at the start of a run.
const FIRST_WIDTH: Span = Span::from_millis(250);

/// How much the backlog may grow in a slice before that counts as growing.
const NOTEWORTHY_GROWTH: u64 = 2;

/// What happened in a slice of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Messages published.
    pub published: u64,
    /// Deliveries handled.
    pub done: u64,
    /// Deliveries handled with an error.
    pub failed: u64,
    /// Messages and deliveries lost for whatever reason, among them those that nobody asked for.
    pub lost: u64,
    /// Of these, lost with a crashed process.
    pub crashed: u64,
    /// Messages that a consumer gave up after its last attempt.
    pub given_up: u64,
    /// Messages pending when it began.
    pub pending_before: u64,
    /// Messages pending when it ended.
    pub pending: u64,
    /// The most messages pending at once.
    pub most_pending: u64,
}

/// How a run was for a while. Ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// What came was handled.
    Calm,
    /// The backlog grew.
    Growing,
    /// Something was lost, or given up.
    Losing,
}

impl Slice {
    /// How the run was in this slice.
    pub const fn health(&self) -> Health {
        if self.lost + self.given_up > 0 {
            Health::Losing
        } else if self.pending >= self.pending_before + NOTEWORTHY_GROWTH {
            Health::Growing
        } else {
            Health::Calm
        }
    }

    /// This slice and the one after it as one.
    fn and(self, next: Slice) -> Slice {
        Slice {
            published: self.published + next.published,
            done: self.done + next.done,
            failed: self.failed + next.failed,
            lost: self.lost + next.lost,
            crashed: self.crashed + next.crashed,
            given_up: self.given_up + next.given_up,
            pending_before: self.pending_before,
            pending: next.pending,
            most_pending: self.most_pending.max(next.most_pending),
        }
    }
}

/// All slices of a run.
#[derive(Clone, Debug)]
pub(super) struct Slices {
    width: Span,
    all: Vec<Slice>,
}

impl Default for Slices {
    fn default() -> Slices {
        Slices { width: FIRST_WIDTH, all: Vec::new() }
    }
}

impl Slices {
    pub(super) const fn width(&self) -> Span {
        self.width
    }

    pub(super) fn all(&self) -> &[Slice] {
        &self.all
    }

    /// The slice of a moment, not before the last one; slices in which nothing happened are filled in.
    pub(super) fn at(&mut self, at: Time, pending: u64) -> &mut Slice {
        while self.index(at) >= MOST_SLICES as u64 {
            self.halve();
        }
        let quiet = Slice { pending_before: pending, pending, most_pending: pending, ..Slice::default() };
        // At least one, and the index is below MOST_SLICES by now.
        let index = usize::try_from(self.index(at)).unwrap_or(0).max(self.all.len().saturating_sub(1));
        if self.all.len() <= index {
            self.all.resize(index + 1, quiet);
        }
        &mut self.all[index]
    }

    const fn index(&self, at: Time) -> u64 {
        at.as_nanos() / self.width.as_nanos()
    }

    fn halve(&mut self) {
        let pairs = self.all.chunks(2).map(|pair| match *pair {
            [first, second] => first.and(second),
            _ => pair[0],
        });
        self.all = pairs.collect();
        self.width = self.width.times(2);
    }
}
