//! How much simulated time passes for each second before the screen.

use crate::sim::time::Span;
use std::fmt;

/// A speed in thousandths: 1,000 is as fast as in life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u32);

impl Speed {
    /// As fast as in life.
    pub const ONE: Speed = Speed(1_000);

    /// The speeds that are offered, slowest first.
    pub const ALL: [Speed; 10] = [
        Speed(10),
        Speed(50),
        Speed(100),
        Speed(250),
        Speed(500),
        Speed::ONE,
        Speed(2_000),
        Speed(5_000),
        Speed(10_000),
        Speed(50_000),
    ];

    /// A speed of so many thousandths, at least one.
    pub const fn from_thousandths(thousandths: u32) -> Speed {
        Speed(if thousandths == 0 { 1 } else { thousandths })
    }

    /// Its thousandths.
    pub const fn as_thousandths(self) -> u32 {
        self.0
    }

    /// The simulated time that passes in `elapsed`, and the thousandths of a nanosecond that are left over, to be added
    /// next time: so many short frames come to exactly the same as few long ones.
    pub(super) fn stretch(self, elapsed: Span, left_over: u64) -> (Span, u64) {
        let total = u128::from(elapsed.as_nanos()) * u128::from(self.0) + u128::from(left_over);
        let whole = u64::try_from(total / 1_000).unwrap_or(u64::MAX);
        (Span::from_nanos(whole), u64::try_from(total % 1_000).unwrap_or(0))
    }
}

impl Default for Speed {
    fn default() -> Speed {
        Speed::ONE
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1_000, self.0 % 1_000);
        if rest == 0 {
            write!(f, "{whole}×")
        } else {
            write!(f, "{whole}.{}×", format!("{rest:03}").trim_end_matches('0'))
        }
    }
}
