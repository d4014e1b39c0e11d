//! What is known of the deliveries of consumers: which is the last of a message, whether it is settled, and what a copy
//! is that comes.

use super::{Awaited, Evidence, FETCHES, REMEMBERED};
use crate::live::protocol::jetstream::AckSubject;
use crate::message::subject::Subject;
use crate::message::{AckKind, ConnectionId, ConsumerId, ConsumerMessage, DeliveryId, MessageId};
use crate::sim::time::Span;
use crate::transcript::{Forgotten, Outcome};

/// A message that a consumer delivered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owed {
    of: ConsumerMessage,
    /// Which delivery of it was the last.
    attempt: u32,
    /// The number of that delivery among all of the consumer.
    sequence: u64,
    /// Whether the consumer knows that it is to be delivered again.
    returned: bool,
    /// The last connection that had been opened when it came.
    latest: ConnectionId,
}

/// A consumer that has settled a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    consumer: ConsumerId,
    outcome: Outcome,
    /// The last connection that had been opened when it confirmed that.
    latest: ConnectionId,
}

/// What a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live::run) enum Arrival {
    /// One more.
    Usual,
    /// One that was sent before others that have come, or before the message was settled.
    Stray,
    /// One of a consumer that knew more before.
    Forgotten(Forgotten),
}

impl Evidence {
    /// What a delivery is that comes on this connection, whose consumer says this of it.
    ///
    /// Connections do not wait for each other: a copy may come later than one that was sent after it, or than the
    /// answer to an ack. Only what comes on a connection that was opened since is certain to have been sent since.
    pub(in crate::live::run) fn arrival(
        &mut self,
        of: ConsumerMessage,
        connection: ConnectionId,
        said: &AckSubject<'_>,
    ) -> Arrival {
        let deliveries = said.delivered.saturating_sub(1);
        if let Some(known) = self.known.get_mut(&of.message)
            && let Some(place) = known.settled.iter().position(|settled| settled.consumer == of.consumer)
        {
            if connection <= known.settled[place].latest {
                return Arrival::Stray;
            }
            let settled = Some(known.settled.remove(place).outcome);
            if let Some((_, left)) = &mut known.stored {
                *left += 1;
            }
            return Arrival::Forgotten(Forgotten { of, settled, deliveries });
        }
        match self.owed.get_mut(&(of.message, of.consumer)) {
            Some(owed) if connection > owed.latest && said.delivered <= owed.attempt => {
                owed.returned = true;
                Arrival::Forgotten(Forgotten { of, settled: None, deliveries })
            }
            Some(owed) if connection <= owed.latest && said.consumer_sequence < owed.sequence => Arrival::Stray,
            _ => Arrival::Usual,
        }
    }

    /// A consumer delivered a message on this connection, while that was the last one that had been opened.
    pub(in crate::live::run) fn owe(
        &mut self,
        of: ConsumerMessage,
        connection: ConnectionId,
        said: &AckSubject<'_>,
        latest: ConnectionId,
    ) {
        let (attempt, sequence) = (said.delivered, said.consumer_sequence);
        self.owed.insert((of.message, of.consumer), Owed { of, attempt, sequence, returned: false, latest });
        // A server that was killed may not know that it had given it up.
        if let Some(known) = self.known.get_mut(&of.message) {
            known.given_up.retain(|(consumer, latest)| *consumer != of.consumer || connection <= *latest);
        }
    }

    /// Whether the consumer had not been told that it is to deliver this again, although it does.
    pub(in crate::live::run) fn is_overdue(&self, message: MessageId, consumer: ConsumerId) -> bool {
        self.owed.get(&(message, consumer)).is_some_and(|owed| !owed.returned)
    }

    /// Whether a delivery was the last of its message, and the consumer has not been known to take it back.
    pub(in crate::live::run) fn is_out(&self, delivery: DeliveryId) -> bool {
        let owed = self.owed.get(&(delivery.message, delivery.consumer));
        owed.is_some_and(|owed| owed.attempt == delivery.attempt && !owed.returned)
    }

    /// How long a message is to wait before it is delivered again, if the consumer was asked to do so and has not
    /// confirmed it.
    pub(in crate::live::run) fn refusal_on_its_way(&self, message: MessageId, consumer: ConsumerId) -> Option<Span> {
        self.awaited.values().find_map(|awaited| match awaited {
            Awaited::Acked { delivery, kind: AckKind::Nak(delay), is_stuck: false, .. }
                if (delivery.message, delivery.consumer) == (message, consumer) =>
            {
                Some(delay.unwrap_or(Span::ZERO))
            }
            _ => None,
        })
    }

