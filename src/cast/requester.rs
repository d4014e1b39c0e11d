//! The requester: asks, and waits for one reply. That nobody listens it hears at once; that nobody replies it can only
//! conclude, when its patience ends. What comes after that, or after the first reply, is late.

use super::arrivals::Arrivals;
use super::generator::{Due, Generator};
use super::line::Line;
use super::process::Process;
use super::questions::{Again, Question, Questions};
use super::timer::Timer;
use super::{Action, Outbox, Setting, Signal, dead_letter};
use crate::message::subject::Subject;
use crate::message::{Answer, Delivery, Headers, Message, MessageId, Payload, Sid};
use crate::sim::chance::Seed;
use crate::sim::time::{Rate, Span, Time};
use crate::transcript::{FailureReason, Kind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a requester does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequesterConfig {
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
    /// How long it waits for a reply, 1 ms to an hour.
    #[serde(default = "two_seconds")]
    pub timeout: Span,
    /// How often it asks again when no reply came, or nobody listened; at most 100.
    #[serde(default)]
    pub retries: u16,
    /// What it puts before the subject of a request that nobody listens to, to publish it once more when it tries no
    /// more: as a dead letter, which asks for no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letter: Option<Subject>,
}

const fn two_seconds() -> Span {
    Span::from_secs(2)
}

/// Where its replies come in.
const INBOX: Sid = Sid(1);

/// A requester at work.
#[derive(Clone, Debug)]
pub struct Requester {
    subject: Subject,
    generator: Generator,
    line: Line,
    questions: Questions,
    dead_letter: Option<Subject>,
}

impl Requester {
    /// A requester that has asked nothing.
    pub fn new(process: Process, config: &RequesterConfig, seed: Seed, now: Time) -> Requester {
        Requester {
            subject: config.subject.clone(),
            questions: Questions::new(process.inbox(), config.timeout, config.retries),
            generator: Generator::new(process, &config.arrivals, config.rate, &config.items, seed, now),
            line: Line::default(),
            dead_letter: config.dead_letter.clone(),
        }
    }

    /// Who it is.
    pub(super) const fn process(&self) -> &Process {
        &self.generator.process
    }

    pub(super) fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        if let Signal::Start = signal {
            out.act(Action::Open);
            subscribe(&self.questions, out);
        }
        match self.generator.signal(now, &signal, out) {
            Due::Generated(count) => {
                for _ in 0..count {
                    let (id, payload) = self.generator.generate();
                    self.ask(id, payload, out);
                }
                return self.generator.go_on(now, out);
            }
            Due::Typed(payload) => {
                let id = self.generator.process.next_typed_id();
                return self.ask(id, payload, out);
            }
            Due::Nothing => {}
        }
        match signal {
            Signal::Timer(token) => self.wake(Timer::of(token), out),
            Signal::Delivery(delivery) => self.receive(&delivery, out),
            Signal::Answer { to, answer } => self.hear(&to, &answer, out),
            Signal::Set(Setting::Timeout(timeout)) => self.questions.set_timeout(timeout),
            Signal::Set(Setting::Retries(retries)) => self.questions.set_retries(retries),
            Signal::Disconnected => self.line.broke(out),
            Signal::Crash => {
                out.record(Kind::Crashed { held: 0 });
                self.line.close(out);
            }
            _ => {}
        }
    }

    fn ask(&mut self, id: MessageId, payload: Payload, out: &mut Outbox) {
        let subject = self.subject.clone();
        let message = Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload };
        self.questions.ask(message, &mut self.line, out);
    }

    fn receive(&mut self, delivery: &Delivery, out: &mut Outbox) {
        let question = self.questions.answered(&delivery.message.subject);
        let asked = question.as_ref().map(|question| question.message.id).or(delivery.message.parent);
        let request = asked.unwrap_or(delivery.message.id);
        out.record(Kind::Delivered { delivery: delivery.id });
        out.record(Kind::Received { delivery: delivery.id, request, late: question.is_none() });
    }

    fn wake(&mut self, timer: Option<Timer>, out: &mut Outbox) {
        match timer {
            Some(Timer::Patience(token)) => {
                if let Some(question) = self.questions.take(token) {
                    out.record(Kind::TimedOut(question.message.id));
                    self.retry(question, Again::AtOnce, out);
                }
            }
            Some(Timer::Again(token)) => {
                if let Some(question) = self.questions.paused(token) {
                    self.retry(question, Again::AtOnce, out);
                }
            }
            Some(Timer::Reconnect) => self.line.reopen(out, |out| subscribe(&self.questions, out)),
            _ => {}
        }
    }

    fn hear(&mut self, to: &Subject, answer: &Answer, out: &mut Outbox) {
        let reason = match answer {
            Answer::NoResponders(_) => FailureReason::NoResponders,
            Answer::Unreachable(_) => FailureReason::Unreachable,
            _ => return,
        };
        if let Some(question) = self.questions.answered(to) {
            out.record(Kind::NotConfirmed { message: question.message.id, reason });
            if reason == FailureReason::NoResponders && self.questions.is_last(&question) {
                return self.bury(&question, out);
            }
            self.retry(question, Again::AfterAPause, out);
        }
    }

    /// Publishes a request that nobody listens to as a dead letter, if it is told to.
    fn bury(&mut self, question: &Question, out: &mut Outbox) {
        let Some(prefix) = &self.dead_letter else { return };
        let request = &question.message;
        let Some(copy) = dead_letter::unheard(request, self.generator.process.next_id(), prefix) else { return };
        let kind = Kind::DeadLettered { message: request.id, copy: copy.id };
        self.line.publish(Arc::new(copy), out);
        out.record(kind);
    }

    fn retry(&mut self, question: Question, when: Again, out: &mut Outbox) {
        let process = &mut self.generator.process;
        self.questions.retry(question, when, || process.next_id(), &mut self.line, out);
    }
}

fn subscribe(questions: &Questions, out: &mut Outbox) {
    out.act(Action::Subscribe { sid: INBOX, filter: questions.filter(), group: None });
}
