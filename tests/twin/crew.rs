//! Who comes and goes, with lists: entries, members, crashes and restarts.

use crate::run::{Owner, Process, Run};
use queue_playground::cast::{
    Database, DeadLetterHandler, Gatherer, Handler, Member, Numbering, Process as Life, Publisher, Requester, Signal,
};
use queue_playground::message::{ComponentId, Payload};
use queue_playground::scenario::{self, Parameter, Part, Role, Value};
use queue_playground::transcript::Kind;
use std::sync::Arc;

impl Run<'_> {
    pub(crate) fn apply(&mut self, action: &scenario::Action) {
        use scenario::Action::{Crash, Heal, Partition, Publish, Restart, Set};
        if let Set { knob, value } = action {
            return self.turn(knob, value);
        }
        let (Publish { component, .. }
        | Crash { component }
        | Restart { component }
        | Partition { component }
        | Heal { component }
        | Set { knob: component, .. }) = action;
        let Some(id) = self.roster.find(component) else { return };
        match action {
            Publish { text, .. } => {
                if let Some(life) = self.process(id).map(|process| process.life) {
                    let said = Signal::Publish(Payload::from(text.as_str()));
                    self.signal(Owner { component: id, life }, said, None);
                }
            }
            Crash { .. } => self.crash(id),
            Restart { .. } => self.restart(id),
            Partition { .. } => self.partition(id),
            Heal { .. } => self.heal(id),
            Set { .. } => {}
        }
    }

    fn turn(&mut self, name: &str, text: &str) {
        let knob = self.scenario.knobs.iter().find(|knob| knob.id == name).expect("a knob of the scenario");
        let place = self.parts.iter().position(|part| part.id == knob.part).expect("a part of the scenario");
        let value = knob.parse(text).expect("a value of the knob");
        let turned = Kind::KnobTurned { knob: name.into(), value: value.to_string().into() };
        let turned = Some(self.record(ComponentId::PERSON, turned, None));
        self.parts[place].set(knob.parameter, value);
        if let Some(setting) = knob.parameter.setting(value) {
            for owner in self.up(&self.parts[place]) {
                self.signal(owner, Signal::Set(setting), turned);
            }
        }
        if let (Parameter::Replicas, Value::Count(members)) = (knob.parameter, value) {
            let part = self.number(&self.parts[place]);
            let scaled = self.record(ComponentId { part, member: 0 }, Kind::Scaled { members }, turned);
            self.man(place, Some(scaled));
        }
    }

    /// A part's number: brokers come first.
    fn number(&self, part: &Part) -> u16 {
        let place = self.parts.iter().position(|one| one.id == part.id).expect("a part of the scenario");
        u16::try_from(self.brokers.len() + place).expect("few parts")
    }

    /// The numbers of a part's members in ascending order, of those that are wanted.
    fn members(&self, part: u16, wanted: impl Fn(&Process) -> bool) -> Vec<u16> {
        let of_part = self.processes.iter().filter(|process| process.id.part == part && wanted(process));
        let mut numbers: Vec<u16> = of_part.map(|process| process.id.member).collect();
        numbers.sort_unstable();
        numbers
    }

    pub(crate) fn up(&self, part: &Part) -> Vec<Owner> {
        let part = self.number(part);
        let members = self.members(part, |process| process.up);
        let component = |&member: &u16| ComponentId { part, member };
        let life = |id| self.processes.iter().find(|process| process.id == id).map_or(0, |process| process.life);
        members.iter().map(component).map(|component| Owner { component, life: life(component) }).collect()
    }

    /// As many as the part says: new ones take the lowest free numbers, the highest numbers go first.
    pub(crate) fn man(&mut self, place: usize, cause: Option<u64>) {
        let (wanted, part) = (usize::from(self.parts[place].replicas), self.number(&self.parts[place]));
        loop {
            let staying = self.members(part, |process| !process.leaving);
            if staying.len() < wanted {
                let taken = self.members(part, |_| true);
                let free = (1..=u16::MAX).find(|number| !taken.contains(number)).expect("few members");
                self.join(place, ComponentId { part, member: free }, cause);
            } else if staying.len() > wanted {
                self.dismiss(ComponentId { part, member: staying[staying.len() - 1] }, cause);
            } else {
                return;
            }
        }
    }

    /// The next process of a part: it goes on numbering messages where the member of this number was.
    fn start(&mut self, place: usize, id: ComponentId) -> Member {
        self.started[place] += 1;
        let numbering = self.process(id).map(|process| process.member.numbering());
        let before = self.gone.iter().rev().find(|(gone, _)| *gone == id).map(|(_, numbering)| *numbering);
        let numbering: Numbering = numbering.or(before).unwrap_or_default();
        let (part, seed, now) = (&self.parts[place], self.scenario.seed, self.now);
        let life = Life { id, part: part.id.as_str().into(), number: self.started[place], numbering };
        match &part.role {
            Role::Publisher(config) => Member::Publisher(Publisher::new(life, Arc::new(config.clone()), seed, now)),
            Role::Requester(config) => Member::Requester(Requester::new(life, config, seed, now)),
            Role::Gatherer(config) => Member::Gatherer(Gatherer::new(life, config, seed, now)),
            Role::Handler(config) => Member::Handler(Handler::new(life, Arc::new(config.clone()), seed)),
            Role::DeadLetterHandler(config) => {
                Member::DeadLetterHandler(DeadLetterHandler::new(life, Arc::new(config.clone())))
            }
            Role::Database(config) => Member::Database(Database::new(config.clone())),
        }
    }

    fn join(&mut self, place: usize, id: ComponentId, cause: Option<u64>) {
        let member = self.start(place, id);
        self.processes.push(Process { id, member, life: 0, up: true, leaving: false, connection: None });
        let joined = self.record(id, Kind::Joined, cause);
        self.signal(Owner { component: id, life: 0 }, Signal::Start, Some(joined));
    }

    fn dismiss(&mut self, id: ComponentId, cause: Option<u64>) {
        let Some(process) = self.process(id) else { return };
        process.leaving = true;
        if process.up {
            let life = process.life;
            self.signal(Owner { component: id, life }, Signal::Stop, cause);
        } else {
            self.record(id, Kind::Left, cause);
            self.remove(id);
        }
    }

    pub(crate) fn remove(&mut self, id: ComponentId) {
        self.heal(id);
        if let Some(process) = self.process(id) {
            let numbering = process.member.numbering();
            self.gone.push((id, numbering));
        }
        self.processes.retain(|process| process.id != id);
    }

    fn crash(&mut self, id: ComponentId) {
        let Some(process) = self.process(id).filter(|process| process.up) else { return };
        let life = process.life;
        self.drop_unsent(id);
        self.signal(Owner { component: id, life }, Signal::Crash, None);
        let Some(process) = self.process(id) else { return };
        process.up = false;
        process.life += 1;
        if process.leaving {
            self.record(id, Kind::Left, None);
            self.remove(id);
        }
    }

    fn restart(&mut self, id: ComponentId) {
        if self.process(id).is_none_or(|process| process.up) {
            return;
        }
        let member = self.start(usize::from(id.part) - self.brokers.len(), id);
        let Some(process) = self.process(id) else { return };
        process.up = true;
        process.member = member;
        let life = process.life;
        let restarted = self.record(id, Kind::Restarted, None);
        self.signal(Owner { component: id, life }, Signal::Start, Some(restarted));
    }
}
