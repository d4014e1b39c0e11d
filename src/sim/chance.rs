//! Chance by key: every draw is decided by the seed and by *what* is decided, never by when it is asked.
//!
//! A key (a purpose and some numbers, say "service time of message 12 in group save-handler, first attempt") and the
//! seed are hashed by XXH64 into the state of a xoshiro256++ generator. So two runs that differ in one knob draw the
//! same luck for everything else, and can be compared.
//!
//! Floats appear only here, and leave as integers by a stated rule: nanoseconds are rounded down.

#![allow(clippy::float_arithmetic, reason = "the one place where a draw is turned into integers")]

use super::time::{Form, QuantityError, Span, as_text, scaled, write_scaled};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use xxhash_rust::xxh64::{Xxh64, xxh64};

/// What a run's luck hangs from. Shown on the page and in the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Default for Seed {
    fn default() -> Seed {
        Seed(42)
    }
}

/// A probability in millionths, 0 to 1,000,000; written `5%`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio(u32);

/// How far a lognormal distribution spreads: the standard deviation of the logarithm, in thousandths, at most 3;
/// written `0.8`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sigma(u32);

/// What kind of thing a draw decides. The numbers are part of the transcript's definition: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// When a publisher publishes next.
    Arrival = 1,
    /// How long a handler works on a message.
    ServiceTime = 2,
    /// Whether handling a message fails.
    Failure = 3,
    /// Which member of a queue group receives a message.
    Routing = 4,
    /// Whether a link loses a message.
    Loss = 5,
    /// What a generated message contains.
    Payload = 6,
    /// How much longer than its latency a link takes.
    Jitter = 7,
    /// When a consumer looks for acks that did not come, after its server has started again.
    FirstLook = 8,
    /// How long a connection to a real server that broke waits before it is tried again. No transcript hangs from it.
    Reconnect = 9,
}

/// A generator for one decision, or for one publisher's sequence of arrivals.
#[derive(Clone, Debug)]
pub struct Draw(Xoshiro256PlusPlus);

/// A number for a name, to be used as a part of a key: XXH64 of its UTF-8 bytes with seed 0.
pub fn key_of(name: &str) -> u64 {
    xxh64(name.as_bytes(), 0)
}

impl Seed {
    /// The draw that decides `purpose` for what `key` names.
    pub fn draw(self, purpose: Purpose, key: &[u64]) -> Draw {
        self.draw_for(purpose, key.iter().copied())
    }

    /// The draw that decides `purpose` for what these numbers name, one after the other.
    pub fn draw_for(self, purpose: Purpose, key: impl Iterator<Item = u64>) -> Draw {
        Draw(Xoshiro256PlusPlus::seed_from_u64(self.hash(purpose, key)))
    }

    fn hash(self, purpose: Purpose, key: impl Iterator<Item = u64>) -> u64 {
        // In one piece if it fits, as it always does: that is quicker than number by number.
        let (mut bytes, mut used, mut long) = ([[0; 8]; 8], 0, None);
        for part in std::iter::once(purpose as u64).chain(key) {
            if used == bytes.len() {
                long.get_or_insert_with(|| Xxh64::new(self.0)).update(bytes.as_flattened());
                used = 0;
            }
            bytes[used] = part.to_le_bytes();
            used += 1;
        }
        let rest = &bytes.as_flattened()[..8 * used];
        long.map_or_else(
            || xxh64(rest, self.0),
            |mut hash| {
                hash.update(rest);
                hash.digest()
            },
        )
    }
}

impl Draw {
    /// A number from 0 to `bound - 1`, each equally likely up to a bias of at most `bound` in 2⁶⁴ (Lemire 2019, without
    /// the rejection step).
    pub fn below(&mut self, bound: u32) -> u32 {
        // The upper 64 bits of their product, by halves: a target of 32 bits has no 128-bit multiplication.
        let (random, bound) = (self.0.next_u64(), u64::from(bound));
        let lower = (random & 0xFFFF_FFFF) * bound;
        let upper = (random >> 32) * bound + (lower >> 32);
        u32::try_from(upper >> 32).unwrap_or(u32::MAX)
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: Ratio) -> bool {
        self.below(Ratio::ONE.0) < probability.0
    }

