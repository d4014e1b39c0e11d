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
    paused: BTreeSet<ComponentId>,
    /// The brokers that do not run.
    stopped: BTreeSet<ComponentId>,
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
            paused: BTreeSet::new(),
            stopped: BTreeSet::new(),
        }
    }

    /// All that was to be done at a moment has been done when the next one comes.
    fn time_passed(&self) -> Result<(), String> {
        for (&part, &wanted) in &self.wanted {
            let there = self.staying.get(&part).map_or(0, BTreeSet::len);
            // Whoever is paused hears only afterwards that it is to go.
            let deaf = self.paused.iter().filter(|paused| paused.part == part).count();
            let wanted = usize::from(wanted);
            ensure((wanted..=wanted + deaf).contains(&there), || {
                format!("part {part} should have {wanted} members, it has {there} at {}", self.now)
            })?;
        }
        Ok(())
    }

    /// Who is paused does nothing, and neither does a broker that does not run.
    fn stop_and_start(&mut self, record: &Record) -> Result<(), String> {
        let who = record.component;
        match record.kind {
            Kind::Paused => ensure(self.up.contains(&who) && self.paused.insert(who), || format!("{who:?} was paused")),
            Kind::Unpaused => ensure(self.paused.remove(&who), || format!("{who:?} was not paused")),
            Kind::Crashed { .. } => {
                self.paused.remove(&who);
                Ok(())
            }
            Kind::BrokerStopped => ensure(self.stopped.insert(who), || format!("{who:?} did not run")),
            Kind::BrokerStarted => ensure(self.stopped.remove(&who), || format!("{who:?} ran")),
            // What it had not read yet.
            Kind::LostOnLink(_) => Ok(()),
            _ => ensure(!self.stopped.contains(&who), || format!("{who:?} does not run")),
        }
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
        let who = record.component;
        // Brokers publish advisories.
        if acts(&record.kind) && who.member > 0 {
            ensure(self.up.contains(&who), || format!("{who:?} is not up"))?;
            ensure(!self.paused.contains(&who), || format!("{who:?} is paused"))?;
        }
        self.stop_and_start(record)?;
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
            | Kind::Received { .. }
            | Kind::AckSent { .. }
            | Kind::Confirmed { .. }
            | Kind::NotConfirmed { .. }
            | Kind::TimedOut(_)
            | Kind::Retried { .. }
            | Kind::Gathered { .. }
            | Kind::DeadLettered { .. }
            | Kind::NotReplayed(..)
            | Kind::Saved { .. }
            | Kind::StatementStarted { .. }
    )
}
