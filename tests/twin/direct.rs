//! Direct calls with lists: who serves what, and which calls are open.

use crate::interest::asks;
use queue_playground::broker::direct::Config;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::subject::Subject;
use queue_playground::message::{
    Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, MessageId, Sid,
};
use queue_playground::sim::chance::{Purpose, Seed, key_of};
use queue_playground::transcript::{Kind, RefusalReason};
use std::sync::Arc;

pub(crate) struct Direct {
    id: ComponentId,
    seed: Seed,
    open_calls: u32,
    processes: Vec<ConnectionId>,
    served: Vec<(ConnectionId, Sid, String)>,
    calls: Vec<Call>,
}

#[derive(Clone)]
struct Call {
    reply: Subject,
    request: MessageId,
    caller: ConnectionId,
    service: ConnectionId,
}

impl Direct {
    pub(crate) const fn new(id: ComponentId, seed: Seed, config: &Config) -> Direct {
        let open_calls = config.open_calls;
        Direct { id, seed, open_calls, processes: Vec::new(), served: Vec::new(), calls: Vec::new() }
    }

    pub(crate) fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        if matches!(request, Request::Connect(_)) {
            self.processes.push(connection);
            effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            return;
        }
        if !self.processes.contains(&connection) {
            return;
        }
        let position = |served: &[(ConnectionId, Sid, String)], sid| {
            served.iter().position(|one| (one.0, one.1) == (connection, sid))
        };
        match request {
            Request::Close => self.close(connection, effects),
            Request::Subscribe { sid, filter, .. } if position(&self.served, sid).is_none() => {
                self.served.push((connection, sid, filter.as_str().to_owned()));
                effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group: None }));
            }
            Request::Unsubscribe { sid, max: None | Some(0) } => {
                if let Some(place) = position(&self.served, sid) {
                    self.served.remove(place);
                    effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
                }
            }
            Request::Publish(message) => match self.calls.iter().position(|call| call.reply == message.subject) {
                Some(place) => {
                    let call = self.calls.remove(place);
                    match self.listens(call.caller, &message.subject) {
                        Some(sid) => send(call.caller, sid, &message, effects),
                        None => effects.push(Effect::Record(Kind::NoInterest { message: message.id })),
                    }
                }
                None => self.call(connection, &message, effects),
            },
            _ => {}
        }
    }

    /// Callers of a process that is gone notice, in the order of where they await their answers.
    fn close(&mut self, gone: ConnectionId, effects: &mut Vec<Effect>) {
        self.processes.retain(|one| *one != gone);
        self.served.retain(|one| one.0 != gone);
        effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection: gone }));
        let (mut broken, rest): (Vec<Call>, Vec<Call>) =
            std::mem::take(&mut self.calls).into_iter().partition(|call| call.service == gone);
        self.calls = rest;
        broken.sort_by(|one, other| one.reply.cmp(&other.reply));
        for call in broken {
            self.tell(call.caller, call.request, call.reply, effects);
        }
    }

    fn call(&mut self, caller: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        let mut serving: Vec<ConnectionId> = self.served.iter().map(|one| one.0).collect();
        serving.retain(|one| self.listens(*one, &message.subject).is_some());
        serving.sort();
        serving.dedup();
        let count = u32::try_from(serving.len()).expect("few services");
        let key = [message.id.key(), key_of(message.subject.as_str())];
        let choice = self.seed.draw(Purpose::Routing, &key).below(count) as usize;
        let open = |service: ConnectionId| self.calls.iter().filter(|call| call.service == service).count();
        let accepts = |service: &&ConnectionId| open(**service) < self.open_calls as usize;
        let Some(&service) = serving.get(choice).filter(accepts) else {
            let reason = RefusalReason::ConnectionRefused;
            effects.push(Effect::Record(Kind::Refused { message: message.id, reason, alone: true }));
            let to = message.reply.clone().unwrap_or_else(|| message.subject.clone());
            self.tell(caller, message.id, to, effects);
            return;
        };
        if let Some(reply) = &message.reply {
            self.calls.retain(|call| call.reply != *reply);
            self.calls.push(Call { reply: reply.clone(), request: message.id, caller, service });
        }
        if let Some(sid) = self.listens(service, &message.subject) {
            send(service, sid, message, effects);
        }
    }

    /// With which of its subscriptions, the lowest number first, a process listens there.
    fn listens(&self, process: ConnectionId, subject: &Subject) -> Option<Sid> {
        let of_process = self.served.iter().filter(|one| one.0 == process && asks(&one.2, subject.as_str()));
        of_process.map(|one| one.1).min()
    }

    fn tell(&self, caller: ConnectionId, request: MessageId, to: Subject, effects: &mut Vec<Effect>) {
        if self.processes.contains(&caller) {
            let sid = self.listens(caller, &to).unwrap_or(Sid(0));
            effects.push(Effect::Answer { connection: caller, sid, to, answer: Answer::Unreachable(request) });
        }
    }
}

fn send(connection: ConnectionId, sid: Sid, message: &Arc<Message>, effects: &mut Vec<Effect>) {
    effects.push(Effect::Record(Kind::Routed { message: message.id, copies: 1 }));
    let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
    effects
        .push(Effect::Send { delivery: Delivery { id, message: Arc::clone(message), token: None }, awaits_ack: false });
}