    /// A span between `low` and `high`, each nanosecond equally likely.
    pub fn uniform(&mut self, low: Span, high: Span) -> Span {
        let width = u128::from((high - low).as_nanos()) + 1;
        let offset = (u128::from(self.0.next_u64()) * width) >> 64;
        low + Span::from_nanos(u64::try_from(offset).unwrap_or(u64::MAX))
    }

    /// An exponentially distributed span of this mean, by inversion: −mean · ln(1 − u), rounded down.
    pub fn exponential(&mut self, mean: Span) -> Span {
        let nanoseconds = self.exponential_unit() * to_float(mean.as_nanos());
        Span::from_nanos(to_integer(nanoseconds))
    }

    /// A lognormally distributed span of this mean: mean · e^(σz − σ²/2), rounded down, where z is a standard normal
    /// number by Box and Muller's method, √(−2 ln(1 − u)) · cos 2πv.
    pub fn lognormal(&mut self, mean: Span, sigma: Sigma) -> Span {
        let sigma = to_float(u64::from(sigma.0)) / 1_000.0;
        let radius = libm::sqrt(2.0 * self.exponential_unit());
        let normal = radius * libm::cos(std::f64::consts::TAU * self.unit());
        Span::from_nanos(to_integer(to_float(mean.as_nanos()) * libm::exp(sigma * normal - sigma * sigma / 2.0)))
    }

    /// An exponentially distributed number of mean one, in units of 2⁻³².
    pub fn exponential_parts(&mut self) -> u64 {
        to_integer(self.exponential_unit() * 4_294_967_296.0)
    }

    fn exponential_unit(&mut self) -> f64 {
        -libm::log(1.0 - self.unit())
    }

    /// From 0 to just below 1, in 53 bits: every value is exact, and 1 − u is never zero.
    fn unit(&mut self) -> f64 {
        to_float(self.0.next_u64() >> 11) / 9_007_199_254_740_992.0
    }
}

#[allow(clippy::cast_precision_loss, reason = "IEEE rounding to nearest is the same everywhere")]
const fn to_float(number: u64) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the stated rule: round down, saturate")]
const fn to_integer(number: f64) -> u64 {
    number as u64
}

impl Ratio {
    /// Never.
    pub const ZERO: Ratio = Ratio(0);
    /// Always.
    pub const ONE: Ratio = Ratio(1_000_000);

    /// A share in millionths; at most [`Ratio::ONE`].
    pub const fn from_millionths(millionths: u32) -> Ratio {
        if millionths > Ratio::ONE.0 { Ratio::ONE } else { Ratio(millionths) }
    }

    /// The share in millionths.
    pub const fn as_millionths(self) -> u32 {
        self.0
    }
}

impl FromStr for Ratio {
    type Err = QuantityError;

    /// Reads `5%`, `0.5%`.
    fn from_str(text: &str) -> Result<Ratio, QuantityError> {
        let error = || QuantityError { text: text.to_owned(), expected: Form::Ratio };
        let percent = text.trim().strip_suffix('%').ok_or_else(error)?;
        let millionths = scaled(percent.trim_end(), 10_000).and_then(|parts| u32::try_from(parts).ok());
        millionths.filter(|&parts| parts <= Ratio::ONE.0).map(Ratio).ok_or_else(error)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, u64::from(self.0), 10_000)?;
        f.write_str("%")
    }
}

impl Sigma {
    /// The widest: at 3, the mean is ninety times the median.
    pub const MOST: Sigma = Sigma(3_000);
}

impl FromStr for Sigma {
    type Err = QuantityError;

    /// Reads `1`, `0.8`.
    fn from_str(text: &str) -> Result<Sigma, QuantityError> {
        let thousandths = scaled(text.trim(), 1_000).and_then(|parts| u32::try_from(parts).ok());
        let sigma = thousandths.map(Sigma).filter(|&sigma| sigma <= Sigma::MOST);
        sigma.ok_or_else(|| QuantityError { text: text.to_owned(), expected: Form::Sigma })
    }
}

impl fmt::Display for Sigma {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, u64::from(self.0), 1_000)
    }
}

