//! The publisher: sends messages at a rate, and what a person types. It knows a subject, and nobody behind it. If it is
//! told to, it waits until a stream has confirmed what it sent.

use super::arrivals::Arrivals;
use super::generator::{Due, Generator};
use super::line::Line;
use super::process::Process;
use super::questions::{Again, Question, Questions};
use super::timer::Timer;
use super::{Action, Outbox, Setting, Signal};
use crate::message::subject::Subject;
use crate::message::{Answer, ApiError, Headers, Message, MessageId, Payload, Sid};
use crate::sim::chance::Seed;
use crate::sim::time::{Rate, Span, Time};
use crate::transcript::{FailureReason, Kind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a publisher does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublisherConfig {
    /// What its messages are about.
    pub subject: Subject,
    /// How many generated messages per second, 0 to 10,000; none if not given.
    #[serde(default)]
    pub rate: Rate,
    /// How they are spread over time.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// What generated messages say, picked at random; at least one.
    pub items: Vec<String>,
    /// Whether it waits for a stream to confirm what it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Confirm>,
}

/// How a publisher makes sure that a stream has its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Confirm {
    /// How long it waits for the stream's answer, 1 ms to an hour.
    pub timeout: Span,
    /// How often it sends a message again that was not confirmed, at most 100.
    pub retries: u16,
    /// Whether it gives each message a `Nats-Msg-Id`, the same when it is sent again, so that the stream can tell.
    pub message_id: bool,
    /// Whether it says what it believes the stream's last sequence to be (`Nats-Expected-Last-Sequence`), so that the
    /// stream refuses a message if somebody else was faster. It learns the sequence from each answer, a refusal too.
    pub expect_last_sequence: bool,
}

impl Default for Confirm {
    fn default() -> Confirm {
        Confirm { timeout: Span::from_secs(5), retries: 0, message_id: false, expect_last_sequence: false }
    }
}

/// Where a publisher's answers come in.
const INBOX: Sid = Sid(1);
/// The server's error code for an expected last sequence that is not the last.
const WRONG_LAST_SEQUENCE: u16 = 10_071;

/// A publisher at work.
#[derive(Clone, Debug)]
pub struct Publisher {
    config: Arc<PublisherConfig>,
    generator: Generator,
    line: Line,
    questions: Option<Questions>,
    last_sequence: u64,
}

impl Publisher {
    /// A publisher that has published nothing.
    pub fn new(process: Process, config: Arc<PublisherConfig>, seed: Seed, now: Time) -> Publisher {
        let inbox = process.inbox();
        let questions = config.confirm.as_ref().map(|confirm| Questions::new(inbox, confirm.timeout, confirm.retries));
        let generator = Generator::new(process, &config.arrivals, config.rate, &config.items, seed, now);
        Publisher { config, generator, line: Line::default(), questions, last_sequence: 0 }
    }

    /// Who it is.
    pub(super) const fn process(&self) -> &Process {
        &self.generator.process
    }

    pub(super) fn signal(&mut self, now: Time, signal: Signal, out: &mut Outbox) {
        if let Signal::Start = signal {
            out.act(Action::Open);
            subscribe(self.questions.as_ref(), out);
        }
        match self.generator.signal(now, &signal, out) {
            Due::Generated(count) => {
                for _ in 0..count {
                    let (id, payload) = self.generator.generate();
                    self.publish(id, payload, out);
                }
                return self.generator.go_on(now, out);
            }
            Due::Typed(payload) => {
                let id = self.generator.process.next_typed_id();
                return self.publish(id, payload, out);
            }
            Due::Nothing => {}
        }
        match signal {
            Signal::Timer(token) => self.wake(Timer::of(token), out),
            Signal::Answer { to, answer } => self.hear(&to, answer, out),
            // Somebody else replied where an answer of a stream is awaited.
            Signal::Delivery(delivery) => {
                let request = delivery.message.parent.unwrap_or(delivery.message.id);
                out.record(Kind::Delivered { delivery: delivery.id });
                out.record(Kind::Received { delivery: delivery.id, request, late: true });
            }
            Signal::Set(Setting::Timeout(timeout)) => {
                self.questions.iter_mut().for_each(|questions| questions.set_timeout(timeout));
            }
            Signal::Set(Setting::Retries(retries)) => {
                self.questions.iter_mut().for_each(|questions| questions.set_retries(retries));
            }
            Signal::Disconnected => self.line.broke(out),
            Signal::Crash => {
                out.record(Kind::Crashed { held: 0 });
                self.line.close(out);
            }
            _ => {}
        }
    }

