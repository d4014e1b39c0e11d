//! What a connection is told, asks for and says: all its types but itself.

use super::Complaint;
use crate::live::protocol::{Message, ProtocolError};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use std::fmt;

/// Who a client says it is. Kept in memory only; `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// A token; sent if it is not empty.
    pub token: String,
    /// A user's name; sent with the password if it is not empty.
    pub user: String,
    /// The user's password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// What a client is told before it connects.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name that the server's list of connections shows.
    pub name: String,
    /// Who it says it is.
    pub credentials: Credentials,
    /// Whether it hears what it publishes itself.
    pub echo: bool,
    /// Whether it connects again by itself after it was connected once and the connection broke.
    pub reconnect: bool,
    /// What the jitter of its reconnects hangs from.
    pub seed: Seed,
}

/// What happened on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// It is open; nothing was said yet.
    Opened,
    /// Bytes came, cut anywhere.
    Received(&'a [u8]),
    /// It was closed, by whomever; nothing more comes.
    Closed,
    /// It failed, as a WebSocket does without saying why; nothing more comes.
    Failed,
}

/// What is to be done with the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Open a new wire. What still happens on an older one is not told to the client any more.
    Open,
    /// Send these bytes.
    Send(Vec<u8>),
    /// Close it cleanly: a WebSocket with the code 1000.
    Close,
}

/// What the program that uses the connection hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server knows the client (PONG came after CONNECT): for the first time, or again.
    Connected,
    /// A message.
    Message(Message),
    /// Everything sent before [`Client::flush`] gave this token has been taken by the server.
    Flushed(u64),
    /// The server complains and goes on, as about a permission.
    Complained(Complaint),
    /// The server is about to shut down.
    LameDuck,
    /// The connection broke. What was sent and not flushed may or may not have arrived.
    Disconnected,
    /// It is over: see [`State::Refused`] or [`State::Closed`].
    Ended,
}

/// Why there is no connection, as far as it can be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The wire failed before the server said anything: wrong address, nobody there, another origin, TLS … a browser
    /// does not say which. Or, of one that was connected: it broke, and nobody said why.
    Unreachable,
    /// The server does not accept who the client says it is.
    Authorization(String),
    /// It said something else and closed, in its own words.
    Server(String),
    /// What came is not NATS.
    Protocol(ProtocolError),
    /// The server does not take headers, without which neither requests nor the run's marks work.
    NoHeaders,
    /// It did not answer the handshake in time.
    Silent,
}

/// How a connection is at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing was asked for yet.
    Idle,
    /// The wire is being opened, or the handshake goes on.
    Connecting,
    /// It can be used.
    Connected,
    /// It broke and is opened again at this moment, the how-many-eth time since it was last connected.
    Reconnecting {
        /// When.
        at: Time,
        /// From 1.
        attempt: u32,
        /// Why the last one failed.
        because: Refusal,
    },
    /// It was refused and is not tried again by itself.
    Refused(Refusal),
    /// It was closed on purpose, or it broke and does not reconnect.
    Closed,
}

/// Why something was not published. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// It is larger than the server allows; it would close the connection.
    #[error("the message has {size} bytes with its headers; the server takes at most {most}")]
    TooLarge {
        /// With headers.
        size: u64,
        /// What it takes.
        most: u64,
    },
    /// Its subjects are longer than a line that the server reads; it would close the connection.
    #[error("the message's subject and reply make a line of {size} bytes; the server reads at most {most}")]
    SubjectTooLong {
        /// The line, at most.
        size: u64,
        /// What it reads.
        most: u64,
    },
    /// Too much waits for a connection that is not there.
    #[error("there is no connection, and {0} bytes wait for one already")]
    Full(usize),
    /// The connection is over.
    #[error("the connection is closed")]
    Closed,
}
