//! The database: stores rows over connections, of which it allows only so many.
//!
//! A client opens a connection with its first statement on it and keeps it until it ends, as a program with a
//! connection pool does. So the number of connections follows the number of clients and the size of their pools, never
//! the number of messages.

use super::{Action, Outbox, Setting, Signal};
use crate::message::{ComponentId, MessageId};
use crate::ordered::Map;
use crate::sim::time::Span;
use crate::transcript::Kind;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What a database allows, and how fast it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// How many connections it allows at once, at least 1.
    pub connection_limit: u16,
    /// How long one statement takes, at most an hour.
    pub statement_time: Span,
}

/// A database at work.
#[derive(Clone, Debug)]
pub struct Database {
    config: DatabaseConfig,
    sessions: Map<Client, Session>,
    /// Statements of clients that wait for a connection, longest first.
    waiting: VecDeque<(Client, MessageId)>,
    rows: u64,
    next_token: u64,
}

/// A client, and which of its connections.
type Client = (ComponentId, u16);

/// One connection of a client.
#[derive(Clone, Copy, Debug, Default)]
struct Session {
    /// The statement that runs, and the timer that ends it.
    running: Option<(MessageId, u64)>,
}

impl Database {
    /// A database without rows.
    pub const fn new(config: DatabaseConfig) -> Database {
        Database { config, sessions: Map::new(), waiting: VecDeque::new(), rows: 0, next_token: 0 }
    }

    pub(super) fn signal(&mut self, signal: &Signal, out: &mut Outbox) {
        match *signal {
            Signal::Statement { client, session, message } => self.accept((client, session), message, out),
            Signal::Timer(token) => self.commit(token, out),
            Signal::ClientGone(client) => self.close(client, out),
            Signal::Set(Setting::StatementTime(time)) => self.config.statement_time = time,
            _ => {}
        }
    }

    fn accept(&mut self, from: Client, message: MessageId, out: &mut Outbox) {
        let client = from.0;
        if !self.sessions.contains_key(&from) {
            if self.sessions.len() >= usize::from(self.config.connection_limit) {
                self.waiting.push_back((from, message));
                out.record(Kind::StatementQueued { client, message });
                return;
            }
            out.record(Kind::SessionOpened(client));
        }
        self.next_token += 1;
        self.sessions.insert(from, Session { running: Some((message, self.next_token)) });
        out.record(Kind::StatementStarted { client, message });
        out.act(Action::Timer { token: self.next_token, after: self.config.statement_time });
    }

    fn commit(&mut self, token: u64, out: &mut Outbox) {
        let ended = self.sessions.iter_mut().find_map(|(&from, session)| {
            let (message, _) = session.running.take_if(|&mut (_, running)| running == token)?;
            Some((from, message))
        });
        if let Some(((client, session), message)) = ended {
            self.rows += 1;
            out.record(Kind::Saved { client, message, row: self.rows });
            out.act(Action::Commit { client, session, message });
        }
    }

    /// Ends all connections of a client, and lets as many of those who wait have one.
    fn close(&mut self, client: ComponentId, out: &mut Outbox) {
        self.waiting.retain(|((waiting, _), _)| *waiting != client);
        while let Some((&from, _)) = self.sessions.iter().find(|((of, _), _)| *of == client) {
            let running = self.sessions.remove(&from).and_then(|session| session.running);
            if let Some((message, _)) = running {
                out.record(Kind::StatementAborted { client, message });
            }
            out.record(Kind::SessionClosed(client));
            if let Some((next, message)) = self.waiting.pop_front() {
                self.accept(next, message, out);
            }
        }
    }
}
