//! Two ledgers: where every publication and every obligation is. Both always balance.

use super::{ConsumerChange, Fold, Forgotten, Kind, LossReason, Outcome, Record, Stage};
use crate::message::{ComponentId, ConnectionId, ConsumerId, DeliveryId, MessageId};
use crate::ordered::Map;
use std::collections::BTreeMap;

/// Where every published message went, up to the broker's decision.
///
/// `published = routed + stored_only + refused + duplicate + no_interest + lost_on_link + not_visible + on_the_way`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publications {
    /// Sent by a publisher.
    pub published: u64,
    /// Routed to at least one subscription, whether a stream took it or not.
    pub routed: u64,
    /// Taken by a stream, and routed to nobody.
    pub stored_only: u64,
    /// Not taken, and routed to nobody.
    pub refused: u64,
    /// Not taken, because a stream had it already, and routed to nobody.
    pub duplicate: u64,
    /// Forgotten, because no subscription and no stream asked for it.
    pub no_interest: u64,
    /// Lost between publisher and broker.
    pub lost_on_link: u64,
    /// Taken by a real server, and this client cannot see what became of it.
    pub not_visible: u64,
    /// Between publisher and broker.
    pub on_the_way: u64,
}

/// Where every obligation is: one for each message and each subscription, queue group or consumer that it is for.
///
/// `created = done + failed + on_the_way + pending + in_work + awaiting_ack + awaiting_redelivery + exhausted + lost`
///
/// A consumer's obligation is where its last delivery is; what happens to an earlier one does not move it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// Copies that the broker sent, and messages that consumers are to deliver.
    pub created: u64,
    /// Handled.
    pub done: u64,
    /// Handled with an error or given up by its handler, and not delivered again.
    pub failed: u64,
    /// Between broker and subscriber.
    pub on_the_way: u64,
    /// In a subscriber's pending buffer, or with a consumer that has not delivered it yet.
    pub pending: u64,
    /// Of those pending, with a consumer on the broker.
    pub pending_at_broker: u64,
    /// In a handler's hands.
    pub in_work: u64,
    /// Out of a handler's hands, or lost with it, and the broker still waits for the ack.
    pub awaiting_ack: u64,
    /// To be delivered again.
    pub awaiting_redelivery: u64,
    /// Given up by a consumer after its last delivery.
    pub exhausted: u64,
    /// Never to be handled, by reason.
    pub lost: Lost,
    /// How often a consumer delivered again what it had settled: no place of its own, they are where they are now.
    pub reopened: u64,
    /// The obligations of consumers that were delivered and are not settled.
    open: BTreeMap<(MessageId, ConsumerId), Open>,
    /// The consumers that wait for acks, by their brokers.
    acknowledged: Map<(ComponentId, ConsumerId), ()>,
    /// The consumers that wait for no acks, each by the connections that it delivers on: brokers number their consumers
    /// apart. Their deliveries are like those of core NATS.
    unacknowledged: Map<(ConnectionId, ConsumerId), ()>,
}

/// Copies that will never be handled, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// With the process that held them.
    pub crash: u64,
    /// Because the connection had ended before they arrived.
    pub connection_closed: u64,
    /// On the link to the subscriber.
    pub link: u64,
    /// Dropped by a client whose pending buffer was full.
    pub buffer_full: u64,
    /// Dropped by the broker with the connection of a slow consumer.
    pub slow_consumer: u64,
    /// Gone from the stream before they were delivered, or with their consumer.
    pub removed: u64,
}

/// Where the last delivery of a consumer's obligation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    broker: ComponentId,
    delivery: DeliveryId,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    At(Stage),
    AwaitingAck,
    AwaitingRedelivery,
    Exhausted,
}

impl Publications {
    /// Whether every publication is in exactly one place.
    pub const fn balances(&self) -> bool {
        let kept = self.routed + self.stored_only;
        let left = self.refused + self.duplicate + self.no_interest + self.lost_on_link + self.not_visible;
        self.published == kept + left + self.on_the_way
    }
}

impl Obligations {
    /// Whether every obligation is in exactly one place.
    pub const fn balances(&self) -> bool {
        let open = self.on_the_way + self.pending + self.in_work + self.awaiting_ack + self.awaiting_redelivery;
        self.created == self.done + self.failed + open + self.exhausted + self.lost.total()
    }

