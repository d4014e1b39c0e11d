//! How many random scripts to play: a few in the test run, as many as wanted by `cargo xtask conform --seeds N`.

/// The number that was asked for, or else the test's own.
pub fn asked(otherwise: u64) -> u64 {
    std::env::var("CONFORM_SEEDS").ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}
