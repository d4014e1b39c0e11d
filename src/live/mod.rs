//! REAL NATS: the protocol, without a wire. What goes over a WebSocket or a TCP connection is written and read here.

pub mod protocol;
