//! Knobs: the few parameters of a scenario that a person can turn, by name, within a range.

use super::{Expected, Scenario, ScenarioError};
use crate::cast::Setting;
use crate::sim::chance::Ratio;
use crate::sim::time::{QuantityError, Rate, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A knob: a name, what it turns, and how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knob {
    /// Its name in links and on the command line.
    pub id: String,
    /// The member of the cast it turns something of; the broker, of links.
    pub part: String,
    /// Further parts of which it turns the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What it turns.
    pub parameter: Parameter,
    /// The lowest value, as text with its unit.
    pub min: String,
    /// The highest value.
    pub max: String,
    /// The distance between two values of a slider.
    pub step: String,
}

/// What a knob can turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// How many members of a kind there are.
    Replicas,
    /// How many messages a publisher publishes per second.
    Rate,
    /// How long a handler works on a message, on average.
    ServiceTime,
    /// How many messages a handler fails on.
    Failure,
    /// How many messages a handler works on at once.
    Concurrency,
    /// How many messages a handler asks a pull consumer for at once.
    Batch,
    /// How long a requester waits for its reply, a gatherer for the last one, a publisher for a stream's answer.
    Timeout,
    /// How long a gatherer waits for the next reply.
    Stall,
    /// How many replies are enough for a gatherer.
    Replies,
    /// How often a requester or publisher tries again.
    Retries,
    /// How long a database takes for a statement.
    StatementTime,
    /// How many messages get lost between a broker and its clients, each way.
    Loss,
    /// How long a message is under way between a broker and its clients, one way.
    Latency,
}

/// A value that a knob can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// For numbers of something: members, messages, replies, attempts.
    Count(u16),
    /// For [`Parameter::Rate`].
    Rate(Rate),
    /// For lengths of time.
    Span(Span),
    /// For shares of messages.
    Ratio(Ratio),
}

impl Parameter {
    /// Reads a value of the right kind.
    ///
    /// # Errors
    /// What would be right, if `text` is no such value.
    pub fn parse(self, text: &str) -> Result<Value, Expected> {
        let form = |error: QuantityError| Expected::Quantity(error.expected);
        match self {
            Parameter::Replicas
            | Parameter::Concurrency
            | Parameter::Batch
            | Parameter::Replies
            | Parameter::Retries => text.trim().parse().map(Value::Count).map_err(|_| Expected::Count),
            Parameter::Rate => text.parse().map(Value::Rate).map_err(form),
            Parameter::ServiceTime
            | Parameter::Timeout
            | Parameter::Stall
            | Parameter::StatementTime
            | Parameter::Latency => text.parse().map(Value::Span).map_err(form),
            Parameter::Failure | Parameter::Loss => text.parse().map(Value::Ratio).map_err(form),
        }
    }

    /// The change that a value asks of a running member; none for what is no member's own business: their number,
    /// links.
    pub fn setting(self, value: Value) -> Option<Setting> {
        Some(match (self, value) {
            (Parameter::Rate, Value::Rate(rate)) => Setting::Rate(rate),
            (Parameter::ServiceTime, Value::Span(mean)) => Setting::ServiceTime(mean),
            (Parameter::Failure, Value::Ratio(failure)) => Setting::Failure(failure),
            (Parameter::Concurrency, Value::Count(number)) => Setting::Concurrency(number),
            (Parameter::Batch, Value::Count(number)) => Setting::Batch(number.into()),
            (Parameter::Timeout, Value::Span(timeout)) => Setting::Timeout(timeout),
            (Parameter::Stall, Value::Span(stall)) => Setting::Stall(stall),
            (Parameter::Replies, Value::Count(number)) => Setting::Replies(number.into()),
            (Parameter::Retries, Value::Count(number)) => Setting::Retries(number),
            (Parameter::StatementTime, Value::Span(time)) => Setting::StatementTime(time),
            _ => return None,
        })
    }
}

impl fmt::Display for Parameter {
    /// As it is written in a scenario file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Parameter::Replicas => "replicas",
            Parameter::Rate => "rate",
            Parameter::ServiceTime => "service_time",
            Parameter::Failure => "failure",
            Parameter::Concurrency => "concurrency",
            Parameter::Batch => "batch",
            Parameter::Timeout => "timeout",
            Parameter::Stall => "stall",
            Parameter::Replies => "replies",
            Parameter::Retries => "retries",
            Parameter::StatementTime => "statement_time",
            Parameter::Loss => "loss",
            Parameter::Latency => "latency",
        })
    }
}

