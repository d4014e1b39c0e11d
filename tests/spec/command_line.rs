//! The command line: what it prints, and how it refuses.

use queue_playground::transcript::file::{self, Header, SourceKind};
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
fn a_saved_run_is_replayed_as_it_was_without_being_run_again() {
    let file = File::new("saved.transcript", "");
    for arguments in [
        &["run", "scaling-handlers", "--seed", "7", "--until", "12.5s", "--set", "handlers=5"][..],
        &["run", "dead-letter-queue", "--until", "20s"],
    ] {
        let (ran, trouble) = said(&qp(&[arguments, &["--save", file.path()]].concat()));
        assert_eq!(ran, said(&qp(arguments)).0, "saving changes nothing: {trouble}");
        assert_eq!(said(&qp(&["replay", file.path()])), (ran, String::new()));
        assert_eq!(said(&qp(&["replay", file.path(), "--json"])), said(&qp(&[arguments, &["--json"]].concat())));
    }
    let bytes = std::fs::read(file.path()).expect("a file");
    assert!(bytes.starts_with(b"queue-playground transcript 1\nlink #/dead-letter-queue?v=1&seed="));
}

#[test]
fn what_was_watched_on_a_real_server_is_replayed_too() {
    let source = SourceKind::Watch("orders.>".to_owned());
    let header = Header { link: "#/?v=1".to_owned(), source, until: "3s".parse().expect("a moment"), names: vec![] };
    let file = File::new("watched.transcript", "");
    std::fs::write(file.path(), file::write(&header, [].iter())).expect("a file");
    let (text, trouble) = said(&qp(&["replay", file.path()]));
    assert!(text.starts_with("watch, seed 0, 3s watched on a real server, 0 records\n"), "{text}{trouble}");
}

#[test]
fn a_file_that_is_no_transcript_is_refused_with_the_place() {
    let file = File::new("spoilt.transcript", "");
    assert!(qp(&["run", "channel", "--until", "5s", "--save", file.path()]).status.success());
    let whole = std::fs::read(file.path()).expect("a file");
    let mut spoilt = whole.clone();
    *spoilt.last_mut().expect("bytes") ^= 1;
    let at = whole.windows(7).position(|bytes| bytes == b"channel").expect("a pattern");
    let elsewhere = [&whole[..at], b"tunnel", &whole[at + 7..]].concat();
    for (bytes, words) in [
        (&b"{ \"name\": \"x\" }"[..], ["no transcript", "queue-playground transcript 1"]),
        (&whole[..whole.len() - 3], ["byte ", "at record "]),
        (&spoilt, ["hash", "changed"]),
        (&elsewhere, ["“tunnel”", "scaling-handlers"]),
    ] {
        std::fs::write(file.path(), bytes).expect("a file");
        let output = qp(&["replay", file.path()]);
        let (_, trouble) = said(&output);
        assert_eq!(output.status.code(), Some(1), "{trouble}");
        assert!(trouble.contains(file.path()) && words.iter().all(|word| trouble.contains(word)), "{trouble}");
    }
}

#[test]
fn the_list_names_every_pattern() {
    let (text, _) = said(&qp(&["list"]));
    assert!(queue_playground::patterns::ALL.iter().all(|pattern| text.contains(pattern.name)));
}

#[test]
fn a_picture_of_a_moment_is_one_svg_in_the_language_and_size_asked_for() {
    let more = ["--seed", "7", "--set", "handlers=2", "--at", "12.5s", "--do", "12s:crash:save-handler.2"];
    let arguments = |own: &[&'static str]| [&["render", "scaling-handlers"], &more[..], own].concat();
    let (english, trouble) = said(&qp(&arguments(&["--size", "900x560"])));
    assert!(english.starts_with("<svg ") && english.trim_end().ends_with("</svg>"), "{english}{trouble}");
    for words in ["viewBox=\"0 0 900 560\"", "<style>", "crashed at 12.0 s", "qp-ink-event"] {
        assert!(english.contains(words), "no “{words}” in\n{english}");
    }
    let (korean, _) = said(&qp(&arguments(&["--size", "366x520", "--lang", "ko", "--dark"])));
    assert!(korean.contains("비정상 종료") && korean.contains("0 0 366 520"), "{korean}");
    assert_eq!(said(&qp(&arguments(&["--size", "900x560"]))).0, english);
    let (followed, _) = said(&qp(&arguments(&["--size", "900x560", "--follow", "todo-web:70"])));
    assert!(followed.contains("qp-link qp-taken") && !english.contains("qp-link qp-taken"));
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
        (&["run", "scaling-handlers", "--save", "no/such/place"], 1, ["no/such/place", "--save"]),
        (&["replay", "no/such/file"], 1, ["no/such/file", ""]),
        (&["replay", "x", "--seed", "1"], 2, ["go with replay", "qp list"]),
        (&["replay"], 2, ["replay needs", "qp list"]),
        (&["run", "scaling-handlers", "--colour"], 2, ["--colour", "qp list"]),
        (&["run", "scaling-handlers", "--at", "3s"], 2, ["go with run", "qp list"]),
        (&["render", "scaling-handlers", "--until", "3s"], 2, ["go with render", "qp list"]),
        (&["render", "scaling-handlers", "--size", "900"], 2, ["“900”", "900x560"]),
        (&["render", "scaling-handlers", "--follow", "7"], 2, ["“7”", "todo-web:12"]),
        (&["render", "scaling-handlers", "--follow", "me:7"], 1, ["“me”", ""]),
        (&["render", "scaling-handlers", "--lang", "fr"], 2, ["“fr”", "en or ko"]),
        (&["render", "scaling-handlers", "--do", "3s:eat:me"], 2, ["3s:eat:me", "crash:component"]),
        (&["render", "scaling-handlers", "--do", "3s:crash:me"], 1, ["“me”", ""]),
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
