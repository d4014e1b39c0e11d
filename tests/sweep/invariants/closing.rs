//! When a process ends, its broker hears of it: after the time of the link, or when a link that was cut is whole again.

use super::links::Links;
use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, ConnectionId};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Closing {
    links: Links,
    now: Time,
    /// The record with which each process that runs began to run.
    births: BTreeMap<ComponentId, u64>,
    /// The same of those before, too.
    lives: BTreeMap<ComponentId, Vec<u64>>,
    cut: BTreeSet<ComponentId>,
    /// Whose connections they are, by the record with which the process began to run, and when they end at the latest.
    open: BTreeMap<ConnectionId, (ComponentId, Option<u64>, Option<Time>)>,
}

impl Closing {
    pub(super) fn new(scenario: &Scenario) -> Closing {
        Closing {
            links: Links::new(scenario),
            now: Time::ZERO,
            births: BTreeMap::new(),
            lives: BTreeMap::new(),
            cut: BTreeSet::new(),
            open: BTreeMap::new(),
        }
    }

    fn time_passed(&self) -> Result<(), String> {
        for (connection, (who, _, latest)) in &self.open {
            let late = latest.is_some_and(|latest| latest < self.now);
            ensure(!late, || format!("{connection:?} of {who:?} is open at {}, its process is gone", self.now))?;
        }
        Ok(())
    }

    /// From when on the connections of processes that are gone must end.
    fn reckon(&mut self) {
        for (who, birth, latest) in self.open.values_mut() {
            let gone = self.births.get(who) != birth.as_ref();
            *latest = match *latest {
                _ if !gone || self.cut.contains(who) => None,
                None => Some(self.now + self.links.longest(*who)),
                Some(latest) => Some(latest),
            };
        }
    }
}

impl Invariant for Closing {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        let who = record.component;
        self.links.feed(&record.kind);
        if record.at > self.now {
            self.time_passed()?;
            self.now = record.at;
        }
        match record.kind {
            Kind::Joined | Kind::Restarted => {
                self.births.insert(who, record.index);
                self.lives.entry(who).or_default().push(record.index);
            }
            Kind::Crashed { .. } | Kind::Left => {
                self.births.remove(&who);
            }
            Kind::Partitioned => {
                self.cut.insert(who);
            }
            Kind::Healed => {
                self.cut.remove(&who);
            }
            Kind::Connected { connection, .. } => {
                let lives = self.lives.get(&who).into_iter().flatten();
                let opener = lives.copied().filter(|birth| Some(*birth) <= record.cause).max();
                self.open.insert(connection, (who, opener, None));
            }
            Kind::Disconnected { connection, .. } | Kind::Expelled { connection, .. } => {
                self.open.remove(&connection);
            }
            Kind::BrokerStopped => {
                let links = &self.links;
                self.open.retain(|_, (client, ..)| links.broker(*client) != Some(who.part));
            }
            _ => return Ok(()),
        }
        self.reckon();
        Ok(())
    }

    fn end(&mut self, until: Time) -> Result<(), String> {
        self.now = until;
        self.time_passed()
    }
}
