//! Setting up what is missing: first look at everything, then say what is about to happen and why, then do it.
//!
//! Nothing is begun unless all of it can be finished: where something may not be installed (no root, no apt, another
//! platform) the person gets every missing thing and the command that installs it, before any work is done.

mod install;
mod need;
mod platform;
mod versions;
mod wasm_opt;

use std::ffi::OsString;
use std::time::Instant;

use crate::places::Places;
use crate::process;
use crate::say;
use crate::trouble::Trouble;

pub use need::Need;
use need::Route;
use platform::Platform;
pub use wasm_opt::WasmOpt;

/// What building the page takes.
pub const FOR_THE_PAGE: &[Need] = &[Need::WasmTarget, Need::WasmOpt, Need::WasmBindgen, Need::Trunk];

/// Makes sure that every need is met, or says why that cannot be.
pub fn ensure(places: &Places, needs: &[Need]) -> Result<(), Trouble> {
    if needs.contains(&Need::WasmBindgen) {
        versions::check_that_tools_match_the_lock(places)?;
    }
    let missing = needs.iter().copied().filter(|need| !need.is_met(places)).collect::<Vec<_>>();
    let platform = Platform::here(places);
    let missing = without_the_optional(places, platform, missing);
    if missing.is_empty() {
        return Ok(());
    }
    let blocked = missing.iter().copied().filter(|need| !may_install(places, platform, *need)).collect::<Vec<_>>();
    if !blocked.is_empty() {
        return Err(Trouble::new(platform.advice(&blocked)));
    }
    announce(&missing);
    install_all(places, &missing)
}

/// Whether the page can be made smaller by wasm-opt here; part of what a finished page depends on.
pub fn can_optimise(places: &Places) -> bool {
    Need::WasmOpt.is_met(places) || may_install(places, Platform::here(places), Need::WasmOpt)
}

/// What programs that steer the browser find in their environment.
pub fn browser(places: &Places) -> Vec<(&'static str, OsString)> {
    let mut settings = vec![
        ("WASM_BINDGEN_TEST_TIMEOUT", "300".into()),
        ("WASM_BINDGEN_TEST_WEBDRIVER_JSON", places.root.join("xtask").join("webdriver.json").into()),
    ];
    if let Some(driver) = process::find(places, "chromedriver") {
        settings.push(("CHROMEDRIVER", driver.into()));
    }
    settings
}

fn without_the_optional(places: &Places, platform: Platform, mut missing: Vec<Need>) -> Vec<Need> {
    missing.retain(|need| {
        let keep = !need.is_optional() || may_install(places, platform, *need);
        if !keep {
            say::note(&format!("Going on without {}: {}", need.title(), need.loss()));
        }
        keep
    });
    missing
}

fn may_install(places: &Places, platform: Platform, need: Need) -> bool {
    match need.route() {
        Route::Cargo => true,
        Route::Rustup => process::find(places, "rustup").is_some(),
        Route::Npm => ["node", "npm"].iter().all(|program| process::find(places, program).is_some()),
        Route::Apt => platform == Platform::DebianAsRoot,
    }
}

fn announce(missing: &[Need]) {
    say::headline("Setting up what is missing, once");
    for need in missing {
        say::note(&format!("{}: {} ({})", need.title(), need.reason(), need.cost()));
    }
}

fn install_all(places: &Places, missing: &[Need]) -> Result<(), Trouble> {
    let packages = missing.iter().filter(|need| need.route() == Route::Apt).flat_map(|need| need.packages());
    let packages = packages.copied().collect::<Vec<_>>();
    if !packages.is_empty() {
        timed(&packages.join(", "), || install::apt(places, &packages))?;
    }
    for need in missing.iter().filter(|need| need.route() != Route::Apt) {
        timed(&need.title(), || install::one(places, *need))?;
    }
    match missing.iter().find(|need| !need.is_met(places)) {
        None => Ok(()),
        Some(need) => Err(Trouble::new(format!(
            "{} was installed without an error, and yet it is not found; is another version before it on PATH?",
            need.title()
        ))),
    }
}

fn timed(title: &str, work: impl FnOnce() -> Result<(), Trouble>) -> Result<(), Trouble> {
    say::headline(&format!("Installing {title}"));
    let started = Instant::now();
    work()?;
    say::note(&format!("{title}: ready after {}", say::duration(started.elapsed())));
    Ok(())
}
