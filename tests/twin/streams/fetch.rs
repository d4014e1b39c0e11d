//! The list of those who wait for messages.

use super::Turn;
use super::consumer::{Consumer, Waiter};
use super::stream::Stream;
use queue_playground::broker::Effect;
use queue_playground::message::subject::Subject;
use queue_playground::message::{Answer, Conflict, ConnectionId, Fetch, Status};
use queue_playground::sim::time::Time;

impl Stream {
    pub(super) fn fetch(
        &mut self,
        place: usize,
        connection: ConnectionId,
        inbox: &Subject,
        fetch: Fetch,
        turn: &mut Turn<'_>,
    ) {
        assert!(!fetch.no_wait && fetch.heartbeat.is_none() && fetch.max_bytes.is_none(), "the cast asks for none");
        let consumer = &mut self.consumers[place];
        match consumer.objection(&fetch, turn) {
            None => {
                let (batch, expires) = (fetch.batch, fetch.expires.map(|span| turn.now + span));
                turn.effects.push(Effect::Fetched { consumer: consumer.id, connection, batch });
                consumer.enter(Waiter { inbox: inbox.clone(), connection, left: batch, expires });
                consumer.ended = u64::MAX;
                self.serve(place, turn);
            }
            Some(status) => consumer.end(inbox, connection, status, turn),
        }
    }
}

impl Consumer {
    fn objection(&mut self, fetch: &Fetch, turn: &mut Turn<'_>) -> Option<Status> {
        if self.pushes() {
            return Some(Status::Conflict(Conflict::ConsumerIsPush));
        }
        if let Some(most) = self.config.max_batch.filter(|most| fetch.batch > *most) {
            return Some(Status::Conflict(Conflict::ExceededMaxRequestBatch(most)));
        }
        let most = self.config.max_waiting.expect("it was filled in") as usize;
        if self.waiting.len() >= most {
            self.look_through(turn);
        }
        (self.waiting.len() >= most).then_some(Status::Conflict(Conflict::ExceededMaxWaiting))
    }

    fn enter(&mut self, waiter: Waiter) {
        self.waiting_due = earlier(self.waiting_due, waiter.expires);
        self.waiting.push(waiter);
    }

    fn end(&self, inbox: &Subject, connection: ConnectionId, status: Status, turn: &mut Turn<'_>) {
        turn.effects.push(Effect::FetchEnded { consumer: self.id, connection, code: status.code() });
        turn.answer(inbox, &Answer::Status(status));
    }

    fn time_out(&self, waiter: &Waiter, turn: &mut Turn<'_>) {
        let status = Status::RequestTimeout { pending_messages: waiter.left, pending_bytes: 0 };
        self.end(&waiter.inbox, waiter.connection, status, turn);
    }

    /// Who gets the next message, and goes to the end of the line.
    pub(super) fn next_waiting(&mut self, turn: &mut Turn<'_>) -> Option<(Subject, ConnectionId)> {
        while !self.waiting.is_empty() {
            let mut first = self.waiting.remove(0);
            if first.expires.is_some_and(|expires| expires <= turn.now) {
                self.time_out(&first, turn);
            } else if turn.core.is_heard(&first.inbox) {
                let found = (first.inbox.clone(), first.connection);
                first.left -= 1;
                if first.left > 0 {
                    self.waiting.push(first);
                }
                return Some(found);
            }
        }
        None
    }

    /// Ends what is over, and drops who does not listen any more.
    pub(super) fn look_through(&mut self, turn: &mut Turn<'_>) {
        let all_listen = self.ended == turn.core.ended;
        self.ended = turn.core.ended;
        self.waiting_due = None;
        for waiter in std::mem::take(&mut self.waiting) {
            if waiter.expires.is_some_and(|expires| expires <= turn.now) {
                self.time_out(&waiter, turn);
            } else if all_listen || turn.core.is_heard(&waiter.inbox) {
                self.enter(waiter);
            }
        }
    }

    /// Whether somebody's time is over now: the one whose it was to be may have left.
    pub(super) fn is_line_due(&mut self, now: Time) -> bool {
        if self.waiting_due.is_some_and(|due| due <= now) {
            self.waiting_due = self.waiting.iter().filter_map(|waiter| waiter.expires).min();
        }
        self.waiting_due.is_some_and(|due| due <= now)
    }

    pub(super) fn look_through_if_needed(&mut self, turn: &mut Turn<'_>) {
        if self.waiting_due.is_some_and(|due| due <= turn.now) || self.ended != turn.core.ended {
            self.look_through(turn);
        }
    }
}

pub(super) fn earlier(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    one.into_iter().chain(other).min()
}
