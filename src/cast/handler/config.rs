//! What a handler is told to do.

use crate::cast::ServiceTime;
use crate::message::subject::{Filter, Subject};
use crate::sim::chance::Ratio;
use crate::sim::time::Span;
use serde::{Deserialize, Serialize};

/// What a handler does. It hears either of a `filter` or of a consumer that it `pull`s from.
///
/// A consumer that pushes is heard of by its deliver subject as `filter` and its deliver group as `group`, as by any
/// client; its messages are acknowledged as `acks` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandlerConfig {
    /// What it subscribes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// The queue group its members share; none if each gets its own copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The consumer it fetches from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<Pull>,
    /// How long it works on a message before it stores it, at most an hour.
    pub service_time: ServiceTime,
    /// How many messages it works on at once, 1 to 1,000.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub concurrency: u16,
    /// On how many messages the work fails.
    #[serde(default)]
    pub failure: Ratio,
    /// The work fails on every message that says this, each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poison: Option<String>,
    /// How many messages wait in its buffer at most; of those that come when it is full, the client lets go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_limit: Option<u32>,
    /// How it answers consumers.
    #[serde(default, skip_serializing_if = "Acks::is_usual")]
    pub acks: Acks,
    /// What it replies to a request that it handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// Under which subject it passes on what it handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forward: Option<Subject>,
    /// What it does with a message that it fails on for the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<DeadLetter>,
    /// Where it stores what it handled, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// How many connections to the database each of its processes opens at most, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub pool: u16,
}

impl HandlerConfig {
    /// A handler that works so long on a message, one at a time, and is told nothing else: it hears nothing yet.
    pub fn of(service_time: ServiceTime) -> HandlerConfig {
        HandlerConfig {
            filter: None,
            group: None,
            pull: None,
            service_time,
            concurrency: 1,
            failure: Ratio::ZERO,
            poison: None,
            pending_limit: None,
            acks: Acks::default(),
            reply: None,
            forward: None,
            dead_letter: None,
            database: None,
            pool: 1,
        }
    }
}

/// A consumer that a client fetches from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// The stream.
    pub stream: String,
    /// The consumer.
    pub consumer: String,
    /// How many messages it asks for at once, at least 1. It asks again as soon as it has hands free and nothing is
    /// left of what it asked for.
    #[serde(default = "one_message", skip_serializing_if = "is_one_message")]
    pub batch: u32,
    /// How long a fetch waits, 1 ms to an hour.
    #[serde(default = "half_a_minute")]
    pub expires: Span,
}

/// How a handler answers consumers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Acks {
    /// When it says that a message was handled.
    pub when: AckMoment,
    /// What it says when the work failed.
    pub on_failure: OnFailure,
    /// How often it says that the work goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_progress_every: Option<Span>,
    /// Whether it waits until the server has confirmed the ack (a double ack) before its hands are free.
    pub double: bool,
}

/// When a handler acknowledges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AckMoment {
    /// When the work is done.
    #[default]
    AfterWork,
    /// As soon as the message arrives, before any work: what is lost then is lost.
    OnReceipt,
    /// Never; for consumers that want no acks.
    Never,
}

/// What a handler says of a message that it failed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// Nothing: the consumer waits until its `ack_wait` is over.
    #[default]
    Silence,
    /// Deliver it again at once.
    Nak,
    /// Deliver it again after this time.
    NakAfter(Span),
    /// Do not deliver it again.
    Term,
}

/// A handler's own dead letters. What fails without it, as in a crash, is missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadLetter {
    /// What is put before the message's own subject, such as `dlq`.
    pub prefix: Subject,
    /// The consumer's `max_deliver`: which delivery is the last.
    pub max_deliver: u32,
}

impl Acks {
    fn is_usual(&self) -> bool {
        *self == Acks::default()
    }
}

const fn one() -> u16 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands in references")]
const fn is_one(number: &u16) -> bool {
    *number == 1
}

const fn one_message() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands in references")]
const fn is_one_message(number: &u32) -> bool {
    *number == 1
}

const fn half_a_minute() -> Span {
    Span::from_secs(30)
}
