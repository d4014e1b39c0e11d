//! The same tables of hashes as `tests/determinism`, in wasm.

use crate::eventful::{END, eventful, hash_of, hash_of_random};
use crate::host::{Host, scaling};
use crate::random::Flavour;
use crate::waiting::until_true;
use queue_playground::embed::Options;
use wasm_bindgen_test::wasm_bindgen_test;

const TABLE: &str = include_str!("../determinism/hashes.txt");
const RANDOM: &str = include_str!("../determinism/random.txt");

#[wasm_bindgen_test]
fn a_hundred_seeds_give_the_transcripts_that_they_give_natively() {
    let rows: Vec<(u64, &str)> = TABLE
        .lines()
        .map(|line| line.split_once(' ').expect("seed and hash"))
        .map(|(seed, hash)| (seed.parse().expect("a seed"), hash))
        .collect();
    assert_eq!(rows.len(), 100);
    for (seed, hash) in rows {
        assert_eq!(hash_of(seed), hash, "seed {seed}");
    }
}

#[wasm_bindgen_test]
fn every_profile_gives_the_transcripts_that_it_gives_natively() {
    assert_eq!(RANDOM.lines().count(), 25 * Flavour::ALL.len());
    for row in RANDOM.lines() {
        let mut words = row.split(' ');
        let mut word = || words.next().expect("flavour, seed and hash");
        let (name, seed, hash) = (word(), word().parse().expect("a seed"), word());
        let flavour = Flavour::ALL.into_iter().find(|flavour| flavour.name() == name).expect("a flavour");
        assert_eq!(hash_of_random(flavour, seed), hash, "{row}");
    }
}

#[wasm_bindgen_test]
async fn the_page_shows_the_hash_that_the_command_line_prints() {
    let run = eventful(7);
    let options = Options { seed: Some(run.seed), at: Some(END), entries: run.entries, ..scaling() };
    let host = Host::mount(options).await;
    host.click("[data-tab='measures']").await;
    until_true("the hash is there", || host.text("[data-hash]") == hash_of(7)).await;
}
