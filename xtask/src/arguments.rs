//! What a person may type after `cargo xtask`, and what is said when it is something else.

use crate::suite;
use crate::trouble::Trouble;

/// The port of `serve` when none is named.
pub const DEFAULT_PORT: u16 = 8080;

/// The port for programs of `serve --live` when none is named: the one that everybody uses.
pub const DEFAULT_NATS_PORT: u16 = 4222;

/// How many seeds `sweep` runs when no number is named: about half a minute.
pub const DEFAULT_SEEDS: u64 = 100_000;

/// How many scripts of each kind `conform` plays when no number is named: a few minutes, mostly of waiting.
pub const DEFAULT_SCRIPTS: u64 = 1_000;

/// How long `fuzz` goes on when no minutes are named.
pub const DEFAULT_MINUTES: u64 = 1;

/// One request.
#[derive(Debug, PartialEq, Eq)]
pub enum Verb {
    /// Build what changed and serve it on this computer.
    Serve {
        /// Where.
        port: u16,
        /// The port for programs of a nats-server that is to run meanwhile; none for no server.
        live: Option<u16>,
    },
    /// Run the tests: all, or the named steps.
    Test {
        /// Names of steps, none for all.
        only: Vec<String>,
    },
    /// Write the release page.
    Build,
    /// Photograph the page.
    Shots,
    /// Watch random runs of the simulation.
    Sweep {
        /// How many.
        seeds: u64,
        /// The first.
        from: u64,
    },
    /// Compare random scripts on the simulated brokers and on real servers.
    Conform {
        /// How many of each kind.
        seeds: u64,
        /// The first.
        from: u64,
    },
    /// Send bytes that mean harm through the protocol.
    Fuzz {
        /// For how long.
        minutes: u64,
        /// The first seed.
        from: u64,
        /// Instead: a file that was found before.
        replay: Option<String>,
    },
    /// Measure how fast the engine is.
    Bench {
        /// In the browser as well.
        web: bool,
    },
    /// Measure how busy the page keeps a browser.
    BenchPage,
    /// Say what there is.
    Help,
}

const VERBS: [(&str, &str); 11] = [
    ("serve [--port N]", "build the page if anything changed and serve it at http://127.0.0.1:8080"),
    ("serve --live [--nats-port N]", "the same, with a nats-server of its own that the page may connect to"),
    ("test [STEP…]", "run every test of every kind, or only the named steps"),
    ("build", "write the release page to dist/, for any static host under any path"),
    ("shots", "photograph the page into docs/screenshots/"),
    ("sweep [--seeds N] [--from S]", "watch random runs; the shortest one that goes wrong becomes a file for `qp run`"),
    ("conform [--seeds N] [--from S]", "play random scripts on real servers, too, and show the shortest that differs"),
    (
        "fuzz protocol [--minutes N]",
        "feed the live client bytes that mean harm; what breaks it becomes a file to replay",
    ),
    ("bench [--web]", "measure how fast the engine is; with --web, the same code in Chromium as well"),
    ("bench --page", "measure how busy the page keeps Chromium, simulated and on a real nats-server"),
    ("help", "this text"),
];

/// Reads the words after `cargo xtask`.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Verb, Trouble> {
    let mut words = words.into_iter();
    let Some(verb) = words.next() else { return Ok(Verb::Help) };
    let rest: Vec<String> = words.collect();
    if rest.iter().any(|word| matches!(word.as_str(), "--help" | "-h")) {
        return Ok(Verb::Help);
    }
    match verb.as_str() {
        "help" | "--help" | "-h" => Ok(Verb::Help),
        "serve" => serve(&rest),
        "build" => nothing_more("build", &rest).map(|()| Verb::Build),
        "test" => Ok(Verb::Test { only: steps(&rest)? }),
        "shots" => nothing_more("shots", &rest).map(|()| Verb::Shots),
        "sweep" => {
            let [seeds, from] = numbers("sweep", &rest, [("--seeds", DEFAULT_SEEDS), ("--from", 0)])?;
            Ok(Verb::Sweep { seeds, from })
        }
        "conform" => {
            let [seeds, from] = numbers("conform", &rest, [("--seeds", DEFAULT_SCRIPTS), ("--from", 0)])?;
            Ok(Verb::Conform { seeds, from })
        }
        "fuzz" => fuzz(&rest),
        "bench" => match rest.split_first() {
            Some((option, more)) if option == "--web" => {
                nothing_more("bench --web", more).map(|()| Verb::Bench { web: true })
            }
            Some((option, more)) if option == "--page" => nothing_more("bench --page", more).map(|()| Verb::BenchPage),
            _ => nothing_more("bench", &rest).map(|()| Verb::Bench { web: false }),
        },
        other => Err(Trouble::new(format!("`{other}` is not a verb; the verbs are {}", listed(&verbs())))),
    }
}

