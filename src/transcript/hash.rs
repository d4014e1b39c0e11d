//! The transcript's fingerprint: XXH64 with seed 0 over the encoding of every record so far.

use super::encoding::Code;
use super::{Fold, Record};
use std::fmt;
use xxhash_rust::xxh64::Xxh64;

/// Grows with each record; equal hashes mean equal transcripts. Shown as 16 hexadecimal digits.
#[derive(Clone)]
pub struct TranscriptHash {
    state: Xxh64,
    scratch: Vec<u8>,
}

impl TranscriptHash {
    /// The hash of the records so far.
    pub fn value(&self) -> u64 {
        self.state.digest()
    }
}

impl Default for TranscriptHash {
    fn default() -> TranscriptHash {
        TranscriptHash { state: Xxh64::new(0), scratch: Vec::new() }
    }
}

impl Fold for TranscriptHash {
    fn feed(&mut self, record: &Record) {
        self.scratch.clear();
        record.put(&mut self.scratch);
        self.state.update(&self.scratch);
    }
}

impl fmt::Display for TranscriptHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.value())
    }
}

impl fmt::Debug for TranscriptHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TranscriptHash({self})")
    }
}
