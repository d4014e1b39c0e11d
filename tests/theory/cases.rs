//! Which rows are run, and how: for each case a scenario, a length, and what is measured.

use super::measure::Window;
use super::table::Row;
use super::{chains, queues, replies, retries, routes};
use queue_playground::sim::time::Span;

/// What a replication yields: a quantity, its measured value, and what theory says of it.
pub type Values = Vec<(&'static str, f64, f64)>;

/// A case of the table as a run.
pub struct Case {
    /// Its name in the table.
    pub id: &'static str,
    /// The scenario, as JSON.
    pub scenario: String,
    /// How much of the start is not measured.
    pub warm_up: Span,
    /// How long is measured, in a test build.
    pub measured: Span,
    /// How many replications, each with a seed of its own.
    pub replications: u64,
    /// Which quantities are compared.
    pub quantities: &'static [&'static str],
    /// Runs a replication and measures.
    pub measure: fn(&str, u64, Window, &[&Row]) -> Values,
}

/// Everything that the cast can express.
pub fn cases() -> Vec<Case> {
    let mut cases = queues::cases();
    cases.extend(routes::cases());
    cases.extend(chains::cases());
    cases.extend(replies::cases());
    cases.extend(retries::cases());
    cases
}
