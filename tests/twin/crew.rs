//! Who comes and goes, with lists: entries, members, crashes and restarts.

use crate::run::{Owner, Process, Run};
use queue_playground::cast::{
    Administrator, Database, DeadLetterHandler, Gatherer, Handler, Member, Numbering, Process as Life, Publisher,
    Requester, SLOWDOWN, Setting, Signal,
};
use queue_playground::message::{ComponentId, Payload};
use queue_playground::scenario::{self, Parameter, Part, Role, Value};
use queue_playground::transcript::Kind;
use std::sync::Arc;

impl Run<'_> {
    pub(crate) fn apply(&mut self, action: &scenario::Action) {
        use scenario::Action::{
            Crash, Heal, LoseNext, Partition, Pause, PoisonNext, Publish, Replay, Restart, Scale, Set, SlowDown,
            SpeedUp, Unpause,
        };
        match action {
            Set { knob, value } => self.turn(knob, value),
            Scale { component, members } => self.scale(component, *members),
            Publish { component, text } => self.tell(component, Signal::Publish(Payload::from(text.as_str()))),
            Replay { component, sequence, text } => {
                let text = text.as_ref().map(|text| Payload::from(text.as_str()));
                self.tell(component, Signal::Replay { sequence: *sequence, text });
            }
            Crash { component } => self.done_to(component, Run::crash),
            Restart { component } => self.done_to(component, Run::restart),
            Pause { component } => self.done_to(component, Run::pause),
            Unpause { component } => self.done_to(component, Run::unpause),
            SlowDown { component } => self.done_to(component, |run, id| run.slow(id, SLOWDOWN)),
            SpeedUp { component } => self.done_to(component, |run, id| run.slow(id, 1)),
            Partition { component } => self.done_to(component, Run::partition),
            Heal { component } => self.done_to(component, Run::heal),
            LoseNext { component } => self.done_to(component, Run::lose_next),
            PoisonNext { component } => self.done_to(component, Run::poison_next),
        }
    }

    fn done_to(&mut self, component: &str, deed: impl FnOnce(&mut Self, ComponentId)) {
        if let Some(id) = self.roster.find(component) {
            deed(self, id);
        }
    }

    fn tell(&mut self, component: &str, signal: Signal) {
        let Some(id) = self.roster.find(component) else { return };
        if let Some(life) = self.process(id).map(|process| process.life) {
            self.signal(Owner { component: id, life }, signal, None);
        }
    }

    fn slow(&mut self, id: ComponentId, factor: u16) {
        let Some(process) = self.process(id).filter(|process| process.up && process.slowdown != factor) else { return };
        process.slowdown = factor;
        let life = process.life;
        let slowed = self.record(id, Kind::Slowed { factor }, None);
        self.signal(Owner { component: id, life }, Signal::Set(Setting::Slowdown(factor)), Some(slowed));
    }

    fn poison_next(&mut self, id: ComponentId) {
        let Some(life) = self.process(id).filter(|process| process.up).map(|process| process.life) else { return };
        let armed = self.record(id, Kind::PoisonArmed, None);
        self.signal(Owner { component: id, life }, Signal::PoisonNext, Some(armed));
    }

    fn turn(&mut self, name: &str, text: &str) {
        let knob = self.scenario.knobs.iter().find(|knob| knob.id == name).expect("a knob of the scenario");
        let value = knob.parse(text).expect("a value of the knob");
        let turned = self.knob_turned(name, value);
        self.change(&knob.part, knob.parameter, value, turned);
        for part in &knob.also {
            self.change(part, knob.parameter, value, turned);
        }
    }

    fn scale(&mut self, name: &str, members: u16) {
        let (mut turned, value) = (None, Value::Count(members));
        for knob in self.scenario.knobs.iter().rev() {
            if knob.part == name && knob.parameter == Parameter::Replicas && knob.also.is_empty() {
                turned = Some(&knob.id);
            }
        }
        let cause = turned.and_then(|knob| self.knob_turned(knob, value));
        self.change(name, Parameter::Replicas, value, cause);
    }

    fn knob_turned(&mut self, name: &str, value: Value) -> Option<u64> {
        let turned = Kind::KnobTurned { knob: name.into(), value: value.to_string().into() };
        Some(self.record(ComponentId::PERSON, turned, None))
    }

    fn change(&mut self, name: &str, parameter: Parameter, value: Value, turned: Option<u64>) {
        if let Some(broker) = self.scenario.brokers.iter().position(|broker| broker.id == name) {
            match (parameter, value) {
                (Parameter::Loss, Value::Ratio(loss)) => self.links[broker].loss = loss,
                (Parameter::Latency, Value::Span(latency)) => self.links[broker].latency = latency,
                _ => unreachable!("links have nothing else"),
            }
            return;
        }
        let place = self.parts.iter().position(|part| part.id == name).expect("a part of the scenario");
        self.parts[place].set(parameter, value);
        if let Some(setting) = parameter.setting(value) {
            for owner in self.up(&self.parts[place]) {
                self.signal(owner, Signal::Set(setting), turned);
            }
        }
        if let (Parameter::Replicas, Value::Count(members)) = (parameter, value) {
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
        let before = self.gone.iter().rev().find(|(gone, ..)| *gone == id).map(|(_, numbering, _)| *numbering);
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
            Role::Administrator(config) => Member::Administrator(Administrator::new(life, config)),
            Role::Database(config) => Member::Database(Database::new(config.clone())),
        }
    }

    fn join(&mut self, place: usize, id: ComponentId, cause: Option<u64>) {
        let member = self.start(place, id);
        let life = self.gone.iter().rev().find(|(gone, ..)| *gone == id).map_or(0, |(.., life)| *life);
        let (up, leaving, paused, slowdown) = (true, false, false, 1);
        let frozen = Vec::new();
        self.processes.push(Process { id, member, life, up, leaving, connection: None, slowdown, paused, frozen });
        let joined = self.record(id, Kind::Joined, cause);
        self.signal(Owner { component: id, life }, Signal::Start, Some(joined));
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
        self.wires.armed.retain(|armed| *armed != id);
        if let Some(process) = self.process(id) {
            let numbering = process.member.numbering();
            let life = process.life + 1;
            self.gone.push((id, numbering, life));
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
        process.paused = false;
        let (frozen, leaving) = (std::mem::take(&mut process.frozen), process.leaving);
        for (to, signal, cause) in frozen {
            self.signal(to, signal, cause);
        }
        if leaving {
            self.record(id, Kind::Left, None);
            self.remove(id);
        }
    }

    fn restart(&mut self, id: ComponentId) {
        if usize::from(id.part) < self.brokers.len() {
            return self.restart_broker(id);
        }
        if self.process(id).is_none_or(|process| process.up) {
            return;
        }
        let member = self.start(usize::from(id.part) - self.brokers.len(), id);
        let Some(process) = self.process(id) else { return };
        process.up = true;
        process.slowdown = 1;
        process.member = member;
        let life = process.life;
        let restarted = self.record(id, Kind::Restarted, None);
        self.signal(Owner { component: id, life }, Signal::Start, Some(restarted));
    }
}
