//! Slow consumers: clients that do not take what they are sent, and producers that are kept waiting for them.
//!
//! Nothing is counted as long as every link takes what it is given. The world says of a link that it does not any more
//! ([`Nats::hold`]), what it took ([`Nats::taken`]), and that it takes everything again ([`Nats::release`]).
//!
//! As in nats-server (`client.go`: `queueOutbound`, `stalledWait`, `handleWriteTimeout`), more than half of
//! `max_pending` makes its producers wait 100 ms to 1 s with each message for it; more than all of it, or a write that
//! is not done after `write_deadline`, costs the connection, and what was pending is lost. Only messages count here,
//! not what the broker answers; and a producer whom several clients keep waiting waits once, for the slowest.

use super::Nats;
use super::behind::Behind;
use crate::broker::{Effect, Request};
use crate::message::{ConnectionId, Delivery};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use crate::transcript::{ExpulsionReason, Kind};
use std::collections::VecDeque;

/// All who are behind, and all who wait for them.
#[derive(Clone, Debug)]
pub(super) struct Slow {
    behind: Map<ConnectionId, Behind>,
    stalled: Map<ConnectionId, Stalled>,
}

/// A producer from whose connection the broker does not read.
#[derive(Clone, Debug)]
struct Stalled {
    until: Time,
    by: ConnectionId,
    requests: VecDeque<Request>,
}

impl Slow {
    pub(super) const fn new() -> Slow {
        Slow { behind: Map::new(), stalled: Map::new() }
    }

    fn is_idle(&self) -> bool {
        self.behind.is_empty() && self.stalled.is_empty()
    }

    /// What a producer has sent that was not read yet; it waits no more.
    fn unread(&mut self, producer: ConnectionId) -> VecDeque<Request> {
        self.stalled.remove(&producer).map(|stalled| stalled.requests).unwrap_or_default()
    }
}

impl Slow {
    /// What all producers have sent that was not read yet, and never will be.
    pub(super) fn all_unread(&self) -> impl Iterator<Item = &Request> {
        self.stalled.values().flat_map(|stalled| &stalled.requests)
    }
}

impl Nats {
    /// From now on the link of this connection takes nothing but what [`Nats::taken`] says.
    pub fn hold(&mut self, now: Time, connection: ConnectionId, effects: &mut Vec<Effect>) {
        if self.connections.contains_key(&connection) {
            let behind = self.slow.behind.or_insert(connection, Behind::new(now));
            effects.push(Effect::Wake(behind.patience().0));
        }
    }

    /// The link took so many bytes of what is under way to this connection.
    pub fn taken(&mut self, now: Time, connection: ConnectionId, bytes: u64, effects: &mut Vec<Effect>) {
        let Some(behind) = self.slow.behind.get_mut(&connection) else { return };
        behind.take(now, bytes, &self.config);
        effects.push(Effect::Wake(behind.patience().0));
        if behind.stall(&self.config).is_none() {
            self.resume(now, |stalled| stalled.by == connection, effects);
        }
    }

    /// The link of this connection takes everything at once, again.
    pub fn release(&mut self, now: Time, connection: ConnectionId, effects: &mut Vec<Effect>) {
        if self.slow.behind.remove(&connection).is_some() {
            self.resume(now, |stalled| stalled.by == connection, effects);
        }
    }

