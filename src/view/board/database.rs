//! A database as the board knows it: its connections, who waits for one, and the last rows.

use crate::message::{ComponentId, MessageId, Payload};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use std::collections::VecDeque;
use std::sync::Arc;

/// How many of the last saved rows are kept.
pub const ROWS: usize = 1_000;

/// What a database holds.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// Open connections, by client and number: a client may have several.
    pub sessions: Map<(ComponentId, u16), Session>,
    /// The most connections that were open at once.
    pub peak: usize,
    /// Statements that wait for a connection, longest first.
    pub waiting: VecDeque<(ComponentId, MessageId)>,
    /// How many rows were ever saved.
    pub total: u64,
    rows: Arc<VecDeque<Row>>,
}

/// A connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// What its statement stores, or stored last.
    pub message: Option<MessageId>,
    /// Whether the statement runs.
    pub busy: bool,
}

/// A saved row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// The message it came from.
    pub message: MessageId,
    /// What the message said; nothing if the message had already been forgotten.
    pub payload: Option<Payload>,
    /// Who saved it.
    pub client: ComponentId,
    /// When it was committed.
    pub saved_at: Time,
    /// How long after its publication; none if the message had already been forgotten.
    pub took: Option<Span>,
}

impl Database {
    /// The last rows, oldest first, at most [`ROWS`].
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> + ExactSizeIterator {
        self.rows.iter()
    }

    /// How many connections execute a statement.
    pub fn busy(&self) -> usize {
        self.sessions.values().filter(|session| session.busy).count()
    }

    /// The place, among the open connections, of the one over which a client stores a message, or stored it last.
    pub fn place(&self, client: ComponentId, message: MessageId) -> Option<usize> {
        let of_client = |of: &ComponentId| *of == client;
        let stores =
            self.sessions.iter().position(|((of, _), session)| of_client(of) && session.message == Some(message));
        stores.or_else(|| self.sessions.keys().position(|(of, _)| of_client(of)))
    }

    pub(super) fn open(&mut self, client: ComponentId) {
        let number = (1..).find(|&number| !self.sessions.contains_key(&(client, number))).unwrap_or(u16::MAX);
        self.sessions.insert((client, number), Session::default());
        self.peak = self.peak.max(self.sessions.len());
    }

    pub(super) fn start(&mut self, client: ComponentId, message: MessageId) {
        self.waiting.retain(|&waiting| waiting != (client, message));
        let idle = self.sessions.iter_mut().find(|((of, _), session)| *of == client && !session.busy);
        if let Some((_, session)) = idle {
            *session = Session { message: Some(message), busy: true };
        }
    }

    pub(super) fn rest(&mut self, client: ComponentId, message: MessageId) {
        let busy = |session: &Session| session.busy && session.message == Some(message);
        let running = self.sessions.iter_mut().find(|((of, _), session)| *of == client && busy(session));
        if let Some((_, session)) = running {
            session.busy = false;
        }
    }

    /// One connection of a client ended; a running statement was aborted before.
    pub(super) fn close(&mut self, client: ComponentId) {
        let idle = self.sessions.iter().find(|((of, _), session)| *of == client && !session.busy);
        if let Some(key) = idle.map(|(&key, _)| key) {
            self.sessions.remove(&key);
        }
        self.forget(client);
    }

    /// The statements of a client that vanished wait no longer.
    pub(super) fn forget(&mut self, client: ComponentId) {
        self.waiting.retain(|&(waiting, _)| waiting != client);
    }

    pub(super) fn save(&mut self, row: Row) {
        self.total = row.number;
        // Copied only if a checkpoint still holds the same rows.
        let rows = Arc::make_mut(&mut self.rows);
        if rows.len() == ROWS {
            rows.pop_front();
        }
        rows.push_back(row);
    }
}
