//! How long things took, counted in buckets that grow with the time: few numbers for any number of things, and two
//! counts become one by adding.

use crate::sim::time::Span;
use std::sync::Arc;

/// Buckets for each doubling, a power of two: a bucket is at most a sixteenth as wide as the times in it are long.
const PER_DOUBLING: u64 = 16;

/// How many things took how long. Shared with checkpoints: copied only when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Times(Arc<Vec<(u16, u32)>>);

impl Times {
    pub(super) fn note(&mut self, took: Span) {
        let bucket = bucket(took);
        let counts = Arc::make_mut(&mut self.0);
        match counts.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
            Ok(place) => counts[place].1 = counts[place].1.saturating_add(1),
            Err(place) => counts.insert(place, (bucket, 1)),
        }
    }

    /// Both together.
    pub(super) fn and(&self, other: &Times) -> Times {
        if self.0.is_empty() {
            return other.clone();
        }
        let mut all = self.clone();
        let counts = Arc::make_mut(&mut all.0);
        for &(bucket, count) in other.0.iter() {
            match counts.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
                Ok(place) => counts[place].1 = counts[place].1.saturating_add(count),
                Err(place) => counts.insert(place, (bucket, count)),
            }
        }
        all
    }

    /// The time that this share of the things did not exceed, rounded up to the end of its bucket; none of nothing.
    pub(super) fn percentile(&self, percent: f64) -> Option<Span> {
        let total: u64 = self.0.iter().map(|(_, count)| u64::from(*count)).sum();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count")]
        let wanted = ((percent / 100.0 * total as f64).ceil() as u64).clamp(1, total.max(1));
        let mut seen = 0;
        let found = self.0.iter().find(|(_, count)| {
            seen += u64::from(*count);
            seen >= wanted
        });
        found.map(|(bucket, _)| longest(*bucket))
    }
}

/// The bucket of a time, in microseconds: below sixteen of them its own, and then sixteen for each doubling.
fn bucket(took: Span) -> u16 {
    let microseconds = took.as_nanos() / 1_000;
    let doublings = microseconds.max(1).ilog2().saturating_sub(PER_DOUBLING.ilog2());
    let bucket = u64::from(doublings) * PER_DOUBLING + (microseconds >> doublings);
    u16::try_from(bucket).unwrap_or(u16::MAX)
}

/// The longest time in a bucket, to the microsecond.
fn longest(bucket: u16) -> Span {
    let bucket = u64::from(bucket);
    let doublings = (bucket / PER_DOUBLING).saturating_sub(1);
    let next = (bucket - doublings * PER_DOUBLING + 1) << doublings;
    Span::from_nanos((next - 1).saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_found_again_within_a_sixteenth() {
        for microseconds in [0, 1, 15, 16, 17, 31, 32, 33, 999, 1_000, 40_123, 3_600_000_000, u64::from(u32::MAX) * 900]
        {
            let found = longest(bucket(Span::from_nanos(microseconds * 1_000))).as_nanos() / 1_000;
            assert!(found >= microseconds && found - microseconds <= microseconds / 16, "{microseconds}: {found}");
        }
    }

    #[test]
    fn percentiles_of_a_hundred_times_are_those_of_the_sorted_list() {
        let mut times = Times::default();
        (1..=100).for_each(|millisecond| times.note(Span::from_millis(millisecond)));
        for percent in [1_u32, 50, 95, 99, 100] {
            let exact = f64::from(percent);
            let found = times.percentile(exact).unwrap().as_nanos() as f64 / 1e6;
            assert!(found >= exact && found <= exact * 17.0 / 16.0, "p{percent}: {found}");
        }
        assert_eq!(Times::default().percentile(50.0), None);
    }

    #[test]
    fn two_counts_together_are_the_count_of_all() {
        let (mut first, mut second, mut all) = (Times::default(), Times::default(), Times::default());
        for number in 0..1_000_u64 {
            let took = Span::from_nanos(number * number * 7_919);
            if number % 3 == 0 {
                first.note(took);
            } else {
                second.note(took);
            }
            all.note(took);
        }
        assert_eq!(first.and(&second), all);
    }
}
