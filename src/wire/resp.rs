//! The lines of Redis: RESP2. A command is a list of texts, each after its length; the payload is the last one.

use super::Line;
use super::shown;

/// A command, or what the server pushes: `*3`, then `$` and the length of each word, and the word.
pub(super) fn list(words: &[&str]) -> Line {
    Line::of(shown::whole(joined(words, words.len()).as_bytes()))
}

/// A list that ends in a payload.
pub(super) fn with_payload(words: &[&str], payload: &[u8]) -> Line {
    let head = format!("{}\r\n${}", joined(words, words.len() + 1), payload.len());
    Line { head: shown::whole(head.as_bytes()), body: Some(shown::payload(payload)) }
}

/// What the server says to a subscription that begins or ends: how many the client has then.
pub(super) fn subscriptions(words: &[&str], count: Option<usize>) -> Line {
    let count = count.map_or_else(|| super::nats::UNKNOWN.to_owned(), |count| count.to_string());
    let head = format!("{}\r\n:{count}", joined(words, words.len() + 1));
    Line::of(shown::whole(head.as_bytes()))
}

/// What a client hears that subscribes, and publishes on the same connection.
pub(super) fn subscriber_mode() -> Line {
    let allowed = "(P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET";
    Line::of(format!("-ERR Can't execute 'publish': only {allowed} are allowed in this context"))
}

fn joined(words: &[&str], length: usize) -> String {
    let mut out = format!("*{length}");
    for word in words {
        out.push_str(&format!("\r\n${}\r\n{word}", word.len()));
    }
    out
}
