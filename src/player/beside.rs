//! The simulation beside another run: the same scenario, seed and entries, played up to the same moment, with nothing
//! known but both ledgers.

use crate::scenario::{Entry, Scenario, ScenarioError};
use crate::sim::time::Time;
use crate::transcript::{Fold, Obligations, Publications};
use crate::world::World;

/// A simulation that goes along with a run.
#[derive(Clone, Debug)]
pub struct Beside {
    scenario: Scenario,
    world: World,
    ledgers: (Publications, Obligations),
    /// How far it is: everything up to here has happened.
    now: Time,
    /// The entries that it was given, in order of time.
    script: Vec<Entry>,
    /// Whether there are records at `now` that have not been taken yet, because the allowance was used up.
    behind: bool,
}

impl Beside {
    /// A simulation of the scenario at time 0.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario is not valid.
    pub fn new(scenario: &Scenario) -> Result<Beside, ScenarioError> {
        Ok(Beside {
            world: World::new(scenario)?,
            scenario: scenario.clone(),
            ledgers: <(Publications, Obligations)>::default(),
            now: Time::ZERO,
            script: Vec::new(),
            behind: false,
        })
    }

    /// Goes to a moment of the run: the scenario that it started with, and the entries that it has applied up to then.
    /// Takes at most `budget` records; true if it got there. It begins anew if the run is another one, or its past has
    /// changed, or the moment lies behind.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario is not valid.
    pub fn reach(
        &mut self,
        scenario: &Scenario,
        applied: &[Entry],
        moment: Time,
        budget: u32,
    ) -> Result<bool, ScenarioError> {
        if moment < self.now || !self.leads_to(applied) || self.scenario != *scenario {
            *self = Beside::new(scenario)?;
        }
        self.script.extend_from_slice(&applied[self.script.len()..]);
        for _ in 0..budget {
            let Some(record) = self.world.next_record(moment, &self.script) else {
                self.now = moment;
                self.behind = false;
                return Ok(true);
            };
            self.ledgers.feed(&record);
            // While it catches up it stands at the last record; entries of the same moment may still come.
            self.now = record.at;
        }
        self.behind = true;
        Ok(false)
    }

    /// Where every publication is.
    pub const fn publications(&self) -> &Publications {
        &self.ledgers.0
    }

    /// Where every obligation is.
    pub const fn obligations(&self) -> &Obligations {
        &self.ledgers.1
    }

    /// Whether it has not got as far as the run.
    pub const fn is_behind(&self) -> bool {
        self.behind
    }

    /// Whether these entries continue those it knows, none of the new ones in its past.
    fn leads_to(&self, applied: &[Entry]) -> bool {
        let Some(new) = applied.strip_prefix(&*self.script) else { return false };
        new.first().is_none_or(|entry| entry.at >= self.now)
    }
}
