//! A scenario under construction, in few words: what most patterns leave as it is has its usual value here.
//!
//! Names, subjects and filters are constants: a wrong one is a bug, and the tests build every pattern.

use super::KnobText;
use crate::broker::{direct, jetstream, nats, redis};
use crate::cast::{
    Arrivals, DatabaseConfig, GathererConfig, HandlerConfig, PublisherConfig, Pull, RequesterConfig, ServiceTime,
};
use crate::message::subject::{Filter, Subject};
use crate::message::{ConsumerConfig, StreamConfig};
use crate::scenario::{Broker, Links, Part, Profile, Role, Scenario};
use crate::sim::chance::Seed;
use crate::sim::time::{Rate, Span};

/// A scenario that brokers and cast are put into.
pub(super) struct Draft(Scenario);

impl Draft {
    pub(super) fn new(name: &str) -> Draft {
        Draft(Scenario {
            name: name.to_owned(),
            brokers: Vec::new(),
            cast: Vec::new(),
            links: Links::default(),
            knobs: Vec::new(),
            entries: Vec::new(),
            seed: Seed(42),
        })
    }

    pub(super) fn finish(mut self, knobs: &[KnobText]) -> Scenario {
        self.0.knobs = knobs.iter().map(KnobText::knob).collect();
        self.0
    }

    fn broker(&mut self, id: &str, profile: Profile) {
        self.0.brokers.push(Broker { id: id.to_owned(), profile });
    }

    /// A core NATS server.
    pub(super) fn core_nats(&mut self, id: &str) {
        self.broker(id, Profile::NatsCore(nats::Config::default()));
    }

    /// A NATS server with JetStream and these streams.
    pub(super) fn jetstream(&mut self, id: &str, streams: Vec<StreamConfig>) {
        self.broker(id, Profile::JetStream(jetstream::Config { server: nats::Config::default(), streams }));
    }

    /// A Redis server.
    pub(super) fn redis(&mut self, id: &str) {
        self.broker(id, Profile::Redis(redis::Config::default()));
    }

    /// No broker: calls from program to program.
    pub(super) fn direct(&mut self, id: &str, open_calls: u32, call_timeout: Span) {
        self.broker(id, Profile::Direct(direct::Config { open_calls, call_timeout }));
    }

    /// One who talks to a broker, alone.
    pub(super) fn one(&mut self, id: &str, broker: &str, role: Role) {
        self.crew(id, broker, 1, role);
    }

    /// Several who talk to a broker and do the same.
    pub(super) fn crew(&mut self, id: &str, broker: &str, replicas: u16, role: Role) {
        self.0.cast.push(Part { id: id.to_owned(), broker: Some(broker.to_owned()), role, replicas });
    }

    /// A database; its statements take 20 ms.
    pub(super) fn database(&mut self, id: &str, connection_limit: u16) {
        self.database_of(id, DatabaseConfig { connection_limit, statement_time: Span::from_millis(20) });
    }

    /// A database of another kind.
    pub(super) fn database_of(&mut self, id: &str, config: DatabaseConfig) {
        self.0.cast.push(Part { id: id.to_owned(), broker: None, role: Role::Database(config), replicas: 1 });
    }

    /// How long a message is under way, one way.
    pub(super) const fn latency(&mut self, latency: Span) {
        self.0.links.latency = latency;
    }
}

#[allow(clippy::expect_used, reason = "a constant")]
pub(super) fn subject(text: &str) -> Subject {
    Subject::parse(text).expect("a subject")
}

#[allow(clippy::expect_used, reason = "a constant")]
pub(super) fn filter(text: &str) -> Filter {
    Filter::parse(text).expect("a filter")
}

pub(super) const fn ms(milliseconds: u64) -> Span {
    Span::from_millis(milliseconds)
}

fn owned(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

/// Publishes so many messages per second, evenly, and what is typed.
pub(super) fn publishes(about: &str, per_second: u64, items: &[&str]) -> PublisherConfig {
    PublisherConfig {
        subject: subject(about),
        rate: Rate::per_second(per_second),
        arrivals: Arrivals::Constant,
        items: owned(items),
        confirm: None,
    }
}

/// Asks so often per second, evenly, and what is typed; waits two seconds.
pub(super) fn asks(about: &str, per_second: u64, items: &[&str]) -> RequesterConfig {
    RequesterConfig {
        subject: subject(about),
        rate: Rate::per_second(per_second),
        arrivals: Arrivals::Constant,
        items: owned(items),
        timeout: Span::from_secs(2),
        retries: 0,
        dead_letter: None,
    }
}

/// Asks everybody so often per second, evenly, and what is typed; waits two seconds.
pub(super) fn gathers(about: &str, per_second: u64, items: &[&str]) -> GathererConfig {
    GathererConfig {
        subject: subject(about),
        rate: Rate::per_second(per_second),
        arrivals: Arrivals::Constant,
        items: owned(items),
        count: None,
        deadline: Span::from_secs(2),
        stall: None,
    }
}

/// A handler that hears nothing yet and works so long.
pub(super) fn works(service_time: ServiceTime) -> HandlerConfig {
    HandlerConfig::of(service_time)
}

/// Hears what matches a filter, each member for itself.
pub(super) fn hears(about: &str, service_time: ServiceTime) -> HandlerConfig {
    HandlerConfig { filter: Some(filter(about)), ..works(service_time) }
}

/// Hears what matches a filter and shares it with its queue group.
pub(super) fn shares(about: &str, group: &str, service_time: ServiceTime) -> HandlerConfig {
    HandlerConfig { filter: Some(filter(about)), group: Some(group.to_owned()), ..works(service_time) }
}

/// Fetches from a consumer, one message at a time.
pub(super) fn pulls(stream: &str, consumer: &str, service_time: ServiceTime) -> HandlerConfig {
    HandlerConfig { pull: Some(pull(stream, consumer)), ..works(service_time) }
}

pub(super) fn pull(stream: &str, consumer: &str) -> Pull {
    let (stream, consumer) = (stream.to_owned(), consumer.to_owned());
    Pull { stream, consumer, batch: 1, expires: Span::from_secs(30) }
}

/// A stream of these subjects that keeps the last 10,000 messages.
pub(super) fn stream(name: &str, subjects: &[&str], consumers: Vec<ConsumerConfig>) -> StreamConfig {
    StreamConfig {
        name: name.to_owned(),
        subjects: subjects.iter().map(|about| filter(about)).collect(),
        retention: Default::default(),
        discard: Default::default(),
        discard_new_per_subject: false,
        max_msgs: Some(10_000),
        max_bytes: None,
        max_msgs_per_subject: None,
        max_msg_size: None,
        max_consumers: None,
        max_age: None,
        duplicate_window: None,
        consumers,
    }
}

/// A consumer that waits for fetches and for acks, 30 s, and never gives up.
pub(super) fn consumer(name: &str) -> ConsumerConfig {
    ConsumerConfig {
        name: name.to_owned(),
        filter_subject: None,
        deliver_policy: Default::default(),
        ack_policy: Default::default(),
        ack_wait: None,
        max_deliver: None,
        backoff: Vec::new(),
        max_ack_pending: None,
        max_waiting: None,
        max_batch: None,
        deliver_subject: None,
        deliver_group: None,
        idle_heartbeat: None,
    }
}
