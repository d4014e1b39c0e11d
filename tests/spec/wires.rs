//! Wires: what latency, jitter, loss and a cut do to what travels.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{Kind, LossReason, Stage};
use serde_json::{Value, json};

fn handler(more: &Value) -> Value {
    let mut handler = json!({ "filter": "orders.*", "service_time": { "constant": "1ms" } });
    for (name, value) in more.as_object().expect("fields") {
        handler[name] = value.clone();
    }
    handler
}

fn delivered(transcript: &Transcript) -> Vec<(String, u32)> {
    transcript.all(|record| match record.kind {
        Kind::Delivered { delivery } => Some((record.at.to_string(), delivery.message.number())),
        _ => None,
    })
}

#[test]
fn jitter_delays_and_nothing_overtakes() {
    let play = Play::new().rate("200/s").poisson().links_of(&json!({ "latency": "5ms", "jitter": "50ms" }));
    let transcript = play.subscriber("log", "orders.>").run("20s");
    let numbers: Vec<u32> = delivered(&transcript).into_iter().map(|(_, number)| number).collect();
    assert!(numbers.len() > 3_500 && numbers.is_sorted(), "a connection keeps its order");
    let mut transit = Vec::new();
    for record in &transcript.records {
        match record.kind {
            Kind::Sent { delivery, .. } => transit.push((delivery.message, record.at)),
            Kind::Delivered { delivery } => {
                let sent = transit.iter().find(|(message, _)| *message == delivery.message).expect("it was sent").1;
                let took = record.at.since(sent).as_millis();
                assert!((5..=55).contains(&took), "{took} ms");
            }
            _ => {}
        }
    }
}

#[test]
fn a_cut_link_holds_what_is_sent_until_it_heals() {
    let transcript = Play::new().subscriber("log", "orders.>").partition("2500ms", "log.1").heal("5200ms", "log.1");
    let transcript = transcript.run("6500ms");
    let expected = [("1.002s", 1), ("2.002s", 2), ("5.201s", 3), ("5.201s", 4), ("5.201s", 5), ("6.002s", 6)];
    assert_eq!(delivered(&transcript), expected.map(|(at, number)| (at.to_owned(), number)));
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Lost { .. })), 0);
}

#[test]
fn a_cut_publisher_is_heard_when_its_link_heals() {
    let play = Play::new().subscriber("log", "orders.>").partition("1500ms", "web").heal("4500ms", "web");
    let delivered = delivered(&play.run("4900ms"));
    let numbers: Vec<u32> = delivered.iter().map(|&(_, number)| number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert!(delivered[1..].iter().all(|(at, _)| at == "4.502s"), "{delivered:?}");
}

#[test]
fn what_waits_for_a_process_that_dies_meanwhile_finds_nobody() {
    let play = Play::new().subscriber("log", "orders.>").partition("2500ms", "log.1").crash("4500ms", "log.1");
    let transcript = play.heal("5s", "log.1").run("5500ms");
    let lost = transcript.all(|record| match record.kind {
        Kind::Lost { delivery, stage: Stage::OnTheWay, reason: LossReason::ConnectionClosed } => {
            Some((record.at.to_string(), delivery.message.number()))
        }
        _ => None,
    });
    // The fifth went out before the broker heard that the process is gone.
    let expected = [("5.001s", 3), ("5.001s", 4), ("5.002s", 5)];
    assert_eq!(lost, expected.map(|(at, number)| (at.to_owned(), number)));
}

#[test]
fn a_handler_cut_off_in_the_middle_of_its_work_sends_nothing_and_forgets_it_when_it_dies() {
    let slow = handler(&json!({ "forward": "packed.orders", "service_time": { "constant": "300ms" } }));
    let play = Play::new().handlers("pack", 1, &slow).subscriber("log", "packed.>");
    let transcript = play.partition("1100ms", "pack.1").crash("1500ms", "pack.1").run("10s");
    let lost = transcript.moments(|kind| matches!(kind, Kind::LostOnLink(_)));
    assert_eq!(lost, ["1.5s"], "what it passed on at 1.302 s was still in the process's own hands");
    assert_eq!(transcript.done().get("log.1"), None);
}

#[test]
fn only_a_client_with_a_link_can_be_cut_off() {
    let play = Play::new().database(4, "20ms").storing_group("save", 1, "1ms");
    let scenario = play.scenario();
    let roster = queue_playground::scenario::Roster::new(&scenario);
    let cut = |component: &str| queue_playground::scenario::Action::Partition { component: component.to_owned() };
    assert!(scenario.check_action(&roster, &cut("save.1"), "here").is_ok());
    assert!(scenario.check_action(&roster, &cut("web"), "here").is_ok());
    assert_eq!(
        scenario.check_action(&roster, &cut("db"), "here").expect_err("no link").to_string(),
        "db cannot be partitioned"
    );
}
