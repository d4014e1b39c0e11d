//! Advisories, as far as a dead-letter handler reads them: which message a consumer gave up.

use crate::message::json::Value;
use std::sync::Arc;

/// What an advisory says, as far as it matters here. Everything else in it is left unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Advisory {
    pub(super) stream: Arc<str>,
    pub(super) consumer: Arc<str>,
    pub(super) stream_seq: u64,
    pub(super) deliveries: u64,
}

impl Advisory {
    /// Reads a payload; none if it is no advisory.
    pub(super) fn read(payload: &[u8]) -> Option<Advisory> {
        let advisory = Value::parse(std::str::from_utf8(payload).ok()?)?;
        let text = |name| advisory.get(name).and_then(Value::text).map(Arc::from);
        let number = |name| advisory.get(name).and_then(Value::number);
        let (stream, consumer) = (text("stream")?, text("consumer")?);
        Some(Advisory { stream, consumer, stream_seq: number("stream_seq")?, deliveries: number("deliveries")? })
    }
}

#[cfg(test)]
mod tests {
    use super::Advisory;

    fn read(payload: &str) -> Option<(String, String, u64, u64)> {
        let advisory = Advisory::read(payload.as_bytes())?;
        Some((advisory.stream.to_string(), advisory.consumer.to_string(), advisory.stream_seq, advisory.deliveries))
    }

    #[test]
    fn what_the_server_writes_is_read() {
        let payload = "{\"type\":\"io.nats.jetstream.advisory.v1.max_deliver\",\"id\":\"42\",\
                       \"timestamp\":\"1970-01-01T00:00:02Z\",\"stream\":\"JOBS\",\"consumer\":\"worker\",\
                       \"stream_seq\":7,\"deliveries\":3}";
        assert_eq!(read(payload), Some(("JOBS".to_owned(), "worker".to_owned(), 7, 3)));
    }

    #[test]
    fn other_fields_are_passed_over_and_escapes_are_undone() {
        let payload = " { \"more\" : [1, {\"stream\": \"no\"}, \"},\"], \"none\": null, \"stream_seq\": 1,\n\
                       \"stream\":\"a\\\"\\\\\\u0001\\ud83c\\udf89\", \"consumer\":\"b\\n\", \"deliveries\" :2 } ";
        assert_eq!(read(payload), Some(("a\"\\\u{1}🎉".to_owned(), "b\n".to_owned(), 1, 2)));
    }

    #[test]
    fn what_is_no_advisory_is_none() {
        let whole = "{\"stream\":\"a\",\"consumer\":\"b\",\"stream_seq\":1,\"deliveries\":2}";
        assert!(read(whole).is_some());
        assert!((0..whole.len()).all(|end| read(&whole[..end]).is_none()), "cut anywhere");
        for wrong in ["", "milk", "{}", "[]", "{\"stream\":1}", "{\"stream\":\"\\ud800\"}", &format!("{whole}x")] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Advisory::read(&[0xFF]), None);
    }
}
