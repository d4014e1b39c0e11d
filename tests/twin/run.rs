//! One run with lists: processes, connections and what is still to happen.

use crate::agenda::Agenda;
use crate::broker::{self, Broker};
use crate::wires::{Way, Wires};
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::cast::{Action, Member, Numbering, Outbox, Signal, verdict};
use queue_playground::message::{ComponentId, ConnectionId, MessageId};
use queue_playground::scenario::{Links, Part, Role, Roster, Scenario};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, LossReason, Record, Stage};

pub(crate) struct Run<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) roster: Roster,
    pub(crate) now: Time,
    pub(crate) agenda: Agenda<Event>,
    pub(crate) wires: Wires,
    /// The brokers that do not run.
    pub(crate) down: Vec<u16>,
    /// By broker, as the knobs stand now.
    pub(crate) links: Vec<Links>,
    pub(crate) brokers: Vec<Broker>,
    /// The cast, with the knobs as they stand now.
    pub(crate) parts: Vec<Part>,
    pub(crate) processes: Vec<Process>,
    /// How many processes each part has started.
    pub(crate) started: Vec<u32>,
    /// How many messages members published that are gone, and the life after their last.
    pub(crate) gone: Vec<(ComponentId, Numbering, u32)>,
    /// Whose connections they are.
    pub(crate) lines: Vec<(u16, ConnectionId, Owner)>,
    connections: u32,
    records: Vec<Record>,
}

pub(crate) struct Event {
    pub(crate) cause: Option<u64>,
    pub(crate) what: What,
}

pub(crate) enum What {
    Signal { to: Owner, signal: Signal },
    Request { broker: u16, connection: ConnectionId, request: Request },
    Wake { broker: u16 },
    Start { broker: u16 },
}

/// One life of one process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) component: ComponentId,
    pub(crate) life: u32,
}

pub(crate) struct Process {
    pub(crate) id: ComponentId,
    pub(crate) member: Member,
    pub(crate) life: u32,
    pub(crate) up: bool,
    pub(crate) leaving: bool,
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) slowdown: u16,
    pub(crate) paused: bool,
    /// What reached it while it was paused.
    pub(crate) frozen: Vec<(Owner, Signal, Option<u64>)>,
}

/// Everything that happens up to a moment.
pub(crate) fn transcript(scenario: &Scenario, until: Time) -> Vec<Record> {
    let mut run = Run {
        scenario,
        roster: Roster::new(scenario),
        now: Time::ZERO,
        agenda: Agenda::new(),
        wires: Wires::default(),
        down: Vec::new(),
        links: scenario.brokers.iter().map(|broker| scenario.links.of(&broker.id)).collect(),
        brokers: Vec::new(),
        parts: scenario.cast.clone(),
        processes: Vec::new(),
        started: vec![0; scenario.cast.len()],
        gone: Vec::new(),
        lines: Vec::new(),
        connections: 0,
        records: Vec::new(),
    };
    for (number, (broker, effects)) in (0..).zip(broker::all(scenario)) {
        run.brokers.push(broker);
        let itself = Owner { component: ComponentId { part: number, member: 0 }, life: 0 };
        run.bring_about(number, itself, effects, None);
    }
    for part in 0..run.parts.len() {
        run.man(part, None);
    }
    // An entry applies after everything due at its moment.
    for entry in scenario.entries.iter().filter(|entry| entry.at <= until) {
        run.until(entry.at);
        run.now = run.now.max(entry.at);
        run.apply(&entry.action);
    }
    run.until(until);
    run.records
}

