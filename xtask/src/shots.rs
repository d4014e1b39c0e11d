//! The verb `shots`: the pictures of the README and the documentation, taken from the page as it is.

use crate::page;
use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// Takes every picture. Which there are is in the camera, `tests/e2e/src/shots.rs`.
pub fn run(places: &Places) -> Result<(), Trouble> {
    let mut needs = setup::FOR_THE_PAGE.to_vec();
    needs.extend([Need::Browser, Need::KoreanFont]);
    setup::ensure(places, &needs)?;
    page::ensure(places)?;
    say::headline("Photographing the page");
    let mut camera = process::cargo(places);
    process::run(camera.args(["run", "--quiet", "--package", "e2e", "--bin", "shots"]).envs(setup::browser(places)))
}
