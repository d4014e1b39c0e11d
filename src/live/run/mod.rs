//! RUN: a scenario's cast as real clients of a real server.
//!
//! The members of the cast are the same state machines as in a simulated run. Here each has a connection of its own,
//! what it does is sent to a server that nobody here wrote, and what is recorded is what can be proved: what was sent,
//! what the server answered, what arrived. One connection more, the first, makes the streams and consumers, removes
//! them in the end, and listens for advisories; it takes no message of the run.
//!
//! In reading order: `plan` is what a run is told, `lines` and `sockets` the connections, `hush` how they begin,
//! `prepare` what is made and removed, `execute` what the cast does, `hear` what the server says, `evidence` what
//! follows from it.

mod evidence;
mod execute;
mod hear;
mod hush;
mod lines;
mod plan;
mod prepare;
mod publications;
mod rates;
mod sockets;
mod troupe;

pub use plan::{NoLive, Plan, can_run};

use super::client::{Complaint, State};
use super::engine::{Ask, Engine, Phase, SocketId, Status, Told};
use crate::cast::{Outbox, Signal};
use crate::crew::{Crew, Owner, Troupe};
use crate::live::trace::{Said, Trace};
use crate::message::{ComponentId, MessageId};
use crate::scenario::{Action, Entry};
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Record};
use evidence::Evidence;
use lines::Lines;
use prepare::Preparation;
use rates::Rates;
use std::collections::{BTreeMap, VecDeque};

/// How many complaints of the server are kept.
const COMPLAINTS: usize = 8;
/// How many wishes are kept for when the cast begins.
const EARLY: usize = 100;

/// A live run.
#[derive(Debug)]
pub struct Run {
    plan: Plan,
    /// The latest moment it was told of.
    told: Time,
    /// The moment it acts at: that of a timer may be a little earlier, so that nobody's clock drifts.
    now: Time,
    phase: Phase,
    crews: Vec<Crew>,
    lines: Lines,
    preparation: Preparation,
    evidence: Evidence,
    /// Messages of which a link that is cut may keep from us what became of them.
    behind_cuts: Vec<MessageId>,
    rates: Rates,
    /// What a person wanted before the cast began.
    early: Vec<Action>,
    agenda: BTreeMap<(Time, u64), Due>,
    scheduled: u64,
    records: VecDeque<Record>,
    recorded: u64,
    asks: VecDeque<Ask>,
    outbox: Outbox,
    complaints: VecDeque<Complaint>,
    lame_duck: bool,
    /// What went over the wire of each member.
    traces: BTreeMap<ComponentId, Trace>,
}

/// What is due at a moment.
#[derive(Clone, Debug)]
enum Due {
    /// A signal reaches a member, if it is still the same process.
    Signal { to: Owner, signal: Signal, cause: Option<u64> },
    /// Nothing more is expected to show what became of a message.
    Overlook(MessageId),
    /// Publishers need not wait any longer until everybody listens.
    Speak,
    /// The server has had its time to answer the question of this number, to prepare or to clean up.
    Patience(u32),
}

impl Run {
    /// A run that begins to connect, now.
    pub fn new(plan: Plan, now: Time) -> Run {
        let first = u16::try_from(plan.scenario.brokers.len()).unwrap_or(u16::MAX);
        let crews = (first..).zip(&plan.cast).map(|(position, part)| Crew::new(position, part)).collect();
        let mut run = Run {
            told: now,
            now,
            phase: Phase::Connecting,
            crews,
            lines: Lines::new(&plan),
            preparation: Preparation::default(),
            evidence: Evidence::default(),
            behind_cuts: Vec::new(),
            rates: Rates::new(&plan),
            early: Vec::new(),
            agenda: BTreeMap::new(),
            scheduled: 0,
            records: VecDeque::new(),
            recorded: 0,
            asks: VecDeque::new(),
            outbox: Outbox::default(),
            complaints: VecDeque::new(),
            lame_duck: false,
            traces: BTreeMap::new(),
            plan,
        };
        run.connect_first();
        run
    }

