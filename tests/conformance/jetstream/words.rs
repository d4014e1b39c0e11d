//! What is heard, in words: the same from the wire as from the simulator, so that they can be compared and read.

use super::wire;
use queue_playground::live::protocol::{Message, Status};
use queue_playground::message::{AckToken, Api};
use serde_json::Value;

/// A message of a stream. Its payload is the position of the step that published it.
pub fn delivery(subject: &str, payload: &str, token: &AckToken) -> String {
    let AckToken { stream, consumer, delivered, stream_sequence, consumer_sequence, pending, .. } = token;
    format!(
        "{stream}.{consumer} delivery {consumer_sequence}: message {stream_sequence} {subject} of step {}, attempt \
         {delivered}, {pending} pending",
        origin(payload)
    )
}

pub fn plain(subject: &str, payload: &str) -> String {
    format!("{subject} of step {}", origin(payload))
}

/// A payload is the position of the step that published it, or an advisory.
fn origin(payload: &str) -> String {
    if payload.starts_with('{') { advisory_of(payload) } else { payload.trim_end().to_owned() }
}

/// The status of a fetch, with what it says is left of it.
pub fn status(code: u16, description: &str, left: Option<(u64, u64)>) -> String {
    let left = left.map_or(String::new(), |(messages, bytes)| format!(", {messages} messages and {bytes} bytes left"));
    format!("{code} {description}{left}").trim_end().to_owned()
}

pub fn stored(stream: &str, sequence: u64, duplicate: bool) -> String {
    format!("{} {stream} as {sequence}", if duplicate { "already in" } else { "stored in" })
}

pub fn refused(code: u64, err_code: u64) -> String {
    format!("refused {code}, {err_code}")
}

pub const NOBODY: &str = "503";
pub const CONFIRMED: &str = "confirmed";

/// How a stream is: messages, bytes, first and last sequence, consumers.
pub fn stream([messages, bytes, first, last, consumers]: [u64; 5]) -> String {
    format!("{messages} messages, {bytes} bytes, from {first} to {last}, {consumers} consumers")
}

/// What a consumer's state consists of, in numbers.
pub struct Consumer {
    pub delivered: [u64; 2],
    pub floor: [u64; 2],
    pub ack_pending: u64,
    pub redelivered: u64,
    pub waiting: u64,
    pub pending: u64,
    /// Acknowledgement wait in nanoseconds, deliveries (−1 for no limit), acks pending, waiting fetches (0 for push).
    pub defaults: [i64; 4],
}

pub fn consumer(state: &Consumer) -> String {
    let Consumer { delivered, floor, ack_pending, redelivered, waiting, pending, defaults } = state;
    format!(
        "delivered {delivered:?}, floor {floor:?}, {ack_pending} await acks, {redelivered} redelivered, {waiting} \
         waiting, {pending} pending; ack wait {} ms, max deliver {}, max ack pending {}, max waiting {}",
        defaults[0] / 1_000_000,
        defaults[1],
        defaults[2],
        defaults[3],
    )
}

pub fn purged(messages: u64) -> String {
    format!("{messages} purged")
}

pub const DELETED: &str = "deleted";

pub fn message(sequence: u64, subject: &str, payload: &str) -> String {
    format!("message {sequence} {subject} of step {}", origin(payload))
}

/// An advisory's type, consumer, stream sequence and number of deliveries.
pub fn advisory(kind: &str, of: (&str, &str), sequence: u64, deliveries: u64) -> String {
    format!("{kind} {}.{} message {sequence}, {deliveries} deliveries", of.0, of.1)
}

/// What the server answers to a request about streams and consumers.
pub fn answer(api: &Api, json: &str) -> String {
    let json: Value = serde_json::from_str(json).expect("the server answers in JSON");
    let number = |path: &str| json.pointer(path).and_then(Value::as_u64).unwrap_or(0);
    if json.get("error").is_some() {
        return refused(number("/error/code"), number("/error/err_code"));
    }
    match api {
        Api::CreateStream(_) | Api::UpdateStream(_) | Api::StreamInfo(_) => stream(
            ["/state/messages", "/state/bytes", "/state/first_seq", "/state/last_seq", "/state/consumer_count"]
                .map(number),
        ),
        Api::CreateConsumer { .. } | Api::ConsumerInfo { .. } => {
            let signed = |path: &str| json.pointer(path).and_then(Value::as_i64).unwrap_or(0);
            consumer(&Consumer {
                delivered: [number("/delivered/consumer_seq"), number("/delivered/stream_seq")],
                floor: [number("/ack_floor/consumer_seq"), number("/ack_floor/stream_seq")],
                ack_pending: number("/num_ack_pending"),
                redelivered: number("/num_redelivered"),
                waiting: number("/num_waiting"),
                pending: number("/num_pending"),
                defaults: ["/config/ack_wait", "/config/max_deliver", "/config/max_ack_pending", "/config/max_waiting"]
                    .map(signed),
            })
        }
        Api::PurgeStream { .. } => purged(number("/purged")),
        Api::GetMessage { .. } => {
            let text = |path: &str| json.pointer(path).and_then(Value::as_str).unwrap_or_default();
            message(number("/message/seq"), text("/message/subject"), &from_base64(text("/message/data")))
        }
        Api::DeleteStream(_) | Api::DeleteMessage { .. } | Api::DeleteConsumer { .. } => DELETED.to_owned(),
    }
}

/// What the server answers to a message that a stream may take: an acknowledgement, a refusal, or nobody is there.
pub fn publication(message: &Message) -> String {
    if message.status.is_some() {
        return NOBODY.to_owned();
    }
    let json: Value = serde_json::from_str(&message.payload.text()).expect("the server answers in JSON");
    let number = |path: &str| json.pointer(path).and_then(Value::as_u64).unwrap_or(0);
    if json.get("error").is_some() {
        return refused(number("/error/code"), number("/error/err_code"));
    }
    stored(json["stream"].as_str().unwrap_or_default(), number("/seq"), json["duplicate"].as_bool().unwrap_or(false))
}

/// What a message of the server says to somebody who fetches, pushes or subscribes.
pub fn heard(message: &Message) -> String {
    let text = message.payload.text();
    match (&message.status, message.reply.as_deref().and_then(wire::token)) {
        (Some(Status { code, description }), _) => {
            let header = |name| message.headers.get(name).and_then(|value| value.parse().ok());
            let left = header("Nats-Pending-Messages").zip(header("Nats-Pending-Bytes"));
            status(*code, description, left.filter(|_| *code == 408))
        }
        (None, Some(token)) => delivery(&message.subject, &text, &token),
        (None, None) if text.is_empty() => CONFIRMED.to_owned(),
        (None, None) => plain(&message.subject, &text),
    }
}

/// An advisory as the server writes it.
pub fn advisory_of(json: &str) -> String {
    let json: Value = serde_json::from_str(json).expect("the server writes advisories in JSON");
    let text = |name: &str| json[name].as_str().unwrap_or_default();
    let kind = text("type").rsplit('.').next().unwrap_or_default();
    let number = |name: &str| json[name].as_u64().unwrap_or(0);
    advisory(kind, (text("stream"), text("consumer")), number("stream_seq"), number("deliveries"))
}

fn from_base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter_map(|byte| LETTERS.iter().position(|&letter| letter == byte)) {
        held = held << 6 | u32::try_from(letter).expect("less than 64");
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("a byte"));
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
