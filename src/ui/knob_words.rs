//! What a knob is called, what it does, and its value for people.

use crate::i18n::{Lang, Text, number, phrases, time};
use crate::scenario::{Parameter, Value};

/// The name of a knob, and one sentence about it.
pub const fn texts(parameter: Parameter) -> (Text, Text) {
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
    }
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
