//! One connection against scripted bytes.

mod handshake;
mod hostile;
mod pings;
mod reconnect;
mod script;
mod sending;
