//! `cargo xtask sweep`: random runs, as many as asked for. The shortest scenario that fails becomes a file.

mod invariants;
#[path = "../random/mod.rs"]
mod random;
mod run;
mod shorten;

use run::{Failure, report, sweep};
use std::process::ExitCode;

const USAGE: &str = "usage: sweep --seeds N [--from S] [--file FILE]";

struct Request {
    seeds: u64,
    from: u64,
    file: String,
}

fn main() -> ExitCode {
    match request() {
        Ok(request) => run(&request),
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn request() -> Result<Request, String> {
    use lexopt::prelude::{Long, ValueExt};
    let mut request = Request { seeds: 100_000, from: 0, file: "target/sweep.json".to_owned() };
    let mut arguments = lexopt::Parser::from_env();
    let said = |error: lexopt::Error| error.to_string();
    while let Some(argument) = arguments.next().map_err(said)? {
        match argument {
            Long("seeds") => request.seeds = arguments.value().and_then(|value| value.parse()).map_err(said)?,
            Long("from") => request.from = arguments.value().and_then(|value| value.parse()).map_err(said)?,
            Long("file") => request.file = arguments.value().and_then(ValueExt::string).map_err(said)?,
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(request)
}

#[allow(clippy::disallowed_types, reason = "seeds per second are seconds of a person")]
fn run(request: &Request) -> ExitCode {
    let started = std::time::Instant::now();
    match sweep(request.from, request.seeds) {
        Ok(records) => {
            let seconds = started.elapsed().as_secs_f64();
            #[allow(clippy::cast_precision_loss, reason = "for people")]
            let rates = (request.seeds as f64 / seconds, records as f64 / seconds);
            println!("{} seeds, {records} records: every invariant holds after every record", request.seeds);
            println!("{:.0} seeds/s, {:.0} records/s", rates.0, rates.1);
            ExitCode::SUCCESS
        }
        Err(failure) => tell(request, &failure),
    }
}

fn tell(request: &Request, failure: &Failure) -> ExitCode {
    eprintln!("seed {}: {}\nmaking it short …", failure.seed, failure.breach);
    let (text, breach) = report(failure);
    match std::fs::write(&request.file, &text) {
        Ok(()) => eprintln!("{text}is in {}; see it with: qp run {} --until {}", request.file, request.file, breach.at),
        Err(error) => eprintln!("{text}could not be written to {}: {error}", request.file),
    }
    eprintln!("{breach}");
    ExitCode::FAILURE
}
