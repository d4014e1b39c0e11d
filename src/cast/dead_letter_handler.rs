//! The dead-letter handler: JetStream has no dead-letter queue, so somebody has to make one.
//!
//! The documented way: a stream captures the advisories that a message was given up. For each, one at a time, read the
//! message from its stream, publish a copy under the dead letters' prefix, wait until a stream has it, and only then
//! acknowledge the advisory and delete the original, if it shall go. Whatever goes wrong on the way leaves the advisory
//! unacknowledged: it is delivered again, and the copy's `Nats-Msg-Id` keeps it from being stored twice.

use super::advisory::Advisory;
use super::dead_letter::Grave;
use super::handler::{Fetches, Pull};
use super::inbox::Inbox;
use super::line::Line;
use super::process::Process;
use super::timer::Timer;
use super::{Action, Outbox, Signal};
use crate::message::subject::Subject;
use crate::message::{
    AckKind, Answer, Api, ApiError, ApiReply, Delivery, Message, MessageId, PubAck, Sid, StoredMessage,
};
use crate::sim::time::Span;
use crate::transcript::{FailureReason, Kind, LossReason, Outcome, Stage};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// What a dead-letter handler does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadLetterHandlerConfig {
    /// The consumer of advisories that it fetches from.
    pub advisories: Pull,
    /// What it puts before a message's own subject.
    #[serde(default = "dlq")]
    pub prefix: Subject,
    /// Whether it deletes the original, as a work queue needs: it would keep it for ever.
    #[serde(default)]
    pub delete: bool,
}

#[allow(clippy::expect_used, reason = "a constant")]
fn dlq() -> Subject {
    Subject::parse("dlq").expect("a subject")
}

/// Where its advisories come in.
const ADVISORIES: Sid = Sid(1);
/// Where its answers come in.
const INBOX: Sid = Sid(2);
/// How long it waits for an answer.
const PATIENCE: Span = Span::from_secs(5);

/// A dead-letter handler at work.
#[derive(Clone, Debug)]
pub struct DeadLetterHandler {
    process: Process,
    config: Arc<DeadLetterHandlerConfig>,
    line: Line,
    inbox: Inbox,
    fetches: Fetches,
    pending: VecDeque<Delivery>,
    case: Option<Case>,
}

/// The advisory it works on.
#[derive(Clone, Debug)]
struct Case {
    delivery: Delivery,
    advisory: Advisory,
    /// The token under which it awaits the next answer.
    question: u32,
    /// The message and its copy, once there is one.
    copied: Option<(MessageId, MessageId)>,
}

