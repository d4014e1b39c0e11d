//! WHAT HAPPENED: records, and what can be known from them.
//!
//! Everything a person sees, hears or exports is a fold over records: the ledgers, the measures, the picture, the
//! words.

mod encoding;
mod fold;
mod hash;
mod ledger;
mod measures;
mod record;

pub use fold::Fold;
pub use hash::TranscriptHash;
pub use ledger::{Lost, Obligations, Publications};
pub use measures::{Measures, Utilisation};
pub use record::{Kind, LossReason, Outcome, Record, Stage};
