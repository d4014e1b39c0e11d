//! The gatherer: asks everybody, and collects replies until it has enough, its time is over, or no more seem to come.
//!
//! A broker does not know how many will reply, so there has to be a rule for when to stop. What comes after that is
//! late.

use super::arrivals::Arrivals;
use super::generator::{Due, Generator};
use super::inbox::Inbox;
use super::line::Line;
use super::process::Process;
use super::timer::Timer;
use super::{Action, Outbox, Setting, Signal};
use crate::message::subject::Subject;
use crate::message::{Answer, Delivery, Headers, Message, MessageId, Payload, Sid};
use crate::ordered::Map;
use crate::sim::chance::Seed;
use crate::sim::time::{Rate, Span, Time};
use crate::transcript::{FailureReason, GatherStop, Kind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a gatherer does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GathererConfig {
    /// What it asks about.
    pub subject: Subject,
    /// How many generated requests per second, 0 to 10,000; none if not given.
    #[serde(default)]
    pub rate: Rate,
    /// How they are spread over time.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// What generated requests say, picked at random; at least one.
    pub items: Vec<String>,
    /// How many replies are enough; no number is if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How long it waits at all, 1 ms to an hour.
    #[serde(default = "two_seconds")]
    pub deadline: Span,
    /// How long it waits for the next reply, from the first one on; as long as it waits at all if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stall: Option<Span>,
}

const fn two_seconds() -> Span {
    Span::from_secs(2)
}

/// Where its replies come in.
const INBOX: Sid = Sid(1);

/// A gatherer at work.
#[derive(Clone, Debug)]
pub struct Gatherer {
    subject: Subject,
    generator: Generator,
    line: Line,
    inbox: Inbox,
    count: Option<u32>,
    deadline: Span,
    stall: Option<Span>,
    open: Map<u32, Gathering>,
}

/// A request whose replies are being collected.
#[derive(Clone, Copy, Debug)]
struct Gathering {
    request: MessageId,
    replies: u32,
    last: Time,
}

impl Gatherer {
    /// A gatherer that has asked nothing.
    pub fn new(process: Process, config: &GathererConfig, seed: Seed, now: Time) -> Gatherer {
        Gatherer {
            subject: config.subject.clone(),
            inbox: process.inbox(),
            generator: Generator::new(process, &config.arrivals, config.rate, &config.items, seed, now),
            line: Line::default(),
            count: config.count,
            deadline: config.deadline,
            stall: config.stall,
            open: Map::new(),
        }
    }

    /// Who it is.
    pub(super) const fn process(&self) -> &Process {
        &self.generator.process
    }

    pub(super) fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        if let Signal::Start = signal {
            out.act(Action::Open);
            subscribe(&self.inbox, out);
        }
        match self.generator.signal(now, &signal, out) {
            Due::Generated(count) => {
                for _ in 0..count {
                    let (id, payload) = self.generator.generate();
                    self.ask(id, payload, now, out);
                }
                return self.generator.go_on(now, out);
            }
            Due::Typed(payload) => {
                let id = self.generator.process.next_typed_id();
                return self.ask(id, payload, now, out);
            }
            Due::Nothing => {}
        }
        match signal {
            Signal::Timer(token) => self.wake(Timer::of(token), now, out),
            Signal::Delivery(delivery) => self.receive(&delivery, now, out),
            Signal::Answer { to, answer } => self.hear(&to, &answer, out),
            Signal::Set(Setting::Timeout(deadline)) => self.deadline = deadline,
            Signal::Set(Setting::Stall(stall)) => self.stall = Some(stall),
            Signal::Set(Setting::Replies(count)) => self.count = Some(count),
            Signal::Disconnected => self.line.broke(out),
            Signal::Crash => {
                out.record(Kind::Crashed { held: 0 });
                self.line.close(out);
            }
            _ => {}
        }
    }

    fn ask(&mut self, id: MessageId, payload: Payload, now: Time, out: &mut Outbox) {
        let (token, reply) = self.inbox.next();
        let (subject, reply) = (self.subject.clone(), Some(reply));
        let message = Message { id, parent: None, subject, reply, headers: Headers::default(), payload };
        self.line.publish(Arc::new(message), out);
        self.open.insert(token, Gathering { request: id, replies: 0, last: now });
        Timer::Patience(token).start(self.deadline, out);
    }

    fn receive(&mut self, delivery: &Delivery, now: Time, out: &mut Outbox) {
        let token = self.inbox.token(&delivery.message.subject);
        let open = token.and_then(|token| Some((token, self.open.get_mut(&token)?)));
        out.record(Kind::Delivered { delivery: delivery.id });
        let Some((token, gathering)) = open else {
            let request = delivery.message.parent.unwrap_or(delivery.message.id);
            return out.record(Kind::Received { delivery: delivery.id, request, late: true });
        };
        gathering.replies += 1;
        gathering.last = now;
        let (request, replies) = (gathering.request, gathering.replies);
        out.record(Kind::Received { delivery: delivery.id, request, late: false });
        if self.count.is_some_and(|count| replies >= count) {
            self.stop(token, GatherStop::Count, out);
        } else if let (1, Some(stall)) = (replies, self.stall) {
            Timer::Stall(token).start(stall, out);
        }
    }

    fn wake(&mut self, timer: Option<Timer>, now: Time, out: &mut Outbox) {
        match timer {
            Some(Timer::Patience(token)) => self.stop(token, GatherStop::Deadline, out),
            Some(Timer::Stall(token)) => {
                let (Some(gathering), Some(stall)) = (self.open.get(&token), self.stall) else { return };
                let left = stall - now.since(gathering.last);
                if left == Span::ZERO {
                    self.stop(token, GatherStop::Stall, out);
                } else {
                    Timer::Stall(token).start(left, out);
                }
            }
            Some(Timer::Reconnect) => self.line.reopen(out, |out| subscribe(&self.inbox, out)),
            _ => {}
        }
    }

    fn hear(&mut self, to: &Subject, answer: &Answer, out: &mut Outbox) {
        let token = self.inbox.token(to);
        match (answer, token) {
            (Answer::NoResponders(_), Some(token)) => self.stop(token, GatherStop::NoResponders, out),
            (Answer::Unreachable(message), Some(token)) if self.open.remove(&token).is_some() => {
                out.record(Kind::NotConfirmed { message: *message, reason: FailureReason::Unreachable });
            }
            _ => {}
        }
    }

    fn stop(&mut self, token: u32, stop: GatherStop, out: &mut Outbox) {
        if let Some(Gathering { request, replies, .. }) = self.open.remove(&token) {
            out.record(Kind::Gathered { request, replies, stop });
        }
    }
}

fn subscribe(inbox: &Inbox, out: &mut Outbox) {
    out.act(Action::Subscribe { sid: INBOX, filter: inbox.filter(), group: None });
}
