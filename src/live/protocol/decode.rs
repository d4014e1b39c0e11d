//! What a server sends. Bytes come in pieces of any size; operations go out whole.

use crate::message::{Headers, Payload, Sid};
use std::sync::Arc;

/// The longest line that is accepted: the server's INFO is a line too.
const LONGEST_LINE: usize = 64 * 1024;
/// The largest message that is accepted, headers and payload together: the largest that a server can be told to allow.
const LARGEST_MESSAGE: usize = 64 * 1024 * 1024;

/// What a server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerOperation {
    /// The server introduces itself, as JSON.
    Info(String),
    /// A message for a subscription.
    Message(Message),
    /// Are you there?
    Ping,
    /// The answer to the client's ping.
    Pong,
    /// Understood; only for those who ask for it.
    Ok,
    /// Something is wrong; the server may close the connection after it.
    Error(String),
}

/// A message as it comes over the wire. Its subject need not be a valid one: the server does not check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is about.
    pub subject: Arc<str>,
    /// Whose it is.
    pub sid: Sid,
    /// Where an answer is awaited.
    pub reply: Option<Arc<str>>,
    /// What the server itself says with it, such as 503 without words: nobody listens.
    pub status: Option<Status>,
    /// Names and values.
    pub headers: Headers,
    /// What it says.
    pub payload: Payload,
}

/// The status line of a message's headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Three digits.
    pub code: u16,
    /// Words behind them, if any.
    pub description: String,
}

/// What is no NATS. After it the connection cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// A line without end.
    #[error("the server sent a line of more than {LONGEST_LINE} bytes; is this a NATS server?")]
    LineTooLong,
    /// A line that begins with no operation we know.
    #[error("the server sent “{line}”, which is no NATS operation; is this a NATS server?")]
    UnknownOperation {
        /// The line, at most 80 characters of it.
        line: String,
    },
    /// An operation with the wrong arguments.
    #[error("the server sent “{line}”, whose arguments make no sense")]
    Arguments {
        /// The line, at most 80 characters of it.
        line: String,
    },
    /// A message larger than is accepted.
    #[error("the server announced a message of {size} bytes; at most {LARGEST_MESSAGE} are accepted")]
    TooLarge {
        /// What was announced.
        size: usize,
    },
    /// A message without the line break that ends it.
    #[error("a message is not followed by the end of its line; its announced size is wrong")]
    Unterminated,
    /// Headers that are none.
    #[error("a message's headers do not begin with NATS/1.0 or are not lines of name and value")]
    Headers,
}

/// Reads a stream of bytes.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    /// What has been read of the buffer.
    start: usize,
}

/// The sizes in a MSG or HMSG line.
struct Announced {
    subject: Arc<str>,
    sid: Sid,
    reply: Option<Arc<str>>,
    headers: usize,
    total: usize,
}

impl Decoder {
    /// Takes in the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole operation; none until more bytes come.
    ///
    /// # Errors
    /// [`ProtocolError`] if this is no NATS. Every later call says the same.
    pub fn next_operation(&mut self) -> Result<Option<ServerOperation>, ProtocolError> {
        let rest = &self.buffer[self.start..];
        let Some(end) = rest.iter().take(LONGEST_LINE).position(|&byte| byte == b'\n') else {
            return if rest.len() >= LONGEST_LINE { Err(ProtocolError::LineTooLong) } else { Ok(None) };
        };
        let line = String::from_utf8_lossy(rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end])).into_owned();
        let (name, arguments) = line.split_once([' ', '\t']).unwrap_or((&line, ""));
        let operation = match name.to_ascii_uppercase().as_str() {
            "MSG" => return self.message(end + 1, announced(arguments, false).ok_or_else(|| senseless(&line))?),
            "HMSG" => return self.message(end + 1, announced(arguments, true).ok_or_else(|| senseless(&line))?),
            "PING" => ServerOperation::Ping,
            "PONG" => ServerOperation::Pong,
            "+OK" => ServerOperation::Ok,
            "INFO" => ServerOperation::Info(arguments.trim().to_owned()),
            "-ERR" => ServerOperation::Error(arguments.trim().trim_matches('\'').to_owned()),
            _ => return Err(ProtocolError::UnknownOperation { line: beginning(&line) }),
        };
        self.start += end + 1;
        Ok(Some(operation))
    }

    fn message(&mut self, body: usize, announced: Announced) -> Result<Option<ServerOperation>, ProtocolError> {
        let Announced { subject, sid, reply, headers, total } = announced;
        if total > LARGEST_MESSAGE {
            return Err(ProtocolError::TooLarge { size: total });
        }
        let rest = &self.buffer[self.start + body..];
        let Some(ending) = rest.get(total..total + 2) else { return Ok(None) };
        if ending != b"\r\n" {
            return Err(ProtocolError::Unterminated);
        }
        let payload = Payload::from(&rest[headers..total]);
        let (status, headers) = header_block(&rest[..headers])?;
        self.start += body + total + 2;
        Ok(Some(ServerOperation::Message(Message { subject, sid, reply, status, headers, payload })))
    }
}

/// Reads `subject sid [reply] [header size] size`.
fn announced(arguments: &str, with_headers: bool) -> Option<Announced> {
    let words: Vec<&str> = arguments.split_ascii_whitespace().collect();
    let sizes = if with_headers { 2 } else { 1 };
    let (names, sizes) = words.split_at_checked(words.len().checked_sub(sizes)?)?;
    let (subject, sid, reply) = match names {
        [subject, sid] => (subject, sid, None),
        [subject, sid, reply] => (subject, sid, Some(Arc::from(*reply))),
        _ => return None,
    };
    let sizes: Vec<usize> = sizes.iter().map(|size| number(size)).collect::<Option<_>>()?;
    let (headers, total) = if let [headers, total] = sizes[..] { (headers, total) } else { (0, sizes[0]) };
    let sid = Sid(u32::try_from(number(sid)?).ok()?);
    (headers <= total).then(|| Announced { subject: Arc::from(*subject), sid, reply, headers, total })
}

