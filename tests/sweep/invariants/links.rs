//! How long something travels between a client and its broker: as the scenario says, and as knobs were turned.

use super::knobs::Knobs;
use queue_playground::message::ComponentId;
use queue_playground::scenario::{Parameter, Scenario, Value};
use queue_playground::sim::time::Span;
use queue_playground::transcript::Kind;
use std::collections::BTreeMap;

pub(super) struct Links {
    knobs: Knobs,
    /// The broker of each part of the cast.
    broker: BTreeMap<u16, u16>,
    /// The latency of each broker's links now, and the longest that it ever was.
    latency: BTreeMap<u16, (Span, Span)>,
    jitter: Span,
}

impl Links {
    pub(super) fn new(scenario: &Scenario) -> Links {
        let brokers = (0_u16..).zip(&scenario.brokers);
        let latency = brokers.clone().map(|(part, broker)| (part, scenario.links.of(&broker.id).latency));
        let number = |name: &str| brokers.clone().find(|(_, broker)| broker.id == name).map(|(part, _)| part);
        let first = u16::try_from(scenario.brokers.len()).expect("few brokers");
        let cast = (first..).zip(&scenario.cast);
        Links {
            knobs: Knobs::new(scenario),
            broker: cast.filter_map(|(part, one)| Some((part, number(one.broker.as_deref()?)?))).collect(),
            latency: latency.map(|(part, latency)| (part, (latency, latency))).collect(),
            jitter: scenario.links.jitter,
        }
    }

    /// Takes in what happened.
    pub(super) fn feed(&mut self, kind: &Kind) {
        if let Some((brokers, Value::Span(to))) = self.knobs.turned(kind, Parameter::Latency) {
            for broker in brokers {
                if let Some((now, longest)) = self.latency.get_mut(broker) {
                    (*now, *longest) = (to, (*longest).max(to));
                }
            }
        }
    }

    /// The broker that a client talks to.
    pub(super) fn broker(&self, client: ComponentId) -> Option<u16> {
        self.broker.get(&client.part).copied()
    }

    fn of(&self, client: ComponentId) -> (Span, Span) {
        self.broker(client).and_then(|broker| self.latency.get(&broker)).copied().unwrap_or_default()
    }

    /// How long something takes at least that departs now.
    pub(super) fn shortest(&self, client: ComponentId) -> Span {
        self.of(client).0
    }

    /// How long something takes at most: as long as what it must not overtake.
    pub(super) fn longest(&self, client: ComponentId) -> Span {
        self.of(client).1 + self.jitter
    }
}
