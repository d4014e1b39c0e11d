//! House rules that no compiler knows. Each finding names file, line and remedy.

use std::path::{Path, PathBuf};

/// Which modules may be used from where, as in ARCHITECTURE.md; `*` is everything. A module may always use itself.
#[rustfmt::skip]
const ARROWS: [(&str, &[&str]); 20] = [
    ("sim", &[]), ("ordered", &[]), ("message", &["sim::time"]), ("transcript", &["ordered", "sim::time", "message"]),
    ("broker", &["ordered", "sim", "message", "transcript"]), ("cast", &["ordered", "sim", "message", "transcript"]),
    ("queueing", &["sim::time"]), ("crew", &["ordered", "sim", "message", "transcript", "cast", "scenario"]),
    ("scenario", &["sim", "message", "transcript", "broker", "cast", "queueing"]),
    ("i18n", &["sim::time", "message", "transcript", "scenario"]), ("painter", &["view"]),
    ("patterns", &["sim", "message", "transcript", "broker", "cast", "scenario", "i18n"]),
    ("world", &["ordered", "sim", "message", "transcript", "broker", "cast", "scenario", "crew"]),
    ("player", &["sim::time", "sim::chance::Seed", "message", "transcript", "scenario", "world"]),
    ("live", &["ordered", "sim", "message", "transcript", "cast", "scenario", "crew", "player"]),
    ("view", &["ordered", "sim::time", "message", "transcript", "scenario", "i18n"]),
    ("wire", &["ordered", "sim::time", "message", "transcript", "broker", "cast", "scenario", "live"]),
    ("commands", &["sim::time", "message", "transcript", "cast", "scenario"]), ("embed", &["*"]), ("ui", &["*"])];
/// What only one place may do: to reach out, to touch the page's shell, to hand text to the browser as markup.
#[rustfmt::skip]
const KEPT: [(&str, &str); 5] = [
    ("WebSocket::new", "src/live/socket"), ("location()", "src/ui/browser"), ("local_storage", "src/ui/browser"),
    ("set_title", "src/ui/app"), ("inner_html", "src/ui/still"),
];
/// The only places that may know the browser, and what knowing it looks like.
const WEB: [&str; 6] = ["main.rs", "ui/", "painter/canvas", "live/socket", "live/source", "embed/element"];
const WEB_CRATES: [&str; 5] = ["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo"];
/// Hosts that our texts may name; no mirror and no machine of ours is among them. A `{` is a place for one.
#[rustfmt::skip]
const HOSTS: [&str; 11] = [
    "{", "127.0.0.1", "localhost", "www.w3.org", "github.com", "docs.nats.io", "nodejs.org", "rustup.rs",
    "keepachangelog.com", "semver.org", "www.apache.org",
];
/// Spelled in pieces, so that this file does not find itself.
#[rustfmt::skip]
const BANNED: [(&str, &str); 6] = [
    (concat!("#[", "ignore"), "run the test, or delete it"), (concat!("``", "`ignore"), "let the example compile"),
    (concat!("#[", "should_panic"), "return an error and assert on it"), (concat!("/", "root"), "no machine's path"),
    (concat!("/", "home/"), "no machine's path"), (concat!("/", "work/"), "no machine's path"),
];

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_file() {
            files.push(path);
        } else if !["target", "dist", "node_modules", ".git"].iter().any(|made| path.ends_with(made)) {
            collect(&path, files);
        }
    }
}

/// Every text of the tree, by its path from the root. What is not UTF-8 is a picture.
fn tree() -> Vec<(String, String)> {
    let (root, mut paths) = (Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new());
    collect(root, &mut paths);
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().filter_map(|path| Some((name(path), std::fs::read_to_string(path).ok()?))).collect()
}

