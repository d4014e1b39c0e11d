//! One simulated run of one scenario: everything that hangs from one playground, but the picture.

use super::Player;
use crate::scenario::{Action, Entry, Knob, Parameter, Roster, Scenario, ScenarioError, Value};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::Fold;
use crate::world::World;
use std::ops::{Deref, DerefMut};

/// A scenario with its parameters as they stand, and the player that runs it.
///
/// A knob turned at the very start changes the parameters; later it is an entry of the run.
#[derive(Clone, Debug)]
pub struct Simulation<F> {
    scenario: Scenario,
    roster: Roster,
    player: Player<World, F>,
}

impl<F: Fold + Default> Simulation<F> {
    /// A run at time 0, paused.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario is not valid.
    pub fn new(scenario: Scenario) -> Result<Simulation<F>, ScenarioError> {
        let player = start(&scenario)?;
        Ok(Simulation { roster: Roster::new(&scenario), player, scenario })
    }

    /// The scenario with the parameters that this run started with.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Who takes part.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// What the run's luck hangs from.
    pub const fn seed(&self) -> Seed {
        self.scenario.seed
    }

    /// Starts again with other luck. Knobs stay as they stand; what was typed or broken is gone.
    ///
    /// # Errors
    /// None for a scenario that ran before.
    pub fn reseed(&mut self, seed: Seed) -> Result<(), ScenarioError> {
        self.scenario.seed = seed;
        self.reset()
    }

    /// Starts again. Knobs stay as they stand; what was typed or broken is gone.
    ///
    /// # Errors
    /// None for a scenario that ran before.
    pub fn reset(&mut self) -> Result<(), ScenarioError> {
        self.restart(self.standing()?)
    }

    /// The scenario with the parameters that hold at this moment.
    ///
    /// # Errors
    /// None for a scenario that ran before.
    pub fn standing(&self) -> Result<Scenario, ScenarioError> {
        let mut scenario = self.scenario.clone();
        for knob in &self.scenario.knobs {
            if let Some(value) = self.value(knob) {
                scenario.set(&knob.id, &value.to_string())?;
            }
        }
        Ok(scenario)
    }

    /// Turns a knob: the parameter itself at the very start, an entry now at any later moment.
    ///
    /// # Errors
    /// [`ScenarioError`] if there is no such knob, or the value is of the wrong kind or out of range.
    pub fn turn(&mut self, knob: &str, text: &str) -> Result<(), ScenarioError> {
        if self.player.now() > Time::ZERO || !self.player.applied().is_empty() {
            return self.act(Action::Set { knob: knob.to_owned(), value: text.to_owned() });
        }
        let mut scenario = self.scenario.clone();
        scenario.set(knob, text)?;
        self.restart(scenario)
    }

    /// Does something now. Acting in the past drops the future.
    ///
    /// # Errors
    /// [`ScenarioError`] if the action names something that there is not, or that cannot do this.
    pub fn act(&mut self, action: Action) -> Result<(), ScenarioError> {
        self.scenario.check_action(&self.roster, &action, "action")?;
        self.player.act(action);
        Ok(())
    }

    /// Does several things, now or later, in order of time.
    ///
    /// # Errors
    /// [`ScenarioError`] if one of them names something that there is not, or that cannot do this; then none is done.
    pub fn perform(&mut self, entries: Vec<Entry>) -> Result<(), ScenarioError> {
        let check = |entry: &Entry| self.scenario.check_action(&self.roster, &entry.action, "action");
        entries.iter().try_for_each(check)?;
        self.player.perform(entries);
        Ok(())
    }

    /// Where a knob stands at this moment.
    pub fn value(&self, knob: &Knob) -> Option<Value> {
        let turned = self.player.applied().iter().rev().find_map(|entry| match &entry.action {
            Action::Set { knob: id, value } if *id == knob.id => knob.parse(value).ok(),
            Action::Scale { component, members } => {
                let own = self.scenario.replicas_knob(component).is_some_and(|own| own.id == knob.id);
                own.then_some(Value::Count(*members))
            }
            _ => None,
        });
        turned.or_else(|| self.scenario.initial(knob))
    }

    /// How many members a part is to have at this moment; 0 if it is no part of the cast.
    pub fn members(&self, part: u16) -> u16 {
        let place = usize::from(part).checked_sub(self.scenario.brokers.len());
        let Some(part) = place.and_then(|place| self.scenario.cast.get(place)) else { return 0 };
        let asked = self.player.applied().iter().rev().find_map(|entry| match &entry.action {
            Action::Set { knob, value } => {
                let knob = self.scenario.knob(knob).ok().filter(|knob| knob.parameter == Parameter::Replicas)?;
                let turns = knob.parts().any(|one| one == part.id);
                knob.parse(value).ok().filter(|_| turns)
            }
            Action::Scale { component, members } if *component == part.id => Some(Value::Count(*members)),
            _ => None,
        });
        match asked {
            Some(Value::Count(members)) => members,
            _ => part.replicas,
        }
    }

    /// A new run with these parameters; playing and speed stay as they are.
    fn restart(&mut self, scenario: Scenario) -> Result<(), ScenarioError> {
        let mut player = start(&scenario)?;
        player.set_speed(self.player.speed());
        if self.player.is_playing() {
            player.play();
        }
        self.player = player;
        self.roster = Roster::new(&scenario);
        self.scenario = scenario;
        Ok(())
    }
}

fn start<F: Fold + Default>(scenario: &Scenario) -> Result<Player<World, F>, ScenarioError> {
    let mut script = scenario.entries.clone();
    script.sort_by_key(|entry| entry.at);
    Ok(Player::new(World::new(scenario)?, F::default(), script))
}

impl<F> Deref for Simulation<F> {
    type Target = Player<World, F>;

    fn deref(&self) -> &Player<World, F> {
        &self.player
    }
}

impl<F> DerefMut for Simulation<F> {
    fn deref_mut(&mut self) -> &mut Player<World, F> {
        &mut self.player
    }
}
