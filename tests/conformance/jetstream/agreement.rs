//! Whether simulator and server agree on a script; if not, the shortest script on which they do not.

use super::outcome::Outcome;
use super::script::{Script, Step};
use super::server::{self, Server};
use super::{random, real, simulated};
use crate::shorten::shorten;
use std::fmt::Write;

/// How often the server may be asked: a computer that is busy elsewhere can be late, but not always.
const ATTEMPTS: usize = 3;

/// Plays a script on both, and compares the outcome with what is written down in `told/`.
macro_rules! check {
    ($script:expr) => {{
        const fn here() {}
        let sentence = std::any::type_name_of_val(&here).rsplit("::").nth(1).expect("the name of the test");
        $crate::jetstream::agreement::check_as(sentence, &$script);
    }};
}
pub(super) use check;

pub fn check_as(sentence: &str, script: &Script) {
    let server = server::shared();
    let outcome = agree(&server, script).unwrap_or_else(|difference| panic!("{difference}"));
    let file = format!("{}/tests/conformance/jetstream/told/{sentence}.txt", env!("CARGO_MANIFEST_DIR"));
    expect_test::expect_file![file].assert_eq(&outcome.told(script));
}

/// What comes of a script, if both agree.
///
/// # Errors
/// The shortest script that comes out differently, and how.
pub fn agree(server: &Server, script: &Script) -> Result<Outcome, String> {
    let (simulated, difference) = compare(server, script, ATTEMPTS);
    let Some(real) = difference else { return Ok(simulated) };
    // A script that hangs on milliseconds may differ for that alone.
    let shows = |script: &Script| random::is_robust(script, 0) && compare(server, script, 1).1.is_some();
    let short = of(&shorten(&script.steps, |steps| shows(&of(steps))));
    Err(match compare(server, &short, ATTEMPTS) {
        (simulated, Some(real)) => report(&short, &simulated, &real),
        // Shortened too far, to where the server was late by chance.
        _ => report(script, &simulated, &real),
    })
}

fn of(steps: &[Step]) -> Script {
    Script { steps: steps.to_vec() }
}

/// The simulated outcome and the real one, if they differ each time the server is asked.
fn compare(server: &Server, script: &Script, attempts: usize) -> (Outcome, Option<Outcome>) {
    let simulated = simulated::run(script);
    let mut real = None;
    for _ in 0..attempts {
        let outcome = real::run(server, script);
        if outcome.agrees_with(&simulated) {
            return (simulated, None);
        }
        real = Some(outcome);
    }
    (simulated, real)
}

/// The script and what was heard, with what only one of the two did marked: `-` simulator, `+` nats-server.
fn report(script: &Script, simulated: &Outcome, real: &Outcome) -> String {
    let (left, right) = (simulated.told(script), real.told(script));
    let mut text = "the simulator (-) and nats-server (+) differ\n".to_owned();
    let (left, right): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let (mut here, mut there) = (0, 0);
    while here < left.len() || there < right.len() {
        let same = |one: &str, other: &str| without_moment(one) == without_moment(other);
        match (left.get(here), right.get(there)) {
            (Some(one), Some(other)) if same(one, other) => {
                let _ = writeln!(text, "  {one}{}", moment_if_off(one, other));
                (here, there) = (here + 1, there + 1);
            }
            (Some(one), other) if other.is_none_or(|_| !right[there..].iter().any(|line| same(one, line))) => {
                let _ = writeln!(text, "- {one}");
                here += 1;
            }
            (_, Some(other)) => {
                let _ = writeln!(text, "+ {other}");
                there += 1;
            }
            (_, None) => here += 1,
        }
    }
    text
}

fn without_moment(line: &str) -> &str {
    line.strip_prefix("      ").map_or(line, |line| line.trim_start().split_once(' ').map_or(line, |split| split.1))
}

fn moment_if_off(simulated: &str, real: &str) -> String {
    let moment = |line: &str| line.trim_start().split(' ').next().and_then(|word| word.parse::<u64>().ok());
    match (moment(simulated), moment(real)) {
        (Some(one), Some(other))
            if simulated != real && simulated.starts_with("      ") && one.abs_diff(other) > 15 =>
        {
            format!("   (nats-server: {other})")
        }
        _ => String::new(),
    }
}
