//! The same engine on the command line: run a pattern or a scenario file, draw a moment of it, list the patterns,
//! check a file, save a transcript and replay it.

mod render;
mod report;
mod save;

use queue_playground::i18n::Lang;
use queue_playground::patterns;
use queue_playground::player::Simulation;
use queue_playground::scenario::{Entry, Scenario, limits};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::file::SourceKind;
use render::Wanted;
use report::{Known, brokers, report, report_json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

const HELP: &str = "\
qp: Queue Playground on the command line

  qp list                          the built-in patterns
  qp run <pattern-or-file>         run it and print the ledgers, the measures and the transcript's hash
      --seed N                     other luck (a whole number; the scenario's own otherwise)
      --until 60s                  how far to run, at most a day (60s)
      --set knob=value             turn a knob before the start; may be repeated
      --json                       print one JSON object
      --save FILE                  write the transcript of a built-in pattern's run to a file
  qp replay FILE                   print the same of a transcript that was saved, here or on the page; --json as above
  qp render <pattern-or-file>      print the picture of a moment as SVG; --seed and --set as above
      --at 12s                     which moment (10s)
      --size 900x560               how large, in pixels
      --lang ko                    in which language: en, ko (en)
      --dark                       light shapes on dark ground
      --follow todo-web:12         which message stands out, here the 12th that todo-web published
      --do 3s:crash:save-handler.2 what is done in the run, as in a link; several with ; between them
  qp check FILE                    say whether a scenario file can be run, and if not, why
";

/// Why the program ends without having done what was asked.
enum Trouble {
    /// The command line makes no sense.
    Usage(String),
    /// The scenario, a knob or a file is at fault.
    Input(String),
}

/// A command line, understood.
enum Command {
    Help,
    List,
    Check(String),
    Run(Luck, Span, bool, Option<String>),
    Replay(String, bool),
    Render(Luck, Wanted),
}

/// Which run: the scenario's name, and what is other than it says.
struct Luck {
    what: String,
    seed: Option<Seed>,
    knobs: Vec<(String, String)>,
}

impl Luck {
    /// The scenario with its seed and its knobs.
    fn scenario(self) -> Result<Scenario, Trouble> {
        let mut scenario = load(&self.what)?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        for (knob, value) in &self.knobs {
            scenario.set(knob, value).map_err(|error| Trouble::Input(format!("--set {knob}={value}: {error}")))?;
        }
        Ok(scenario)
    }
}

fn main() -> ExitCode {
    match command().and_then(obey) {
        Ok(text) => {
            // Whoever reads may have gone (`qp list | head`): that is no failure of ours.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(Trouble::Usage(problem)) => {
            eprintln!("qp: {problem}\n\n{HELP}");
            ExitCode::from(2)
        }
        Err(Trouble::Input(problem)) => {
            eprintln!("qp: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<Command, Trouble> {
    use lexopt::prelude::{Long, Short, Value};
    let usage = |error: lexopt::Error| Trouble::Usage(error.to_string());
    let (mut seeded, mut knobs, mut until, mut json) = (None, Vec::new(), Span::from_secs(60), false);
    let mut file = None;
    let mut wanted = Wanted::default();
    let mut words = Vec::new();
    // For which command each option is.
    let mut options: Vec<&[&str]> = Vec::new();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(usage)? {
        let goes_with: &[&str] = match argument {
            Long("seed" | "set") => &["run", "render"],
            Long("until" | "save") => &["run"],
            Long("json") => &["run", "replay"],
            _ => &["render"],
        };
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(word) => {
                words.push(word.to_string_lossy().into_owned());
                continue;
            }
            Long("seed") => seeded = Some(seed(&text(&mut arguments)?)?),
            Long("set") => knobs.push(setting(&text(&mut arguments)?)?),
            Long("until") => until = span("--until", &text(&mut arguments)?)?,
            Long("json") => json = true,
            Long("save") => file = Some(text(&mut arguments)?),
            Long("at") => wanted.at = span("--at", &text(&mut arguments)?)?,
            Long("size") => wanted.size = render::size(&text(&mut arguments)?).map_err(Trouble::Usage)?,
            Long("lang") => wanted.lang = lang(&text(&mut arguments)?)?,
            Long("follow") => wanted.followed = Some(render::message(&text(&mut arguments)?).map_err(Trouble::Usage)?),
            Long("dark") => wanted.dark = true,
            Long("do") => wanted.entries = entries(&text(&mut arguments)?)?,
            other => return Err(Trouble::Usage(other.unexpected().to_string())),
        }
        options.push(goes_with);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let fits = |command: &str| options.iter().all(|goes_with| goes_with.contains(&command));
    let luck = |what: &str| Luck { what: what.to_owned(), seed: seeded, knobs };
    match words[..] {
        [] | ["help"] => Ok(Command::Help),
        [command, ..] if !fits(command) => {
            let places = "--seed and --set go with run and render, --until and --save with run, --json with run and \
                          replay, the others with render";
            Err(Trouble::Usage(format!("not all these options go with {command}: {places}")))
        }
        ["run", what] => Ok(Command::Run(luck(what), until, json, file)),
        ["replay", file] => Ok(Command::Replay(file.to_owned(), json)),
        ["render", what] => Ok(Command::Render(luck(what), wanted)),
        ["list"] => Ok(Command::List),
        ["check", file] => Ok(Command::Check(file.to_owned())),
        ["run" | "replay" | "render" | "check"] => {
            Err(Trouble::Usage(format!("{} needs one name or file behind it", words[0])))
        }
        _ => Err(Trouble::Usage(format!("“{}” makes no sense here", words.join(" ")))),
    }
}

fn text(arguments: &mut lexopt::Parser) -> Result<String, Trouble> {
    let value = arguments.value().map_err(|error| Trouble::Usage(error.to_string()))?;
    Ok(value.to_string_lossy().into_owned())
}

fn seed(text: &str) -> Result<Seed, Trouble> {
    let problem = |_| Trouble::Usage(format!("--seed takes a whole number from 0 to {}, not “{text}”", u64::MAX));
    text.parse().map(Seed).map_err(problem)
}

fn span(option: &str, text: &str) -> Result<Span, Trouble> {
    let span: Span = text.parse().map_err(|error| Trouble::Usage(format!("{option}: {error}")))?;
    if span <= limits::LENGTH {
        return Ok(span);
    }
    Err(Trouble::Usage(format!("{option} takes at most {}, not {span}", limits::LENGTH)))
}

fn lang(text: &str) -> Result<Lang, Trouble> {
    text.parse().map_err(|_| Trouble::Usage(format!("--lang takes en or ko, not “{text}”")))
}

fn entries(text: &str) -> Result<Vec<Entry>, Trouble> {
    render::entries(text).map_err(|error| Trouble::Usage(format!("--do: {error}")))
}

fn setting(text: &str) -> Result<(String, String), Trouble> {
    let pair = text.split_once('=').map(|(knob, value)| (knob.to_owned(), value.to_owned()));
    pair.ok_or_else(|| Trouble::Usage(format!("--set takes knob=value, such as handlers=3, not “{text}”")))
}

fn obey(command: Command) -> Result<String, Trouble> {
    match command {
        Command::Help => Ok(HELP.to_owned()),
        Command::List => Ok(list()),
        Command::Check(file) => {
            let scenario = read(&file)?;
            Ok(format!("{file}: the scenario “{}” can be run\n{}", scenario.name, brokers(&scenario)))
        }
        Command::Run(luck, until, json, file) => {
            let what = luck.what.clone();
            let mut simulation =
                Simulation::<Known>::new(luck.scenario()?).map_err(|error| Trouble::Input(error.to_string()))?;
            simulation.seek(Time::ZERO + until);
            if let Some(file) = file {
                save::save(&simulation, &what, &file).map_err(Trouble::Input)?;
            }
            Ok(if json { report_json(&simulation) } else { report(&simulation, &SourceKind::Simulated) })
        }
        Command::Replay(file, json) => {
            let (simulation, source) = save::replay(&file).map_err(Trouble::Input)?;
            Ok(if json { report_json(&simulation) } else { report(&simulation, &source) })
        }
        Command::Render(luck, wanted) => render::render(luck.scenario()?, wanted).map_err(Trouble::Input),
    }
}

fn list() -> String {
    let mut text = String::new();
    for pattern in patterns::ALL {
        let (title, lead) = (pattern.title.to(Lang::En), pattern.lead.to(Lang::En));
        let _ = writeln!(text, "{}\n    {title}. {lead}", pattern.name);
        if let Ok(scenario) = pattern.scenario() {
            text.push_str(&brokers(&scenario));
        }
    }
    text
}

/// A built-in pattern by name, or else a file.
fn load(what: &str) -> Result<Scenario, Trouble> {
    match patterns::find(what) {
        Ok(pattern) => pattern.scenario().map_err(|error| Trouble::Input(error.to_string())),
        Err(unknown) if !what.contains(['.', '/', '\\']) && !std::path::Path::new(what).exists() => {
            Err(Trouble::Input(format!("{unknown}; a scenario file would do as well")))
        }
        Err(_) => read(what),
    }
}

fn read(file: &str) -> Result<Scenario, Trouble> {
    let problem = |error: String| Trouble::Input(format!("{file}: {error}"));
    let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
    Scenario::from_json(&text).map_err(|error| problem(error.to_string()))
}
