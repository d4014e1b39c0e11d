//! Somewhere else: a world that goes on by itself, as a real server does, and is recorded. A module of tests/spec and of
//! tests/web.

use queue_playground::player::{Recording, Simulation};
use queue_playground::scenario::{Entry, Scenario};
use queue_playground::sim::time::Time;
use queue_playground::transcript::Fold;
use queue_playground::world::World;

/// It does what is wished for when it is due.
pub(crate) struct Elsewhere {
    world: World,
    /// What was wished for, and when it was done.
    pub(crate) done: Vec<Entry>,
    pub(crate) now: Time,
    pub(crate) recording: Recording,
}

impl Elsewhere {
    /// A run that begins there, and the player's side of it.
    pub(crate) fn begin<F: Fold + Default>(scenario: Scenario) -> (Elsewhere, Simulation<F>) {
        let (world, recording) = (World::new(&scenario).expect("a scenario that can be run"), Recording::default());
        let run = Simulation::recorded(scenario, recording.clone()).expect("a scenario that can be run");
        (Elsewhere { world, done: Vec::new(), now: Time::ZERO, recording }, run)
    }

    /// Goes on until then.
    pub(crate) fn go_on(&mut self, until: Time) {
        loop {
            let due = self.recording.next_wish_due().filter(|due| *due <= until);
            self.now = due.unwrap_or(until).max(self.now);
            while let Some(record) = self.world.next_record(self.now, &self.done) {
                self.recording.push(record);
            }
            self.recording.reach(self.now);
            if due.is_none() {
                return;
            }
            let wishes = self.recording.take_wishes(self.now);
            self.done.extend(wishes.into_iter().map(|wish| Entry { at: self.now, ..wish }));
        }
    }
}
