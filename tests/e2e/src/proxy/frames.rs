//! What a server says over a WebSocket, cut anew: the same bytes, each in a message of its own.
//!
//! A browser gives a page whole messages, however TCP cuts them. So to hand a page its bytes one by one, the messages
//! themselves have to be cut.

/// Reads what comes from a server, beginning with its answer to the handshake.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    waiting: Vec<u8>,
    upgraded: bool,
}

impl Cutter {
    /// Takes in bytes, cut anywhere, and answers with what is to be sent instead, as far as it is whole.
    pub(super) fn cut(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.waiting.extend_from_slice(bytes);
        let mut cut = Vec::new();
        if !self.upgraded {
            let Some(end) = self.waiting.windows(4).position(|four| four == b"\r\n\r\n") else { return cut };
            cut.extend(self.waiting.drain(..end + 4));
            self.upgraded = true;
        }
        while let Some((head, length)) = frame(&self.waiting) {
            let Some(payload) = self.waiting.get(head..head + length) else { break };
            match self.waiting[0] & 0x0f {
                // Text, binary, or more of it: each byte as a whole binary message.
                0..=2 => payload.iter().for_each(|byte| cut.extend([0x82, 1, *byte])),
                // Pings and the like stay what they are.
                _ => cut.extend_from_slice(&self.waiting[..head + length]),
            }
            self.waiting.drain(..head + length);
        }
        cut
    }
}

/// How long a frame's head and its payload are, once the head is there. A server masks nothing.
fn frame(bytes: &[u8]) -> Option<(usize, usize)> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    match *bytes.get(1)? & 0x7f {
        126 => Some((4, number(bytes.get(2..4)?))),
        127 => Some((10, number(bytes.get(2..10)?))),
        short => Some((2, short.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPGRADE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";

    #[test]
    fn every_byte_becomes_a_message_wherever_the_frame_was_cut() {
        let long = [UPGRADE, &[0x82, 126, 1, 0], &[b'x'; 256], &[0x89, 0], &[0x82, 2, b'o', b'k']].concat();
        let expected = [UPGRADE, &[0x82, 1, b'x'].repeat(256), &[0x89, 0], &[0x82, 1, b'o', 0x82, 1, b'k']].concat();
        for size in [1, 3, 7, 300, long.len()] {
            let mut cutter = Cutter::default();
            let cut: Vec<u8> = long.chunks(size).flat_map(|piece| cutter.cut(piece)).collect();
            assert_eq!(cut, expected, "in pieces of {size}");
        }
    }
}
