//! The simulated brokers against real servers: the same script, the same outcome.

mod configuration;
mod core;
mod jetstream;
mod lines;
mod ours;
mod outcome;
mod real;
mod redis;
mod script;
mod seeds;
mod server;
mod shorten;
mod simulated;
mod slow;
