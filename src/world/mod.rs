//! THE SIMULATED RUN: brokers, cast and links over the kernel. Events in, records out.
//!
//! An event is a signal that reaches a member of the cast, or a request that reaches a broker. Whatever it brings about
//! is recorded, and put on the agenda when it takes time. Entries apply after every event due at their moment or
//! before.

mod crews;
mod execute;
mod freeze;
mod outage;
mod owners;
mod wire;

use crate::broker::{Broker, Effect, Request, direct::Direct, nats::Nats, redis::Redis};
use crate::cast::{Outbox, Signal};
use crate::crew::{Crew, Owner, Troupe};
use crate::message::{ComponentId, ConnectionId};
use crate::scenario::{Entry, Foreign, Knob, Links, Parameter, Profile, Roster, Scenario, ScenarioError};
use crate::sim::agenda::Agenda;
use crate::sim::chance::Seed;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Record};
use owners::Owners;
use std::collections::VecDeque;
use std::sync::Arc;
use wire::Wires;

/// A run of a scenario at some moment. A clone is a checkpoint: it goes on exactly as the original does.
#[derive(Clone, Debug)]
pub struct World {
    setting: Arc<Setting>,
    agenda: Agenda<Event>,
    now: Time,
    brokers: Vec<Broker>,
    /// Those whose process has ended and does not run again yet.
    down: Vec<u16>,
    crews: Vec<Crew>,
    owners: Owners,
    wires: Wires,
    /// Those between each broker and its clients, as the knobs stand now.
    links: Vec<Links>,
    /// What happened and was not yet asked for.
    records: VecDeque<Record>,
    recorded: u64,
    applied: usize,
    outbox: Outbox,
    effects: Vec<Effect>,
}

/// What does not change during a run.
#[derive(Debug)]
struct Setting {
    roster: Roster,
    knobs: Vec<Knob>,
    seed: Seed,
    links: Links,
    /// Whether a link can become quicker in the course of the run.
    latency_turns: bool,
}

/// What stands on the agenda.
#[derive(Clone, Debug)]
struct Event {
    /// The record that brought it about.
    cause: Option<u64>,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// A signal reaches a member of the cast, if it is still the same process.
    Signal { to: Owner, signal: Signal },
    /// A request reaches a broker.
    Request { broker: u16, connection: ConnectionId, request: Request },
    /// A broker asked to be woken.
    Wake { broker: u16 },
    /// A broker's process starts again.
    Start { broker: u16 },
}

impl World {
    /// The scenario at time 0, before anything happened.
    ///
    /// # Errors
    /// [`ScenarioError`] if the scenario is not valid.
    pub fn new(scenario: &Scenario) -> Result<World, ScenarioError> {
        scenario.validate()?;
        if let Some(watched) = scenario.brokers.iter().find(|broker| broker.profile == Profile::Watched) {
            let (place, foreign) = (watched.id.clone(), Foreign::WatchedSimulated);
            return Err(ScenarioError::Foreign { place, foreign });
        }
        let roster = Roster::new(scenario);
        let seed = scenario.seed;
        let mut made = Vec::new();
        let brokers = (0..).zip(&scenario.brokers).map(|(part, broker)| {
            let id = ComponentId { part, member: 0 };
            let mut effects = Vec::new();
            let broker = match &broker.profile {
                Profile::NatsCore(config) => Broker::Nats(Nats::new(id, seed, config)),
                // Refused above.
                Profile::Watched => Broker::Nats(Nats::new(id, seed, &Default::default())),
                Profile::JetStream(config) => Broker::Nats(Nats::with_jetstream(id, seed, config, &mut effects)),
                Profile::Redis(_) => Broker::Redis(Redis::new(id)),
                Profile::Direct(config) => Broker::Direct(Direct::new(id, seed, config)),
            };
            made.push((part, effects));
            broker
        });
        let first = u16::try_from(scenario.brokers.len()).unwrap_or(u16::MAX);
        let mut world = World {
            brokers: brokers.collect(),
            down: Vec::new(),
            crews: (first..).zip(&scenario.cast).map(|(position, part)| Crew::new(position, part)).collect(),
            links: scenario.brokers.iter().map(|broker| scenario.links.of(&broker.id)).collect(),
            setting: Arc::new(Setting {
                roster,
                latency_turns: scenario.knobs.iter().any(|knob| knob.parameter == Parameter::Latency),
                knobs: scenario.knobs.clone(),
                seed,
                links: scenario.links.clone(),
            }),
            agenda: Agenda::new(),
            now: Time::ZERO,
            owners: Owners::default(),
            wires: Wires::default(),
            records: VecDeque::new(),
            recorded: 0,
            applied: 0,
            outbox: Outbox::default(),
            effects: Vec::new(),
        };
        for (broker, effects) in made {
            world.provisioned(broker, effects);
        }
        for crew in 0..world.crews.len() {
            world.man(crew, None);
        }
        Ok(world)
    }

    /// The next record up to `limit`, with the entries of `script` applied when their time comes; none if nothing more
    /// happens until then. `script` is in order of time; what was applied before must not change.
    pub fn next_record(&mut self, limit: Time, script: &[Entry]) -> Option<Record> {
        loop {
            if let Some(record) = self.records.pop_front() {
                return Some(record);
            }
            let entry = script.get(self.applied);
            let until = entry.map_or(limit, |entry| entry.at.min(limit));
            if let Some((at, event)) = self.agenda.pop_due(until) {
                self.now = at;
                self.happen(event);
                continue;
            }
            let entry = entry.filter(|entry| entry.at <= limit)?;
            self.now = self.now.max(entry.at);
            self.applied += 1;
            self.apply(&entry.action);
        }
    }

    /// How many entries of the script have been applied.
    pub const fn applied(&self) -> usize {
        self.applied
    }

    /// Who takes part.
    pub fn roster(&self) -> &Roster {
        &self.setting.roster
    }

    fn happen(&mut self, event: Event) {
        match event.what {
            What::Signal { to, signal } => self.signal(to, signal, event.cause),
            What::Request { broker, connection, request } => self.request(broker, connection, request, event.cause),
            What::Wake { broker } => self.wake(broker, event.cause),
            What::Start { broker } => self.start_broker(broker, event.cause),
        }
    }

    fn schedule_at(&mut self, due: Time, cause: Option<u64>, what: What) {
        self.agenda.schedule(due, Event { cause, what });
    }

    fn schedule(&mut self, after: Span, cause: Option<u64>, what: What) {
        self.schedule_at(self.now + after, cause, what);
    }

    fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64 {
        let index = self.recorded;
        self.recorded += 1;
        self.records.push_back(Record { index, at: self.now, cause, component, kind });
        index
    }
}
