//! What a part refers to: its broker, its database, the consumer that it fetches from.

use super::validation::name;
use super::{Broker, Part, Role, Scenario, ScenarioError, Thing};
use crate::cast::Pull;
use crate::message::StreamConfig;

impl Scenario {
    /// The broker that a part talks to; none for one that talks to no broker.
    pub(super) fn check_broker(&self, part: &Part) -> Result<Option<&Broker>, ScenarioError> {
        let known = || self.brokers.iter().map(|broker| broker.id.clone()).collect();
        let Some(wanted) = &part.broker else {
            return match part.role {
                Role::Database(_) => Ok(None),
                _ => Err(ScenarioError::MissingBroker { part: part.id.clone(), known: known() }),
            };
        };
        let found = self.brokers.iter().find(|broker| broker.id == *wanted);
        let place = || format!("{}.broker", part.id);
        found.map(Some).ok_or_else(|| unknown(place(), Thing::Broker, wanted, known()))
    }

    /// Checks what a part names of others.
    pub(super) fn check_references(&self, part: &Part, broker: Option<&Broker>) -> Result<(), ScenarioError> {
        let streams = broker.map_or(&[][..], |broker| broker.profile.streams());
        match &part.role {
            Role::Handler(handler) => {
                if let Some(group) = &handler.group {
                    name(Thing::QueueGroup, group)?;
                }
                if let Some(pull) = &handler.pull {
                    check_pull(&format!("{}.pull", part.id), pull, streams)?;
                }
                handler.database.as_ref().map_or(Ok(()), |wanted| self.check_database(&part.id, wanted))
            }
            Role::DeadLetterHandler(handler) => {
                check_pull(&format!("{}.advisories", part.id), &handler.advisories, streams)
            }
            Role::Administrator(administrator) => {
                let wanted = &administrator.dead_letters;
                let known: Vec<String> = streams.iter().map(|stream| stream.name.clone()).collect();
                match known.contains(wanted) {
                    true => Ok(()),
                    false => Err(unknown(format!("{}.dead_letters", part.id), Thing::Stream, wanted, known)),
                }
            }
            _ => Ok(()),
        }
    }

    fn check_database(&self, part: &str, wanted: &str) -> Result<(), ScenarioError> {
        let databases = self.cast.iter().filter(|part| matches!(part.role, Role::Database(_)));
        let known: Vec<String> = databases.map(|database| database.id.clone()).collect();
        if known.iter().any(|database| database == wanted) {
            return Ok(());
        }
        Err(unknown(format!("{part}.database"), Thing::Database, wanted, known))
    }
}

/// Whether there is such a consumer that waits for fetches.
fn check_pull(place: &str, pull: &Pull, streams: &[StreamConfig]) -> Result<(), ScenarioError> {
    let Some(stream) = streams.iter().find(|stream| stream.name == pull.stream) else {
        let known = streams.iter().map(|stream| stream.name.clone()).collect();
        return Err(unknown(format!("{place}.stream"), Thing::Stream, &pull.stream, known));
    };
    let pulled = stream.consumers.iter().filter(|consumer| consumer.deliver_subject.is_none());
    let known: Vec<String> = pulled.map(|consumer| consumer.name.clone()).collect();
    if known.contains(&pull.consumer) {
        return Ok(());
    }
    Err(unknown(format!("{place}.consumer"), Thing::PullConsumer, &pull.consumer, known))
}

pub(super) fn unknown(place: String, what: Thing, name: &str, known: Vec<String>) -> ScenarioError {
    ScenarioError::Unknown { place, what, name: name.to_owned(), known }
}
