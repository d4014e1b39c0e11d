//! Streams and consumers as the board knows them: what a broker keeps, and where each consumer's messages are.
//!
//! Records of a stream say how many consumers are to deliver a message, not which; that follows from their filters.

use super::Board;
use crate::message::subject::{Filter, Subject};
use crate::message::{
    ComponentId, ConsumerId, ConsumerMessage, DeliveryId, Message, MessageId, StreamId, StreamMessage,
};
use crate::transcript::{ConsumerChange, Fold, Forgotten, Kind, Obligations, Record};
use std::collections::VecDeque;
use std::sync::Arc;

/// A stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Its name.
    pub name: Arc<str>,
    /// How many messages it holds.
    pub messages: u64,
    kept: Arc<VecDeque<(u64, Arc<Message>)>>,
}

/// How many of the messages of a stream are remembered, the last ones.
pub const KEPT: usize = 100;

/// How many of the messages that a consumer is to deliver again, or gave up, are remembered, the last ones.
const SET_ASIDE: usize = 32;

impl Stream {
    /// The last messages that it holds with their numbers in it, oldest first, at most [`KEPT`].
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = (u64, &Arc<Message>)> + ExactSizeIterator {
        self.kept.iter().map(|(sequence, message)| (*sequence, message))
    }

    /// Shared with checkpoints: copied only if one still holds the same messages.
    fn keep(&mut self, sequence: u64, message: Option<&Arc<Message>>) {
        self.messages += 1;
        let Some(message) = message else { return };
        let kept = Arc::make_mut(&mut self.kept);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((sequence, Arc::clone(message)));
    }

    fn let_go(&mut self, sequence: u64) {
        self.messages = self.messages.saturating_sub(1);
        if let Ok(place) = self.kept.binary_search_by_key(&sequence, |(sequence, _)| *sequence) {
            Arc::make_mut(&mut self.kept).remove(place);
        }
    }
}

/// A consumer.
#[derive(Clone, Debug)]
pub struct Consumer {
    /// Its name.
    pub name: Arc<str>,
    /// The stream whose messages it delivers.
    pub stream: StreamId,
    /// Where each message is that it is to deliver.
    pub ledger: Obligations,
    /// Fetches that wait, the next one to be served first: whose each is, and how many messages it still asks for.
    pub fetches: VecDeque<(ComponentId, u32)>,
    filter: Option<Filter>,
    /// Whether its last delivery waits for an ack; all of them do, or none.
    acknowledges: bool,
    /// The number of the last message that it delivered for the first time.
    reached: u64,
    /// By number, what it is to deliver again and what it gave up: messages that it set aside.
    again: SetAside,
    given_up: SetAside,
}

/// Messages by their number in the stream, the last ones.
#[derive(Clone, Debug, Default)]
struct SetAside(VecDeque<(u64, MessageId)>);

impl SetAside {
    fn add(&mut self, of: ConsumerMessage) {
        self.remove(of.sequence);
        if self.0.len() == SET_ASIDE {
            self.0.pop_front();
        }
        self.0.push_back((of.sequence, of.message));
    }

    fn remove(&mut self, sequence: u64) {
        self.0.retain(|(other, _)| *other != sequence);
    }

    fn messages(&self) -> impl DoubleEndedIterator<Item = MessageId> + '_ {
        self.0.iter().map(|(_, message)| *message)
    }
}

impl Consumer {
    /// How many messages it has not delivered even once.
    #[allow(clippy::misnamed_getters, reason = "what a consumer has still to deliver is pending at the broker")]
    pub const fn pending(&self) -> u64 {
        self.ledger.pending_at_broker
    }

    /// How many messages it delivered and has heard nothing about: on the way, with a handler, or out of its hands.
    pub const fn outstanding(&self) -> u64 {
        // Of a file that somebody forged, anything may be true.
        let with_handler = self.ledger.pending.saturating_sub(self.ledger.pending_at_broker) + self.ledger.in_work;
        self.ledger.on_the_way + with_handler + self.ledger.awaiting_ack
    }

