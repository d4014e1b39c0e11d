//! Everything the page knows at a moment: what a player of the page checkpoints together with the world.

use super::{Board, History};
use crate::transcript::{Fold, Measures, Obligations, Publications, Record, Tally, TranscriptHash};

/// What is known at a moment.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Every component.
    pub board: Board,
    /// The run so far in a few hundred points, for charts and the timeline.
    pub history: History,
    /// Where every publication is.
    pub publications: Publications,
    /// Where every obligation is.
    pub obligations: Obligations,
    /// Rates, percentiles and utilisation.
    pub measures: Measures,
    /// How often what has happened where.
    pub tally: Tally,
    /// The fingerprint of the transcript so far.
    pub hash: TranscriptHash,
}

impl Fold for Known {
    fn feed(&mut self, record: &Record) {
        self.board.feed(record);
        self.history.feed(record);
        self.publications.feed(record);
        self.obligations.feed(record);
        self.measures.feed(record);
        if let Some(took) = self.measures.last_took() {
            self.history.note(took);
        }
        self.tally.feed(record);
        self.hash.feed(record);
    }
}
