//! No broker: a caller calls a service over a connection of its own, as with HTTP, and needs it to be there.
//!
//! To subscribe is to serve an address, to publish is to call it. Several processes may serve one address; a call goes
//! to one of them at random, as it does when a name stands for several machines (DNS), whatever they have to do. A call
//! that nobody serves is refused at once, and so is one to a process that has as many open calls as it takes. When a
//! process ends, its callers notice at once: their connections break. The answer goes back to the caller alone.

use super::{Effect, Request};
use crate::message::subject::{Filter, Subject};
use crate::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, MessageId, Sid};
use crate::ordered::Map;
use crate::sim::chance::{Purpose, Seed, key_of};
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, RefusalReason};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// How calls are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How many calls a process has open at most, those it works on and those that wait, 1 or more. One more is
    /// refused.
    pub open_calls: u32,
    /// How long a call keeps its place without an answer: that of a service that failed without a word, or whose answer
    /// got lost. At most an hour.
    pub call_timeout: Span,
}

impl Default for Config {
    /// 128 calls, as much as Linux lets wait by default before it is accepted (`net.core.somaxconn` before 5.4), for a
    /// minute, as is usual with web servers.
    fn default() -> Config {
        Config { open_calls: 128, call_timeout: Span::from_secs(60) }
    }
}

/// All connections between callers and services.
#[derive(Clone, Debug)]
pub struct Direct {
    id: ComponentId,
    seed: Seed,
    config: Config,
    processes: Map<ConnectionId, Process>,
    /// Calls that are not answered, by where the answer is awaited.
    calls: Map<Subject, Call>,
    /// When each call loses its place, the next one first; some are answered by now.
    ends: VecDeque<(Time, Subject)>,
}

/// A caller, a service, or both.
#[derive(Clone, Debug, Default)]
struct Process {
    serves: Map<Sid, Filter>,
    /// How many calls it has open.
    open: u32,
}

/// A call that is not answered.
#[derive(Clone, Copy, Debug)]
struct Call {
    request: MessageId,
    caller: ConnectionId,
    service: ConnectionId,
}

impl Direct {
    /// A network on which nobody is.
    pub fn new(id: ComponentId, seed: Seed, config: &Config) -> Direct {
        let (processes, calls) = (Map::new(), Map::new());
        Direct { id, seed, config: config.clone(), processes, calls, ends: VecDeque::new() }
    }

    /// Does at `now` what the process of `connection` asks, and appends to `effects` what came of it.
    ///
    /// There are no queue groups, streams or maximums: what asks for them is not heeded.
    pub fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(_) => {
                self.processes.insert(connection, Process::default());
                effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            }
            _ if !self.processes.contains_key(&connection) => {}
            Request::Close => self.close(connection, effects),
            Request::Subscribe { sid, filter, .. } => self.serve(connection, sid, filter, effects),
            Request::Unsubscribe { sid, max: None | Some(0) } => {
                let served = self.processes.get_mut(&connection).and_then(|process| process.serves.remove(&sid));
                if served.is_some() {
                    effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
                }
            }
            Request::Publish(message) => match self.end(&message.subject) {
                Some(call) => self.answer(call, &message, effects),
                None => self.call(now, connection, &message, effects),
            },
            Request::Unsubscribe { .. } | Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } => {
            }
        }
    }

    fn serve(&mut self, connection: ConnectionId, sid: Sid, filter: Filter, effects: &mut Vec<Effect>) {
        let process = self.processes.get_mut(&connection).filter(|process| !process.serves.contains_key(&sid));
        if let Some(process) = process {
            process.serves.insert(sid, filter.clone());
            effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group: None }));
        }
    }

    /// A process is gone: whoever waits for it notices.
    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        self.processes.remove(&connection);
        effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
        let broken = self.calls.iter().filter(|(_, call)| call.service == connection);
        let broken: Vec<Subject> = broken.map(|(reply, _)| reply.clone()).collect();
        for reply in broken {
            if let Some(call) = self.end(&reply) {
                self.tell(call.caller, call.request, reply, effects);
            }
        }
    }

    fn call(&mut self, now: Time, caller: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        while self.ends.front().is_some_and(|(end, _)| *end <= now) {
            let over = self.ends.pop_front();
            over.and_then(|(_, reply)| self.end(&reply));
        }
        let subject = &message.subject;
        let serving = self.listeners(subject);
        let count = u32::try_from(serving.len()).unwrap_or(u32::MAX);
        let choice = self.seed.draw(Purpose::Routing, &[message.id.key(), key_of(subject.as_str())]).below(count);
        let accepts =
            |service| self.processes.get(service).is_some_and(|process| process.open < self.config.open_calls);
        let chosen = serving.get(choice as usize).filter(|(service, _)| accepts(service));
        let Some(&(service, sid)) = chosen else {
            let reason = RefusalReason::ConnectionRefused;
            effects.push(Effect::Record(Kind::Refused { message: message.id, reason, alone: true }));
            self.tell(caller, message.id, message.reply.clone().unwrap_or_else(|| subject.clone()), effects);
            return;
        };
        if let Some(reply) = &message.reply {
            self.begin(now, reply, Call { request: message.id, caller, service });
        }
        send(service, sid, message, effects);
    }

    fn begin(&mut self, now: Time, reply: &Subject, call: Call) {
        if let Some(process) = self.processes.get_mut(&call.service) {
            process.open += 1;
        }
        self.calls.insert(reply.clone(), call);
        self.ends.push_back((now + self.config.call_timeout, reply.clone()));
    }

    /// Gives a call's place to another.
    fn end(&mut self, reply: &Subject) -> Option<Call> {
        let call = self.calls.remove(reply)?;
        if let Some(process) = self.processes.get_mut(&call.service) {
            process.open = process.open.saturating_sub(1);
        }
        Some(call)
    }

    /// The answer to a call. A caller that is gone does not get it.
    fn answer(&self, call: Call, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        match self.listening(call.caller, &message.subject) {
            Some(sid) => send(call.caller, sid, message, effects),
            None => effects.push(Effect::Record(Kind::NoInterest { message: message.id })),
        }
    }

    /// Every process that serves the address.
    fn listeners(&self, subject: &Subject) -> Vec<(ConnectionId, Sid)> {
        let processes = self.processes.keys();
        processes.filter_map(|&process| Some((process, self.listening(process, subject)?))).collect()
    }

    fn listening(&self, process: ConnectionId, subject: &Subject) -> Option<Sid> {
        let process = self.processes.get(&process)?;
        process.serves.iter().find(|(_, filter)| filter.matches(subject)).map(|(&sid, _)| sid)
    }

    /// Tells a caller that there will be no answer. It hears of it as it would of the answer, if it still listens.
    fn tell(&self, caller: ConnectionId, request: MessageId, to: Subject, effects: &mut Vec<Effect>) {
        if self.processes.contains_key(&caller) {
            let sid = self.listening(caller, &to).unwrap_or(Sid(0));
            effects.push(Effect::Answer { connection: caller, sid, to, answer: Answer::Unreachable(request) });
        }
    }
}

fn send(connection: ConnectionId, sid: Sid, message: &Arc<Message>, effects: &mut Vec<Effect>) {
    effects.push(Effect::Record(Kind::Routed { message: message.id, copies: 1 }));
    let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
    let delivery = Delivery { id, message: Arc::clone(message), token: None };
    effects.push(Effect::Send { delivery, awaits_ack: false });
}
