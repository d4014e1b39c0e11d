//! How much may be sent: the cap of all publishers together, and when they rest.

use super::{Plan, Run};
use crate::cast::{Setting, Signal};
use crate::crew::{Crew, Troupe};
use crate::live::allowance::Allowance;
use crate::scenario::{Parameter, Part, Value};
use crate::sim::time::{Rate, Time};

/// How many times the cap everything together may send, replies and copies among it, before it is held back: what goes
/// beyond feeds itself.
const RUNAWAY: u32 = 8;
/// How many messages per second a run takes in at most.
const INCOMING: u32 = 2_000;
/// How many messages wait for a process that is frozen at most.
const FROZEN: usize = 20_000;

/// Caps and counts.
#[derive(Debug)]
pub(super) struct Rates {
    /// Nobody sees the page.
    pub(super) hidden: bool,
    /// There is no room to record.
    pub(super) full: bool,
    /// Messages that came and were not taken.
    pub(super) unrecorded: u64,
    /// Messages that were not sent.
    pub(super) held_back: u64,
    cap: u32,
    outgoing: Allowance,
    incoming: Allowance,
}

impl Rates {
    pub(super) fn new(plan: &Plan) -> Rates {
        Rates {
            hidden: false,
            full: false,
            unrecorded: 0,
            held_back: 0,
            cap: plan.cap,
            outgoing: Allowance::new(plan.cap * RUNAWAY + 100),
            incoming: Allowance::new(INCOMING),
        }
    }

    /// Whether one message more may be sent.
    pub(super) fn may_send(&mut self, now: Time) -> bool {
        let may = self.outgoing.take(now);
        self.held_back += u64::from(!may);
        may
    }

    /// Whether one message more can be taken in, for a process for which so many wait as it is frozen.
    pub(super) fn may_take(&mut self, now: Time, frozen: usize) -> bool {
        let may = !self.full && frozen < FROZEN && self.incoming.take(now);
        self.unrecorded += u64::from(!may);
        may
    }

    const fn rest(&self) -> bool {
        self.hidden || self.full
    }
}

fn rate_of(part: &Part) -> Option<Rate> {
    match part.get(Parameter::Rate) {
        Some(Value::Rate(rate)) => Some(rate),
        _ => None,
    }
}

impl Run {
    /// What may be generated per second by each member of the part of this position: its share of the cap, or nothing
    /// while publishers rest.
    fn allowed(&self, crew: usize) -> Option<Rate> {
        let wanted = rate_of(&self.crews[crew].part)?.as_thousandths();
        if self.rates.rest() {
            return Some(Rate::ZERO);
        }
        let of_crew = |crew: &Crew| {
            let each = rate_of(&crew.part).map_or(0, Rate::as_thousandths);
            each * crew.members.iter().filter(|actor| actor.up).count() as u64
        };
        let all: u64 = self.crews.iter().map(of_crew).sum();
        let cap = u64::from(self.rates.cap) * 1_000;
        Some(Rate::from_thousandths(if all > cap { wanted * cap / all } else { wanted }))
    }

    /// Tells every publisher how fast it may be.
    pub(super) fn pace(&mut self) {
        for crew in 0..self.crews.len() {
            let Some(rate) = self.allowed(crew) else { continue };
            for owner in self.up(self.crews[crew].position) {
                self.signal(owner, Signal::Set(Setting::Rate(rate)), None);
            }
        }
    }

    /// Something changed about whether publishers rest.
    pub(super) fn rest(&mut self, change: impl FnOnce(&mut Rates)) {
        let before = self.rates.rest();
        change(&mut self.rates);
        if before != self.rates.rest() && self.is_running() {
            self.pace();
        }
    }
}
