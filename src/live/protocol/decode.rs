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
}

/// How many lines of a message's headers are read: each takes much more memory than on the wire.
const MOST_HEADERS: usize = 4_096;
/// How much memory an empty buffer may keep.
const KEPT: usize = 256 * 1024;

/// Reads a stream of bytes, each of them once, however it is cut. It holds at most twice as much memory as what it was
/// fed and has not given back; a size that is only announced costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    /// What has been read of the buffer.
    start: usize,
    /// How far behind `start` no line ends.
    searched: usize,
    /// The line of a message whose body is still to come; it is read.
    begun: Option<Announced>,
    failed: Option<ProtocolError>,
}

/// What a MSG or HMSG line says.
#[derive(Clone, Debug)]
struct Announced {
    subject: Arc<str>,
    sid: Sid,
    reply: Option<Arc<str>>,
    headers: usize,
    total: usize,
}

impl Decoder {
    /// Takes in the next bytes. After an error they are dropped.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        // What was read is moved out only once it is half of the buffer, so that no byte is moved more than twice.
        if self.start * 2 >= self.buffer.len() {
            self.buffer.drain(..self.start);
            self.start = 0;
            if self.buffer.is_empty() {
                self.buffer.shrink_to(KEPT);
            }
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole operation; none until more bytes come.
    ///
    /// # Errors
    /// [`ProtocolError`] if this is no NATS. Every later call says the same.
    pub fn next_operation(&mut self) -> Result<Option<ServerOperation>, ProtocolError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let read = self.read();
        if let Err(error) = &read {
            *self = Decoder { failed: Some(error.clone()), ..Decoder::default() };
        }
        read
    }

    /// How many bytes of memory it holds for what is still to be read.
    pub const fn held(&self) -> usize {
        self.buffer.capacity()
    }

    fn read(&mut self) -> Result<Option<ServerOperation>, ProtocolError> {
        if let Some(announced) = self.begun.take() {
            return self.message(announced);
        }
        let Some(line) = self.line()? else { return Ok(None) };
        let (name, arguments) = line.split_once([' ', '\t']).unwrap_or((&line, ""));
        let with_headers = match name.to_ascii_uppercase().as_str() {
            "MSG" => false,
            "HMSG" => true,
            "PING" => return Ok(Some(ServerOperation::Ping)),
            "PONG" => return Ok(Some(ServerOperation::Pong)),
            "+OK" => return Ok(Some(ServerOperation::Ok)),
            "INFO" => return Ok(Some(ServerOperation::Info(arguments.trim().to_owned()))),
            "-ERR" => return Ok(Some(ServerOperation::Error(arguments.trim().trim_matches('\'').to_owned()))),
            _ => return Err(ProtocolError::UnknownOperation { line: beginning(&line) }),
        };
        let announced = announced(arguments, with_headers).ok_or_else(|| senseless(&line))?;
        if announced.total > LARGEST_MESSAGE {
            return Err(ProtocolError::TooLarge { size: announced.total });
        }
        self.message(announced)
    }

    /// The next line, without its end; it is read then.
    fn line(&mut self) -> Result<Option<String>, ProtocolError> {
        let rest = &self.buffer[self.start..];
        let rest = &rest[..rest.len().min(LONGEST_LINE)];
        let Some(end) = rest[self.searched..].iter().position(|&byte| byte == b'\n') else {
            self.searched = rest.len();
            return if rest.len() == LONGEST_LINE { Err(ProtocolError::LineTooLong) } else { Ok(None) };
        };
        let end = self.searched + end;
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        let line = String::from_utf8_lossy(line).into_owned();
        (self.start, self.searched) = (self.start + end + 1, 0);
        Ok(Some(line))
    }

    fn message(&mut self, announced: Announced) -> Result<Option<ServerOperation>, ProtocolError> {
        let rest = &self.buffer[self.start..];
        let Some(ending) = rest.get(announced.total..announced.total + 2) else {
            self.begun = Some(announced);
            return Ok(None);
        };
        if ending != b"\r\n" {
            return Err(ProtocolError::Unterminated);
        }
        let Announced { subject, sid, reply, headers, total } = announced;
        let payload = Payload::from(&rest[headers..total]);
        let (status, headers) = header_block(&rest[..headers]);
        self.start += total + 2;
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

/// The status and the headers of a message, as far as the block is one. The server passes on whatever a client
/// publishes there, so nonsense in it is no reason to give up the connection.
pub(super) fn header_block(block: &[u8]) -> (Option<Status>, Headers) {
    let text = String::from_utf8_lossy(block);
    let mut lines = text.split("\r\n");
    let Some(first) = lines.next().and_then(|line| line.strip_prefix("NATS/1.0")) else {
        return (None, Headers::default());
    };
    let lines = lines.take_while(|line| !line.is_empty()).take(MOST_HEADERS).filter_map(|line| line.split_once(':'));
    let headers = lines.fold(Headers::default(), |headers, (name, value)| headers.with(name, value.trim()));
    (status(first.trim()), headers)
}

fn status(text: &str) -> Option<Status> {
    let (code, description) = text.split_once(' ').unwrap_or((text, ""));
    let code = number(code).and_then(|code| u16::try_from(code).ok())?;
    Some(Status { code, description: description.trim().to_owned() })
}

fn senseless(line: &str) -> ProtocolError {
    ProtocolError::Arguments { line: beginning(line) }
}

fn beginning(line: &str) -> String {
    line.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
