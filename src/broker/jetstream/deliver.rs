//! Delivering: first what is to be delivered again, then what is new, as long as somebody takes it
//! (`loopAndGatherMsgs`, `getNextMsg`, `deliverMsg`).

use super::advisory::{About, Advisory};
use super::consumer::{Again, Consumer, Pending, Skip};
use super::store::{Kept, Store};
use super::stream::Stream;
use super::turn::Turn;
use crate::message::subject::Subject;
use crate::message::{AckPolicy, AckToken, ConnectionId, ConsumerId, Delivery, DeliveryId, SequencePair};
use crate::sim::time::Span;
use crate::transcript::Kind;
use std::sync::Arc;

/// How much later than due the server looks for acks that did not come.
pub(super) const SLACK: Span = Span::from_millis(1);

/// The message that a consumer delivers next.
struct Next {
    sequence: u64,
    kept: Kept,
    /// The how-many-eth delivery of it.
    attempt: u64,
}

/// Why a consumer has no next message.
enum Nothing {
    /// There is none.
    Left,
    /// Too many await their ack.
    Allowed,
}

/// Where a message goes.
enum Goal {
    Pushed(Subject),
    Fetched(Subject, ConnectionId),
}

impl Stream {
    /// Lets a consumer deliver what it can.
    pub(super) fn serve(&mut self, place: usize, turn: &mut Turn<'_>) {
        let mut is_at_end = true;
        loop {
            let consumer = &mut self.consumers[place];
            if consumer.is_push() && !consumer.is_listened_to || !consumer.is_push() && consumer.waiting.is_empty() {
                break;
            }
            let next = match consumer.next_message(&self.store, &self.name, turn) {
                Ok(next) => next,
                Err(nothing) => {
                    is_at_end = matches!(nothing, Nothing::Left);
                    break;
                }
            };
            let token = consumer.token(&self.name, &next, &self.store);
            let goal = match &consumer.config.deliver_subject {
                Some(subject) => Some(Goal::Pushed(subject.clone())),
                None => consumer
                    .next_waiting(bytes(&next, &token), turn)
                    .map(|taker| Goal::Fetched(taker.inbox, taker.connection)),
            };
            let owed = consumer.owes(next.sequence, &next.kept.message.subject);
            let number = consumer.number(&next);
            let before = (consumer.reached, consumer.skip.clone());
            consumer.pass(&next);
            let Some(goal) = goal else {
                consumer.step_back(&next, before, turn);
                break;
            };
            if !owed {
                // What was settled comes once more: by a nak too late, or because the server went back.
                consumer.tell_changed(0, 1, turn);
            }
            self.deliver(place, &next, (token, number), &goal, turn);
        }
        if !self.consumers[place].is_push() {
            self.consumers[place].look_through_if_needed(is_at_end, turn);
        }
    }

    fn deliver(
        &mut self,
        place: usize,
        next: &Next,
        (token, number): (AckToken, u32),
        goal: &Goal,
        turn: &mut Turn<'_>,
    ) {
        let consumer = &mut self.consumers[place];
        consumer.numbered(next, number);
        consumer.deliveries += 1;
        let awaits_ack = consumer.config.ack_policy != AckPolicy::None;
        send((consumer.id, number), next, &Arc::new(token), awaits_ack, goal, turn);
        let at = SequencePair { consumer: consumer.deliveries, stream: next.sequence };
        let since = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
        consumer.stored.deliver(at, next.attempt, since, consumer.config.ack_policy);
        if let Some(beat) = consumer.config.idle_heartbeat {
            consumer.beat_at = Some(turn.now + beat);
        }
        if awaits_ack {
            consumer.track(next, turn);
        } else {
            consumer.floor = SequencePair { consumer: consumer.deliveries, stream: next.sequence };
            self.let_go(None, next.sequence, turn);
        }
    }
}

