//! What the server says on the connections of the cast: messages, deliveries of consumers, answers and statuses.

use super::Run;
use super::evidence::{Arrival, Awaited, Heard, Listener};
use super::lines::ANSWERS;
use crate::cast::Signal;
use crate::crew::{Owner, Troupe};
use crate::live::names::MARK;
use crate::live::protocol::{self, jetstream};
use crate::message::subject::Subject;
use crate::message::{
    AckKind, AckPolicy, AckToken, Answer, Api, ApiError, ApiReply, ComponentId, ConnectionId, ConsumerId,
    ConsumerMessage, Delivery, DeliveryId, Headers, MessageId, Payload, PubAck, Retention, StoredMessage,
};
use crate::sim::time::Span;
use crate::transcript::{Kind, Outcome, RefusalReason, RemovalReason};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::sync::Arc;

/// The status of a message that nobody listens to.
const NO_RESPONDERS: u16 = 503;
/// How the subjects of what the server says about consumers and streams begin.
pub(super) const ADVISORIES: &str = "$JS.EVENT.ADVISORY.";

impl Run {
    /// A message came on a connection of the cast.
    pub(super) fn hear_message(&mut self, connection: ConnectionId, message: &protocol::Message) {
        if message.sid == ANSWERS {
            return self.hear_answer(connection, message);
        }
        let Some(line) = self.lines.get(connection) else { return };
        let (owner, broker, names) = (line.owner, line.broker, line.names.clone());
        let subject = names.read(&message.subject);
        if message.status.is_some() {
            return self.hear_status(owner, broker, subject, message);
        }
        let Some(subject) = subject.or_else(|| Subject::from_wire(&message.subject).ok()) else { return };
        if message.subject.starts_with(ADVISORIES) {
            // The first connection may hear it later than a member that acts on it.
            self.note_advisory(&message.subject, &message.payload);
        }
        let frozen = self.actor(owner.component).map_or(0, |actor| actor.frozen.len());
        if !self.rates.may_take(self.now, frozen) {
            return;
        }
        let reply = message.reply.as_deref();
        let awaited_at = reply.and_then(|reply| names.read(reply).or_else(|| Subject::from_wire(reply).ok()));
        let heard = Heard {
            subject,
            elsewhere: awaited_at.as_ref().is_some_and(|to| Some(names.subject(to).as_str()) != reply),
            reply: awaited_at,
            headers: message.headers.clone(),
            payload: message.payload.clone(),
        };
        match reply.and_then(jetstream::ack_subject) {
            Some(_) => self.hear_consumer(connection, owner, message, heard),
            None => self.hear_subscription(connection, owner, message, heard),
        }
    }

    /// A copy of a message for a subscription of core NATS.
    fn hear_subscription(&mut self, connection: ConnectionId, owner: Owner, came: &protocol::Message, heard: Heard) {
        let Some(line) = self.lines.get(connection) else { return };
        let (broker, group) = (line.broker, line.group(came.sid).cloned());
        // Who asks under a subject that a stream keeps hears the stream's answer, too.
        if let Some(question) = self.evidence.question(&heard.subject)
            && self.is_a_request(question, owner)
            && let Some(Ok(ack)) = jetstream::pub_ack(&heard.payload.text())
            && let Some((_, stream)) = self.plan.stream_called(&ack.stream)
        {
            self.was_stored(question, stream, ack.sequence, ack.duplicate);
            let (to, message) = (heard.subject, question);
            let answer = Answer::Stored { message, ack: self.in_scenario(&ack) };
            return self.signal(owner, Signal::Answer { to, answer }, None);
        }
        let listener = match group {
            Some(group) => Listener::Group(group),
            None => Listener::Subscription(connection, came.sid.0),
        };
        let message = self.identify(broker, heard, listener);
        self.was_routed(&message);
        let consumer = ConsumerId::NONE;
        let id = DeliveryId { message: message.id, connection, sid: came.sid, attempt: 1, consumer };
        let at = ComponentId { part: broker, member: 0 };
        let sent =
            self.record(at, Kind::Sent { delivery: id, to: owner.component, token: None, awaits_ack: false }, None);
        self.signal(owner, Signal::Delivery(Delivery { id, message, token: None }), Some(sent));
    }

