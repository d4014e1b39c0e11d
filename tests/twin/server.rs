//! A NATS server with lists: core NATS, streams if it has any, and those who do not take what they are sent.

use crate::core::Core;
use crate::streams::Streams;
use queue_playground::broker::nats::Config;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::{ConnectionId, Delivery};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{ExpulsionReason, Kind};

pub(crate) struct Server {
    pub(crate) core: Core,
    pub(crate) streams: Option<Streams>,
    pub(crate) config: Config,
    /// Those whose links are cut.
    pub(crate) behind: Vec<Behind>,
    /// Those who wait because of them.
    pub(crate) stalled: Vec<Stalled>,
    /// How often it was started again.
    pub(crate) started: u64,
}

pub(crate) struct Behind {
    connection: ConnectionId,
    since: Time,
    sent: u64,
    /// Until when the write of what waits must be done.
    deadline: Option<Time>,
    full: bool,
}

pub(crate) struct Stalled {
    connection: ConnectionId,
    until: Time,
    by: ConnectionId,
    requests: Vec<Request>,
}

impl Behind {
    fn pending(&self, config: &Config) -> u64 {
        self.sent.saturating_sub(config.socket_buffer)
    }

    /// When the server gives it up, and why.
    fn patience(&self) -> (Time, ExpulsionReason) {
        let stale = self.since + Span::from_secs(360);
        match self.deadline {
            Some(deadline) if deadline <= stale => (deadline, ExpulsionReason::SlowConsumerDeadline),
            _ => (stale, ExpulsionReason::Stale),
        }
    }

    /// How long who sends to it has to wait.
    fn stall(&self, config: &Config) -> Option<Span> {
        let (pending, half) = (self.pending(config), config.max_pending / 2);
        let tenths = pending.saturating_sub(half) / (half / 10).max(1);
        let stall = if pending >= config.max_pending { 1_000 } else { 100 * (1 + tenths) };
        self.full.then_some(Span::from_millis(stall))
    }
}

