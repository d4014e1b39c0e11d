//! Live mode: the page in a real browser, a real nats-server, and `async-nats` as a witness that is not ours.
//!
//! One program, since each takes long to link. Every test has a browser, a server and ports of its own, so that they can
//! run beside each other.

mod asking;
mod connections;
mod faults;
mod flood;
mod held;
mod hostile;
mod instruments;
mod leftovers;
mod meeting;
mod patterns;
mod redelivery;
mod refusals;
mod watching;