impl Consumer {
    /// The next message. Redeliveries come first, even when too many await their ack; those that were delivered too
    /// often are given up.
    fn next_message(&mut self, store: &Store, stream: &Arc<str>, turn: &mut Turn<'_>) -> Result<Next, Nothing> {
        while let Some(&sequence) = self.queue.front() {
            let attempt = self.again.get(&sequence).map_or(0, |again| again.times) + 2;
            match self.config.max_deliver.map(u64::from) {
                Some(most) if attempt > most => self.give_up(sequence, most, attempt, stream, turn),
                _ => match store.get(sequence) {
                    Some(kept) => return Ok(Next { sequence, kept: kept.clone(), attempt }),
                    None => {
                        self.queue.pop_front();
                        return Err(Nothing::Left);
                    }
                },
            }
        }
        self.next_new(store)
    }

    /// Does not deliver a message any more: it was delivered `most` times.
    fn give_up(&mut self, sequence: u64, most: u64, attempt: u64, stream: &Arc<str>, turn: &mut Turn<'_>) {
        self.count_again(sequence);
        let Some(pending) = self.pending.remove(&sequence) else { return };
        // One that was given up and came back by a lower limit was told already.
        if attempt == most + 1 {
            let deliveries = u32::try_from(most).unwrap_or(u32::MAX);
            turn.record(Kind::Exhausted { of: self.of(pending.message, sequence), deliveries });
            let about = About::MaxDeliveries { stream_sequence: sequence, deliveries: most };
            let (stream, consumer) = (Arc::clone(stream), Some(Arc::clone(&self.name)));
            turn.advisories.push(Advisory { about, stream, consumer, at: turn.now });
        }
    }

    /// Takes the first message out of the queue, and counts how often it was there.
    fn count_again(&mut self, sequence: u64) {
        self.queue.pop_front();
        self.ever_again = true;
        if let Some(pending) = self.pending.get_mut(&sequence) {
            pending.is_queued = false;
            let message = pending.message;
            self.again.or_insert(sequence, Again { message, times: 0, gone: false }).times += 1;
        }
    }

    /// The next message that was never delivered.
    fn next_new(&mut self, store: &Store) -> Result<Next, Nothing> {
        if self.is_full() {
            return Err(Nothing::Allowed);
        }
        let from = self.skip.as_ref().and_then(|skip| skip.sequences.front().copied()).unwrap_or(self.next);
        if let Some((sequence, kept)) = store.next(self.config.filter_subject.as_ref(), from) {
            return Ok(Next { sequence, kept: kept.clone(), attempt: 1 });
        }
        self.go_to(store.last() + 1);
        Err(Nothing::Left)
    }

    /// Goes on to the message after this one.
    fn pass(&mut self, next: &Next) {
        if next.attempt > 1 {
            self.count_again(next.sequence);
            return;
        }
        self.undelivered -= 1;
        if let Some(skip) = &mut self.skip {
            skip.sequences.pop_front();
            if skip.sequences.is_empty() {
                let resume = skip.resume;
                self.skip = None;
                self.go_to(resume);
            }
        }
        self.go_to(next.sequence + 1);
    }

    /// Nobody takes a message. The server goes back by one, whatever message it was: so one that was to be delivered
    /// again is not, until its next ack is overdue, and the newest one is delivered as if for the first time
    /// (observed).
    fn step_back(&mut self, next: &Next, (reached, skip): (u64, Option<Skip>), turn: &mut Turn<'_>) {
        self.next = self.next.saturating_sub(1).max(1);
        if next.attempt > 1 {
            return;
        }
        self.undelivered += 1;
        match skip {
            // What it was to begin with is forgotten, too.
            Some(_) => self.tell_changed(1, 0, turn),
            None => self.reached = reached,
        }
    }

