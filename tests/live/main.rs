//! Live engines on real servers, over TCP.

mod cast;
mod driver;
mod server;
mod wires;
