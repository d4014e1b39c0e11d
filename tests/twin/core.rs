//! Core NATS with lists: connections, subscriptions, and nothing else.

use crate::interest::{Subscription, all_who_ask, asks};
use queue_playground::broker::nats::Config;
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::Subject;
use queue_playground::message::{Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, Sid};
use queue_playground::sim::chance::{Purpose, Seed, key_of};
use queue_playground::transcript::{ExpulsionReason, Kind, RefusalReason};
use std::sync::Arc;

pub(crate) struct Core {
    pub(crate) id: ComponentId,
    pub(crate) seed: Seed,
    max_payload: u64,
    clients: Vec<(ConnectionId, ConnectionOptions)>,
    /// Of all clients, in the order of their coming.
    subscriptions: Vec<Subscription>,
    /// How many connections and subscriptions have ended.
    pub(crate) ended: u64,
}

impl Core {
    pub(crate) const fn new(id: ComponentId, seed: Seed, config: &Config) -> Core {
        Core { id, seed, max_payload: config.max_payload, clients: Vec::new(), subscriptions: Vec::new(), ended: 0 }
    }

    pub(crate) fn forget_all(&mut self) {
        self.clients.clear();
        self.subscriptions.clear();
        self.ended += 1;
    }

    pub(crate) fn is_connected(&self, connection: ConnectionId) -> bool {
        self.clients.iter().any(|(client, _)| *client == connection)
    }

    /// Everything but publishing, and what streams are asked.
    pub(crate) fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Connect(options) => {
                self.clients.push((connection, options));
                effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            }
            _ if !self.is_connected(connection) => {}
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
            _ => {}
        }
    }

    /// Whether the message is too large.
    pub(crate) fn refuses(&self, message: &Message, effects: &mut Vec<Effect>) -> bool {
        let is_large = message.size() > self.max_payload;
        if is_large {
            let (message, reason) = (message.id, RefusalReason::MaximumPayload);
            effects.push(Effect::Record(Kind::Refused { message, reason, alone: true }));
        }
        is_large
    }

    /// Closes a connection from this side.
    pub(crate) fn expel(&mut self, connection: ConnectionId, reason: ExpulsionReason, effects: &mut Vec<Effect>) {
        effects.push(Effect::Record(Kind::Expelled { connection, reason }));
        if self.is_connected(connection) {
            self.close(connection, effects);
        }
        effects.push(Effect::Expel { connection, reason });
    }

    fn close(&mut self, connection: ConnectionId, effects: &mut Vec<Effect>) {
        self.clients.retain(|(client, _)| *client != connection);
        self.subscriptions.retain(|one| one.connection != connection);
        self.ended += 1;
        effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
    }

    fn find(&self, connection: ConnectionId, sid: Sid) -> Option<usize> {
        self.subscriptions.iter().position(|one| (one.connection, one.sid) == (connection, sid))
    }

    fn end_if_full(&mut self, place: usize, effects: &mut Vec<Effect>) {
        let Subscription { connection, sid, received, maximum, .. } = self.subscriptions[place];
        if maximum.is_some_and(|maximum| received >= maximum) {
            self.subscriptions.remove(place);
            self.ended += 1;
            effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
        }
    }

    /// To all who ask for it; whether there is anyone.
    pub(crate) fn route(
        &mut self,
        from: Option<ConnectionId>,
        message: &Arc<Message>,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let chosen = self.choose(from, &message.subject, &[message.id.key()]);
        if chosen.is_empty() {
            return false;
        }
        let copies = u32::try_from(chosen.len()).expect("few subscribers");
        effects.push(Effect::Record(Kind::Routed { message: message.id, copies }));
        for (connection, sid) in chosen {
            let id = DeliveryId { message: message.id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            let delivery = Delivery { id, message: Arc::clone(message), token: None };
            effects.push(Effect::Send { delivery, awaits_ack: false });
            self.count(connection, sid, effects);
        }
        true
    }

    /// Answers all who listen there; of each queue group one.
    pub(crate) fn answer(&mut self, to: &Subject, luck: &[u64], answer: &Answer, effects: &mut Vec<Effect>) {
        for (connection, sid) in self.choose(None, to, luck) {
            effects.push(Effect::Answer { connection, sid, to: to.clone(), answer: answer.clone() });
            self.count(connection, sid, effects);
        }
    }

    pub(crate) fn count(&mut self, connection: ConnectionId, sid: Sid, effects: &mut Vec<Effect>) {
        if let Some(place) = self.find(connection, sid) {
            self.subscriptions[place].received += 1;
            self.end_if_full(place, effects);
        }
    }

    pub(crate) fn is_heard(&self, subject: &Subject) -> bool {
        !all_who_ask(&self.subscriptions, subject.as_str()).is_empty()
    }

    /// Whether anybody asks for exactly this subject, in this queue group or in none.
    pub(crate) fn is_heard_exactly(&self, subject: &Subject, group: Option<&str>) -> bool {
        let asks = |one: &Subscription| one.filter == subject.as_str() && one.group.as_deref() == group;
        self.subscriptions.iter().any(asks)
    }

    pub(crate) fn asks_exactly(&self, connection: ConnectionId, sid: Sid, subject: &Subject) -> bool {
        self.find(connection, sid).is_some_and(|place| self.subscriptions[place].filter == subject.as_str())
    }

    /// All plain subscriptions, then one of each queue group, the groups by name.
    pub(crate) fn choose(
        &self,
        from: Option<ConnectionId>,
        subject: &Subject,
        luck: &[u64],
    ) -> Vec<(ConnectionId, Sid)> {
        let echo = self.clients.iter().any(|(client, options)| Some(*client) == from && options.echo);
        let hears = |one: &&Subscription| echo || Some(one.connection) != from;
        let asking = all_who_ask(&self.subscriptions, subject.as_str());
        let plain = asking.iter().filter(|one| one.group.is_none()).copied().filter(hears);
        let mut chosen: Vec<&Subscription> = plain.collect();
        let mut names: Vec<Arc<str>> = asking.iter().filter_map(|one| one.group.clone()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let members: Vec<&Subscription> =
                asking.iter().filter(|one| one.group.as_ref() == Some(&name)).copied().collect();
            let count = u32::try_from(members.len()).expect("few members");
            let start = self.seed.draw(Purpose::Routing, &[luck, &[key_of(&name)]].concat()).below(count);
            // The one at the random start, or the next one after it who can take it.
            chosen.extend((0..count).map(|step| members[((start + step) % count) as usize]).find(hears));
        }
        chosen.iter().map(|one| (one.connection, one.sid)).collect()
    }

    /// Nobody got it: the sender may want to know.
    pub(crate) fn forget(&self, from: ConnectionId, message: &Message, effects: &mut Vec<Effect>) {
        effects.push(Effect::Record(Kind::NoInterest { message: message.id }));
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
