//! The brokers of a run, by profile.

use crate::core::Core;
use crate::direct::Direct;
use crate::redis::Redis;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::{ComponentId, ConnectionId};
use queue_playground::scenario::{Profile, Scenario};

pub(crate) enum Broker {
    Core(Core),
    Redis(Redis),
    Direct(Direct),
}

/// All brokers of a scenario.
pub(crate) fn all(scenario: &Scenario) -> Vec<Broker> {
    let one = |(part, profile): (u16, &Profile)| {
        let id = ComponentId { part, member: 0 };
        match profile {
            Profile::NatsCore(config) => Broker::Core(Core::new(id, scenario.seed, config)),
            Profile::JetStream(config) => Broker::Core(Core::new(id, scenario.seed, &config.server)),
            Profile::Redis(_) => Broker::Redis(Redis::new(id)),
            Profile::Direct(config) => Broker::Direct(Direct::new(id, scenario.seed, config)),
        }
    };
    (0..).zip(scenario.brokers.iter().map(|broker| &broker.profile)).map(one).collect()
}

impl Broker {
    pub(crate) fn handle(&mut self, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match self {
            Broker::Core(core) => core.handle(connection, request, effects),
            Broker::Redis(redis) => redis.handle(connection, request, effects),
            Broker::Direct(direct) => direct.handle(connection, request, effects),
        }
    }
}
