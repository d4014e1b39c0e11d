//! What the server tells about messages that are not delivered any more, as it writes it.

use queue_playground::message::subject::Subject;
use queue_playground::message::{ComponentId, Headers, Message, MessageId, Payload};
use queue_playground::sim::time::Time;
use std::sync::Arc;

pub(super) struct Advisory {
    pub(super) subject: String,
    /// What stands before the number, and what behind it.
    json: (String, String),
}

impl Advisory {
    pub(super) fn created(at: Time, stream: &str, consumer: Option<&str>) -> Advisory {
        let of = if consumer.is_some() { ("CONSUMER", "consumer_action") } else { ("STREAM", "stream_action") };
        Advisory::new(at, (of.0, "CREATED", of.1), stream, consumer, "\"action\":\"create\"")
    }

    pub(super) fn given_up(at: Time, stream: &str, consumer: &str, sequence: u64, deliveries: u64) -> Advisory {
        let fields = format!("\"stream_seq\":{sequence},\"deliveries\":{deliveries}");
        Advisory::new(at, ("CONSUMER", "MAX_DELIVERIES", "max_deliver"), stream, Some(consumer), &fields)
    }

    /// `naked` or `terminated`; the numbers are those of the delivery, of the message, and of deliveries.
    pub(super) fn settled(at: Time, naked: bool, stream: &str, consumer: &str, numbers: [u64; 3]) -> Advisory {
        let [delivery, sequence, deliveries] = numbers;
        let fields = format!("\"consumer_seq\":{delivery},\"stream_seq\":{sequence},\"deliveries\":{deliveries}");
        let what = if naked { ("CONSUMER", "MSG_NAKED", "nak") } else { ("CONSUMER", "MSG_TERMINATED", "terminated") };
        Advisory::new(at, what, stream, Some(consumer), &fields)
    }

    fn new(at: Time, what: (&str, &str, &str), stream: &str, consumer: Option<&str>, fields: &str) -> Advisory {
        let (of, told, kind) = what;
        let mut subject = format!("$JS.EVENT.ADVISORY.{of}.{told}.{stream}");
        let mut names = format!("\"stream\":\"{stream}\"");
        if let Some(consumer) = consumer {
            subject += &format!(".{consumer}");
            names += &format!(",\"consumer\":\"{consumer}\"");
        }
        // Random runs are shorter than a minute.
        let (seconds, nanoseconds) = (at.as_nanos() / 1_000_000_000, at.as_nanos() % 1_000_000_000);
        let timestamp = format!("1970-01-01T00:00:{seconds:02}.{nanoseconds:09}Z");
        let before = format!("{{\"type\":\"io.nats.jetstream.advisory.v1.{kind}\",\"id\":\"");
        Advisory { subject, json: (before, format!("\",\"timestamp\":\"{timestamp}\",{names},{fields}}}")) }
    }

    pub(super) fn message(&self, subject: Subject, broker: ComponentId, number: u32) -> Arc<Message> {
        let payload = Payload::from(format!("{}{number:022}{}", self.json.0, self.json.1).as_str());
        let id = MessageId::generated(broker, number);
        Arc::new(Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload })
    }
}