    fn publish(&mut self, id: MessageId, payload: Payload, out: &mut Outbox) {
        let subject = self.config.subject.clone();
        let mut message = Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload };
        let (Some(questions), Some(confirm)) = (&mut self.questions, &self.config.confirm) else {
            return self.line.publish(Arc::new(message), out);
        };
        if confirm.message_id {
            let typed = if id.is_typed() { "t" } else { "" };
            let name = format!("{}-{typed}{}", self.generator.process.part, id.number());
            message.headers = message.headers.with("Nats-Msg-Id", &name);
        }
        if confirm.expect_last_sequence {
            let last = self.last_sequence.to_string();
            message.headers = message.headers.with("Nats-Expected-Last-Sequence", &last);
        }
        questions.ask(message, &mut self.line, out);
    }

    fn wake(&mut self, timer: Option<Timer>, out: &mut Outbox) {
        let Some(questions) = &mut self.questions else {
            if timer == Some(Timer::Reconnect) {
                self.line.reopen(out, |_| {});
            }
            return;
        };
        match timer {
            Some(Timer::Reconnect) => self.line.reopen(out, |out| subscribe(Some(questions), out)),
            Some(Timer::Patience(token)) => {
                if let Some(question) = questions.take(token) {
                    self.fail(question, FailureReason::Timeout, Some(Again::AtOnce), out);
                }
            }
            Some(Timer::Again(token)) => {
                if let Some(question) = questions.paused(token) {
                    self.retry(question, Again::AtOnce, out);
                }
            }
            _ => {}
        }
    }

    fn hear(&mut self, to: &Subject, answer: Answer, out: &mut Outbox) {
        let question = self.questions.as_mut().and_then(|questions| questions.answered(to));
        match (answer, question) {
            (Answer::Stored { message, ack }, Some(_)) => {
                self.last_sequence = self.last_sequence.max(ack.sequence);
                out.record(Kind::Confirmed { message, sequence: ack.sequence, duplicate: ack.duplicate });
            }
            (Answer::NotStored { error, .. }, Some(question)) => {
                self.learn(&error);
                self.fail(question, FailureReason::Refused(error.err_code), None, out);
            }
            (Answer::NoResponders(_), Some(question)) => {
                self.fail(question, FailureReason::NoResponders, Some(Again::AfterAPause), out);
            }
            (Answer::Unreachable(_), Some(question)) => {
                self.fail(question, FailureReason::Unreachable, Some(Again::AfterAPause), out);
            }
            // One that asks nothing hears of it all the same.
            (Answer::Unreachable(message), None) if self.questions.is_none() => {
                out.record(Kind::NotConfirmed { message, reason: FailureReason::Unreachable });
            }
            (Answer::Receivers { message, count }, _) => out.record(Kind::Counted { message, receivers: count }),
            _ => {}
        }
    }

    /// A refusal says what the last sequence is: `wrong last sequence: 5`.
    fn learn(&mut self, error: &ApiError) {
        let said = error.description.rsplit(' ').next().and_then(|last| last.parse().ok());
        if let (WRONG_LAST_SEQUENCE, Some(last)) = (error.err_code, said) {
            self.last_sequence = last;
        }
    }

    fn fail(&mut self, question: Question, reason: FailureReason, again: Option<Again>, out: &mut Outbox) {
        out.record(Kind::NotConfirmed { message: question.message.id, reason });
        if let Some(when) = again {
            self.retry(question, when, out);
        }
    }

    fn retry(&mut self, question: Question, when: Again, out: &mut Outbox) {
        let process = &mut self.generator.process;
        if let Some(questions) = &mut self.questions {
            questions.retry(question, when, || process.next_id(), &mut self.line, out);
        }
    }
}

fn subscribe(questions: Option<&Questions>, out: &mut Outbox) {
    if let Some(questions) = questions {
        out.act(Action::Subscribe { sid: INBOX, filter: questions.filter(), group: None });
    }
}
