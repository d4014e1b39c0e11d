//! From the sources to `dist/`: Trunk builds, [`parts`] cuts off what is loaded later, [`finish`] makes it fit to
//! publish, [`budget`] weighs it.
//!
//! The page is put together under `target/page` and replaces `dist/` only when everything is right, so that what is
//! there always works. [`fingerprint`] tells whether anything has to be done at all.

mod budget;
mod fingerprint;
mod finish;
mod lean;
mod markup;
mod name;
mod parts;

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, WasmOpt};
use crate::trouble::{Attempting, Trouble};

/// The verb `build`: makes the page current and shows what it weighs.
pub fn build(places: &Places) -> Result<(), Trouble> {
    ensure(places)?;
    say::result(&budget::weigh(&places.dist())?.table());
    say::result("The page is in dist/. Any static host can serve it, under any path.");
    Ok(())
}

/// Makes sure that `dist/` is what the sources say; does nothing when it is.
pub fn ensure(places: &Places) -> Result<(), Trouble> {
    let optimised = setup::can_optimise(places);
    let wanted = fingerprint::of_sources(places, optimised)?;
    if fingerprint::is_current(places, &wanted) {
        say::note("Nothing changed since the page was built.");
        return Ok(());
    }
    setup::ensure(places, setup::FOR_THE_PAGE)?;

    say::headline("Building the page (release; the first time takes a few minutes)");
    let started = Instant::now();
    let raw = places.workshop().join("raw");
    let finished = places.workshop().join("finished");
    trunk(places, &raw)?;
    parts::cut(places, &raw)?;
    finish::finish(places, &raw, &finished)?;
    // The limit is for the page that is published. Without Node there is no wasm-opt, and the heavier page is still
    // served.
    if WasmOpt::find(places).is_some() {
        budget::weigh(&finished)?.check()?;
    }
    replace(&places.dist(), &finished)?;
    fingerprint::remember(places, &wanted)?;
    say::note(&format!("Built in {}.", say::duration(started.elapsed())));
    Ok(())
}

fn trunk(places: &Places, raw: &Path) -> Result<(), Trouble> {
    // Trunk works offline, so that it never fetches a tool by itself: the crates have to be here before.
    process::run(process::cargo(places).args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]))?;
    let program = process::find(places, "trunk").unwrap_or_else(|| "trunk".into());
    let mut command = process::command(places, program);
    command
        .args(["build", "--release", "--features", "split", "--dist"])
        .arg(raw)
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    // To cut the module takes what only the linker knows. Cargo adds this to the flags of `.cargo/config.toml`.
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Clink-arg=--emit-relocs");
    // Flags of the environment would take the place of both.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    // A mistake in our sources is no crash of Trunk's: its backtrace would bury what the compiler says.
    command.env_remove("RUST_BACKTRACE");
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk reads it as an option that must be `true`, where everybody else takes any value.
        command.env("NO_COLOR", "true");
    }
    process::run(&mut command)
}

fn replace(old: &Path, new: &Path) -> Result<(), Trouble> {
    if old.exists() {
        fs::remove_dir_all(old).attempting(|| format!("remove {}", old.display()))?;
    }
    fs::rename(new, old).attempting(|| format!("move the page to {}", old.display()))
}
