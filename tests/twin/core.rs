//! Core NATS with lists: connections, subscriptions, and nothing else.

use crate::interest::{Subscription, all_who_ask, asks};
use queue_playground::broker::nats::Config;
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, Sid};
use queue_playground::sim::chance::{Purpose, Seed, key_of};
use queue_playground::transcript::{ExpulsionReason, Kind, RefusalReason};
use std::sync::Arc;

pub(crate) struct Core {
    id: ComponentId,
    seed: Seed,
    max_payload: u64,
    clients: Vec<(ConnectionId, ConnectionOptions)>,
    /// Of all clients, in the order of their coming.
    subscriptions: Vec<Subscription>,
}

impl Core {
    pub(crate) const fn new(id: ComponentId, seed: Seed, config: &Config) -> Core {
        Core { id, seed, max_payload: config.max_payload, clients: Vec::new(), subscriptions: Vec::new() }
    }

    pub(crate) fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        if let Request::Connect(options) = request {
            self.clients.push((connection, options));
            effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            return;
        }
        if !self.clients.iter().any(|(client, _)| *client == connection) {
            return;
        }
        match request {
            Request::Close => self.close(connection, effects),
            // A second SUB under a number in use is ignored.
            Request::Subscribe { sid, filter, group } if self.find(connection, sid).is_none() => {
                let (text, group_too) = (filter.as_str().to_owned(), group.clone());
                let one = Subscription { connection, sid, filter: text, group: group_too, received: 0, maximum: None };
                self.subscriptions.push(one);
                effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group }));
            }
            Request::Unsubscribe { sid, max } => {
                if let Some(place) = self.find(connection, sid) {
                    // 0 is no maximum but the end, as on the wire.
                    self.subscriptions[place].maximum = Some(max.unwrap_or(0));
                    self.end_if_full(place, effects);
                }
            }
            Request::Publish(message) if message.size() > self.max_payload => {
                let (message, reason) = (message.id, RefusalReason::MaximumPayload);
                effects.push(Effect::Record(Kind::Refused { message, reason, alone: true }));
                let reason = ExpulsionReason::MaximumPayload;
                effects.push(Effect::Record(Kind::Expelled { connection, reason }));
                self.close(connection, effects);
                effects.push(Effect::Expel { connection, reason });
            }
            Request::Publish(message) => self.publish(connection, &message, effects),
            _ => {}
        }
    }

    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        self.clients.retain(|(client, _)| *client != connection);
        self.subscriptions.retain(|one| one.connection != connection);
        effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
    }

    fn find(&self, connection: ConnectionId, sid: Sid) -> Option<usize> {
        self.subscriptions.iter().position(|one| (one.connection, one.sid) == (connection, sid))
    }

    fn end_if_full(&mut self, place: usize, effects: &mut Vec<Effect>) {
        let Subscription { connection, sid, received, maximum, .. } = self.subscriptions[place];
        if maximum.is_some_and(|maximum| received >= maximum) {
            self.subscriptions.remove(place);
            effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
        }
    }

    fn publish(&mut self, from: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        let chosen = self.choose(from, message);
        if chosen.is_empty() {
            effects.push(Effect::Record(Kind::NoInterest { message: message.id }));
            self.nobody_listens(from, message, effects);
            return;
        }
        let copies = u32::try_from(chosen.len()).expect("few subscribers");
        effects.push(Effect::Record(Kind::Routed { message: message.id, copies }));
        for (connection, sid) in chosen {
            let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            let delivery = Delivery { id, message: Arc::clone(message), token: None };
            effects.push(Effect::Send { delivery, awaits_ack: false });
            if let Some(place) = self.find(connection, sid) {
                self.subscriptions[place].received += 1;
                self.end_if_full(place, effects);
            }
        }
    }

    /// All plain subscriptions, then one of each queue group, the groups by name.
    fn choose(&self, from: ConnectionId, message: &Message) -> Vec<(ConnectionId, Sid)> {
        let echo = self.clients.iter().any(|(client, options)| *client == from && options.echo);
        let hears = |one: &&Subscription| echo || one.connection != from;
        let asking = all_who_ask(&self.subscriptions, message.subject.as_str());
        let plain = asking.iter().filter(|one| one.group.is_none()).copied().filter(hears);
        let mut chosen: Vec<&Subscription> = plain.collect();
        let mut names: Vec<Arc<str>> = asking.iter().filter_map(|one| one.group.clone()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let members: Vec<&Subscription> =
                asking.iter().filter(|one| one.group.as_ref() == Some(&name)).copied().collect();
            let count = u32::try_from(members.len()).expect("few members");
            let start = self.seed.draw(Purpose::Routing, &[message.id.key(), key_of(&name)]).below(count);
            // The one at the random start, or the next one after it who can take it.
            chosen.extend((0..count).map(|step| members[((start + step) % count) as usize]).find(hears));
        }
        chosen.iter().map(|one| (one.connection, one.sid)).collect()
    }

    fn nobody_listens(&self, from: ConnectionId, message: &Message, effects: &mut Vec<Effect>) {
        let wants = self.clients.iter().any(|(client, options)| *client == from && options.no_responders);
        let (Some(reply), true) = (&message.reply, wants) else { return };
        let mut waiting: Vec<&Subscription> = self.subscriptions.iter().collect();
        waiting.retain(|one| one.connection == from && one.group.is_none() && asks(&one.filter, reply.as_str()));
        if let Some(sid) = waiting.iter().map(|one| one.sid).min() {
            effects.push(Effect::Record(Kind::NoResponders { message: message.id }));
            let answer = Answer::NoResponders(message.id);
            effects.push(Effect::Answer { connection: from, sid, to: reply.clone(), answer });
        }
    }
}
