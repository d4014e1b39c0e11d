//! The administrator: publishes dead letters again, when a person asks for it.
//!
//! For each: read the letter from its stream, publish what it says under the subject of its original, wait until a
//! stream has it or a service replies, and only then delete the letter. Whatever goes wrong on the way leaves the
//! letter where it is, and is said. A crash between the answer and the deletion leaves a letter that was published
//! already.

use super::inbox::Inbox;
use super::line::Line;
use super::process::Process;
use super::timer::Timer;
use super::{Action, Outbox, Signal};
use crate::message::subject::Subject;
use crate::message::{Answer, Api, ApiReply, Headers, Message, MessageId, Payload, Sid, StoredMessage};
use crate::ordered::Map;
use crate::sim::time::Span;
use crate::transcript::{FailureReason, Kind, ReplayFailure};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What an administrator looks after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdministratorConfig {
    /// The stream of dead letters.
    pub dead_letters: String,
}

/// Where its answers come in.
const INBOX: Sid = Sid(1);
/// How long it waits for an answer.
const PATIENCE: Span = Span::from_secs(5);
/// The header in which a dead letter says under which subject its original was published.
const ORIGINAL: &str = "Dlq-Subject";

/// An administrator at work.
#[derive(Clone, Debug)]
pub struct Administrator {
    process: Process,
    stream: Arc<str>,
    line: Line,
    inbox: Inbox,
    /// What was asked for, by the token under which the next answer is awaited.
    cases: Map<u32, Case>,
    /// What was asked for while there was no connection.
    waiting: Vec<(u64, Option<Payload>)>,
}

/// A dead letter that is being replayed.
#[derive(Clone, Debug)]
struct Case {
    sequence: u64,
    step: Step,
}

/// What is awaited.
#[derive(Clone, Debug)]
enum Step {
    /// The letter. The text that it is to say instead, if any.
    Letter(Option<Payload>),
    /// The answer to what was published.
    Taken(MessageId),
    /// The letter's end.
    Deleted,
}