    /// A delivery of a consumer.
    fn hear_consumer(&mut self, connection: ConnectionId, owner: Owner, came: &protocol::Message, heard: Heard) {
        let Some(reply) = came.reply.as_deref() else { return };
        let Some(said) = jetstream::ack_subject(reply) else { return };
        let Some((broker, stream)) = self.plan.stream_called(said.stream) else { return };
        let Some(consumer) = self.plan.consumer_called(broker, said.stream, said.consumer) else { return };
        let listener = Listener::Consumer(broker, consumer, said.stream_sequence);
        let message = self.identify(broker, heard, listener);
        if self.evidence.place(message.id).is_none() {
            self.was_stored(message.id, stream, said.stream_sequence, false);
        }
        let of = ConsumerMessage { message: message.id, consumer, sequence: said.stream_sequence };
        let at = ComponentId { part: broker, member: 0 };
        let arrival = self.evidence.arrival(of, connection, &said);
        let is_stray = arrival == Arrival::Stray;
        // A server that was killed may have lost what its consumers knew last, and delivers once more.
        if let Arrival::Forgotten(forgotten) = arrival {
            self.record(at, Kind::Forgotten(forgotten), None);
        }
        if !is_stray && said.delivered > 1 && self.evidence.is_overdue(message.id, consumer) {
            self.evidence.give_back(of);
            // What was said of it may have arrived, and the confirmation come later than the message.
            let kind = match self.evidence.refusal_on_its_way(message.id, consumer) {
                Some(delay) => Kind::Nakked { of, delay },
                None => Kind::AckTimedOut { of },
            };
            self.record(at, kind, None);
        }
        let token = Arc::new(AckToken {
            stream: self.plan.names.read_name(said.stream).into(),
            consumer: self.plan.names.read_name(said.consumer).into(),
            delivered: said.delivered,
            stream_sequence: said.stream_sequence,
            consumer_sequence: said.consumer_sequence,
            timestamp: self.in_run(self.now),
            pending: said.pending,
        });
        let config = self.plan.consumers(broker).find(|(number, ..)| *number == consumer);
        let awaits_ack = config.is_some_and(|(_, _, config)| config.ack_policy != AckPolicy::None);
        let id = DeliveryId { message: message.id, connection, sid: came.sid, attempt: said.delivered, consumer };
        if let (true, Ok(to)) = (awaits_ack, Subject::from_wire(reply)) {
            self.evidence.await_ack(id, to);
            if !is_stray {
                self.evidence.owe(of, connection, &said, self.lines.latest);
            }
        }
        let awaits_ack = awaits_ack && !is_stray;
        let kind = Kind::Sent { delivery: id, to: owner.component, token: Some(Arc::clone(&token)), awaits_ack };
        let sent = self.record(at, kind, None);
        self.signal(owner, Signal::Delivery(Delivery { id, message, token: Some(token) }), Some(sent));
    }

    /// The server says something itself, where a member awaits a reply or what it fetches.
    fn hear_status(&mut self, owner: Owner, broker: u16, to: Option<Subject>, came: &protocol::Message) {
        let (Some(to), Some(line)) = (to, &came.status) else { return };
        let at = ComponentId { part: broker, member: 0 };
        if line.code == NO_RESPONDERS {
            let Some(message) = self.evidence.question(&to) else { return };
            self.settle_publication(message, Kind::NoInterest { message });
            let told = self.record(at, Kind::NoResponders { message }, None);
            return self.signal(owner, Signal::Answer { to, answer: Answer::NoResponders(message) }, Some(told));
        }
        let Some(status) = jetstream::status(line, &came.headers) else { return };
        let mut cause = None;
        if line.code != 100
            && let Some(consumer) = self.evidence.fetch_over(&to)
        {
            let kind = Kind::FetchEnded { consumer, client: owner.component, code: line.code };
            cause = Some(self.record(at, kind, None));
        }
        self.signal(owner, Signal::Answer { to, answer: Answer::Status(status) }, cause);
    }

