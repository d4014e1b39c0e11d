//! The NATS client protocol as bytes: what a client writes, and what a server sends, however it is cut into pieces.
//!
//! Follows the client protocol reference of NATS and what nats-server 2.9.10 does: frames of a WebSocket are not
//! aligned with protocol lines, and arguments may be divided by more than one space.

mod decode;
mod encode;
pub mod jetstream;

pub use decode::{Decoder, Message, ProtocolError, ServerOperation, Status};
pub use encode::{ClientOperation, Login};

use crate::message::Headers;

/// Reads a block of headers, as a stream holds it; what is none is passed over.
pub fn read_headers(block: &[u8]) -> Headers {
    decode::header_block(block).1
}
