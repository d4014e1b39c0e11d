//! Carrying out what the cast decides, on a real server: the same actions that the simulated world carries out.

use super::evidence::Awaited;
use super::lines::Note;
use super::{Due, Run};
use crate::cast::{Action, Outbox, Signal, verdict};
use crate::crew::{Owner, Troupe};
use crate::live::client::PublishError;
use crate::live::names::MARK;
use crate::live::protocol::jetstream;
use crate::message::subject::Subject;
use crate::message::{
    AckKind, Api, ComponentId, ConnectionId, DeliveryId, Fetch, Headers, Message, MessageId, Payload,
};
use crate::scenario::Role;
use crate::sim::time::Span;
use crate::transcript::{Kind, RefusalReason};
use std::sync::Arc;

/// How long something is under way between a process and its database, which is simulated also in a live run.
const TO_DATABASE: Span = Span::from_millis(1);

impl Run {
    /// Carries out what a member decided.
    pub(super) fn execute(&mut self, actor: Owner, out: &mut Outbox, cause: Option<u64>) {
        let (mut first, mut last) = (None, cause);
        for action in out.drain() {
            let because = first.or(cause);
            match action {
                Action::Record(kind) => {
                    if let Kind::Published { message } = &kind {
                        let broker = self.plan.roster.part(actor.component).and_then(|part| part.broker);
                        self.evidence.publish(message, broker.unwrap_or(0));
                    }
                    let index = self.record(actor.component, kind, because);
                    first = first.or(Some(index));
                    last = Some(index);
                }
                Action::Timer { token, after } => {
                    self.schedule(after, Due::Signal { to: actor, signal: Signal::Timer(token), cause: last });
                }
                Action::Publish(message) => self.publish(actor, &message, last),
                Action::Open => {
                    let connection = self.open(actor);
                    if let Some(actor) = self.actor_mut(actor.component) {
                        actor.connection = connection;
                    }
                }
                Action::Close => self.end_connections(actor, because),
                Action::Subscribe { sid, filter, group } => {
                    self.with_line(actor, |line, _| {
                        let on_server = line.names.filter(&filter);
                        let of_group = group.as_deref().and_then(|group| Subject::from_wire(group).ok());
                        line.client().subscribe(sid, &on_server, of_group.as_ref());
                        line.note(Note::Subscribed(sid, filter, group));
                    });
                }
                Action::Unsubscribe(sid) => {
                    let unsubscribed = self.with_line(actor, |line, _| {
                        line.client().unsubscribe(sid, None);
                        line.note(Note::Unsubscribed(sid));
                    });
                    if unsubscribed.is_none() {
                        self.schedule(
                            Span::ZERO,
                            Due::Signal { to: actor, signal: Signal::Unsubscribed(sid), cause: last },
                        );
                    }
                }
                Action::Fetch { stream, consumer, inbox, fetch } => {
                    self.fetch(actor, &stream, &consumer, &inbox, fetch);
                }
                Action::Acknowledge { delivery, kind, reply, .. } => {
                    let index = self.acknowledge(actor, delivery, kind, reply, because);
                    first = first.or(Some(index));
                    last = Some(index);
                }
                Action::Api { api, reply } => self.ask(actor, api, reply),
                Action::Store { database, session, message } => {
                    let signal = Signal::Statement { client: actor.component, session, message };
                    self.tell_databases(|name| name == &*database, &signal, last);
                }
                Action::Commit { client, session, message } => {
                    let Some(life) = self.actor(client).map(|actor| actor.life) else { continue };
                    let to = Owner { component: client, life };
                    let signal = Signal::Committed { session, message };
                    self.schedule(TO_DATABASE, Due::Signal { to, signal, cause: last });
                }
                Action::Leave => self.remove(actor.component),
            }
        }
    }

    /// Does something with the connection of a member, if it has one.
    pub(super) fn with_line<T>(
        &mut self,
        actor: Owner,
        with: impl FnOnce(&mut super::lines::Line, ConnectionId) -> T,
    ) -> Option<T> {
        let connection = self.actor(actor.component)?.connection?;
        self.lines.get_mut(connection).map(|line| with(line, connection))
    }

    fn end_connections(&mut self, actor: Owner, cause: Option<u64>) {
        let connection = self.actor_mut(actor.component).and_then(|actor| actor.connection.take());
        if let Some(connection) = connection {
            self.close(connection, cause);
        }
        self.tell_databases(|_| true, &Signal::ClientGone(actor.component), cause);
    }

    fn tell_databases(&mut self, wanted: impl Fn(&str) -> bool, signal: &Signal, cause: Option<u64>) {
        let parts = self.plan.roster.parts();
        let databases = parts.filter(|(_, part)| matches!(part.role, Some(Role::Database(_))) && wanted(&part.name));
        let up: Vec<Owner> = databases.flat_map(|(position, _)| self.up(position)).collect();
        for to in up {
            self.schedule(TO_DATABASE, Due::Signal { to, signal: signal.clone(), cause });
        }
    }

