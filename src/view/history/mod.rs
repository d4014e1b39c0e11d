//! The run so far in a few hundred points: series for charts, health and marks for the timeline.
//!
//! Time is cut into slices of equal width. When there are [`MOST_SLICES`] of them, two and two become one and the width
//! doubles: a minute and a day take the same room.

mod mark;
mod progress;
mod slice;
mod times;
mod workers;

pub use mark::{Event, MOST_MARKS, Mark};
pub use progress::Progress;
pub use slice::{Health, MOST_SLICES, Slice};

use crate::sim::time::{Span, Time};
use crate::transcript::{Backlog, Fold, Kind, LossReason, Outcome, Record};
use mark::Marks;
use slice::Slices;
use workers::Workers;

/// The run so far, coarsely.
#[derive(Clone, Debug, Default)]
pub struct History {
    slices: Slices,
    marks: Marks,
    backlog: Backlog,
    workers: Workers,
    /// Up to when working time has been counted.
    counted_to: Time,
}

/// A piece of the timeline with the same health all along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
    /// How the run was.
    pub health: Health,
}

impl History {
    /// The run up to `now` in slices, of which the last ones may be quiet: nothing has happened since the last record.
    pub fn until(&self, now: Time) -> Progress {
        let mut slices = self.slices.clone();
        let pending = self.backlog.pending();
        slices.accrue(self.counted_to, now, self.workers.working, self.workers.up, pending);
        Progress::new(slices, now, pending)
    }

    /// What stands out, in order of time.
    pub fn marks(&self) -> &[Mark] {
        self.marks.all()
    }

    /// What the last record completed was so long in the system.
    pub(super) fn note(&mut self, took: Span) {
        self.slices.note(took);
    }

    /// How the run was, in as few stretches as possible, up to `now`.
    pub fn health(&self, now: Time) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (from, slice) in self.with_times().filter(|&(from, _)| from < now) {
            let (to, health) = ((from + self.slices.width()).min(now), slice.health());
            match stretches.last_mut() {
                Some(last) if last.health == health => last.to = to,
                _ => stretches.push(Stretch { from, to, health }),
            }
        }
        // Nothing has happened since the last slice, so nothing has become worse.
        if let Some(last) = stretches.last_mut().filter(|last| last.to < now) {
            if last.health == Health::Calm {
                last.to = now;
            } else {
                let from = last.to;
                stretches.push(Stretch { from, to: now, health: Health::Calm });
            }
        }
        stretches
    }

    fn with_times(&self) -> impl Iterator<Item = (Time, &Slice)> {
        let width = self.slices.width();
        (0..).zip(self.slices.all()).map(move |(index, slice)| (Time::ZERO + width.times(index), slice))
    }
}

impl Fold for History {
    fn feed(&mut self, record: &Record) {
        let pending = self.backlog.pending();
        self.slices.accrue(self.counted_to, record.at, self.workers.working, self.workers.up, pending);
        self.counted_to = record.at;
        self.workers.feed(record);
        let slice = self.slices.at(record.at, pending);
        self.backlog.feed(record);
        match &record.kind {
            Kind::Published { .. } => slice.published += 1,
            // Where an ack is awaited, it decides.
            Kind::Finished { delivery, .. } | Kind::Lost { delivery, .. } if self.backlog.awaits_ack(*delivery) => {}
            Kind::Finished { outcome: Outcome::Done, .. } | Kind::Received { .. } | Kind::Acked { .. } => {
                slice.done += 1;
            }
            Kind::Finished { outcome: Outcome::Failed, .. } | Kind::Terminated { gone: false, .. } => {
                slice.failed += 1;
            }
            Kind::Lost { reason, .. } => {
                slice.lost += 1;
                slice.crashed += u64::from(*reason == LossReason::Crash);
            }
            Kind::Removed { undelivered, .. } => slice.lost += u64::from(*undelivered),
            Kind::Exhausted { .. } => slice.given_up += 1,
            Kind::NoInterest { .. }
            | Kind::LostOnLink(_)
            | Kind::Refused { alone: true, .. }
            | Kind::Terminated { gone: true, .. } => slice.lost += 1,
            Kind::Crashed { .. } => self.marks.note(record.at, Event::Crashed(record.component)),
            Kind::Partitioned => self.marks.note(record.at, Event::CutOff(record.component)),
            Kind::Healed => self.marks.note(record.at, Event::Reunited(record.component)),
            Kind::Paused | Kind::Slowed { factor: 2.. } => {
                self.marks.note(record.at, Event::Hindered(record.component));
            }
            Kind::Unpaused | Kind::Slowed { .. } => self.marks.note(record.at, Event::Relieved(record.component)),
            Kind::BrokerStopped => self.marks.note(record.at, Event::Stopped(record.component)),
            Kind::BrokerStarted => self.marks.note(record.at, Event::Started(record.component)),
            Kind::Restarted => self.marks.note(record.at, Event::Restarted(record.component)),
            Kind::Scaled { members } => {
                self.marks.note(record.at, Event::Scaled { part: record.component.part, members: *members });
            }
            Kind::KnobTurned { knob, .. } => self.marks.note(record.at, Event::KnobTurned(knob.clone())),
            _ => {}
        }
        slice.pending = self.backlog.pending();
        slice.most_pending = slice.most_pending.max(slice.pending);
    }
}

#[cfg(test)]
mod tests;
