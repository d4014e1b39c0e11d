//! What happens to crews, whoever runs them: somebody joins, is dismissed, crashes, comes back, is frozen, or hears of
//! a knob. Where a run carries its actions out, and what else ends with a process, is its own affair.

use super::{Actor, Crew, Owner, waits};
use crate::cast::{Outbox, SLOWDOWN, Setting, Signal};
use crate::message::{ComponentId, Payload};
use crate::scenario::{Action, Knob, Parameter, Roster, Value, Verb};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::{Kind, LossReason, Stage};
use std::sync::Arc;

/// A run with crews. What it must give stands first; everything behind it follows.
pub trait Troupe {
    /// Who takes part.
    fn roster(&self) -> &Roster;

    /// What can be turned.
    fn knobs(&self) -> &[Knob];

    /// What its luck hangs from.
    fn seed(&self) -> Seed;

    /// The moment.
    fn now(&self) -> Time;

    /// The crews, in the order of the cast.
    fn crews(&self) -> &[Crew];

    /// The crews, to be changed.
    fn crews_mut(&mut self) -> &mut [Crew];

    /// Keeps a record, and says its index.
    fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64;

    /// Where members put what they do; it is taken while one decides.
    fn outbox(&mut self) -> &mut Outbox;

    /// Carries out what a member decided.
    fn execute(&mut self, actor: Owner, out: &mut Outbox, cause: Option<u64>);

    /// A process is about to die at once: what it has not sent will not be sent.
    fn dies(&mut self, id: ComponentId);

    /// A member goes for good: its link is nobody's any more.
    fn goes(&mut self, id: ComponentId);

    /// A process was frozen, or goes on: whoever reads its connection may care.
    fn froze(&mut self, id: ComponentId, frozen: bool, cause: u64);

    /// Another value for something of a broker's links; nothing where links cannot be changed.
    fn set_link(&mut self, part: u16, parameter: Parameter, value: Value);

    /// Something that is done to a link, a broker or the next message; nothing where it cannot be done.
    fn tamper(&mut self, verb: Verb, id: ComponentId);

    /// Which crew the part has; none for a broker.
    fn crew(&self, part: u16) -> Option<usize> {
        let first = self.crews().first()?.position;
        usize::from(part).checked_sub(usize::from(first)).filter(|&crew| crew < self.crews().len())
    }

    /// A member.
    fn actor(&self, id: ComponentId) -> Option<&Actor> {
        let crew = &self.crews()[self.crew(id.part)?];
        crew.members.get(crew.place(id.member).ok()?)
    }

    /// A member, to be changed.
    fn actor_mut(&mut self, id: ComponentId) -> Option<&mut Actor> {
        let crew = self.crew_mut(id.part)?;
        let place = crew.place(id.member).ok()?;
        crew.members.get_mut(place)
    }

    /// A crew, to be changed.
    fn crew_mut(&mut self, part: u16) -> Option<&mut Crew> {
        let crew = self.crew(part)?;
        self.crews_mut().get_mut(crew)
    }

