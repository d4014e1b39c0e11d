//! Carrying out what members and brokers decide: records are kept, messages travel, timers run.

use super::{Owner, What, World};
use crate::broker::{ConnectionOptions, Effect, Request};
use crate::cast::link::{Verdict, judge};
use crate::cast::{Action, Outbox, Signal};
use crate::message::{ComponentId, ConnectionId, Delivery, Message, MessageId};
use crate::scenario::Role;
use crate::sim::time::Span;
use crate::transcript::{Kind, LossReason, Stage};
use std::sync::Arc;

/// Who caused what: the first record of a response is caused by the event, the others by that first one; what is put on
/// the agenda is caused by the record before it.
struct Causes {
    event: Option<u64>,
    first: Option<u64>,
    last: Option<u64>,
}

impl Causes {
    const fn of(event: Option<u64>) -> Causes {
        Causes { event, first: None, last: event }
    }

    fn of_record(&self) -> Option<u64> {
        self.first.or(self.event)
    }

    fn recorded(&mut self, index: u64) {
        self.first = self.first.or(Some(index));
        self.last = Some(index);
    }
}

impl World {
    /// Carries out what a member decided.
    pub(super) fn execute(&mut self, actor: Owner, out: &mut Outbox, cause: Option<u64>) {
        let mut causes = Causes::of(cause);
        for action in out.drain() {
            match action {
                Action::Record(kind) => {
                    let index = self.record(actor.component, kind, causes.of_record());
                    causes.recorded(index);
                }
                Action::Timer { token, after } => {
                    self.schedule(after, causes.last, What::Signal { to: actor, signal: Signal::Timer(token) });
                }
                Action::Publish(message) => self.publish(actor, message, causes.last),
                Action::Open => self.open(actor, causes.last),
                Action::Close => self.close(actor, causes.of_record()),
                Action::Subscribe { sid, filter, group } => {
                    self.send_request(actor, Request::Subscribe { sid, filter, group }, causes.last);
                }
                Action::Unsubscribe(sid) => {
                    self.send_request(actor, Request::Unsubscribe { sid, max: None }, causes.last);
                }
                Action::Store { database, message } => self.store(actor, &database, message, causes.last),
                Action::Commit { client, message } => {
                    let Some(life) = self.actor(client).map(|actor| actor.life) else { continue };
                    let to = Owner { component: client, life };
                    self.schedule_on_link(causes.last, What::Signal { to, signal: Signal::Committed(message) });
                }
                Action::Leave => self.remove(actor.component),
            }
        }
    }

    fn schedule_on_link(&mut self, cause: Option<u64>, what: What) {
        self.schedule(self.setting.latency, cause, what);
    }

    /// The broker and connection of a member; none if it has none open.
    fn line(&self, actor: Owner) -> Option<(u16, ConnectionId)> {
        let broker = self.setting.roster.part(actor.component)?.broker?;
        Some((broker, self.actor(actor.component)?.connection?))
    }

    fn open(&mut self, actor: Owner, cause: Option<u64>) {
        let Some(broker) = self.setting.roster.part(actor.component).and_then(|part| part.broker) else { return };
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        self.owners.insert((broker, connection), actor);
        if let Some(actor) = self.actor_mut(actor.component) {
            actor.connection = Some(connection);
        }
        self.send_request(actor, Request::Connect(ConnectionOptions::default()), cause);
    }

    /// Ends a member's connections: to its broker, and to every database.
    fn close(&mut self, actor: Owner, cause: Option<u64>) {
        self.send_request(actor, Request::Close, cause);
        if let Some(actor) = self.actor_mut(actor.component) {
            actor.connection = None;
        }
        for database in self.databases(|_| true) {
            self.schedule_on_link(cause, What::Signal { to: database, signal: Signal::ClientGone(actor.component) });
        }
    }

    fn send_request(&mut self, actor: Owner, request: Request, cause: Option<u64>) {
        if let Some((broker, connection)) = self.line(actor) {
            self.schedule_on_link(cause, What::Request { broker, connection, request });
        }
    }

