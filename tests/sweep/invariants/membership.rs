//! Who is up acts, who is down does not; and there are as many members as were asked for.

use super::{Invariant, ensure};
use queue_playground::message::ComponentId;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Membership {
    now: Time,
    up: BTreeSet<ComponentId>,
    down: BTreeSet<ComponentId>,
    /// Up or down, and not on their way out; by part.
    staying: BTreeMap<u16, BTreeSet<ComponentId>>,
    wanted: BTreeMap<u16, u16>,
}

impl Membership {
    pub(super) fn new(scenario: &Scenario) -> Membership {
        let first = u16::try_from(scenario.brokers.len()).expect("few brokers");
        Membership {
            now: Time::ZERO,
            up: BTreeSet::new(),
            down: BTreeSet::new(),
            staying: BTreeMap::new(),
            wanted: (first..).zip(scenario.cast.iter().map(|part| part.replicas)).collect(),
        }
    }

    /// All that was to be done at a moment has been done when the next one comes.
    fn time_passed(&self) -> Result<(), String> {
        for (&part, &wanted) in &self.wanted {
            let there = self.staying.get(&part).map_or(0, BTreeSet::len);
            ensure(there == usize::from(wanted), || {
                format!("part {part} should have {wanted} members, it has {there} at {}", self.now)
            })?;
        }
        Ok(())
    }

    fn come_and_go(&mut self, record: &Record) -> Result<(), String> {
        let who = record.component;
        let staying = self.staying.entry(who.part).or_default();
        match record.kind {
            Kind::Joined => {
                ensure(!self.down.contains(&who) && self.up.insert(who), || format!("{who:?} was there already"))?;
                staying.insert(who);
            }
            Kind::Restarted => {
                ensure(self.down.remove(&who) && self.up.insert(who), || format!("{who:?} was not down"))?;
            }
            Kind::Crashed { .. } => {
                ensure(self.up.remove(&who) && self.down.insert(who), || format!("{who:?} was not up"))?;
            }
            Kind::Draining => ensure(staying.remove(&who), || format!("{who:?} was on its way out already"))?,
            Kind::Left => {
                ensure(self.up.remove(&who) || self.down.remove(&who), || format!("{who:?} was not there"))?;
                staying.remove(&who);
            }
            Kind::Scaled { members } => {
                self.wanted.insert(who.part, members);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Invariant for Membership {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if record.at > self.now {
            self.time_passed()?;
            self.now = record.at;
        }
        // Brokers are always up: they publish advisories.
        if acts(&record.kind) && record.component.member > 0 {
            ensure(self.up.contains(&record.component), || format!("{:?} is not up", record.component))?;
        }
        self.come_and_go(record)
    }

    fn end(&mut self, _until: Time) -> Result<(), String> {
        self.time_passed()
    }
}

/// What only a running process does.
const fn acts(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Published { .. }
            | Kind::Delivered { .. }
            | Kind::Started { .. }
            | Kind::Finished { .. }
            | Kind::Draining
            | Kind::Saved { .. }
            | Kind::StatementStarted { .. }
    )
}