    /// Lets a member hear a signal, unless the process it was meant for is gone, and carries out what follows.
    fn signal(&mut self, to: Owner, signal: Signal, cause: Option<u64>) {
        let is_frozen = |actor: &&mut Actor| actor.paused && actor.up && actor.life == to.life;
        if let Some(actor) = self.actor_mut(to.component).filter(is_frozen)
            && waits(&signal)
        {
            return actor.frozen.push((cause, to, signal));
        }
        let now = self.now();
        let mut out = std::mem::take(self.outbox());
        if let Some(actor) = self.actor_mut(to.component).filter(|actor| actor.hears(to, &signal)) {
            if let Signal::Disconnected = signal {
                actor.connection = None;
            }
            actor.member.signal(now, signal, &mut out);
            self.execute(to, &mut out, cause);
        } else if let Signal::Delivery(delivery) = signal {
            let (stage, reason) = (Stage::OnTheWay, LossReason::ConnectionClosed);
            self.record(to.component, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
        }
        *self.outbox() = out;
    }

    /// Everyone who is up in this part.
    fn up(&self, part: u16) -> Vec<Owner> {
        let members = self.crew(part).map(|crew| self.crews()[crew].members.iter());
        let up = members.into_iter().flatten().filter(|actor| actor.up);
        up.map(|actor| Owner { component: actor.id, life: actor.life }).collect()
    }

    /// Brings the number of members to what the part says: new ones start, the highest numbers go first.
    fn man(&mut self, crew: usize, cause: Option<u64>) {
        let wanted = usize::from(self.crews()[crew].part.replicas);
        while self.crews()[crew].staying().count() < wanted {
            self.join(crew, cause);
        }
        while self.crews()[crew].staying().count() > wanted {
            let Some(last) = self.crews()[crew].staying().next_back().map(|actor| actor.id) else { return };
            self.dismiss(last, cause);
        }
    }

    /// A new member starts.
    fn join(&mut self, crew: usize, cause: Option<u64>) {
        let (seed, now) = (self.seed(), self.now());
        let owner = self.crews_mut()[crew].join(seed, now);
        let joined = self.record(owner.component, Kind::Joined, cause);
        self.signal(owner, Signal::Start, Some(joined));
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

    /// A member is gone.
    fn remove(&mut self, id: ComponentId) {
        self.goes(id);
        if let Some(crew) = self.crew_mut(id.part) {
            crew.remove(id.member);
        }
    }

    /// Ends a process at once; nothing happens if it does not run.
    fn crash(&mut self, id: ComponentId) {
        let Some(actor) = self.actor(id).filter(|actor| actor.up) else { return };
        let (owner, leaving) = (Owner { component: id, life: actor.life }, actor.leaving);
        self.dies(id);
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
    fn restart(&mut self, id: ComponentId) {
        let (seed, now) = (self.seed(), self.now());
        let is_down = self.actor(id).is_some_and(|actor| !actor.up);
        let Some(crew) = self.crew(id.part).filter(|_| is_down) else { return };
        let member = self.crews_mut()[crew].start(id, seed, now);
        let Some(actor) = self.actor_mut(id) else { return };
        actor.up = true;
        actor.slowdown = 1;
        actor.member = member;
        let owner = Owner { component: id, life: actor.life };
        let restarted = self.record(id, Kind::Restarted, None);
        self.signal(owner, Signal::Start, Some(restarted));
    }

    /// Freezes a process; nothing happens if it does not run, or is frozen.
    fn pause(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id).filter(|actor| actor.up && !actor.paused) else { return };
        actor.paused = true;
        let paused = self.record(id, Kind::Paused, None);
        self.froze(id, true, paused);
    }

    /// Lets a frozen process go on: it hears at once of all that waited, in order; nothing happens if it is not frozen.
    fn unpause(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id).filter(|actor| actor.paused) else { return };
        actor.paused = false;
        let frozen = std::mem::take(&mut actor.frozen);
        let unpaused = self.record(id, Kind::Unpaused, None);
        for (cause, to, signal) in frozen {
            self.signal(to, signal, cause.or(Some(unpaused)));
        }
        self.froze(id, false, unpaused);
    }

    /// What waited for a process that died is lost with its connection.
    fn drop_frozen(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id) else { return };
        actor.paused = false;
        for (cause, to, signal) in std::mem::take(&mut actor.frozen) {
            self.signal(to, signal, cause);
        }
    }

    /// Lets everyone up in a part hear of a knob, those who join later too.
    fn set(&mut self, part: u16, parameter: Parameter, value: Value, cause: Option<u64>) {
        let Some(crew) = self.crew_mut(part) else { return };
        Arc::make_mut(&mut crew.part).set(parameter, value);
        if let Some(setting) = parameter.setting(value) {
            for owner in self.up(part) {
                self.signal(owner, Signal::Set(setting), cause);
            }
        }
    }

