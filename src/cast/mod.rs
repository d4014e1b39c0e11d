//! WHO TAKES PART: publisher, requester, gatherer, handler, dead-letter handler, administrator, database. Each is a
//! state machine without clock, chance or wires of its own.
//!
//! A signal comes in, actions go out, at the level of a client's API. The world carries the actions out in virtual
//! time; live mode carries out the very same actions on a real server.

mod action;
mod administrator;
mod advisory;
mod arrivals;
mod database;
mod dead_letter;
mod dead_letter_handler;
mod gatherer;
mod generator;
mod handler;
mod inbox;
mod line;
pub mod link;
mod pool;
mod process;
mod publisher;
mod questions;
mod requester;
mod service;
mod timer;

pub use action::{Action, Outbox, Setting, Signal, verdict};
pub use administrator::{Administrator, AdministratorConfig};
pub use arrivals::Arrivals;
pub use database::{Database, DatabaseConfig};
pub use dead_letter_handler::{DeadLetterHandler, DeadLetterHandlerConfig};
pub use gatherer::{Gatherer, GathererConfig};
pub use handler::{AckMoment, Acks, DeadLetter, Handler, HandlerConfig, OnFailure, Pull};
pub use process::{Numbering, Process};
pub use publisher::{Confirm, Publisher, PublisherConfig};
pub use requester::{Requester, RequesterConfig};
pub use service::ServiceTime;

use crate::sim::time::Time;

/// What stands in front of a text that nobody can handle: every handler fails on a message that says this, each time.
pub const POISON: &str = "☠";

/// How many times as long a handler that was slowed down works on each message.
pub const SLOWDOWN: u16 = 4;

/// A member of the cast at work.
#[derive(Clone, Debug)]
pub enum Member {
    /// Publishes.
    Publisher(Publisher),
    /// Asks, and waits for one reply.
    Requester(Requester),
    /// Asks, and collects replies.
    Gatherer(Gatherer),
    /// Handles.
    Handler(Handler),
    /// Copies what was given up.
    DeadLetterHandler(DeadLetterHandler),
    /// Publishes dead letters again.
    Administrator(Administrator),
    /// Stores.
    Database(Database),
}

impl Member {
    /// Takes in a signal; what follows from it goes into `out`.
    pub fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        match self {
            Member::Publisher(publisher) => publisher.signal(now, signal, out),
            Member::Requester(requester) => requester.signal(now, signal, out),
            Member::Gatherer(gatherer) => gatherer.signal(now, signal, out),
            Member::Handler(handler) => handler.signal(signal, out),
            Member::DeadLetterHandler(handler) => handler.signal(signal, out),
            Member::Administrator(administrator) => administrator.signal(signal, out),
            Member::Database(database) => database.signal(&signal, out),
        }
    }

    /// How many messages it has published, in this life and those before.
    pub fn numbering(&self) -> Numbering {
        let process = match self {
            Member::Publisher(publisher) => publisher.process(),
            Member::Requester(requester) => requester.process(),
            Member::Gatherer(gatherer) => gatherer.process(),
            Member::Handler(handler) => handler.process(),
            Member::DeadLetterHandler(handler) => handler.process(),
            Member::Administrator(administrator) => administrator.process(),
            Member::Database(_) => return Numbering::default(),
        };
        process.numbering
    }
}
