//! The stage on which the sentences play: a scenario in a few words, and a transcript that can be asked.

use queue_playground::message::{ComponentId, DeliveryId, Message, MessageId};
use queue_playground::scenario::{Action, Entry, Roster, Scenario};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Outcome, Record};
use queue_playground::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scenario under construction: `web` publishes `orders.new` once a second unless told otherwise.
pub struct Play {
    scenario: Value,
    entries: Vec<Entry>,
}

impl Play {
    pub fn new() -> Play {
        let publisher = json!({ "subject": "orders.new", "rate": "1/s", "arrivals": "constant", "items": ["order"] });
        Play {
            scenario: json!({
                "name": "play",
                "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
                "cast": [{ "id": "web", "broker": "nats", "role": { "publisher": publisher } }],
                "knobs": [
                    { "id": "rate", "part": "web", "parameter": "rate", "min": "0/s", "max": "1000/s", "step": "1/s" },
                ],
            }),
            entries: Vec::new(),
        }
    }

    pub fn rate(mut self, rate: &str) -> Play {
        self.scenario["cast"][0]["role"]["publisher"]["rate"] = json!(rate);
        self
    }

    pub fn seed(mut self, seed: u64) -> Play {
        self.scenario["seed"] = json!(seed);
        self
    }

    pub fn links(mut self, latency: &str, loss: &str) -> Play {
        self.scenario["links"] = json!({ "latency": latency, "loss": loss });
        self
    }

    pub fn links_of(mut self, links: &Value) -> Play {
        self.scenario["links"] = links.clone();
        self
    }

    /// Another broker, still called `nats`.
    pub fn broker(mut self, profile: &Value) -> Play {
        self.scenario["brokers"][0]["profile"] = profile.clone();
        self
    }

    pub fn poisson(mut self) -> Play {
        self.scenario["cast"][0]["role"]["publisher"]["arrivals"] = json!("poisson");
        self
    }

    /// Sets fields of `web`, the publisher.
    pub fn web(mut self, fields: &Value) -> Play {
        for (name, value) in fields.as_object().expect("fields") {
            self.scenario["cast"][0]["role"]["publisher"][name] = value.clone();
        }
        // A list of moments has no rate to turn.
        if fields["arrivals"]["list"].is_array() {
            self.scenario["knobs"].as_array_mut().expect("a list").retain(|knob| knob["id"] != "rate");
        }
        self
    }

    /// Another profile of the broker.
    pub fn profile(mut self, profile: &Value) -> Play {
        self.scenario["brokers"][0]["profile"] = profile.clone();
        self
    }

    /// NATS with JetStream and these streams.
    pub fn streams(mut self, streams: &Value) -> Play {
        self.scenario["brokers"][0]["profile"] = json!({ "jet_stream": { "streams": streams } });
        self
    }

    /// The stream `ORDERS` of `orders.>` with a consumer `workers` of this kind.
    pub fn orders(self, consumer: &Value) -> Play {
        let mut consumer = consumer.clone();
        consumer["name"] = json!("workers");
        self.streams(&json!([{ "name": "ORDERS", "subjects": ["orders.>"], "consumers": [consumer] }]))
    }

    /// Members that fetch from `workers`, with whatever `handler` says beside.
    pub fn workers(self, name: &str, members: u16, service: &str, handler: &Value) -> Play {
        let mut handler = handler.clone();
        if !handler["pull"].is_object() {
            handler["pull"] = json!({ "stream": "ORDERS", "consumer": "workers" });
        }
        handler["service_time"] = json!({ "constant": service });
        self.handlers(name, members, &handler)
    }

    /// One more part of the cast, talking to `nats`.
    pub fn part(mut self, id: &str, role: &Value) -> Play {
        self.push("cast", json!({ "id": id, "broker": "nats", "role": role }));
        self
    }

    /// A knob called `<part>-<parameter>`.
    pub fn knob(mut self, part: &str, parameter: &str, min: &str, max: &str) -> Play {
        let id = format!("{part}-{parameter}");
        self.push(
            "knobs",
            json!({ "id": id, "part": part, "parameter": parameter, "min": min, "max": max, "step": min }),
        );
        self
    }

    /// A database called `db`.
    pub fn database(mut self, connection_limit: u16, statement_time: &str) -> Play {
        let role = json!({ "database": { "connection_limit": connection_limit, "statement_time": statement_time } });
        self.push("cast", json!({ "id": "db", "role": role }));
        self
    }

    /// Members of the queue group `name` that need `service` for each message, with a knob of that name for their number.
    pub fn group(self, name: &str, members: u16, service: &str) -> Play {
        let role = json!({ "filter": "orders.*", "group": name, "service_time": { "constant": service } });
        self.handlers(name, members, &role)
    }

    /// The same, and they store what they handled in `db`.
    pub fn storing_group(self, name: &str, members: u16, service: &str) -> Play {
        let service = json!({ "constant": service });
        let role = json!({ "filter": "orders.*", "group": name, "service_time": service, "database": "db" });
        self.handlers(name, members, &role)
    }

    /// One subscriber of its own, in no group.
    pub fn subscriber(self, name: &str, filter: &str) -> Play {
        self.handlers(name, 1, &json!({ "filter": filter, "service_time": { "constant": "1ms" } }))
    }

