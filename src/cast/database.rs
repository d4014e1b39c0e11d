//! The database: stores rows over connections, of which it allows only so many.
//!
//! A client opens its connection with its first statement and keeps it until it ends, as a program with a connection
//! pool does. So the number of connections follows the number of clients, never the number of messages.

use super::{Action, Outbox, Signal};
use crate::message::{ComponentId, MessageId};
use crate::sim::time::Span;
use crate::transcript::Kind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

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
    sessions: BTreeMap<ComponentId, Session>,
    /// Statements of clients that wait for a connection, longest first.
    waiting: VecDeque<(ComponentId, MessageId)>,
    rows: u64,
    next_token: u64,
}

/// One client's connection.
#[derive(Clone, Copy, Debug, Default)]
struct Session {
    /// The statement that runs, and the timer that ends it.
    running: Option<(MessageId, u64)>,
}

impl Database {
    /// A database without rows.
    pub const fn new(config: DatabaseConfig) -> Database {
        Database { config, sessions: BTreeMap::new(), waiting: VecDeque::new(), rows: 0, next_token: 0 }
    }

    pub(super) fn signal(&mut self, signal: &Signal, out: &mut Outbox) {
        match *signal {
            Signal::Statement { client, message } => self.accept(client, message, out),
            Signal::Timer(token) => self.commit(token, out),
            Signal::ClientGone(client) => self.close(client, out),
            _ => {}
        }
    }

    fn accept(&mut self, client: ComponentId, message: MessageId, out: &mut Outbox) {
        if !self.sessions.contains_key(&client) {
            if self.sessions.len() >= usize::from(self.config.connection_limit) {
                self.waiting.push_back((client, message));
                out.record(Kind::StatementQueued { client, message });
                return;
            }
            out.record(Kind::SessionOpened { client });
        }
        self.next_token += 1;
        self.sessions.insert(client, Session { running: Some((message, self.next_token)) });
        out.record(Kind::StatementStarted { client, message });
        out.act(Action::Timer { token: self.next_token, after: self.config.statement_time });
    }

    fn commit(&mut self, token: u64, out: &mut Outbox) {
        let ended = self.sessions.iter_mut().find_map(|(&client, session)| {
            let (message, _) = session.running.take_if(|&mut (_, running)| running == token)?;
            Some((client, message))
        });
        if let Some((client, message)) = ended {
            self.rows += 1;
            out.record(Kind::Saved { client, message, row: self.rows });
            out.act(Action::Commit { client, message });
        }
    }

    fn close(&mut self, client: ComponentId, out: &mut Outbox) {
        self.waiting.retain(|&(waiting, _)| waiting != client);
        let Some(session) = self.sessions.remove(&client) else { return };
        if let Some((message, _)) = session.running {
            out.record(Kind::StatementAborted { client, message });
        }
        out.record(Kind::SessionClosed { client });
        if let Some((next, message)) = self.waiting.pop_front() {
            self.accept(next, message, out);
        }
    }
}
