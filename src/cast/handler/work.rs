//! Work: what a handler does with a message from the moment it takes it until its hands are free again.

use super::{AckMoment, Drain, Handler, OnFailure};
use crate::cast::timer::Timer;
use crate::cast::{Action, Outbox, POISON, dead_letter};
use crate::message::{AckKind, AckToken, Delivery, DeliveryId, Headers, Message, Payload};
use crate::sim::chance::{Purpose, Ratio};
use crate::sim::time::Span;
use crate::transcript::{Kind, LossReason, Outcome, Stage};
use std::sync::Arc;

/// How long a handler waits for the server to confirm an ack.
const CONFIRMATION: Span = Span::from_secs(5);

/// A message in a handler's hands.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Its number, which its timers carry.
    pub(super) number: u64,
    pub(super) delivery: Delivery,
    /// Whether the result is being stored.
    storing: bool,
}

impl Handler {
    /// Takes messages as long as hands are free.
    pub(super) fn begin(&mut self, out: &mut Outbox) {
        while self.free_hands() > 0 {
            let Some(delivery) = self.pending.pop_front() else { return };
            let draw_key = self.draw_key(delivery.id);
            let service = self.service_time.sample(&mut self.seed.draw(Purpose::ServiceTime, &draw_key));
            let service = service.times(u64::from(self.slowdown));
            self.started += 1;
            let number = self.started;
            out.record(Kind::Started { delivery: delivery.id, service });
            if let (Some(every), Some(_)) = (self.config.acks.in_progress_every, &delivery.token) {
                Timer::InProgress(number).start(every, out);
            }
            self.works.push(Work { number, delivery, storing: false });
            Timer::Service(number).start(service, out);
        }
    }

    pub(super) fn end_service(&mut self, number: u64, out: &mut Outbox) {
        let Some(work) = self.works.iter().find(|work| work.number == number && !work.storing) else { return };
        // Draws are keyed, so one that cannot matter need not be made.
        let may_fail = self.failure > Ratio::ZERO;
        let failed = self.is_poison(&work.delivery.message)
            || may_fail && self.seed.draw(Purpose::Failure, &self.draw_key(work.delivery.id)).happens(self.failure);
        match (self.database.is_some(), failed) {
            (_, true) => self.finish(number, Outcome::Failed, out),
            (false, false) => self.finish(number, Outcome::Done, out),
            (true, false) => self.store(number, out),
        }
    }

    fn is_poison(&self, message: &Message) -> bool {
        let payload = &message.payload;
        payload.bytes().windows(POISON.len()).any(|text| text == POISON.as_bytes())
            || self.config.poison.as_deref().is_some_and(|poison| payload.text().contains(poison))
    }

    /// Stores the result, now or when a connection is free.
    fn store(&mut self, number: u64, out: &mut Outbox) {
        if let Some(work) = self.works.iter_mut().find(|work| work.number == number) {
            work.storing = true;
        }
        if let Some(session) = self.pool.take(number) {
            self.send_statement(number, session, out);
        }
    }

    fn send_statement(&self, number: u64, session: u16, out: &mut Outbox) {
        let work = self.works.iter().find(|work| work.number == number);
        if let (Some(work), Some(database)) = (work, &self.database) {
            let (database, message) = (Arc::clone(database), work.delivery.id.message);
            out.act(Action::Store { database, session, message });
        }
    }

    /// The database has it; the connection is free for the next.
    pub(super) fn committed(&mut self, session: u16, out: &mut Outbox) {
        let Some((number, next)) = self.pool.give_back(session) else { return };
        if let Some(next) = next {
            self.send_statement(next, session, out);
        }
        self.finish(number, Outcome::Done, out);
    }

    fn finish(&mut self, number: u64, outcome: Outcome, out: &mut Outbox) {
        let Some(place) = self.works.iter().position(|work| work.number == number) else { return };
        let delivery = self.works.remove(place).delivery;
        out.record(Kind::Finished { delivery: delivery.id, outcome });
        if outcome == Outcome::Done {
            self.pass_on(&delivery, out);
        }
        self.settle(&delivery, outcome, out);
        self.go_on(out);
    }

    /// Takes the next one, asks for more, or leaves.
    pub(super) fn go_on(&mut self, out: &mut Outbox) {
        self.begin(out);
        self.fetch(out);
        self.leave_if_empty(out);
    }

    /// Publishes what follows from the work.
    fn pass_on(&mut self, delivery: &Delivery, out: &mut Outbox) {
        let message = &delivery.message;
        if let Some(subject) = self.config.forward.clone() {
            let payload = message.payload.clone();
            let id = self.process.next_id();
            let onward =
                Message { id, parent: Some(message.id), subject, reply: None, headers: Headers::default(), payload };
            self.line.publish(Arc::new(onward), out);
        }
        // The reply subject of a consumer's message is its ack.
        if let (Some(text), Some(subject), None) = (&self.config.reply, &message.reply, &delivery.token) {
            let (payload, subject) = (Payload::from(text.as_str()), subject.clone());
            let id = self.process.next_id();
            let reply =
                Message { id, parent: Some(message.id), subject, reply: None, headers: Headers::default(), payload };
            self.line.publish(Arc::new(reply), out);
        }
    }

