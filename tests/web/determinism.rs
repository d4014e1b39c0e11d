//! The same table of hashes as `tests/determinism`, in wasm.

use crate::eventful::{END, eventful, hash_of};
use crate::host::Host;
use crate::waiting::until_true;
use queue_playground::embed::Options;
use wasm_bindgen_test::wasm_bindgen_test;

const TABLE: &str = include_str!("../determinism/hashes.txt");

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
async fn the_page_shows_the_hash_that_the_command_line_prints() {
    let run = eventful(7);
    let options = Options { seed: Some(run.seed), at: Some(END), entries: run.entries, ..Options::default() };
    let host = Host::mount(options).await;
    host.click("[data-tab='measures']").await;
    until_true("the hash is there", || host.text("[data-hash]") == hash_of(7)).await;
}
