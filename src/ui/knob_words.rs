//! What a knob is called, what it does, and its value for people.

use super::scale::Scale;
use super::session::Session;
use super::uniform::told;
use crate::i18n::{Lang, Said, Text, number, phrases, text, time};
use crate::scenario::{Parameter, Value};
use leptos::prelude::*;

/// The name of a knob, and one sentence about it: as its pattern says, or else what it always does.
pub fn texts(session: Session, knob: &str, parameter: Parameter) -> (Signal<String>, Signal<String>) {
    let own = session.pattern_now().knob(knob);
    let (name, help) = usual(parameter);
    let said = move |own: Option<Said>, usual: Text| {
        told(move || own.map_or_else(|| text(session.lang.get(), usual), |said| said.to(session.lang.get())).to_owned())
    };
    (said(own.map(|own| own.name), name), said(own.map(|own| own.help), help))
}

const fn usual(parameter: Parameter) -> (Text, Text) {
    match parameter {
        Parameter::Replicas => (Text::Handlers, Text::HandlersHelp),
        Parameter::Rate => (Text::Rate, Text::RateHelp),
        Parameter::ServiceTime => (Text::ServiceTime, Text::ServiceTimeHelp),
        Parameter::Failure => (Text::Failure, Text::FailureHelp),
        Parameter::Concurrency => (Text::Concurrency, Text::ConcurrencyHelp),
        Parameter::Batch => (Text::Batch, Text::BatchHelp),
        Parameter::Timeout => (Text::Timeout, Text::TimeoutHelp),
        Parameter::Stall => (Text::Stall, Text::StallHelp),
        Parameter::Replies => (Text::Replies, Text::RepliesHelp),
        Parameter::Retries => (Text::Retries, Text::RetriesHelp),
        Parameter::StatementTime => (Text::StatementTime, Text::StatementTimeHelp),
        Parameter::Loss => (Text::LinkLoss, Text::LinkLossHelp),
        Parameter::Latency => (Text::LinkLatency, Text::LinkLatencyHelp),
    }
}

/// How far a knob can be turned, with units: `10 ms to 2 s`.
pub fn range(session: Session, scale: Scale) -> Signal<String> {
    told(move || {
        let lang = session.lang.get();
        let ends = [scale.min, scale.max].map(|amount| written(lang, scale.kind.with_amount(amount)));
        phrases::between(lang, &ends[0], &ends[1])
    })
}

/// A value with its unit.
pub fn written(lang: Lang, value: Value) -> String {
    match value {
        Value::Count(count) => number::count(count.into()),
        Value::Rate(rate) => phrases::per_second(lang, rate),
        Value::Span(span) => time::span(lang, span),
        // Millionths to thousandths.
        Value::Ratio(_) => number::percent(value.amount() / 1_000),
    }
}
