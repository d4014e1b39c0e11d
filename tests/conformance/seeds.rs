//! How many random scripts to play: a few in the test run, as many as wanted by `cargo xtask conform --seeds N`.

#![allow(clippy::disallowed_types, reason = "how fast scripts are played is measured by the clock on the wall")]

use std::ops::Range;
use std::time::Instant;

/// The seeds that were asked for, or else so many from 0 on.
pub fn asked(otherwise: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let from: u64 = number("CONFORM_FROM").unwrap_or(0);
    from..from.saturating_add(number("CONFORM_SEEDS").unwrap_or(otherwise))
}

/// Plays them, and says how fast that was.
pub fn timed(kind: &str, seeds: Range<u64>, play: impl FnOnce(Range<u64>)) {
    let (count, started) = (seeds.end - seeds.start, Instant::now());
    play(seeds);
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} scripts for {kind} in {seconds:.1} s: {:.1} per second", count as f64 / seconds);
}