as_text!(Ratio, Sigma);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_xxh64_by_its_published_vectors() {
        // From the specification's sanity checks: XXH64 of the empty input and of "abc", seed 0.
        assert_eq!(xxh64(b"", 0), 0xEF46_DB37_51D8_E999);
        assert_eq!(key_of("abc"), 0x44BC_2CF5_AD77_0999);
    }

    #[test]
    fn the_generator_is_xoshiro256plusplus_by_its_reference_values() {
        // State 1, 2, 3, 4; the first outputs of the reference C code.
        let mut state = [0_u8; 32];
        for word in 0..4_u8 {
            state[usize::from(word) * 8] = word + 1;
        }
        let mut generator = Xoshiro256PlusPlus::from_seed(state);
        assert_eq!(
            [generator.next_u64(), generator.next_u64(), generator.next_u64()],
            [41_943_041, 58_720_359, 3_588_806_011_781_223]
        );
    }

    #[test]
    fn a_draw_depends_on_seed_purpose_and_key_and_on_nothing_else() {
        let draw = |seed: u64, purpose, key: &[u64]| Seed(seed).draw(purpose, key).below(u32::MAX);
        let first = draw(1, Purpose::Routing, &[7, 8]);
        assert_eq!(first, draw(1, Purpose::Routing, &[7, 8]));
        assert_ne!(first, draw(2, Purpose::Routing, &[7, 8]));
        assert_ne!(first, draw(1, Purpose::Failure, &[7, 8]));
        assert_ne!(first, draw(1, Purpose::Routing, &[8, 7]));
    }

    #[test]
    fn a_key_is_hashed_as_its_numbers_in_a_row_whatever_its_length() {
        for length in [0, 1, 3, 7, 8, 15, 20] {
            let key: Vec<u64> = (0..length).collect();
            let bytes: Vec<u8> =
                std::iter::once(Purpose::Loss as u64).chain(key.iter().copied()).flat_map(u64::to_le_bytes).collect();
            assert_eq!(Seed(7).hash(Purpose::Loss, key.iter().copied()), xxh64(&bytes, 7), "{length} numbers");
        }
    }

    #[test]
    fn exponential_spans_have_their_mean() {
        let mean = Span::from_millis(400);
        let total: u64 =
            (0..100_000).map(|n| Seed(1).draw(Purpose::ServiceTime, &[n]).exponential(mean).as_nanos()).sum();
        let measured = total / 100_000;
        // Standard error is mean / √n = 0.32 %; four of them.
        assert!(measured.abs_diff(mean.as_nanos()) < mean.as_nanos() / 78, "{measured}");
    }

    #[test]
    fn lognormal_spans_have_their_mean_and_their_spread() {
        let (mean, sigma): (_, Sigma) = (Span::from_millis(400), "0.5".parse().unwrap());
        let spans: Vec<f64> = (0..100_000)
            .map(|n| to_float(Seed(1).draw(Purpose::ServiceTime, &[n]).lognormal(mean, sigma).as_nanos()) / 4e8)
            .collect();
        let measured = spans.iter().sum::<f64>() / 1e5;
        // A variance of e^0.25 − 1 = 0.284: standard error 0.17 %, four of them.
        assert!((measured - 1.0).abs() < 0.007, "{measured}");
        // The median is e^(−σ²/2) of the mean; a share has a standard error of 0.0016.
        let below = spans.iter().filter(|&&span| span < libm::exp(-0.125)).count();
        assert!(below.abs_diff(50_000) < 640, "{below}");
        let spread = spans.iter().map(|span| (span - 1.0) * (span - 1.0)).sum::<f64>() / 1e5;
        assert!((spread - 0.284).abs() < 0.02, "{spread}");
    }

    #[test]
    fn a_spread_is_a_decimal_up_to_three() {
        assert_eq!("0.75".parse::<Sigma>().unwrap().to_string(), "0.75");
        for text in ["", "-1", "3.001", "0.0001", "wide"] {
            assert!(text.parse::<Sigma>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_ratio_is_a_percentage_up_to_a_hundred() {
        assert_eq!("12.5%".parse::<Ratio>().unwrap().to_string(), "12.5%");
        assert_eq!("100%".parse::<Ratio>().unwrap(), Ratio::ONE);
        for text in ["101%", "5", "-1%", "", "%", "0.00001%"] {
            assert!(text.parse::<Ratio>().is_err(), "{text}");
        }
    }
}
