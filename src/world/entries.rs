//! Applying entries: what a person asks for, in the run.

use super::{Owner, World};
use crate::cast::Signal;
use crate::message::{ComponentId, Payload};
use crate::scenario::{Action, Knob, Parameter, Value};
use crate::transcript::Kind;

impl World {
    /// Does what an entry asks for. Entries are checked before they reach the world; what cannot apply at this moment,
    /// such as the crash of a member that was scaled away, does nothing.
    pub(super) fn apply(&mut self, action: &Action) {
        match action {
            Action::Set { knob, value } => self.turn(knob, value),
            Action::Publish { component, text } => {
                let to = self.setting.roster.find(component).and_then(|id| self.actor(id));
                if let Some(to) = to.map(|actor| Owner { component: actor.id, life: actor.life }) {
                    self.signal(to, Signal::Publish(Payload::from(text.as_str())), None);
                }
            }
            Action::Crash { component } => {
                if let Some(id) = self.setting.roster.find(component) {
                    self.crash(id);
                }
            }
            Action::Restart { component } => {
                if let Some(id) = self.setting.roster.find(component) {
                    self.restart(id);
                }
            }
            Action::Partition { component } => {
                if let Some(id) = self.setting.roster.find(component) {
                    self.partition(id);
                }
            }
            Action::Heal { component } => {
                if let Some(id) = self.setting.roster.find(component) {
                    self.heal(id);
                }
            }
        }
    }

    fn turn(&mut self, name: &str, text: &str) {
        let Some((part, knob)) = self.knob(name) else { return };
        let (parameter, Ok(value)) = (knob.parameter, knob.parse(text)) else { return };
        let (name, shown) = (name.into(), value.to_string().into());
        let turned = self.record(ComponentId::PERSON, Kind::KnobTurned { knob: name, value: shown }, None);
        self.set(part, parameter, value, Some(turned));
        if let (Parameter::Replicas, Value::Count(members), Some(crew)) = (parameter, value, self.crew(part)) {
            let scaled = self.record(ComponentId { part, member: 0 }, Kind::Scaled { members }, Some(turned));
            self.man(crew, Some(scaled));
        }
    }

    /// A knob and the part it turns something of.
    fn knob(&self, name: &str) -> Option<(u16, Knob)> {
        let knob = self.setting.knobs.iter().find(|knob| knob.id == name)?;
        let part = self.setting.roster.find_part(&knob.part)?;
        Some((part, knob.clone()))
    }
}
