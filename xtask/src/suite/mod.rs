//! The verb `test`: the list of everything that is tested, run in order up to the first failure.

mod steps;
mod tally;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::page;
use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup;
use crate::trouble::{Attempting, Trouble};

use steps::{STEPS, Step, Work};
use tally::Tally;

/// The names that `test` takes.
pub fn step_names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Runs the named steps, or all. The very last line on standard output is the sum.
pub fn run(places: &Places, only: &[String]) -> Result<(), Trouble> {
    let steps = STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| name == step.name));
    let steps = steps.collect::<Vec<_>>();
    set_up(places, &steps)?;

    let mut done = Vec::new();
    let mut failure = None;
    for (index, step) in steps.iter().enumerate() {
        say::headline(&format!("[{}/{}] {}: {}", index + 1, steps.len(), step.name, step.about));
        let started = Instant::now();
        let mut tally = Tally::default();
        let outcome = carry_out(places, step, &mut tally);
        if outcome.is_err() {
            tally.count_failure();
        }
        done.push((*step, tally, started.elapsed()));
        if let Err(trouble) = outcome {
            failure = Some((*step, trouble));
            break;
        }
    }
    summarise(&done, steps.len(), failure.as_ref());
    match failure {
        None => Ok(()),
        Some((step, trouble)) => Err(Trouble::told(format!("{}: {trouble}", step.name))),
    }
}

/// Everything that the steps need, before the first of them begins.
fn set_up(places: &Places, steps: &[&Step]) -> Result<(), Trouble> {
    let mut needs = Vec::new();
    for need in steps.iter().flat_map(|step| step.needs.concat()) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    setup::ensure(places, &needs)
}

fn carry_out(places: &Places, step: &Step, tally: &mut Tally) -> Result<(), Trouble> {
    let words = match step.work {
        Work::Page => return page::ensure(places),
        Work::Cargo(words) => words,
        Work::CargoOnThePage(words) => {
            page::ensure(places)?;
            words
        }
    };
    counted(process::cargo(places).args(words.split(' ')).envs(setup::browser(places)), tally)
}

/// Runs a command, shows its output as it comes, and adds up the tests that it reports.
fn counted(command: &mut Command, tally: &mut Tally) -> Result<(), Trouble> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().attempting(|| format!("run {}", process::spelled_out(command)))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            say::result(&line);
            tally.read(&line);
        }
    }
    let status = child.wait().attempting(|| format!("wait for {}", process::spelled_out(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Trouble::new(format!("{} ended with {status}", process::spelled_out(command))))
    }
}

fn summarise(done: &[(&Step, Tally, Duration)], planned: usize, failure: Option<&(&Step, Trouble)>) {
    say::headline("Summary");
    let mut sum = Tally::default();
    for (step, tally, took) in done {
        let failed = failure.is_some_and(|(failed, _)| failed.name == step.name);
        let verdict = if failed { "FAILED" } else { "ok" };
        say::result(&format!("  {verdict:<7}{:<13}{:<28}{}", step.name, tally.in_words(), say::duration(*took)));
        sum.add(*tally);
    }
    if let Some((step, trouble)) = failure {
        say::result(&format!("\n{} failed: {trouble}", step.name));
        say::result(&format!("Again, this step alone: cargo xtask test {}", step.name));
        if done.len() < planned {
            say::result(&format!("{} more steps were not run.", planned - done.len()));
        }
    }
    say::result(&sum.last_line());
}
