//! Slices of time: counts of what happened in each, at most a few hundred of them.

use super::times::Times;
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
    /// How long handlers worked in it, all together.
    pub busy: Span,
    /// How long handlers were up in it, working or not, all together.
    pub up: Span,
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
            busy: self.busy + next.busy,
            up: self.up + next.up,
        }
    }
}

/// All slices of a run.
#[derive(Clone, Debug)]
pub(super) struct Slices {
    width: Span,
    all: Vec<Slice>,
    /// As many: how long what was done in each was in the system.
    times: Vec<Times>,
}

impl Default for Slices {
    fn default() -> Slices {
        Slices { width: FIRST_WIDTH, all: Vec::new(), times: Vec::new() }
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
            self.times.resize(index + 1, Times::default());
        }
        &mut self.all[index]
    }

    /// As many as there are slices.
    pub(super) fn times(&self) -> &[Times] {
        &self.times
    }

    /// Notes how long something was in the system that was done in the last slice.
    pub(super) fn note(&mut self, took: Span) {
        if let Some(times) = self.times.last_mut() {
            times.note(took);
        }
    }

    /// Adds the working time of so many and the time of so many who were up, each to the slice that it passed in.
    pub(super) fn accrue(&mut self, from: Time, to: Time, working: u32, up: u32, pending: u64) {
        let mut from = from;
        while from < to {
            // First, as it may make slices wider.
            let _ = self.at(from, pending);
            let end = self.end(from).min(to);
            let passed = end.since(from);
            let slice = self.at(from, pending);
            slice.busy += passed.times(u64::from(working));
            slice.up += passed.times(u64::from(up));
            from = end;
        }
    }

    /// Where the slice of a moment ends.
    const fn end(&self, at: Time) -> Time {
        Time::from_nanos((self.index(at) + 1).saturating_mul(self.width.as_nanos()))
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
        let pairs = self.times.chunks(2).map(|pair| match pair {
            [first, second] => first.and(second),
            _ => pair[0].clone(),
        });
        self.times = pairs.collect();
        self.width = self.width.times(2);
    }
}
