//! A database allows so many connections and no more, executes one statement at a time on each, takes its time for
//! it, and numbers its rows without a gap.

use super::knobs::Knobs;
use super::{Invariant, ensure};
use queue_playground::cast::DatabaseConfig;
use queue_playground::message::{ComponentId, MessageId};
use queue_playground::scenario::{Parameter, Role, Scenario, Value};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::BTreeMap;

pub(super) struct Storage {
    knobs: Knobs,
    databases: BTreeMap<u16, Database>,
}

struct Database {
    config: DatabaseConfig,
    /// How many connections each client has.
    sessions: BTreeMap<ComponentId, usize>,
    /// The statements that run, and when each is done.
    running: Vec<(ComponentId, MessageId, Time)>,
    rows: u64,
}

impl Storage {
    pub(super) fn new(scenario: &Scenario) -> Storage {
        let first = u16::try_from(scenario.brokers.len()).expect("few brokers");
        let databases = (first..).zip(&scenario.cast).filter_map(|(part, cast)| match &cast.role {
            Role::Database(config) => Some((
                part,
                Database { config: config.clone(), sessions: BTreeMap::new(), running: Vec::new(), rows: 0 },
            )),
            _ => None,
        });
        Storage { knobs: Knobs::new(scenario), databases: databases.collect() }
    }
}

impl Database {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        match record.kind {
            Kind::SessionOpened(client) => {
                *self.sessions.entry(client).or_default() += 1;
                let (open, limit) = (self.sessions.values().sum::<usize>(), self.config.connection_limit);
                ensure(open <= usize::from(limit), || format!("{open} connections are open, {limit} are allowed"))
            }
            Kind::SessionClosed(client) => {
                let open = self.sessions.entry(client).or_default();
                *open = open.checked_sub(1).ok_or_else(|| format!("{client:?} has no connection"))?;
                self.one_each(client)
            }
            Kind::StatementStarted { client, message } => {
                self.running.push((client, message, record.at + self.config.statement_time));
                self.one_each(client)
            }
            Kind::StatementAborted { client, message } => self.end(client, message).map(|_| ()),
            Kind::Saved { client, message, row } => {
                let due = self.end(client, message)?;
                ensure(record.at == due, || format!("a statement is done at {}, not at {due}", record.at))?;
                self.rows += 1;
                ensure(row == self.rows, || format!("row {row} comes where {} should", self.rows))
            }
            _ => Ok(()),
        }
    }

    /// A connection executes one statement at a time.
    fn one_each(&self, client: ComponentId) -> Result<(), String> {
        let running = self.running.iter().filter(|(runs, _, _)| *runs == client).count();
        let open = self.sessions.get(&client).copied().unwrap_or(0);
        ensure(running <= open, || format!("{client:?} has {running} statements on {open} connections"))
    }

    /// Ends a statement; says when it should be done. Of several of one message, the one that began first.
    fn end(&mut self, client: ComponentId, message: MessageId) -> Result<Time, String> {
        let place = self.running.iter().position(|(runs, what, _)| (*runs, *what) == (client, message));
        let place = place.ok_or_else(|| format!("{client:?} does not run {message:?}"))?;
        Ok(self.running.remove(place).2)
    }
}

impl Invariant for Storage {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if let Some((parts, Value::Span(time))) = self.knobs.turned(&record.kind, Parameter::StatementTime) {
            for part in parts {
                let database = self.databases.get_mut(part);
                database.into_iter().for_each(|database| database.config.statement_time = time);
            }
        }
        self.databases.get_mut(&record.component.part).map_or(Ok(()), |database| database.check(record))
    }
}
