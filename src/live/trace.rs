//! What really went over the wire of a connection, in both directions, line by line: for people to read.
//!
//! The bytes are cut into operations again without judging them, so that what is shown is what was sent. Payloads and
//! lines are kept up to a length, credentials not at all.

use super::client::Input;
use crate::sim::time::Time;
use std::collections::VecDeque;

/// How many operations are kept for each connection.
const KEPT: usize = 200;
/// How many bytes of a payload, and of a line, are kept.
const SHOWN: usize = 1_024;
/// What stands in the place of a secret.
const SECRET: &str = "\"…\"";

/// One operation as it went over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its number among all of the trace, from 0.
    pub number: u64,
    /// When, in the run's own time.
    pub at: Time,
    /// Whether the client wrote it; else the server did. Of an end, whether the client closed.
    pub by_client: bool,
    /// The line without its end, cut; empty where the connection ended.
    pub line: String,
    /// Headers and payload as they follow, cut; none for an operation without any.
    pub body: Option<Vec<u8>>,
    /// How many bytes headers and payload have.
    pub size: usize,
}

/// The last operations of one client, over all its connections.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    said: VecDeque<Said>,
    count: u64,
    sent: Cutter,
    came: Cutter,
}

/// Cuts bytes into operations.
#[derive(Clone, Debug, Default)]
struct Cutter {
    line: Vec<u8>,
    /// Of a body that is being read: its line, what is kept of it, its size, and how many bytes are still to come.
    body: Option<(String, Vec<u8>, usize, usize)>,
}

impl Cutter {
    /// Takes in bytes; every operation that they complete is handed on, with its body and the body's size.
    fn feed(&mut self, mut bytes: &[u8], mut complete: impl FnMut(String, Option<Vec<u8>>, usize)) {
        while !bytes.is_empty() {
            if let Some((line, kept, size, left)) = &mut self.body {
                let taken = bytes.len().min(*left);
                let room = SHOWN.min(*size).saturating_sub(kept.len()).min(taken);
                kept.extend_from_slice(&bytes[..room]);
                *left -= taken;
                bytes = &bytes[taken..];
                if *left == 0 {
                    complete(std::mem::take(line), Some(std::mem::take(kept)), *size);
                    self.body = None;
                }
                continue;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            // The sizes stand at the end of a line, so all of it is needed; no line of either side is this long.
            let room = (64 * SHOWN).saturating_sub(self.line.len()).min(piece.len());
            self.line.extend_from_slice(&piece[..room]);
            bytes = &bytes[end.map_or(bytes.len(), |end| end + 1)..];
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(&line)).into_owned();
                match size_of_body(&line) {
                    // The end of the line behind it belongs to it.
                    Some(size) => self.body = Some((line, Vec::new(), size, size + 2)),
                    None => complete(line, None, 0),
                }
            }
        }
    }
}

/// How many bytes follow a line, besides the end of theirs; none if nothing follows.
fn size_of_body(line: &str) -> Option<usize> {
    let mut words = line.split_ascii_whitespace();
    let has_body = matches!(words.next()?.to_ascii_uppercase().as_str(), "PUB" | "HPUB" | "MSG" | "HMSG");
    if has_body { words.next_back()?.parse().ok() } else { None }
}

/// A line without secrets, cut.
fn presentable(line: &str) -> String {
    let mut line = line.to_owned();
    if line.starts_with("CONNECT ") {
        for secret in ["\"auth_token\":", "\"user\":", "\"pass\":"] {
            let Some(start) = line.find(secret).map(|start| start + secret.len()) else { continue };
            line.replace_range(start..start + text_length(&line[start..]), SECRET);
        }
    }
    if let Some((cut, _)) = line.char_indices().nth(SHOWN) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// How many bytes the JSON text at the beginning has, with its quotes; all there is if it has no end.
fn text_length(json: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in json.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return place + 1,
            _ => escaped = letter == '\\' && !escaped,
        }
    }
    json.len()
}