    /// Sends a message. To a stream it is sent as such a client does, which awaits the stream's answer: without it,
    /// nobody could tell whether it is stored.
    fn publish(&mut self, actor: Owner, message: &Arc<Message>, cause: Option<u64>) {
        let id = message.id;
        if !self.rates.may_send(self.now) {
            return self.never_sent(id, actor, cause);
        }
        let headers = message.headers.clone().with(MARK, &self.plan.names.message(id));
        let size = headers.size() + message.payload.len() as u64;
        let server = self.lines.first.client.server();
        if server.is_some_and(|server| size > server.max_payload) {
            return self.too_large(id, cause);
        }
        let asks = self.asks_a_stream(actor, message);
        let elsewhere = self.evidence.is_elsewhere(message);
        let sent = self.with_line(actor, |line, connection| {
            let mut awaited = None;
            let reply = if asks {
                line.questions += 1;
                awaited = Some((connection, line.questions));
                Subject::from_wire(&line.answers(connection, awaited.map(|(_, number)| number))).ok()
            } else {
                message.reply.as_ref().map(|reply| line.names.subject(reply))
            };
            // Where somebody else awaits a reply, no name of ours is put before.
            let subject = if elsewhere { message.subject.clone() } else { line.names.subject(&message.subject) };
            let sent = line.client().publish(&subject, reply.as_ref(), &headers, &message.payload);
            if sent.is_ok() {
                line.note(Note::Published(id));
            }
            sent.map(|()| awaited)
        });
        match sent {
            Some(Ok(awaited)) => {
                if let Some(awaited) = awaited {
                    let to = message.reply.clone();
                    self.evidence.awaited.insert(awaited, Awaited::Stored { message: id, to });
                }
            }
            Some(Err(PublishError::TooLarge { .. } | PublishError::SubjectTooLong { .. })) => {
                self.too_large(id, cause);
            }
            Some(Err(PublishError::Full(_) | PublishError::Closed)) | None => self.never_sent(id, actor, cause),
        }
    }

    /// The server would not take a message of this size, and has said so.
    fn too_large(&mut self, message: MessageId, cause: Option<u64>) {
        let broker = ComponentId { part: self.evidence.broker(message), member: 0 };
        let reason = RefusalReason::MaximumPayload;
        self.evidence.settle(message);
        self.record(broker, Kind::Refused { message, reason, alone: true }, cause);
    }

    /// Whether a message goes to a stream of the run, and its publisher awaits no reply of somebody else.
    fn asks_a_stream(&self, actor: Owner, message: &Message) -> bool {
        let Some(part) = self.plan.roster.part(actor.component) else { return false };
        let asks_others = matches!(part.role, Some(Role::Requester(_) | Role::Gatherer(_))) && message.reply.is_some();
        let is_kept = part.broker.is_some_and(|broker| self.stream_of(broker, &message.subject).is_some());
        is_kept && !asks_others
    }

    /// A message was published and can never arrive.
    pub(super) fn never_sent(&mut self, message: MessageId, actor: Owner, cause: Option<u64>) {
        if self.evidence.is_open(message) {
            self.evidence.settle(message);
            self.record(actor.component, Kind::LostOnLink(message), cause);
        }
    }

    fn fetch(&mut self, actor: Owner, stream: &Arc<str>, consumer: &Arc<str>, inbox: &Subject, fetch: Fetch) {
        let asked = self.with_line(actor, |line, _| {
            let (stream, consumer) = (line.names.name(stream), line.names.name(consumer));
            let to = Subject::from_wire(&format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}")).ok()?;
            let (reply, says) = (line.names.subject(inbox), Payload::from(jetstream::fetch(&fetch).as_str()));
            line.client().publish(&to, Some(&reply), &Headers::default(), &says).ok()?;
            Some(line.broker)
        });
        let Some(broker) = asked.flatten() else { return };
        if let Some(number) = self.plan.consumer_called(broker, stream, consumer) {
            let at = ComponentId { part: broker, member: 0 };
            let (client, batch) = (actor.component, fetch.batch);
            self.record(at, Kind::Fetched { consumer: number, client, batch }, None);
            self.evidence.fetched(inbox, number);
        }
    }

    fn acknowledge(
        &mut self,
        actor: Owner,
        delivery: DeliveryId,
        kind: AckKind,
        to: Option<Subject>,
        cause: Option<u64>,
    ) -> u64 {
        let said = self.record(actor.component, Kind::AckSent { delivery, verdict: verdict(kind) }, cause);
        let Some(subject) = self.evidence.ack_subject(delivery, kind) else { return said };
        let awaited = self.with_line(actor, |line, connection| {
            line.questions += 1;
            let reply = Subject::from_wire(&line.answers(connection, Some(line.questions))).ok();
            let says = Payload::from(jetstream::acknowledgement(kind).as_str());
            line.client().publish(&subject, reply.as_ref(), &Headers::default(), &says).ok()?;
            Some(((connection, line.questions), line.cut.is_some()))
        });
        match awaited.flatten() {
            Some((awaited, is_stuck)) => {
                let acked = Awaited::Acked { delivery, kind, to, at: subject, is_stuck };
                self.evidence.awaited.insert(awaited, acked);
            }
            None => {
                self.record(actor.component, Kind::AckLost { delivery, verdict: verdict(kind) }, Some(said));
            }
        }
        said
    }

    /// Asks the server about one message of a stream; the cast asks for nothing else.
    fn ask(&mut self, actor: Owner, api: Api, to: Subject) {
        let (verb, stream, sequence) = match &api {
            Api::GetMessage { stream, sequence } => ("GET", stream, *sequence),
            Api::DeleteMessage { stream, sequence } => ("DELETE", stream, *sequence),
            _ => return,
        };
        let awaited = self.with_line(actor, |line, connection| {
            line.questions += 1;
            let reply = Subject::from_wire(&line.answers(connection, Some(line.questions))).ok();
            let name = line.names.name(stream);
            let subject = Subject::from_wire(&format!("$JS.API.STREAM.MSG.{verb}.{name}")).ok()?;
            let says = Payload::from(jetstream::sequence(sequence).as_str());
            line.client().publish(&subject, reply.as_ref(), &Headers::default(), &says).ok()?;
            Some((connection, line.questions))
        });
        if let Some(awaited) = awaited.flatten() {
            self.evidence.awaited.insert(awaited, Awaited::Api { api, to });
        }
    }
}
