//! A database allows so many connections and no more, executes one statement at a time on each, takes its time for
//! it, and numbers its rows without a gap.

use super::{Invariant, ensure};
use queue_playground::cast::DatabaseConfig;
use queue_playground::message::{ComponentId, MessageId};
use queue_playground::scenario::{Role, Scenario};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::BTreeMap;

pub(super) struct Storage {
    databases: BTreeMap<u16, Database>,
}

struct Database {
    config: DatabaseConfig,
    /// By client: the statement that runs, and since when.
    sessions: BTreeMap<ComponentId, Option<(MessageId, Time)>>,
    rows: u64,
}

impl Storage {
    pub(super) fn new(scenario: &Scenario) -> Storage {
        let first = u16::try_from(scenario.brokers.len()).expect("few brokers");
        let databases = (first..).zip(&scenario.cast).filter_map(|(part, cast)| match &cast.role {
            Role::Database(config) => {
                Some((part, Database { config: config.clone(), sessions: BTreeMap::new(), rows: 0 }))
            }
            _ => None,
        });
        Storage { databases: databases.collect() }
    }
}

impl Database {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        match record.kind {
            Kind::SessionOpened { client } => {
                let is_new = self.sessions.insert(client, None).is_none();
                ensure(is_new, || format!("{client:?} has a connection already"))?;
                let (open, limit) = (self.sessions.len(), self.config.connection_limit);
                ensure(open <= usize::from(limit), || format!("{open} connections are open, {limit} are allowed"))
            }
            Kind::SessionClosed { client } => {
                ensure(self.sessions.remove(&client) == Some(None), || format!("{client:?} is not done"))
            }
            Kind::StatementStarted { client, message } => {
                let session = self.sessions.get_mut(&client).ok_or_else(|| format!("{client:?} is not connected"))?;
                let running = session.replace((message, record.at));
                ensure(running.is_none(), || format!("{client:?} runs {running:?} already"))
            }
            Kind::StatementAborted { client, message } => self.end(client, message).map(|_| ()),
            Kind::Saved { client, message, row } => {
                let took = record.at.since(self.end(client, message)?);
                let time = self.config.statement_time;
                ensure(took == time, || format!("a statement took {took}, it takes {time}"))?;
                self.rows += 1;
                ensure(row == self.rows, || format!("row {row} comes where {} should", self.rows))
            }
            _ => Ok(()),
        }
    }

    /// Ends a statement; says when it began.
    fn end(&mut self, client: ComponentId, message: MessageId) -> Result<Time, String> {
        let running = self.sessions.get_mut(&client).and_then(Option::take);
        let since = running.filter(|(runs, _)| *runs == message).map(|(_, since)| since);
        since.ok_or_else(|| format!("{client:?} does not run {message:?}, but {running:?}"))
    }
}

impl Invariant for Storage {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        self.databases.get_mut(&record.component.part).map_or(Ok(()), |database| database.check(record))
    }
}