    fn count(&mut self, place: Place) -> &mut u64 {
        match place {
            Place::At(Stage::OnTheWay) => &mut self.on_the_way,
            Place::At(Stage::Pending) => &mut self.pending,
            Place::At(Stage::InWork) => &mut self.in_work,
            Place::AwaitingAck => &mut self.awaiting_ack,
            Place::AwaitingRedelivery => &mut self.awaiting_redelivery,
            Place::Exhausted => &mut self.exhausted,
        }
    }

    /// Consumers are to deliver messages that they have not delivered yet.
    const fn entrust(&mut self, messages: u64) {
        self.created += messages;
        self.pending += messages;
        self.pending_at_broker += messages;
    }

    /// Messages that consumers have not delivered yet are gone, or not theirs to deliver any more.
    fn relieve(&mut self, messages: u64) {
        self.pending = self.pending.saturating_sub(messages);
        self.pending_at_broker = self.pending_at_broker.saturating_sub(messages);
        self.lost.removed += messages;
    }

    fn send(&mut self, broker: ComponentId, delivery: DeliveryId, awaits_ack: bool) {
        if awaits_ack {
            self.acknowledged.or_default((broker, delivery.consumer));
        } else if self.acknowledged.contains_key(&(broker, delivery.consumer)) {
            // Settled, or sent again, before it came: nobody's obligation any more.
            return;
        }
        if delivery.consumer == ConsumerId::NONE {
            self.created += 1;
        } else if let Some(open) = self.open.get(&key(delivery)).copied() {
            take(self.count(open.place));
        } else {
            take(&mut self.pending);
            take(&mut self.pending_at_broker);
        }
        self.on_the_way += 1;
        if awaits_ack {
            self.open.insert(key(delivery), Open { broker, delivery, place: Place::At(Stage::OnTheWay) });
        } else if delivery.consumer != ConsumerId::NONE {
            self.unacknowledged.or_default((delivery.connection, delivery.consumer));
        }
    }

    fn is_awaited(&self, delivery: DeliveryId) -> bool {
        delivery.consumer != ConsumerId::NONE
            && !self.unacknowledged.contains_key(&(delivery.connection, delivery.consumer))
    }

    /// Moves a delivery on, if it is the one that counts. Of a consumer that waits for acks, only the last delivery of
    /// a message counts, and none once it is settled.
    fn step(&mut self, delivery: DeliveryId, from: Stage, to: Place) {
        if !self.is_awaited(delivery) {
            take(self.count(Place::At(from)));
            *self.count(to) += 1;
            return;
        }
        let Some(open) = self.open.get_mut(&key(delivery)) else { return };
        if open.delivery == delivery && open.place == Place::At(from) {
            open.place = to;
            take(self.count(Place::At(from)));
            *self.count(to) += 1;
        }
    }

    /// Moves a consumer's obligation, wherever it is.
    fn move_to(&mut self, message: MessageId, consumer: ConsumerId, to: Place) {
        let Some(open) = self.open.get_mut(&(message, consumer)) else { return };
        let from = std::mem::replace(&mut open.place, to);
        take(self.count(from));
        *self.count(to) += 1;
    }

    /// Ends a consumer's obligation, wherever it is; whether there was one.
    fn settle(&mut self, message: MessageId, consumer: ConsumerId) -> bool {
        let Some(open) = self.open.remove(&(message, consumer)) else { return false };
        take(self.count(open.place));
        true
    }

    /// What a consumer had settled is to be delivered again, as if it had not been delivered.
    fn reopen(&mut self, outcome: Outcome) {
        take(match outcome {
            Outcome::Done => &mut self.done,
            Outcome::Failed => &mut self.failed,
        });
        self.pending += 1;
        self.pending_at_broker += 1;
        self.reopened += 1;
    }

    fn forget_consumer(&mut self, broker: ComponentId, consumer: ConsumerId, pending: u64) {
        self.pending = self.pending.saturating_sub(pending);
        self.pending_at_broker = self.pending_at_broker.saturating_sub(pending);
        self.lost.removed += pending;
        let of_consumer =
            |((_, of), open): &(&(MessageId, ConsumerId), &Open)| *of == consumer && open.broker == broker;
        let of_consumer: Vec<MessageId> =
            self.open.iter().filter(of_consumer).map(|((message, _), _)| *message).collect();
        for message in of_consumer {
            self.lost.removed += u64::from(self.settle(message, consumer));
        }
    }