    pub(in crate::live::run) fn give_back(&mut self, of: ConsumerMessage) {
        if let Some(owed) = self.owed.get_mut(&(of.message, of.consumer)) {
            owed.returned = true;
        }
    }

    /// A link is whole again: what was said of deliveries leaves now.
    pub(in crate::live::run) fn unstick(&mut self, connection: ConnectionId) {
        let of_connection = (connection, 0)..=(connection, u32::MAX);
        for (_, awaited) in self.awaited.range_mut(of_connection) {
            if let Awaited::Acked { is_stuck, .. } = awaited {
                *is_stuck = false;
            }
        }
    }

    /// The server does not permit to send there: no answer comes to what was.
    pub(in crate::live::run) fn forbidden(&mut self, connection: ConnectionId, subject: &str) {
        let is_it = |awaited: &Awaited| matches!(awaited, Awaited::Acked { at, .. } if at.as_str() == subject);
        self.awaited.retain(|(of, _), awaited| *of != connection || !is_it(awaited));
    }

    /// No stream answers to a message.
    pub(in crate::live::run) fn unanswered(&mut self, message: MessageId) {
        self.awaited.retain(|_, awaited| !matches!(awaited, Awaited::Stored { message: of, .. } if *of == message));
    }

    /// A consumer has given a message up, while this was the last connection that had been opened; whether that was not
    /// known before.
    pub(in crate::live::run) fn give_up(&mut self, of: ConsumerMessage, latest: ConnectionId) -> bool {
        self.give_back(of);
        let Some(known) = self.known.get_mut(&of.message) else { return false };
        let is_news = !known.given_up.iter().any(|(consumer, _)| *consumer == of.consumer);
        if is_news {
            known.given_up.push((of.consumer, latest));
        }
        is_news
    }

    /// A consumer has settled a message, while this was the last connection that had been opened; whether that was not
    /// known before. Whoever is slow acks a message that another has settled, and the server confirms that, too.
    pub(in crate::live::run) fn pay(&mut self, of: ConsumerMessage, outcome: Outcome, latest: ConnectionId) -> bool {
        self.owed.remove(&(of.message, of.consumer));
        // Of one that is too old to be remembered, nothing is known.
        let Some(known) = self.known.get_mut(&of.message) else { return true };
        let is_news = !known.settled.iter().any(|settled| settled.consumer == of.consumer);
        if is_news {
            known.settled.push(Settled { consumer: of.consumer, outcome, latest });
        }
        is_news
    }

    /// A consumer was asked for messages, to be sent there.
    pub(in crate::live::run) fn fetched(&mut self, inbox: &Subject, consumer: ConsumerId) {
        if self.fetches.len() == FETCHES {
            self.fetches.pop_front();
        }
        self.fetches.push_back((inbox.clone(), consumer));
    }

    /// The consumer that was asked for what is to be sent there: the fetch is over.
    pub(in crate::live::run) fn fetch_over(&mut self, inbox: &Subject) -> Option<ConsumerId> {
        let place = self.fetches.iter().rposition(|(to, _)| to == inbox)?;
        self.fetches.remove(place).map(|(_, consumer)| consumer)
    }

    /// What a consumer waits for up to this number.
    pub(in crate::live::run) fn owed_up_to(
        &self,
        broker: u16,
        consumer: ConsumerId,
        sequence: u64,
    ) -> Vec<ConsumerMessage> {
        let owed = self.owed.values().map(|owed| owed.of);
        let is_due = |of: &ConsumerMessage| of.consumer == consumer && of.sequence <= sequence;
        owed.filter(|of| is_due(of) && self.broker(of.message) == broker).collect()
    }

    pub(in crate::live::run) fn await_ack(&mut self, delivery: DeliveryId, to: Subject) {
        // One that is never acknowledged is not waited for for ever.
        if self.acks.len() == REMEMBERED {
            self.acks.pop_first();
        }
        self.acks.insert(delivery, to);
    }

    /// Where an ack goes; after one that says that work goes on, another may follow.
    pub(in crate::live::run) fn ack_subject(&mut self, delivery: DeliveryId, kind: AckKind) -> Option<Subject> {
        if kind == AckKind::InProgress { self.acks.get(&delivery).cloned() } else { self.acks.remove(&delivery) }
    }
}
