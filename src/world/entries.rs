//! Applying entries: what a person asks for, in the run.

use super::World;
use crate::cast::{SLOWDOWN, Setting, Signal};
use crate::crew::Owner;
use crate::message::{ComponentId, Payload};
use crate::scenario::{Action, Knob, Parameter, Value, Verb};
use crate::transcript::Kind;

impl World {
    /// Does what an entry asks for. Entries are checked before they reach the world; what cannot apply at this moment,
    /// such as the crash of a member that was scaled away, does nothing.
    pub(super) fn apply(&mut self, action: &Action) {
        match action {
            Action::Set { knob, value } => self.turn(knob, value),
            Action::Publish { component, text } => self.tell(component, Signal::Publish(Payload::from(text.as_str()))),
            Action::Replay { component, sequence, text } => {
                let text = text.as_deref().map(Payload::from);
                self.tell(component, Signal::Replay { sequence: *sequence, text });
            }
            Action::Scale { component, members } => self.scale(component, *members),
            other => {
                let id = other.verb().and_then(|(verb, name)| Some((verb, self.setting.roster.find(name)?)));
                if let Some((verb, id)) = id {
                    self.act(verb, id);
                }
            }
        }
    }

    fn act(&mut self, verb: Verb, id: ComponentId) {
        match verb {
            Verb::Crash => self.crash(id),
            Verb::Restart if id.member == 0 => self.restart_broker(id),
            Verb::Restart => self.restart(id),
            Verb::Pause => self.pause(id),
            Verb::Unpause => self.unpause(id),
            Verb::SlowDown => self.slow(id, SLOWDOWN),
            Verb::SpeedUp => self.slow(id, 1),
            Verb::Partition => self.partition(id),
            Verb::Heal => self.heal(id),
            Verb::LoseNext => self.lose_next(id),
            Verb::PoisonNext => self.poison_next(id),
            // These are no actions of their own.
            Verb::ScaleUp | Verb::ScaleDown | Verb::RestartBroker => {}
        }
    }

    /// Lets a member hear what a person wants of it.
    fn tell(&mut self, name: &str, signal: Signal) {
        let to = self.setting.roster.find(name).and_then(|id| self.actor(id));
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

    fn poison_next(&mut self, id: ComponentId) {
        let Some(life) = self.actor(id).filter(|actor| actor.up).map(|actor| actor.life) else { return };
        let armed = self.record(id, Kind::PoisonArmed, None);
        self.signal(Owner { component: id, life }, Signal::PoisonNext, Some(armed));
    }

    fn turn(&mut self, name: &str, text: &str) {
        let Some(knob) = self.setting.knobs.iter().find(|knob| knob.id == name).cloned() else { return };
        let Ok(value) = knob.parse(text) else { return };
        let turned = self.record_turn(&knob, value);
        for name in knob.parts() {
            self.change(name, knob.parameter, value, Some(turned));
        }
    }

    /// Gives a part another number of members, as its knob would; a knob of its own follows.
    fn scale(&mut self, name: &str, members: u16) {
        let own = |knob: &&Knob| knob.parameter == Parameter::Replicas && knob.part == name && knob.also.is_empty();
        let knob = self.setting.knobs.iter().find(own).cloned();
        let value = Value::Count(members);
        let turned = knob.map(|knob| self.record_turn(&knob, value));
        self.change(name, Parameter::Replicas, value, turned);
    }

    fn record_turn(&mut self, knob: &Knob, value: Value) -> u64 {
        let (knob, value) = (knob.id.as_str().into(), value.to_string().into());
        self.record(ComponentId::PERSON, Kind::KnobTurned { knob, value }, None)
    }

    /// Changes something of a part, or of a broker's links.
    fn change(&mut self, name: &str, parameter: Parameter, value: Value, cause: Option<u64>) {
        let Some(part) = self.setting.roster.find_part(name) else { return };
        if let Some(links) = self.links.get_mut(usize::from(part)) {
            match (parameter, value) {
                (Parameter::Loss, Value::Ratio(loss)) => links.loss = loss,
                (Parameter::Latency, Value::Span(latency)) => links.latency = latency,
                _ => {}
            }
        }
        self.set(part, parameter, value, cause);
        if let (Parameter::Replicas, Value::Count(members), Some(crew)) = (parameter, value, self.crew(part)) {
            let scaled = self.record(ComponentId { part, member: 0 }, Kind::Scaled { members }, cause);
            self.man(crew, Some(scaled));
        }
    }
}
