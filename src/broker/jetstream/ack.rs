//! Acks of every kind (`processAck`, `processAckMsg`, `processNak`, `progressUpdate`, `processTerm`).

use super::advisory::{About, Advisory};
use super::stream::Stream;
use super::turn::Turn;
use crate::message::subject::Subject;
use crate::message::{AckKind, AckPolicy, AckToken, Answer, ConnectionId, ConsumerMessage, Retention, SequencePair};
use crate::sim::time::Span;
use crate::transcript::Kind;
use std::sync::Arc;

/// How soon the server looks again after a nak with a delay.
const SOON: Span = Span::from_millis(10);

/// How a message was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    /// It was handled.
    Acked,
    /// It is not to be delivered again.
    Terminated,
    /// It is gone from the stream.
    Gone,
}

impl Stream {
    /// Takes note of what a client says about a delivery.
    pub(super) fn acknowledge(
        &mut self,
        place: usize,
        connection: ConnectionId,
        (token, kind, reply): (&AckToken, AckKind, Option<&Subject>),
        turn: &mut Turn<'_>,
    ) {
        let (sequence, delivery) = (token.stream_sequence, token.consumer_sequence);
        match kind {
            AckKind::Ack => self.settle(place, sequence, delivery, Settled::Acked, turn),
            AckKind::Next(fetch) => {
                // The fetch is in the line before the ack makes room for another message.
                let taken = reply.is_some_and(|inbox| self.line_up(place, (connection, inbox, fetch), turn));
                self.settle(place, sequence, delivery, Settled::Acked, turn);
                if taken {
                    self.serve(place, turn);
                }
                return;
            }
            AckKind::Nak(delay) => self.nak(place, token, delay, turn),
            AckKind::InProgress => self.extend(place, sequence, turn),
            AckKind::Term => {
                self.settle(place, sequence, delivery, Settled::Terminated, turn);
                let deliveries = u64::from(token.delivered);
                self.tell_terminated(place, sequence, delivery, deliveries, turn);
            }
        }
        if let Some(reply) = reply {
            turn.answer(reply, &Answer::AckConfirmed);
        }
    }

    /// The stream let go of a message that a consumer delivered and waits for.
    pub(super) fn lose(&mut self, place: usize, sequence: u64, turn: &mut Turn<'_>) {
        let consumer = &self.consumers[place];
        let Some(delivery) = consumer.pending.get(&sequence).map(|pending| pending.delivery) else { return };
        // The server counts redeliveries here, and takes one if it never redelivered anything.
        let deliveries = match consumer.ever_again {
            true => consumer.again.get(&sequence).map_or(0, |again| again.times),
            false => 1,
        };
        self.settle(place, sequence, delivery, Settled::Gone, turn);
        self.tell_terminated(place, sequence, delivery, deliveries, turn);
    }

    fn tell_terminated(
        &self,
        place: usize,
        stream_sequence: u64,
        consumer_sequence: u64,
        deliveries: u64,
        turn: &mut Turn<'_>,
    ) {
        let about = About::Terminated { consumer_sequence, stream_sequence, deliveries };
        turn.advisories.push(self.advisory(Some(place), about, turn));
    }

    /// An advisory about a consumer of this stream, or about the stream itself.
    pub(super) fn advisory(&self, place: Option<usize>, about: About, turn: &Turn<'_>) -> Advisory {
        let consumer = place.map(|place| Arc::clone(&self.consumers[place].name));
        Advisory { about, stream: Arc::clone(&self.name), consumer, at: turn.now }
    }

    /// Takes note that a message, and with [`AckPolicy::All`] those before it, need not be delivered again.
    fn settle(&mut self, place: usize, sequence: u64, delivery: u64, how: Settled, turn: &mut Turn<'_>) {
        let consumer = &mut self.consumers[place];
        let was_full = consumer.is_full();
        let policy = consumer.config.ack_policy;
        let mut from = sequence;
        match consumer.config.ack_policy {
            AckPolicy::Explicit => {
                let was_pending = consumer.pending.get(&sequence).map(|pending| pending.delivery);
                if let Some(message) = consumer.settle(sequence) {
                    turn.record(settled(consumer.of(message, sequence), how));
                }
                self.raise_floor(place, sequence, was_pending.unwrap_or(delivery));
            }
            AckPolicy::All => {
                if delivery <= consumer.floor.consumer || sequence <= consumer.floor.stream {
                    return;
                }
                from = consumer.floor.stream + 1;
                consumer.floor = SequencePair { consumer: delivery, stream: sequence };
                let mut known: Vec<u64> = consumer.pending.range(from..=sequence).map(|(&one, _)| one).collect();
                known.extend(consumer.again.range(from..=sequence).map(|(&one, _)| one));
                known.sort_unstable();
                known.dedup();
                for one in known {
                    if let Some(message) = consumer.settle(one) {
                        turn.record(settled(consumer.of(message, one), how));
                    }
                }
            }
            AckPolicy::None => return,
        }
        self.consumers[place].stored.settle(sequence, delivery, policy);
        if self.config.retention != Retention::Limits {
            for one in (from.max(self.store.first())..=sequence).rev() {
                self.let_go(Some(place), one, turn);
            }
        }
        if was_full && !turn.is_purging {
            self.serve(place, turn);
        }
    }