impl Trace {
    /// The client wrote these bytes.
    pub(super) fn sent(&mut self, at: Time, bytes: &[u8]) {
        let mut cutter = std::mem::take(&mut self.sent);
        cutter.feed(bytes, |line, body, size| self.keep(at, true, &line, body, size));
        self.sent = cutter;
    }

    /// The server wrote these bytes.
    pub(super) fn came(&mut self, at: Time, bytes: &[u8]) {
        let mut cutter = std::mem::take(&mut self.came);
        cutter.feed(bytes, |line, body, size| self.keep(at, false, &line, body, size));
        self.came = cutter;
    }

    /// The connection ended; what was cut off in the middle will not be completed.
    pub(super) fn ended(&mut self, at: Time, by_client: bool) {
        (self.sent, self.came) = (Cutter::default(), Cutter::default());
        self.keep(at, by_client, "", None, 0);
    }

    /// Something happened on the socket.
    pub(super) fn note(&mut self, at: Time, input: &Input<'_>) {
        match input {
            Input::Opened => {}
            Input::Received(bytes) => self.came(at, bytes),
            Input::Closed | Input::Failed => self.ended(at, false),
        }
    }

    fn keep(&mut self, at: Time, by_client: bool, line: &str, body: Option<Vec<u8>>, size: usize) {
        if self.said.len() == KEPT {
            self.said.pop_front();
        }
        self.said.push_back(Said { number: self.count, at, by_client, line: presentable(line), body, size });
        self.count += 1;
    }

    /// What was said, oldest first.
    pub(super) fn said(&self) -> impl Iterator<Item = &Said> {
        self.said.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = "INFO {\"x\":1}\r\nMSG a 1  5\r\nhel\nl\r\nHMSG a 1 12 12\r\nNATS/1.0\r\n\r\n\r\nPONG\r\n";

    fn lines(pieces: &[&[u8]]) -> Vec<(String, Option<String>)> {
        let mut trace = Trace::default();
        pieces.iter().for_each(|piece| trace.came(Time::ZERO, piece));
        let text = |body: &Vec<u8>| String::from_utf8(body.clone()).unwrap();
        trace.said().map(|said| (said.line.clone(), said.body.as_ref().map(text))).collect()
    }

    #[test]
    fn every_operation_is_kept_as_it_was_written() {
        let kept = lines(&[STREAM.as_bytes()]);
        assert_eq!(kept[0], ("INFO {\"x\":1}".to_owned(), None));
        assert_eq!(kept[1], ("MSG a 1  5".to_owned(), Some("hel\nl".to_owned())), "two spaces are two spaces");
        assert_eq!(kept[2], ("HMSG a 1 12 12".to_owned(), Some("NATS/1.0\r\n\r\n".to_owned())));
        assert_eq!(kept[3], ("PONG".to_owned(), None));
    }

    #[test]
    fn credentials_are_not_kept() {
        let mut trace = Trace::default();
        let hello =
            "CONNECT {\"name\":\"a\",\"user\":\"bob\",\"pass\":\"a\\\"b,\",\"auth_token\":\"t\",\"echo\":true}\r\n";
        trace.sent(Time::ZERO, hello.as_bytes());
        let line = &trace.said().next().unwrap().line;
        assert_eq!(line, "CONNECT {\"name\":\"a\",\"user\":\"…\",\"pass\":\"…\",\"auth_token\":\"…\",\"echo\":true}");
    }

    #[test]
    fn much_is_kept_of_nothing() {
        let mut trace = Trace::default();
        let payload = "x".repeat(5_000);
        for _ in 0..500 {
            trace.sent(Time::ZERO, format!("PUB a 5000\r\n{payload}\r\n").as_bytes());
        }
        assert_eq!(trace.said().count(), KEPT);
        let last = trace.said().last().unwrap();
        assert_eq!((last.body.as_ref().unwrap().len(), last.size, last.number), (SHOWN, 5_000, 499));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_are_cut(cuts in prop::collection::vec(0..STREAM.len(), 0..12)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &STREAM.as_bytes()[pair[0]..pair[1]]).collect();
            prop_assert_eq!(lines(&pieces), lines(&[STREAM.as_bytes()]));
        }
    }
}
