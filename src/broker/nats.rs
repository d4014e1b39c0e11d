//! Core NATS, as nats-server 2.9.10 does it: at most once, nothing stored.
//!
//! Each plain subscription that matches gets a copy. All subscriptions of one queue group, whatever their filters,
//! share: one member gets the message, picked at random. The broker does not know who is busy (`client.go`,
//! `processMsgResults`: a random start, then the next one that can take it).

use super::interest::{Interest, Matches, Subscription};
use super::{Complaint, ConnectionOptions, Effect, Request};
use crate::message::subject::{Filter, Subject};
use crate::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, Sid};
use crate::sim::chance::{Purpose, Seed, key_of};
use crate::sim::time::Time;
use crate::transcript::{ExpulsionReason, Kind, RefusalReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a server allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How many bytes headers and payload of a message have at most, up to 64 MiB.
    pub max_payload: u64,
}

impl Default for Config {
    /// What nats-server allows if it is not told otherwise: 1 MiB.
    fn default() -> Config {
        Config { max_payload: 1 << 20 }
    }
}

/// A core NATS server.
#[derive(Clone, Debug)]
pub struct Nats {
    id: ComponentId,
    seed: Seed,
    config: Config,
    connections: BTreeMap<ConnectionId, Connection>,
    interest: Interest,
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
        Nats { id, seed, config: *config, connections: BTreeMap::new(), interest: Interest::new() }
    }

    /// Does what the client of `connection` asks, and appends to `effects` what came of it.
    ///
    /// Requests on a connection that was never opened, or is closed, are ignored, as bytes on a closed socket are.
    pub fn handle(&mut self, _now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(options) => {
                self.connections.insert(connection, Connection { options, subscriptions: BTreeMap::new() });
                effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            }
            _ if !self.connections.contains_key(&connection) => {}
            Request::Close => self.close(connection, effects),
            Request::Subscribe { sid, filter, group } => self.subscribe(connection, sid, filter, group, effects),
            Request::Unsubscribe { sid, max } => self.unsubscribe(connection, sid, max, effects),
            Request::Publish(message) => self.publish(connection, &message, effects),
            Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } => {}
        }
    }

    /// Does what is due at `now`.
    pub fn wake(&mut self, _now: Time, _effects: &mut Vec<Effect>) {}

    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        if let Some(closed) = self.connections.remove(&connection) {
            for (sid, interested) in &closed.subscriptions {
                self.interest.remove(&interested.filter, connection, *sid);
            }
            effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
        }
    }

    /// Closes a connection from this side.
    fn expel(&mut self, connection: ConnectionId, reason: ExpulsionReason, effects: &mut Vec<Effect>) {
        effects.push(Effect::Record(Kind::Expelled { connection, reason }));
        self.close(connection, effects);
        effects.push(Effect::Expel { connection, reason });
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
            effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
        }
    }

    fn publish(&mut self, from: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        if message.size() > self.config.max_payload {
            let reason = RefusalReason::MaximumPayload;
            effects.push(Effect::Record(Kind::Refused { message: message.id, reason, alone: true }));
            effects.push(Effect::Complain { connection: from, complaint: Complaint::MaximumPayload });
            self.expel(from, ExpulsionReason::MaximumPayload, effects);
            return;
        }
        let pedantic = self.connections.get(&from).is_some_and(|client| client.options.pedantic);
        if pedantic && Subject::parse(message.subject.as_str()).is_err() {
            effects.push(Effect::Complain { connection: from, complaint: Complaint::InvalidPublishSubject });
        }
        let targets = self.targets(from, message);
        let copies = u32::try_from(targets.len()).unwrap_or(u32::MAX);
        if copies == 0 {
            effects.push(Effect::Record(Kind::NoInterest { message: message.id }));
            self.answer_that_nobody_listens(from, message, effects);
            return;
        }
        effects.push(Effect::Record(Kind::Routed { message: message.id, copies }));
        for (connection, sid) in targets {
            let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            let delivery = Delivery { id, message: Arc::clone(message), token: None };
            effects.push(Effect::Send { delivery, awaits_ack: false });
            self.count_delivery(connection, sid, effects);
        }
    }

    /// Who gets the message: every plain subscription, and one member of each group.
    fn targets(&self, from: ConnectionId, message: &Message) -> Vec<(ConnectionId, Sid)> {
        let hears = |connection: ConnectionId| connection != from || self.connections[&connection].options.echo;
        let Matches { plain, groups } = self.interest.matches(&message.subject);
        let mut targets: Vec<(ConnectionId, Sid)> = Vec::with_capacity(plain.len() + groups.len());
        targets.extend(plain.iter().filter(|one| hears(one.connection)).map(|one| (one.connection, one.sid)));
        for (group, members) in &groups {
            let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
            let start = self.seed.draw(Purpose::Routing, &[message.id.key(), key_of(group)]).below(count) as usize;
            let (before, from_start) = members.split_at(start);
            let chosen = from_start.iter().chain(before).find(|one| hears(one.connection));
            targets.extend(chosen.map(|one| (one.connection, one.sid)));
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
        let (Some(reply), Some(client)) = (&message.reply, self.connections.get(&connection)) else { return };
        let waiting = client.subscriptions.iter().find(|(_, one)| one.plain && one.filter.matches(reply));
        if let (true, Some((&sid, _))) = (client.options.no_responders, waiting) {
            effects.push(Effect::Record(Kind::NoResponders { message: message.id }));
            let answer = Answer::NoResponders(message.id);
            effects.push(Effect::Answer { connection, sid, to: reply.clone(), answer });
        }
    }
}