    /// An answer of the server that a connection awaits.
    fn hear_answer(&mut self, connection: ConnectionId, came: &protocol::Message) {
        let number = came.subject.rsplit('.').next().and_then(|number| number.parse().ok());
        let Some(awaited) = number.and_then(|number| self.evidence.awaited.remove(&(connection, number))) else {
            return;
        };
        let Some(owner) = self.lines.get(connection).map(|line| line.owner) else { return };
        let unheard = came.status.as_ref().is_some_and(|status| status.code == NO_RESPONDERS);
        match awaited {
            Awaited::Stored { message, to } => self.hear_of_stream(owner, message, to, came, unheard),
            Awaited::Acked { .. } if unheard => {}
            Awaited::Acked { delivery, kind, to, .. } => {
                let taken = self.ack_was_taken(delivery, kind);
                if let Some(to) = to {
                    self.signal(owner, Signal::Answer { to, answer: Answer::AckConfirmed }, taken);
                }
            }
            Awaited::Api { api, to } => {
                let Some(reply) = self.read_answer(&api, came) else { return };
                self.signal(owner, Signal::Answer { to, answer: Answer::Api(Box::new(reply)) }, None);
            }
        }
    }

    fn hear_of_stream(
        &mut self,
        owner: Owner,
        message: MessageId,
        to: Option<Subject>,
        came: &protocol::Message,
        unheard: bool,
    ) {
        let broker = self.evidence.broker(message);
        let answer = if unheard {
            self.settle_publication(message, Kind::NoInterest { message });
            Answer::NoResponders(message)
        } else {
            match jetstream::pub_ack(&came.payload.text()) {
                Some(Ok(ack)) => {
                    if let Some((_, stream)) = self.plan.stream_called(&ack.stream) {
                        self.was_stored(message, stream, ack.sequence, ack.duplicate);
                    }
                    Answer::Stored { message, ack: self.in_scenario(&ack) }
                }
                Some(Err(error)) => {
                    let subject = self.evidence.message(message).map(|message| message.subject.clone());
                    let heard = subject.is_some_and(|subject| self.lines.interested(broker, &subject) > 0);
                    let alone = !heard && !self.evidence.is_settled(message);
                    let kind = Kind::Refused { message, reason: RefusalReason::Stream(error.err_code), alone };
                    self.decide(message, kind, alone);
                    Answer::NotStored { message, error }
                }
                None => return,
            }
        };
        if let Some(to) = to {
            self.signal(owner, Signal::Answer { to, answer }, None);
        }
    }

    fn in_scenario(&self, ack: &PubAck) -> PubAck {
        PubAck { stream: self.plan.names.read_name(&ack.stream).into(), ..*ack }
    }

    /// A consumer has taken note of what was said of a delivery.
    fn ack_was_taken(&mut self, delivery: DeliveryId, kind: AckKind) -> Option<u64> {
        let broker = self.evidence.broker(delivery.message);
        let at = ComponentId { part: broker, member: 0 };
        let sequence = self.evidence.place(delivery.message).map_or(0, |of| of.sequence);
        let of = ConsumerMessage { message: delivery.message, consumer: delivery.consumer, sequence };
        match kind {
            AckKind::InProgress => return Some(self.record(at, Kind::Extended(of), None)),
            // It has been delivered again, or given up: that shows already.
            AckKind::Nak(_) if !self.evidence.is_out(delivery) => return None,
            AckKind::Nak(delay) => {
                self.evidence.give_back(of);
                return Some(self.record(at, Kind::Nakked { of, delay: delay.unwrap_or(Span::ZERO) }, None));
            }
            AckKind::Term => {
                if self.evidence.pay(of, Outcome::Failed, self.lines.latest) {
                    self.record(at, Kind::Terminated { of, gone: false }, None);
                    self.let_go(broker, of);
                }
            }
            AckKind::Ack | AckKind::Next(_) => {
                let config = self.plan.consumers(broker).find(|(number, ..)| *number == of.consumer);
                let all = config.is_some_and(|(_, _, config)| config.ack_policy == AckPolicy::All);
                let mut settled =
                    if all { self.evidence.owed_up_to(broker, of.consumer, sequence) } else { Vec::new() };
                settled.retain(|one| one.message != of.message);
                settled.push(of);
                for of in settled {
                    if self.evidence.pay(of, Outcome::Done, self.lines.latest) {
                        self.record(at, Kind::Acked { of }, None);
                        self.let_go(broker, of);
                    }
                }
            }
        }
        None
    }

