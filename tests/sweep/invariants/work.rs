//! A handler takes up what arrived first, works on no more than it can at once and exactly as long as it said, is not
//! idle while something waits, and loses all it held when it crashes.

use super::knobs::Knobs;
use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, DeliveryId};
use queue_playground::scenario::{Parameter, Role, Scenario, Value};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, LossReason, Outcome, Record, Stage};
use std::collections::{BTreeMap, VecDeque};

pub(super) struct Work {
    now: Time,
    knobs: Knobs,
    /// By part: how much its members work on at once, and when their work ends.
    handlers: BTreeMap<u16, Handling>,
    hands: BTreeMap<ComponentId, Hands>,
    /// Since when each that is paused is.
    paused: BTreeMap<ComponentId, Time>,
    /// The last pause of each that is over: from when to when.
    pauses: BTreeMap<ComponentId, (Time, Time)>,
    /// From when on members of a part could work on how many at once.
    hands_over_time: Vec<(u16, Time, usize)>,
}

#[derive(Clone, Copy)]
struct Handling {
    concurrency: usize,
    ends: Ends,
    /// It has no hands free until its ack is confirmed.
    waits: bool,
}

/// When work ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// With the service time.
    Served,
    /// If all went well, when the result is stored.
    Stored,
    /// When others have answered.
    Settled,
}

/// What one handler holds.
#[derive(Default)]
struct Hands {
    pending: VecDeque<DeliveryId>,
    /// With the moment at which the service ends.
    in_work: BTreeMap<DeliveryId, Time>,
    /// What a crash has yet to declare lost.
    dropped: u32,
}

impl Work {
    pub(super) fn new(scenario: &Scenario) -> Work {
        let first = u16::try_from(scenario.brokers.len()).expect("few brokers");
        let handling = |role: &Role| match role {
            Role::Handler(handler) => Some(Handling {
                concurrency: usize::from(handler.concurrency),
                ends: if handler.database.is_some() { Ends::Stored } else { Ends::Served },
                waits: handler.acks.double,
            }),
            Role::DeadLetterHandler(_) => Some(Handling { concurrency: 1, ends: Ends::Settled, waits: true }),
            _ => None,
        };
        let handlers = (first..).zip(&scenario.cast).filter_map(|(part, cast)| Some((part, handling(&cast.role)?)));
        let handlers: BTreeMap<u16, Handling> = handlers.collect();
        Work {
            hands_over_time: handlers.iter().map(|(&part, one)| (part, Time::ZERO, one.concurrency)).collect(),
            now: Time::ZERO,
            knobs: Knobs::new(scenario),
            handlers,
            hands: BTreeMap::new(),
            paused: BTreeMap::new(),
            pauses: BTreeMap::new(),
        }
    }

    fn time_passed(&self) -> Result<(), String> {
        for (who, hands) in &self.hands {
            ensure(hands.dropped == 0, || format!("{} of what {who:?} held is not declared lost", hands.dropped))?;
            let Some(handling) = self.handlers.get(&who.part) else { continue };
            let busy = handling.waits || self.paused.contains_key(who) || hands.in_work.len() >= handling.concurrency;
            ensure(hands.pending.is_empty() || busy, || {
                format!("{who:?} is idle at {} while {} wait", self.now, hands.pending.len())
            })?;
        }
        Ok(())
    }

    /// How many messages a member may work on at once. One that goes on after a pause hears one after the other what was
    /// turned meanwhile, and takes messages in between.
    fn most(&self, who: ComponentId) -> usize {
        let now = self.handlers.get(&who.part).map_or(0, |handling| handling.concurrency);
        let Some(&(from, _)) = self.pauses.get(&who).filter(|(_, to)| *to == self.now) else { return now };
        let of_part = self.hands_over_time.iter().filter(|(part, ..)| *part == who.part);
        let before = of_part.clone().rev().find(|(_, at, _)| *at <= from);
        let since = of_part.filter(|(_, at, _)| *at > from);
        since.chain(before).map(|&(.., hands)| hands).fold(now, usize::max)
    }

