//! WHAT HAPPENED: records, and what can be known from them.
//!
//! Everything a person sees, hears or exports is a fold over records: the ledgers, the measures, the picture, the
//! words.

mod backlog;
mod encoding;
pub mod file;
mod fold;
mod hash;
mod journey;
mod kind;
mod ledger;
mod measures;
mod reason;
mod record;
mod tally;
mod waits;

pub use backlog::Backlog;
pub use fold::Fold;
pub use hash::TranscriptHash;
pub use journey::{Answer, Fate, Journey};
pub use kind::Kind;
pub use ledger::{Lost, Obligations, Publications};
pub use measures::{Measures, Utilisation};
pub use reason::{
    AckVerdict, ConsumerChange, ExpulsionReason, FailureReason, Forgotten, GatherStop, LossReason, Outcome,
    RefusalReason, RemovalReason, ReplayFailure, Stage,
};
pub use record::Record;
pub use tally::{Sign, Tally};
pub use waits::Waits;
