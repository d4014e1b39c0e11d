//! `cargo xtask fuzz protocol`: bytes that mean harm, for as long as asked for. The shortest input that breaks a promise
//! becomes a file, which can be replayed.

#![allow(clippy::disallowed_types, reason = "minutes are minutes of a person")]

mod judge;
mod life;
mod make;
#[path = "../conformance/shorten.rs"]
mod shorten;

use judge::{Fault, judge};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const USAGE: &str = "usage: fuzz [--minutes N] [--from S] [--file FILE] | --replay FILE";

struct Request {
    minutes: u64,
    from: u64,
    file: String,
    replay: Option<String>,
}

fn main() -> ExitCode {
    match request() {
        Ok(Request { replay: Some(file), .. }) => replay(&file),
        Ok(request) => run(&request),
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn request() -> Result<Request, String> {
    use lexopt::prelude::{Long, ValueExt};
    let mut request = Request { minutes: 1, from: 0, file: "target/fuzz-protocol.bin".to_owned(), replay: None };
    let mut arguments = lexopt::Parser::from_env();
    let said = |error: lexopt::Error| error.to_string();
    while let Some(argument) = arguments.next().map_err(said)? {
        match argument {
            Long("minutes") => request.minutes = arguments.value().and_then(|value| value.parse()).map_err(said)?,
            Long("from") => request.from = arguments.value().and_then(|value| value.parse()).map_err(said)?,
            Long("file") => request.file = arguments.value().and_then(ValueExt::string).map_err(said)?,
            Long("replay") => request.replay = Some(arguments.value().and_then(ValueExt::string).map_err(said)?),
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(request)
}

fn replay(file: &str) -> ExitCode {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    println!("{}", bytes.escape_ascii());
    match judge(&bytes) {
        Ok(reached) => {
            println!("every promise is kept; what happened: {reached:?}");
            ExitCode::SUCCESS
        }
        Err(Fault { property, problem }) => {
            eprintln!("not so: {property}\n{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(request: &Request) -> ExitCode {
    let (started, next) = (Instant::now(), AtomicU64::new(request.from));
    let end = started + Duration::from_secs(60 * request.minutes);
    let found: Mutex<Option<(u64, Fault)>> = Mutex::new(None);
    // A panic is told with the input that leads to it; a thousand more while that is made shorter tell nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let search = || {
        while Instant::now() < end && found.lock().expect("nobody panics with the lock").is_none() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if let Err(fault) = judge(&make::input(seed)) {
                found.lock().expect("nobody panics with the lock").get_or_insert((seed, fault));
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(search))));
    let next = next.into_inner();
    if let Some((seed, fault)) = found.into_inner().expect("nobody panics with the lock") {
        return tell(request, seed, &fault);
    }
    let (count, seconds) = (next - request.from, started.elapsed().as_secs());
    println!("{count} inputs in {seconds} s: every promise is kept; go on with --from {next}");
    ExitCode::SUCCESS
}

fn tell(request: &Request, seed: u64, fault: &Fault) -> ExitCode {
    eprintln!("seed {seed}, not so: {}\n{}\nmaking it short …", fault.property, fault.problem);
    let shows = |bytes: &[u8]| judge(bytes).is_err_and(|one| one.property == fault.property);
    let short = shorten::shorten(&make::input(seed), shows);
    eprintln!("{}", short.escape_ascii());
    let file = &request.file;
    match std::fs::write(file, &short) {
        Ok(()) => eprintln!("is in {file}; see it again with: cargo xtask fuzz protocol --replay {file}"),
        Err(error) => eprintln!("could not be written to {file}: {error}"),
    }
    ExitCode::FAILURE
}