impl DeadLetterHandler {
    /// One that holds nothing.
    pub fn new(process: Process, config: Arc<DeadLetterHandlerConfig>) -> DeadLetterHandler {
        DeadLetterHandler {
            inbox: process.inbox(),
            fetches: Fetches::new(&config.advisories, process.fetch_inbox()),
            line: Line::default(),
            pending: VecDeque::new(),
            case: None,
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
                subscribe(&self.fetches, &self.inbox, out);
                self.fetch(out);
            }
            Signal::Delivery(delivery) => {
                self.fetches.delivered();
                out.record(Kind::Delivered { delivery: delivery.id });
                self.pending.push_back(delivery);
                self.begin(out);
                self.fetch(out);
            }
            Signal::Answer { to, answer: Answer::Status(status) } => {
                self.fetches.hear(&to, status, out);
                self.fetch(out);
            }
            Signal::Answer { to, answer } => {
                let token = self.inbox.token(&to);
                if self.case.as_ref().is_some_and(|case| Some(case.question) == token) {
                    self.hear(answer, out);
                }
            }
            Signal::Timer(token) => self.wake(Timer::of(token), out),
            Signal::Disconnected => {
                self.line.broke(out);
                self.fetches.forget();
            }
            Signal::Crash => self.crash(out),
            _ => {}
        }
    }

    fn wake(&mut self, timer: Option<Timer>, out: &mut Outbox) {
        match timer {
            Some(Timer::Patience(token)) if self.case.as_ref().is_some_and(|case| case.question == token) => {
                self.give_up(FailureReason::Timeout, out);
            }
            Some(Timer::Reconnect) => self.line.reopen(out, |out| subscribe(&self.fetches, &self.inbox, out)),
            Some(Timer::FetchOver(token)) => self.fetches.over(token),
            Some(Timer::FetchAgain) => self.fetches.resume(),
            _ => return,
        }
        self.fetch(out);
    }

    fn fetch(&mut self, out: &mut Outbox) {
        if self.case.is_none() && self.pending.is_empty() && !self.line.is_down() {
            self.fetches.fill(1, out);
        }
    }

    /// Takes the next advisory and reads the message that it is about.
    fn begin(&mut self, out: &mut Outbox) {
        while self.case.is_none() {
            let Some(delivery) = self.pending.pop_front() else { return };
            out.record(Kind::Started { delivery: delivery.id, service: Span::ZERO });
            let Some(advisory) = Advisory::read(delivery.message.payload.bytes()) else {
                // It is no advisory, and will never be one.
                finish(&delivery, Outcome::Failed, Some(AckKind::Term), out);
                continue;
            };
            let (question, reply) = self.inbox.next();
            let api = Api::GetMessage { stream: Arc::clone(&advisory.stream), sequence: advisory.stream_seq };
            out.act(Action::Api { api, reply });
            Timer::Patience(question).start(PATIENCE, out);
            self.case = Some(Case { delivery, advisory, question, copied: None });
        }
    }

    fn hear(&mut self, answer: Answer, out: &mut Outbox) {
        match answer {
            Answer::Api(reply) => match *reply {
                Ok(ApiReply::Message(stored)) => self.copy(&stored, out),
                Err(error) => self.close(Outcome::Failed, is_final(&error).then_some(AckKind::Term), out),
                Ok(_) => {}
            },
            Answer::Stored { ack, .. } => self.stored(&ack, out),
            Answer::NotStored { error, .. } => self.give_up(FailureReason::Refused(error.err_code), out),
            Answer::NoResponders(_) => self.give_up(FailureReason::NoResponders, out),
            _ => {}
        }
    }

    fn copy(&mut self, stored: &StoredMessage, out: &mut Outbox) {
        let Some(case) = &mut self.case else { return };
        let advisory = &case.advisory;
        let grave = Grave {
            stream: &advisory.stream,
            consumer: &advisory.consumer,
            sequence: advisory.stream_seq,
            deliveries: advisory.deliveries,
        };
        let copy = grave.copy(&stored.message, self.process.next_id(), &self.config.prefix);
        let Some(copy) = copy else { return self.close(Outcome::Failed, Some(AckKind::Term), out) };
        let (question, reply) = self.inbox.next();
        case.question = question;
        case.copied = Some((stored.message.id, copy.id));
        self.line.publish(Arc::new(Message { reply: Some(reply), ..copy }), out);
        Timer::Patience(question).start(PATIENCE, out);
    }

    fn stored(&mut self, ack: &PubAck, out: &mut Outbox) {
        let Some(case) = &self.case else { return };
        let Some((message, copy)) = case.copied else { return };
        let (sequence, duplicate) = (ack.sequence, ack.duplicate);
        out.record(Kind::Confirmed { message: copy, sequence, duplicate });
        if !duplicate {
            out.record(Kind::DeadLettered { message, copy });
        }
        if self.config.delete {
            let (stream, sequence) = (Arc::clone(&case.advisory.stream), case.advisory.stream_seq);
            let (_, reply) = self.inbox.next();
            out.act(Action::Api { api: Api::DeleteMessage { stream, sequence }, reply });
        }
        self.close(Outcome::Done, Some(AckKind::Ack), out);
    }

    /// The advisory will come again.
    fn give_up(&mut self, reason: FailureReason, out: &mut Outbox) {
        if let Some((_, copy)) = self.case.as_ref().and_then(|case| case.copied) {
            out.record(Kind::NotConfirmed { message: copy, reason });
        }
        self.close(Outcome::Failed, None, out);
    }

    fn close(&mut self, outcome: Outcome, ack: Option<AckKind>, out: &mut Outbox) {
        if let Some(case) = self.case.take() {
            finish(&case.delivery, outcome, ack, out);
        }
        self.begin(out);
        self.fetch(out);
    }

    fn crash(&mut self, out: &mut Outbox) {
        let held = self.pending.len() + usize::from(self.case.is_some());
        out.record(Kind::Crashed { held: u32::try_from(held).unwrap_or(u32::MAX) });
        let in_work = self.case.take().map(|case| (case.delivery.id, Stage::InWork));
        let pending = self.pending.drain(..).map(|delivery| (delivery.id, Stage::Pending));
        for (delivery, stage) in in_work.into_iter().chain(pending) {
            out.record(Kind::Lost { delivery, stage, reason: LossReason::Crash });
        }
        self.line.close(out);
    }
}

/// Whether the server says that the message is gone for good.
fn is_final(error: &ApiError) -> bool {
    error.code == 404
}

fn finish(delivery: &Delivery, outcome: Outcome, ack: Option<AckKind>, out: &mut Outbox) {
    out.record(Kind::Finished { delivery: delivery.id, outcome });
    if let (Some(kind), Some(token)) = (ack, &delivery.token) {
        out.act(Action::Acknowledge { delivery: delivery.id, token: Arc::clone(token), kind, reply: None });
    }
}

fn subscribe(fetches: &Fetches, inbox: &Inbox, out: &mut Outbox) {
    out.act(Action::Subscribe { sid: ADVISORIES, filter: fetches.filter(), group: None });
    out.act(Action::Subscribe { sid: INBOX, filter: inbox.filter(), group: None });
}
