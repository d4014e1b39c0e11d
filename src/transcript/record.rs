//! The record: one thing that happened.

use super::Kind;
use crate::message::ComponentId;
use crate::sim::time::Time;

/// One thing that happened, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place in the transcript, from 0.
    pub index: u64,
    /// When.
    pub at: Time,
    /// The index of the record that brought this one about.
    pub cause: Option<u64>,
    /// Where it happened.
    pub component: ComponentId,
    /// What it was.
    pub kind: Kind,
}