    /// Does what an entry asks for. Entries are checked before they get here; what cannot apply at this moment, such as
    /// the crash of a member that was scaled away, does nothing.
    fn apply(&mut self, action: &Action) {
        match action {
            Action::Set { knob, value } => self.turn(knob, value),
            Action::Publish { component, text } => self.tell(component, Signal::Publish(Payload::from(text.as_str()))),
            Action::Replay { component, sequence, text } => {
                let text = text.as_deref().map(Payload::from);
                self.tell(component, Signal::Replay { sequence: *sequence, text });
            }
            Action::Scale { component, members } => self.scale(component, *members),
            other => {
                let id = other.verb().and_then(|(verb, name)| Some((verb, self.roster().find(name)?)));
                if let Some((verb, id)) = id {
                    self.act(verb, id);
                }
            }
        }
    }

    /// Does something to a component.
    fn act(&mut self, verb: Verb, id: ComponentId) {
        match verb {
            Verb::Crash => self.crash(id),
            Verb::Restart if id.member > 0 => self.restart(id),
            Verb::Pause => self.pause(id),
            Verb::Unpause => self.unpause(id),
            Verb::SlowDown => self.slow(id, SLOWDOWN),
            Verb::SpeedUp => self.slow(id, 1),
            Verb::PoisonNext => self.poison_next(id),
            other => self.tamper(other, id),
        }
    }

    /// Lets a member hear what a person wants of it.
    fn tell(&mut self, name: &str, signal: Signal) {
        let to = self.roster().find(name).and_then(|id| self.actor(id));
        if let Some(to) = to.map(|actor| Owner { component: actor.id, life: actor.life }) {
            self.signal(to, signal, None);
        }
    }

    /// Lets a handler take so many times as long as ever for each message; nothing happens if it does.
    fn slow(&mut self, id: ComponentId, factor: u16) {
        let Some(actor) = self.actor_mut(id).filter(|actor| actor.up && actor.slowdown != factor) else { return };
        actor.slowdown = factor;
        let to = Owner { component: id, life: actor.life };
        let slowed = self.record(id, Kind::Slowed { factor }, None);
        self.signal(to, Signal::Set(Setting::Slowdown(factor)), Some(slowed));
    }

    /// Lets a publisher mark what it publishes next.
    fn poison_next(&mut self, id: ComponentId) {
        let Some(life) = self.actor(id).filter(|actor| actor.up).map(|actor| actor.life) else { return };
        let armed = self.record(id, Kind::PoisonArmed, None);
        self.signal(Owner { component: id, life }, Signal::PoisonNext, Some(armed));
    }

    /// Turns a knob.
    fn turn(&mut self, name: &str, text: &str) {
        let Some(knob) = self.knobs().iter().find(|knob| knob.id == name).cloned() else { return };
        let Ok(value) = knob.parse(text) else { return };
        let turned = self.record_turn(&knob, value);
        for name in knob.parts() {
            self.change(name, knob.parameter, value, Some(turned));
        }
    }

    /// Gives a part another number of members, as its knob would; a knob of its own follows.
    fn scale(&mut self, name: &str, members: u16) {
        let own = |knob: &&Knob| knob.parameter == Parameter::Replicas && knob.part == name && knob.also.is_empty();
        let knob = self.knobs().iter().find(own).cloned();
        let value = Value::Count(members);
        let turned = knob.map(|knob| self.record_turn(&knob, value));
        self.change(name, Parameter::Replicas, value, turned);
    }

    /// Keeps that a knob was turned.
    fn record_turn(&mut self, knob: &Knob, value: Value) -> u64 {
        let (knob, value) = (knob.id.as_str().into(), value.to_string().into());
        self.record(ComponentId::PERSON, Kind::KnobTurned { knob, value }, None)
    }

    /// Changes something of a part, or of a broker's links.
    fn change(&mut self, name: &str, parameter: Parameter, value: Value, cause: Option<u64>) {
        let Some(part) = self.roster().find_part(name) else { return };
        self.set_link(part, parameter, value);
        self.set(part, parameter, value, cause);
        if let (Parameter::Replicas, Value::Count(members), Some(crew)) = (parameter, value, self.crew(part)) {
            let scaled = self.record(ComponentId { part, member: 0 }, Kind::Scaled { members }, cause);
            self.man(crew, Some(scaled));
        }
    }
}