    /// Does at `now` what the client of `connection` asks, and appends to `effects` what came of it.
    ///
    /// Requests on a connection that was never opened, or is closed, are ignored, as bytes on a closed socket are.
    pub fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        if self.slow.is_idle() {
            return self.serve(now, connection, request, effects);
        }
        if matches!(request, Request::Close | Request::Unsubscribe { .. }) {
            // Whoever leaves must not be kept: what it sent before is read now.
            for earlier in self.slow.unread(connection) {
                self.serve_and_count(now, connection, earlier, effects);
            }
        } else if let Some(stalled) = self.slow.stalled.get_mut(&connection) {
            stalled.requests.push_back(request);
            return;
        } else if let Some((by, stall)) = self.stall(connection, &request) {
            effects.push(Effect::Record(Kind::Stalled(connection)));
            effects.push(Effect::Wake(now + stall));
            let requests = VecDeque::from([request]);
            self.slow.stalled.insert(connection, Stalled { until: now + stall, by, requests });
            return;
        }
        self.serve_and_count(now, connection, request, effects);
    }

    /// Does what is due at `now`.
    pub fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let first = effects.len();
        self.serve_due(now, effects);
        if self.slow.is_idle() {
            return;
        }
        self.count(now, first, effects);
        let patience = self.slow.behind.iter().map(|(&connection, behind)| (connection, behind.patience()));
        let lost: Vec<_> = patience.filter(|(_, (until, _))| *until <= now).collect();
        for (connection, (_, reason)) in lost {
            self.give_up(now, connection, reason, effects);
        }
        self.resume(now, |stalled| stalled.until <= now, effects);
    }

    fn serve_and_count(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        let first = effects.len();
        self.serve(now, connection, request, effects);
        self.count(now, first, effects);
        if !self.connections.contains_key(&connection) {
            self.release(now, connection, effects);
        }
    }

    /// Counts what was sent to those who are behind, from the effect at `first` on, and gives up whom that is too much.
    fn count(&mut self, now: Time, first: usize, effects: &mut Vec<Effect>) {
        let (mut wakes, mut lost) = (Vec::new(), Vec::new());
        for effect in &effects[first..] {
            let Effect::Send { delivery, .. } = effect else { continue };
            let connection = delivery.id.connection;
            let Some(behind) = self.slow.behind.get_mut(&connection) else { continue };
            let before = behind.patience();
            if !behind.send(now, size_on_the_wire(delivery), &self.config) {
                self.slow.behind.remove(&connection);
                lost.push(connection);
            } else if behind.patience() != before {
                wakes.push(Effect::Wake(behind.patience().0));
            }
        }
        effects.append(&mut wakes);
        for connection in lost {
            self.give_up(now, connection, ExpulsionReason::SlowConsumerPending, effects);
        }
    }

    /// Closes the connection of a slow consumer. What it sent itself and was not read goes with it.
    fn give_up(&mut self, now: Time, connection: ConnectionId, reason: ExpulsionReason, effects: &mut Vec<Effect>) {
        self.slow.behind.remove(&connection);
        for unread in self.slow.unread(connection) {
            if let Request::Publish(message) = unread {
                effects.push(Effect::Record(Kind::LostOnLink(message.id)));
            }
        }
        self.expel(now, connection, reason, effects);
        let first = effects.len();
        self.serve_due(now, effects);
        self.count(now, first, effects);
        self.resume(now, |stalled| stalled.by == connection, effects);
    }

    /// For whom this request has to wait, and how long at most.
    fn stall(&mut self, producer: ConnectionId, request: &Request) -> Option<(ConnectionId, Span)> {
        let Request::Publish(message) = request else { return None };
        self.connections.get(&producer)?;
        let targets = self.targets(Some(producer), &message.subject, &[message.id.key()]);
        let stall = |(connection, _)| Some((connection, self.slow.behind.get(&connection)?.stall(&self.config)?));
        targets.into_iter().filter_map(stall).max_by_key(|&(_, stall)| stall)
    }

    /// Reads on from those producers: the message that kept each waiting goes out now, whatever is pending.
    fn resume(&mut self, now: Time, which: impl Fn(&Stalled) -> bool, effects: &mut Vec<Effect>) {
        let stalled = self.slow.stalled.iter().filter(|(_, stalled)| which(stalled));
        let producers: Vec<ConnectionId> = stalled.map(|(&producer, _)| producer).collect();
        for producer in producers {
            let mut requests = self.slow.unread(producer);
            effects.push(Effect::Record(Kind::Resumed(producer)));
            if let Some(first) = requests.pop_front() {
                self.serve_and_count(now, producer, first, effects);
            }
            for request in requests {
                self.handle(now, producer, request, effects);
            }
        }
    }
}

/// How many bytes a delivery takes, with the line that announces it and the line breaks.
fn size_on_the_wire(delivery: &Delivery) -> u64 {
    /// `$JS.ACK.` and what an ack has to say: two names and five numbers.
    const ACK_SUBJECT: usize = 70;
    let digits = |number: u64| u64::from(number.checked_ilog10().unwrap_or(0)) + 1;
    let message = &delivery.message;
    let reply = match (&delivery.token, &message.reply) {
        (Some(_), _) => ACK_SUBJECT + 1,
        (None, Some(reply)) => reply.as_str().len() + 1,
        (None, None) => 0,
    };
    let headers = message.headers.size();
    let announced = if headers == 0 { 0 } else { 2 + digits(headers) } + digits(message.size());
    let line = "MSG   \r\n".len() + message.subject.as_str().len() + reply;
    line as u64 + digits(u64::from(delivery.id.sid.0)) + announced + message.size() + 2
}
