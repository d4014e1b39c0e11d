//! Profiles: whose rules a broker follows, and what it does not know.

use super::ScenarioError;
use crate::broker::{direct, jetstream, nats, redis};
use crate::cast::HandlerConfig;
use crate::message::StreamConfig;
use crate::message::subject::{Filter, Subject};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which broker's rules are followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Core NATS as of nats-server 2.9.10: at most once, nothing stored.
    NatsCore(nats::Config),
    /// NATS with JetStream, as of nats-server 2.9.10: streams keep messages until they are acknowledged.
    JetStream(jetstream::Config),
    /// Redis Pub/Sub as of Redis 7.0: at most once, nothing stored, nobody shares.
    Redis(redis::Config),
    /// No broker: callers and services talk to each other.
    Direct(direct::Config),
}

/// What is written for a broker that does not know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A queue group, on Redis.
    GroupOnRedis,
    /// A queue group, without a broker.
    GroupOnDirect,
    /// A filter that ends in `>`, on Redis.
    FullWildcardOnRedis {
        /// What to write for the same.
        instead: String,
    },
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Foreign::GroupOnRedis => f.write_str(
                "Redis Pub/Sub has no queue groups, every subscriber gets a copy; leave it out, or talk to NATS",
            ),
            Foreign::GroupOnDirect => f.write_str(
                "a direct call has no queue groups, it goes to one of those who serve its subject; leave it out",
            ),
            Foreign::FullWildcardOnRedis { instead } => {
                write!(f, "for Redis > is a character like any other; write {instead}, since its * stands for any text")
            }
        }
    }
}

impl Profile {
    /// The streams that are there from the start, in the order in which the broker numbers them from 1.
    pub fn streams(&self) -> &[StreamConfig] {
        match self {
            Profile::JetStream(config) => &config.streams,
            Profile::NatsCore(_) | Profile::Redis(_) | Profile::Direct(_) => &[],
        }
    }

    /// Whether the broker called `part` can make what is there from the start.
    pub(super) fn check(&self, part: &str) -> Result<(), ScenarioError> {
        let Profile::JetStream(config) = self else { return Ok(()) };
        config.check().map_err(|refused| {
            let mut place = format!("{part}.streams.{}", refused.stream);
            if let Some(consumer) = refused.consumer {
                place.push_str(".consumers.");
                place.push_str(&consumer);
            }
            ScenarioError::Refused { place, error: refused.error }
        })
    }

    /// Whether a subscription to `filter` gets what is published under `subject`.
    pub fn matches(&self, filter: &Filter, subject: &Subject) -> bool {
        match self {
            Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Direct(_) => filter.matches(subject),
            Profile::Redis(_) => match redis::Command::of(filter.as_str()) {
                redis::Command::Subscribe => filter.as_str() == subject.as_str(),
                redis::Command::PSubscribe => {
                    redis::Glob::parse(filter.as_str().as_bytes()).matches(subject.as_str().as_bytes())
                }
            },
        }
    }

    /// Whether this broker knows what a handler called `part` asks of it.
    pub(super) fn check_handler(&self, part: &str, handler: &HandlerConfig) -> Result<(), ScenarioError> {
        let foreign = |field: &str, foreign| Err(ScenarioError::Foreign { place: format!("{part}.{field}"), foreign });
        match self {
            Profile::Redis(_) if handler.group.is_some() => foreign("group", Foreign::GroupOnRedis),
            Profile::Direct(_) if handler.group.is_some() => foreign("group", Foreign::GroupOnDirect),
            Profile::Redis(_) => match handler.filter.as_ref().and_then(|filter| filter.as_str().strip_suffix('>')) {
                Some(before) if before.is_empty() || before.ends_with('.') => {
                    let instead = format!("{before}*");
                    foreign("filter", Foreign::FullWildcardOnRedis { instead })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}