    /// Moves the floor up to below the first message that still awaits its ack.
    fn raise_floor(&mut self, place: usize, sequence: u64, delivery: u64) {
        let consumer = &mut self.consumers[place];
        if consumer.pending.is_empty() {
            consumer.floor = SequencePair { consumer: consumer.deliveries, stream: consumer.next - 1 };
        } else if delivery == consumer.floor.consumer + 1 {
            consumer.floor = SequencePair { consumer: delivery, stream: sequence };
            // It looks only at what the consumer passed.
            let passed = sequence + 1..consumer.next.max(sequence + 1);
            if let Some((&next, pending)) = consumer.pending.range(passed).next()
                && pending.delivery > 0
            {
                consumer.floor = SequencePair { consumer: pending.delivery - 1, stream: next - 1 };
            }
        }
    }

    fn nak(&mut self, place: usize, token: &AckToken, delay: Option<Span>, turn: &mut Turn<'_>) {
        let (sequence, delivery) = (token.stream_sequence, token.consumer_sequence);
        let consumer = &mut self.consumers[place];
        if delivery <= consumer.floor.consumer || delivery > consumer.deliveries + 1 {
            return;
        }
        match consumer.pending.get(&sequence).map(|pending| pending.message) {
            Some(message) => {
                let of = consumer.of(message, sequence);
                turn.record(Kind::Nakked { of, delay: delay.unwrap_or(Span::ZERO) });
            }
            // Where nothing at all awaits its ack, the server does not look whether this one does.
            None if !consumer.pending.is_empty() => return,
            None => {}
        }
        let about = About::Nakked {
            consumer_sequence: delivery,
            stream_sequence: sequence,
            deliveries: u64::from(token.delivered),
        };
        turn.advisories.push(self.advisory(Some(place), about, turn));
        match delay {
            Some(delay) => self.delay(place, sequence, delay, turn),
            None => self.queue_again(place, sequence, turn),
        }
    }

    fn queue_again(&mut self, place: usize, sequence: u64, turn: &mut Turn<'_>) {
        let consumer = &mut self.consumers[place];
        let is_queued = match consumer.pending.get_mut(&sequence) {
            Some(pending) => std::mem::replace(&mut pending.is_queued, true),
            None => consumer.queue.contains(&sequence),
        };
        if !is_queued {
            consumer.queue.push_back(sequence);
        }
        self.serve(place, turn);
    }

    /// Puts the wait for the ack so that it is over after `delay`: the server takes `ack_wait` off for that. With a
    /// backoff it waits for another time than `ack_wait`, so the real delay is another, too.
    fn delay(&mut self, place: usize, sequence: u64, delay: Span, turn: &mut Turn<'_>) {
        let consumer = &mut self.consumers[place];
        let wait = consumer.config.ack_wait.unwrap_or(Span::ZERO);
        let Some(pending) = consumer.pending.get_mut(&sequence) else { return };
        let nanoseconds = |span: Span| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX);
        let now = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
        pending.since = now.saturating_sub(nanoseconds(wait)).saturating_add(nanoseconds(delay));
        pending.is_delayed = true;
        let (at, since) = (SequencePair { consumer: pending.delivery, stream: sequence }, pending.since);
        if std::mem::take(&mut pending.is_queued) {
            consumer.unqueue(sequence);
        }
        consumer.stored.deliver(at, 1, since, consumer.config.ack_policy);
        consumer.check_at = consumer.check_at.map(|_| turn.now + SOON);
    }

    fn extend(&mut self, place: usize, sequence: u64, turn: &mut Turn<'_>) {
        let consumer = &mut self.consumers[place];
        if let Some(pending) = consumer.pending.get_mut(&sequence) {
            pending.since = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
            pending.is_delayed = false;
            let (message, since) = (pending.message, pending.since);
            let at = SequencePair { consumer: pending.delivery, stream: sequence };
            consumer.stored.deliver(at, 1, since, consumer.config.ack_policy);
            turn.record(Kind::Extended(consumer.of(message, sequence)));
        }
    }
}

fn settled(of: ConsumerMessage, how: Settled) -> Kind {
    match how {
        Settled::Acked => Kind::Acked { of },
        Settled::Terminated => Kind::Terminated { of, gone: false },
        Settled::Gone => Kind::Terminated { of, gone: true },
    }
}
