//! Same version, scenario, parameters and seed: same transcript, byte for byte, at any frame rate and on any target.
//!
//! `hashes.txt` holds the hash of each of a hundred seeds of one pattern, `random.txt` that of random runs with every
//! profile. The test runs in debug and in release, and `tests/web` runs the
//! same table in a browser. `UPDATE_EXPECT=1 cargo test --test determinism` writes it anew, when a change of the
//! transcript is meant.

mod eventful;
#[path = "../random/mod.rs"]
mod random;

use eventful::{END, eventful, hash_of, hash_of_random};
use queue_playground::player::{Simulation, Speed};
use queue_playground::sim::time::Span;
use queue_playground::transcript::TranscriptHash;
use queue_playground::transcript::file::{self, Header, SourceKind};
use random::Flavour;

fn table() -> String {
    (0..100).map(|seed| format!("{seed} {}\n", hash_of(seed))).collect()
}

#[test]
fn a_hundred_seeds_give_the_transcripts_they_always_gave() {
    expect_test::expect_file!["hashes.txt"].assert_eq(&table());
}

#[test]
fn every_profile_gives_the_transcripts_it_always_gave() {
    let row =
        |(flavour, seed): (Flavour, u64)| format!("{} {seed} {}\n", flavour.name(), hash_of_random(flavour, seed));
    let runs = Flavour::ALL.into_iter().flat_map(|flavour| (0..25).map(move |seed| (flavour, seed)));
    expect_test::expect_file!["random.txt"].assert_eq(&runs.map(row).collect::<String>());
}

#[test]
fn every_transcript_is_read_back_from_its_file_as_it_was() {
    let header = Header { link: "#/random?v=1".into(), source: SourceKind::Simulated, until: END, names: Vec::new() };
    for (flavour, seed) in Flavour::ALL.into_iter().flat_map(|flavour| (0..25).map(move |seed| (flavour, seed))) {
        let scenario = random::scenario(flavour, seed);
        let mut simulation = Simulation::<TranscriptHash>::new(scenario).expect("a scenario that can be run");
        simulation.seek(random::END);
        let records = simulation.records().expect("a short run");
        assert_eq!(records.len() as u64, simulation.position());
        let bytes = file::write(&header, records.iter());
        assert!(bytes.windows(16).any(|bytes| bytes == hash_of_random(flavour, seed).as_bytes()));
        assert_eq!(file::read(&bytes), Ok((header.clone(), records)), "{} {seed}", flavour.name());
    }
}

/// Drives a run to its end in frames of the lengths given, over and over, as a screen would.
fn driven(seed: u64, frames_us: &[u64], speed: u32) -> String {
    let mut simulation = Simulation::<TranscriptHash>::new(eventful(seed)).expect("a scenario that can be run");
    simulation.set_speed(Speed::from_thousandths(speed));
    simulation.play();
    let mut frames = frames_us.iter().cycle();
    while simulation.now() < END {
        let frame = Span::from_nanos(frames.next().expect("frames without end") * 1_000);
        // The last frame of a screen ends where it likes; the run is asked for at one moment.
        let left = END.since(simulation.now()).as_nanos() * 1_000 / u64::from(speed);
        simulation.advance(frame.min(Span::from_nanos(left.max(1))), 10_000);
    }
    simulation.seek(END);
    simulation.known().to_string()
}

#[test]
fn the_frame_rate_does_not_matter() {
    for seed in [0, 1, 42, 99] {
        let expected = hash_of(seed);
        for frames_per_second in [1, 30, 60, 144] {
            assert_eq!(driven(seed, &[1_000_000 / frames_per_second], 1_000), expected, "{frames_per_second} frames/s");
        }
    }
}

#[test]
fn neither_jitter_nor_speed_matters() {
    let jitter = [16_700, 3_100, 51_900, 1, 16_600, 250_000, 8_300, 33_333];
    for seed in [0, 1, 42, 99] {
        for speed in [100, 1_000, 7_000] {
            assert_eq!(driven(seed, &jitter, speed), hash_of(seed), "speed {speed}");
        }
    }
}