/// The text of `cargo xtask help`.
pub fn help() -> String {
    let mut text = String::from("Usage: cargo xtask VERB\n\n");
    for (usage, meaning) in VERBS {
        text.push_str(&format!("  {usage:<32}{meaning}\n"));
    }
    text.push_str(&format!("\nSteps of test, in order: {}.\n", suite::step_names().join(", ")));
    text.push_str("Each verb first sets up what it misses, under target/tools, and says what and why.\n");
    text
}

fn serve(rest: &[String]) -> Result<Verb, Trouble> {
    let live = rest.iter().any(|word| word == "--live");
    let rest: Vec<String> = rest.iter().filter(|word| *word != "--live").cloned().collect();
    let usual = [("--port", u64::from(DEFAULT_PORT)), ("--nats-port", u64::from(DEFAULT_NATS_PORT))];
    if !live {
        let [page] = numbers("serve", &rest, [usual[0]])?;
        return Ok(Verb::Serve { port: port(page)?, live: None });
    }
    let [page, clients] = numbers("serve --live", &rest, usual)?;
    Ok(Verb::Serve { port: port(page)?, live: Some(port(clients)?) })
}

fn port(number: u64) -> Result<u16, Trouble> {
    match u16::try_from(number) {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Trouble::new(format!("`{number}` is not a port; a port is a number from 1 to 65535"))),
    }
}

fn fuzz(rest: &[String]) -> Result<Verb, Trouble> {
    match rest {
        [what, option, file] if what == "protocol" && option == "--replay" => {
            Ok(Verb::Fuzz { minutes: 0, from: 0, replay: Some(file.clone()) })
        }
        [what, options @ ..] if what == "protocol" => {
            let known = [("--minutes", DEFAULT_MINUTES), ("--from", 0)];
            let [minutes, from] = numbers("fuzz protocol", options, known)?;
            Ok(Verb::Fuzz { minutes, from, replay: None })
        }
        _ => Err(Trouble::new("`fuzz` needs to know what, as in `fuzz protocol`; there is nothing else yet")),
    }
}

/// Options that take a whole number each, in any order; those that are left out keep theirs.
fn numbers<const N: usize>(verb: &str, rest: &[String], options: [(&str, u64); N]) -> Result<[u64; N], Trouble> {
    let mut numbers = options.map(|(_, number)| number);
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let (name, joined) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let Some(place) = options.iter().position(|(option, _)| *option == name) else {
            let known = options.map(|(option, _)| format!("`{option} N`")).join(" and ");
            return Err(Trouble::new(format!("`{verb}` does not know `{word}`; it takes {known} and nothing else")));
        };
        let value = joined.or_else(|| words.next().map(String::as_str)).unwrap_or("");
        numbers[place] = value
            .parse()
            .map_err(|_| Trouble::new(format!("`{name}` needs a whole number, as in `{name} 1000`, not `{value}`")))?;
    }
    Ok(numbers)
}

fn nothing_more(verb: &str, rest: &[String]) -> Result<(), Trouble> {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(Trouble::new(format!("`{verb}` takes nothing more, but got `{word}`"))),
    }
}

fn steps(rest: &[String]) -> Result<Vec<String>, Trouble> {
    let names = suite::step_names();
    match rest.iter().find(|word| !names.contains(&word.as_str())) {
        None => Ok(rest.to_vec()),
        Some(word) => Err(Trouble::new(format!("`test` has no step `{word}`; the steps are {}", listed(&names)))),
    }
}

fn listed(names: &[&str]) -> String {
    names.join(", ")
}

