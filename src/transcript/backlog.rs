//! The backlog: how many messages wait to be taken up, wherever they wait.

use super::{ConsumerChange, Fold, Forgotten, Kind, Record, Stage};
use crate::message::{ConsumerId, DeliveryId};
use crate::ordered::Map;

/// How many messages wait: in the buffers of those who subscribe, and with the consumers of streams, which have not
/// delivered them yet. What is to be delivered again is not among them.
#[derive(Clone, Debug, Default)]
pub struct Backlog {
    pending: u64,
    /// The consumers that wait for acks.
    acknowledged: Map<ConsumerId, ()>,
}

impl Backlog {
    /// How many messages wait now.
    pub const fn pending(&self) -> u64 {
        self.pending
    }

    /// Whether a consumer waits for an ack of this delivery, so that only its word decides what becomes of it.
    pub fn awaits_ack(&self, delivery: DeliveryId) -> bool {
        self.acknowledged.contains_key(&delivery.consumer)
    }
}

impl Fold for Backlog {
    fn feed(&mut self, record: &Record) {
        match record.kind {
            Kind::Stored { consumers, .. } => self.pending += u64::from(consumers),
            Kind::ConsumerCreated { pending, .. } => self.pending += pending,
            Kind::ConsumerChanged(ConsumerChange { more, fewer, .. }) => {
                self.pending = (self.pending + more).saturating_sub(fewer);
            }
            Kind::Forgotten(Forgotten { deliveries: 0, .. }) | Kind::Delivered { .. } => self.pending += 1,
            Kind::ConsumerDeleted { pending, .. } => self.pending = self.pending.saturating_sub(pending),
            Kind::Removed { undelivered, .. } => self.pending = self.pending.saturating_sub(u64::from(undelivered)),
            Kind::Sent { delivery, awaits_ack, .. } => {
                if awaits_ack {
                    self.acknowledged.or_default(delivery.consumer);
                }
                // What a consumer delivers for the first time waits there no more.
                let first = delivery.consumer != ConsumerId::NONE && delivery.attempt == 1;
                self.pending = self.pending.saturating_sub(u64::from(first));
            }
            Kind::Started { .. } | Kind::Received { .. } | Kind::Lost { stage: Stage::Pending, .. } => {
                self.pending = self.pending.saturating_sub(1);
            }
            _ => {}
        }
    }
}
