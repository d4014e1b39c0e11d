//! The verb `conform`: random scripts on the simulated brokers and on real servers, as many as asked for.

use std::time::Instant;

use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// What cargo is asked to test: every test with random scripts, one kind after the other.
const TESTS: &str = "test --no-default-features --features servers --test conformance random_scripts";

/// Plays `seeds` scripts of each kind from `from` on. The tests play them and show the shortest that comes out
/// differently.
pub fn run(places: &Places, seeds: u64, from: u64) -> Result<(), Trouble> {
    setup::ensure(places, &[Need::NatsServer, Need::RedisServer])?;
    let cargo = || {
        let mut cargo = process::cargo(places);
        cargo.args(TESTS.split(' '));
        cargo.env("CONFORM_SEEDS", seeds.to_string()).env("CONFORM_FROM", from.to_string());
        cargo
    };
    process::run(cargo().args(["--quiet", "--no-run"]))?;
    let started = Instant::now();
    process::run(cargo().args(["--no-fail-fast", "--", "--nocapture", "--test-threads=1"]))?;
    say::result(&format!(
        "{seeds} scripts of each kind from seed {from} on agree, in {}",
        say::duration(started.elapsed())
    ));
    Ok(())
}