    /// The last messages that it is to deliver again, the first of them first.
    pub fn again(&self) -> impl Iterator<Item = MessageId> + '_ {
        self.again.messages()
    }

    /// The last messages that it gave up and that are still in the stream, the last one first.
    pub fn given_up(&self) -> impl Iterator<Item = MessageId> + '_ {
        self.given_up.messages().rev()
    }

    /// Of the messages that a stream is known to hold, those that it has not delivered even once, the next one first.
    pub fn waiting<'a>(&'a self, stream: &'a Stream) -> impl Iterator<Item = MessageId> + 'a {
        let filter = self.filter.as_ref();
        let is_next = move |sequence: u64, message: &Message| {
            sequence > self.reached && filter.is_none_or(|filter| filter.matches(&message.subject))
        };
        let kept = stream.kept().filter(move |(sequence, message)| is_next(*sequence, message));
        kept.map(|(_, message)| message.id)
    }

    /// Puts a message where the record says.
    fn set_aside(&mut self, record: &Record) {
        match &record.kind {
            Kind::Nakked { of, .. } | Kind::AckTimedOut { of } | Kind::Forgotten(Forgotten { of, .. }) => {
                self.again.add(*of);
            }
            Kind::Exhausted { of, .. } => {
                self.again.remove(of.sequence);
                self.given_up.add(*of);
            }
            Kind::Acked { of } | Kind::Terminated { of, .. } => self.forget(of.sequence),
            Kind::Removed { of, .. } => self.forget(of.sequence),
            Kind::Sent { token: Some(token), .. } => self.again.remove(token.stream_sequence),
            _ => {}
        }
    }

    fn forget(&mut self, sequence: u64) {
        self.again.remove(sequence);
        self.given_up.remove(sequence);
    }

    fn asks_for(&self, stream: StreamId, subject: Option<&Subject>) -> bool {
        let matches = |filter: &Filter| subject.is_none_or(|subject| filter.matches(subject));
        self.stream == stream && self.filter.as_ref().is_none_or(matches)
    }

    /// A message went to this client.
    fn serve(&mut self, client: ComponentId) {
        let Some(place) = self.fetches.iter().position(|(of, _)| *of == client) else { return };
        // One message for each fetch, and then it is the next one's turn.
        if let Some((client, rest @ 2..)) = self.fetches.remove(place) {
            self.fetches.push_back((client, rest - 1));
        }
    }

    fn end_fetch(&mut self, client: ComponentId) {
        if let Some(place) = self.fetches.iter().position(|(of, _)| *of == client) {
            self.fetches.remove(place);
        }
    }

    /// How many of its messages are where nothing moves them any more, unless a late ack comes.
    const fn settled(&self) -> u64 {
        self.ledger.done + self.ledger.failed + self.ledger.exhausted + self.ledger.lost.total()
    }
}

impl Board {
    /// What happens to streams and on the broker's side of consumers.
    pub(super) fn feed_streams(&mut self, record: &Record) {
        let broker = record.component;
        match &record.kind {
            Kind::StreamCreated { stream, name } => {
                self.streams.insert((broker, *stream), Stream { name: name.clone(), ..Stream::default() });
            }
            Kind::StreamDeleted(stream) => {
                self.streams.remove(&(broker, *stream));
            }
            Kind::ConsumerCreated { consumer, stream, name, filter, .. } => {
                let made = Consumer {
                    name: name.clone(),
                    stream: *stream,
                    ledger: Obligations::default(),
                    fetches: VecDeque::new(),
                    filter: filter.clone(),
                    acknowledges: false,
                    reached: 0,
                    again: SetAside::default(),
                    given_up: SetAside::default(),
                };
                self.consumers.insert((broker, *consumer), made);
                self.feed_consumer(broker, *consumer, record);
            }
            Kind::ConsumerChanged(ConsumerChange { consumer, filter, .. }) => {
                self.change_consumer(broker, *consumer, |one| one.filter.clone_from(filter));
                self.feed_consumer(broker, *consumer, record);
            }
            Kind::ConsumerDeleted { consumer, .. } => {
                self.consumers.remove(&(broker, *consumer));
            }
            Kind::Stored { of, consumers, .. } => self.store(record, *of, *consumers),
            Kind::Removed { of, undelivered, .. } => self.remove(record, *of, *undelivered),
            Kind::Fetched { consumer, client, batch } => {
                self.change_consumer(broker, *consumer, |one| one.fetches.push_back((*client, *batch)));
            }
            Kind::FetchEnded { consumer, client, .. } => {
                self.change_consumer(broker, *consumer, |one| one.end_fetch(*client));
            }
            Kind::Forgotten(Forgotten { of, settled, .. }) => {
                if settled.is_some() {
                    self.messages.reopen(of.message);
                }
                self.feed_consumer(broker, of.consumer, record);
            }
            Kind::Acked { of }
            | Kind::Nakked { of, .. }
            | Kind::Extended(of)
            | Kind::Terminated { of, .. }
            | Kind::AckTimedOut { of }
            | Kind::Exhausted { of, .. } => {
                let settled = self.feed_consumer(broker, of.consumer, record);
                self.forget_copies(of.message, settled);
            }
            _ => {}
        }
    }

