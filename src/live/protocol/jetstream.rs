//! JetStream over the client protocol: what is asked under `$JS.API`, what acks say, and how answers are read.
//!
//! Names and defaults are those of nats-server 2.9.10; what the server takes for granted is left out.

use super::Status as StatusLine;
use crate::message::json::{Value, quoted};
use crate::message::{
    AckKind, AckPolicy, ApiError, Conflict, ConsumerConfig, DeliverPolicy, Discard, Fetch, Headers, PubAck, Retention,
    Status, StreamConfig,
};
use crate::sim::time::Span;
use std::fmt::Write;

/// A JSON object under construction.
struct Object(String);

impl Object {
    fn new() -> Object {
        Object("{".to_owned())
    }

    fn put(&mut self, name: &str, value: &str) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{comma}\"{name}\":{value}");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.put(name, &quoted(value));
    }

    fn number(&mut self, name: &str, value: Option<u64>) {
        if let Some(value) = value {
            self.put(name, &value.to_string());
        }
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// What asks for a stream of this name with these subjects, as far as it is not about names as the configuration says.
pub fn stream(config: &StreamConfig, name: &str, subjects: &[String]) -> String {
    let mut object = Object::new();
    object.text("name", name);
    let subjects: Vec<String> = subjects.iter().map(|subject| quoted(subject)).collect();
    object.put("subjects", &format!("[{}]", subjects.join(",")));
    match config.retention {
        Retention::Limits => {}
        Retention::Interest => object.text("retention", "interest"),
        Retention::Workqueue => object.text("retention", "workqueue"),
    }
    if config.discard == Discard::New {
        object.text("discard", "new");
    }
    if config.discard_new_per_subject {
        object.put("discard_new_per_subject", "true");
    }
    object.number("max_msgs", config.max_msgs);
    object.number("max_bytes", config.max_bytes);
    object.number("max_msgs_per_subject", config.max_msgs_per_subject);
    object.number("max_msg_size", config.max_msg_size.map(u64::from));
    object.number("max_consumers", config.max_consumers.map(u64::from));
    object.number("max_age", config.max_age.map(Span::as_nanos));
    object.number("duplicate_window", config.duplicate_window.map(Span::as_nanos));
    object.text("storage", "file");
    object.end()
}

/// What asks for a durable consumer of this name. `deliver` is where it pushes to, if it pushes. Where it begins by
/// time is not said: a run knows no calendar.
pub fn consumer(
    config: &ConsumerConfig,
    stream: &str,
    name: &str,
    filter: Option<&str>,
    deliver: Option<&str>,
) -> String {
    let mut object = Object::new();
    object.text("durable_name", name);
    if let Some(filter) = filter {
        object.text("filter_subject", filter);
    }
    object.text(
        "deliver_policy",
        match config.deliver_policy {
            DeliverPolicy::All | DeliverPolicy::ByStartTime(_) => "all",
            DeliverPolicy::Last => "last",
            DeliverPolicy::New => "new",
            DeliverPolicy::ByStartSequence(_) => "by_start_sequence",
            DeliverPolicy::LastPerSubject => "last_per_subject",
        },
    );
    if let DeliverPolicy::ByStartSequence(sequence) = config.deliver_policy {
        object.number("opt_start_seq", Some(sequence));
    }
    object.text(
        "ack_policy",
        match config.ack_policy {
            AckPolicy::Explicit => "explicit",
            AckPolicy::All => "all",
            AckPolicy::None => "none",
        },
    );
    object.number("ack_wait", config.ack_wait.map(Span::as_nanos));
    object.number("max_deliver", config.max_deliver.map(u64::from));
    if !config.backoff.is_empty() {
        let spans: Vec<String> = config.backoff.iter().map(|span| span.as_nanos().to_string()).collect();
        object.put("backoff", &format!("[{}]", spans.join(",")));
    }
    object.number("max_ack_pending", config.max_ack_pending.map(u64::from));
    object.number("max_waiting", config.max_waiting.map(u64::from));
    object.number("max_batch", config.max_batch.map(u64::from));
    if let Some(deliver) = deliver {
        object.text("deliver_subject", deliver);
    }
    if let Some(group) = &config.deliver_group {
        object.text("deliver_group", group);
    }
    object.number("idle_heartbeat", config.idle_heartbeat.map(Span::as_nanos));
    format!("{{\"stream_name\":{},\"config\":{}}}", quoted(stream), object.end())
}

/// What a fetch says.
pub fn fetch(fetch: &Fetch) -> String {
    let mut object = Object::new();
    object.number("batch", Some(fetch.batch.into()));
    object.number("expires", fetch.expires.map(Span::as_nanos));
    if fetch.no_wait {
        object.put("no_wait", "true");
    }
    object.number("idle_heartbeat", fetch.heartbeat.map(Span::as_nanos));
    object.number("max_bytes", fetch.max_bytes);
    object.end()
}

/// What asks for one message of a stream, or for its end.
pub fn sequence(sequence: u64) -> String {
    let mut object = Object::new();
    object.number("seq", Some(sequence));
    object.end()
}

/// What an ack says.
pub fn acknowledgement(kind: AckKind) -> String {
    match kind {
        AckKind::Ack => "+ACK".to_owned(),
        AckKind::Nak(None) => "-NAK".to_owned(),
        AckKind::Nak(Some(delay)) => format!("-NAK {{\"delay\":{}}}", delay.as_nanos()),
        AckKind::InProgress => "+WPI".to_owned(),
        AckKind::Term => "+TERM".to_owned(),
        AckKind::Next(next) => format!("+NXT {}", fetch(&next)),
    }
}

/// What the reply subject of a consumer's delivery says, in the server's names and with its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AckSubject<'a> {
    /// The stream's name.
    pub stream: &'a str,
    /// The consumer's name.
    pub consumer: &'a str,
    /// The how-many-eth delivery it is, from 1.
    pub delivered: u32,
    /// The message's number in the stream.
    pub stream_sequence: u64,
    /// The delivery's number among all of the consumer.
    pub consumer_sequence: u64,
    /// When the stream stored the message, in nanoseconds since 1970 by the server's clock.
    pub timestamp: u64,
    /// How many messages the consumer has not delivered yet.
    pub pending: u64,
}