/// Each once, though some have a second line in the help.
fn verbs() -> Vec<&'static str> {
    let mut verbs: Vec<&str> = VERBS.iter().map(|(usage, _)| usage.split(' ').next().unwrap_or(usage)).collect();
    verbs.dedup();
    verbs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Verb, String> {
        parse(line.split_whitespace().map(str::to_owned)).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn every_verb_is_in_the_help() {
        for verb in ["serve", "test", "build", "shots", "sweep", "conform", "fuzz", "bench", "help"] {
            assert!(help().contains(&format!("\n  {verb}")), "{verb}");
        }
    }

    #[test]
    fn serve_takes_a_port_in_both_spellings() {
        assert_eq!(parsed("serve"), Ok(Verb::Serve { port: 8080, live: None }));
        assert_eq!(parsed("serve --port 9000"), Ok(Verb::Serve { port: 9000, live: None }));
        assert_eq!(parsed("serve --port=9000"), Ok(Verb::Serve { port: 9000, live: None }));
    }

    #[test]
    fn serve_live_takes_the_port_of_its_server_as_well_in_any_order() {
        assert_eq!(parsed("serve --live"), Ok(Verb::Serve { port: 8080, live: Some(4222) }));
        assert_eq!(parsed("serve --port 9000 --live"), Ok(Verb::Serve { port: 9000, live: Some(4222) }));
        let all = Verb::Serve { port: 9000, live: Some(4300) };
        assert_eq!(parsed("serve --nats-port=4300 --live --port 9000"), Ok(all));
    }

    #[test]
    fn bench_measures_the_engine_here_or_there_or_the_page() {
        assert_eq!(parsed("bench"), Ok(Verb::Bench { web: false }));
        assert_eq!(parsed("bench --web"), Ok(Verb::Bench { web: true }));
        assert_eq!(parsed("bench --page"), Ok(Verb::BenchPage));
    }

    #[test]
    fn conform_takes_the_same() {
        assert_eq!(parsed("conform"), Ok(Verb::Conform { seeds: DEFAULT_SCRIPTS, from: 0 }));
        assert_eq!(parsed("conform --from=7 --seeds 20"), Ok(Verb::Conform { seeds: 20, from: 7 }));
    }

    #[test]
    fn fuzz_takes_minutes_and_the_first_seed_or_a_file_that_was_found() {
        let fuzz =
            |minutes, from, replay: Option<&str>| Ok(Verb::Fuzz { minutes, from, replay: replay.map(str::to_owned) });
        assert_eq!(parsed("fuzz protocol"), fuzz(DEFAULT_MINUTES, 0, None));
        assert_eq!(parsed("fuzz protocol --minutes 30 --from=7"), fuzz(30, 7, None));
        assert_eq!(parsed("fuzz protocol --replay target/a.bin"), fuzz(0, 0, Some("target/a.bin")));
    }

    #[test]
    fn sweep_takes_a_number_of_seeds_and_the_first() {
        assert_eq!(parsed("sweep"), Ok(Verb::Sweep { seeds: DEFAULT_SEEDS, from: 0 }));
        assert_eq!(parsed("sweep --from=7 --seeds 20"), Ok(Verb::Sweep { seeds: 20, from: 7 }));
    }

    #[test]
    fn what_is_unknown_is_named_together_with_what_is_right() {
        let cases = [
            (
                "srve",
                "`srve` is not a verb; the verbs are serve, test, build, shots, sweep, conform, fuzz, bench, help",
            ),
            ("serve --host", "`serve` does not know `--host`; it takes `--port N` and nothing else"),
            ("serve --nats-port 4300", "`serve` does not know `--nats-port`; it takes `--port N` and nothing else"),
            (
                "serve --live now",
                "`serve --live` does not know `now`; it takes `--port N` and `--nats-port N` and nothing else",
            ),
            ("serve --live --nats-port 0", "`0` is not a port; a port is a number from 1 to 65535"),
            ("serve --port 99999", "`99999` is not a port; a port is a number from 1 to 65535"),
            ("serve --port", "`--port` needs a whole number, as in `--port 1000`, not ``"),
            ("sweep 12", "`sweep` does not know `12`; it takes `--seeds N` and `--from N` and nothing else"),
            ("sweep --seeds many", "`--seeds` needs a whole number, as in `--seeds 1000`, not `many`"),
            ("fuzz", "`fuzz` needs to know what, as in `fuzz protocol`; there is nothing else yet"),
            (
                "fuzz protocol 3",
                "`fuzz protocol` does not know `3`; it takes `--minutes N` and `--from N` and nothing else",
            ),
            ("build now", "`build` takes nothing more, but got `now`"),
        ];
        for (line, sentence) in cases {
            assert_eq!(parsed(line), Err(sentence.to_owned()));
        }
        assert!(parsed("test purr").unwrap_err().starts_with("`test` has no step `purr`; the steps are format, "));
    }

    #[test]
    fn steps_can_be_named() {
        assert_eq!(parsed("test pure e2e"), Ok(Verb::Test { only: vec!["pure".into(), "e2e".into()] }));
    }
}
