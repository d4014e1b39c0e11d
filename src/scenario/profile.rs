//! Profiles: whose rules a broker follows, and what it does not know.

use super::validation::{out_of_range, span};
use super::{Expected, Part, Role, ScenarioError};
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
    /// A real NATS server of which only what passes a filter is seen: who publishes, who else listens and what is kept
    /// is not known. It can be played again, not simulated.
    Watched,
}

/// What is written for a broker that does not know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A queue group, on Redis.
    GroupOnRedis,
    /// A request, or a reply to one, on Redis.
    RepliesOnRedis,
    /// A subscriber that publishes, on Redis.
    ForwardOnRedis,
    /// A queue group, without a broker.
    GroupOnDirect,
    /// The restart of a broker, without a broker.
    RestartOnDirect,
    /// A server that was only watched, in a simulation.
    WatchedSimulated,
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
            Foreign::RepliesOnRedis => {
                f.write_str("a message on Redis Pub/Sub names no place to reply to; leave it out, or talk to NATS")
            }
            Foreign::ForwardOnRedis => f.write_str(
                "a client that subscribes on Redis may not publish on that connection; leave it out, or talk to NATS",
            ),
            Foreign::GroupOnDirect => f.write_str(
                "a direct call has no queue groups, it goes to one of those who serve its subject; leave it out",
            ),
            Foreign::RestartOnDirect => {
                f.write_str("with direct calls there is no broker to restart; crash and restart whoever is called")
            }
            Foreign::WatchedSimulated => f.write_str(
                "nothing is known of a server that is only watched, so it cannot be simulated; write nats_core or \
                 jet_stream",
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
            Profile::NatsCore(_) | Profile::Redis(_) | Profile::Direct(_) | Profile::Watched => &[],
        }
    }

    /// Whether the broker called `part` can be as it is told, and make what is there from the start.
    pub(super) fn check(&self, part: &str) -> Result<(), ScenarioError> {
        let config = match self {
            Profile::NatsCore(config) => return check_server(part, config),
            Profile::Direct(direct::Config { open_calls: 0, .. }) => {
                return Err(out_of_range(part, "open_calls", &0, Expected::AtLeastOne));
            }
            Profile::Direct(config) => return span(&format!("{part}.call_timeout"), config.call_timeout),
            Profile::JetStream(config) => config,
            Profile::Redis(_) | Profile::Watched => return Ok(()),
        };
        check_server(&format!("{part}.server"), &config.server)?;
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
            Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Direct(_) | Profile::Watched => {
                filter.matches(subject)
            }
            Profile::Redis(_) => match redis::Command::of(filter.as_str()) {
                redis::Command::Subscribe => filter.as_str() == subject.as_str(),
                redis::Command::PSubscribe => {
                    redis::Glob::parse(filter.as_str().as_bytes()).matches(subject.as_str().as_bytes())
                }
            },
        }
    }

    /// Whether this broker knows what a part asks of it.
    pub(super) fn check_part(&self, part: &Part) -> Result<(), ScenarioError> {
        let foreign = |field: &str, foreign| {
            let place = if field.is_empty() { part.id.clone() } else { format!("{}.{field}", part.id) };
            Err(ScenarioError::Foreign { place, foreign })
        };
        match (self, &part.role) {
            (Profile::Redis(_), Role::Handler(handler)) => match ask_of_redis(handler) {
                Some((field, unknown)) => foreign(field, unknown),
                None => Ok(()),
            },
            (Profile::Redis(_), Role::Requester(_) | Role::Gatherer(_)) => foreign("", Foreign::RepliesOnRedis),
            (Profile::Redis(_), Role::Publisher(publisher)) if publisher.confirm.is_some() => {
                foreign("confirm", Foreign::RepliesOnRedis)
            }
            (Profile::Direct(_), Role::Handler(handler)) if handler.group.is_some() => {
                foreign("group", Foreign::GroupOnDirect)
            }
            _ => Ok(()),
        }
    }
}

/// As nats-server itself: it does not start with a `max_payload` above `max_pending`.
fn check_server(part: &str, config: &nats::Config) -> Result<(), ScenarioError> {
    const LARGEST: u64 = 1 << 30;
    let nats::Config { max_payload, max_pending, write_deadline, socket_buffer } = *config;
    let sizes = [
        ("max_payload", max_payload, max_pending),
        ("max_pending", max_pending, LARGEST),
        ("socket_buffer", socket_buffer, LARGEST),
    ];
    for (field, size, most) in sizes {
        if size > most {
            return Err(out_of_range(part, field, &size, Expected::AtMost(most.to_string())));
        }
    }
    if max_payload == 0 {
        return Err(out_of_range(part, "max_payload", &0, Expected::AtLeastOne));
    }
    span(&format!("{part}.write_deadline"), write_deadline)
}

/// What of a handler Redis does not know, and where it stands.
fn ask_of_redis(handler: &HandlerConfig) -> Option<(&'static str, Foreign)> {
    if handler.group.is_some() {
        return Some(("group", Foreign::GroupOnRedis));
    }
    if handler.reply.is_some() {
        return Some(("reply", Foreign::RepliesOnRedis));
    }
    if handler.forward.is_some() {
        return Some(("forward", Foreign::ForwardOnRedis));
    }
    let before = handler.filter.as_ref()?.as_str().strip_suffix('>')?;
    let wildcard = before.is_empty() || before.ends_with('.');
    wildcard.then(|| ("filter", Foreign::FullWildcardOnRedis { instead: format!("{before}*") }))
}
