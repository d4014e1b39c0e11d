//! The verb `bench`: how fast the engine is natively and, with `--web`, the same code in Chromium, against the limits.
//!
//! A limit that is not kept is said and fails nothing: machines are noisy, and a benchmark is no test.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::places::Places;
use crate::process;
use crate::say;
use crate::setup::{self, Need};
use crate::trouble::{Attempting, Trouble};

/// Natively and in the browser, each so many times in turn; the best counts.
const ROUNDS: usize = 2;

/// What a lane reports: `bench | race | lane | nanoseconds ns/unit | ratio to the first lane of its race`.
#[derive(Clone, Debug, PartialEq)]
struct Lane {
    race: String,
    name: String,
    nanoseconds: f64,
    unit: String,
    ratio: f64,
}

/// What must be kept; `docs/performance.md` says what each is for.
struct Limit {
    race: &'static str,
    lane: &'static str,
    says: &'static str,
    most: f64,
    of: fn(native: &Lane, web: Option<&Lane>) -> Option<f64>,
}

const LIMITS: &[Limit] = &[
    Limit {
        race: "kernel",
        lane: "agenda and chance",
        says: "the kernel takes at most 1.5 times as long as a loop written by hand",
        most: 1.5,
        of: |native, _| Some(native.ratio),
    },
    Limit {
        race: "kernel",
        lane: "agenda and chance",
        says: "the kernel takes in wasm at most 1.3 times as long as natively",
        most: 1.3,
        of: |native, web| Some(web?.nanoseconds / native.nanoseconds),
    },
    Limit {
        race: "world",
        lane: "queue group",
        says: "the full world runs 5 million events per second in wasm: 4 for each message, so at most 800 ns",
        most: 800.0,
        of: |_, web| Some(web?.nanoseconds),
    },
    Limit {
        race: "matching",
        lane: "among 100,000 subscriptions",
        says: "10,000 times as many subscriptions that do not match cost at most twice as much",
        most: 2.0,
        of: |native, _| Some(native.ratio),
    },
];

/// Runs every race and prints what came out.
pub fn run(places: &Places, web: bool) -> Result<(), Trouble> {
    let mut native = Vec::new();
    let mut browser = Vec::new();
    if web {
        setup::ensure(places, &[Need::WasmTarget, Need::WasmBindgen, Need::Browser])?;
    }
    for _ in 0..if web { ROUNDS } else { 1 } {
        say::headline("Natively");
        take_best(&mut native, lanes(cargo_bench(places))?);
        if web {
            say::headline("In Chromium");
            let mut cargo = cargo_bench(places);
            cargo.args(["--target", "wasm32-unknown-unknown", "--", "--nocapture"]).envs(setup::browser(places));
            take_best(&mut browser, lanes(cargo)?);
        }
    }
    say::headline("Summary");
    for line in table(&native, &browser) {
        say::result(&line);
    }
    for (limit, measured) in measured_limits(&native, &browser) {
        let verdict = if measured <= limit.most { "kept" } else { "NOT KEPT" };
        say::result(&format!("{verdict:<9}{measured:>8.2}  {}", limit.says));
    }
    Ok(())
}

fn cargo_bench(places: &Places) -> Command {
    let mut cargo = process::cargo(places);
    cargo.args(["bench", "--quiet", "--no-default-features", "--bench", "engine"]);
    cargo
}

/// Runs the races, shows what they print, and reads it.
fn lanes(mut command: Command) -> Result<Vec<Lane>, Trouble> {
    let spelled_out = process::spelled_out(&command);
    let mut child = command.stdout(Stdio::piped()).spawn().attempting(|| format!("run {spelled_out}"))?;
    let mut lanes = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            say::note(&line);
            lanes.extend(lane(&line));
        }
    }
    let status = child.wait().attempting(|| format!("wait for {spelled_out}"))?;
    if status.success() { Ok(lanes) } else { Err(Trouble::new(format!("{spelled_out} ended with {status}"))) }
}

fn lane(line: &str) -> Option<Lane> {
    let fields: Vec<&str> = line.split('|').map(str::trim).collect();
    let &["bench", race, name, time, ratio] = fields.as_slice() else { return None };
    let (nanoseconds, unit) = time.split_once(" ns/")?;
    Some(Lane {
        race: race.to_owned(),
        name: name.to_owned(),
        nanoseconds: nanoseconds.parse().ok()?,
        unit: unit.to_owned(),
        ratio: ratio.parse().ok()?,
    })
}

/// Keeps the better of what was measured before and now; the ratio is that of the calmer round.
fn take_best(best: &mut Vec<Lane>, now: Vec<Lane>) {
    for lane in now {
        match best.iter_mut().find(|known| (&known.race, &known.name) == (&lane.race, &lane.name)) {
            Some(known) if lane.nanoseconds < known.nanoseconds => *known = lane,
            Some(_) => {}
            None => best.push(lane),
        }
    }
}

fn twin<'a>(lane: &Lane, others: &'a [Lane]) -> Option<&'a Lane> {
    others.iter().find(|other| (&other.race, &other.name) == (&lane.race, &lane.name))
}

fn table(native: &[Lane], browser: &[Lane]) -> Vec<String> {
    let mut lines = vec!["| race | lane | native | ratio | in wasm | wasm/native |".to_owned()];
    lines.push("|---|---|---:|---:|---:|---:|".to_owned());
    for lane in native {
        let web = twin(lane, browser);
        let time = web.map_or_else(String::new, |web| format!("{:.0} ns", web.nanoseconds));
        let against = web.map_or_else(String::new, |web| format!("{:.2}", web.nanoseconds / lane.nanoseconds));
        lines.push(format!(
            "| {} | {} | {:.0} ns/{} | {:.2} | {time} | {against} |",
            lane.race, lane.name, lane.nanoseconds, lane.unit, lane.ratio
        ));
    }
    lines
}

fn measured_limits<'a>(native: &'a [Lane], browser: &'a [Lane]) -> impl Iterator<Item = (&'static Limit, f64)> + 'a {
    LIMITS.iter().filter_map(|limit| {
        let lane = native.iter().find(|lane| lane.race == limit.race && lane.name == limit.lane)?;
        Some((limit, (limit.of)(lane, twin(lane, browser))?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "bench | kernel    | agenda and chance   |     118.8 ns/customer  |  1.01";

    #[test]
    fn a_line_of_a_race_is_read_and_any_other_is_not() {
        let read = lane(LINE).expect("a lane");
        assert_eq!(
            (read.race.as_str(), read.name.as_str(), read.unit.as_str()),
            ("kernel", "agenda and chance", "customer")
        );
        assert_eq!(read.nanoseconds.to_string() + " " + &read.ratio.to_string(), "118.8 1.01");
        assert_eq!(lane("running 1 test"), None);
    }

    #[test]
    fn the_better_round_counts() {
        let (mut best, calm) = (Vec::new(), lane(LINE).expect("a lane"));
        let noisy = Lane { nanoseconds: 300.0, ratio: 1.9, ..calm.clone() };
        for round in [noisy.clone(), calm.clone(), noisy] {
            take_best(&mut best, vec![round]);
        }
        assert_eq!(best, [calm]);
    }

    #[test]
    fn limits_in_wasm_are_judged_only_if_it_ran_there() {
        let native = [lane(LINE).expect("a lane")];
        let web = [Lane { nanoseconds: 237.6, ..native[0].clone() }];
        let judged = |browser: &[Lane]| measured_limits(&native, browser).map(|(limit, of)| of <= limit.most).collect();
        assert_eq!((judged(&[]), judged(&web)), (vec![true], vec![true, false]));
    }
}
