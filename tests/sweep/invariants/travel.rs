//! Nothing is under way for longer than the link takes, unless the link is cut or the broker keeps it waiting: what was
//! published reaches the broker or is lost, what was sent arrives or is lost.

use super::links::Links;
use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, ConnectionId, DeliveryId, MessageId};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record, Stage};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Travel {
    links: Links,
    now: Time,
    cut: BTreeSet<ComponentId>,
    /// Who takes nothing that is sent to it.
    paused: BTreeSet<ComponentId>,
    /// Whose connections they are.
    owners: BTreeMap<ConnectionId, ComponentId>,
    /// Who has no connection, and keeps what it publishes until it has one again.
    disconnected: BTreeSet<ComponentId>,
    members: BTreeSet<ComponentId>,
    /// The brokers that do not run.
    stopped: BTreeSet<u16>,
    /// From whom its broker does not read.
    stalled: BTreeSet<ComponentId>,
    /// Whose link it is on, and when it is over at the latest; none while that link is cut.
    under_way: BTreeMap<Thing, (ComponentId, Option<Time>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Message(MessageId),
    Copy(DeliveryId),
}

impl Travel {
    pub(super) fn new(scenario: &Scenario) -> Travel {
        Travel {
            links: Links::new(scenario),
            now: Time::ZERO,
            cut: BTreeSet::new(),
            paused: BTreeSet::new(),
            owners: BTreeMap::new(),
            disconnected: BTreeSet::new(),
            members: BTreeSet::new(),
            stopped: BTreeSet::new(),
            stalled: BTreeSet::new(),
            under_way: BTreeMap::new(),
        }
    }

    fn depart(&mut self, thing: Thing, client: ComponentId) {
        let due = (!self.waits(client, thing)).then_some(self.now + self.links.longest(client));
        self.under_way.insert(thing, (client, due));
    }

    fn waits(&self, who: ComponentId, thing: Thing) -> bool {
        matches!(thing, Thing::Copy(_)) && self.paused.contains(&who)
            || [&self.cut, &self.disconnected, &self.stalled].iter().any(|waiting| waiting.contains(&who))
    }

    /// What waited goes out, unless there is another reason to wait.
    fn go_on(&mut self, who: ComponentId) {
        let due = Some(self.now + self.links.longest(who));
        let held = self.under_way.iter().filter(|(_, (client, due))| *client == who && due.is_none());
        let released: Vec<Thing> = held.map(|(thing, _)| *thing).filter(|thing| !self.waits(who, *thing)).collect();
        for thing in released {
            self.under_way.insert(thing, (who, due));
        }
    }

    fn time_passed(&self) -> Result<(), String> {
        let late = self.under_way.iter().find(|(_, (_, due))| due.is_some_and(|due| due < self.now));
        ensure(late.is_none(), || format!("still under way at {}: {late:?}", self.now))
    }
}

impl Invariant for Travel {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if record.at > self.now {
            self.now = record.at;
            self.time_passed()?;
        }
        let who = record.component;
        self.links.feed(&record.kind);
        match record.kind {
            Kind::Paused => {
                self.paused.insert(who);
                let is_copy = |thing: &Thing| matches!(thing, Thing::Copy(_));
                let coming = self.under_way.iter_mut().filter(|(thing, one)| is_copy(thing) && one.0 == who);
                coming.for_each(|(_, one)| one.1 = None);
            }
            Kind::Unpaused | Kind::Crashed { .. } => {
                self.paused.remove(&who);
                self.go_on(who);
            }
            Kind::BrokerStopped => {
                self.stopped.insert(who.part);
                let clients = self.members.iter().filter(|client| self.links.broker(**client) == Some(who.part));
                let clients: BTreeSet<ComponentId> = clients.copied().collect();
                self.stalled.retain(|client| !clients.contains(client));
                clients.iter().for_each(|client| self.go_on(*client));
                self.disconnected.extend(clients);
            }
            Kind::BrokerStarted => {
                self.stopped.remove(&who.part);
            }
            Kind::Joined | Kind::Restarted => {
                self.members.insert(who);
                // It finds nobody, and keeps what it publishes.
                if self.links.broker(who).is_some_and(|broker| self.stopped.contains(&broker)) {
                    self.disconnected.insert(who);
                }
            }
            Kind::Partitioned => {
                self.cut.insert(who);
            }
            Kind::Healed => {
                self.cut.remove(&who);
                self.go_on(who);
            }
            Kind::Connected { connection, .. } => {
                self.owners.insert(connection, who);
                self.disconnected.remove(&who);
                self.go_on(who);
            }
            Kind::Stalled(connection) => {
                let Some(&who) = self.owners.get(&connection) else { return Ok(()) };
                self.stalled.insert(who);
                let waiting = self.under_way.iter_mut().filter(|(_, (client, _))| *client == who);
                waiting.for_each(|(_, one)| one.1 = None);
            }
            Kind::Resumed(connection) | Kind::Disconnected { connection, .. } => {
                let Some(&who) = self.owners.get(&connection) else { return Ok(()) };
                self.stalled.remove(&who);
                self.go_on(who);
            }
            Kind::Expelled { connection, .. } => {
                self.disconnected.extend(self.owners.get(&connection));
            }
            // What the broker itself publishes does not travel to it.
            Kind::Published { ref message } if message.id.origin() == who => {
                self.depart(Thing::Message(message.id), who);
            }
            Kind::Sent { delivery, to, .. } => self.depart(Thing::Copy(delivery), to),
            Kind::Delivered { delivery } | Kind::Lost { delivery, stage: Stage::OnTheWay, .. } => {
                self.under_way.remove(&Thing::Copy(delivery));
            }
            Kind::LostOnLink(message)
            | Kind::Routed { message, .. }
            | Kind::NoInterest { message }
            | Kind::Refused { message, .. } => {
                self.under_way.remove(&Thing::Message(message));
            }
            Kind::Stored { of, .. } | Kind::Duplicate { of, .. } => {
                self.under_way.remove(&Thing::Message(of.message));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, until: Time) -> Result<(), String> {
        self.now = until;
        self.time_passed()
    }
}