    /// Tells the consumer how it went.
    fn settle(&mut self, delivery: &Delivery, outcome: Outcome, out: &mut Outbox) {
        let Some(token) = &delivery.token else { return };
        if self.config.acks.when != AckMoment::AfterWork {
            return;
        }
        let kind = match (outcome, self.config.acks.on_failure) {
            (Outcome::Done, _) => AckKind::Ack,
            (Outcome::Failed, _) if self.bury(delivery, token, out) => AckKind::Term,
            (Outcome::Failed, OnFailure::Silence) => return,
            (Outcome::Failed, OnFailure::Nak) => AckKind::Nak(None),
            (Outcome::Failed, OnFailure::NakAfter(delay)) => AckKind::Nak(Some(delay)),
            (Outcome::Failed, OnFailure::Term) => AckKind::Term,
        };
        self.acknowledge(delivery.id, token, kind, out);
    }

    /// Publishes a copy to the dead letters if this was the last delivery; whether it was.
    fn bury(&mut self, delivery: &Delivery, token: &AckToken, out: &mut Outbox) -> bool {
        let last = self.config.dead_letter.as_ref().filter(|dead| token.delivered >= dead.max_deliver);
        let Some(prefix) = last.map(|dead| dead.prefix.clone()) else { return false };
        let grave = dead_letter::Grave {
            stream: &token.stream,
            consumer: &token.consumer,
            sequence: token.stream_sequence,
            deliveries: u64::from(token.delivered),
        };
        let Some(copy) = grave.copy(&delivery.message, self.process.next_id(), &prefix) else { return false };
        let kind = Kind::DeadLettered { message: delivery.id.message, copy: copy.id };
        self.line.publish(Arc::new(copy), out);
        out.record(kind);
        true
    }

    pub(super) fn acknowledge_on_receipt(&mut self, delivery: &Delivery, out: &mut Outbox) {
        if let (AckMoment::OnReceipt, Some(token)) = (self.config.acks.when, &delivery.token) {
            self.acknowledge(delivery.id, token, AckKind::Ack, out);
        }
    }

    fn acknowledge(&mut self, delivery: DeliveryId, token: &Arc<AckToken>, kind: AckKind, out: &mut Outbox) {
        let reply = self.config.acks.double.then(|| self.inbox.next());
        if let Some((question, _)) = reply {
            self.confirming.push(question);
            Timer::Patience(question).start(CONFIRMATION, out);
        }
        let reply = reply.map(|(_, subject)| subject);
        out.act(Action::Acknowledge { delivery, token: Arc::clone(token), kind, reply });
    }

    /// Says that the work goes on.
    pub(super) fn show_progress(&self, number: u64, out: &mut Outbox) {
        let work = self.works.iter().find(|work| work.number == number);
        let token = work.and_then(|work| Some((work.delivery.id, work.delivery.token.as_ref()?)));
        if let (Some((delivery, token)), Some(every)) = (token, self.config.acks.in_progress_every) {
            let (token, kind) = (Arc::clone(token), AckKind::InProgress);
            out.act(Action::Acknowledge { delivery, token, kind, reply: None });
            Timer::InProgress(number).start(every, out);
        }
    }

    /// The server has confirmed an ack, or does not.
    pub(super) fn confirmed(&mut self, question: u32, out: &mut Outbox) {
        let waiting = self.confirming.len();
        self.confirming.retain(|&open| open != question);
        if self.confirming.len() < waiting {
            self.go_on(out);
        }
    }

    fn leave_if_empty(&mut self, out: &mut Outbox) {
        if self.drain == Drain::Confirmed && self.works.is_empty() && self.confirming.is_empty() {
            self.line.close(out);
            out.record(Kind::Left);
            out.act(Action::Leave);
        }
    }

    /// Everything in the process is gone: what it worked on, and what waited in its buffer.
    pub(super) fn crash(&mut self, out: &mut Outbox) {
        let held = self.pending.len() + self.works.len();
        out.record(Kind::Crashed { held: u32::try_from(held).unwrap_or(u32::MAX) });
        let in_work = self.works.drain(..).map(|work| (work.delivery.id, Stage::InWork));
        let pending = self.pending.drain(..).map(|delivery| (delivery.id, Stage::Pending));
        for (delivery, stage) in in_work.chain(pending) {
            out.record(Kind::Lost { delivery, stage, reason: LossReason::Crash });
        }
        self.line.close(out);
    }

    /// What service time and failure are keyed by: message, group, attempt.
    const fn draw_key(&self, delivery: DeliveryId) -> [u64; 3] {
        [delivery.message.key(), self.key, delivery.attempt as u64]
    }
}
