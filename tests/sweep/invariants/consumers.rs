//! A consumer delivers in order, what it was asked for, no more often than it may, again only after an ack did not come
//! or was refused, and never again what was acknowledged; it gives up after the last delivery and not before.

use super::{Invariant, ensure};
use queue_playground::message::{
    AckPolicy, AckToken, ComponentId, ConsumerConfig, ConsumerId, ConsumerMessage, DeliveryId, Message, MessageId,
    StreamId,
};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{ConsumerChange, Kind, Record};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Consumers {
    /// As in the scenario, by broker and name.
    configs: BTreeMap<(u16, String), ConsumerConfig>,
    consumers: BTreeMap<(ComponentId, ConsumerId), Consumer>,
    messages: BTreeMap<MessageId, Arc<Message>>,
}

struct Consumer {
    config: ConsumerConfig,
    stream: StreamId,
    deliveries: u64,
    /// The message that it delivered last for the first time.
    last: u64,
    of: BTreeMap<u64, Obligation>,
    /// It was just told that something that was settled comes once more, as the server's mistakes have it.
    once_more: bool,
}

/// A message that was delivered.
#[derive(Clone, Copy, Debug)]
struct Obligation {
    deliveries: u32,
    place: Place,
    /// Since when the ack is awaited.
    since: Time,
    /// How long a nak asked it to wait.
    delay: Option<Span>,
    /// It came once more after it was settled: how often it was delivered before does not count.
    odd: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    AwaitingAck,
    ToDeliverAgain,
    GivenUp,
    Settled,
}

impl Consumers {
    pub(super) fn new(scenario: &Scenario) -> Consumers {
        let brokers = (0_u16..).zip(&scenario.brokers);
        let configs = brokers.flat_map(|(part, broker)| {
            let consumers = broker.profile.streams().iter().flat_map(|stream| &stream.consumers);
            consumers.map(move |config| ((part, config.name.clone()), config.clone()))
        });
        Consumers { configs: configs.collect(), ..Consumers::default() }
    }

    fn consumer(&mut self, broker: ComponentId, id: ConsumerId) -> Result<&mut Consumer, String> {
        self.consumers.get_mut(&(broker, id)).ok_or_else(|| format!("there is no {id:?}"))
    }

    fn sent(&mut self, record: &Record, delivery: DeliveryId, token: &AckToken) -> Result<(), String> {
        let message = self.messages.get(&delivery.message).cloned();
        let message = message.ok_or_else(|| format!("{delivery:?} was not published"))?;
        let consumer = self.consumer(record.component, delivery.consumer)?;
        if let Some(filter) = &consumer.config.filter_subject {
            ensure(filter.matches(&message.subject), || format!("{filter} does not ask for {delivery:?}"))?;
        }
        consumer.deliver(record.at, token).map_err(|problem| format!("{delivery:?}: {problem}"))
    }

    fn obligation(&mut self, broker: ComponentId, of: ConsumerMessage) -> Result<(&mut Obligation, Wait), String> {
        let consumer = self.consumer(broker, of.consumer)?;
        let wait = Wait { wait: consumer.config.ack_wait, backoff: consumer.config.backoff.clone() };
        let found = consumer.of.get_mut(&of.sequence).ok_or_else(|| format!("{of:?} was never delivered"))?;
        Ok((found, wait))
    }
}

/// How long an ack is awaited.
struct Wait {
    wait: Option<Span>,
    backoff: Vec<Span>,
}

impl Wait {
    /// After so many deliveries.
    fn after(&self, deliveries: u32) -> Span {
        let place = (deliveries.saturating_sub(1) as usize).min(self.backoff.len().saturating_sub(1));
        self.backoff.get(place).copied().or(self.wait).unwrap_or(Span::ZERO)
    }
}

impl Consumer {
    fn deliver(&mut self, now: Time, token: &AckToken) -> Result<(), String> {
        self.deliveries += 1;
        let (number, sequence) = (token.consumer_sequence, token.stream_sequence);
        ensure(number == self.deliveries, || format!("delivery {number} comes where {} should", self.deliveries))?;
        let waits = self.config.ack_policy != AckPolicy::None;
        // A fetch that nobody takes makes the server go back by one message: that comes as if for the first time.
        let goes_back = token.delivered == 1 && self.of.contains_key(&sequence);
        if std::mem::take(&mut self.once_more) || goes_back {
            let place = if waits { Place::AwaitingAck } else { Place::Settled };
            self.of.insert(
                sequence,
                Obligation { deliveries: token.delivered, place, since: now, delay: None, odd: true },
            );
            return Ok(());
        }
        let open = |one: &&Obligation| matches!(one.place, Place::AwaitingAck | Place::ToDeliverAgain);
        let pending = self.of.values().filter(open).count() as u64;
        let most = u64::from(self.config.max_ack_pending.filter(|&most| most > 0).unwrap_or(1_000));
        let obligation = self.of.get_mut(&sequence);
        let attempt = obligation.as_ref().map_or(1, |before| before.deliveries + 1);
        let odd = obligation.as_ref().is_some_and(|before| before.odd);
        // One that nobody took when it was to come again is counted all the same, as on the server.
        let right = token.delivered == attempt || attempt > 1 && (odd || token.delivered > attempt);
        ensure(right, || format!("it is delivery {attempt} of message {sequence}"))?;
        let attempt = token.delivered;
        let often = self.config.max_deliver.filter(|&most| most > 0).unwrap_or(u32::MAX);
        ensure(attempt <= often, || format!("{often} deliveries are allowed"))?;
        match obligation {
            None => {
                ensure(sequence > self.last, || format!("message {sequence} comes after {}", self.last))?;
                ensure(!waits || pending < most, || format!("{pending} acks are awaited, {most} are allowed"))?;
                self.last = sequence;
            }
            Some(before) => {
                ensure(before.place == Place::ToDeliverAgain, || format!("it is not to come again: {before:?}"))?;
            }
        }
        let place = if waits { Place::AwaitingAck } else { Place::Settled };
        self.of.insert(sequence, Obligation { deliveries: attempt, place, since: now, delay: None, odd });
        Ok(())
    }
}