impl Value {
    /// The value as a plain number in its finest unit, for sliders: members, thousandths per second, nanoseconds,
    /// millionths.
    pub const fn amount(self) -> u64 {
        match self {
            Value::Count(count) => count as u64,
            Value::Rate(rate) => rate.as_thousandths(),
            Value::Span(span) => span.as_nanos(),
            Value::Ratio(ratio) => ratio.as_millionths() as u64,
        }
    }

    /// The value of the same kind with another amount in its finest unit; amounts too large become the largest.
    #[must_use]
    pub fn with_amount(self, amount: u64) -> Value {
        match self {
            Value::Count(_) => Value::Count(u16::try_from(amount).unwrap_or(u16::MAX)),
            Value::Rate(_) => Value::Rate(Rate::from_thousandths(amount)),
            Value::Span(_) => Value::Span(Span::from_nanos(amount)),
            Value::Ratio(_) => Value::Ratio(Ratio::from_millionths(u32::try_from(amount).unwrap_or(u32::MAX))),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Count(count) => count.fmt(f),
            Value::Rate(rate) => rate.fmt(f),
            Value::Span(span) => span.fmt(f),
            Value::Ratio(ratio) => ratio.fmt(f),
        }
    }
}

impl Knob {
    /// All parts of which it turns something.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.part).chain(&self.also).map(String::as_str)
    }

    /// Reads a value for this knob.
    ///
    /// # Errors
    /// [`ScenarioError::KnobValue`] if it is of the wrong kind or out of range.
    pub fn parse(&self, text: &str) -> Result<Value, ScenarioError> {
        let error = |expected| ScenarioError::KnobValue { knob: self.id.clone(), value: text.to_owned(), expected };
        let value = self.parameter.parse(text).map_err(error)?;
        let (min, max) = self.range()?;
        if value < min || value > max {
            return Err(error(Expected::Between(min, max)));
        }
        Ok(value)
    }

    /// The lowest and the highest value.
    ///
    /// # Errors
    /// [`ScenarioError::KnobRange`] if the scenario states no range.
    pub fn range(&self) -> Result<(Value, Value), ScenarioError> {
        let error = |expected| ScenarioError::KnobRange { knob: self.id.clone(), expected };
        let min = self.parameter.parse(&self.min).map_err(error)?;
        let max = self.parameter.parse(&self.max).map_err(error)?;
        self.parameter.parse(&self.step).map_err(error)?;
        if min > max { Err(error(Expected::Ordered)) } else { Ok((min, max)) }
    }
}

impl Scenario {
    /// The knob of this name.
    ///
    /// # Errors
    /// [`ScenarioError::UnknownKnob`], which lists the knobs there are.
    pub fn knob(&self, id: &str) -> Result<&Knob, ScenarioError> {
        self.knobs.iter().find(|knob| knob.id == id).ok_or_else(|| ScenarioError::UnknownKnob {
            knob: id.to_owned(),
            known: self.knobs.iter().map(|knob| knob.id.clone()).collect(),
        })
    }

    /// The knob that turns the number of members of this part, and of no other.
    pub fn replicas_knob(&self, part: &str) -> Option<&Knob> {
        let is_its_own = |knob: &&Knob| knob.parameter == Parameter::Replicas && knob.part == part;
        self.knobs.iter().find(|knob| is_its_own(knob) && knob.also.is_empty())
    }

    /// Where a knob stands at the start of a run; none if it turns something that its part does not have.
    pub fn initial(&self, knob: &Knob) -> Option<Value> {
        self.parameter(&knob.part, knob.parameter)
    }

    /// Where a parameter of a part or of a broker's links stands; none if there is no such thing.
    pub(super) fn parameter(&self, part: &str, parameter: Parameter) -> Option<Value> {
        if self.brokers.iter().any(|broker| broker.id == part) {
            return self.links.of(part).get(parameter);
        }
        self.cast.iter().find(|one| one.id == part)?.get(parameter)
    }

    /// Turns a knob before the run: the parameter itself changes.
    ///
    /// # Errors
    /// [`ScenarioError`] if there is no such knob, or the value is of the wrong kind or out of range.
    pub fn set(&mut self, id: &str, text: &str) -> Result<Value, ScenarioError> {
        let knob = self.knob(id)?.clone();
        let value = knob.parse(text)?;
        for part in knob.parts() {
            if self.brokers.iter().any(|broker| broker.id == part) {
                self.links.set(part, knob.parameter, value);
            } else if let Some(part) = self.cast.iter_mut().find(|one| one.id == part) {
                part.set(knob.parameter, value);
            }
        }
        Ok(value)
    }
}