    /// A consumer is done with a message; a stream that keeps it for nobody else lets go of it.
    fn let_go(&mut self, broker: u16, of: ConsumerMessage) {
        let Some(last) = self.evidence.one_less(of.message) else { return };
        let stream = self.plan.streams(broker).find(|(id, _)| *id == last.stream);
        if stream.is_some_and(|(_, config)| config.retention != Retention::Limits) {
            let (at, reason) = (ComponentId { part: broker, member: 0 }, RemovalReason::Settled);
            self.record(at, Kind::Removed { of: last, reason, undelivered: 0 }, None);
        }
    }

    /// What the administration answers, in the scenario's terms.
    fn read_answer(&mut self, api: &Api, came: &protocol::Message) -> Option<Result<ApiReply, ApiError>> {
        let said = match jetstream::answer(&came.payload.text())? {
            Ok(said) => said,
            Err(error) => return Some(Err(error)),
        };
        match api {
            Api::GetMessage { stream, sequence } => {
                let letter = said.get("message")?;
                let bytes =
                    |name: &str| letter.get(name).and_then(|text| BASE64.decode(text.text()?).ok()).unwrap_or_default();
                let (broker, of) = self.plan.stream_called(stream)?;
                let known = self.evidence.lies(broker, of, *sequence);
                let headers = protocol::read_headers(&bytes("hdrs"));
                let message = match known.and_then(|id| self.evidence.message(id)) {
                    Some(message) => Arc::clone(message),
                    None => {
                        let on_server = letter.get("subject")?.text()?;
                        let subject = self.plan.names_of(broker).read(on_server);
                        let subject = subject.or_else(|| Subject::from_wire(on_server).ok())?;
                        let payload = Payload::from(&bytes("data")[..]);
                        let heard = Heard { subject, reply: None, elsewhere: false, headers, payload };
                        let message =
                            self.identify(broker, heard, Listener::Consumer(broker, ConsumerId::NONE, *sequence));
                        self.was_stored(message.id, of, *sequence, false);
                        message
                    }
                };
                let stored_at = self.in_run(self.now);
                Some(Ok(ApiReply::Message(StoredMessage { message, sequence: *sequence, stored_at })))
            }
            Api::DeleteMessage { stream, sequence } => {
                let (broker, of) = self.plan.stream_called(stream)?;
                if let Some(place) =
                    self.evidence.lies(broker, of, *sequence).and_then(|message| self.evidence.place(message))
                {
                    let (at, reason) = (ComponentId { part: broker, member: 0 }, RemovalReason::Administrator);
                    self.record(at, Kind::Removed { of: place, reason, undelivered: 0 }, None);
                }
                Some(Ok(ApiReply::Deleted))
            }
            _ => None,
        }
    }
}

/// The headers as their publisher wrote them.
pub(super) fn without_mark(headers: &Headers) -> Headers {
    if headers.get(MARK).is_none() {
        return headers.clone();
    }
    let kept = headers.iter().filter(|(name, _)| *name != MARK);
    kept.fold(Headers::default(), |headers, (name, value)| headers.with(name, value))
}
