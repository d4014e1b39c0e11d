//! Core NATS, as nats-server 2.9.10 does it: at most once, nothing stored.
//!
//! Each plain subscription that matches gets a copy. All subscriptions of one queue group, whatever their filters,
//! share: one member gets the message, picked at random. The broker does not know who is busy (`client.go`,
//! `processMsgResults`: a random start, then the next one that can take it).

mod behind;
mod slow;

use super::interest::{Group, Interest, Matches, Subscription};
use super::jetstream::{self, JetStream};
use super::{Complaint, ConnectionOptions, Effect, Request};
use crate::message::subject::{Filter, Subject};
use crate::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, Sid};
use crate::sim::chance::{Purpose, Seed};
use crate::sim::time::{Span, Time};
use crate::transcript::{ExpulsionReason, Kind, RefusalReason};
use serde::{Deserialize, Serialize};
use slow::Slow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a server allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How many bytes headers and payload of a message have at most, up to `max_pending`.
    pub max_payload: u64,
    /// How many bytes wait in the broker for a client that does not take them, at most; up to 1 GiB. With more, the
    /// client is a slow consumer and loses its connection; from half of it on, whoever sends to it has to wait.
    pub max_pending: u64,
    /// How long what waits can be stuck before the client is a slow consumer, up to an hour.
    pub write_deadline: Span,
    /// How many bytes the operating system takes for a client before anything waits in the broker.
    pub socket_buffer: u64,
}

impl Default for Config {
    /// What nats-server does if it is not told otherwise. What the operating system takes was measured on Linux.
    fn default() -> Config {
        Config {
            max_payload: 1 << 20,
            max_pending: 64 << 20,
            write_deadline: Span::from_secs(10),
            socket_buffer: 2_800_000,
        }
    }
}

/// A core NATS server.
#[derive(Clone, Debug)]
pub struct Nats {
    id: ComponentId,
    seed: Seed,
    config: Config,
    slow: Slow,
    connections: BTreeMap<ConnectionId, Connection>,
    interest: Interest,
    /// How many subscriptions have ended: as long as it stays the same, whoever listened still does.
    ended: u64,
    /// Room for the targets of the next message, so that not each needs new memory.
    room: Vec<(ConnectionId, Sid)>,
    /// Taken out while it is at work, so that it can use the rest.
    jetstream: Option<Box<JetStream>>,
}

#[derive(Clone, Debug)]
struct Connection {
    options: ConnectionOptions,
    subscriptions: BTreeMap<Sid, Interested>,
}

/// The broker's side of one subscription.
#[derive(Clone, Debug)]
struct Interested {
    filter: Filter,
    /// Not in a queue group.
    plain: bool,
    delivered: u32,
    max: Option<u32>,
}

impl Nats {
    /// A server that nobody is connected to.
    pub const fn new(id: ComponentId, seed: Seed, config: &Config) -> Nats {
        let connections = BTreeMap::new();
        Nats {
            id,
            seed,
            config: *config,
            slow: Slow::new(),
            connections,
            interest: Interest::new(),
            ended: 0,
            room: Vec::new(),
            jetstream: None,
        }
    }

    /// A server with JetStream that nobody is connected to, and what came of it: its streams and consumers are made at
    /// once. What the server would refuse is left out; a scenario is checked before.
    pub fn with_jetstream(id: ComponentId, seed: Seed, config: &jetstream::Config, effects: &mut Vec<Effect>) -> Nats {
        let mut nats = Nats::new(id, seed, &config.server);
        nats.jetstream = Some(Box::new(JetStream::new(id)));
        nats.in_jetstream(effects, |jetstream, nats, effects| jetstream.provision(config, nats, effects));
        nats
    }

