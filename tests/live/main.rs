//! Live engines on real servers, over TCP.

mod cast;
mod driver;
mod outside;
mod server;
mod watching;
mod wires;
