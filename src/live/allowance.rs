//! How many messages may pass: a second's worth at once, and then as many per second.

use crate::sim::time::{SECOND_NS, Time};

/// A bucket that time fills and messages empty. It holds time: one message takes its share of a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// What one message takes, in nanoseconds.
    cost: u64,
    /// What is left, in nanoseconds; at most a second.
    left: u64,
    at: Time,
}

impl Allowance {
    /// A full one, for so many messages per second.
    pub(super) fn new(rate: u32) -> Allowance {
        Allowance { cost: SECOND_NS / u64::from(rate.max(1)), left: SECOND_NS, at: Time::ZERO }
    }

    /// Whether one more message may pass now; if so, it is taken off.
    pub(super) fn take(&mut self, now: Time) -> bool {
        self.left = self.left.saturating_add(now.since(self.at).as_nanos()).min(SECOND_NS);
        self.at = self.at.max(now);
        let is_enough = self.left >= self.cost;
        if is_enough {
            self.left -= self.cost;
        }
        is_enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of `messages` are taken that come evenly over so many seconds.
    fn taken(rate: u32, messages: u64, seconds: u64) -> usize {
        let mut allowance = Allowance::new(rate);
        let moments = (0..messages).map(|number| Time::from_nanos(number * seconds * SECOND_NS / messages));
        moments.filter(|moment| allowance.take(*moment)).count()
    }

    #[test]
    fn a_flood_is_cut_down_to_a_seconds_worth_and_the_rate() {
        assert_eq!(taken(50, 100_000, 10), 50 + 10 * 50 - 1);
        assert_eq!(taken(1_000, 100_000, 10), 1_000 + 10 * 1_000 - 1);
    }

    #[test]
    fn what_comes_no_faster_than_the_rate_is_taken_whole() {
        assert_eq!(taken(50, 500, 10), 500);
        assert_eq!(taken(1, 10, 10), 10);
    }

    #[test]
    fn what_was_not_used_is_kept_for_a_second_only() {
        let mut allowance = Allowance::new(3);
        let late = Time::from_nanos(100 * SECOND_NS);
        assert_eq!((0..10).filter(|_| allowance.take(late)).count(), 3);
        // A clock that goes back gives nothing.
        assert!(!allowance.take(Time::ZERO) && !allowance.take(late));
    }
}