impl Server {
    pub(crate) fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        if matches!(request, Request::Close | Request::Unsubscribe { .. }) {
            for earlier in self.unread(connection) {
                self.serve_and_count(now, connection, earlier, effects);
            }
        } else if let Some(stalled) = self.stalled.iter_mut().find(|stalled| stalled.connection == connection) {
            stalled.requests.push(request);
            return;
        } else if let Some((by, stall)) = self.stall(connection, &request) {
            effects.push(Effect::Record(Kind::Stalled(connection)));
            effects.push(Effect::Wake(now + stall));
            self.stalled.push(Stalled { connection, until: now + stall, by, requests: vec![request] });
            return;
        }
        self.serve_and_count(now, connection, request, effects);
    }

    /// What it had not read is lost, and it knows of no client any more.
    pub(crate) fn stop(&mut self, effects: &mut Vec<Effect>) {
        self.stalled.sort_by_key(|stalled| stalled.connection);
        for request in self.stalled.drain(..).flat_map(|stalled| stalled.requests) {
            if let Request::Publish(message) = request {
                effects.push(Effect::Record(Kind::LostOnLink(message.id)));
            }
        }
        self.behind.clear();
        self.core.forget_all();
    }

    pub(crate) fn start(&mut self, now: Time, effects: &mut Vec<Effect>) {
        self.started += 1;
        if let Some(streams) = &mut self.streams {
            streams.start(now, self.started, &mut self.core, effects);
        }
    }

    pub(crate) fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let first = effects.len();
        self.serve_due(now, effects);
        self.count(now, first, effects);
        let mut lost: Vec<_> = self.behind.iter().map(|behind| (behind.connection, behind.patience())).collect();
        lost.retain(|(_, (until, _))| *until <= now);
        lost.sort_by_key(|(connection, _)| *connection);
        for (connection, (_, reason)) in lost {
            self.give_up(now, connection, reason, effects);
        }
        self.resume(now, |stalled| stalled.until <= now, effects);
    }

    /// The link of a client is cut, or whole again.
    pub(crate) fn link(&mut self, now: Time, connection: ConnectionId, cut: bool, effects: &mut Vec<Effect>) {
        if !cut {
            return self.release(now, connection, effects);
        }
        if !self.core.is_connected(connection) {
            return;
        }
        if !self.behind.iter().any(|behind| behind.connection == connection) {
            self.behind.push(Behind { connection, since: now, sent: 0, deadline: None, full: false });
        }
        let behind = self.behind.iter().find(|behind| behind.connection == connection);
        effects.extend(behind.map(|behind| Effect::Wake(behind.patience().0)));
    }

    fn release(&mut self, now: Time, connection: ConnectionId, effects: &mut Vec<Effect>) {
        let before = self.behind.len();
        self.behind.retain(|behind| behind.connection != connection);
        if self.behind.len() < before {
            self.resume(now, |stalled| stalled.by == connection, effects);
        }
    }

    /// What a producer sent and was not read; it waits no more.
    fn unread(&mut self, connection: ConnectionId) -> Vec<Request> {
        let place = self.stalled.iter().position(|stalled| stalled.connection == connection);
        place.map_or_else(Vec::new, |place| self.stalled.remove(place).requests)
    }

    fn serve_and_count(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        let first = effects.len();
        self.serve(now, connection, request, effects);
        self.count(now, first, effects);
        if !self.core.is_connected(connection) {
            self.release(now, connection, effects);
        }
    }

    fn count(&mut self, now: Time, first: usize, effects: &mut Vec<Effect>) {
        let (mut wakes, mut lost) = (Vec::new(), Vec::new());
        for effect in &effects[first..] {
            let Effect::Send { delivery, .. } = effect else { continue };
            let connection = delivery.id.connection;
            let Some(behind) = self.behind.iter_mut().find(|behind| behind.connection == connection) else { continue };
            let before = behind.patience();
            behind.sent += size(delivery);
            let pending = behind.pending(&self.config);
            if pending > self.config.max_pending {
                self.behind.retain(|behind| behind.connection != connection);
                lost.push(connection);
                continue;
            }
            if pending > 0 && behind.deadline.is_none() {
                behind.deadline = Some(now + self.config.write_deadline);
            }
            behind.full |= pending > self.config.max_pending / 2;
            if behind.patience() != before {
                wakes.push(Effect::Wake(behind.patience().0));
            }
        }
        effects.append(&mut wakes);
        for connection in lost {
            self.give_up(now, connection, ExpulsionReason::SlowConsumerPending, effects);
        }
    }

    fn give_up(&mut self, now: Time, connection: ConnectionId, reason: ExpulsionReason, effects: &mut Vec<Effect>) {
        self.behind.retain(|behind| behind.connection != connection);
        for unread in self.unread(connection) {
            if let Request::Publish(message) = unread {
                effects.push(Effect::Record(Kind::LostOnLink(message.id)));
            }
        }
        self.core.expel(connection, reason, effects);
        self.look_around(now, effects);
        let first = effects.len();
        self.serve_due(now, effects);
        self.count(now, first, effects);
        self.resume(now, |stalled| stalled.by == connection, effects);
    }

    /// For whom a message has to wait: of several, for the slowest, and of those for the one served last.
    fn stall(&self, producer: ConnectionId, request: &Request) -> Option<(ConnectionId, Span)> {
        let Request::Publish(message) = request else { return None };
        if !self.core.is_connected(producer) {
            return None;
        }
        let mut slowest: Option<(ConnectionId, Span)> = None;
        for (connection, _) in self.core.choose(Some(producer), &message.subject, &[message.id.key()]) {
            let behind = self.behind.iter().find(|behind| behind.connection == connection);
            if let Some(stall) = behind.and_then(|behind| behind.stall(&self.config))
                && slowest.is_none_or(|(_, longest)| stall >= longest)
            {
                slowest = Some((connection, stall));
            }
        }
        slowest
    }

    fn resume(&mut self, now: Time, which: impl Fn(&Stalled) -> bool, effects: &mut Vec<Effect>) {
        let mut producers: Vec<ConnectionId> =
            self.stalled.iter().filter(|stalled| which(stalled)).map(|stalled| stalled.connection).collect();
        producers.sort();
        for producer in producers {
            let mut requests = self.unread(producer).into_iter();
            effects.push(Effect::Record(Kind::Resumed(producer)));
            if let Some(first) = requests.next() {
                self.serve_and_count(now, producer, first, effects);
            }
            for request in requests {
                self.handle(now, producer, request, effects);
            }
        }
    }

    fn serve(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        let is_connected = self.core.is_connected(connection);
        match request {
            Request::Publish(message) if is_connected => {
                if self.core.refuses(&message, effects) {
                    self.core.expel(connection, ExpulsionReason::MaximumPayload, effects);
                    return self.look_around(now, effects);
                }
                let routed = self.core.route(Some(connection), &message, effects);
                let streams = self.streams.as_mut();
                let taken =
                    streams.is_some_and(|streams| streams.publish(now, &message, !routed, &mut self.core, effects));
                if !routed && !taken {
                    self.core.forget(connection, &message, effects);
                }
            }
            Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } if is_connected => {
                if let Some(streams) = &mut self.streams {
                    streams.request(now, connection, request, &mut self.core, effects);
                }
            }
            request => {
                self.core.handle(connection, request, effects);
                self.look_around(now, effects);
            }
        }
    }

    fn look_around(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Some(streams) = &mut self.streams {
            streams.look_around(now, &mut self.core, effects);
        }
    }

    fn serve_due(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Some(streams) = &mut self.streams {
            streams.wake(now, &mut self.core, effects);
        }
    }
}

/// How many bytes a delivery takes: the line that announces it, what it says, and the line breaks.
fn size(delivery: &Delivery) -> u64 {
    let message = &delivery.message;
    let reply = match (&delivery.token, &message.reply) {
        // The subject of its ack.
        (Some(_), _) => " ".len() + 70,
        (None, Some(reply)) => " ".len() + reply.as_str().len(),
        (None, None) => 0,
    };
    let (headers, all) = (message.headers.size(), message.size());
    let verb = if headers == 0 { "MSG".to_owned() } else { format!("HMSG {headers}") };
    let line = format!("{verb} {} {}  {all}\r\n\r\n", message.subject, delivery.id.sid.0);
    // The second space before the size is the one before the reply subject, if there is one.
    (line.len() - 1 + reply) as u64 + all
}
