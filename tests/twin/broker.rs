//! The brokers of a run, by profile.

use crate::core::Core;
use crate::direct::Direct;
use crate::redis::Redis;
use crate::streams::Streams;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::{ComponentId, ConnectionId};
use queue_playground::scenario::{Profile, Scenario};
use queue_playground::sim::time::Time;

pub(crate) enum Broker {
    Nats(Core, Option<Streams>),
    Redis(Redis),
    Direct(Direct),
}

/// All brokers of a scenario, each with what came of making it.
pub(crate) fn all(scenario: &Scenario) -> Vec<(Broker, Vec<Effect>)> {
    let one = |(part, profile): (u16, &Profile)| {
        let (id, seed, mut effects) = (ComponentId { part, member: 0 }, scenario.seed, Vec::new());
        let broker = match profile {
            Profile::NatsCore(config) => Broker::Nats(Core::new(id, seed, config), None),
            Profile::JetStream(config) => {
                let mut core = Core::new(id, seed, &config.server);
                let streams = Streams::new(id, config, &mut core, &mut effects);
                Broker::Nats(core, Some(streams))
            }
            Profile::Redis(_) => Broker::Redis(Redis::new(id)),
            Profile::Direct(config) => Broker::Direct(Direct::new(id, seed, config)),
        };
        (broker, effects)
    };
    (0..).zip(scenario.brokers.iter().map(|broker| &broker.profile)).map(one).collect()
}

impl Broker {
    pub(crate) fn handle(&mut self, now: Time, connection: ConnectionId, request: Request, effects: &mut Vec<Effect>) {
        match self {
            Broker::Nats(core, streams) => nats(core, streams.as_mut(), now, connection, request, effects),
            Broker::Redis(redis) => redis.handle(connection, request, effects),
            Broker::Direct(direct) => direct.handle(connection, request, effects),
        }
    }

    pub(crate) fn wake(&mut self, now: Time, effects: &mut Vec<Effect>) {
        if let Broker::Nats(core, Some(streams)) = self {
            streams.wake(now, core, effects);
        }
    }
}

fn nats(
    core: &mut Core,
    streams: Option<&mut Streams>,
    now: Time,
    connection: ConnectionId,
    request: Request,
    effects: &mut Vec<Effect>,
) {
    match request {
        Request::Publish(message) if core.is_connected(connection) => {
            if core.expels(connection, &message, effects) {
                if let Some(streams) = streams {
                    streams.look_around(now, core, effects);
                }
                return;
            }
            let routed = core.route(Some(connection), &message, effects);
            let taken = streams.is_some_and(|streams| streams.publish(now, &message, !routed, core, effects));
            if !routed && !taken {
                core.forget(connection, &message, effects);
            }
        }
        Request::Fetch { .. } | Request::Acknowledge { .. } | Request::Api { .. } if core.is_connected(connection) => {
            if let Some(streams) = streams {
                streams.request(now, connection, request, core, effects);
            }
        }
        request => {
            core.handle(connection, request, effects);
            if let Some(streams) = streams {
                streams.look_around(now, core, effects);
            }
        }
    }
}
