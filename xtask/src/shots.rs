//! The verb `shots`: the pictures of the README and the documentation, taken from the page as it is.

use crate::page;
use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// The names of the pictures; what each shows is in the camera, `tests/e2e/src/shots.rs`.
pub const NAMES: [&str; 4] = ["wide-light", "wide-dark", "phone-light-ko", "phone-dark-ko"];

/// Takes the named pictures, or all.
pub fn run(places: &Places, only: &[String]) -> Result<(), Trouble> {
    let mut needs = setup::FOR_THE_PAGE.to_vec();
    needs.extend([Need::Browser, Need::KoreanFont]);
    setup::ensure(places, &needs)?;
    page::ensure(places)?;
    say::headline("Photographing the page");
    process::run(process::cargo(places).args(["run", "--quiet", "--package", "e2e", "--bin", "shots", "--"]).args(only))
}
