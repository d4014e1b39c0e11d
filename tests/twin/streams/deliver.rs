//! What is delivered next, and to whom.

use super::Turn;
use super::advisory::Advisory;
use super::consumer::{Pending, nanoseconds_at};
use super::stream::{Kept, Stream};
use queue_playground::broker::Effect;
use queue_playground::message::subject::Subject;
use queue_playground::message::{AckPolicy, AckToken, ConnectionId, ConsumerId, Delivery, DeliveryId};
use queue_playground::sim::time::Span;
use queue_playground::transcript::{ConsumerChange, Kind};
use std::sync::Arc;

impl Stream {
    /// Delivers as long as there is something, and somebody who takes it.
    pub(super) fn serve(&mut self, place: usize, turn: &mut Turn<'_>) {
        loop {
            let consumer = &mut self.consumers[place];
            if if consumer.pushes() { !consumer.heard } else { consumer.waiting.is_empty() } {
                break;
            }
            let Some((kept, attempt)) = self.next(place, turn) else { break };
            let pending = self.say_pending(place, kept.sequence, attempt);
            let consumer = &mut self.consumers[place];
            let goal = match consumer.config.deliver_subject.clone() {
                Some(subject) => Some((subject, None)),
                None => consumer.next_waiting(turn).map(|(inbox, connection)| (inbox, Some(connection))),
            };
            let (owed, reached) = (consumer.owes(&kept), consumer.reached);
            if attempt > 1 {
                consumer.count_again(kept.sequence);
            } else {
                consumer.undelivered -= 1;
                consumer.go_to(kept.sequence + 1);
            }
            let Some((to, fetcher)) = goal else {
                // Nobody takes it: the server goes back by one message, whichever it was.
                consumer.next = (consumer.next - 1).max(1);
                if attempt == 1 {
                    consumer.undelivered += 1;
                    consumer.reached = reached;
                }
                break;
            };
            if !owed {
                let (consumer, filter) = (consumer.id, consumer.config.filter_subject.clone());
                turn.record(Kind::ConsumerChanged(ConsumerChange { consumer, filter, more: 1, fewer: 0 }));
            }
            self.deliver(place, &kept, (attempt, pending), &to, fetcher, turn);
        }
        if !self.consumers[place].pushes() {
            self.consumers[place].look_through_if_needed(turn);
        }
    }

    /// The next message and the how-many-eth delivery of it: what comes again first, then what is new. What came too
    /// often is given up.
    fn next(&mut self, place: usize, turn: &mut Turn<'_>) -> Option<(Kept, u64)> {
        while let Some(&sequence) = self.consumers[place].queue.first() {
            let consumer = &mut self.consumers[place];
            let attempt = consumer.times(sequence) + 2;
            let most = consumer.config.max_deliver.map_or(u64::MAX, u64::from);
            if attempt <= most {
                let found = self.messages.iter().find(|kept| kept.sequence == sequence).cloned();
                if found.is_none() {
                    self.consumers[place].queue.remove(0);
                }
                return found.map(|kept| (kept, attempt));
            }
            consumer.count_again(sequence);
            let Some(pending) = consumer.pending(sequence).copied() else { continue };
            consumer.pending.retain(|pending| pending.sequence != sequence);
            if attempt == most + 1 {
                let deliveries = u32::try_from(most).expect("few deliveries");
                turn.record(Kind::Exhausted { of: consumer.of(pending.message, sequence), deliveries });
                let name = &consumer.config.name;
                turn.advisories.push(Advisory::given_up(turn.now, &self.name, name, sequence, most));
            }
        }
        let consumer = &mut self.consumers[place];
        if consumer.is_full() {
            return None;
        }
        let is_next = |kept: &&Kept| kept.sequence >= consumer.next && consumer.asks_for(&kept.message.subject);
        if let Some(found) = self.messages.iter().find(is_next) {
            return Some((found.clone(), 1));
        }
        consumer.go_to(self.last + 1);
        None
    }

    /// How many more messages the consumer says it is to deliver.
    fn say_pending(&mut self, place: usize, sequence: u64, attempt: u64) -> u64 {
        let consumer = &mut self.consumers[place];
        if attempt > 1 {
            consumer.count_again_from(consumer.next, &self.messages);
            return u64::try_from(consumer.undelivered).unwrap_or(0);
        }
        if consumer.count_again_from(sequence + 1, &self.messages) {
            consumer.undelivered += 1;
        }
        u64::try_from(consumer.undelivered - 1).unwrap_or(0)
    }

