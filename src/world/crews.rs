//! The crews of a simulated run: members who come, go, crash and come back.

use super::World;
use crate::cast::Signal;
use crate::crew::{Actor, Crew, Owner};
use crate::message::ComponentId;
use crate::scenario::{Parameter, Value};
use crate::transcript::Kind;
use std::sync::Arc;

impl World {
    pub(super) fn crew(&self, part: u16) -> Option<usize> {
        usize::from(part).checked_sub(self.brokers.len()).filter(|&crew| crew < self.crews.len())
    }

    pub(super) fn actor(&self, id: ComponentId) -> Option<&Actor> {
        let crew = &self.crews[self.crew(id.part)?];
        crew.members.get(crew.place(id.member).ok()?)
    }

    pub(super) fn actor_mut(&mut self, id: ComponentId) -> Option<&mut Actor> {
        let crew = self.crew_mut(id.part)?;
        let place = crew.place(id.member).ok()?;
        crew.members.get_mut(place)
    }

    fn crew_mut(&mut self, part: u16) -> Option<&mut Crew> {
        let crew = self.crew(part)?;
        self.crews.get_mut(crew)
    }

    /// Everyone who is up in this part.
    pub(super) fn up(&self, part: u16) -> Vec<Owner> {
        let members = self.crew(part).map(|crew| self.crews[crew].members.iter());
        let up = members.into_iter().flatten().filter(|actor| actor.up);
        up.map(|actor| Owner { component: actor.id, life: actor.life }).collect()
    }

    /// Brings the number of members to what the part says: new ones start, the highest numbers go first.
    pub(super) fn man(&mut self, crew: usize, cause: Option<u64>) {
        let wanted = usize::from(self.crews[crew].part.replicas);
        while self.crews[crew].staying().count() < wanted {
            self.join(crew, cause);
        }
        while self.crews[crew].staying().count() > wanted {
            let Some(last) = self.crews[crew].staying().next_back().map(|actor| actor.id) else { return };
            self.dismiss(last, cause);
        }
    }

    fn join(&mut self, crew: usize, cause: Option<u64>) {
        let crew = &mut self.crews[crew];
        let id = ComponentId { part: crew.position, member: crew.free_number() };
        let member = crew.start(id, self.setting.seed, self.now);
        let life = crew.gone.get(&id.member).map_or(0, |gone| gone.1);
        let (up, leaving, paused) = (true, false, false);
        let actor = Actor { id, member, life, up, leaving, connection: None, slowdown: 1, paused, frozen: Vec::new() };
        let place = crew.place(id.member).unwrap_or_else(|place| place);
        crew.members.insert(place, actor);
        let joined = self.record(id, Kind::Joined, cause);
        self.signal(Owner { component: id, life }, Signal::Start, Some(joined));
    }

    /// Asks a member to finish and leave; a crashed one has nothing to finish.
    fn dismiss(&mut self, id: ComponentId, cause: Option<u64>) {
        let Some(actor) = self.actor_mut(id) else { return };
        actor.leaving = true;
        let (owner, up) = (Owner { component: id, life: actor.life }, actor.up);
        if up {
            self.signal(owner, Signal::Stop, cause);
        } else {
            self.record(id, Kind::Left, cause);
            self.remove(id);
        }
    }

    pub(super) fn remove(&mut self, id: ComponentId) {
        self.heal(id);
        self.disarm(id);
        let Some(crew) = self.crew_mut(id.part) else { return };
        if let Ok(place) = crew.place(id.member) {
            let gone = crew.members.remove(place);
            crew.gone.insert(id.member, (gone.member.numbering(), gone.life + 1));
        }
    }

    /// Ends a process at once; nothing happens if it does not run.
    pub(super) fn crash(&mut self, id: ComponentId) {
        let Some(actor) = self.actor(id).filter(|actor| actor.up) else { return };
        let (owner, leaving) = (Owner { component: id, life: actor.life }, actor.leaving);
        self.drop_unsent(id);
        self.signal(owner, Signal::Crash, None);
        if let Some(actor) = self.actor_mut(id) {
            actor.up = false;
            actor.life += 1;
        }
        self.drop_frozen(id);
        // Nobody waits for one that was on its way out.
        if leaving {
            self.record(id, Kind::Left, None);
            self.remove(id);
        }
    }

    /// Starts a crashed process again, with the knobs as they stand now; nothing happens if it runs.
    pub(super) fn restart(&mut self, id: ComponentId) {
        let (seed, now) = (self.setting.seed, self.now);
        let is_down = self.actor(id).is_some_and(|actor| !actor.up);
        let Some(crew) = self.crew(id.part).filter(|_| is_down) else { return };
        let member = self.crews[crew].start(id, seed, now);
        let Some(actor) = self.actor_mut(id) else { return };
        actor.up = true;
        actor.slowdown = 1;
        actor.member = member;
        let owner = Owner { component: id, life: actor.life };
        let restarted = self.record(id, Kind::Restarted, None);
        self.signal(owner, Signal::Start, Some(restarted));
    }

    /// Lets everyone up in a part hear of a knob, those who join later too.
    pub(super) fn set(&mut self, part: u16, parameter: Parameter, value: Value, cause: Option<u64>) {
        let Some(crew) = self.crew_mut(part) else { return };
        Arc::make_mut(&mut crew.part).set(parameter, value);
        if let Some(setting) = parameter.setting(value) {
            for owner in self.up(part) {
                self.signal(owner, Signal::Set(setting), cause);
            }
        }
    }
}
