//! The scenario: brokers, cast, links and knobs, as they stand in a file.

use super::{Entry, Knob, Profile};
use crate::cast::{
    AdministratorConfig, DatabaseConfig, DeadLetterHandlerConfig, GathererConfig, HandlerConfig, PublisherConfig,
    RequesterConfig,
};
use crate::message::subject::Filter;
use crate::sim::chance::{Ratio, Seed};
use crate::sim::time::Span;
use serde::{Deserialize, Serialize};

/// Everything that a run needs besides its seed's luck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called in links and on the command line.
    pub name: String,
    /// The brokers, at least one.
    pub brokers: Vec<Broker>,
    /// Publishers, handlers, databases and the like.
    pub cast: Vec<Part>,
    /// How messages travel.
    #[serde(default)]
    pub links: Links,
    /// What can be turned while it runs.
    #[serde(default)]
    pub knobs: Vec<Knob>,
    /// What happens by itself in the course of the run.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// The luck.
    #[serde(default)]
    pub seed: Seed,
}

impl Scenario {
    /// What is watched, if this is the scenario of a watch: somebody else's messages on a real server.
    pub fn watches(&self) -> Option<&Filter> {
        let watched = self.brokers.iter().find(|broker| broker.profile == Profile::Watched)?;
        let mut of_watched = self.cast.iter().filter(|part| part.broker.as_ref() == Some(&watched.id));
        of_watched.find_map(|part| match &part.role {
            Role::Handler(page) => page.filter.as_ref(),
            _ => None,
        })
    }
}

/// A broker and the rules it follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broker {
    /// Its name, unique in the scenario.
    pub id: String,
    /// What kind it is.
    pub profile: Profile,
}

/// A member of the cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name, unique in the scenario.
    pub id: String,
    /// The broker it talks to; none for one that talks to no broker, such as a database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broker: Option<String>,
    /// What it does.
    pub role: Role,
    /// How many of it there are at the start.
    #[serde(default = "one")]
    pub replicas: u16,
}

/// What a member of the cast does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Publishes messages at a rate, and what a person types.
    Publisher(PublisherConfig),
    /// Asks, and waits for one reply.
    Requester(RequesterConfig),
    /// Asks everybody, and collects replies.
    Gatherer(GathererConfig),
    /// Takes messages and works on them.
    Handler(HandlerConfig),
    /// Copies what a consumer gave up to the dead letters.
    DeadLetterHandler(DeadLetterHandlerConfig),
    /// Publishes dead letters again, when a person asks for it.
    Administrator(AdministratorConfig),
    /// Stores rows.
    Database(DatabaseConfig),
}

/// How messages travel between any two components.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// How long a message is under way, one way.
    pub latency: Span,
    /// How much longer it is under way at most, each time anew. Nothing is overtaken: a connection keeps its order.
    pub jitter: Span,
    /// How many messages are lost between a client and the broker, each way.
    pub loss: Ratio,
    /// What is otherwise between some brokers and their clients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<BrokerLinks>,
}

/// How messages travel between one broker and its clients, where that is other than on all links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerLinks {
    /// The broker's name.
    pub broker: String,
    /// How long a message is under way, one way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Span>,
    /// How many messages are lost, each way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Ratio>,
}

impl Default for Links {
    fn default() -> Links {
        Links { latency: Span::from_millis(1), jitter: Span::ZERO, loss: Ratio::ZERO, apart: Vec::new() }
    }
}

const fn one() -> u16 {
    1
}