    fn deliver(
        &mut self,
        place: usize,
        kept: &Kept,
        (attempt, pending): (u64, u64),
        to: &Subject,
        fetcher: Option<ConnectionId>,
        turn: &mut Turn<'_>,
    ) {
        let consumer = &mut self.consumers[place];
        consumer.deliveries += 1;
        let token = AckToken {
            stream: self.name.as_str().into(),
            consumer: consumer.config.name.as_str().into(),
            delivered: u32::try_from(attempt).expect("few deliveries"),
            stream_sequence: kept.sequence,
            consumer_sequence: consumer.deliveries,
            timestamp: kept.at,
            pending,
        };
        // What the server counts may begin anew; an identity may not.
        let before = consumer.numbers.iter().rev().find(|(sequence, _)| *sequence == kept.sequence);
        let number = token.delivered.max(before.map_or(0, |(_, number)| number + 1));
        consumer.numbers.push((kept.sequence, number));
        let awaits_ack = consumer.config.ack_policy != AckPolicy::None;
        send((consumer.id, number), kept, &Arc::new(token), awaits_ack, (to, fetcher), turn);
        let now = nanoseconds_at(turn.now);
        consumer.file.delivered(awaits_ack, (consumer.deliveries, kept.sequence), attempt, now);
        if let Some(beat) = consumer.config.idle_heartbeat {
            consumer.beat_at = Some(turn.now + beat);
        }
        if !awaits_ack {
            consumer.floor = (consumer.deliveries, kept.sequence);
            self.let_go(None, kept.sequence, turn);
            return;
        }
        // The server looks a little later than due.
        let wait = consumer.config.ack_wait.expect("it was filled in") + Span::from_millis(1);
        consumer.check_at = consumer.check_at.or(Some(turn.now + wait));
        let since = nanoseconds_at(turn.now);
        if let Some(pending) = consumer.pending(kept.sequence) {
            (pending.since, pending.delayed) = (since, false);
            return;
        }
        let (message, delivery) = (kept.message.id, consumer.deliveries);
        let sequence = kept.sequence;
        consumer.pending.push(Pending { sequence, message, delivery, since, queued: false, delayed: false });
    }
}

impl super::consumer::Consumer {
    /// Takes the first out of the queue, and counts that it came again.
    fn count_again(&mut self, sequence: u64) {
        self.queue.remove(0);
        self.ever_again = true;
        let Some(pending) = self.pending(sequence) else { return };
        pending.queued = false;
        let message = pending.message;
        match self.again.iter_mut().find(|again| again.0 == sequence) {
            Some(again) => again.2 += 1,
            None => self.again.push((sequence, message, 1)),
        }
    }
}

/// To all who listen there. Who is meant is the fetcher, or the first who asks for exactly this subject; the others
/// overhear it.
fn send(
    (id, number): (ConsumerId, u32),
    kept: &Kept,
    token: &Arc<AckToken>,
    awaits_ack: bool,
    (to, fetcher): (&Subject, Option<ConnectionId>),
    turn: &mut Turn<'_>,
) {
    let message = &kept.message;
    let first = token.delivered == 1;
    let luck = if first { vec![message.id.key()] } else { vec![message.id.key(), u64::from(token.delivered)] };
    let targets = turn.core.choose(None, to, &luck);
    let is_meant = |(connection, sid): &(ConnectionId, _)| match fetcher {
        Some(fetcher) => *connection == fetcher,
        None => turn.core.asks_exactly(*connection, *sid, to),
    };
    let meant = targets.iter().position(is_meant).unwrap_or(0);
    for (place, (connection, sid)) in targets.into_iter().enumerate() {
        let own = place == meant;
        let (consumer, attempt) = match own {
            true => (id, number),
            false => (ConsumerId::NONE, DeliveryId::overheard(id, number)),
        };
        let id = DeliveryId { message: message.id, connection, sid, attempt, consumer };
        let delivery = Delivery { id, message: Arc::clone(message), token: Some(Arc::clone(token)) };
        turn.effects.push(Effect::Send { delivery, awaits_ack: own && awaits_ack });
        turn.core.count(connection, sid, turn.effects);
    }
}
