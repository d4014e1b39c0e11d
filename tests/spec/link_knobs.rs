//! Knobs that turn several parts, or the links between a broker and its clients.

use crate::stage::{Play, Transcript};
use queue_playground::scenario::{Action, Entry, Scenario};
use queue_playground::transcript::{Kind, LossReason};
use serde_json::json;

fn delivered(transcript: &Transcript) -> Vec<String> {
    transcript.moments(|kind| matches!(kind, Kind::Delivered { .. }))
}

#[test]
fn a_latency_knob_of_a_broker_changes_how_long_its_messages_travel() {
    let play = Play::new().subscriber("log", "orders.>").knob("nats", "latency", "1ms", "1s");
    let transcript = play.set("1500ms", "nats-latency", "100ms").set("3500ms", "nats-latency", "5ms").run("4500ms");
    assert_eq!(delivered(&transcript), ["1.002s", "2.2s", "3.2s", "4.01s"]);
}

#[test]
fn a_link_that_becomes_quicker_lets_nothing_overtake() {
    let play = Play::new().subscriber("log", "orders.>").links("800ms", "0%").knob("nats", "latency", "1ms", "1s");
    let transcript = play.set("1500ms", "nats-latency", "1ms").run("4500ms");
    let numbers = transcript.all(|record| match record.kind {
        Kind::Delivered { delivery } => Some((record.at.to_string(), delivery.message.number())),
        _ => None,
    });
    assert!(numbers.iter().map(|one| one.1).eq([1, 2, 3, 4]), "{numbers:?}");
    assert_eq!(numbers[0].0, "1.801s", "it left the broker when the link was quick already");
}

#[test]
fn a_loss_knob_of_a_broker_loses_messages_each_way() {
    let play = Play::new().rate("100/s").subscriber("log", "orders.>").knob("nats", "loss", "1%", "100%");
    let play = play.links("1ms", "1%");
    let transcript = play.set("1s", "nats-loss", "50%").run("11s");
    let outward = transcript.count(|kind| matches!(kind, Kind::LostOnLink(_)));
    let inward = transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::Link, .. }));
    assert!((420..580).contains(&outward) && (200..300).contains(&inward), "{outward} {inward}");
}

#[test]
fn a_loss_knob_turned_before_the_start_leaves_other_brokers_alone() {
    let mut scenario = Play::new().subscriber("log", "orders.>").knob("nats", "loss", "0%", "100%").scenario();
    scenario.set("nats-loss", "100%").unwrap();
    assert_eq!(scenario.links.of("nats").loss.to_string(), "100%");
    assert_eq!(scenario.links.of("another").loss.to_string(), "0%");
    assert!(delivered(&Transcript::of(&scenario, "5s")).is_empty());
    let file = serde_json::to_string(&scenario).unwrap();
    assert_eq!(Scenario::from_json(&file).unwrap(), scenario, "and fits in a file");
}

#[test]
fn one_knob_turns_several_parts() {
    let play = Play::new().group("save", 1, "10ms").group("mail", 2, "10ms");
    let mut scenario = play.scenario();
    scenario.knobs.retain(|knob| knob.id != "mail");
    let knob = scenario.knobs.iter_mut().find(|knob| knob.id == "save").unwrap();
    knob.also = vec!["mail".to_owned()];
    let turn = Action::Set { knob: "save".to_owned(), value: "3".to_owned() };
    scenario.entries.push(Entry { at: "1s".parse().unwrap(), action: turn });
    scenario.validate().unwrap();
    let transcript = Transcript::of(&scenario, "2s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::KnobTurned { .. })), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Scaled { members: 3 })), 2);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Joined)), 1 + 3 + 3);
    scenario.set("save", "2").unwrap();
    assert!(scenario.cast.iter().filter(|part| part.id != "web").all(|part| part.replicas == 2));
}

#[test]
fn a_knob_of_links_that_turns_something_else_is_refused() {
    let problem = Play::new().knob("nats", "rate", "1/s", "9/s").problem();
    assert_eq!(problem, "the knob nats-rate turns rate of nats, which has none");
    let problem = Play::new().links_of(&json!({ "apart": [{ "broker": "rabbit", "loss": "1%" }] })).problem();
    assert_eq!(problem, "links.apart.broker: there is no broker “rabbit”; there is nats");
}
