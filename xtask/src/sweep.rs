//! The verb `sweep`: the simulation against itself, over as many random runs as asked for.

use crate::places::Places;
use crate::process;
use crate::trouble::Trouble;

/// Runs `seeds` seeds from `from` on. `tests/sweep/command.rs` does it: it says how fast it was, and writes a scenario
/// that goes wrong to `target/sweep.json`.
pub fn run(places: &Places, seeds: u64, from: u64) -> Result<(), Trouble> {
    let mut cargo = process::cargo(places);
    cargo.args(["run", "--quiet", "--profile", "sweep", "--no-default-features", "--example", "sweep", "--"]);
    cargo.args(["--seeds", &seeds.to_string(), "--from", &from.to_string(), "--file", "target/sweep.json"]);
    process::run(&mut cargo)
}
