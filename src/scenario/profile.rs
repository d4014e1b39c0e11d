//! Profiles: whose rules a broker follows, and what it does not know.

use super::ScenarioError;
use crate::broker::{direct, nats, redis};
use crate::cast::HandlerConfig;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which broker's rules are followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Core NATS as of nats-server 2.9.10: at most once, nothing stored.
    NatsCore(nats::Config),
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
