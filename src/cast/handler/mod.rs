//! The handler: takes messages, works on them, stores, answers or passes on the result.
//!
//! With core NATS the broker pushes at once, so the backlog is here, in the client's pending buffer, and dies with it.
//! From a pull consumer it asks for no more than it can hold.

mod config;
mod fetches;
mod work;

pub use config::{AckMoment, Acks, DeadLetter, HandlerConfig, OnFailure, Pull};
pub(super) use fetches::Fetches;

use super::inbox::Inbox;
use super::line::Line;
use super::pool::Pool;
use super::process::Process;
use super::timer::Timer;
use super::{Action, Outbox, ServiceTime, Setting, Signal};
use crate::message::{Answer, Delivery, Sid};
use crate::sim::chance::{Ratio, Seed, key_of};
use crate::transcript::{Kind, LossReason, Stage};
use std::collections::VecDeque;
use std::sync::Arc;
use work::Work;

/// Where its messages come in.
const SOURCE: Sid = Sid(1);
/// Where its answers come in, if it awaits any.
const INBOX: Sid = Sid(2);

/// A handler at work.
#[derive(Clone, Debug)]
pub struct Handler {
    process: Process,
    seed: Seed,
    /// What its draws are keyed by: the group or consumer whose work it shares, or else itself, because members that
    /// each get a copy of a message work on it independently of each other.
    key: u64,
    config: Arc<HandlerConfig>,
    group: Option<Arc<str>>,
    database: Option<Arc<str>>,
    // What knobs turn.
    service_time: ServiceTime,
    failure: Ratio,
    concurrency: u16,
    /// How many times as long as ever it works on each message.
    slowdown: u16,
    line: Line,
    inbox: Inbox,
    fetches: Option<Fetches>,
    pending: VecDeque<Delivery>,
    works: Vec<Work>,
    /// How many works it has started; also the number of the last one.
    started: u64,
    /// The acks that the server has not confirmed, and that it waits for.
    confirming: Vec<u32>,
    pool: Pool,
    drain: Drain,
}

/// How far a handler is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drain {
    No,
    /// It asked for no more messages, but some may still be on the way.
    Asked,
    /// Nothing more will come.
    Confirmed,
}

impl Handler {
    /// A handler that holds nothing.
    pub fn new(process: Process, config: Arc<HandlerConfig>, seed: Seed) -> Handler {
        let consumer = config.pull.as_ref().map(|pull| pull.consumer.as_str());
        Handler {
            seed,
            key: match config.group.as_deref().or(consumer) {
                Some(shared) => key_of(shared),
                None => process.key(),
            },
            group: config.group.as_deref().map(Arc::from),
            database: config.database.as_deref().map(Arc::from),
            service_time: config.service_time,
            failure: config.failure,
            concurrency: config.concurrency,
            slowdown: 1,
            line: Line::default(),
            inbox: process.inbox(),
            fetches: config.pull.as_ref().map(|pull| Fetches::new(pull, process.fetch_inbox())),
            pending: VecDeque::new(),
            works: Vec::new(),
            started: 0,
            confirming: Vec::new(),
            pool: Pool::new(config.pool),
            drain: Drain::No,
            process,
            config,
        }
    }

    /// Who it is.
    pub(super) const fn process(&self) -> &Process {
        &self.process
    }

    pub(super) fn signal(&mut self, signal: Signal, out: &mut Outbox) {
        match signal {
            Signal::Start => {
                out.act(Action::Open);
                self.subscribe(out);
                self.fetch(out);
            }
            Signal::Delivery(delivery) => self.receive(delivery, out),
            Signal::Timer(token) => self.wake(Timer::of(token), out),
            Signal::Committed { session, .. } => self.committed(session, out),
            Signal::Answer { to, answer } => match answer {
                Answer::Status(status) => {
                    if let Some(fetches) = &mut self.fetches {
                        fetches.hear(&to, status, out);
                    }
                    self.fetch(out);
                }
                Answer::AckConfirmed => {
                    if let Some(question) = self.inbox.token(&to) {
                        self.confirmed(question, out);
                    }
                }
                _ => {}
            },
            Signal::Set(setting) => self.set(setting, out),
            Signal::Stop => self.drain(out),
            Signal::Unsubscribed(SOURCE) => self.drained(out),
            Signal::Disconnected => {
                self.line.broke(out);
                self.fetches.iter_mut().for_each(Fetches::forget);
                // Of what was on the way, nothing will come.
                if self.drain == Drain::Asked {
                    self.drained(out);
                }
            }
            Signal::Crash => self.crash(out),
            _ => {}
        }
    }

