//! What a consumer is: which messages of a stream it delivers, to whom, and how it hears that they were handled.
//!
//! Names and defaults are those of the JetStream API of nats-server 2.9.10 (`consumer.go`,
//! `setConsumerConfigDefaults`).

use super::subject::{Filter, Subject};
use crate::sim::time::{Span, Time};
use serde::{Deserialize, Serialize};

/// A consumer, numbered by its broker from 1 in the order of creation. Numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsumerId(pub u16);

impl ConsumerId {
    /// No consumer: the delivery is core NATS's own.
    pub const NONE: ConsumerId = ConsumerId(0);
}

/// How a consumer is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsumerConfig {
    /// Its name; it is durable, so it stays when nobody listens.
    pub name: String,
    /// Which of the stream's messages; all of them if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter_subject: Option<Filter>,
    /// Where it begins.
    #[serde(default)]
    pub deliver_policy: DeliverPolicy,
    /// How it hears that a message was handled.
    #[serde(default)]
    pub ack_policy: AckPolicy,
    /// How long it waits for an ack before it delivers again; 30 s, or the first of `backoff`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_wait: Option<Span>,
    /// How often it delivers a message at most; without end if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_deliver: Option<u32>,
    /// How long it waits for an ack after the first, second … delivery; the last one goes on. Replaces `ack_wait`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backoff: Vec<Span>,
    /// The most deliveries that may await their ack; 1,000 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_ack_pending: Option<u32>,
    /// The most fetches that may wait (pull); 512 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_waiting: Option<u32>,
    /// The most messages one fetch may ask for (pull).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_batch: Option<u32>,
    /// Where it pushes to; it waits for fetches (pull) if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_subject: Option<Subject>,
    /// The queue group it pushes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_group: Option<String>,
    /// How often it shows a sign of life while it has nothing to push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_heartbeat: Option<Span>,
}

/// Where a consumer begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliverPolicy {
    /// With the first message that the stream still holds.
    #[default]
    All,
    /// With the last one.
    Last,
    /// With the next one that comes.
    New,
    /// With this one.
    ByStartSequence(u64),
    /// With the first one that was stored at this moment or later.
    ByStartTime(Time),
    /// With the last one of each subject.
    LastPerSubject,
}

/// How a consumer hears that a message was handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AckPolicy {
    /// Each message by itself.
    #[default]
    Explicit,
    /// One ack speaks for all messages before it, too.
    All,
    /// Not at all: what was sent counts as handled.
    None,
}
