//! The simulation against itself: random runs, and what holds after every single record of each.
//!
//! `cargo xtask sweep` runs more seeds, and makes a failing scenario short.

mod doctored;
mod doctored_faults;
mod doctored_streams;
mod invariants;
#[path = "../random/mod.rs"]
mod random;
mod run;
mod shorten;
mod shortening;
mod variety;

use run::{report, sweep};

#[test]
fn every_invariant_holds_after_every_record_of_ten_thousand_random_runs() {
    match sweep(0, 10_000) {
        Ok(records) => assert!(records > 1_000_000, "only {records} records: too little goes on"),
        Err(failure) => {
            let (text, breach) = report(&failure);
            panic!("seed {}: {}\nin short:\n{text}\n{breach}", failure.seed, failure.breach);
        }
    }
}
