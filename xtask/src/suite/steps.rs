//! The steps of `cargo xtask test`, as data: cheap and telling ones first. A new kind of test is one more entry.

use crate::setup::Need;

/// One stretch of testing.
pub(super) struct Step {
    /// What a person types to run it alone.
    pub(super) name: &'static str,
    /// What it shows.
    pub(super) about: &'static str,
    /// What has to be installed.
    pub(super) needs: &'static [Need],
    /// Whether it looks at the built page.
    pub(super) on_the_page: bool,
    pub(super) work: Work,
}

/// How it is done.
pub(super) enum Work {
    /// By cargo.
    Cargo(&'static [&'static str]),
    /// By building the page: it must not fail, must be strict and must not be too heavy.
    Page,
}

const NO_NEEDS: &[Need] = &[];
const WASM: &[Need] = &[Need::WasmTarget];
const IN_THE_BROWSER: &[Need] = &[Need::WasmTarget, Need::WasmBindgen, Need::Browser];
const PAGE: &[Need] = crate::setup::FOR_THE_PAGE;
const PAGE_IN_THE_BROWSER: &[Need] = &[
    Need::WasmTarget,
    Need::WasmOpt,
    Need::WasmBindgen,
    Need::Trunk,
    Need::Browser,
    Need::NatsServer,
    Need::RedisServer,
];

pub(super) const STEPS: [Step; 11] = [
    cargo("format", "the code is formatted", NO_NEEDS, &["fmt", "--all", "--check"]),
    cargo(
        "lint",
        "clippy is content with every package, natively",
        NO_NEEDS,
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
    ),
    cargo(
        "lint-pure",
        "clippy is content with the engine alone",
        NO_NEEDS,
        &["clippy", "--no-default-features", "--all-targets", "--", "-D", "warnings"],
    ),
    cargo(
        "lint-web",
        "clippy is content with the page and its browser tests",
        WASM,
        &[
            "clippy",
            "--target",
            "wasm32-unknown-unknown",
            "--lib",
            "--bin",
            "queue-playground",
            "--test",
            "web",
            "--",
            "-D",
            "warnings",
        ],
    ),
    cargo("xtask", "the build program does what it says", NO_NEEDS, &["test", "--package", "xtask", "--no-fail-fast"]),
    cargo(
        "pure",
        "the engine, natively and without the web",
        NO_NEEDS,
        &["test", "--no-default-features", "--no-fail-fast", "--lib", "--bins", "--tests"],
    ),
    cargo(
        "determinism",
        "the same seed gives the same transcript in a release build, too",
        NO_NEEDS,
        &["test", "--release", "--no-default-features", "--test", "determinism"],
    ),
    cargo("doc", "the examples in the documentation run", NO_NEEDS, &["test", "--no-default-features", "--doc"]),
    cargo(
        "web",
        "painter and components in Chromium",
        IN_THE_BROWSER,
        &["test", "--target", "wasm32-unknown-unknown", "--test", "web"],
    ),
    Step {
        name: "page",
        about: "the release page is strict and within its budget",
        needs: PAGE,
        on_the_page: false,
        work: Work::Page,
    },
    Step {
        name: "e2e",
        about: "a person uses the release page in Chromium",
        needs: PAGE_IN_THE_BROWSER,
        on_the_page: true,
        work: Work::Cargo(&["test", "--package", "e2e", "--no-fail-fast"]),
    },
];

const fn cargo(
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    arguments: &'static [&'static str],
) -> Step {
    Step { name, about, needs, on_the_page: false, work: Work::Cargo(arguments) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_single_words_and_differ() {
        for (index, step) in STEPS.iter().enumerate() {
            assert!(step.name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'), "{}", step.name);
            assert!(STEPS[..index].iter().all(|other| other.name != step.name), "{} twice", step.name);
        }
    }
}
