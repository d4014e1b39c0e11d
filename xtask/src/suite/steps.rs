//! The steps of `cargo xtask test`, as data: cheap and telling ones first. A new kind of test is one more entry.

use crate::setup::{FOR_THE_PAGE, Need};

/// One stretch of testing.
pub(super) struct Step {
    /// What a person types to run it alone.
    pub(super) name: &'static str,
    /// What it shows.
    pub(super) about: &'static str,
    /// What has to be installed; several lists, because needs come in groups.
    pub(super) needs: &'static [&'static [Need]],
    pub(super) work: Work,
}

/// How it is done.
pub(super) enum Work {
    /// By building the page: it must not fail, must be strict and must not be too heavy.
    Page,
    /// By cargo with these words.
    Cargo(&'static str),
    /// By cargo with these words, after making sure that the page in `dist/` is current.
    CargoOnThePage(&'static str),
}

const WASM: &[Need] = &[Need::WasmTarget, Need::WasmBindgen];
const BROWSER: &[Need] = &[Need::Browser];
const SERVERS: &[Need] = &[Need::NatsServer, Need::RedisServer];

pub(super) const STEPS: &[Step] = &[
    Step { name: "format", about: "the code is formatted", needs: &[], work: Work::Cargo("fmt --all --check") },
    Step {
        name: "lint",
        about: "clippy has no warning for any package, natively",
        needs: &[],
        work: Work::Cargo("clippy --workspace --all-targets --features queue-playground/servers -- -D warnings"),
    },
    Step {
        name: "lint-pure",
        about: "clippy has no warning for the engine without the web",
        needs: &[],
        work: Work::Cargo("clippy --no-default-features --all-targets -- -D warnings"),
    },
    Step {
        name: "lint-web",
        about: "clippy has no warning for what runs in the browser",
        needs: &[&[Need::WasmTarget]],
        work: Work::Cargo(
            "clippy --target wasm32-unknown-unknown --features split --lib --bin queue-playground --test web -- \
             -D warnings",
        ),
    },
    Step {
        name: "xtask",
        about: "the build program does what it says",
        needs: &[&[Need::NatsServer]],
        work: Work::Cargo("test --package xtask --no-fail-fast"),
    },
    Step {
        name: "pure",
        about: "the engine, without the web",
        needs: &[],
        work: Work::Cargo("test --no-default-features --no-fail-fast --lib --bins --tests"),
    },
    Step {
        name: "doc",
        about: "the examples in the documentation",
        needs: &[],
        work: Work::Cargo("test --no-default-features --doc"),
    },
    Step {
        name: "determinism",
        about: "the same seed gives the same transcript in a release build, too",
        needs: &[],
        work: Work::Cargo("test --release --no-default-features --test determinism"),
    },
    Step {
        name: "sweep",
        about: "what always holds does so in more random runs than in `pure`",
        needs: &[],
        work: Work::Cargo(
            "run --quiet --profile sweep --no-default-features --example sweep -- --from 10000 --seeds 20000",
        ),
    },
    Step {
        name: "theory",
        about: "the simulation meets queueing theory, over longer runs than in `pure`",
        needs: &[],
        work: Work::Cargo("test --release --no-default-features --test theory"),
    },
    Step {
        name: "conformance",
        about: "the simulation does what the real servers do",
        needs: &[SERVERS],
        work: Work::Cargo(
            // Most of the time is spent waiting, as the real servers run by the real clock.
            "test --no-default-features --features servers --no-fail-fast --test conformance -- --test-threads=16",
        ),
    },
    Step {
        name: "live",
        about: "the engines of live mode on real servers, beside a client that is not ours",
        needs: &[SERVERS],
        work: Work::Cargo(
            "test --no-default-features --features servers --no-fail-fast --test live -- --test-threads=16",
        ),
    },
    Step {
        name: "web",
        about: "the painter and the components in Chromium",
        needs: &[WASM, BROWSER],
        work: Work::Cargo("test --target wasm32-unknown-unknown --test web"),
    },
    Step {
        name: "page",
        about: "the release page is strict and within its budget",
        needs: &[FOR_THE_PAGE],
        work: Work::Page,
    },
    Step {
        name: "e2e",
        about: "a person uses the release page in Chromium, also with a real nats-server",
        needs: &[FOR_THE_PAGE, BROWSER, &[Need::NatsServer]],
        work: Work::CargoOnThePage("test --package e2e --no-fail-fast"),
    },
];

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
