//! The `cargo xtask` program: reads the arguments, runs one verb, and words what went wrong.

use std::process::ExitCode;

use xtask::arguments::{self, Verb};
use xtask::{bench, conform, fuzz, page, places::Places, serve, shots, suite, sweep, trouble::Trouble};

/// What shells expect when the command line itself was wrong.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let verb = match arguments::parse(std::env::args().skip(1)) {
        Ok(verb) => verb,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match run(verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            if !trouble.is_told() {
                eprintln!("error: {trouble}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<(), Trouble> {
    let places = Places::find();
    match verb {
        Verb::Help => {
            print!("{}", arguments::help());
            Ok(())
        }
        Verb::Serve { port, live: None } => serve::run(&places, port),
        Verb::Serve { port, live: Some(clients) } => serve::live(&places, port, clients),
        Verb::Build => page::build(&places),
        Verb::Test { only } => suite::run(&places, &only),
        Verb::Shots => shots::run(&places),
        Verb::BenchPage => shots::measure(&places),
        Verb::Bench { web } => bench::run(&places, web),
        Verb::Conform { seeds, from } => conform::run(&places, seeds, from),
        Verb::Fuzz { minutes, from, replay } => fuzz::run(&places, minutes, from, replay.as_deref()),
        Verb::Sweep { seeds, from } => sweep::run(&places, seeds, from),
    }
}
