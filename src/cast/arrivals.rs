//! When a publisher publishes next: gaps in units of their mean, so that a change of rate keeps the luck.
//!
//! A gap is drawn as a multiple of the mean gap. When the rate changes, the rest of the current gap is stretched or
//! shortened with it. So the n-th message comes after the same total of mean gaps whatever the knob did.

use crate::sim::chance::Draw;
use crate::sim::time::{Rate, Span, Time};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The pattern of arrivals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Arrivals {
    /// The same gap every time.
    Constant,
    /// Independent of each other (a Poisson process): exponential gaps.
    #[default]
    Poisson,
    /// Several at once, then the same gap every time. The rate counts messages: 50 at once at `10/s` come every five
    /// seconds.
    Burst {
        /// How many at once, 1 to 1,000.
        size: u16,
    },
    /// At these moments of the run, in order; items are taken in order, too, and again from the first when all are
    /// used. There is no rate.
    List(Arc<[Time]>),
}

/// One mean gap, in the units in which gaps are kept.
const MEAN: u64 = 1 << 32;

/// The time to the next arrival.
#[derive(Clone, Debug)]
pub(super) struct Gap {
    arrivals: Arrivals,
    draw: Draw,
    rate: Rate,
    /// What is left of the gap, in 2⁻³² of the mean gap, at `since`.
    left: u64,
    since: Time,
    /// How many moments of a list have passed.
    passed: u32,
}

impl Gap {
    pub(super) fn new(arrivals: Arrivals, rate: Rate, draw: Draw, now: Time) -> Gap {
        let mut gap = Gap { arrivals, draw, rate, left: 0, since: now, passed: 0 };
        if let Arrivals::List(moments) = &gap.arrivals {
            let passed = moments.iter().take_while(|&&moment| moment < now).count();
            gap.passed = u32::try_from(passed).unwrap_or(u32::MAX);
        } else {
            gap.next(now);
        }
        gap
    }

    /// How many arrive at the end of this gap.
    pub(super) const fn arriving(&self) -> u16 {
        match self.arrivals {
            Arrivals::Burst { size } => size,
            _ => 1,
        }
    }

    /// Which moment of a list comes next, from 0; none if there is no list.
    pub(super) const fn place(&self) -> Option<u32> {
        match self.arrivals {
            Arrivals::List(_) => Some(self.passed),
            _ => None,
        }
    }

    /// Begins the next gap.
    pub(super) fn next(&mut self, now: Time) {
        self.since = now;
        match self.arrivals {
            Arrivals::Constant => self.left = MEAN,
            Arrivals::Poisson => self.left = self.draw.exponential_parts(),
            Arrivals::Burst { size } => self.left = MEAN * u64::from(size),
            Arrivals::List(_) => self.passed = self.passed.saturating_add(1),
        }
    }

    /// How long from `since` to the end of the gap, rounded down; none while nothing is published.
    pub(super) fn wait(&self) -> Option<Span> {
        if let Arrivals::List(moments) = &self.arrivals {
            return moments.get(self.passed as usize).map(|moment| moment.since(self.since));
        }
        let mean = u128::from(self.rate.mean_gap()?.as_nanos());
        let wait = (u128::from(self.left) * mean) >> 32;
        Some(Span::from_nanos(u64::try_from(wait).unwrap_or(u64::MAX)))
    }

    /// Changes the rate; what has passed of the gap has passed.
    pub(super) fn set_rate(&mut self, rate: Rate, now: Time) {
        if let Some(mean) = self.rate.mean_gap() {
            let passed =
                u128::from(now.since(self.since).as_nanos()) * u128::from(MEAN) / u128::from(mean.as_nanos().max(1));
            self.left = self.left.saturating_sub(u64::try_from(passed).unwrap_or(u64::MAX));
        }
        self.since = now;
        self.rate = rate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::chance::{Purpose, Seed};

    fn gap(rate: u64) -> Gap {
        Gap::new(Arrivals::Constant, Rate::per_second(rate), Seed(1).draw(Purpose::Arrival, &[]), Time::ZERO)
    }

    #[test]
    fn a_rate_doubled_in_the_middle_of_a_gap_halves_the_rest() {
        let mut gap = gap(1);
        gap.set_rate(Rate::per_second(2), Time::from_nanos(500_000_000));
        assert_eq!(gap.wait(), Some(Span::from_millis(250)));
    }

    #[test]
    fn every_change_in_a_gap_counts_from_the_one_before() {
        let mut gap = gap(1);
        gap.set_rate(Rate::per_second(2), Time::from_nanos(500_000_000));
        gap.set_rate(Rate::per_second(1), Time::from_nanos(625_000_000));
        assert_eq!(gap.wait(), Some(Span::from_millis(250)), "a half and a quarter of the gap have passed");
    }

    #[test]
    fn a_burst_comes_after_as_many_mean_gaps_as_it_has_messages() {
        let draw = Seed(1).draw(Purpose::Arrival, &[]);
        let gap = Gap::new(Arrivals::Burst { size: 50 }, Rate::per_second(10), draw, Time::ZERO);
        assert_eq!((gap.wait(), gap.arriving()), (Some(Span::from_secs(5)), 50));
    }

    #[test]
    fn a_list_begins_with_the_first_moment_that_has_not_passed() {
        let moments = [1, 2, 2, 5].map(|seconds| Time::ZERO + Span::from_secs(seconds));
        let draw = Seed(1).draw(Purpose::Arrival, &[]);
        let now = Time::ZERO + Span::from_secs(2);
        let mut gap = Gap::new(Arrivals::List(moments.into()), Rate::ZERO, draw, now);
        assert_eq!((gap.wait(), gap.place()), (Some(Span::ZERO), Some(1)));
        gap.next(now);
        gap.next(now);
        assert_eq!(gap.wait(), Some(Span::from_secs(3)));
        gap.next(now);
        assert_eq!(gap.wait(), None);
    }

    #[test]
    fn a_publisher_that_is_stopped_and_started_goes_on_where_it_was() {
        let mut gap = gap(1);
        gap.set_rate(Rate::ZERO, Time::from_nanos(250_000_000));
        assert_eq!(gap.wait(), None);
        gap.set_rate(Rate::per_second(1), Time::from_nanos(9_000_000_000));
        assert_eq!(gap.wait(), Some(Span::from_millis(750)));
    }
}