    fn schedule(&mut self, after: Span, due: Due) {
        self.scheduled += 1;
        self.agenda.insert((self.now + after, self.scheduled), due);
    }

    /// Does everything that is due, each at its own moment.
    fn catch_up(&mut self) {
        while let Some((&(at, sequence), _)) = self.agenda.first_key_value().filter(|((at, _), _)| *at <= self.told) {
            let Some(due) = self.agenda.remove(&(at, sequence)) else { return };
            self.now = at;
            match due {
                Due::Signal { to, signal, cause } => self.signal(to, signal, cause),
                Due::Overlook(message) => self.overlook_in_time(message),
                Due::Speak => self.end_hush(),
                Due::Patience(asked) => self.lose_patience(asked),
            }
        }
        self.now = self.told;
    }

    /// Whether the cast is at work.
    fn is_running(&self) -> bool {
        self.phase == Phase::Running
    }

    /// Whether the cast is still to begin.
    const fn is_beginning(&self) -> bool {
        matches!(self.phase, Phase::Connecting | Phase::Preparing)
    }

    fn complain(&mut self, complaint: Complaint) {
        if self.complaints.contains(&complaint) {
            return;
        }
        if self.complaints.len() == COMPLAINTS {
            self.complaints.pop_front();
        }
        self.complaints.push_back(complaint);
    }

    /// Keeps a record.
    fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64 {
        let index = self.recorded;
        self.recorded += 1;
        let at = self.in_run(self.now);
        self.records.push_back(Record { index, at, cause, component, kind });
        index
    }
}

impl Engine for Run {
    fn handle(&mut self, now: Time, told: Told<'_>) {
        let moment = match &told {
            Told::Wish(entry) => self.moment_of(entry.at).min(now),
            _ => now,
        };
        self.wake(moment);
        match told {
            Told::Socket(socket, input) => self.hear_socket(socket, input),
            Told::Wish(Entry { action, .. }) if self.is_running() => {
                self.apply(&action);
                // Whoever has just begun knows nothing of the cap, and of a rest.
                if matches!(action, Action::Set { .. } | Action::Scale { .. } | Action::Restart { .. }) {
                    self.pace();
                }
            }
            Told::Wish(Entry { action, .. }) if self.is_beginning() && self.early.len() < EARLY => {
                self.early.push(action);
            }
            Told::Wish(_) => {}
            Told::Hidden(hidden) => self.rest(|rates| rates.hidden = hidden),
            Told::Full(full) => self.rest(|rates| rates.full = full),
            Told::Stop => self.clean_up(),
        }
        self.settle();
        self.wake(now);
    }

    fn wake(&mut self, now: Time) {
        self.told = self.told.max(now);
        self.catch_up();
        self.wake_lines();
        self.settle();
    }

    fn next_due(&self) -> Option<Time> {
        let timer = self.agenda.first_key_value().map(|((at, _), _)| *at);
        timer.into_iter().chain(self.lines.next_due()).min()
    }

    fn next_ask(&mut self) -> Option<Ask> {
        self.asks.pop_front()
    }

    fn next_record(&mut self) -> Option<Record> {
        self.records.pop_front()
    }

    fn in_its_time(&self, moment: Time) -> Time {
        self.in_run(moment)
    }

    fn said(&self, component: ComponentId) -> Vec<Said> {
        self.traces.get(&component).map(|trace| trace.said().cloned().collect()).unwrap_or_default()
    }

    fn status(&self) -> Status {
        Status {
            phase: self.phase.clone(),
            state: self.lines.first.client.state().clone(),
            server: self.lines.first.client.server().cloned(),
            connections: u32::from(*self.lines.first.client.state() == State::Connected) + self.lines.connected(),
            wanted: self.lines.wanted(),
            complaints: self.complaints.iter().cloned().collect(),
            lame_duck: self.lame_duck,
            hidden: self.rates.hidden,
            unrecorded: self.rates.unrecorded,
            left_out: 0,
            held_back: self.rates.held_back,
            left: self.preparation.left(),
        }
    }
}

/// A socket that was asked for.
const fn socket(number: u32) -> SocketId {
    SocketId(number)
}