/// Digits only: Rust would take a sign as well.
fn number(text: &str) -> Option<usize> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

pub(super) fn header_block(block: &[u8]) -> Result<(Option<Status>, Headers), ProtocolError> {
    if block.is_empty() {
        return Ok((None, Headers::default()));
    }
    let text = String::from_utf8_lossy(block);
    let mut lines = text.split("\r\n");
    let first = lines.next().and_then(|line| line.strip_prefix("NATS/1.0")).ok_or(ProtocolError::Headers)?.trim();
    let status = if first.is_empty() { None } else { Some(status(first)?) };
    let mut headers = Headers::default();
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or(ProtocolError::Headers)?;
        headers = headers.with(name, value.trim());
    }
    Ok((status, headers))
}

fn status(text: &str) -> Result<Status, ProtocolError> {
    let (code, description) = text.split_once(' ').unwrap_or((text, ""));
    let code = code.parse().map_err(|_| ProtocolError::Headers)?;
    Ok(Status { code, description: description.trim().to_owned() })
}

fn senseless(line: &str) -> ProtocolError {
    ProtocolError::Arguments { line: beginning(line) }
}

fn beginning(line: &str) -> String {
    line.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything that is read from the pieces, up to the first error.
    fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<ServerOperation, ProtocolError>> {
        let (mut decoder, mut read) = (Decoder::default(), Vec::new());
        for piece in pieces {
            decoder.feed(piece);
            loop {
                match decoder.next_operation() {
                    Ok(Some(operation)) => read.push(Ok(operation)),
                    Ok(None) => break,
                    Err(error) => {
                        read.push(Err(error));
                        return read;
                    }
                }
            }
        }
        read
    }

    const STREAM: &str = "INFO {\"server_id\":\"x\"}\r\nPING\r\nMSG a.b 1  5\r\nhello\r\n\
        MSG a.b 2 _INBOX.1 0\r\n\r\nHMSG r 3 16 16\r\nNATS/1.0 503\r\n\r\n\r\n\
        HMSG a 4 28 30\r\nNATS/1.0\r\nA: 1\r\nB:two: 2\r\n\r\nhi\r\n+OK\r\n-ERR 'Stale Connection'\r\n";

    #[test]
    fn every_operation_of_a_server_is_understood() {
        let read: Vec<ServerOperation> = read([STREAM.as_bytes()]).into_iter().map(Result::unwrap).collect();
        let messages: Vec<&Message> = read
            .iter()
            .filter_map(|operation| match operation {
                ServerOperation::Message(message) => Some(message),
                _ => None,
            })
            .collect();
        assert_eq!(read.len(), 8);
        assert_eq!(messages[0].payload.text(), "hello");
        assert_eq!(messages[1].reply.as_deref(), Some("_INBOX.1"));
        assert_eq!(messages[2].status, Some(Status { code: 503, description: String::new() }));
        assert_eq!((messages[3].headers.get("A"), messages[3].headers.get("B")), (Some("1"), Some("two: 2")));
        assert_eq!(read[7], ServerOperation::Error("Stale Connection".to_owned()));
    }

    #[test]
    fn a_payload_may_look_like_the_protocol() {
        let read = read([&b"MSG a 1 12\r\nPING\r\nPONG\r\n\r\nPING\r\n"[..]]);
        assert_eq!(read.len(), 2);
        assert_eq!(read[1], Ok(ServerOperation::Ping));
    }

    #[test]
    fn what_is_no_nats_is_said_so() {
        for (bytes, words) in [
            ("HTTP/1.1 400 Bad Request\r\n", "is this a NATS server"),
            ("MSG a 1 -5\r\n", "make no sense"),
            ("MSG a 1 +5\r\n", "make no sense"),
            ("MSG a 1\r\n", "make no sense"),
            ("HMSG a 1 9 5\r\n", "make no sense"),
            ("MSG a 1 99999999999\r\n", "at most"),
            ("MSG a 1 99999999999999999999999\r\n", "make no sense"),
            ("MSG a 1 1\r\nxyz\r\n", "not followed by the end"),
            ("HMSG a 1 4 4\r\nabcd\r\n", "NATS/1.0"),
        ] {
            let error = read([bytes.as_bytes()]).pop().unwrap().unwrap_err().to_string();
            assert!(error.contains(words), "{bytes}: {error}");
        }
        assert_eq!(read([&vec![b'x'; LONGEST_LINE][..]]), [Err(ProtocolError::LineTooLong)]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_stream_is_cut(cuts in prop::collection::vec(0..STREAM.len(), 0..12)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| &STREAM.as_bytes()[pair[0]..pair[1]]);
            prop_assert_eq!(read(pieces), read([STREAM.as_bytes()]));
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0_usize..300) {
            let cut = cut.min(bytes.len());
            let _ = read([&bytes[..cut], &bytes[cut..]]);
        }

        #[test]
        fn no_line_of_the_protocol_makes_the_reader_panic(
            line in "(H?MSG|INFO|-ERR|PING)[ \\t]{0,2}[a-z0-9 .-]{0,20}",
            body in "[A-Z/.0-9: \r\n]{0,40}",
        ) {
            let _ = read([line.as_bytes(), b"\r\n", body.as_bytes()]);
        }
    }
}
