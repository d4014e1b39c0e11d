//! ONE CONNECTION to a NATS server: the handshake, pings, subscriptions, and coming back after it broke.
//!
//! A state machine without a wire. Whoever owns the wire tells it what happened there ([`Input`]) and what time it is,
//! and does what it asks for ([`Output`]); what the program that uses the connection wants to know are [`Event`]s.

mod backoff;
mod complaint;
mod connection;
mod info;
mod pings;
mod subscriptions;
mod vocabulary;
mod waiting;
mod wire;

#[cfg(test)]
mod tests;

pub use complaint::Complaint;
pub use connection::Client;
pub use info::ServerInfo;
pub use vocabulary::{Credentials, Event, Input, Options, Output, PublishError, Refusal, State};
