//! Installing one thing. What the installers print stays visible: it is the progress.

use std::fs;
use std::path::Path;

use super::need::{BUILT_HERE, Need};
use super::versions;
use crate::places::Places;
use crate::process;
use crate::trouble::{Attempting, Trouble};

pub(super) fn one(places: &Places, need: Need) -> Result<(), Trouble> {
    match need {
        Need::WasmTarget => {
            process::run(process::command(places, "rustup").args(["target", "add", "wasm32-unknown-unknown"]))
        }
        Need::Trunk => trunk(places),
        Need::WasmBindgen => wasm_bindgen(places),
        Need::WasmOpt => binaryen(places),
        // apt installs these, all at once.
        Need::Browser | Need::NatsServer | Need::RedisServer | Need::KoreanFont => apt(places, need.packages()),
    }
}

/// The lists are updated first: on a new machine there are none, and old ones name packages that are gone.
pub(super) fn apt(places: &Places, packages: &[&str]) -> Result<(), Trouble> {
    let apt = || {
        let mut command = process::command(places, "apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
        command
    };
    // One repository out of reach is no reason to stop: what is needed may well be in another.
    let _ = process::run(apt().arg("update"));
    process::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// A debug build without the default features (no TLS, no update check) is a quarter of the work of a release build
/// and fast enough: Trunk mostly waits for the compiler.
fn trunk(places: &Places) -> Result<(), Trouble> {
    let mut command = cheap_cargo(places);
    command.args(["install", "trunk", "--version", versions::TRUNK, "--locked", "--debug", "--no-default-features"]);
    command.args(["--no-track", "--force", "--root"]).arg(places.tools());
    process::run(&mut command)?;
    forget_build(places)
}

fn wasm_bindgen(places: &Places) -> Result<(), Trouble> {
    process::run(cheap_cargo(places).args(["build", "--locked", "--manifest-path", "tools/Cargo.toml"]))?;
    let built = build_folder(places).join("debug");
    create(&places.tools_bin())?;
    for program in BUILT_HERE {
        let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        fs::copy(built.join(&name), places.tools_bin().join(&name)).attempting(|| format!("copy {name}"))?;
    }
    forget_build(places)
}

fn binaryen(places: &Places) -> Result<(), Trouble> {
    let folder = places.tools().join("binaryen");
    create(&folder)?;
    let npm = process::find(places, "npm").unwrap_or_else(|| "npm".into());
    // The lock first: package.json is what tells that everything is in place.
    for file in ["package-lock.json", "package.json"] {
        let from = places.root.join("tools").join(file);
        fs::copy(&from, folder.join(file)).attempting(|| format!("copy {}", from.display()))?;
    }
    process::run(process::command(places, npm).current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]))
}

/// Cargo without debug information, in a folder of its own that is removed afterwards.
fn cheap_cargo(places: &Places) -> std::process::Command {
    let mut command = process::cargo(places);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", build_folder(places));
    command
}

fn build_folder(places: &Places) -> std::path::PathBuf {
    places.tools().join("build")
}

/// Gigabytes that nobody needs again: a new version compiles anew anyway.
fn forget_build(places: &Places) -> Result<(), Trouble> {
    let folder = build_folder(places);
    fs::remove_dir_all(&folder).attempting(|| format!("remove {}", folder.display()))
}

fn create(folder: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(folder).attempting(|| format!("create {}", folder.display()))
}
