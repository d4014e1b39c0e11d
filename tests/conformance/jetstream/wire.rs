//! The engine's words for streams and consumers as they go over the wire: JSON, and names in subjects. What the server
//! takes for granted is left out.

use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{
    AckKind, AckPolicy, AckToken, Api, ConsumerConfig, DeliverPolicy, Discard, Fetch, Retention, StreamConfig,
};
use queue_playground::sim::time::{Span, Time};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Where a request goes, and what it says.
pub fn request(api: &Api, began: u64) -> (String, String) {
    match api {
        Api::CreateStream(config) => (format!("STREAM.CREATE.{}", config.name), stream(config)),
        Api::UpdateStream(config) => (format!("STREAM.UPDATE.{}", config.name), stream(config)),
        Api::DeleteStream(name) => (format!("STREAM.DELETE.{name}"), String::new()),
        Api::PurgeStream { stream, filter, before, keep } => {
            let mut object = Map::new();
            put(&mut object, "filter", filter.as_ref().map(Filter::as_str));
            put(&mut object, "seq", *before);
            put(&mut object, "keep", *keep);
            (format!("STREAM.PURGE.{stream}"), Value::from(object).to_string())
        }
        Api::StreamInfo(name) => (format!("STREAM.INFO.{name}"), String::new()),
        Api::GetMessage { stream, sequence } => {
            (format!("STREAM.MSG.GET.{stream}"), json!({ "seq": sequence }).to_string())
        }
        Api::DeleteMessage { stream, sequence } => {
            (format!("STREAM.MSG.DELETE.{stream}"), json!({ "seq": sequence }).to_string())
        }
        Api::CreateConsumer { stream, config } => {
            (format!("CONSUMER.DURABLE.CREATE.{stream}.{}", config.name), consumer(stream, config, began))
        }
        Api::DeleteConsumer { stream, consumer } => (format!("CONSUMER.DELETE.{stream}.{consumer}"), String::new()),
        Api::ConsumerInfo { stream, consumer } => (format!("CONSUMER.INFO.{stream}.{consumer}"), String::new()),
    }
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

fn stream(config: &StreamConfig) -> String {
    let retention = match config.retention {
        Retention::Limits => None,
        Retention::Interest => Some("interest"),
        Retention::Workqueue => Some("workqueue"),
    };
    let discard = match config.discard {
        Discard::Old => None,
        Discard::New => Some("new"),
    };
    let subjects: Vec<&str> = config.subjects.iter().map(Filter::as_str).collect();
    let mut object = Map::new();
    put(&mut object, "name", Some(config.name.as_str()));
    put(&mut object, "subjects", Some(subjects));
    put(&mut object, "retention", retention);
    put(&mut object, "discard", discard);
    put(&mut object, "discard_new_per_subject", config.discard_new_per_subject.then_some(true));
    put(&mut object, "max_msgs", config.max_msgs);
    put(&mut object, "max_bytes", config.max_bytes);
    put(&mut object, "max_msgs_per_subject", config.max_msgs_per_subject);
    put(&mut object, "max_msg_size", config.max_msg_size);
    put(&mut object, "max_consumers", config.max_consumers);
    put(&mut object, "max_age", config.max_age.map(Span::as_nanos));
    put(&mut object, "duplicate_window", config.duplicate_window.map(Span::as_nanos));
    put(&mut object, "storage", Some("memory"));
    Value::from(object).to_string()
}

fn consumer(stream: &str, config: &ConsumerConfig, began: u64) -> String {
    let ack_policy = match config.ack_policy {
        AckPolicy::Explicit => "explicit",
        AckPolicy::All => "all",
        AckPolicy::None => "none",
    };
    let mut object = Map::new();
    put(&mut object, "durable_name", Some(config.name.as_str()));
    put(&mut object, "filter_subject", config.filter_subject.as_ref().map(Filter::as_str));
    let deliver_policy = match config.deliver_policy {
        DeliverPolicy::All => None,
        DeliverPolicy::Last => Some("last"),
        DeliverPolicy::New => Some("new"),
        DeliverPolicy::ByStartSequence(sequence) => {
            put(&mut object, "opt_start_seq", Some(sequence));
            Some("by_start_sequence")
        }
        DeliverPolicy::ByStartTime(time) => {
            put(&mut object, "opt_start_time", Some(rfc3339(began + time.as_nanos())));
            Some("by_start_time")
        }
        DeliverPolicy::LastPerSubject => Some("last_per_subject"),
    };
    put(&mut object, "deliver_policy", deliver_policy);
    put(&mut object, "ack_policy", Some(ack_policy));
    put(&mut object, "ack_wait", config.ack_wait.map(Span::as_nanos));
    put(&mut object, "max_deliver", config.max_deliver);
    let backoff: Vec<u64> = config.backoff.iter().map(|span| span.as_nanos()).collect();
    put(&mut object, "backoff", (!backoff.is_empty()).then_some(backoff));
    put(&mut object, "max_ack_pending", config.max_ack_pending);
    put(&mut object, "max_waiting", config.max_waiting);
    put(&mut object, "max_batch", config.max_batch);
    put(&mut object, "deliver_subject", config.deliver_subject.as_ref().map(Subject::as_str));
    put(&mut object, "deliver_group", config.deliver_group.as_deref());
    put(&mut object, "idle_heartbeat", config.idle_heartbeat.map(Span::as_nanos));
    json!({ "stream_name": stream, "config": object }).to_string()
}

/// What a pull request says. A batch of one with nothing else can be left out, which the server takes as the same.
pub fn fetch(fetch: &Fetch) -> String {
    let mut object = Map::new();
    put(&mut object, "batch", Some(fetch.batch));
    put(&mut object, "expires", fetch.expires.map(Span::as_nanos));
    put(&mut object, "no_wait", fetch.no_wait.then_some(true));
    put(&mut object, "idle_heartbeat", fetch.heartbeat.map(Span::as_nanos));
    put(&mut object, "max_bytes", fetch.max_bytes);
    Value::from(object).to_string()
}

pub fn acknowledgement(kind: AckKind) -> String {
    match kind {
        AckKind::Ack => "+ACK".to_owned(),
        AckKind::Nak(None) => "-NAK".to_owned(),
        AckKind::Nak(Some(delay)) => format!("-NAK {}", json!({ "delay": delay.as_nanos() })),
        AckKind::InProgress => "+WPI".to_owned(),
        AckKind::Term => "+TERM".to_owned(),
        AckKind::Next(next) => format!("+NXT {}", fetch(&next)),
    }
}

/// Reads the reply subject of a consumer's delivery, in its form of nine tokens.
pub fn token(reply: &str) -> Option<AckToken> {
    let tokens: Vec<&str> = reply.split('.').collect();
    let ["$JS", "ACK", stream, consumer, delivered, stream_sequence, consumer_sequence, timestamp, pending] =
        tokens[..]
    else {
        return None;
    };
    Some(AckToken {
        stream: Arc::from(stream),
        consumer: Arc::from(consumer),
        delivered: delivered.parse().ok()?,
        stream_sequence: stream_sequence.parse().ok()?,
        consumer_sequence: consumer_sequence.parse().ok()?,
        timestamp: Time::from_nanos(timestamp.parse().ok()?),
        pending: pending.parse().ok()?,
    })
}

/// A moment in nanoseconds since 1970 as the JSON of Go writes it.
fn rfc3339(nanoseconds: u64) -> String {
    let (seconds, fraction) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (mut year, mut day) = (1970, days);
    let length = |year: u64| {
        if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 366 } else { 365 }
    };
    while day >= length(year) {
        day -= length(year);
        year += 1;
    }
    let months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= months[month] {
        day -= months[month];
        month += 1;
    }
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{fraction:09}Z", month + 1, day + 1)
}

#[test]
fn a_moment_is_written_as_go_reads_it() {
    assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000000000Z");
    assert_eq!(rfc3339(951_827_696_000_000_007), "2000-02-29T12:34:56.000000007Z");
    assert_eq!(rfc3339(1_767_225_599_999_999_999), "2025-12-31T23:59:59.999999999Z");
}