/// Applies a rule to every file; it answers with line numbers and remedies.
fn check<'a>(tree: &'a [(String, String)], rule: impl Fn(&'a str, &'a str) -> Vec<(usize, String)>) {
    let judge = |(path, text): &'a (String, String)| {
        rule(path, text).into_iter().map(move |(line, remedy)| format!("{path}:{line}: {remedy}"))
    };
    let findings: Vec<String> = tree.iter().flat_map(judge).collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// The lines of code before the tests, with their numbers. Tests may use what they like.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| !line.contains("#[cfg(test)]"));
    (1..).zip(lines).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_in(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn modules_use_only_what_the_architecture_allows() {
    check(&tree(), |path, text| {
        let module = path.strip_prefix("src/").and_then(|rest| rest.split_once('/')).map_or("bin", |split| split.0);
        let allowed = ARROWS.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, allowed)| allowed);
        if module == "bin" || allowed == ["*"] || path.ends_with("/tests.rs") {
            return vec![];
        }
        let is_wrong = |used: &str| !is_in(used, module) && !allowed.iter().any(|one| is_in(used, one));
        let top = path.ends_with("/mod.rs") && path.matches('/').count() == 2;
        let hidden = |line: &str| top && line.starts_with("use super::");
        let wrong = code(text).filter(|(_, line)| line.split("crate::").skip(1).any(is_wrong) || hidden(line));
        let remedy = format!("{module} may use {allowed:?}, each by `use crate::`; move the code, or the arrow");
        wrong.map(|(number, _)| (number, remedy.clone())).collect()
    });
}

#[test]
fn only_the_web_modules_know_the_browser() {
    let tree: Vec<_> = tree().into_iter().filter(|(path, _)| path.starts_with("src/")).collect();
    let doors = tree.iter().map(|(_, text)| text.matches("cfg(feature = \"web\")").count()).sum::<usize>();
    assert!(doors <= 6, "{doors} places ask for the feature web; gate whole modules, in their mod.rs");
    check(&tree, |path, text| {
        let is_web = WEB.iter().any(|web| path[4..].starts_with(web));
        let knowing = code(text).filter(|(_, line)| !is_web && WEB_CRATES.iter().any(|name| line.contains(name)));
        knowing.map(|(number, _)| (number, format!("the browser is known only in {WEB:?}"))).collect()
    });
}

#[test]
fn every_pattern_has_its_tests() {
    let tree = tree();
    let (tests, rest): (Vec<_>, Vec<_>) = tree.into_iter().partition(|(path, _)| path.starts_with("tests/"));
    check(&rest, |path, text| {
        let stem = path.strip_prefix("src/patterns/").and_then(|name| name.strip_suffix(".rs"));
        let name =
            stem.filter(|_| text.contains("const PATTERN: ")).map(|stem| format!("\"{}\"", stem.replace('_', "-")));
        let untested = name.filter(|name| !tests.iter().any(|(_, text)| text.contains(name)));
        untested.map(|name| (1, format!("no test names {name}; add one under tests/spec/"))).into_iter().collect()
    });
}

#[test]
fn files_open_with_their_purpose_are_small_and_hold_nothing_that_is_banned() {
    check(&tree(), |path, text| {
        let (mut found, lines) = (Vec::new(), text.lines().count());
        let source = [".rs", ".css", ".js"].iter().any(|ending| path.ends_with(ending));
        if path.ends_with(".rs") && !text.starts_with("//! ") {
            found.push((1, "open with a line `//! …` that says what the file is for".to_owned()));
        }
        if source && lines > 400 {
            found.push((lines, "400 lines are enough; split the file by idea".to_owned()));
        }
        for (number, line) in (1..).zip(text.lines()) {
            if source && !path.contains("tests") && line.chars().count() > 120 {
                found.push((number, "120 characters are enough; break the line".to_owned()));
            }
            let banned = BANNED.iter().filter(|(banned, _)| line.contains(banned));
            found.extend(banned.map(|(banned, remedy)| (number, format!("`{banned}`: {remedy}"))));
            let elsewhere = |place: &str| path.starts_with("src/") && !path.starts_with(place);
            let kept = KEPT.iter().filter(|(word, place)| elsewhere(place) && line.contains(word));
            found.extend(kept.map(|(word, place)| (number, format!("`{word}` belongs to {place}"))));
            if line.split(concat!(":", "//")).skip(1).any(|host| !HOSTS.iter().any(|known| host.starts_with(known))) {
                found.push((number, "name no host but HOSTS of tests/tidy.rs".to_owned()));
            }
        }
        found
    });
}
