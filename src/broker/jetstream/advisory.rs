//! Advisories: what the server publishes about streams and consumers, as plain messages to whoever listens.
//!
//! Types, subjects and fields are the server's (`jetstream_events.go`). A simulated run begins at the start of 1970.

use crate::message::subject::Subject;
use crate::message::{ComponentId, Headers, Message, MessageId, Payload};
use crate::sim::time::{SECOND_NS, Time};
use std::fmt::Write;
use std::sync::Arc;

/// Something that the server tells the world.
#[derive(Clone, Debug)]
pub(super) struct Advisory {
    pub(super) about: About,
    pub(super) stream: Arc<str>,
    /// None if it is about the stream itself.
    pub(super) consumer: Option<Arc<str>>,
    pub(super) at: Time,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Created,
    Updated,
    Deleted,
    /// A consumer gave a message up.
    MaxDeliveries {
        stream_sequence: u64,
        deliveries: u64,
    },
    /// A client said that it did not handle a message.
    Nakked {
        consumer_sequence: u64,
        stream_sequence: u64,
        deliveries: u64,
    },
    /// A message is not delivered again, on request or because it is gone.
    Terminated {
        consumer_sequence: u64,
        stream_sequence: u64,
        deliveries: u64,
    },
}

impl Advisory {
    /// Where it is published; none if the names make no subject.
    pub(super) fn subject(&self) -> Option<Subject> {
        let of = if self.consumer.is_some() { "CONSUMER" } else { "STREAM" };
        let what = match self.about {
            About::Created => "CREATED",
            About::Updated => "UPDATED",
            About::Deleted => "DELETED",
            About::MaxDeliveries { .. } => "MAX_DELIVERIES",
            About::Nakked { .. } => "MSG_NAKED",
            About::Terminated { .. } => "MSG_TERMINATED",
        };
        let mut subject = format!("$JS.EVENT.ADVISORY.{of}.{what}.{}", self.stream);
        if let Some(consumer) = &self.consumer {
            subject.push('.');
            subject.push_str(consumer);
        }
        Subject::parse(&subject).ok()
    }

    /// The message, as the `number`-th that `broker` publishes itself.
    pub(super) fn message(&self, subject: Subject, broker: ComponentId, number: u32) -> Arc<Message> {
        let payload = Payload::from(self.json(number).as_str());
        let id = MessageId::generated(broker, number);
        Arc::new(Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload })
    }

    fn json(&self, number: u32) -> String {
        let kind = match self.about {
            About::Created | About::Updated | About::Deleted if self.consumer.is_some() => "consumer_action",
            About::Created | About::Updated | About::Deleted => "stream_action",
            About::MaxDeliveries { .. } => "max_deliver",
            About::Nakked { .. } => "nak",
            About::Terminated { .. } => "terminated",
        };
        let mut json = Object::new();
        json.text("type", &format!("io.nats.jetstream.advisory.v1.{kind}"));
        json.text("id", &format!("{number:022}"));
        json.text("timestamp", &rfc3339(self.at));
        json.text("stream", &self.stream);
        if let Some(consumer) = &self.consumer {
            json.text("consumer", consumer);
        }
        match self.about {
            About::Created => json.text("action", "create"),
            About::Updated => json.text("action", "modify"),
            About::Deleted => json.text("action", "delete"),
            About::MaxDeliveries { stream_sequence, deliveries } => {
                json.number("stream_seq", stream_sequence);
                json.number("deliveries", deliveries);
            }
            About::Nakked { consumer_sequence, stream_sequence, deliveries }
            | About::Terminated { consumer_sequence, stream_sequence, deliveries } => {
                json.number("consumer_seq", consumer_sequence);
                json.number("stream_seq", stream_sequence);
                json.number("deliveries", deliveries);
            }
        }
        json.end()
    }
}

/// The moment as the server writes it.
fn rfc3339(at: Time) -> String {
    let (seconds, nanoseconds) = (at.as_nanos() / SECOND_NS, at.as_nanos() % SECOND_NS);
    let (day, hour) = (seconds / 86_400 + 1, seconds / 3_600 % 24);
    format!("1970-01-{day:02}T{hour:02}:{:02}:{:02}.{nanoseconds:09}Z", seconds / 60 % 60, seconds % 60)
}

/// A JSON object being written.
struct Object(String);

impl Object {
    fn new() -> Object {
        Object(String::from("{"))
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.quoted(name);
        self.0.push(':');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.quoted(value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        // Writing to a text does not fail.
        let _ = write!(self.0, "{value}");
    }

    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => self.0.extend(['\\', letter]),
                control if control < ' ' => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(control));
                }
                letter => self.0.push(letter),
            }
        }
        self.0.push('"');
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_advisory_is_what_the_server_writes() {
        let about = About::MaxDeliveries { stream_sequence: 7, deliveries: 3 };
        let at = Time::from_nanos(90_061_000_000_002);
        let advisory = Advisory { about, stream: "JOBS".into(), consumer: Some("a\"\\\u{1}".into()), at };
        assert_eq!(
            advisory.json(5),
            "{\"type\":\"io.nats.jetstream.advisory.v1.max_deliver\",\"id\":\"0000000000000000000005\",\
             \"timestamp\":\"1970-01-02T01:01:01.000000002Z\",\"stream\":\"JOBS\",\
             \"consumer\":\"a\\\"\\\\\\u0001\",\"stream_seq\":7,\"deliveries\":3}"
        );
    }
}
