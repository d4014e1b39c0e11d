//! Live engines on real servers, over TCP.

mod driver;
mod server;
mod wires;
