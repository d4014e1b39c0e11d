//! The messages in flight, and the copies between broker and subscriber.

use crate::message::{ComponentId, DeliveryId, Message, MessageId};
use crate::ordered::Map;
use crate::sim::time::Time;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many settled messages are still remembered: a statement may commit just after its client died.
const SETTLED: usize = 64;

/// What is known of a message until the last copy of it is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The message itself.
    pub message: Arc<Message>,
    /// When it was published.
    pub published_at: Time,
    /// How many copies are not settled; 1 until the broker has decided.
    pub copies: u32,
}

/// A copy between broker and subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheWay {
    /// The subscriber.
    pub to: ComponentId,
    /// When the broker sent it.
    pub sent_at: Time,
}

/// All messages in flight.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages {
    open: BTreeMap<MessageId, Facts>,
    settled: VecDeque<(MessageId, Facts)>,
    on_the_way: Map<DeliveryId, OnTheWay>,
}

impl Messages {
    pub(super) fn get(&self, message: MessageId) -> Option<&Facts> {
        let settled = || self.settled.iter().rev().find(|(id, _)| *id == message).map(|(_, facts)| facts);
        self.open.get(&message).or_else(settled)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Facts> {
        self.open.values()
    }

    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    pub(super) fn publish(&mut self, message: &Arc<Message>, now: Time) {
        let facts = Facts { message: Arc::clone(message), published_at: now, copies: 1 };
        self.open.insert(message.id, facts);
    }

    /// The broker has decided: so many copies are to be settled.
    pub(super) fn split(&mut self, message: MessageId, copies: u32) {
        self.expect(message, copies);
        self.settle(message);
    }

    /// So many more copies are to be settled.
    pub(super) fn expect(&mut self, message: MessageId, copies: u32) {
        if let Some(facts) = self.open.get_mut(&message) {
            facts.copies += copies;
        }
    }

    /// One more copy is to be settled, even if the last one seemed to have been.
    pub(super) fn reopen(&mut self, message: MessageId) {
        if let Some(place) = self.settled.iter().rposition(|(id, _)| *id == message)
            && let Some((_, facts)) = self.settled.remove(place)
        {
            self.open.insert(message, facts);
        }
        self.expect(message, 1);
    }

    pub(super) fn settle(&mut self, message: MessageId) {
        let Some(facts) = self.open.get_mut(&message) else { return };
        facts.copies = facts.copies.saturating_sub(1);
        if facts.copies > 0 {
            return;
        }
        if let Some(facts) = self.open.remove(&message) {
            if self.settled.len() == SETTLED {
                self.settled.pop_front();
            }
            self.settled.push_back((message, facts));
        }
    }

    pub(super) fn send(&mut self, delivery: DeliveryId, copy: OnTheWay) {
        self.on_the_way.insert(delivery, copy);
    }

    pub(super) fn on_the_way_to(&self, component: ComponentId) -> u64 {
        self.on_the_way.values().filter(|copy| copy.to == component).count() as u64
    }

    pub(super) fn arrive(&mut self, delivery: DeliveryId) -> Option<OnTheWay> {
        self.on_the_way.remove(&delivery)
    }
}
