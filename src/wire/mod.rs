//! WHAT GOES OVER THE WIRE: records as protocol lines.
//!
//! For one client, what it and its broker say to each other: lines of the NATS protocol, commands and replies of Redis
//! (RESP2), or calls as HTTP would have them where there is no broker. Each line stands where a record says that it was
//! written: what a client sends at the client's moment, except for what only the broker records (a connection, a
//! subscription, a fetch); what a broker sends at the broker's moment. What is published without a connection is
//! written when there is one.
//!
//! On a real server nothing need be worked out: there the lines are what was sent ([`exchange`]).
//!
//! Nothing is made up. What is in no record is worked out from what the cast does by rule, such as the names of
//! inboxes, or stands as `…`; a line without `…` is what a real client and server say, byte count by byte count, but
//! for what [`Exchange`] says. What leaves no record leaves no line: the administration of streams
//! (`$JS.API.STREAM.…`), and the server's word on an ack that it had taken before.

mod fetches;
mod hear;
mod http;
mod nats;
pub mod payload;
mod reader;
mod real;
mod resp;
mod shown;
mod stream;

pub use real::exchange;
pub use shown::SHOWN;

use crate::message::{ComponentId, Message, MessageId};
use crate::scenario::Roster;
use crate::sim::time::Time;
use crate::transcript::Record;
use reader::{Reader, State};
use std::sync::Arc;

/// One line of the protocol, and what belongs to it.
///
/// Control characters, backslashes and what turns the reading order are escaped (`\r\n`, `\u{1b}`, `\xff`). Written out
/// as `head`, a line break, and `body` with a line break if there is one, these are the bytes on the wire; of HTTP, the
/// body begins with its header lines, and ends as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The index of the record that tells of it. Several lines may have the same.
    pub index: u64,
    /// When it was written.
    pub at: Time,
    /// Who wrote it.
    pub way: Way,
    /// The line: operation, names and sizes. Empty where a connection ends.
    pub head: String,
    /// Headers in full, and of the payload at most [`SHOWN`] characters; none for a line that has none.
    pub body: Option<String>,
    /// Whether the link lost it: nobody read it.
    pub lost: bool,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The client, to its broker; of a direct call, this side of it.
    ToServer,
    /// The broker, to the client; of a direct call, the other side.
    ToClient,
    /// Nobody says anything: the connection is closed.
    Closed,
}

/// What is written, without where and when.
#[derive(Clone, Debug)]
struct Line {
    head: String,
    body: Option<String>,
}

impl Line {
    const fn of(head: String) -> Line {
        Line { head, body: None }
    }

    /// Something was said, and no record says what.
    fn unknown() -> Line {
        Line::of(nats::UNKNOWN.to_owned())
    }
}

/// What a client and its broker said, the last `most` lines of it, newest last.
///
/// `records` may be any part of a run that has no holes; the less of it there is, the more stands as `…`. `message`
/// knows the messages that were published, also those published before the first record.
pub fn exchanges<'a>(
    records: impl Iterator<Item = &'a Record> + Clone,
    client: ComponentId,
    roster: &Roster,
    message: &dyn Fn(MessageId) -> Option<Arc<Message>>,
    most: usize,
) -> Vec<Exchange> {
    // Most lines of a long run are only counted: to write them takes longer than to find them.
    let state = State::before(client, roster.part(client).and_then(|part| part.broker), records.clone());
    let Some(mut counting) = Reader::new(client, roster, message, state, usize::MAX) else { return Vec::new() };
    records.clone().for_each(|record| counting.hear(record));
    let (said, _) = counting.end();
    let skip = said.saturating_sub(most);
    let Some(mut reader) = Reader::new(client, roster, message, state, skip) else { return Vec::new() };
    records.for_each(|record| reader.hear(record));
    reader.end().1
}
