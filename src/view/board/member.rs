//! A member of the cast as the board knows it: its state, what it listens to, and what it holds.

use super::INBOX;
use super::Questions;
use crate::message::subject::Filter;
use crate::message::{ComponentId, ConnectionId, DeliveryId, MessageId, Sid};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use std::collections::VecDeque;
use std::sync::Arc;

/// A member of the cast.
#[derive(Clone, Debug)]
pub struct Member {
    /// How it is.
    pub state: State,
    /// The broker that accepted it last.
    pub broker: Option<ComponentId>,
    /// Its connection and the broker that accepted it; none while it has none.
    pub connection: Option<(ComponentId, ConnectionId)>,
    /// Whether its link is cut.
    pub is_cut_off: bool,
    /// Whether its process is frozen.
    pub is_paused: bool,
    /// When it was paused last.
    pub paused_at: Time,
    /// Whether a person sees to it that its link loses what travels on it next.
    pub loss_armed: bool,
    /// Whether a person sees to it that it publishes next what nobody can handle.
    pub poison_armed: bool,
    /// How many times as long as ever it works on each message.
    pub slowdown: u16,
    /// What it asked for, as the broker took note of it.
    pub subscriptions: Map<(ConnectionId, Sid), Interest>,
    /// Its pending buffer, the next one first.
    pub pending: VecDeque<Waiting>,
    /// What it works on, what it took up first in front.
    pub work: Vec<Work>,
    /// What it did so far. A restart does not set these back.
    pub counters: Counters,
    /// When a request of its last came to nothing: not answered in time, or turned away.
    pub trouble: Option<Time>,
    pub(super) questions: Questions,
}

/// How a member is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It runs.
    #[default]
    Up,
    /// It finishes what it holds and will leave.
    Draining,
    /// Its process died.
    Crashed {
        /// When.
        at: Time,
        /// How many deliveries it held, which it has lost.
        held: u32,
        /// Of these, how many their consumers will deliver again.
        kept: u32,
    },
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// What it asks for.
    pub filter: Filter,
    /// The queue group it shares messages with, if any.
    pub group: Option<Arc<str>>,
}

/// A delivery in a pending buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The delivery.
    pub delivery: DeliveryId,
    /// When it arrived.
    pub since: Time,
}

/// Work in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// The delivery.
    pub delivery: DeliveryId,
    /// When the work began.
    pub since: Time,
    /// How long it takes before the result is stored.
    pub service: Span,
    /// How far storing the result is; none before it began.
    pub statement: Option<Statement>,
}

/// How far a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// It waits for a connection to the database.
    Queued,
    /// The database executes it.
    Running,
    /// The database committed it; the handler has not heard of it yet.
    Saved,
}

/// What a member did so far, in messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Published.
    pub published: u64,
    /// Arrived in its pending buffer.
    pub delivered: u64,
    /// Handled.
    pub done: u64,
    /// Handled with an error, for good.
    pub failed: u64,
    /// Sent to it and never to be handled.
    pub lost: u64,
    /// Sent to it and not handled, so that their consumer has to deliver them again.
    pub returned: u64,
    /// Published, and an answer is awaited.
    pub asked: u64,
    /// Asked, and not answered in time, or turned away.
    pub unanswered: u64,
}

impl Default for Member {
    fn default() -> Member {
        Member {
            state: State::Up,
            broker: None,
            connection: None,
            is_cut_off: false,
            is_paused: false,
            paused_at: Time::ZERO,
            loss_armed: false,
            poison_armed: false,
            slowdown: 1,
            subscriptions: Map::new(),
            pending: VecDeque::new(),
            work: Vec::new(),
            counters: Counters::default(),
            questions: Questions::default(),
            trouble: None,
        }
    }
}

impl Member {
    /// Whether its process runs.
    pub const fn is_up(&self) -> bool {
        !matches!(self.state, State::Crashed { .. })
    }

    /// What it published and awaits an answer to.
    pub const fn questions(&self) -> &Questions {
        &self.questions
    }

    /// The filter with wildcards that it subscribes to for itself; none for one that shares its subscription, or asks
    /// for one subject only.
    pub fn wildcard(&self) -> Option<&Filter> {
        let own = |interest: &&Interest| interest.group.is_none() && !interest.filter.as_str().starts_with(INBOX);
        let mut filters = self.subscriptions.values().filter(own).map(|interest| &interest.filter);
        filters.find(|filter| filter.as_str().contains(['*', '>', '?', '[']))
    }

    /// How many deliveries wait in its buffer.
    pub fn pending_count(&self) -> u64 {
        self.pending.len() as u64
    }

    /// Whether all that it works on waits for a connection to a database.
    pub fn waits_for_connection(&self) -> bool {
        let waits = |work: &Work| work.statement == Some(Statement::Queued);
        !self.work.is_empty() && self.work.iter().all(waits)
    }

    /// The work on this message, if that is what it works on.
    pub(super) fn work_on(&mut self, message: MessageId) -> Option<&mut Work> {
        self.work.iter_mut().find(|work| work.delivery.message == message)
    }

    /// Lays a delivery down that it worked on.
    pub(super) fn lay_down(&mut self, delivery: DeliveryId) {
        self.work.retain(|work| work.delivery != delivery);
    }

    /// Takes a delivery out of the buffer. It is nearly always the first one.
    pub(super) fn take(&mut self, delivery: DeliveryId) {
        if let Some(place) = self.pending.iter().position(|waiting| waiting.delivery == delivery) {
            self.pending.remove(place);
        }
    }
}