    /// What happens to a delivery of a consumer: whether that settles anything is the consumer's business.
    pub(super) fn feed_consumed(&mut self, record: &Record, delivery: DeliveryId) {
        let broker = match record.kind {
            Kind::Sent { .. } => record.component,
            _ => self.member(record.component).and_then(|member| member.broker).unwrap_or(record.component),
        };
        if let Kind::Sent { to, awaits_ack, token, .. } = &record.kind {
            self.change_consumer(broker, delivery.consumer, |consumer| {
                consumer.acknowledges |= *awaits_ack;
                consumer.serve(*to);
                let sequence = token.as_ref().map_or(0, |token| token.stream_sequence);
                consumer.reached = consumer.reached.max(sequence);
            });
        }
        let settled = self.feed_consumer(broker, delivery.consumer, record);
        self.forget_copies(delivery.message, settled);
    }

    /// Whether it is up to an ack what becomes of this delivery to the member.
    pub(super) fn awaits_ack(&self, component: ComponentId, delivery: DeliveryId) -> bool {
        let broker = self.member(component).and_then(|member| member.broker);
        let consumer = broker.and_then(|broker| self.consumers.get(&(broker, delivery.consumer)));
        consumer.is_some_and(|consumer| consumer.acknowledges)
    }

    /// Nobody waits any more at the end of this connection.
    pub(super) fn end_fetches(&mut self, client: ComponentId) {
        self.consumers.values_mut().for_each(|consumer| consumer.fetches.retain(|(of, _)| *of != client));
    }

    fn store(&mut self, record: &Record, of: StreamMessage, consumers: u32) {
        let message = self.messages.get(of.message).map(|facts| &facts.message);
        if let Some(stream) = self.streams.get_mut(&(record.component, of.stream)) {
            stream.keep(of.sequence, message);
        }
        let share = Kind::Stored { of, consumers: 1, alone: false };
        self.hand_out(record, of, consumers, &share, |_| true);
    }

    fn remove(&mut self, record: &Record, of: StreamMessage, undelivered: u32) {
        if let Some(stream) = self.streams.get_mut(&(record.component, of.stream)) {
            stream.let_go(of.sequence);
        }
        let its = self.consumers.iter_mut().filter(|((broker, _), _)| *broker == record.component);
        its.filter(|(_, one)| one.stream == of.stream).for_each(|(_, one)| one.set_aside(record));
        let Kind::Removed { reason, .. } = record.kind else { return };
        let share = Kind::Removed { of, reason, undelivered: 1 };
        let settled = self.hand_out(record, of, undelivered, &share, |consumer| {
            consumer.pending() > 0 && consumer.reached < of.sequence
        });
        self.forget_copies(of.message, settled);
    }

    /// Lets so many consumers hear their share of what happened to a message of their stream; how many of their
    /// obligations that settles.
    fn hand_out(
        &mut self,
        record: &Record,
        of: StreamMessage,
        consumers: u32,
        share: &Kind,
        concerns: impl Fn(&Consumer) -> bool,
    ) -> u64 {
        if consumers == 0 {
            return 0;
        }
        let subject = self.messages.get(of.message).map(|facts| facts.message.subject.clone());
        let asks = |consumer: &Consumer| consumer.asks_for(of.stream, subject.as_ref()) && concerns(consumer);
        let asking = self.consumers.iter().filter(|((broker, _), one)| *broker == record.component && asks(one));
        let ids: Vec<ConsumerId> = asking.map(|((_, id), _)| *id).take(consumers as usize).collect();
        let share = Record { kind: share.clone(), ..*record };
        ids.into_iter().map(|id| self.feed_consumer(record.component, id, &share)).sum()
    }

    /// Lets a consumer's ledger hear of it; how many of its messages that settles.
    fn feed_consumer(&mut self, broker: ComponentId, consumer: ConsumerId, record: &Record) -> u64 {
        let mut settled = 0;
        self.change_consumer(broker, consumer, |consumer| {
            let before = consumer.settled();
            consumer.set_aside(record);
            consumer.ledger.feed(record);
            settled = consumer.settled().saturating_sub(before);
        });
        settled
    }

    fn change_consumer(&mut self, broker: ComponentId, consumer: ConsumerId, change: impl FnOnce(&mut Consumer)) {
        if let Some(consumer) = self.consumers.get_mut(&(broker, consumer)) {
            change(consumer);
        }
    }

    fn forget_copies(&mut self, message: MessageId, copies: u64) {
        for _ in 0..copies {
            self.messages.settle(message);
        }
    }
}
