//! What a live run is told, and which scenarios can be run live at all.

use crate::live::client::Credentials;
use crate::live::names::Names;
use crate::message::{ConsumerConfig, ConsumerId, StreamConfig, StreamId};
use crate::scenario::{Part, Profile, Role, Roster, Scenario};
use crate::sim::time::Span;

/// How long a stream keeps a message at most, so that nothing stays for long if nobody removes it.
const KEPT: Span = Span::from_secs(3_600);
/// How many messages wait in a handler's buffer if the scenario does not say; a client library has such a limit, too.
const PENDING: u32 = 2_000;

/// What a live run is told.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The scenario.
    pub(super) scenario: Scenario,
    pub(super) roster: Roster,
    /// The cast, within the limits of a live run.
    pub(super) cast: Vec<Part>,
    pub(super) names: Names,
    pub(super) credentials: Credentials,
    /// How many messages per second all publishers together generate at most.
    pub(super) cap: u32,
}

/// Why a scenario has no live run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLive {
    /// Its broker is Redis, which a browser cannot reach.
    #[error("a browser cannot speak to Redis: it has no WebSocket")]
    Redis,
    /// Its parts call each other directly.
    #[error("there is no broker to connect to where programs call each other directly")]
    Direct,
    /// It is what was seen of a real server, and not what anybody does.
    #[error("what was watched on a server is not known well enough to be run")]
    Watched,
}

/// Whether a scenario can be run on a real NATS server.
///
/// # Errors
/// [`NoLive`] if one of its brokers is none that a browser can speak to.
pub fn can_run(scenario: &Scenario) -> Result<(), NoLive> {
    scenario.brokers.iter().try_for_each(|broker| match broker.profile {
        Profile::NatsCore(_) | Profile::JetStream(_) => Ok(()),
        Profile::Redis(_) => Err(NoLive::Redis),
        Profile::Direct(_) => Err(NoLive::Direct),
        Profile::Watched => Err(NoLive::Watched),
    })
}

impl Plan {
    /// The least and the most messages per second that can be allowed.
    pub const CAPS: (u32, u32) = (1, 1_000);
    /// How many are allowed if nothing else is asked for.
    pub const CAP: u32 = 50;

    /// The plan to run a valid scenario under these names. `cap` is brought into [`Plan::CAPS`].
    ///
    /// # Errors
    /// [`NoLive`] if the scenario cannot be run live.
    pub fn new(scenario: &Scenario, names: Names, credentials: Credentials, cap: u32) -> Result<Plan, NoLive> {
        can_run(scenario)?;
        let (scenario, roster) = (scenario.clone(), Roster::new(scenario));
        let mut cast = scenario.cast.clone();
        for part in &mut cast {
            if let Role::Handler(handler) = &mut part.role
                && handler.pull.is_none()
            {
                handler.pending_limit.get_or_insert(PENDING);
            }
        }
        Ok(Plan { scenario, roster, cast, names, credentials, cap: cap.clamp(Plan::CAPS.0, Plan::CAPS.1) })
    }

    /// What the broker of this position calls things.
    pub(super) fn names_of(&self, broker: u16) -> Names {
        match self.scenario.brokers.get(usize::from(broker)) {
            Some(of) if self.scenario.brokers.len() > 1 => self.names.at(&of.id),
            _ => self.names.clone(),
        }
    }

    /// The streams of a broker with their numbers.
    pub(super) fn streams(&self, broker: u16) -> impl Iterator<Item = (StreamId, &StreamConfig)> {
        let streams = self.scenario.brokers.get(usize::from(broker)).map_or(&[][..], |one| one.profile.streams());
        (1..).map(StreamId).zip(streams)
    }

    /// The consumers of a broker with their numbers and streams.
    pub(super) fn consumers(&self, broker: u16) -> impl Iterator<Item = (ConsumerId, StreamId, &ConsumerConfig)> {
        let all = self.streams(broker).flat_map(|(id, stream)| stream.consumers.iter().map(move |one| (id, one)));
        (1..).map(ConsumerId).zip(all).map(|(number, (stream, consumer))| (number, stream, consumer))
    }
}

impl Plan {
    /// The number of a consumer, by the names that the scenario or the server has for it and its stream.
    pub(super) fn consumer_called(&self, broker: u16, stream: &str, consumer: &str) -> Option<ConsumerId> {
        let (stream, consumer) = (self.names.read_name(stream), self.names.read_name(consumer));
        let of = self.streams(broker).find(|(_, config)| config.name == stream).map(|(id, _)| id)?;
        self.consumers(broker).find(|(_, from, config)| *from == of && config.name == consumer).map(|(id, ..)| id)
    }

    /// The broker that has a stream of this name, in the scenario or on the server, and the stream's number there.
    pub(super) fn stream_called(&self, name: &str) -> Option<(u16, StreamId)> {
        let name = self.names.read_name(name);
        let brokers = 0..u16::try_from(self.scenario.brokers.len()).unwrap_or(u16::MAX);
        let mut found = brokers.filter_map(|broker| {
            let stream = self.streams(broker).find(|(_, config)| config.name == name);
            stream.map(|(id, _)| (broker, id))
        });
        found.next()
    }
}

/// A stream as it is made on a server: nothing is kept for longer than an hour.
pub(super) fn bounded(stream: &StreamConfig) -> StreamConfig {
    let max_age = Some(stream.max_age.map_or(KEPT, |age| age.min(KEPT)));
    StreamConfig { max_age, ..stream.clone() }
}
