//! The command line: what it prints, and how it refuses.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output};

fn qp(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qp")).args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (text(&output.stdout), text(&output.stderr))
}

/// A file of the test's own, gone when it ends.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = std::env::temp_dir().join(format!("qp-{}-{name}", std::process::id()));
        let mut file = std::fs::File::create(&path).expect("a temporary file");
        file.write_all(text.as_bytes()).expect("a temporary file");
        File(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a path in UTF-8")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_run_prints_ledgers_measures_and_hash() {
    let output = qp(&["run", "scaling-handlers", "--seed", "7", "--until", "30s", "--set", "handlers=5"]);
    let (text, trouble) = said(&output);
    assert!(output.status.success(), "{trouble}");
    for words in ["seed 7", "30s simulated", "published", "created", "p99", "save-handler.5", "transcript"] {
        assert!(text.contains(words), "no “{words}” in\n{text}");
    }
}

#[test]
fn the_same_run_has_the_same_hash_and_another_seed_another() {
    let hash = |seed: &str| {
        let (text, _) = said(&qp(&["run", "scaling-handlers", "--seed", seed, "--json"]));
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(report["obligations"]["balances"], true);
        report["transcript"].as_str().expect("a hash").to_owned()
    };
    assert_eq!(hash("1"), hash("1"));
    assert_ne!(hash("1"), hash("2"));
}

#[test]
fn a_pattern_written_to_a_file_runs_as_the_pattern_does() {
    let pattern = queue_playground::patterns::find("scaling-handlers").expect("a pattern");
    let json = serde_json::to_string(&pattern.scenario().expect("a scenario")).expect("JSON");
    let file = File::new("scaling.json", &json);
    assert_eq!(said(&qp(&["run", file.path()])), said(&qp(&["run", "scaling-handlers"])));
    assert!(qp(&["check", file.path()]).status.success());
}

#[test]
fn the_list_names_every_pattern() {
    let (text, _) = said(&qp(&["list"]));
    assert!(queue_playground::patterns::ALL.iter().all(|pattern| text.contains(pattern.name)));
}

#[test]
fn a_bad_file_is_refused_with_name_place_and_remedy() {
    let file = File::new("bad.json", "{ \"name\": \"x\", \"brokers\": [], \"cast\": [] }");
    let output = qp(&["check", file.path()]);
    let (_, trouble) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(trouble.contains("bad.json") && trouble.contains("at least one"), "{trouble}");
}

#[test]
fn a_bad_command_line_names_the_value_and_what_would_be_right() {
    for (arguments, code, words) in [
        (&["run", "scaling-handlers", "--seed", "x"][..], 2, ["--seed", "“x”"]),
        (&["run", "scaling-handlers", "--until", "9"], 2, ["“9”", "such as 400ms"]),
        (&["run", "scaling-handlers", "--until", "25h"], 2, ["at most", "86400s"]),
        (&["run", "scaling-handlers", "--set", "handlers"], 2, ["knob=value", "“handlers”"]),
        (&["run", "scaling-handlers", "--set", "handlers=11"], 1, ["“11”", "between 1 and 10"]),
        (&["run", "scaling-handlers", "--colour"], 2, ["--colour", "qp list"]),
        (&["run", "scaling"], 1, ["“scaling”", "scaling-handlers"]),
        (&["run", "no/such/file.json"], 1, ["no/such/file.json", ""]),
        (&["run"], 2, ["run needs", "qp list"]),
        (&["dance"], 2, ["“dance”", "qp list"]),
    ] {
        let output = qp(arguments);
        let (text, trouble) = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {trouble}");
        assert!(text.is_empty() && words.iter().all(|word| trouble.contains(word)), "{arguments:?}: {trouble}");
    }
}