/// Reads the reply subject of a consumer's delivery: nine tokens, or at least eleven with the domain and the account of
/// newer servers. None if it is none.
pub fn ack_subject(reply: &str) -> Option<AckSubject<'_>> {
    let tokens: Vec<&str> = reply.strip_prefix("$JS.ACK.")?.split('.').collect();
    let tokens = if tokens.len() >= 9 { &tokens[2..] } else { &tokens[..] };
    let [stream, consumer, delivered, stream_sequence, consumer_sequence, timestamp, pending, ..] = *tokens else {
        return None;
    };
    Some(AckSubject {
        stream,
        consumer,
        delivered: delivered.parse().ok()?,
        stream_sequence: stream_sequence.parse().ok()?,
        consumer_sequence: consumer_sequence.parse().ok()?,
        timestamp: timestamp.parse().ok()?,
        pending: pending.parse().ok()?,
    })
}

/// What an answer of `$JS.API`, or of a stream to a publisher, says: its JSON, or the error in it. None if it is no
/// JSON.
pub fn answer(payload: &str) -> Option<Result<Value, ApiError>> {
    let said = Value::parse(payload)?;
    let Some(error) = said.get("error") else { return Some(Ok(said)) };
    let number =
        |name: &str| error.get(name).and_then(Value::number).and_then(|code| u16::try_from(code).ok()).unwrap_or(0);
    let description = error.get("description").and_then(Value::text).unwrap_or_default().to_owned();
    Some(Err(ApiError { code: number("code"), err_code: number("err_code"), description }))
}

/// What a stream answers to a publisher; none if it is something else, such as somebody's reply.
pub fn pub_ack(payload: &str) -> Option<Result<PubAck, ApiError>> {
    match answer(payload)? {
        Err(error) => Some(Err(error)),
        Ok(said) => {
            let (stream, sequence) = (said.get("stream")?.text()?, said.get("seq")?.number()?);
            let duplicate = said.get("duplicate").and_then(Value::flag).unwrap_or(false);
            Some(Ok(PubAck { stream: stream.into(), sequence, duplicate }))
        }
    }
}

/// What a status that ends a fetch means; none for one that no fetch gets.
pub fn status(line: &StatusLine, headers: &Headers) -> Option<Status> {
    let left = |name: &str| headers.get(name).and_then(|number| number.trim().parse::<u64>().ok()).unwrap_or(0);
    let says = line.description.as_str();
    Some(match line.code {
        100 => Status::Heartbeat,
        400 => Status::BadRequest("Bad Request"),
        404 => Status::NoMessages,
        408 if says == "Requests Pending" => Status::RequestsPending,
        408 => Status::RequestTimeout {
            pending_messages: u32::try_from(left("Nats-Pending-Messages")).unwrap_or(u32::MAX),
            pending_bytes: left("Nats-Pending-Bytes"),
        },
        409 => Status::Conflict(match says {
            "Message Size Exceeds MaxBytes" => Conflict::MessageSizeExceedsMaxBytes,
            "Exceeded MaxWaiting" => Conflict::ExceededMaxWaiting,
            "Consumer is push based" => Conflict::ConsumerIsPush,
            "Consumer Deleted" => Conflict::ConsumerDeleted,
            _ => match says.rsplit_once("MaxRequestBatch of ").and_then(|(_, most)| most.parse().ok()) {
                Some(most) => Conflict::ExceededMaxRequestBatch(most),
                // The server is being shut down, or leads no more: to ask again is right.
                None => Conflict::ExceededMaxWaiting,
            },
        }),
        _ => return None,
    })
}
