//! How long work takes: a distribution of service times.

use crate::sim::chance::{Draw, Sigma};
use crate::sim::time::Span;
use serde::{Deserialize, Serialize};

/// A distribution of service times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ServiceTime {
    /// Always the same.
    Constant(Span),
    /// Exponential with this mean: many short, a few long.
    Exponential(Span),
    /// Between these two, each length equally likely.
    Uniform {
        /// The shortest.
        low: Span,
        /// The longest, not below the shortest.
        high: Span,
    },
    /// Lognormal: a typical length, and a long tail.
    Lognormal {
        /// The mean.
        mean: Span,
        /// How far it spreads.
        sigma: Sigma,
    },
}

impl ServiceTime {
    /// The mean, rounded down to a nanosecond.
    pub const fn mean(self) -> Span {
        match self {
            ServiceTime::Constant(mean) | ServiceTime::Exponential(mean) | ServiceTime::Lognormal { mean, .. } => mean,
            ServiceTime::Uniform { low, high } => Span::from_nanos(low.as_nanos().midpoint(high.as_nanos())),
        }
    }

    /// Changes the mean and keeps the shape: a uniform distribution keeps the ratio of its ends.
    pub fn set_mean(&mut self, to: Span) {
        let before = self.mean();
        match self {
            ServiceTime::Constant(mean) | ServiceTime::Exponential(mean) | ServiceTime::Lognormal { mean, .. } => {
                *mean = to;
            }
            ServiceTime::Uniform { low, high } => {
                let share = u128::from(low.as_nanos()) * u128::from(to.as_nanos());
                let scaled = share / u128::from(before.as_nanos().max(1));
                *low = Span::from_nanos(u64::try_from(scaled).unwrap_or(u64::MAX)).min(to);
                *high = to + (to - *low);
            }
        }
    }

    /// One service time.
    pub fn sample(self, draw: &mut Draw) -> Span {
        match self {
            ServiceTime::Constant(span) => span,
            ServiceTime::Exponential(mean) => draw.exponential(mean),
            ServiceTime::Uniform { low, high } => draw.uniform(low, high),
            ServiceTime::Lognormal { mean, sigma } => draw.lognormal(mean, sigma),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_distribution_with_another_mean_keeps_the_ratio_of_its_ends() {
        let mut service = ServiceTime::Uniform { low: Span::from_millis(100), high: Span::from_millis(300) };
        service.set_mean(Span::from_millis(400));
        let doubled = ServiceTime::Uniform { low: Span::from_millis(200), high: Span::from_millis(600) };
        assert_eq!((service, service.mean()), (doubled, Span::from_millis(400)));
    }
}
