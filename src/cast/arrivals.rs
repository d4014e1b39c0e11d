//! When a publisher publishes next: gaps in units of their mean, so that a change of rate keeps the luck.
//!
//! A gap is drawn as a multiple of the mean gap. When the rate changes, the rest of the current gap is stretched or
//! shortened with it. So the n-th message comes after the same total of mean gaps whatever the knob did.

use crate::sim::chance::Draw;
use crate::sim::time::{Rate, Span, Time};
use serde::{Deserialize, Serialize};

/// The pattern of arrivals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrivals {
    /// The same gap every time.
    Constant,
    /// Independent of each other (a Poisson process): exponential gaps.
    #[default]
    Poisson,
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
}

impl Gap {
    pub(super) fn new(arrivals: Arrivals, rate: Rate, draw: Draw, now: Time) -> Gap {
        let mut gap = Gap { arrivals, draw, rate, left: 0, since: now };
        gap.next(now);
        gap
    }

    /// Begins the next gap.
    pub(super) fn next(&mut self, now: Time) {
        self.since = now;
        self.left = match self.arrivals {
            Arrivals::Constant => MEAN,
            Arrivals::Poisson => self.draw.exponential_parts(),
        };
    }

    /// How long from `since` to the end of the gap, rounded down; none while nothing is published.
    pub(super) fn wait(&self) -> Option<Span> {
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
    fn a_publisher_that_is_stopped_and_started_goes_on_where_it_was() {
        let mut gap = gap(1);
        gap.set_rate(Rate::ZERO, Time::from_nanos(250_000_000));
        assert_eq!(gap.wait(), None);
        gap.set_rate(Rate::per_second(1), Time::from_nanos(9_000_000_000));
        assert_eq!(gap.wait(), Some(Span::from_millis(750)));
    }
}
