//! Redis Pub/Sub with a list of subscriptions.

use crate::glob::{fits, is_pattern};
use queue_playground::broker::{Effect, Request};
use queue_playground::message::{
    Answer, ComponentId, ConnectionId, ConsumerId, Delivery, DeliveryId, Headers, Message, Sid,
};
use queue_playground::transcript::{Kind, RefusalReason};
use std::sync::Arc;

pub(crate) struct Redis {
    pub(crate) id: ComponentId,
    clients: Vec<ConnectionId>,
    /// In the order of their coming.
    subscriptions: Vec<(ConnectionId, Sid, String)>,
    /// Those that anybody has, in the order in which each was first asked for.
    patterns: Vec<String>,
}

impl Redis {
    pub(crate) const fn new(id: ComponentId) -> Redis {
        Redis { id, clients: Vec::new(), subscriptions: Vec::new(), patterns: Vec::new() }
    }

    pub(crate) fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        if matches!(request, Request::Connect(_)) {
            self.clients.push(connection);
            effects.push(Effect::Record(Kind::Connected { broker: self.id, connection }));
            return;
        }
        if !self.clients.contains(&connection) {
            return;
        }
        match request {
            Request::Close => {
                self.clients.retain(|client| *client != connection);
                self.drop_subscriptions(|one| one.0 == connection);
                effects.push(Effect::Record(Kind::Disconnected { broker: self.id, connection }));
            }
            Request::Subscribe { sid, filter, .. } => {
                let name = filter.as_str().to_owned();
                let has = |one: &(ConnectionId, Sid, String)| one.0 == connection && (one.1 == sid || one.2 == name);
                if self.subscriptions.iter().any(has) {
                    return;
                }
                if is_pattern(&name) && !self.patterns.contains(&name) {
                    self.patterns.push(name.clone());
                }
                self.subscriptions.push((connection, sid, name));
                effects.push(Effect::Record(Kind::Subscribed { connection, sid, filter, group: None }));
            }
            Request::Unsubscribe { sid, max: None | Some(0) } => {
                let before = self.subscriptions.len();
                self.drop_subscriptions(|one| (one.0, one.1) == (connection, sid));
                if self.subscriptions.len() < before {
                    effects.push(Effect::Record(Kind::Unsubscribed { connection, sid }));
                }
            }
            Request::Publish(message) => self.publish(connection, &message, effects),
            _ => {}
        }
    }

    fn drop_subscriptions(&mut self, dropped: impl Fn(&(ConnectionId, Sid, String)) -> bool) {
        self.subscriptions.retain(|one| !dropped(one));
        let subscriptions = &self.subscriptions;
        self.patterns.retain(|pattern| subscriptions.iter().any(|one| one.2 == *pattern));
    }

    fn publish(&self, connection: ConnectionId, message: &Arc<Message>, effects: &mut Vec<Effect>) {
        let (id, to) = (message.id, message.subject.clone());
        let answer = |answer| Effect::Answer { connection, sid: Sid(0), to, answer };
        if self.subscriptions.iter().any(|one| one.0 == connection) {
            let reason = RefusalReason::SubscriberMode;
            effects.push(Effect::Record(Kind::Refused { message: id, reason, alone: true }));
            effects.push(answer(Answer::SubscriberMode(id)));
            return;
        }
        let channel = message.subject.as_str();
        let named = |name: &str| self.subscriptions.iter().filter(|one| one.2 == name).collect::<Vec<_>>();
        let mut receivers = if is_pattern(channel) { Vec::new() } else { named(channel) };
        for pattern in self.patterns.iter().filter(|pattern| fits(pattern.as_bytes(), channel.as_bytes())) {
            receivers.extend(named(pattern));
        }
        let copies = u32::try_from(receivers.len()).expect("few subscribers");
        let kind = if copies == 0 { Kind::NoInterest { message: id } } else { Kind::Routed { message: id, copies } };
        effects.push(Effect::Record(kind));
        // A channel and a payload is all that Redis carries.
        let carried = Message { reply: None, headers: Headers::default(), ..Message::clone(message) };
        let carried = Arc::new(carried);
        for &&(connection, sid, _) in &receivers {
            let id = DeliveryId { message: id, connection, sid, attempt: 1, consumer: ConsumerId::NONE };
            let delivery = Delivery { id, message: Arc::clone(&carried), token: None };
            effects.push(Effect::Send { delivery, awaits_ack: false });
        }
        effects.push(answer(Answer::Receivers { message: id, count: u64::from(copies) }));
    }
}