    fn subscribe(&self, out: &mut Outbox) {
        let filter = self.fetches.as_ref().map(Fetches::filter).or_else(|| self.config.filter.clone());
        if let (Some(filter), Drain::No) = (filter, self.drain) {
            out.act(Action::Subscribe { sid: SOURCE, filter, group: self.group.clone() });
        }
        if self.config.acks.double {
            out.act(Action::Subscribe { sid: INBOX, filter: self.inbox.filter(), group: None });
        }
    }

    fn receive(&mut self, delivery: Delivery, out: &mut Outbox) {
        if let Some(fetches) = &mut self.fetches {
            fetches.delivered();
        }
        let full = self.config.pending_limit.is_some_and(|limit| self.pending.len() as u64 >= u64::from(limit));
        if full && self.free_hands() == 0 {
            // The library drops the newest before the program sees it.
            let (stage, reason) = (Stage::OnTheWay, LossReason::BufferFull);
            out.record(Kind::Lost { delivery: delivery.id, stage, reason });
            self.fetch(out);
            return;
        }
        out.record(Kind::Delivered { delivery: delivery.id });
        self.acknowledge_on_receipt(&delivery, out);
        self.pending.push_back(delivery);
        self.begin(out);
    }

    fn wake(&mut self, timer: Option<Timer>, out: &mut Outbox) {
        match timer {
            Some(Timer::Service(number)) => self.end_service(number, out),
            Some(Timer::InProgress(number)) => self.show_progress(number, out),
            Some(Timer::Patience(question)) => self.confirmed(question, out),
            Some(Timer::Reconnect) => {
                let mut line = std::mem::take(&mut self.line);
                line.reopen(out, |out| self.subscribe(out));
                self.line = line;
                self.fetch(out);
            }
            Some(Timer::FetchOver(token)) => {
                self.fetches.iter_mut().for_each(|fetches| fetches.over(token));
                self.fetch(out);
            }
            Some(Timer::FetchAgain) => {
                self.fetches.iter_mut().for_each(Fetches::resume);
                self.fetch(out);
            }
            _ => {}
        }
    }

    fn set(&mut self, setting: Setting, out: &mut Outbox) {
        match setting {
            Setting::ServiceTime(mean) => self.service_time.set_mean(mean),
            Setting::Failure(failure) => self.failure = failure,
            Setting::Slowdown(factor) => self.slowdown = factor,
            Setting::Concurrency(concurrency) => {
                self.concurrency = concurrency;
                self.go_on(out);
            }
            Setting::Batch(batch) => self.fetches.iter_mut().for_each(|fetches| fetches.set_batch(batch)),
            _ => {}
        }
    }

    /// How many more messages it could work on.
    fn free_hands(&self) -> usize {
        usize::from(self.concurrency).saturating_sub(self.works.len() + self.confirming.len())
    }

    /// Asks the consumer for what it has hands for, beside what it holds.
    fn fetch(&mut self, out: &mut Outbox) {
        let free = self.free_hands().saturating_sub(self.pending.len());
        let may = self.drain == Drain::No && !self.line.is_down();
        if let (Some(fetches), true) = (&mut self.fetches, may) {
            fetches.fill(u32::try_from(free).unwrap_or(u32::MAX), out);
        }
    }

    fn drain(&mut self, out: &mut Outbox) {
        if self.drain != Drain::No {
            return;
        }
        self.drain = Drain::Asked;
        out.record(Kind::Draining);
        if self.line.is_down() {
            self.drained(out);
        } else {
            out.act(Action::Unsubscribe(SOURCE));
        }
    }

    fn drained(&mut self, out: &mut Outbox) {
        self.drain = Drain::Confirmed;
        self.go_on(out);
    }
}
