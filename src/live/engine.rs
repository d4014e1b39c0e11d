//! What every live engine ([`super::run`], [`super::watch`]) has in common: sockets by number, and how it stands.
//!
//! An engine owns several connections and no socket. Whoever drives it (`live/source` in the page, a TCP driver in the
//! tests) opens, feeds and closes the sockets it asks for, tells it the time, and takes its records.

use super::client::{Complaint, Input, Refusal, ServerInfo, State};
use super::trace::Said;
use crate::message::ComponentId;
use crate::scenario::Entry;
use crate::sim::time::Time;
use crate::transcript::Record;
use std::sync::Arc;

/// A socket. Numbers are never used again, so what still happens on an old one is known for what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u32);

/// What an engine is told.
#[derive(Clone, Debug)]
pub enum Told<'a> {
    /// Something happened on a socket.
    Socket(SocketId, Input<'a>),
    /// A person wants something done at this moment of the run, which is not later than now. It comes after all that
    /// was due up to then, and before all that was due later, as in a simulated run.
    Wish(Entry),
    /// Nobody can see the page any more, or somebody can again: publishers stop meanwhile.
    Hidden(bool),
    /// The recording has no room, or has again: what cannot be recorded is not taken, and counted.
    Full(bool),
    /// Clean up and end.
    Stop,
}

/// What an engine wants done with sockets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Open one to the server's address.
    Open(SocketId),
    /// Send these bytes.
    Send(SocketId, Vec<u8>),
    /// Close it cleanly.
    Close(SocketId),
}

/// How far a live run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The first connection is being made.
    #[default]
    Connecting,
    /// Streams and consumers are being made.
    Preparing,
    /// It runs.
    Running,
    /// What was made is being removed.
    CleaningUp,
    /// It is over. Nothing of it is left on the server but what [`Status::left`] names: what could not be removed.
    Over,
    /// It is over because it could not go on; what is left on the server is named in [`Status::left`].
    Failed(Failure),
}

/// Why a live run could not begin or go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no connection.
    Refused(Refusal),
    /// The server has no JetStream, which the pattern needs.
    NoJetStream,
    /// The server refuses to make a stream or a consumer, in its own words.
    NotMade {
        /// Its name on the server.
        name: String,
        /// The server's words.
        why: String,
    },
    /// The server does not allow the subscription to this filter, which all of it is for.
    MayNotSubscribe(String),
    /// It does not answer.
    NoAnswer,
}

/// How a live run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// How far it is.
    pub phase: Phase,
    /// How its first connection is: the one that administers and listens for advisories.
    pub state: State,
    /// What the server says of itself.
    pub server: Option<Arc<ServerInfo>>,
    /// Connections that the server knows now, this one and those of the cast.
    pub connections: u32,
    /// Connections that it wants to have: those, and those that are still being made.
    pub wanted: u32,
    /// The last complaints of the server, newest last; at most eight, each once.
    pub complaints: Vec<Complaint>,
    /// Whether the server is about to shut down.
    pub lame_duck: bool,
    /// Whether publishers rest because nobody sees the page.
    pub hidden: bool,
    /// Messages that came and were not recorded, because there was no room or they came too fast.
    pub unrecorded: u64,
    /// Messages of the server's own subjects and of inboxes that came and were left out, as nobody asked for them by
    /// name.
    pub left_out: u64,
    /// Messages that were not published because they would have exceeded the cap.
    pub held_back: u64,
    /// Names of streams that this run made, or asked for, and has not removed.
    pub left: Vec<String>,
}

/// An engine: told what happens, says what to do.
pub trait Engine {
    /// Takes in what happened.
    fn handle(&mut self, now: Time, told: Told<'_>);

    /// Does what is due.
    fn wake(&mut self, now: Time);

    /// When [`Engine::wake`] is to be called next; none while there is nothing to wait for.
    fn next_due(&self) -> Option<Time>;

    /// What to do with sockets, in order; each is said once.
    fn next_ask(&mut self) -> Option<Ask>;

    /// What happened, in order; each is said once.
    fn next_record(&mut self) -> Option<Record>;

    /// What a moment of the driver's clock is in the time that its records count: a run begins at 0 when its cast does.
    fn in_its_time(&self, moment: Time) -> Time {
        moment
    }

    /// What went over the wire of a member of the cast lately, oldest first.
    fn said(&self, _: ComponentId) -> Vec<Said> {
        Vec::new()
    }

    /// How it stands.
    fn status(&self) -> Status;
}
