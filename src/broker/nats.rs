//! Core NATS, as nats-server 2.9.10 does it: at most once, nothing stored.
//!
//! Each plain subscription that matches gets a copy. All subscriptions of one queue group, whatever their filters,
//! share: one member gets the message, picked at random. The broker does not know who is busy (`client.go`,
//! `processMsgResults`: a random start, then the next one that can take it).

mod behind;
mod routing;
mod slow;

use super::interest::{Interest, Subscription};
use super::jetstream::{self, JetStream};
use super::{Complaint, ConnectionOptions, Effect, Request};
use crate::message::subject::{Filter, Subject};
use crate::message::{ComponentId, ConnectionId, Message, Sid};
use crate::ordered::Map;
use crate::sim::chance::Seed;
use crate::sim::time::{Span, Time};
use crate::transcript::{ExpulsionReason, Kind, RefusalReason};
use serde::{Deserialize, Serialize};
use slow::Slow;
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
    connections: Map<ConnectionId, Connection>,
    interest: Interest,
    /// How many subscriptions have ended: as long as it stays the same, whoever listened still does.
    ended: u64,
    /// How often it was started again.
    started: u64,
    /// Room for the targets of the next message, so that not each needs new memory.
    room: Vec<(ConnectionId, Sid)>,
    /// Taken out while it is at work, so that it can use the rest.
    jetstream: Option<Box<JetStream>>,
}

#[derive(Clone, Debug)]
struct Connection {
    options: ConnectionOptions,
    subscriptions: Map<Sid, Interested>,
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
        let connections = Map::new();
        Nats {
            id,
            seed,
            config: *config,
            slow: Slow::new(),
            connections,
            interest: Interest::new(),
            ended: 0,
            started: 0,
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

    /// The server's process ends: all connections, subscriptions and fetches are gone, and what was not read yet.
    pub fn stop(&mut self, effects: &mut Vec<Effect>) {
        for unread in self.slow.all_unread() {
            if let Request::Publish(message) = unread {
                effects.push(Effect::Record(Kind::LostOnLink(message.id)));
            }
        }
        (self.slow, self.interest) = (Slow::new(), Interest::new());
        self.connections.clear();
        self.ended += 1;
        if let Some(jetstream) = &mut self.jetstream {
            jetstream.stop();
        }
    }

    /// It runs again, with what it had stored.
    pub fn start(&mut self, now: Time, effects: &mut Vec<Effect>) {
        self.started += 1;
        let times = self.started;
        self.in_jetstream(effects, |jetstream, nats, effects| jetstream.start(now, times, nats, effects));
    }

    /// What its luck hangs from.
    pub(super) const fn seed(&self) -> Seed {
        self.seed
    }

    /// Does what a client asks whose connection is read from.
    fn serve(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(options) => {
                self.connections.insert(connection, Connection { options, subscriptions: Map::new() });
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
    fn expel(&mut self, now: Time, connection: ConnectionId, reason: ExpulsionReason, effects: &mut Vec<Effect>) {
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
}