    fn finished(&mut self, delivery: DeliveryId, outcome: Outcome, record: &Record) -> Result<(), String> {
        let who = record.component;
        let due = self.hands.entry(who).or_default().in_work.remove(&delivery);
        let due = due.ok_or_else(|| format!("{who:?} finishes {delivery:?} without having begun"))?;
        let ends = self.handlers.get(&who.part).map(|handling| handling.ends);
        let right = match ends {
            Some(Ends::Settled) => true,
            Some(Ends::Stored) if outcome == Outcome::Done => record.at >= due,
            // What would have ended in a pause ends after it.
            _ => record.at == due || self.pauses.get(&who).is_some_and(|(from, to)| *from <= due && record.at == *to),
        };
        ensure(right, || format!("{delivery:?} should have been done at {due}"))
    }

    fn lost(&mut self, delivery: DeliveryId, stage: Stage, record: &Record) -> Result<(), String> {
        let hands = self.hands.entry(record.component).or_default();
        let held = match stage {
            Stage::InWork => hands.in_work.remove(&delivery).is_some(),
            _ => hands.pending.front() == Some(&delivery) && hands.pending.pop_front().is_some(),
        };
        ensure(held && hands.dropped > 0, || format!("{delivery:?} was not held, or there was no crash"))?;
        hands.dropped -= 1;
        Ok(())
    }
}

impl Invariant for Work {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if record.at > self.now {
            self.time_passed()?;
            self.now = record.at;
        }
        let who = record.component;
        if let Some((parts, Value::Count(number))) = self.knobs.turned(&record.kind, Parameter::Concurrency) {
            for part in parts {
                let handling = self.handlers.get_mut(part);
                handling.into_iter().for_each(|handling| handling.concurrency = usize::from(number));
                self.hands_over_time.push((*part, record.at, usize::from(number)));
            }
        }
        match record.kind {
            Kind::Paused => {
                self.paused.insert(who, record.at);
            }
            Kind::Unpaused => {
                let since = self.paused.remove(&who).unwrap_or(record.at);
                self.pauses.insert(who, (since, record.at));
            }
            Kind::Received { delivery, .. } => {
                let hands = self.hands.entry(who).or_default();
                let last = hands.pending.pop_back();
                ensure(last == Some(delivery), || format!("{delivery:?} is taken before it arrives"))?;
            }
            Kind::Delivered { delivery } => self.hands.entry(who).or_default().pending.push_back(delivery),
            Kind::Started { delivery, service } => {
                let concurrency = self.most(who);
                let hands = self.hands.entry(who).or_default();
                let first = hands.pending.pop_front();
                ensure(first == Some(delivery), || format!("{delivery:?} is taken up before {first:?}"))?;
                hands.in_work.insert(delivery, record.at + service);
                ensure(hands.in_work.len() <= concurrency, || {
                    format!("{who:?} works on {} at once, it can on {concurrency}", hands.in_work.len())
                })?;
            }
            Kind::Finished { delivery, outcome } => self.finished(delivery, outcome, record)?,
            Kind::Crashed { held } => {
                self.paused.remove(&who);
                let hands = self.hands.entry(who).or_default();
                let holds = hands.pending.len() + hands.in_work.len();
                ensure(holds == held as usize, || format!("{who:?} held {holds}, not {held}"))?;
                hands.dropped = held;
            }
            Kind::Lost { delivery, stage, reason: LossReason::Crash } => self.lost(delivery, stage, record)?,
            Kind::Left => {
                let hands = self.hands.remove(&who).unwrap_or_default();
                ensure(hands.pending.is_empty() && hands.in_work.is_empty(), || format!("{who:?} left work undone"))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, _until: Time) -> Result<(), String> {
        self.time_passed()
    }
}
