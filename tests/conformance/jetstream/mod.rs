//! JetStream, simulated and real: the same script, the same deliveries at the same moments, the same answers.
//!
//! The scripts by hand are in files by subject, each a sentence about nats-server 2.9.10; what it did is in `told/`.

mod acks;
mod agreement;
mod answers;
mod client;
mod delivery;
mod exhaustion;
mod fetches;
mod independent;
mod many;
mod outcome;
mod publishing;
mod push;
mod random;
mod real;
mod refusals;
mod restarts;
mod script;
mod second;
mod server;
mod simulated;
mod streams;
mod wire;
mod words;
mod write;

use agreement::check;
pub use client::{Noted, Speaks};
use queue_playground::sim::time::Span;
pub use server::Account;

/// How long after its last step a script is listened to.
const CURTAIN: Span = Span::from_millis(150);
/// Subscriptions of this number and above are inboxes of steps.
const INBOX: u32 = 10_000;
/// The client who listens to advisories, and cleans up on the real server.
const OBSERVER: u32 = u32::MAX;
/// What it listens to.
const ADVISORIES: [&str; 3] = ["MAX_DELIVERIES", "MSG_NAKED", "MSG_TERMINATED"];
