//! The page in a real browser: painter, components, several playgrounds at once, and the transcript's hash in wasm.
//!
//! `cargo xtask test web` runs it in Chromium. Natively there is nothing here.

#![cfg(target_arch = "wasm32")]

#[path = "../spec/elsewhere.rs"]
mod elsewhere;
#[path = "../determinism/eventful.rs"]
mod eventful;
mod host;
#[path = "../random/mod.rs"]
mod random;
mod waiting;

mod components;
mod determinism;
mod instruments;
mod lesson;
mod live_fields;
mod live_lesson;
mod markup;
mod painter;
mod playgrounds;
mod transcripts;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
