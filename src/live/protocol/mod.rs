//! The NATS client protocol as bytes: what a client writes, and what a server sends, however it is cut into pieces.
//!
//! Follows the client protocol reference of NATS and what nats-server 2.9.10 does: frames of a WebSocket are not
//! aligned with protocol lines, and arguments may be divided by more than one space.

mod decode;
mod encode;
pub mod jetstream;

pub use decode::{Decoder, Message, ProtocolError, ServerOperation, Status};
pub use encode::ClientOperation;

use crate::message::Headers;

/// Reads a block of headers, as a stream holds it.
///
/// # Errors
/// [`ProtocolError::Headers`] if it is none.
pub fn read_headers(block: &[u8]) -> Result<Headers, ProtocolError> {
    decode::header_block(block).map(|(_, headers)| headers)
}