    pub fn handlers(mut self, name: &str, members: u16, handler: &Value) -> Play {
        self.push("cast", json!({ "id": name, "broker": "nats", "replicas": members, "role": { "handler": handler } }));
        self.push(
            "knobs",
            json!({ "id": name, "part": name, "parameter": "replicas", "min": "0", "max": "100", "step": "1" }),
        );
        let failure = format!("{name}-failure");
        self.push(
            "knobs",
            json!({ "id": failure, "part": name, "parameter": "failure", "min": "0%", "max": "100%", "step": "1%" }),
        );
        self
    }

    pub fn at(mut self, at: &str, action: Action) -> Play {
        self.entries.push(Entry { at: at.parse().expect("a moment"), action });
        self
    }

    pub fn crash(self, at: &str, component: &str) -> Play {
        self.at(at, Action::Crash { component: component.to_owned() })
    }

    pub fn restart(self, at: &str, component: &str) -> Play {
        self.at(at, Action::Restart { component: component.to_owned() })
    }

    pub fn set(self, at: &str, knob: &str, value: &str) -> Play {
        self.at(at, Action::Set { knob: knob.to_owned(), value: value.to_owned() })
    }

    pub fn partition(self, at: &str, component: &str) -> Play {
        self.at(at, Action::Partition { component: component.to_owned() })
    }

    pub fn heal(self, at: &str, component: &str) -> Play {
        self.at(at, Action::Heal { component: component.to_owned() })
    }

    pub fn publish(self, at: &str, text: &str) -> Play {
        self.at(at, Action::Publish { component: "web".to_owned(), text: text.to_owned() })
    }

    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::from_json(&self.scenario.to_string()).expect("a scenario that can be run");
        scenario.entries.clone_from(&self.entries);
        scenario.validate().expect("entries that can be applied");
        scenario
    }

    /// Why it cannot be run.
    pub fn problem(&self) -> String {
        Scenario::from_json(&self.scenario.to_string()).expect_err("a problem").to_string()
    }

    pub fn run(&self, until: &str) -> Transcript {
        Transcript::of(&self.scenario(), until)
    }

    fn push(&mut self, list: &str, value: Value) {
        self.scenario[list].as_array_mut().expect("a list").push(value);
    }
}

/// All records of a run up to a moment.
pub struct Transcript {
    pub roster: Roster,
    pub records: Vec<Record>,
}

impl Transcript {
    pub fn of(scenario: &Scenario, until: &str) -> Transcript {
        let limit: Time = until.parse().expect("a moment");
        let mut world = World::new(scenario).expect("a scenario that can be run");
        let records = std::iter::from_fn(|| world.next_record(limit, &scenario.entries)).collect();
        Transcript { roster: Roster::new(scenario), records }
    }

    /// Everything that `pick` finds, in order.
    pub fn all<T>(&self, pick: impl Fn(&Record) -> Option<T>) -> Vec<T> {
        self.records.iter().filter_map(pick).collect()
    }

    pub fn count(&self, pick: impl Fn(&Kind) -> bool) -> usize {
        self.records.iter().filter(|record| pick(&record.kind)).count()
    }

    pub fn published(&self) -> Vec<Arc<Message>> {
        self.all(|record| match &record.kind {
            Kind::Published { message } => Some(Arc::clone(message)),
            _ => None,
        })
    }

    /// Who was sent each message, by name.
    pub fn receivers(&self) -> BTreeMap<MessageId, Vec<String>> {
        let mut receivers: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
        for record in &self.records {
            if let Kind::Sent { delivery, to, .. } = record.kind {
                receivers.entry(delivery.message).or_default().push(self.roster.name(to));
            }
        }
        receivers
    }

    /// How many deliveries each component finished well, by name.
    pub fn done(&self) -> BTreeMap<String, u64> {
        let mut done = BTreeMap::new();
        for record in &self.records {
            if let Kind::Finished { outcome: Outcome::Done, .. } = record.kind {
                *done.entry(self.roster.name(record.component)).or_default() += 1;
            }
        }
        done
    }

    /// The moments of what `pick` finds, in order.
    pub fn moments(&self, pick: impl Fn(&Kind) -> bool) -> Vec<String> {
        self.all(|record| pick(&record.kind).then(|| record.at.to_string()))
    }

    /// The deliveries that `pick` finds at a component, in order.
    pub fn deliveries_at(&self, name: &str, pick: impl Fn(&Kind) -> Option<DeliveryId>) -> Vec<DeliveryId> {
        let id = self.component(name);
        self.all(|record| if record.component == id { pick(&record.kind) } else { None })
    }

    /// Everything that happened at a component, with its moment.
    pub fn at(&self, name: &str) -> Vec<(Time, Kind)> {
        let id = self.component(name);
        self.all(|record| (record.component == id).then(|| (record.at, record.kind.clone())))
    }

    pub fn component(&self, name: &str) -> ComponentId {
        self.roster.find(name).expect("a component of this name")
    }
}

/// A run of the built-in pattern with another seed.
pub fn scaling_handlers(seed: u64) -> Scenario {
    let mut scenario = queue_playground::patterns::find("scaling-handlers")
        .and_then(queue_playground::patterns::Pattern::scenario)
        .expect("a pattern");
    scenario.seed = Seed(seed);
    scenario
}
