//! The verb `shots`, the pictures of the README and the documentation, taken from the page as it is; and `bench
//! --page`, how busy the page keeps the browser. Both open the release page in Chromium, beside a real nats-server.

use crate::page;
use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, Need};
use crate::trouble::Trouble;

/// Takes every picture. Which there are is in the camera, `tests/e2e/src/shots.rs`.
pub fn run(places: &Places) -> Result<(), Trouble> {
    with_the_page(places, "Photographing the page", "shots")
}

/// Measures what the page costs. What is measured is in the stopwatch, `tests/e2e/src/busy.rs`.
pub fn measure(places: &Places) -> Result<(), Trouble> {
    with_the_page(places, "Measuring how busy the page keeps the browser", "busy")
}

fn with_the_page(places: &Places, headline: &str, program: &str) -> Result<(), Trouble> {
    let mut needs = setup::FOR_THE_PAGE.to_vec();
    needs.extend([Need::Browser, Need::KoreanFont, Need::NatsServer]);
    setup::ensure(places, &needs)?;
    page::ensure(places)?;
    say::headline(headline);
    let mut cargo = process::cargo(places);
    process::run(cargo.args(["run", "--quiet", "--package", "e2e", "--bin", program]).envs(setup::browser(places)))
}
