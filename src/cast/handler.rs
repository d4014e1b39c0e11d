//! The handler: takes messages one at a time, works, and stores the result.
//!
//! With core NATS the broker pushes at once, so the backlog is here, in the client's pending buffer, and dies with it.

use super::{Action, Outbox, ServiceTime, Setting, Signal};
use crate::message::subject::Filter;
use crate::message::{Delivery, DeliveryId, Sid};
use crate::sim::chance::{Purpose, Ratio, Seed, key_of};
use crate::transcript::{Kind, LossReason, Outcome, Stage};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// What a handler does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandlerConfig {
    /// What it asks for.
    pub filter: Filter,
    /// The queue group its members share; none if each gets its own copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How long it works on a message before it stores it, at most an hour.
    pub service_time: ServiceTime,
    /// On how many messages the work fails.
    #[serde(default)]
    pub failure: Ratio,
    /// Where it stores what it handled, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
}

/// The only subscription of a handler.
const SID: Sid = Sid(1);

/// A handler at work.
#[derive(Clone, Debug)]
pub struct Handler {
    seed: Seed,
    /// What its draws are keyed by: the group, or its own name.
    key: u64,
    filter: Filter,
    group: Option<Arc<str>>,
    service_time: ServiceTime,
    failure: Ratio,
    database: Option<Arc<str>>,
    pending: VecDeque<Delivery>,
    work: Option<DeliveryId>,
    /// The timer of the current work; an older one that still comes is ignored.
    timer: u64,
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
    /// A handler of the part called `name` that holds nothing.
    pub fn new(name: &str, config: &HandlerConfig, seed: Seed) -> Handler {
        Handler {
            seed,
            key: key_of(config.group.as_deref().unwrap_or(name)),
            filter: config.filter.clone(),
            group: config.group.as_deref().map(Arc::from),
            service_time: config.service_time,
            failure: config.failure,
            database: config.database.as_deref().map(Arc::from),
            pending: VecDeque::new(),
            work: None,
            timer: 0,
            drain: Drain::No,
        }
    }

    pub(super) fn signal(&mut self, signal: Signal, out: &mut Outbox) {
        match signal {
            Signal::Start => {
                out.act(Action::Open);
                out.act(Action::Subscribe { sid: SID, filter: self.filter.clone(), group: self.group.clone() });
            }
            Signal::Delivery(delivery) => {
                out.record(Kind::Delivered { delivery: delivery.id });
                self.pending.push_back(delivery);
                self.begin(out);
            }
            Signal::Timer(token) if token == self.timer => self.end_service(out),
            Signal::Committed(message) if self.work.is_some_and(|work| work.message == message) => {
                self.finish(Outcome::Done, out);
            }
            Signal::Set(Setting::ServiceTime(mean)) => self.service_time.set_mean(mean),
            Signal::Set(Setting::Failure(failure)) => self.failure = failure,
            Signal::Stop if self.drain == Drain::No => {
                self.drain = Drain::Asked;
                out.record(Kind::Draining);
                out.act(Action::Unsubscribe(SID));
            }
            Signal::Unsubscribed(_) => {
                self.drain = Drain::Confirmed;
                self.leave_if_empty(out);
            }
            Signal::Crash => self.crash(out),
            _ => {}
        }
    }

    /// Takes the next message if its hands are free.
    fn begin(&mut self, out: &mut Outbox) {
        if self.work.is_some() {
            return;
        }
        let Some(delivery) = self.pending.pop_front() else { return };
        let service = self.service_time.sample(&mut self.seed.draw(Purpose::ServiceTime, &self.draw_key(delivery.id)));
        self.work = Some(delivery.id);
        self.timer += 1;
        out.record(Kind::Started { delivery: delivery.id, service });
        out.act(Action::Timer { token: self.timer, after: service });
    }

    fn end_service(&mut self, out: &mut Outbox) {
        let Some(delivery) = self.work else { return };
        let failed = self.seed.draw(Purpose::Failure, &self.draw_key(delivery)).happens(self.failure);
        match (&self.database, failed) {
            (_, true) => self.finish(Outcome::Failed, out),
            (None, false) => self.finish(Outcome::Done, out),
            (Some(database), false) => {
                out.act(Action::Store { database: Arc::clone(database), message: delivery.message });
            }
        }
    }

    fn finish(&mut self, outcome: Outcome, out: &mut Outbox) {
        let Some(delivery) = self.work.take() else { return };
        out.record(Kind::Finished { delivery, outcome });
        self.begin(out);
        self.leave_if_empty(out);
    }

    fn leave_if_empty(&self, out: &mut Outbox) {
        if self.drain == Drain::Confirmed && self.work.is_none() {
            out.act(Action::Close);
            out.record(Kind::Left);
            out.act(Action::Leave);
        }
    }

    /// Everything in the process is gone: what it worked on, and what waited in its buffer.
    fn crash(&mut self, out: &mut Outbox) {
        let held = self.pending.len() + usize::from(self.work.is_some());
        out.record(Kind::Crashed { held: u32::try_from(held).unwrap_or(u32::MAX) });
        let in_work = self.work.take().map(|delivery| (delivery, Stage::InWork));
        let pending = self.pending.drain(..).map(|delivery| (delivery.id, Stage::Pending));
        for (delivery, stage) in in_work.into_iter().chain(pending) {
            out.record(Kind::Lost { delivery, stage, reason: LossReason::Crash });
        }
        out.act(Action::Close);
    }

    /// What service time and failure are keyed by: message, group, attempt.
    const fn draw_key(&self, delivery: DeliveryId) -> [u64; 3] {
        [delivery.message.key(), self.key, delivery.attempt as u64]
    }
}
