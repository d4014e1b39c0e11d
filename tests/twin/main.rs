//! A slow twin of the simulation: the same runs with lists instead of heaps and trees, searched from end to end. What
//! is clever in `src` must not change a single record.
//!
//! The twin has its own agenda, brokers, processes and links, written from the rules of the real servers and from
//! ARCHITECTURE.md. It shares with `src` the words (requests, effects, records), the rules of chance, and the cast:
//! those are state machines without clever parts, which theory and the real servers hold to account.

mod agenda;
mod broker;
mod core;
mod crew;
mod direct;
mod frozen;
mod glob;
mod interest;
mod outage;
#[path = "../random/mod.rs"]
mod random;
mod redis;
mod run;
mod server;
mod streams;
mod wires;

use queue_playground::scenario::Scenario;
use queue_playground::transcript::{Fold, Record, TranscriptHash};
use queue_playground::world::World;
use random::{END, Flavour};
use std::sync::atomic::{AtomicU64, Ordering};

fn simulated(scenario: &Scenario) -> Vec<Record> {
    let mut world = World::new(scenario).expect("a scenario that can be run");
    std::iter::from_fn(|| world.next_record(END, &scenario.entries)).collect()
}

fn hash(records: &[Record]) -> u64 {
    let mut hash = TranscriptHash::default();
    records.iter().for_each(|record| hash.feed(record));
    hash.value()
}

/// Compares one run; a difference is told with what came before it.
fn agree(flavour: Flavour, seed: u64) {
    let scenario = random::scenario(flavour, seed);
    let (twin, simulated) = (run::transcript(&scenario, END), simulated(&scenario));
    if hash(&twin) == hash(&simulated) {
        return;
    }
    let same = twin.iter().zip(&simulated).take_while(|(twin, simulated)| twin == simulated).count();
    let before: String = simulated[same.saturating_sub(6)..same].iter().map(|record| format!("{record:?}\n")).collect();
    panic!(
        "{}: the twin and the simulation part at record {same}\n{before}twin:      {:?}\nsimulated: {:?}",
        scenario.name,
        twin.get(same),
        simulated.get(same),
    );
}

#[test]
fn ten_thousand_random_runs_give_the_same_transcripts_as_those_of_the_slow_twin() {
    let next = AtomicU64::new(0);
    let flavours = Flavour::ALL;
    let compare = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= 10_000 {
                return;
            }
            let turn = usize::try_from(seed % flavours.len() as u64).expect("few flavours");
            agree(flavours[turn], seed);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(compare))));
}