    /// Does what a client asks whose connection is read from.
    fn serve(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(options) => {
                self.connections.insert(connection, Connection { options, subscriptions: BTreeMap::new() });
                effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            }
            _ if !self.connections.contains_key(&connection) => {}
            Request::Close => self.close(connection, effects),
            Request::Subscribe { sid, filter, group } => self.subscribe(connection, sid, filter, group, effects),
            Request::Unsubscribe { sid, max } => self.unsubscribe(connection, sid, max, effects),
            Request::Publish(message) => return self.publish(now, connection, &message, effects),
            Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } => {
                let work = |jetstream: &mut JetStream, nats: &mut Nats, effects: &mut Vec<Effect>| {
                    jetstream.request(now, connection, request, nats, effects);
                };
                return self.in_jetstream(effects, work);
            }
        }
        // Whoever came or went may be the one that a consumer pushes to.
        self.in_jetstream(effects, |jetstream, nats, effects| jetstream.look_around(now, nats, effects));
    }

    /// Does what is due, but for slow consumers.
    fn serve_due(&mut self, now: Time, effects: &mut Vec<Effect>) {
        self.in_jetstream(effects, |jetstream, nats, effects| jetstream.wake(now, nats, effects));
    }

    /// Lets JetStream work, if there is one.
    fn in_jetstream(
        &mut self,
        effects: &mut Vec<Effect>,
        work: impl FnOnce(&mut JetStream, &mut Nats, &mut Vec<Effect>),
    ) {
        if let Some(mut jetstream) = self.jetstream.take() {
            work(&mut jetstream, self, effects);
            self.jetstream = Some(jetstream);
        }
    }

    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        if let Some(closed) = self.connections.remove(&connection) {
            for (sid, interested) in &closed.subscriptions {
                self.interest.remove(&interested.filter, connection, *sid);
            }
            self.ended += 1;
            effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
        }
    }

    /// Closes a connection from this side.
    fn expel(
        &mut self,
        now: Time,
        connection: ConnectionId,
        reason: ExpulsionReason,
        effects: &mut Vec<Effect>,
    ) {
        effects.push(Effect::Record(Kind::Expelled { connection, reason }));
        self.close(connection, effects);
        effects.push(Effect::Expel { connection, reason });
        // It may be the one that a consumer pushes to.
        self.in_jetstream(effects, |jetstream, nats, effects| jetstream.look_around(now, nats, effects));
    }

    fn subscribe(
        &mut self,
        connection: ConnectionId,
        sid: Sid,
        filter: Filter,
        group: Option<Arc<str>>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(client) = self.connections.get_mut(&connection) else { return };
        // A second SUB under a live sid is ignored.
        if client.subscriptions.contains_key(&sid) {
            return;
        }
        if !filter.is_valid() {
            effects.push(Effect::Complain { connection, complaint: Complaint::InvalidSubject });
            return;
        }
        client
            .subscriptions
            .insert(sid, Interested { filter: filter.clone(), plain: group.is_none(), delivered: 0, max: None });
        self.interest.insert(&filter, Subscription { connection, sid, group: group.clone() });
        effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group }));
    }

    fn unsubscribe(&mut self, connection: ConnectionId, sid: Sid, max: Option<u32>, effects: &mut Vec<Effect>) {
        let interested = self.connections.get_mut(&connection).and_then(|client| client.subscriptions.get_mut(&sid));
        let Some(interested) = interested else { return };
        // The maximum counts from the subscription's creation; 0 means at once, as on the wire.
        interested.max = max.filter(|&max| max > 0);
        if interested.max.is_none_or(|max| interested.delivered >= max) {
            self.drop_subscription(connection, sid, effects);
        }
    }

    fn drop_subscription(&mut self, connection: ConnectionId, sid: Sid, effects: &mut Vec<Effect>) {
        let dropped = self.connections.get_mut(&connection).and_then(|client| client.subscriptions.remove(&sid));
        if let Some(interested) = dropped {
            self.interest.remove(&interested.filter, connection, sid);
            self.ended += 1;
            effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
        }
    }

    fn publish(&mut self, now: Time, from: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        if message.size() > self.config.max_payload {
            let reason = RefusalReason::MaximumPayload;
            effects.push(Effect::Record(Kind::Refused { message: message.id, reason, alone: true }));
            effects.push(Effect::Complain { connection: from, complaint: Complaint::MaximumPayload });
            self.expel(now, from, ExpulsionReason::MaximumPayload, effects);
            return;
        }
        let pedantic = self.connections.get(&from).is_some_and(|client| client.options.pedantic);
        if pedantic && Subject::parse(message.subject.as_str()).is_err() {
            effects.push(Effect::Complain { connection: from, complaint: Complaint::InvalidPublishSubject });
        }
        let routed = self.route(Some(from), message, effects);
        let mut taken = false;
        self.in_jetstream(effects, |jetstream, nats, effects| {
            taken = jetstream.publish(now, message, !routed, nats, effects);
        });
        if !routed && !taken {
            effects.push(Effect::Record(Kind::NoInterest { message: message.id }));
            self.answer_that_nobody_listens(from, message, effects);
        }
    }

    /// Sends a message to all who ask for it, but not back to `from` if that one wants no echo; whether there is anyone.
    pub(super) fn route(
        &mut self,
        from: Option<ConnectionId>,
        message: &Arc<Message>,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let targets = self.targets(from, &message.subject, &[message.id.key()]);
        let copies = u32::try_from(targets.len()).unwrap_or(u32::MAX);
        if copies > 0 {
            effects.push(Effect::Record(Kind::Routed { message: message.id, copies }));
        }
        for &(connection, sid) in &targets {
            let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            self.send(Delivery { id, message: Arc::clone(message), token: None }, false, effects);
        }
        self.room = targets;
        copies > 0
    }

    /// Sends a copy to the subscription that it is for.
    pub(super) fn send(&mut self, delivery: Delivery, awaits_ack: bool, effects: &mut Vec<Effect>) {
        let DeliveryId { connection, sid, .. } = delivery.id;
        effects.push(Effect::Send { delivery, awaits_ack });
        self.count_delivery(connection, sid, effects);
    }

    /// Answers all who listen to `to`; of a queue group only one, drawn by `luck`.
    pub(super) fn answer(&mut self, to: &Subject, luck: &[u64], answer: &Answer, effects: &mut Vec<Effect>) {
        for (connection, sid) in self.targets(None, to, luck) {
            effects.push(Effect::Answer { connection, sid, to: to.clone(), answer: answer.clone() });
            self.count_delivery(connection, sid, effects);
        }
    }

    /// How many subscriptions have ended so far.
    pub(super) const fn ended(&self) -> u64 {
        self.ended
    }

    /// Whether anybody listens to this subject.
    pub(super) fn is_heard(&self, subject: &Subject) -> bool {
        self.interest.is_heard(subject)
    }

    /// Whether anybody listens to exactly this subject, without wildcards, in this queue group or in none.
    pub(super) fn is_heard_exactly(&self, subject: &Subject, group: Option<&str>) -> bool {
        let Matches { plain, groups } = self.interest.matches(subject);
        let members = group.map_or(Some(&plain), |group| groups.get(group));
        members.into_iter().flatten().any(|one| self.asks_exactly_for(subject, one.connection, one.sid))
    }

    /// Whether the subscription's filter is this subject, without wildcards.
    pub(super) fn asks_exactly_for(&self, subject: &Subject, connection: ConnectionId, sid: Sid) -> bool {
        let interested = self.connections.get(&connection).and_then(|client| client.subscriptions.get(&sid));
        interested.is_some_and(|interested| interested.filter.as_str() == subject.as_str())
    }

    /// Who gets what is said under `subject`: every plain subscription, and one member of each group, drawn by `luck`
    /// and the group's name. `from` gets it only if it wants an echo.
    pub(super) fn targets(
        &mut self,
        from: Option<ConnectionId>,
        subject: &Subject,
        luck: &[u64],
    ) -> Vec<(ConnectionId, Sid)> {
        let routes = self.interest.routes(subject);
        let hears = |connection: ConnectionId| from != Some(connection) || self.connections[&connection].options.echo;
        let mut targets = std::mem::take(&mut self.room);
        targets.clear();
        targets.extend(routes.plain.iter().filter(|(connection, _)| hears(*connection)));
        for Group { key, members } in &routes.groups {
            let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
            let key = luck.iter().copied().chain([*key]);
            let start = self.seed.draw_for(Purpose::Routing, key).below(count) as usize;
            let (before, from_start) = members.split_at(start);
            targets.extend(from_start.iter().chain(before).find(|(connection, _)| hears(*connection)));
        }
        targets
    }

    fn count_delivery(&mut self, connection: ConnectionId, sid: Sid, effects: &mut Vec<Effect>) {
        let interested = self.connections.get_mut(&connection).and_then(|client| client.subscriptions.get_mut(&sid));
        if let Some(interested) = interested {
            interested.delivered = interested.delivered.saturating_add(1);
            if interested.max.is_some_and(|max| interested.delivered >= max) {
                self.drop_subscription(connection, sid, effects);
            }
        }
    }

    /// Only if the message asks for a reply, its sender wants to know, and itself listens where the reply would come,
    /// with a plain subscription: one in a queue group does not count (`client.go`, `subForReply`; observed).
    fn answer_that_nobody_listens(&self, connection: ConnectionId, message: &Message, effects: &mut Vec<Effect>) {
        let Some(reply) = &message.reply else { return };
        if let Some(sid) = self.waits_for_a_reply(connection, reply) {
            effects.push(Effect::Record(Kind::NoResponders { message: message.id }));
            let answer = Answer::NoResponders(message.id);
            effects.push(Effect::Answer { connection, sid, to: reply.clone(), answer });
        }
    }

    /// The subscription that is told if nobody listens.
    pub(super) fn waits_for_a_reply(&self, connection: ConnectionId, reply: &Subject) -> Option<Sid> {
        let client = self.connections.get(&connection).filter(|client| client.options.no_responders)?;
        let mut waiting = client.subscriptions.iter().filter(|(_, one)| one.plain && one.filter.matches(reply));
        waiting.next().map(|(&sid, _)| sid)
    }
}
