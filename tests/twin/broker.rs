//! The brokers of a run, by profile.

use crate::core::Core;
use crate::direct::Direct;
use crate::redis::Redis;
use crate::server::Server;
use crate::streams::Streams;
use queue_playground::broker::nats::Config;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::{ComponentId, ConnectionId};
use queue_playground::scenario::{Profile, Scenario};
use queue_playground::sim::time::Time;

pub(crate) enum Broker {
    Nats(Box<Server>),
    Redis(Redis),
    Direct(Direct),
}

/// All brokers of a scenario, each with what came of making it.
pub(crate) fn all(scenario: &Scenario) -> Vec<(Broker, Vec<Effect>)> {
    let one = |(part, profile): (u16, &Profile)| {
        let (id, seed, mut effects) = (ComponentId { part, member: 0 }, scenario.seed, Vec::new());
        let broker = match profile {
            Profile::NatsCore(config) => nats(Core::new(id, seed, config), None, *config),
            Profile::JetStream(config) => {
                let mut core = Core::new(id, seed, &config.server);
                let streams = Streams::new(id, config, &mut core, &mut effects);
                nats(core, Some(streams), config.server)
            }
            Profile::Redis(_) => Broker::Redis(Redis::new(id)),
            Profile::Watched => unreachable!("no run of a world has one"),
            Profile::Direct(config) => Broker::Direct(Direct::new(id, seed, config)),
        };
        (broker, effects)
    };
    (0..).zip(scenario.brokers.iter().map(|broker| &broker.profile)).map(one).collect()
}

fn nats(core: Core, streams: Option<Streams>, config: Config) -> Broker {
    Broker::Nats(Box::new(Server { core, streams, config, behind: Vec::new(), stalled: Vec::new(), started: 0 }))
}

impl Broker {
    pub(crate) fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(server) => server.handle(now, connection, request, effects),
            Broker::Redis(redis) => redis.handle(connection, request, effects),
            Broker::Direct(direct) => direct.handle(connection, request, effects),
        }
    }

    pub(crate) fn stop(&mut self, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(server) => server.stop(effects),
            Broker::Redis(redis) => *redis = Redis::new(redis.id),
            Broker::Direct(_) => unreachable!("there is no broker"),
        }
    }

    pub(crate) fn start(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Broker::Nats(server) = self {
            server.start(now, effects);
        }
    }

    pub(crate) fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Broker::Nats(server) = self {
            server.wake(now, effects);
        }
    }

    /// The link of a client is cut, or whole again.
    pub(crate) fn link(&mut self, now: Time, connection: ConnectionId, cut: bool, effects: &mut Vec<Effect>) {
        if let Broker::Nats(server) = self {
            server.link(now, connection, cut, effects);
        }
    }
}
