//! Many random scripts at a time.

use super::agreement::agree;
use super::random::script_of;
use super::server;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// As many as the server has accounts for, less one for a script that is being shortened.
const AT_A_TIME: u64 = 48;

#[test]
fn random_scripts_for_streams_and_consumers_come_out_the_same() {
    let seeds = crate::seeds::asked(60);
    let server = server::shared();
    let (next, difference) = (AtomicU64::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(seeds) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    if let Err(report) = agree(&server, &script_of(seed)) {
                        // One is enough: the others stop at their next script.
                        next.store(seeds, Ordering::Relaxed);
                        let mut difference = difference.lock().expect("nobody panics with it");
                        let text = format!("seed {seed}: {report}");
                        if difference.as_ref().is_none_or(|other: &String| other.lines().count() > text.lines().count()) {
                            *difference = Some(text);
                        }
                    }
                }
            });
        }
    });
    if let Some(difference) = difference.into_inner().expect("nobody panicked with it") {
        panic!("{difference}");
    }
}
