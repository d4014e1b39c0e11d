//! WHO TAKES PART: publisher, handler, database. Each is a state machine without clock, chance or wires of its own.
//!
//! A signal comes in, actions go out, at the level of a client's API. The world carries the actions out in virtual
//! time; live mode carries out the very same actions on a real server.

mod action;
mod arrivals;
mod database;
mod handler;
pub mod link;
mod publisher;
mod service;

pub use action::{Action, Outbox, Setting, Signal, verdict};
pub use arrivals::Arrivals;
pub use database::{Database, DatabaseConfig};
pub use handler::{Handler, HandlerConfig};
pub use publisher::{Publisher, PublisherConfig};
pub use service::ServiceTime;

use crate::sim::time::Time;

/// A member of the cast at work.
#[derive(Clone, Debug)]
pub enum Member {
    /// Publishes.
    Publisher(Publisher),
    /// Handles.
    Handler(Handler),
    /// Stores.
    Database(Database),
}

impl Member {
    /// Takes in a signal; what follows from it goes into `out`.
    pub fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        match self {
            Member::Publisher(publisher) => publisher.signal(now, signal, out),
            Member::Handler(handler) => handler.signal(signal, out),
            Member::Database(database) => database.signal(&signal, out),
        }
    }
}
