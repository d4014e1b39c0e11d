//! What holds after every single record of every run, whatever the scenario.

mod arrival;
mod closing;
mod consumers;
#[path = "../../twin/glob.rs"]
mod glob;
mod knobs;
mod ledgers;
mod links;
mod losses;
mod membership;
mod order;
mod requests;
mod routing;
mod storage;
mod streams;
mod travel;
mod work;

use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::Record;
use std::fmt;

/// Something that always holds.
trait Invariant {
    /// Takes in the next record.
    ///
    /// # Errors
    /// What does not hold, in a sentence.
    fn check(&mut self, record: &Record) -> Result<(), String>;

    /// The run has come to its end, and nothing more happens at that moment or before.
    ///
    /// # Errors
    /// What does not hold, in a sentence.
    fn end(&mut self, _until: Time) -> Result<(), String> {
        Ok(())
    }
}

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    /// The invariant's name.
    pub(crate) invariant: &'static str,
    /// What does not hold.
    pub(crate) problem: String,
    /// The record that showed it.
    pub(crate) index: u64,
    /// When.
    pub(crate) at: Time,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (record {}, {})", self.invariant, self.problem, self.index, self.at)
    }
}

/// Watches one run.
pub(crate) struct Watch(Vec<(&'static str, Box<dyn Invariant>)>);

impl Watch {
    /// At the start of a run of this scenario.
    pub(crate) fn new(scenario: &Scenario) -> Watch {
        Watch(vec![
            ("order", Box::new(order::Order::default())),
            ("membership", Box::new(membership::Membership::new(scenario))),
            ("losses", Box::new(losses::Losses::default())),
            ("ledgers", Box::new(ledgers::Ledgers::default())),
            ("routing", Box::new(routing::Routing::new(scenario))),
            ("streams", Box::new(streams::Streams::new(scenario))),
            ("consumers", Box::new(consumers::Consumers::new(scenario))),
            ("arrival", Box::new(arrival::Arrival::new(scenario))),
            ("travel", Box::new(travel::Travel::new(scenario))),
            ("closing", Box::new(closing::Closing::new(scenario))),
            ("requests", Box::new(requests::Requests::default())),
            ("work", Box::new(work::Work::new(scenario))),
            ("storage", Box::new(storage::Storage::new(scenario))),
        ])
    }

    /// The run has come to its end, after the record of this index.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub(crate) fn end(&mut self, until: Time, index: u64) -> Result<(), Breach> {
        for (invariant, watched) in &mut self.0 {
            watched.end(until).map_err(|problem| Breach { invariant, problem, index, at: until })?;
        }
        Ok(())
    }

    /// Takes in the next record.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub(crate) fn check(&mut self, record: &Record) -> Result<(), Breach> {
        for (invariant, watched) in &mut self.0 {
            watched.check(record).map_err(|problem| Breach {
                invariant,
                problem,
                index: record.index,
                at: record.at,
            })?;
        }
        Ok(())
    }
}

/// A sentence as an error, unless the condition holds.
fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}
