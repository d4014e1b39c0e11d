//! Who hears what: the way of a message, or of an answer, to those who listen.

use super::Nats;
use crate::broker::Effect;
use crate::broker::interest::{Group, Matches};
use crate::message::subject::Subject;
use crate::message::{Answer, ConnectionId, ConsumerId, Delivery, DeliveryId, Message, Sid};
use crate::sim::chance::Purpose;
use crate::transcript::Kind;
use std::sync::Arc;

impl Nats {
    /// Sends a message to all who ask for it, but not back to `from` if that one wants no echo; whether anyone does.
    pub(in crate::broker) fn route(
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
    pub(in crate::broker) fn send(&mut self, delivery: Delivery, awaits_ack: bool, effects: &mut Vec<Effect>) {
        let DeliveryId { connection, sid, .. } = delivery.id;
        effects.push(Effect::Send { delivery, awaits_ack });
        self.count_delivery(connection, sid, effects);
    }

    /// Answers all who listen to `to`; of a queue group only one, drawn by `luck`.
    pub(in crate::broker) fn answer(&mut self, to: &Subject, luck: &[u64], answer: &Answer, effects: &mut Vec<Effect>) {
        for (connection, sid) in self.targets(None, to, luck) {
            effects.push(Effect::Answer { connection, sid, to: to.clone(), answer: answer.clone() });
            self.count_delivery(connection, sid, effects);
        }
    }

    /// How many subscriptions have ended so far.
    pub(in crate::broker) const fn ended(&self) -> u64 {
        self.ended
    }

    /// Whether anybody listens to this subject.
    pub(in crate::broker) fn is_heard(&self, subject: &Subject) -> bool {
        self.interest.is_heard(subject)
    }

    /// Whether anybody listens to exactly this subject, without wildcards, in this queue group or in none.
    pub(in crate::broker) fn is_heard_exactly(&self, subject: &Subject, group: Option<&str>) -> bool {
        let Matches { plain, groups } = self.interest.matches(subject);
        let members = match group {
            None => Some(&plain),
            Some(group) => groups.iter().find(|one| *one.name == *group).map(|one| &one.members),
        };
        members.into_iter().flatten().any(|&(connection, sid)| self.asks_exactly_for(subject, connection, sid))
    }

    /// Whether the subscription's filter is this subject, without wildcards.
    pub(in crate::broker) fn asks_exactly_for(&self, subject: &Subject, connection: ConnectionId, sid: Sid) -> bool {
        let interested = self.connections.get(&connection).and_then(|client| client.subscriptions.get(&sid));
        interested.is_some_and(|interested| interested.filter.as_str() == subject.as_str())
    }

    /// Who gets what is said under `subject`: every plain subscription, and one member of each group, drawn by `luck`
    /// and the group's name. `from` gets it only if it wants an echo.
    pub(in crate::broker) fn targets(
        &mut self,
        from: Option<ConnectionId>,
        subject: &Subject,
        luck: &[u64],
    ) -> Vec<(ConnectionId, Sid)> {
        let matches = self.interest.look_up(subject);
        let hears = |connection: ConnectionId| from != Some(connection) || self.connections[&connection].options.echo;
        let mut targets = std::mem::take(&mut self.room);
        targets.clear();
        targets.extend(matches.plain.iter().filter(|(connection, _)| hears(*connection)));
        for Group { key, members, .. } in &matches.groups {
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
    pub(super) fn answer_that_nobody_listens(
        &self,
        connection: ConnectionId,
        message: &Message,
        effects: &mut Vec<Effect>,
    ) {
        let Some(reply) = &message.reply else { return };
        if let Some(sid) = self.waits_for_a_reply(connection, reply) {
            effects.push(Effect::Record(Kind::NoResponders { message: message.id }));
            let answer = Answer::NoResponders(message.id);
            effects.push(Effect::Answer { connection, sid, to: reply.clone(), answer });
        }
    }

    /// The subscription that is told if nobody listens.
    pub(in crate::broker) fn waits_for_a_reply(&self, connection: ConnectionId, reply: &Subject) -> Option<Sid> {
        let client = self.connections.get(&connection).filter(|client| client.options.no_responders)?;
        let mut waiting = client.subscriptions.iter().filter(|(_, one)| one.plain && one.filter.matches(reply));
        waiting.next().map(|(&sid, _)| sid)
    }
}