    fn publish(&mut self, actor: Owner, message: Arc<Message>, cause: Option<u64>) {
        let Some((broker, connection)) = self.line(actor) else { return };
        match self.verdict(message.id, actor.component) {
            Some(after) => {
                self.schedule(after, cause, What::Request { broker, connection, request: Request::Publish(message) });
            }
            None => {
                self.record(actor.component, Kind::LostOnLink { message: message.id }, cause);
            }
        }
    }

    /// How long a message takes on the link between a client and the broker; none if it gets lost.
    fn verdict(&self, message: MessageId, client: ComponentId) -> Option<Span> {
        match judge(&self.setting.rules, self.setting.seed, message, client) {
            Verdict::Deliver(after) => Some(after),
            Verdict::Pass => Some(Span::ZERO),
            Verdict::Drop => None,
        }
    }

    fn store(&mut self, actor: Owner, database: &str, message: MessageId, cause: Option<u64>) {
        for to in self.databases(|name| name == database) {
            let signal = Signal::Statement { client: actor.component, message };
            self.schedule_on_link(cause, What::Signal { to, signal });
        }
    }

    fn databases(&self, wanted: impl Fn(&str) -> bool) -> Vec<Owner> {
        let parts = self.setting.roster.parts();
        let databases = parts.filter(|(_, part)| matches!(part.role, Some(Role::Database(_))) && wanted(&part.name));
        databases.flat_map(|(position, _)| self.up(position)).collect()
    }

    /// Lets a broker do what a client asks, and carries out what comes of it.
    pub(super) fn request(&mut self, broker: u16, connection: ConnectionId, request: Request, cause: Option<u64>) {
        let Some(&owner) = self.owners.get(&(broker, connection)) else { return };
        let mut effects = std::mem::take(&mut self.effects);
        let ended = match request {
            Request::Unsubscribe { sid, .. } => Some(Signal::Unsubscribed(sid)),
            _ => None,
        };
        let closed = matches!(request, Request::Close);
        self.brokers[usize::from(broker)].handle(connection, request, &mut effects);
        let mut causes = Causes::of(cause);
        for effect in effects.drain(..) {
            match effect {
                Effect::Record(kind) => {
                    let at = record_place(&kind, broker, owner);
                    let index = self.record(at, kind, causes.of_record());
                    causes.recorded(index);
                }
                Effect::Send(delivery) => self.send(broker, delivery, causes.of_record()),
                Effect::NoResponders { request, .. } => {
                    let signal = Signal::NoResponders(request);
                    self.schedule_on_link(causes.last, What::Signal { to: owner, signal });
                }
            }
        }
        self.effects = effects;
        // What a client waits for when it drains: everything sent before has arrived by then.
        if let Some(signal) = ended {
            self.schedule_on_link(causes.last, What::Signal { to: owner, signal });
        }
        if closed {
            self.owners.remove(&(broker, connection));
        }
    }

    fn send(&mut self, broker: u16, delivery: Delivery, cause: Option<u64>) {
        let Some(&to) = self.owners.get(&(broker, delivery.id.connection)) else { return };
        let at = ComponentId { part: broker, member: 0 };
        let sent = self.record(at, Kind::Sent { delivery: delivery.id, to: to.component }, cause);
        match self.verdict(delivery.id.message, to.component) {
            Some(after) => self.schedule(after, Some(sent), What::Signal { to, signal: Signal::Delivery(delivery) }),
            None => {
                let (stage, reason) = (Stage::OnTheWay, LossReason::Link);
                self.record(to.component, Kind::Lost { delivery: delivery.id, stage, reason }, Some(sent));
            }
        }
    }
}

/// Connections and subscriptions are the client's affair; routing is the broker's.
const fn record_place(kind: &Kind, broker: u16, owner: Owner) -> ComponentId {
    match kind {
        Kind::Connected { .. } | Kind::Disconnected { .. } | Kind::Subscribed { .. } | Kind::Unsubscribed { .. } => {
            owner.component
        }
        _ => ComponentId { part: broker, member: 0 },
    }
}
