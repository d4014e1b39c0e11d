//! A broker that ends and starts again: core NATS and Redis forget, JetStream has its files.

use crate::stage::{Play, Transcript};
use queue_playground::scenario::{Action, Roster};
use queue_playground::transcript::Fold;
use queue_playground::transcript::{Kind, LossReason, Obligations, Publications};
use serde_json::{Value, json};

fn restarted(play: Play, at: &str) -> Play {
    play.restart(at, "nats")
}

fn delivered(transcript: &Transcript) -> Vec<(String, u32)> {
    transcript.all(|record| match record.kind {
        Kind::Delivered { delivery } => Some((record.at.to_string(), delivery.message.number())),
        _ => None,
    })
}

#[test]
fn a_broker_is_down_for_a_second_its_clients_for_two_and_what_they_publish_meanwhile_waits() {
    let transcript = restarted(Play::new().subscriber("log", "orders.>"), "1500ms").run("4500ms");
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::BrokerStopped)), ["1.5s"]);
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::BrokerStarted)), ["2.5s"]);
    let connected = transcript.moments(|kind| matches!(kind, Kind::Connected { .. }));
    assert_eq!(connected[2..], ["3.502s", "3.502s"], "they hear of it after 1 ms, come back 2 s later");
    let numbers: Vec<u32> = delivered(&transcript).into_iter().map(|(_, number)| number).collect();
    assert_eq!(numbers, [1, 4], "the publisher came back first, and nobody listened yet to 2 and 3");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoInterest { .. })), 2);
}

#[test]
fn what_is_on_its_way_to_a_broker_that_ends_is_lost() {
    let play = Play::new().subscriber("log", "orders.>").links("100ms", "0%");
    let transcript = restarted(play, "1050ms").run("1900ms");
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::LostOnLink(_))), ["1.1s"]);
    assert!(delivered(&transcript).is_empty());
}

#[test]
fn what_waits_at_a_cut_link_is_lost_with_the_broker() {
    let play = Play::new().subscriber("log", "orders.>").partition("500ms", "log.1");
    let transcript = restarted(play, "2500ms").heal("3s", "log.1").run("9s");
    let lost = transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::ConnectionClosed, .. }));
    assert_eq!(lost, 2);
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in &transcript.records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}");
    }
}

#[test]
fn redis_forgets_its_subscriptions_and_its_clients_subscribe_anew() {
    let play = Play::new().broker(&json!({ "redis": {} })).subscriber("log", "orders.new");
    let transcript = restarted(play, "1500ms").run("5500ms");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Subscribed { .. })), 2);
    assert_eq!(delivered(&transcript).len(), 1 + 2);
}

fn orders(consumer: &Value, members: u16, service: &str, more: &Value) -> Play {
    Play::new().orders(consumer).workers("work", members, service, more)
}

#[test]
fn a_stream_keeps_its_messages_over_a_restart() {
    let play = orders(&json!({ "ack_wait": "30s" }), 1, "10ms", &json!({}));
    let play = play.set("900ms", "work", "0").restart("3500ms", "nats").set("6s", "work", "1");
    let transcript = play.run("9500ms");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Stored { .. })), 9);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Acked { .. })), 9);
}

#[test]
fn what_was_not_acknowledged_comes_again_at_its_time_counted_in_whole_seconds() {
    let play = orders(&json!({ "ack_wait": "5s" }), 1, "1min", &json!({}));
    let play = play.web(&json!({ "arrivals": { "list": ["1700ms"] }, "rate": "0/s" }));
    let transcript = restarted(play, "2s").crash("2500ms", "work.1").restart("2600ms", "work.1").run("8s");
    let timed_out = transcript.moments(|kind| matches!(kind, Kind::AckTimedOut { .. }));
    assert_eq!(timed_out, ["6.001s"], "5 s after 1 s, which is what the file says of 1.701 s");
    let attempts = transcript.all(|record| match &record.kind {
        Kind::Sent { token: Some(token), .. } => Some(token.delivered),
        _ => None,
    });
    assert_eq!(attempts, [1, 2], "and it knows how often it was delivered");
}

#[test]
fn what_was_given_up_is_given_up_once_more() {
    let play = orders(&json!({ "ack_wait": "200ms", "max_deliver": 1 }), 2, "1min", &json!({}));
    let play = play.web(&json!({ "arrivals": { "list": ["1s"] }, "rate": "0/s" }));
    let transcript = restarted(play, "2s").run("6s");
    let exhausted = transcript.count(|kind| matches!(kind, Kind::Exhausted { .. }));
    assert_eq!(exhausted, 2, "no file says that it was");
}

#[test]
fn a_stream_knows_the_ids_of_the_messages_that_it_still_has_and_of_no_others() {
    let confirm = json!({ "message_id": true, "timeout": "700ms", "retries": 1 });
    let play = |retention: &str| {
        let consumer = json!({ "name": "workers" });
        let stream =
            json!({ "name": "ORDERS", "subjects": ["orders.>"], "retention": retention, "consumers": [consumer] });
        let web = json!({ "arrivals": { "list": ["1s"] }, "rate": "0/s", "confirm": confirm });
        let play = Play::new().streams(&json!([stream])).workers("work", 1, "10ms", &json!({})).web(&web);
        // The answer gets lost, so that it is published again, after the restart.
        play.at("1s", Action::LoseNext { component: "web".to_owned() }).restart("1500ms", "nats")
    };
    let count = |transcript: &Transcript| transcript.count(|kind| matches!(kind, Kind::Duplicate { .. }));
    assert_eq!(count(&play("limits").run("8s")), 1);
    assert_eq!(count(&play("workqueue").run("8s")), 0, "it was handled, and is gone");
}

#[test]
fn without_a_broker_there_is_nothing_to_restart() {
    let scenario = Play::new().broker(&json!({ "direct": {} })).scenario();
    let action = Action::Restart { component: "nats".to_owned() };
    let problem = scenario.check_action(&Roster::new(&scenario), &action, "here").unwrap_err().to_string();
    let expected = "here: with direct calls there is no broker to restart; crash and restart whoever is called";
    assert_eq!(problem, expected);
}
