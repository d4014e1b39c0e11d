//! Moments, spans and rates as integers: nanoseconds, and messages per thousand seconds.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// Nanoseconds in a second.
pub const SECOND_NS: u64 = 1_000_000_000;

/// A moment of a run: nanoseconds since its start. A run can last 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(u64);

/// A length of time in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(u64);

/// How often something happens, in thousandths per second: `2.5/s` is 2,500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(u64);

/// A text that is no time, span, rate or ratio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not {expected}")]
pub struct QuantityError {
    /// What was written.
    pub text: String,
    /// What would be right.
    pub expected: Form,
}

/// How a quantity is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A [`Span`] or a [`Time`].
    Span,
    /// A [`Rate`].
    Rate,
    /// A [`Ratio`](super::chance::Ratio).
    Ratio,
    /// A [`Sigma`](super::chance::Sigma).
    Sigma,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::Span => "a time with its unit, such as 400ms, 1.5s or 2min",
            Form::Rate => "a rate per second with at most three decimals, such as 6/s or 2.5/s",
            Form::Ratio => "a share between 0% and 100% with at most four decimals, such as 5%",
            Form::Sigma => "a number from 0 to 3 with at most three decimals, such as 0.8",
        })
    }
}

impl Time {
    /// The start of every run.
    pub const ZERO: Time = Time(0);
    /// Later than every event.
    pub const END: Time = Time(u64::MAX);

    /// The moment `nanoseconds` after the start.
    pub const fn from_nanos(nanoseconds: u64) -> Time {
        Time(nanoseconds)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of `nanoseconds`.
    pub const fn from_nanos(nanoseconds: u64) -> Span {
        Span(nanoseconds)
    }

    /// A span of `milliseconds`.
    pub const fn from_millis(milliseconds: u64) -> Span {
        Span(milliseconds * 1_000_000)
    }

    /// A span of `seconds`.
    pub const fn from_secs(seconds: u64) -> Span {
        Span(seconds * SECOND_NS)
    }

    /// Its nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Its whole milliseconds, rounded down.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000_000
    }

    /// This span `times` over, at most the longest span there is.
    pub const fn times(self, times: u64) -> Span {
        Span(self.0.saturating_mul(times))
    }
}

impl Rate {
    /// Never.
    pub const ZERO: Rate = Rate(0);

    /// A rate of `thousandths` per second.
    pub const fn from_thousandths(thousandths: u64) -> Rate {
        Rate(thousandths)
    }

    /// A whole number per second.
    pub const fn per_second(number: u64) -> Rate {
        Rate(number * 1_000)
    }

    /// Thousandths per second.
    pub const fn as_thousandths(self) -> u64 {
        self.0
    }

    /// The mean time between two, rounded down to a nanosecond; none if it never happens.
    pub const fn mean_gap(self) -> Option<Span> {
        match self.0 {
            0 => None,
            thousandths => Some(Span(1_000 * SECOND_NS / thousandths)),
        }
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

/// Units of time by their name, longest first so that `ms` is not read as `s`.
const UNITS: [(&str, u64); 7] = [
    ("min", 60 * SECOND_NS),
    ("h", 3_600 * SECOND_NS),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("ns", 1),
    ("s", SECOND_NS),
];

impl FromStr for Span {
    type Err = QuantityError;

    /// Reads `400ms`, `1.5s`, `2min`, `1h`, `250us`, `10ns`.
    fn from_str(text: &str) -> Result<Span, QuantityError> {
        let error = || QuantityError { text: text.to_owned(), expected: Form::Span };
        let trimmed = text.trim();
        let (unit, number) = UNITS
            .iter()
            .find_map(|&(name, nanoseconds)| Some((nanoseconds, trimmed.strip_suffix(name)?)))
            .ok_or_else(error)?;
        scaled(number.trim_end(), unit).map(Span).ok_or_else(error)
    }
}

impl FromStr for Time {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Time, QuantityError> {
        text.parse::<Span>().map(|span| Time(span.0))
    }
}

impl FromStr for Rate {
    type Err = QuantityError;

    /// Reads `6/s`, `2.5/s`; the `/s` may be left out.
    fn from_str(text: &str) -> Result<Rate, QuantityError> {
        let number = text.trim();
        let number = number.strip_suffix("/s").unwrap_or(number).trim_end();
        let exact = scaled(number, 1_000);
        exact.map(Rate).ok_or_else(|| QuantityError { text: text.to_owned(), expected: Form::Rate })
    }
}

/// A decimal number times `unit`, exactly; none if it is no number, too large, or finer than one.
pub(super) fn scaled(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || number.ends_with('.') {
        return None;
    }
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let parts = if fraction.is_empty() { 0 } else { u128::from(fraction.parse::<u64>().ok()?) * u128::from(unit) };
    if parts % u128::from(scale) != 0 {
        return None;
    }
    let total = u128::from(whole.parse::<u64>().ok()?) * u128::from(unit) + parts / u128::from(scale);
    u64::try_from(total).ok()
}

/// Writes `amount / unit` with as many decimals as it takes and no more.
pub(super) fn write_scaled(f: &mut fmt::Formatter<'_>, amount: u64, unit: u64) -> fmt::Result {
    let (whole, rest) = (amount / unit, amount % unit);
    if rest == 0 {
        return write!(f, "{whole}");
    }
    let width = unit.ilog10() as usize;
    write!(f, "{whole}.{}", format!("{rest:0width$}").trim_end_matches('0'))
}

impl fmt::Display for Span {
    /// The largest unit of s, ms, us, ns that keeps it at least one: `1.5s`, `400ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = match self.0 {
            SECOND_NS.. => ("s", SECOND_NS),
            1_000_000.. => ("ms", 1_000_000),
            1_000.. => ("us", 1_000),
            1.. => ("ns", 1),
            0 => ("s", 1),
        };
        write_scaled(f, self.0, unit)?;
        f.write_str(name)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, 1_000)?;
        f.write_str("/s")
    }
}

/// Lets serde carry a quantity as the text a person would write.
macro_rules! as_text {
    ($($quantity:ty),*) => {$(
        impl TryFrom<String> for $quantity {
            type Error = QuantityError;
            fn try_from(text: String) -> Result<Self, QuantityError> {
                text.parse()
            }
        }

        impl From<$quantity> for String {
            fn from(quantity: $quantity) -> String {
                quantity.to_string()
            }
        }
    )*};
}
pub(super) use as_text;
as_text!(Time, Span, Rate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_back_what_it_writes() {
        for text in ["400ms", "1.5s", "90s", "250us", "10ns", "0s", "1.000000001s"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("2min".parse::<Span>().unwrap(), Span::from_secs(120));
        assert_eq!("1h".parse::<Span>().unwrap(), Span::from_secs(3_600));
    }

    #[test]
    fn a_text_that_is_no_span_is_named_with_what_would_be_right() {
        for text in ["", "ms", "4", "-1s", "1..5s", "1.s", "0.5ns", "1e3s", "99999999999999999999s"] {
            let error = text.parse::<Span>().unwrap_err();
            assert_eq!(error.text, text);
            assert!(error.to_string().contains("such as 400ms"), "{error}");
        }
    }

    #[test]
    fn a_rate_reads_with_and_without_its_unit() {
        assert_eq!("6/s".parse::<Rate>().unwrap(), Rate::per_second(6));
        assert_eq!("2.5".parse::<Rate>().unwrap().to_string(), "2.5/s");
        assert_eq!(Rate::per_second(4).mean_gap(), Some(Span::from_millis(250)));
        assert_eq!(Rate::ZERO.mean_gap(), None);
    }
}
