//! What a stream is: which subjects it keeps, how much of them, and for how long.
//!
//! Names and defaults are those of the JetStream API of nats-server 2.9.10 (`stream.go`); times are written as in the
//! rest of a scenario (`2m`), and what has no limit is left out.

use super::ConsumerConfig;
use super::subject::Filter;
use crate::sim::time::Span;
use serde::{Deserialize, Serialize};

/// A stream, numbered by its broker from 1 in the order of creation. Numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u16);

/// How a stream is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamConfig {
    /// Its name: no white space, dots, wildcards or slashes.
    pub name: String,
    /// What it keeps; its own name if nothing is given, as on the server.
    #[serde(default)]
    pub subjects: Vec<Filter>,
    /// What a message is kept for.
    #[serde(default)]
    pub retention: Retention,
    /// What gives way when a limit is reached.
    #[serde(default)]
    pub discard: Discard,
    /// With [`Discard::New`], refuse also what is too much for its own subject.
    #[serde(default)]
    pub discard_new_per_subject: bool,
    /// The most messages it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_msgs: Option<u64>,
    /// The most bytes it holds, counted as the server's memory store does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// The most messages of one subject that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_msgs_per_subject: Option<u64>,
    /// The largest message it takes, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_msg_size: Option<u32>,
    /// The most consumers it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_consumers: Option<u32>,
    /// How long it keeps a message, at least 100 ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<Span>,
    /// How long it remembers a `Nats-Msg-Id`; two minutes, or `max_age` if that is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_window: Option<Span>,
    /// The consumers that it has from the start. The server itself is asked for each of them, and does not know them as
    /// a part of the stream.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<ConsumerConfig>,
}

/// What a stream keeps a message for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Retention {
    /// Until a limit is reached.
    #[default]
    Limits,
    /// Until every consumer that asks for it has acknowledged it.
    Interest,
    /// Until the one consumer that asks for it has acknowledged it.
    Workqueue,
}

/// What gives way when a limit is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Discard {
    /// The oldest message.
    #[default]
    Old,
    /// The one that comes: it is refused.
    New,
}