    fn finish(&mut self, delivery: DeliveryId, from: Stage, outcome: Outcome) {
        if self.is_awaited(delivery) {
            self.step(delivery, from, Place::AwaitingAck);
            return;
        }
        take(self.count(Place::At(from)));
        match outcome {
            Outcome::Done => self.done += 1,
            Outcome::Failed => self.failed += 1,
        }
    }

    fn lose(&mut self, delivery: DeliveryId, stage: Stage, reason: LossReason) {
        if self.is_awaited(delivery) {
            // The consumer does not know, and will deliver again.
            self.step(delivery, stage, Place::AwaitingAck);
            return;
        }
        take(self.count(Place::At(stage)));
        match reason {
            LossReason::Crash => self.lost.crash += 1,
            LossReason::ConnectionClosed => self.lost.connection_closed += 1,
            LossReason::Link => self.lost.link += 1,
            LossReason::BufferFull => self.lost.buffer_full += 1,
            LossReason::SlowConsumer => self.lost.slow_consumer += 1,
        }
    }
}

impl Lost {
    /// All reasons together.
    pub const fn total(&self) -> u64 {
        self.crash + self.connection_closed + self.link + self.buffer_full + self.slow_consumer + self.removed
    }
}

const fn key(delivery: DeliveryId) -> (MessageId, ConsumerId) {
    (delivery.message, delivery.consumer)
}

/// Takes one away where one was put before. Stays at zero otherwise, so that the ledger shows that it does not balance
/// instead of hiding it in a number that wrapped around.
fn take(count: &mut u64) {
    *count = count.saturating_sub(1);
}

impl Fold for Publications {
    fn feed(&mut self, record: &Record) {
        let goal = match record.kind {
            Kind::Published { .. } => {
                self.published += 1;
                self.on_the_way += 1;
                return;
            }
            Kind::Routed { .. } => &mut self.routed,
            Kind::Stored { alone: true, .. } => &mut self.stored_only,
            Kind::Duplicate { alone: true, .. } => &mut self.duplicate,
            Kind::Refused { alone: true, .. } => &mut self.refused,
            Kind::NoInterest { .. } => &mut self.no_interest,
            Kind::LostOnLink(_) => &mut self.lost_on_link,
            Kind::NotVisible(_) => &mut self.not_visible,
            Kind::CameToLight(_) => {
                take(&mut self.not_visible);
                self.on_the_way += 1;
                return;
            }
            _ => return,
        };
        *goal += 1;
        take(&mut self.on_the_way);
    }
}

impl Fold for Obligations {
    fn feed(&mut self, record: &Record) {
        match record.kind {
            Kind::Stored { consumers, .. } => self.entrust(u64::from(consumers)),
            Kind::ConsumerCreated { pending, .. } => self.entrust(pending),
            Kind::ConsumerDeleted { consumer, pending } => self.forget_consumer(record.component, consumer, pending),
            Kind::ConsumerChanged(ConsumerChange { more, fewer, .. }) => {
                self.entrust(more);
                self.relieve(fewer);
            }
            Kind::Removed { undelivered, .. } => self.relieve(u64::from(undelivered)),
            Kind::Sent { delivery, awaits_ack, .. } => self.send(record.component, delivery, awaits_ack),
            Kind::Delivered { delivery } => self.step(delivery, Stage::OnTheWay, Place::At(Stage::Pending)),
            Kind::Started { delivery, .. } => self.step(delivery, Stage::Pending, Place::At(Stage::InWork)),
            Kind::Finished { delivery, outcome } => self.finish(delivery, Stage::InWork, outcome),
            Kind::Received { delivery, .. } => self.finish(delivery, Stage::Pending, Outcome::Done),
            Kind::Lost { delivery, stage, reason } => self.lose(delivery, stage, reason),
            Kind::Acked { of } => self.done += u64::from(self.settle(of.message, of.consumer)),
            Kind::Terminated { of, gone: false } => self.failed += u64::from(self.settle(of.message, of.consumer)),
            Kind::Terminated { of, gone: true } => {
                self.lost.removed += u64::from(self.settle(of.message, of.consumer));
            }
            Kind::Nakked { of, .. }
            | Kind::AckTimedOut { of }
            | Kind::Forgotten(Forgotten { of, settled: None, .. }) => {
                self.move_to(of.message, of.consumer, Place::AwaitingRedelivery);
            }
            Kind::Forgotten(Forgotten { settled: Some(outcome), .. }) => self.reopen(outcome),
            Kind::Exhausted { of, .. } => self.move_to(of.message, of.consumer, Place::Exhausted),
            _ => {}
        }
    }
}
