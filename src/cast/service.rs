//! How long work takes: a distribution of service times.

use crate::sim::chance::Draw;
use crate::sim::time::Span;
use serde::{Deserialize, Serialize};

/// A distribution of service times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceTime {
    /// Always the same.
    Constant(Span),
    /// Exponential with this mean: many short, a few long.
    Exponential(Span),
}

impl ServiceTime {
    /// The mean.
    pub const fn mean(self) -> Span {
        match self {
            ServiceTime::Constant(mean) | ServiceTime::Exponential(mean) => mean,
        }
    }

    /// Changes the mean and keeps the shape.
    pub const fn set_mean(&mut self, to: Span) {
        match self {
            ServiceTime::Constant(mean) | ServiceTime::Exponential(mean) => *mean = to,
        }
    }

    /// One service time.
    pub fn sample(self, draw: &mut Draw) -> Span {
        match self {
            ServiceTime::Constant(span) => span,
            ServiceTime::Exponential(mean) => draw.exponential(mean),
        }
    }
}
