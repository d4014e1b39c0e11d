//! Fetches that wait at a pull consumer: first come, first served, one message each, then to the end of the line.

use super::consumer::Consumer;
use super::store::Store;
use super::stream::Stream;
use super::turn::Turn;
use crate::broker::Effect;
use crate::message::subject::Subject;
use crate::message::{Conflict, ConnectionId, Fetch, Status};
use crate::sim::time::{Span, Time};
use std::collections::VecDeque;

/// The line of those who wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    line: VecDeque<Waiter>,
    /// Not after the next moment at which one's time is over or a sign of life is due.
    due: Option<Time>,
    /// How many of them do not wait for more than what there is.
    hurried: u32,
    /// How many subscriptions had ended when all were last seen to be listened to.
    ended: u64,
}

/// One who waits.
#[derive(Clone, Debug)]
struct Waiter {
    inbox: Subject,
    connection: ConnectionId,
    /// How many messages it still takes.
    left: u32,
    /// How many it got.
    got: u32,
    /// How many bytes it still takes.
    bytes: Option<u64>,
    expires: Option<Time>,
    heartbeat: Option<Span>,
    beat_at: Option<Time>,
    hurried: bool,
}

impl Waiter {
    fn is_over(&self, now: Time) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    fn timeout(&self) -> Status {
        Status::RequestTimeout { pending_messages: self.left, pending_bytes: self.bytes.unwrap_or(0) }
    }

    fn due(&self) -> Option<Time> {
        [self.expires, self.beat_at].into_iter().flatten().min()
    }
}

/// Where a message goes.
pub(super) struct Taker {
    pub(super) inbox: Subject,
    pub(super) connection: ConnectionId,
}

impl Waiting {
    pub(super) fn len(&self) -> usize {
        self.line.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// When to look again.
    pub(super) const fn due(&self) -> Option<Time> {
        self.due
    }

    /// Whether one's time is over, or a sign of life due: the one whose time it was may have left in the meantime.
    pub(super) fn is_due(&mut self, now: Time) -> bool {
        if self.due.is_some_and(|due| due <= now) {
            self.due = self.line.iter().filter_map(Waiter::due).min();
        }
        self.due.is_some_and(|due| due <= now)
    }

    fn enter(&mut self, waiter: Waiter) {
        self.due = [self.due, waiter.due()].into_iter().flatten().min();
        self.hurried += u32::from(waiter.hurried);
        self.line.push_back(waiter);
    }

    fn leave(&mut self) -> Option<Waiter> {
        let waiter = self.line.pop_front()?;
        self.hurried -= u32::from(waiter.hurried);
        Some(waiter)
    }

    /// All who wait, who do not any more.
    pub(super) fn clear(&mut self) -> Vec<(Subject, ConnectionId)> {
        let line = std::mem::take(self).line;
        line.into_iter().map(|waiter| (waiter.inbox, waiter.connection)).collect()
    }
}

impl Stream {
    /// Takes note of a fetch from one of its consumers, and serves it with what there is.
    pub(super) fn fetch(
        &mut self,
        place: usize,
        connection: ConnectionId,
        inbox: &Subject,
        fetch: Fetch,
        turn: &mut Turn<'_>,
    ) {
        // The server does not even look for messages for a fetch that it refuses.
        if self.line_up(place, (connection, inbox, fetch), turn) {
            self.serve(place, turn);
        }
    }

    /// Takes note of a fetch, if the consumer takes it.
    pub(super) fn line_up(
        &mut self,
        place: usize,
        fetch: (ConnectionId, &Subject, Fetch),
        turn: &mut Turn<'_>,
    ) -> bool {
        self.consumers[place].fetch(fetch, &self.store, turn)
    }
}

impl Consumer {
    /// Takes note of a fetch (`processNextMsgRequest`), or says why not; whether it was taken.
    fn fetch(
        &mut self,
        (connection, inbox, fetch): (ConnectionId, &Subject, Fetch),
        store: &Store,
        turn: &mut Turn<'_>,
    ) -> bool {
        let checked = self.check_fetch(&fetch, store, turn);
        match checked {
            Ok(()) => {
                let batch = fetch.batch;
                turn.effects.push(Effect::Fetched { consumer: self.id, connection, batch });
                self.waiting.enter(Waiter {
                    inbox: inbox.clone(),
                    connection,
                    left: batch.max(1),
                    got: 0,
                    bytes: fetch.max_bytes.filter(|&bytes| bytes > 0),
                    expires: fetch.expires.filter(|&span| span > Span::ZERO).map(|span| turn.now + span),
                    heartbeat: fetch.heartbeat.filter(|&span| span > Span::ZERO),
                    beat_at: fetch.heartbeat.filter(|&span| span > Span::ZERO).map(|span| turn.now + span),
                    hurried: fetch.no_wait,
                });
                // Whether anybody listens is seen when the line is next looked through.
                self.waiting.ended = u64::MAX;
            }
            Err(status) => self.end(inbox, connection, status, turn),
        }
        checked.is_ok()
    }

