//! Carrying out what members and brokers decide: records are kept, messages travel, timers run.

use super::wire::Way;
use super::{What, World};
use crate::broker::{ConnectionOptions, Effect, Request};
use crate::cast::{Action, Outbox, Signal, verdict};
use crate::crew::{Owner, Troupe};
use crate::message::{ComponentId, ConnectionId, Delivery, MessageId};
use crate::scenario::Role;
use crate::transcript::{Kind, LossReason};

/// Who caused what: the first record of a response is caused by the event, the others by that first one; what is put on
/// the agenda is caused by the record before it.
pub(super) struct Causes {
    event: Option<u64>,
    first: Option<u64>,
    last: Option<u64>,
}

impl Causes {
    pub(super) const fn of(event: Option<u64>) -> Causes {
        Causes { event, first: None, last: event }
    }

    pub(super) fn of_record(&self) -> Option<u64> {
        self.first.or(self.event)
    }

    pub(super) fn recorded(&mut self, index: u64) {
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
                Action::Fetch { stream, consumer, inbox, fetch } => {
                    self.send_request(actor, Request::Fetch { stream, consumer, inbox, fetch }, causes.last);
                }
                Action::Acknowledge { delivery, token, kind, reply } => {
                    let request = Request::Acknowledge { token, kind, reply };
                    self.acknowledge(actor, delivery, request, verdict(kind), &mut causes);
                }
                Action::Api { api, reply } => self.send_request(actor, Request::Api { api, reply }, causes.last),
                Action::Store { database, session, message } => {
                    self.store(actor, &database, session, message, causes.last);
                }
                Action::Commit { client, session, message } => {
                    let Some(life) = self.actor(client).map(|actor| actor.life) else { continue };
                    let to = Owner { component: client, life };
                    let what = What::Signal { to, signal: Signal::Committed { session, message } };
                    self.travel(client, Way::In, causes.last, what);
                }
                Action::Leave => self.remove(actor.component),
            }
        }
    }

    /// The broker and connection of a member; none if it has none open.
    pub(super) fn line(&self, actor: Owner) -> Option<(u16, ConnectionId)> {
        let broker = self.setting.roster.part(actor.component)?.broker?;
        Some((broker, self.actor(actor.component)?.connection?))
    }

    fn open(&mut self, actor: Owner, cause: Option<u64>) {
        let Some(broker) = self.setting.roster.part(actor.component).and_then(|part| part.broker) else { return };
        let connection = self.owners.open(broker, actor);
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
            let what = What::Signal { to: database, signal: Signal::ClientGone(actor.component) };
            self.travel(actor.component, Way::Out, cause, what);
        }
    }

    fn send_request(&mut self, actor: Owner, request: Request, cause: Option<u64>) {
        if let Some((broker, connection)) = self.line(actor) {
            self.travel(actor.component, Way::Out, cause, What::Request { broker, connection, request });
        }
    }

    fn store(&mut self, actor: Owner, database: &str, session: u16, message: MessageId, cause: Option<u64>) {
        for to in self.databases(|name| name == database) {
            let signal = Signal::Statement { client: actor.component, session, message };
            self.travel(actor.component, Way::Out, cause, What::Signal { to, signal });
        }
    }

    fn databases(&self, wanted: impl Fn(&str) -> bool) -> Vec<Owner> {
        let parts = self.setting.roster.parts();
        let databases = parts.filter(|(_, part)| matches!(part.role, Some(Role::Database(_))) && wanted(&part.name));
        databases.flat_map(|(position, _)| self.up(position)).collect()
    }

    /// Lets a broker do what a client asks, and carries out what comes of it.
    pub(super) fn request(&mut self, broker: u16, connection: ConnectionId, request: Request, cause: Option<u64>) {
        if self.is_down(broker) {
            self.refuse(broker, connection, cause);
        }
        let Some(owner) = self.owners.get(broker, connection) else {
            // Nobody reads what arrives on a connection that the broker has closed.
            if let Request::Publish(message) = request {
                self.record(message.id.origin(), Kind::LostOnLink(message.id), cause);
            }
            return;
        };
        let ended = match request {
            Request::Unsubscribe { sid, .. } => Some(Signal::Unsubscribed(sid)),
            _ => None,
        };
        let closed = matches!(request, Request::Close);
        let (now, mut effects, mut causes) = (self.now, std::mem::take(&mut self.effects), Causes::of(cause));
        self.brokers[usize::from(broker)].handle(now, connection, request, &mut effects);
        self.carry_out(broker, owner, &mut effects, &mut causes);
        self.effects = effects;
        // What a client waits for when it drains: everything sent before has arrived by then.
        if let Some(signal) = ended {
            self.travel(owner.component, Way::In, causes.last, What::Signal { to: owner, signal });
        }
        if closed {
            self.owners.close(connection);
        }
    }

    /// Carries out what came of making a broker.
    pub(super) fn provisioned(&mut self, broker: u16, mut effects: Vec<Effect>) {
        let itself = Owner { component: ComponentId { part: broker, member: 0 }, life: 0 };
        self.carry_out(broker, itself, &mut effects, &mut Causes::of(None));
    }

    /// Lets a broker do what is due.
    pub(super) fn wake(&mut self, broker: u16, cause: Option<u64>) {
        if self.is_down(broker) {
            return;
        }
        let (now, mut effects) = (self.now, std::mem::take(&mut self.effects));
        self.brokers[usize::from(broker)].wake(now, &mut effects);
        let itself = Owner { component: ComponentId { part: broker, member: 0 }, life: 0 };
        self.carry_out(broker, itself, &mut effects, &mut Causes::of(cause));
        self.effects = effects;
    }

    /// Lets a broker know that the link of a client is cut, or whole again.
    pub(super) fn tell_of_link(&mut self, client: ComponentId, cut: bool, cause: u64) {
        let Some(life) = self.actor(client).map(|actor| actor.life) else { return };
        let owner = Owner { component: client, life };
        let Some((broker, connection)) = self.line(owner).filter(|(broker, _)| !self.is_down(*broker)) else { return };
        let (now, mut effects) = (self.now, std::mem::take(&mut self.effects));
        self.brokers[usize::from(broker)].link(now, connection, cut, &mut effects);
        self.carry_out(broker, owner, &mut effects, &mut Causes::of(Some(cause)));
        self.effects = effects;
    }

    /// Carries out what a broker decided; `owner` is whose request it was.
    pub(super) fn carry_out(&mut self, broker: u16, owner: Owner, effects: &mut Vec<Effect>, causes: &mut Causes) {
        for effect in effects.drain(..) {
            match effect {
                Effect::Record(kind) => {
                    let at = self.record_place(&kind, broker, owner);
                    let index = self.record(at, kind, causes.of_record());
                    causes.recorded(index);
                }
                Effect::Send { delivery, awaits_ack } => self.send(broker, delivery, awaits_ack, causes.of_record()),
                Effect::Answer { connection, to, answer, .. } => {
                    self.answer(broker, connection, Signal::Answer { to, answer }, causes.last);
                }
                // A protocol error is for whoever writes a client; the cast makes none, but for what gets it expelled.
                Effect::Complain { .. } => {}
                Effect::Fetched { consumer, connection, batch } => {
                    let client = self.whose(broker, connection, owner);
                    let kind = Kind::Fetched { consumer, client, batch };
                    let at = ComponentId { part: broker, member: 0 };
                    causes.recorded(self.record(at, kind, causes.of_record()));
                }
                Effect::FetchEnded { consumer, connection, code } => {
                    let client = self.whose(broker, connection, owner);
                    let kind = Kind::FetchEnded { consumer, client, code };
                    let at = ComponentId { part: broker, member: 0 };
                    causes.recorded(self.record(at, kind, causes.of_record()));
                }
                Effect::Wake(at) => self.schedule_at(at, causes.last, What::Wake { broker }),
                Effect::Expel { connection, .. } => {
                    let Some(to) = self.owners.get(broker, connection) else { continue };
                    self.drop_undelivered(to.component, LossReason::SlowConsumer);
                    self.drop_unread(to.component);
                    self.travel(to.component, Way::In, causes.last, What::Signal { to, signal: Signal::Disconnected });
                    self.owners.close(connection);
                }
            }
        }
    }

    fn send(&mut self, broker: u16, delivery: Delivery, awaits_ack: bool, cause: Option<u64>) {
        let Some(to) = self.owners.get(broker, delivery.id.connection) else { return };
        let at = ComponentId { part: broker, member: 0 };
        let kind = Kind::Sent { delivery: delivery.id, to: to.component, token: delivery.token.clone(), awaits_ack };
        let sent = self.record(at, kind, cause);
        self.deliver(broker, to, delivery, sent);
    }

    /// Whose connection it is; if it is nobody's any more, who caused all this.
    fn whose(&self, broker: u16, connection: ConnectionId, or: Owner) -> ComponentId {
        self.owners.get(broker, connection).map_or(or.component, |owner| owner.component)
    }

    /// Connections and subscriptions are the client's affair; everything else that a broker records is its own.
    fn record_place(&self, kind: &Kind, broker: u16, owner: Owner) -> ComponentId {
        match kind {
            Kind::Connected { connection, .. }
            | Kind::Disconnected { connection, .. }
            | Kind::Subscribed { connection, .. }
            | Kind::Unsubscribed { connection, .. } => self.whose(broker, *connection, owner),
            _ => ComponentId { part: broker, member: 0 },
        }
    }
}