impl Run<'_> {
    fn until(&mut self, limit: Time) {
        while let Some((at, Event { cause, what })) = self.agenda.take(limit) {
            self.now = at;
            match what {
                What::Signal { to, signal } => self.signal(to, signal, cause),
                What::Request { broker, connection, request } => self.request(broker, connection, request, cause),
                What::Wake { broker } if self.down.contains(&broker) => {}
                What::Wake { broker } => self.wake(broker, cause),
                What::Start { broker } => self.start_broker(broker, cause),
            }
        }
    }

    pub(crate) fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64 {
        let index = self.records.len() as u64;
        self.records.push(Record { index, at: self.now, cause, component, kind });
        index
    }

    pub(crate) fn process(&mut self, id: ComponentId) -> Option<&mut Process> {
        self.processes.iter_mut().find(|process| process.id == id)
    }

    pub(crate) fn owner(&self, broker: u16, connection: ConnectionId) -> Option<Owner> {
        self.lines.iter().find(|line| (line.0, line.1) == (broker, connection)).map(|line| line.2)
    }

    pub(crate) fn signal(&mut self, to: Owner, signal: Signal, cause: Option<u64>) {
        if self.freezes(to, &signal, cause) {
            return;
        }
        let now = self.now;
        let mut out = Outbox::default();
        let process = self.process(to.component).filter(|process| process.up && process.life == to.life);
        match (process, signal) {
            (Some(process), Signal::Delivery(delivery)) if process.connection == Some(delivery.id.connection) => {
                process.member.signal(now, Signal::Delivery(delivery), &mut out);
            }
            (_, Signal::Delivery(delivery)) => {
                let (stage, reason) = (Stage::OnTheWay, LossReason::ConnectionClosed);
                self.record(to.component, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
            }
            (Some(process), signal) => {
                if matches!(signal, Signal::Disconnected) {
                    process.connection = None;
                }
                process.member.signal(now, signal, &mut out);
            }
            (None, _) => {}
        }
        self.execute(to, out, cause);
    }

    /// The first record of a reaction is caused by the event and causes the others; whatever takes time is caused by
    /// the record before it.
    fn execute(&mut self, actor: Owner, mut out: Outbox, event: Option<u64>) {
        let (mut first, mut last) = (event, event);
        let mut is_first = true;
        let who = actor.component;
        for action in out.drain() {
            let recorded = match action {
                Action::Record(kind) => Some(self.record(who, kind, first)),
                Action::Acknowledge { delivery, token, kind, reply } => {
                    let request = Request::Acknowledge { token, kind, reply };
                    Some(self.acknowledge(actor, delivery, request, verdict(kind), first))
                }
                other => {
                    self.carry_out(actor, other, first, last);
                    None
                }
            };
            if let Some(index) = recorded {
                last = Some(index);
                if is_first {
                    (first, is_first) = (last, false);
                }
            }
        }
    }

    fn carry_out(&mut self, actor: Owner, action: Action, first: Option<u64>, last: Option<u64>) {
        let who = actor.component;
        match action {
            Action::Timer { token, after } => {
                let what = What::Signal { to: actor, signal: Signal::Timer(token) };
                self.agenda.note(self.now + after, Event { cause: last, what });
            }
            Action::Publish(message) => self.publish(actor, message, last),
            Action::Open => self.open(actor, last),
            Action::Close => self.close(actor, first),
            Action::Subscribe { sid, filter, group } => {
                self.ask(actor, Request::Subscribe { sid, filter, group }, last);
            }
            Action::Unsubscribe(sid) => self.ask(actor, Request::Unsubscribe { sid, max: None }, last),
            Action::Fetch { stream, consumer, inbox, fetch } => {
                self.ask(actor, Request::Fetch { stream, consumer, inbox, fetch }, last);
            }
            Action::Api { api, reply } => self.ask(actor, Request::Api { api, reply }, last),
            Action::Store { database, session, message } => self.store(who, &database, (session, message), last),
            Action::Commit { client, session, message } => {
                if let Some(life) = self.process(client).map(|process| process.life) {
                    let to = Owner { component: client, life };
                    self.travel(
                        client,
                        Way::In,
                        last,
                        What::Signal { to, signal: Signal::Committed { session, message } },
                    );
                }
            }
            Action::Leave => self.remove(who),
            Action::Record(_) | Action::Acknowledge { .. } => unreachable!("they are records"),
        }
    }

    /// The broker and connection of a member; none if it has none open.
    pub(crate) fn line(&mut self, actor: Owner) -> Option<(u16, ConnectionId)> {
        let broker = self.roster.part(actor.component)?.broker?;
        Some((broker, self.process(actor.component)?.connection?))
    }

    fn open(&mut self, actor: Owner, cause: Option<u64>) {
        let Some(broker) = self.roster.part(actor.component).and_then(|part| part.broker) else { return };
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.lines.push((broker, connection, actor));
        if let Some(process) = self.process(actor.component) {
            process.connection = Some(connection);
        }
        self.ask(actor, Request::Connect(ConnectionOptions::default()), cause);
    }

    fn close(&mut self, actor: Owner, cause: Option<u64>) {
        self.ask(actor, Request::Close, cause);
        if let Some(process) = self.process(actor.component) {
            process.connection = None;
        }
        for to in self.databases(|_| true) {
            let signal = Signal::ClientGone(actor.component);
            self.travel(actor.component, Way::Out, cause, What::Signal { to, signal });
        }
    }

    fn ask(&mut self, actor: Owner, request: Request, cause: Option<u64>) {
        if let Some((broker, connection)) = self.line(actor) {
            self.travel(actor.component, Way::Out, cause, What::Request { broker, connection, request });
        }
    }

    fn store(&mut self, client: ComponentId, database: &str, what: (u16, MessageId), cause: Option<u64>) {
        let (session, message) = what;
        for to in self.databases(|name| name == database) {
            self.travel(
                client,
                Way::Out,
                cause,
                What::Signal { to, signal: Signal::Statement { client, session, message } },
            );
        }
    }

    fn databases(&self, wanted: impl Fn(&str) -> bool) -> Vec<Owner> {
        let is_wanted = |part: &&Part| matches!(part.role, Role::Database(_)) && wanted(&part.id);
        self.parts.iter().filter(is_wanted).flat_map(|part| self.up(part)).collect()
    }

    fn request(&mut self, broker: u16, connection: ConnectionId, request: Request, cause: Option<u64>) {
        if self.down.contains(&broker) {
            self.refuse(broker, connection, cause);
        }
        let Some(owner) = self.owner(broker, connection) else {
            if let Request::Publish(message) = request {
                self.record(message.id.origin(), Kind::LostOnLink(message.id), cause);
            }
            return;
        };
        let (ended, closed) = match request {
            Request::Unsubscribe { sid, .. } => (Some(sid), false),
            Request::Close => (None, true),
            _ => (None, false),
        };
        let mut effects = Vec::new();
        self.brokers[usize::from(broker)].handle(self.now, connection, request, &mut effects);
        let last = self.bring_about(broker, owner, effects, cause);
        if let Some(sid) = ended {
            let what = What::Signal { to: owner, signal: Signal::Unsubscribed(sid) };
            self.travel(owner.component, Way::In, last, what);
        }
        if closed {
            self.lines.retain(|line| (line.0, line.1) != (broker, connection));
        }
    }

    /// Lets a broker know of a link that is cut, or whole again.
    pub(crate) fn tell_of_link(&mut self, client: ComponentId, cut: bool, cause: u64) {
        let Some(life) = self.process(client).map(|process| process.life) else { return };
        let owner = Owner { component: client, life };
        let Some((broker, connection)) = self.line(owner) else { return };
        if self.down.contains(&broker) {
            return;
        }
        let mut effects = Vec::new();
        self.brokers[usize::from(broker)].link(self.now, connection, cut, &mut effects);
        self.bring_about(broker, owner, effects, Some(cause));
    }

    fn wake(&mut self, broker: u16, cause: Option<u64>) {
        let itself = Owner { component: ComponentId { part: broker, member: 0 }, life: 0 };
        let mut effects = Vec::new();
        self.brokers[usize::from(broker)].wake(self.now, &mut effects);
        self.bring_about(broker, itself, effects, cause);
    }

    /// Carries out what a broker decided; says what the last record of its was.
    pub(crate) fn bring_about(
        &mut self,
        broker: u16,
        owner: Owner,
        effects: Vec<Effect>,
        event: Option<u64>,
    ) -> Option<u64> {
        let (mut first, mut last) = (event, event);
        let mut is_first = true;
        let itself = ComponentId { part: broker, member: 0 };
        for effect in effects {
            match effect {
                Effect::Record(kind) => {
                    let place = match &kind {
                        Kind::Connected { connection, .. }
                        | Kind::Disconnected { connection, .. }
                        | Kind::Subscribed { connection, .. }
                        | Kind::Unsubscribed { connection, .. } => {
                            self.owner(broker, *connection).unwrap_or(owner).component
                        }
                        _ => itself,
                    };
                    last = Some(self.record(place, kind, first));
                    if is_first {
                        (first, is_first) = (last, false);
                    }
                }
                Effect::Send { delivery, awaits_ack } => {
                    let Some(to) = self.owner(broker, delivery.id.connection) else { continue };
                    let token = delivery.token.clone();
                    let kind = Kind::Sent { delivery: delivery.id, to: to.component, token, awaits_ack };
                    let sent = self.record(itself, kind, first);
                    self.deliver(broker, to, delivery, sent);
                }
                Effect::Answer { connection, to, answer, .. } => {
                    self.answer(broker, connection, Signal::Answer { to, answer }, last);
                }
                Effect::Complain { .. } => {}
                Effect::Fetched { consumer, connection, batch } => {
                    let client = self.owner(broker, connection).unwrap_or(owner).component;
                    last = Some(self.record(itself, Kind::Fetched { consumer, client, batch }, first));
                    if is_first {
                        (first, is_first) = (last, false);
                    }
                }
                Effect::FetchEnded { consumer, connection, code } => {
                    let client = self.owner(broker, connection).unwrap_or(owner).component;
                    last = Some(self.record(itself, Kind::FetchEnded { consumer, client, code }, first));
                    if is_first {
                        (first, is_first) = (last, false);
                    }
                }
                Effect::Wake(at) => self.agenda.note(at, Event { cause: last, what: What::Wake { broker } }),
                Effect::Expel { connection, .. } => {
                    let Some(to) = self.owner(broker, connection) else { continue };
                    self.drop_undelivered(to.component, LossReason::SlowConsumer);
                    self.drop_unread(to.component);
                    self.travel(to.component, Way::In, last, What::Signal { to, signal: Signal::Disconnected });
                    self.lines.retain(|line| (line.0, line.1) != (broker, connection));
                }
            }
        }
        last
    }
}
