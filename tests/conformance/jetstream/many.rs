//! Many random scripts at a time.

use super::agreement::agree;
use super::random::script_of;
use super::server;
use crate::seeds;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// As many as the server has accounts for, less one for a script that is being shortened.
const AT_A_TIME: u64 = 48;

#[test]
fn random_scripts_for_streams_and_consumers_come_out_the_same() {
    seeds::timed("JetStream", seeds::asked(60), |seeds| {
        if let Some(difference) = first_difference(seeds) {
            panic!("{difference}");
        }
    });
}

/// Plays the scripts of all seeds until one comes out differently; of several at a time, the shortest.
fn first_difference(seeds: Range<u64>) -> Option<String> {
    let server = server::shared();
    let (next, differences) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    let play = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            if let Err(report) = agree(&server, &script_of(seed)) {
                // The others stop at their next script.
                next.store(seeds.end, Ordering::Relaxed);
                differences.lock().unwrap_or_else(PoisonError::into_inner).push(format!("seed {seed}: {report}"));
            }
        }
    };
    std::thread::scope(|scope| (0..AT_A_TIME.min(seeds.end - seeds.start)).for_each(|_| drop(scope.spawn(play))));
    let differences = differences.into_inner().unwrap_or_else(PoisonError::into_inner);
    differences.into_iter().min_by_key(|text| text.lines().count())
}
