//! REAL NATS: a client without a wire, and what is done with it.
//!
//! Everything here is told what happened and says what is to be done: bytes come in and go out as values, time is
//! handed in. Whoever owns a socket (the page's WebSocket, a test's TCP connection) drives it. In reading order:
//! `protocol` is the bytes, `client` one connection.

pub mod address;
mod allowance;
pub mod client;
pub mod engine;
pub mod guide;
pub mod monitor;
pub mod names;
pub mod notes;
pub mod protocol;
pub mod run;
pub mod server;
#[cfg(feature = "web")]
pub mod socket;
#[cfg(feature = "web")]
pub mod source;
pub mod sweep;
pub mod trace;
pub mod watch;
