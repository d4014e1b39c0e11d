//! What is known at a moment, built up record by record.

use super::Record;

/// Knowledge that grows with every record. Cloned into checkpoints, so a clone should be cheap.
pub trait Fold: Clone {
    /// Takes in the next record. Records come in order, each once.
    fn feed(&mut self, record: &Record);
}

/// Two things known at once.
impl<A: Fold, B: Fold> Fold for (A, B) {
    fn feed(&mut self, record: &Record) {
        self.0.feed(record);
        self.1.feed(record);
    }
}
