//! One run of one scenario, simulated or recorded: everything that hangs from one playground, but the picture.

use super::{Origin, Player, Recording, Replay, Source};
use crate::scenario::{Action, Entry, Knob, Parameter, Roster, Scenario, ScenarioError, Value};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::file::Unsaveable;
use crate::transcript::{Fold, Record};
use crate::world::World;
use std::ops::{Deref, DerefMut};

/// A scenario with its parameters as they stand, and the player that runs it.
///
/// A knob turned at the very start changes the parameters; later it is an entry of the run.
#[derive(Clone, Debug)]
pub struct Simulation<F> {
    scenario: Scenario,
    roster: Roster,
    player: Player<Origin, F>,
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

    /// A run that happens elsewhere, or happened, of which this is the recording; paused. In one that goes on, what the
    /// scenario lets happen by itself is wished for; in one that is over, what was asked for is read from its records.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario is not valid.
    pub fn recorded(scenario: Scenario, recording: Recording) -> Result<Simulation<F>, ScenarioError> {
        scenario.validate()?;
        let roster = Roster::new(&scenario);
        let script = if recording.is_over() { recording.entries(&roster) } else { script(&scenario) };
        let origin = Origin::Recorded(Replay::new(recording));
        script.iter().for_each(|entry| origin.wish(entry));
        Ok(Simulation { player: Player::new(origin, F::default(), script), roster, scenario })
    }

    /// Every record of this run, as far as it was played, or of its recording; for a file.
    ///
    /// # Errors
    /// [`Unsaveable`] if the first ones are not kept any more, or there are too many.
    pub fn records(&self) -> Result<Vec<Record>, Unsaveable> {
        self.recording().map_or_else(|| self.player.made_again(), Recording::records)
    }

    /// What this run is a recording of; none if it is simulated.
    pub const fn recording(&self) -> Option<&Recording> {
        self.player.source().recording()
    }

    /// Whether this run happens elsewhere, and goes on.
    pub fn is_live(&self) -> bool {
        self.recording().is_some_and(|recording| !recording.is_over())
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

    /// Starts again with other luck. Knobs stay as they stand; what was typed or broken is gone. What was recorded had
    /// its luck: it is only [reset](Simulation::reset).
    ///
    /// # Errors
    /// None for a scenario that ran before.
    pub fn reseed(&mut self, seed: Seed) -> Result<(), ScenarioError> {
        if self.recording().is_none() {
            self.scenario.seed = seed;
        }
        self.reset()
    }

    /// Starts again. Knobs stay as they stand; what was typed or broken is gone. What was recorded cannot be made
    /// undone: the player only goes back to its first moment, and a live run is begun again by whoever began it.
    ///
    /// # Errors
    /// None for a scenario that ran before.
    pub fn reset(&mut self) -> Result<(), ScenarioError> {
        if self.recording().is_some() {
            self.player.seek(Time::ZERO);
            return Ok(());
        }
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
    /// [`ScenarioError`] if there is no such knob, or the value is of the wrong kind or out of range, or this run
    /// cannot do this.
    pub fn turn(&mut self, knob: &str, text: &str) -> Result<(), ScenarioError> {
        let has_begun = self.player.now() > Time::ZERO || !self.player.applied().is_empty();
        if has_begun || self.recording().is_some() {
            return self.act(Action::Set { knob: knob.to_owned(), value: text.to_owned() });
        }
        let mut scenario = self.scenario.clone();
        scenario.set(knob, text)?;
        self.restart(scenario)
    }

    /// Does something now. Acting in the past drops the future; but in a live run now is at its head.
    ///
    /// # Errors
    /// [`ScenarioError`] if the action names something that there is not, or that cannot do this, or this run cannot.
    pub fn act(&mut self, action: Action) -> Result<(), ScenarioError> {
        self.perform(vec![Entry { at: self.player.now(), action }])
    }

    /// Does several things, now or later, in order of time; see [`Player::perform`].
    ///
    /// # Errors
    /// [`ScenarioError`] if one of them names something that there is not, or that cannot do this, or this run cannot;
    /// then none is done.
    pub fn perform(&mut self, entries: Vec<Entry>) -> Result<(), ScenarioError> {
        entries.iter().try_for_each(|entry| self.check(&entry.action))?;
        self.player.perform(entries);
        Ok(())
    }

    fn check(&self, action: &Action) -> Result<(), ScenarioError> {
        self.scenario.check_action(&self.roster, action, "action")?;
        let can = self.player.capabilities();
        let is_broker = |name: &String| self.scenario.brokers.iter().any(|broker| broker.id == *name);
        match action {
            _ if !can.acts => Err(ScenarioError::Over),
            Action::LoseNext { component } if !can.links => Err(ScenarioError::OnlySimulated(component.clone())),
            Action::Restart { component } if !can.restart_broker && is_broker(component) => {
                Err(ScenarioError::OnlySimulated(component.clone()))
            }
            Action::Set { knob, .. } if !can.links => {
                let parameter = self.scenario.knob(knob)?.parameter;
                let of_links = matches!(parameter, Parameter::Loss | Parameter::Latency);
                if of_links { Err(ScenarioError::OnlySimulated(knob.clone())) } else { Ok(()) }
            }
            _ => Ok(()),
        }
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

fn start<F: Fold + Default>(scenario: &Scenario) -> Result<Player<Origin, F>, ScenarioError> {
    Ok(Player::new(Origin::Simulated(World::new(scenario)?), F::default(), script(scenario)))
}

/// What happens by itself, in order of time.
fn script(scenario: &Scenario) -> Vec<Entry> {
    let mut script = scenario.entries.clone();
    script.sort_by_key(|entry| entry.at);
    script
}

impl<F> Deref for Simulation<F> {
    type Target = Player<Origin, F>;

    fn deref(&self) -> &Player<Origin, F> {
        &self.player
    }
}

impl<F> DerefMut for Simulation<F> {
    fn deref_mut(&mut self) -> &mut Player<Origin, F> {
        &mut self.player
    }
}
