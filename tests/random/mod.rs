//! Random scenarios, one for each seed: short runs with much going on. The sweep, the slow twin and the determinism
//! tests run them.
//!
//! A scenario is written as JSON, as a person would, and read back by `Scenario::from_json`. So it is one that `qp run`
//! accepts, and a field that the engine gains later takes its default here.

mod cast;
mod course;
mod dice;
mod knobs;
mod streams;

use dice::Dice;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use serde_json::{Value, json};

/// How far the runs go.
pub(crate) const END: Time = Time::from_nanos(2_500_000_000);

/// Which brokers take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Core NATS.
    Core,
    /// NATS with JetStream.
    JetStream,
    /// Redis Pub/Sub.
    Redis,
    /// No broker: direct calls.
    Direct,
}

impl Flavour {
    /// Every flavour.
    pub(crate) const ALL: [Flavour; 4] = [Flavour::Core, Flavour::JetStream, Flavour::Redis, Flavour::Direct];

    /// Its name in a scenario's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Flavour::Core => "core",
            Flavour::JetStream => "jetstream",
            Flavour::Redis => "redis",
            Flavour::Direct => "direct",
        }
    }
}

/// The scenario of this flavour and seed.
pub(crate) fn scenario(flavour: Flavour, seed: u64) -> Scenario {
    let text = json(flavour, seed).to_string();
    Scenario::from_json(&text).unwrap_or_else(|error| panic!("seed {seed} makes no scenario: {error}\n{text}"))
}

fn json(flavour: Flavour, seed: u64) -> Value {
    let dice = &mut Dice::new(seed, flavour.name());
    let brokers: Vec<Value> = (1..=dice.pick(&[1, 1, 1, 2])).map(|number| broker(flavour, number, dice)).collect();
    let cast = cast::random(flavour, &brokers, dice);
    let knobs = knobs::of(&brokers, &cast, dice);
    let entries = course::random(&brokers, &cast, &knobs, dice);
    json!({
        "name": format!("random-{}-{seed}", flavour.name()),
        "seed": seed,
        "brokers": brokers,
        "cast": cast,
        "links": links(dice),
        "knobs": knobs,
        "entries": entries,
    })
}

fn broker(flavour: Flavour, number: u32, dice: &mut Dice) -> Value {
    let nats = match dice.between(1, 12) {
        // Some items are longer than this: whoever publishes them is expelled.
        1 => json!({ "max_payload": 15 }),
        // Whose link is cut soon has too much waiting for it, or for too long.
        2..=4 => json!({
            "max_payload": 100, "max_pending": dice.pick(&[200, 500, 5_000]),
            "socket_buffer": dice.pick(&[0, 100]), "write_deadline": dice.span_text(20, 900),
        }),
        _ => json!({}),
    };
    let profile = match flavour {
        Flavour::Core => json!({ "nats_core": nats }),
        Flavour::JetStream => json!({ "jet_stream": { "server": nats, "streams": streams::random(dice) } }),
        Flavour::Redis => json!({ "redis": {} }),
        Flavour::Direct => json!({ "direct": { "open_calls": dice.pick(&[1, 2, 5, 128]) } }),
    };
    json!({ "id": format!("broker-{number}"), "profile": profile })
}

fn links(dice: &mut Dice) -> Value {
    let latency = if dice.one_in(10) { "0s".to_owned() } else { dice.span_text(1, 20) };
    let jitter = if dice.one_in(3) { dice.span_text(0, 40) } else { "0s".to_owned() };
    json!({ "latency": latency, "jitter": jitter, "loss": dice.pick(&["0%", "0%", "1%", "10%"]) })
}