    fn check_fetch(&mut self, fetch: &Fetch, store: &Store, turn: &mut Turn<'_>) -> Result<(), Status> {
        if self.is_push() {
            return Err(Status::Conflict(Conflict::ConsumerIsPush));
        }
        let expires = fetch.expires.unwrap_or(Span::ZERO);
        if fetch.heartbeat.is_some_and(|beat| beat.times(2) > expires) {
            return Err(Status::BadRequest("heartbeat value too large"));
        }
        if let Some(most) = self.config.max_batch.filter(|&most| fetch.batch > most) {
            return Err(Status::Conflict(Conflict::ExceededMaxRequestBatch(most)));
        }
        let is_full = |consumer: &Consumer| {
            consumer.config.max_waiting.is_some_and(|most| consumer.waiting.len() >= most as usize)
        };
        if is_full(self) {
            self.look_through(false, turn);
        }
        if fetch.no_wait {
            let there = self.pending_messages(store) + self.queue.len() as u64;
            if there == 0 && expires == Span::ZERO {
                return Err(Status::NoMessages);
            }
            if there > 0 && there < self.look_through(false, turn) {
                return Err(Status::RequestsPending);
            }
        }
        if is_full(self) { Err(Status::Conflict(Conflict::ExceededMaxWaiting)) } else { Ok(()) }
    }

    /// Ends a fetch with a status.
    pub(super) fn end(&self, inbox: &Subject, connection: ConnectionId, status: Status, turn: &mut Turn<'_>) {
        turn.effects.push(Effect::FetchEnded { consumer: self.id, connection, code: status.code() });
        turn.status(inbox, status);
    }

    /// Who gets the next message, which takes so many bytes (`nextWaiting`). Whoever cannot take it, or does not listen
    /// any more, leaves the line.
    pub(super) fn next_waiting(&mut self, bytes: u64, turn: &mut Turn<'_>) -> Option<Taker> {
        while let Some(first) = self.waiting.line.front_mut() {
            match first.bytes {
                Some(room) if bytes > room => {
                    if let Some(waiter) = self.waiting.leave() {
                        let status = Status::Conflict(Conflict::MessageSizeExceedsMaxBytes);
                        self.end(&waiter.inbox, waiter.connection, status, turn);
                    }
                    continue;
                }
                Some(room) if bytes == room => (first.bytes, first.left) = (None, 1),
                Some(room) => first.bytes = Some(room - bytes),
                None => {}
            }
            if first.is_over(turn.now) {
                let (status, inbox, connection) = (first.timeout(), first.inbox.clone(), first.connection);
                self.waiting.leave();
                self.end(&inbox, connection, status, turn);
            } else if turn.nats.is_heard(&first.inbox) {
                return self.serve_first(turn.now);
            } else {
                self.waiting.leave();
            }
        }
        None
    }

    /// Gives the first in the line one message, and sends it to the end of the line.
    fn serve_first(&mut self, now: Time) -> Option<Taker> {
        let first = self.waiting.line.front_mut()?;
        first.got += 1;
        first.left -= 1;
        first.beat_at = first.heartbeat.map(|span| now + span);
        let taker = Taker { inbox: first.inbox.clone(), connection: first.connection };
        if first.left == 0 {
            self.waiting.leave();
        } else {
            self.waiting.line.rotate_left(1);
        }
        Some(taker)
    }

    /// Looks through the line (`processWaiting`): ends what is over, shows signs of life, drops who does not listen any
    /// more. `is_at_end` says that there is nothing more for those in a hurry. How many messages are asked for.
    pub(super) fn look_through(&mut self, is_at_end: bool, turn: &mut Turn<'_>) -> u64 {
        let (mut asked, mut due) = (0, None);
        let ended = turn.nats.ended();
        let all_listen = std::mem::replace(&mut self.waiting.ended, ended) == ended;
        for _ in 0..self.waiting.len() {
            let Some(mut waiter) = self.waiting.leave() else { break };
            if is_at_end && waiter.hurried && waiter.got > 0 || waiter.is_over(turn.now) {
                self.end(&waiter.inbox, waiter.connection, waiter.timeout(), turn);
                continue;
            }
            if !all_listen && !turn.nats.is_heard(&waiter.inbox) {
                continue;
            }
            asked += u64::from(waiter.left);
            if waiter.beat_at.is_some_and(|at| at <= turn.now) {
                turn.status(&waiter.inbox, Status::Heartbeat);
                waiter.beat_at = waiter.heartbeat.map(|span| turn.now + span);
            }
            due = [due, waiter.due()].into_iter().flatten().min();
            self.waiting.enter(waiter);
        }
        self.waiting.due = due;
        asked
    }

    /// Looks through the line if there may be something to see.
    pub(super) fn look_through_if_needed(&mut self, is_at_end: bool, turn: &mut Turn<'_>) {
        let hurried = is_at_end && self.waiting.hurried > 0;
        let is_due = self.waiting.due.is_some_and(|due| due <= turn.now);
        if hurried || is_due || self.waiting.ended != turn.nats.ended() {
            self.look_through(is_at_end, turn);
        }
    }
}
