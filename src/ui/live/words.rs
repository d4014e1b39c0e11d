//! How a run on a server stands, in words.

use crate::i18n::{Lang, live as texts, live_refusal as refused, number, time};
use crate::live::client::{Complaint, Refusal, State};
use crate::live::engine::{Failure, Phase};
use crate::live::names::{Names, STREAM_MARK};
use crate::live::source::Report;
use crate::sim::time::Span;

/// How it stands, in one sentence.
pub fn standing(lang: Lang, report: Option<&Report>, address: &str, watches: bool) -> String {
    let Some(report) = report else { return texts::IDLE.to(lang).to_owned() };
    let status = &report.status;
    if let (State::Reconnecting { at, .. }, false) = (&status.state, report.is_over()) {
        let seconds = at.since(report.at).as_millis().div_ceil(1_000);
        return texts::reconnecting(lang, &time::span(lang, Span::from_secs(seconds)));
    }
    match &status.phase {
        Phase::Connecting => texts::connecting(lang, address),
        Phase::Preparing => texts::PREPARING.to(lang).to_owned(),
        Phase::Running => {
            let server = status.server.as_ref().map(|server| format!("nats-server {}", server.version));
            let server = server.as_deref().unwrap_or(address);
            match watches {
                true => texts::watching_on(lang, server),
                false => texts::running(lang, server, status.connections, status.wanted),
            }
        }
        Phase::CleaningUp => texts::CLEANING_UP.to(lang).to_owned(),
        Phase::Over if status.left.is_empty() => texts::OVER.to(lang).to_owned(),
        Phase::Over => texts::over_with_left(lang, &status.left.len().to_string(), &status.left.join(", ")),
        Phase::Failed(failure) => failed(lang, failure),
    }
}

/// The same for somebody who listens: what does not change from second to second.
pub fn spoken(lang: Lang, state: &str, report: Option<&Report>, address: &str, watches: bool) -> String {
    match state {
        "idle" => String::new(),
        "reconnecting" => texts::RECONNECTING.to(lang).to_owned(),
        "running" if !watches => texts::RUNNING.to(lang).to_owned(),
        _ => standing(lang, report, address, watches),
    }
}

/// Why it did not begin or go on, in one sentence.
pub fn failed(lang: Lang, failure: &Failure) -> String {
    let said = match failure {
        Failure::Refused(refusal) => match refusal {
            Refusal::Unreachable => texts::FAILED,
            Refusal::Authorization(_) => refused::UNAUTHORIZED,
            Refusal::Server(_) => refused::ENDED_BY_SERVER,
            Refusal::Protocol(_) => refused::NOT_NATS,
            Refusal::NoHeaders => refused::NO_HEADERS,
            Refusal::Silent => refused::SILENT,
        },
        Failure::NoJetStream => refused::NO_JETSTREAM,
        Failure::MayNotSubscribe(words) => return refused::may_not_subscribe(lang, words),
        Failure::NotMade { name, why } => return refused::not_made(lang, name, why),
        Failure::NoAnswer => refused::NO_ANSWER,
    };
    said.to(lang).to_owned()
}

/// The kinds of sentence whose numbers grow.
pub const COUNTS: [&str; 5] = ["unrecorded", "left-out", "held-back", "not-visible", "reopened"];

/// What else there is to say, a sentence each, and what kind of sentence it is.
pub fn remarks(lang: Lang, report: &Report) -> Vec<(&'static str, String)> {
    let status = &report.status;
    let mut said = Vec::new();
    if !report.is_over() {
        // That nobody answers says no more than that it is tried again.
        if let State::Reconnecting { because, .. } = &status.state
            && *because != Refusal::Unreachable
        {
            said.push(("refused", failed(lang, &Failure::Refused(because.clone()))));
        }
        said.extend(status.hidden.then(|| ("hidden", texts::RESTING.to(lang).to_owned())));
        said.extend(status.lame_duck.then(|| ("lame-duck", texts::LAME_DUCK.to(lang).to_owned())));
    }
    said.extend(status.complaints.iter().map(|complaint| ("complaint", complained(lang, complaint))));
    if status.unrecorded > 0 {
        said.push(("unrecorded", texts::unrecorded(lang, &number::count(status.unrecorded))));
    }
    if status.left_out > 0 {
        said.push(("left-out", texts::left_out(lang, &number::count(status.left_out))));
    }
    if status.held_back > 0 {
        said.push(("held-back", texts::held_back(lang, &number::count(status.held_back))));
    }
    said
}

fn complained(lang: Lang, complaint: &Complaint) -> String {
    match complaint {
        Complaint::Publish(words) => refused::may_not_publish(lang, words),
        Complaint::Subscribe(words) => refused::may_not_subscribe(lang, words),
        Complaint::Other(words) => refused::complains(lang, words),
    }
}

/// What a run calls things on the server; streams only where there are some.
pub fn names(lang: Lang, names: &Names, has_streams: bool) -> String {
    let streams = has_streams.then(|| format!("{STREAM_MARK}{}_…", names.run()));
    texts::names(lang, names.prefix(), streams.as_deref())
}
