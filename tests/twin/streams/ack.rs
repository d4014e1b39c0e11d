//! What clients say about deliveries.

use super::Turn;
use super::advisory::Advisory;
use super::consumer::{nanoseconds, nanoseconds_at};
use super::stream::Stream;
use queue_playground::message::subject::Subject;
use queue_playground::message::{AckKind, AckPolicy, AckToken, Answer, ConsumerMessage};
use queue_playground::sim::time::Span;
use queue_playground::transcript::Kind;

impl Stream {
    pub(super) fn acknowledge(
        &mut self,
        place: usize,
        token: &AckToken,
        kind: AckKind,
        reply: Option<&Subject>,
        turn: &mut Turn<'_>,
    ) {
        let (sequence, delivery) = (token.stream_sequence, token.consumer_sequence);
        match kind {
            AckKind::Ack => self.settle(place, sequence, delivery, |of| Kind::Acked { of }, turn),
            AckKind::Nak(delay) => self.nak(place, token, delay, turn),
            AckKind::InProgress => {
                let consumer = &mut self.consumers[place];
                if let Some(pending) = consumer.pending(sequence) {
                    (pending.since, pending.delayed) = (nanoseconds_at(turn.now), false);
                    let (message, delivery, since) = (pending.message, pending.delivery, pending.since);
                    let awaits_ack = consumer.config.ack_policy != AckPolicy::None;
                    consumer.file.delivered(awaits_ack, (delivery, sequence), 1, since);
                    turn.record(Kind::Extended(consumer.of(message, sequence)));
                }
            }
            AckKind::Term => {
                self.settle(place, sequence, delivery, |of| Kind::Terminated { of, gone: false }, turn);
                self.tell(place, false, [delivery, sequence, u64::from(token.delivered)], turn);
            }
            AckKind::Next(_) => panic!("the cast does not ask for more with an ack"),
        }
        if let Some(reply) = reply {
            turn.answer(reply, &Answer::AckConfirmed);
        }
    }

    fn tell(&self, place: usize, naked: bool, numbers: [u64; 3], turn: &mut Turn<'_>) {
        let consumer = &self.consumers[place].config.name;
        turn.advisories.push(Advisory::settled(turn.now, naked, &self.name, consumer, numbers));
    }

    /// The stream let go of a message; whoever waits for its ack waits no more.
    pub(super) fn lose(&mut self, place: usize, sequence: u64, turn: &mut Turn<'_>) {
        let consumer = &mut self.consumers[place];
        let Some(delivery) = consumer.pending(sequence).map(|pending| pending.delivery) else { return };
        let deliveries = if consumer.ever_again { consumer.times(sequence) } else { 1 };
        self.settle(place, sequence, delivery, |of| Kind::Terminated { of, gone: true }, turn);
        self.tell(place, false, [delivery, sequence, deliveries], turn);
    }

    fn settle(
        &mut self,
        place: usize,
        sequence: u64,
        delivery: u64,
        how: impl Fn(ConsumerMessage) -> Kind,
        turn: &mut Turn<'_>,
    ) {
        let consumer = &mut self.consumers[place];
        let was_full = consumer.is_full();
        let from = match consumer.config.ack_policy {
            AckPolicy::None => return,
            AckPolicy::Explicit => {
                let delivery = consumer.pending(sequence).map_or(delivery, |pending| pending.delivery);
                if let Some(message) = consumer.forget(sequence) {
                    turn.record(how(consumer.of(message, sequence)));
                }
                self.raise_floor(place, sequence, delivery);
                sequence
            }
            AckPolicy::All => {
                if delivery <= consumer.floor.0 || sequence <= consumer.floor.1 {
                    return;
                }
                let from = consumer.floor.1 + 1;
                consumer.floor = (delivery, sequence);
                for one in from..=sequence {
                    if let Some(message) = consumer.forget(one) {
                        turn.record(how(consumer.of(message, one)));
                    }
                }
                from
            }
        };
        let consumer = &mut self.consumers[place];
        consumer.file.settled(consumer.config.ack_policy == AckPolicy::All, sequence, delivery);
        for one in (from..=sequence).rev() {
            self.let_go(Some(place), one, turn);
        }
        if was_full {
            self.serve(place, turn);
        }
    }

    fn raise_floor(&mut self, place: usize, sequence: u64, delivery: u64) {
        let consumer = &mut self.consumers[place];
        if consumer.pending.is_empty() {
            consumer.floor = (consumer.deliveries, consumer.next - 1);
        } else if delivery == consumer.floor.0 + 1 {
            consumer.floor = (delivery, sequence);
            let passed = sequence + 1..consumer.next;
            let later = consumer.pending.iter().filter(|pending| passed.contains(&pending.sequence));
            if let Some(next) = later.min_by_key(|pending| pending.sequence) {
                consumer.floor = (next.delivery - 1, next.sequence - 1);
            }
        }
    }

    fn nak(&mut self, place: usize, token: &AckToken, delay: Option<Span>, turn: &mut Turn<'_>) {
        let (sequence, delivery) = (token.stream_sequence, token.consumer_sequence);
        let consumer = &mut self.consumers[place];
        if delivery <= consumer.floor.0 || delivery > consumer.deliveries + 1 {
            return;
        }
        match consumer.pending(sequence).map(|pending| pending.message) {
            Some(message) => {
                turn.record(Kind::Nakked { of: consumer.of(message, sequence), delay: delay.unwrap_or(Span::ZERO) });
            }
            // If nothing at all is awaited, the server does not look.
            None if !consumer.pending.is_empty() => return,
            None => {}
        }
        self.tell(place, true, [delivery, sequence, u64::from(token.delivered)], turn);
        let consumer = &mut self.consumers[place];
        let wait = consumer.config.ack_wait.expect("it was filled in");
        if let Some(delay) = delay {
            let Some(pending) = consumer.pending(sequence) else { return };
            // The wait is put so that it is over then, as if it were `ack_wait` long.
            pending.since = nanoseconds_at(turn.now) - nanoseconds(wait) + nanoseconds(delay);
            pending.delayed = true;
            let (at, since) = ((pending.delivery, sequence), pending.since);
            if std::mem::take(&mut pending.queued) {
                consumer.queue.retain(|queued| *queued != sequence);
            }
            consumer.file.delivered(true, at, 1, since);
            consumer.check_at = consumer.check_at.map(|_| turn.now + Span::from_millis(10));
            return;
        }
        let queued = consumer.queue.contains(&sequence);
        let pending = consumer.pending(sequence);
        let queued = pending.map_or(queued, |pending| std::mem::replace(&mut pending.queued, true));
        if !queued {
            consumer.queue.push(sequence);
        }
        self.serve(place, turn);
    }
}
