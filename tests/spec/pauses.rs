//! A paused process: frozen with its connection open, as by `docker pause`.

use crate::stage::Play;
use queue_playground::scenario::Action;
use queue_playground::transcript::{ExpulsionReason, Kind, LossReason, Stage};
use serde_json::json;

fn pause(component: &str) -> Action {
    Action::Pause { component: component.to_owned() }
}

fn unpause(component: &str) -> Action {
    Action::Unpause { component: component.to_owned() }
}

#[test]
fn what_is_sent_to_a_paused_process_waits_and_is_handled_when_it_goes_on() {
    let play = Play::new().subscriber("log", "orders.>").at("1500ms", pause("log.1"));
    let transcript = play.at("4500ms", unpause("log.1")).run("4900ms");
    let delivered = transcript.moments(|kind| matches!(kind, Kind::Delivered { .. }));
    assert_eq!(delivered, ["1.002s", "4.5s", "4.5s", "4.5s"], "the link was whole: what came is there at once");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Lost { .. } | Kind::Disconnected { .. })), 0);
}

#[test]
fn work_that_would_have_ended_in_a_pause_ends_after_it() {
    let play = Play::new().group("save", 1, "300ms").at("1100ms", pause("save.1"));
    let transcript = play.at("1900ms", unpause("save.1")).run("1950ms");
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::Finished { .. })), ["1.9s"]);
}

#[test]
fn a_paused_publisher_publishes_what_a_person_types_when_it_goes_on() {
    let play = Play::new().rate("0/s").subscriber("log", "orders.>").at("1s", pause("web")).publish("2s", "typed");
    let transcript = play.at("3s", unpause("web")).run("4s");
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::Published { .. })), ["3s"]);
}

#[test]
fn a_paused_worker_keeps_a_message_until_its_ack_wait_is_over_and_another_gets_it() {
    let play = Play::new().orders(&json!({ "ack_wait": "2s" })).workers("work", 2, "100ms", &json!({}));
    let play = play.web(&json!({ "arrivals": { "list": ["1s"] }, "rate": "0/s" })).at("1050ms", pause("work.1"));
    let transcript = play.at("1060ms", pause("work.2")).at("5s", unpause("work.2")).run("6s");
    let sent = transcript.moments(|kind| matches!(kind, Kind::Sent { token: Some(_), .. }));
    assert_eq!(sent[0], "1.001s");
    assert!(sent.len() >= 2 && sent[1] == "3.002s", "{sent:?}");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Acked { .. })), 1);
}

#[test]
fn a_paused_process_that_crashes_loses_what_waited_for_it() {
    let play = Play::new().subscriber("log", "orders.>").at("1500ms", pause("log.1")).crash("3500ms", "log.1");
    let transcript = play.restart("4s", "log.1").run("5500ms");
    let lost = transcript.all(|record| match record.kind {
        Kind::Lost { stage, reason, .. } => Some((record.at.to_string(), stage, reason)),
        _ => None,
    });
    let one = ("3.5s".to_owned(), Stage::OnTheWay, LossReason::ConnectionClosed);
    assert_eq!(lost, [one.clone(), one]);
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::Delivered { .. })), ["1.002s", "5.002s"]);
}

#[test]
fn a_process_that_is_paused_and_cut_off_hears_only_when_it_is_neither() {
    let play = Play::new().subscriber("log", "orders.>").partition("1500ms", "log.1").at("1600ms", pause("log.1"));
    let transcript = play.heal("3500ms", "log.1").at("5500ms", unpause("log.1")).run("5900ms");
    let delivered = transcript.moments(|kind| matches!(kind, Kind::Delivered { .. }));
    assert_eq!(delivered, ["1.002s", "5.5s", "5.5s", "5.5s", "5.5s"]);
    let play = Play::new().subscriber("log", "orders.>").at("1500ms", pause("log.1")).partition("1600ms", "log.1");
    let transcript = play.at("3500ms", unpause("log.1")).heal("5500ms", "log.1").run("5900ms");
    let delivered = transcript.moments(|kind| matches!(kind, Kind::Delivered { .. }));
    assert_eq!(delivered, ["1.002s", "5.501s", "5.501s", "5.501s", "5.501s"]);
}

#[test]
fn a_paused_subscriber_becomes_a_slow_consumer_and_its_connection_is_closed() {
    let server = json!({ "max_payload": 100, "max_pending": 200, "socket_buffer": 0 });
    let play = Play::new().broker(&json!({ "nats_core": server })).rate("10/s").subscriber("log", "orders.>");
    let transcript = play.at("1s", pause("log.1")).at("5s", unpause("log.1")).run("8s");
    let expelled =
        transcript.count(|kind| matches!(kind, Kind::Expelled { reason: ExpulsionReason::SlowConsumerPending, .. }));
    assert_eq!(expelled, 1);
    assert!(transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::SlowConsumer, .. })) > 0);
    let connected = transcript.deliveries_at("log.1", |kind| match kind {
        Kind::Delivered { delivery } => Some(*delivery),
        _ => None,
    });
    assert!(connected.windows(2).any(|pair| pair[0].connection != pair[1].connection), "it comes back after 2 s");
}