impl Administrator {
    /// One that was asked for nothing.
    pub fn new(process: Process, config: &AdministratorConfig) -> Administrator {
        Administrator {
            stream: config.dead_letters.as_str().into(),
            line: Line::default(),
            inbox: process.inbox(),
            cases: Map::new(),
            waiting: Vec::new(),
            process,
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
                subscribe(&self.inbox, out);
            }
            Signal::Replay { sequence, text } if self.line.is_down() => self.waiting.push((sequence, text)),
            Signal::Replay { sequence, text } => self.read(sequence, text, out),
            Signal::Answer { to, answer } => {
                if let Some(case) = self.inbox.token(&to).and_then(|token| self.cases.remove(&token)) {
                    self.hear(case, answer, out);
                }
            }
            Signal::Delivery(delivery) => {
                out.record(Kind::Delivered { delivery: delivery.id });
                let token = self.inbox.token(&delivery.message.subject);
                let case = token.and_then(|token| self.cases.remove(&token));
                let parent = delivery.message.parent.unwrap_or(delivery.message.id);
                let (request, late) = match &case {
                    Some(Case { step: Step::Taken(message), .. }) => (*message, false),
                    _ => (parent, true),
                };
                out.record(Kind::Received { delivery: delivery.id, request, late });
                if let Some(case) = case.filter(|_| !late) {
                    self.delete(case.sequence, out);
                }
            }
            Signal::Timer(token) => self.wake(Timer::of(token), out),
            Signal::Disconnected => self.line.broke(out),
            Signal::Crash => {
                out.record(Kind::Crashed { held: 0 });
                self.line.close(out);
            }
            _ => {}
        }
    }

    fn wake(&mut self, timer: Option<Timer>, out: &mut Outbox) {
        match timer {
            Some(Timer::Patience(token)) => {
                if let Some(case) = self.cases.remove(&token) {
                    self.leave(&case, FailureReason::Timeout, out);
                }
            }
            Some(Timer::Reconnect) => {
                self.line.reopen(out, |out| subscribe(&self.inbox, out));
                for (sequence, text) in std::mem::take(&mut self.waiting) {
                    self.read(sequence, text, out);
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, sequence: u64, text: Option<Payload>, out: &mut Outbox) {
        let reply = self.await_next(sequence, Step::Letter(text), out);
        out.act(Action::Api { api: Api::GetMessage { stream: Arc::clone(&self.stream), sequence }, reply });
    }

    fn delete(&mut self, sequence: u64, out: &mut Outbox) {
        let reply = self.await_next(sequence, Step::Deleted, out);
        out.act(Action::Api { api: Api::DeleteMessage { stream: Arc::clone(&self.stream), sequence }, reply });
    }

    /// Where the next answer is awaited.
    fn await_next(&mut self, sequence: u64, step: Step, out: &mut Outbox) -> Subject {
        let (token, reply) = self.inbox.next();
        self.cases.insert(token, Case { sequence, step });
        Timer::Patience(token).start(PATIENCE, out);
        reply
    }

    fn hear(&mut self, case: Case, answer: Answer, out: &mut Outbox) {
        match (case.step, answer) {
            (Step::Letter(text), Answer::Api(reply)) => match *reply {
                Ok(ApiReply::Message(letter)) => self.publish(case.sequence, &letter, text, out),
                _ => out.record(Kind::NotReplayed(case.sequence, ReplayFailure::Gone)),
            },
            (Step::Taken(_), Answer::Stored { message, ack }) => {
                out.record(Kind::Confirmed { message, sequence: ack.sequence, duplicate: ack.duplicate });
                self.delete(case.sequence, out);
            }
            (step @ Step::Taken(_), Answer::NotStored { error, .. }) => {
                self.leave(&Case { step, ..case }, FailureReason::Refused(error.err_code), out);
            }
            (step, Answer::NoResponders(_)) => self.leave(&Case { step, ..case }, FailureReason::NoResponders, out),
            // The letter is deleted, or somebody else has deleted it.
            _ => {}
        }
    }

    /// Publishes what a letter says under the subject of its original. Headers that servers read are not taken along:
    /// by the letter's `Nats-Msg-Id`, a stream might take it for one that it has. Neither are those that it died with.
    fn publish(&mut self, sequence: u64, letter: &StoredMessage, text: Option<Payload>, out: &mut Outbox) {
        let letter = &letter.message;
        let original = letter.headers.get(ORIGINAL).and_then(|subject| Subject::from_wire(subject).ok());
        let Some(subject) = original else {
            return out.record(Kind::NotReplayed(sequence, ReplayFailure::NoSubject));
        };
        let (id, payload) = match text {
            Some(text) => (self.process.next_typed_id(), text),
            None => (self.process.next_id(), letter.payload.clone()),
        };
        let kept = letter.headers.iter().filter(|(name, _)| !name.starts_with("Nats-") && !name.starts_with("Dlq-"));
        let headers = kept.fold(Headers::default(), |headers, (name, value)| headers.with(name, value));
        let reply = Some(self.await_next(sequence, Step::Taken(id), out));
        let message = Message { id, parent: Some(letter.id), subject, reply, headers, payload };
        self.line.publish(Arc::new(message), out);
    }

    /// Leaves the letter where it is.
    fn leave(&self, case: &Case, reason: FailureReason, out: &mut Outbox) {
        let failure = match case.step {
            Step::Taken(message) => {
                out.record(Kind::NotConfirmed { message, reason });
                ReplayFailure::NotTaken
            }
            Step::Letter(_) | Step::Deleted => ReplayFailure::NoAnswer,
        };
        out.record(Kind::NotReplayed(case.sequence, failure));
    }
}

fn subscribe(inbox: &Inbox, out: &mut Outbox) {
    out.act(Action::Subscribe { sid: INBOX, filter: inbox.filter(), group: None });
}