    /// The delivery's number among all of the message: an identity, where what the server counts may begin anew.
    fn number(&self, next: &Next) -> u32 {
        let counted = u32::try_from(next.attempt).unwrap_or(u32::MAX);
        let came_before = next.attempt == 1 && next.sequence < self.reached;
        let last = self.repeated.get(&next.sequence).copied().or(came_before.then_some(1));
        last.map_or(counted, |last| counted.max(last + 1))
    }

    fn numbered(&mut self, next: &Next, number: u32) {
        if number > 1 {
            self.repeated.insert(next.sequence, number);
        }
    }

    fn token(&mut self, stream: &Arc<str>, next: &Next, store: &Store) -> AckToken {
        let pending = match next.attempt {
            1 => self.pending_besides(next.sequence, store),
            _ => self.pending_messages(store),
        };
        AckToken {
            stream: Arc::clone(stream),
            consumer: Arc::clone(&self.name),
            delivered: u32::try_from(next.attempt).unwrap_or(u32::MAX),
            stream_sequence: next.sequence,
            consumer_sequence: self.deliveries + 1,
            timestamp: next.kept.at,
            pending,
        }
    }

    /// Awaits the ack from now on.
    fn track(&mut self, next: &Next, turn: &Turn<'_>) {
        let wait = self.config.ack_wait.unwrap_or(Span::ZERO);
        self.check_at = self.check_at.or(Some(turn.now + wait + SLACK));
        let (message, delivery) = (next.kept.message.id, self.deliveries);
        let since = i64::try_from(turn.now.as_nanos()).unwrap_or(i64::MAX);
        let new = Pending { message, delivery, since, is_queued: false, is_delayed: false };
        // The number of its first delivery stays.
        let pending = self.pending.or_insert(next.sequence, new);
        (pending.since, pending.is_delayed) = (since, false);
    }
}

/// What a fetch counts for a message: subject, reply subject, headers and payload. On a real server the moment in the
/// reply subject has 19 digits.
fn bytes(next: &Next, token: &AckToken) -> u64 {
    const MOMENT: u64 = 19;
    let digits = |number: u64| u64::from(number.checked_ilog10().unwrap_or(0)) + 1;
    let numbers = [next.attempt, next.sequence, token.consumer_sequence, token.pending].map(digits);
    let names = "$JS.ACK.".len() + token.stream.len() + ".".len() + token.consumer.len() + ".....".len();
    let message = &next.kept.message;
    message.subject.as_str().len() as u64 + message.size() + names as u64 + numbers.iter().sum::<u64>() + MOMENT
}

/// Sends a message to all who listen at its goal. The one it is meant for gets the consumer's delivery; who else
/// listens there gets a copy that nobody waits for.
fn send(
    (consumer, number): (ConsumerId, u32),
    next: &Next,
    token: &Arc<AckToken>,
    awaits_ack: bool,
    goal: &Goal,
    turn: &mut Turn<'_>,
) {
    let (Goal::Pushed(to) | Goal::Fetched(to, _)) = goal;
    let message = &next.kept.message;
    // The first delivery draws as core NATS does.
    let luck = [message.id.key(), next.attempt];
    let luck = if next.attempt == 1 { &luck[..1] } else { &luck[..] };
    let targets = turn.nats.targets(None, to, luck);
    let meant = targets.iter().position(|&(connection, sid)| match goal {
        Goal::Pushed(subject) => turn.nats.asks_exactly_for(subject, connection, sid),
        Goal::Fetched(_, client) => connection == *client,
    });
    let meant = meant.unwrap_or(0);
    for (position, (connection, sid)) in targets.into_iter().enumerate() {
        let is_meant = position == meant;
        let (consumer, attempt) = match is_meant {
            true => (consumer, number),
            false => (ConsumerId::NONE, DeliveryId::overheard(consumer, number)),
        };
        let id = DeliveryId { message: message.id, connection, sid, attempt, consumer };
        let delivery = Delivery { id, message: Arc::clone(message), token: Some(Arc::clone(token)) };
        turn.nats.send(delivery, is_meant && awaits_ack, turn.effects);
    }
}
