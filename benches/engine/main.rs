//! How fast the engine is, as ratios: lanes of one race take turns, so that what else the machine does hits all alike.
//!
//! `cargo bench --no-default-features` runs it natively, `cargo xtask bench --web` in Chromium as well;
//! `docs/performance.md` says what came out. Words after `--` choose races by the beginning of their names.

mod clock;
#[cfg(not(target_arch = "wasm32"))]
mod desque;
mod kernel;
mod matching;
mod race;
mod worlds;

/// Every race, by name.
const RACES: [(&str, fn()); 3] = [("kernel", kernel::race), ("world", worlds::race), ("matching", matching::race)];

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, race) in RACES {
        if words.is_empty() || words.iter().any(|word| name.starts_with(word.as_str())) {
            race();
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod web {
    //! In the browser all races are one benchmark to the runner, only because that is how code gets there: it takes the
    //! time itself, as it does natively, and not by the runner's statistics.

    use wasm_bindgen_test::{Criterion, wasm_bindgen_bench, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_bench]
    fn every_race(_: &mut Criterion) {
        for (_, race) in super::RACES {
            race();
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