impl Consumer {
    /// After a start it does not know that something was to come again, or was given up; and it knows whole seconds.
    fn read_file(&mut self) {
        for one in self.of.values_mut().filter(|one| one.place != Place::Settled) {
            one.place = Place::AwaitingAck;
            let nanoseconds = one.since.as_nanos();
            one.since = Time::from_nanos(nanoseconds - nanoseconds % 1_000_000_000);
        }
    }
}

impl Invariant for Consumers {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        let (at, broker) = (record.at, record.component);
        match record.kind {
            Kind::Published { ref message } => {
                self.messages.insert(message.id, Arc::clone(message));
            }
            Kind::ConsumerCreated { consumer, stream, ref name, .. } => {
                let config = self.configs.get(&(broker.part, name.to_string()));
                let config = config.cloned().ok_or_else(|| format!("nobody asked for {name}"))?;
                let new = Consumer { config, stream, deliveries: 0, last: 0, of: BTreeMap::new(), once_more: false };
                self.consumers.insert((broker, consumer), new);
            }
            Kind::BrokerStarted => {
                let own = self.consumers.iter_mut().filter(|((of, _), _)| *of == broker);
                own.for_each(|(_, consumer)| consumer.read_file());
            }
            Kind::Stored { of, consumers, .. } => {
                let subject = self.messages.get(&of.message).map(|message| message.subject.clone());
                let asks = |one: &&Consumer| {
                    let filter = one.config.filter_subject.as_ref();
                    one.stream == of.stream && subject.as_ref().is_some_and(|s| filter.is_none_or(|f| f.matches(s)))
                };
                let of_broker = self.consumers.iter().filter(|((at, _), _)| *at == broker).map(|(_, one)| one);
                let wanted = of_broker.filter(asks).count();
                ensure(wanted == consumers as usize, || format!("{of:?} is for {consumers} consumers, not {wanted}"))?;
            }
            Kind::Sent { delivery, token: Some(ref token), .. } if delivery.consumer != ConsumerId::NONE => {
                self.sent(record, delivery, token)?;
            }
            Kind::ConsumerChanged(ConsumerChange { consumer, more: 1, .. }) => {
                self.consumer(broker, consumer)?.once_more = true;
            }
            Kind::Acked { of } | Kind::Terminated { of, .. } => {
                let (one, _) = self.obligation(broker, of)?;
                ensure(one.place != Place::Settled, || format!("{of:?} was settled before"))?;
                one.place = Place::Settled;
            }
            Kind::Nakked { of, delay } => {
                let (one, _) = self.obligation(broker, of)?;
                let open = matches!(one.place, Place::AwaitingAck | Place::ToDeliverAgain);
                ensure(open, || format!("{of:?} is not awaited: {one:?}"))?;
                one.place = Place::ToDeliverAgain;
                one.delay = Some(delay);
            }
            Kind::Extended(of) => {
                let (one, _) = self.obligation(broker, of)?;
                one.since = at;
            }
            Kind::AckTimedOut { of } => {
                let (one, wait) = self.obligation(broker, of)?;
                // One that nobody took when it was to come again is overdue a second time, as on the server.
                let open = matches!(one.place, Place::AwaitingAck | Place::ToDeliverAgain);
                ensure(open, || format!("{of:?} is not awaited: {one:?}"))?;
                let wait = wait.after(one.deliveries);
                ensure(one.odd || at >= one.since + wait, || {
                    format!("{of:?} is awaited for {wait} since {}", one.since)
                })?;
                one.place = Place::ToDeliverAgain;
            }
            Kind::Exhausted { of, deliveries } => {
                let most = self.consumer(broker, of.consumer)?.config.max_deliver;
                let (one, _) = self.obligation(broker, of)?;
                let right = (one.odd || one.deliveries <= deliveries) && Some(deliveries) == most;
                ensure(right && one.place == Place::ToDeliverAgain, || format!("{of:?} is given up: {one:?}"))?;
                one.place = Place::GivenUp;
            }
            _ => {}
        }
        Ok(())
    }
}
