//! The verb `fuzz protocol`: bytes that mean harm, through the decoder and the client of the live part.

use crate::places::Places;
use crate::process;
use crate::trouble::Trouble;

/// Goes on for so many minutes from a seed on, or replays a file. `tests/fuzz/command.rs` does it: it says how many
/// inputs there were, and writes one that breaks a promise to `target/fuzz-protocol.bin`.
pub fn run(places: &Places, minutes: u64, from: u64, replay: Option<&str>) -> Result<(), Trouble> {
    let mut cargo = process::cargo(places);
    cargo.args(["run", "--quiet", "--profile", "sweep", "--no-default-features", "--example", "fuzz", "--"]);
    match replay {
        Some(file) => cargo.args(["--replay", file]),
        None => cargo.args(["--minutes", &minutes.to_string(), "--from", &from.to_string()]),
    };
    process::run(&mut cargo)
}
