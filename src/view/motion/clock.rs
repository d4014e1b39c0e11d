//! When a message begins and ends each of its hops before the screen.

use super::journeys::{Fate, Journey, Trip};
use super::{FALL, HOP};
use crate::sim::time::{Span, Time};
use crate::transcript::{LossReason, Stage as Where};
use crate::view::Stage;

/// How long the ring takes to fill, before the screen, for a message that arrived there after its work had begun.
const SWEEP: Span = Span::from_millis(160);

/// How long a socket shines at least, before the screen.
const SHINE: Span = Span::from_millis(180);

/// From when to when something is to be seen, in the time of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glide {
    pub(super) begin: Time,
    pub(super) end: Time,
}

impl Glide {
    const fn new(begin: Time, length: Span) -> Glide {
        Glide { begin, end: Time::from_nanos(begin.as_nanos().saturating_add(length.as_nanos())) }
    }

    /// How much of it has passed, from 0 to 1; none before and after it.
    pub(super) fn share(self, now: Time) -> Option<f64> {
        let length = self.end.since(self.begin).as_nanos();
        let passed = now.since(self.begin).as_nanos();
        (now >= self.begin && now < self.end).then(|| passed as f64 / length as f64)
    }

    /// The half in which a message gets that is lost on the way.
    pub(super) fn first_half(self) -> Glide {
        Glide::new(self.begin, Span::from_nanos(self.end.since(self.begin).as_nanos() / 2))
    }
}

/// The moment, and how long things take before the screen, in the time of the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) now: Time,
    hop: Span,
    fall: Span,
    sweep: Span,
    shine: Span,
    /// How long the hops of messages that have not arrived will take, as far as we know.
    publish: Span,
    deliver: Span,
}

impl Clock {
    pub(super) fn new(stage: &Stage<'_>) -> Clock {
        let [hop, fall, sweep, shine] = [HOP, FALL, SWEEP, SHINE].map(|span| stage.pace.simulated(span));
        let hops = stage.board.hops();
        Clock {
            now: stage.now,
            hop,
            fall,
            sweep,
            shine,
            publish: hops.publish.unwrap_or_default(),
            deliver: hops.deliver.unwrap_or_default(),
        }
    }

    /// How far back something may have happened that can still be seen.
    pub(super) fn horizon(&self) -> Time {
        let seen = self.hop.times(4) + self.fall + self.sweep + self.shine + (self.publish + self.deliver).times(2);
        Time::from_nanos(self.now.as_nanos().saturating_sub(seen.as_nanos()))
    }

    /// From publisher to broker.
    pub(super) fn publish(&self, trip: &Trip) -> Glide {
        let took = match trip.end {
            Some((at, Fate::Routed | Fate::Unheard)) => at.since(trip.published),
            Some((_, Fate::Lost)) | None => self.publish,
        };
        Glide::new(trip.published, took.max(self.hop))
    }

    /// From broker to subscriber; none if it was sent too long ago to matter.
    pub(super) fn deliver(&self, journey: &Journey, trip: Option<&Trip>) -> Option<Glide> {
        let sent = journey.sent?;
        let begin = trip.map_or(sent, |trip| sent.max(self.publish(trip).end));
        let arrived = match journey.lost {
            Some((at, Where::OnTheWay, LossReason::ConnectionClosed)) => Some(at),
            _ => journey.delivered,
        };
        Some(Glide::new(begin, arrived.map_or(self.deliver, |at| at.since(sent)).max(self.hop)))
    }

    /// The ring of work: from when it is seen to when it is full; none before the work began.
    pub(super) fn work(&self, journey: &Journey, trip: Option<&Trip>) -> Option<Glide> {
        let (started, service) = journey.started?;
        let arrived = self.deliver(journey, trip).map_or(started, |glide| glide.end);
        if arrived <= started {
            return Some(Glide::new(started, service));
        }
        Some(Glide { begin: arrived, end: (started + service).max(arrived + self.sweep) })
    }

    /// From handler to database; none before the statement began.
    pub(super) fn store(&self, journey: &Journey, trip: Option<&Trip>) -> Option<Glide> {
        let (statement, _) = journey.statement?;
        let ready = journey.started.map_or(statement, |(started, service)| started + service);
        let begin = self.work(journey, trip).map_or(ready, |work| work.end);
        Some(Glide::new(begin, statement.since(ready).max(self.hop)))
    }

    /// How long a socket shines for a statement.
    pub(super) fn shine(&self, journey: &Journey, trip: Option<&Trip>) -> Option<Glide> {
        let begin = self.store(journey, trip)?.end;
        let (statement, _) = journey.statement?;
        Some(match journey.saved {
            Some(saved) => Glide::new(begin, saved.since(statement).max(self.shine)),
            // It executes, and goes on doing so.
            None => Glide { begin, end: Time::END },
        })
    }

    /// A fall that begins at this moment.
    pub(super) const fn fall(&self, begin: Time) -> Glide {
        Glide::new(begin, self.fall)
    }
}
