//! Acks: what a handler says about a delivery, when, and what comes of it.

use crate::stage::{Play, Transcript};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{AckVerdict, Fold, Kind, LossReason, Obligations, Outcome};
use serde_json::{Value, json};

/// One order at one second, for one worker that takes so long and says this.
fn one_order(consumer: &Value, service: &str, handler: &Value) -> Play {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] } });
    Play::new().web(&web).orders(consumer).workers("save", 1, service, handler)
}

fn failing(consumer: &Value, acks: &Value) -> Transcript {
    let handler = json!({ "failure": "100%", "acks": acks });
    one_order(consumer, "10ms", &handler).run("60s")
}

/// When works began, in milliseconds.
fn started(transcript: &Transcript) -> Vec<u64> {
    transcript.all(|record| match record.kind {
        Kind::Started { .. } => Some(record.at.since(Time::ZERO).as_millis()),
        _ => None,
    })
}

/// The server looks at its times once a millisecond or so: each redelivery may be a little late.
fn assert_about(moments: &[u64], expected: &[u64]) {
    let near = moments.iter().zip(expected).all(|(moment, expected)| (*expected..expected + 10).contains(moment));
    assert!(near && moments.len() == expected.len(), "{moments:?}, expected {expected:?}");
}

fn ledger(transcript: &Transcript) -> Obligations {
    let mut ledger = Obligations::default();
    for record in &transcript.records {
        ledger.feed(record);
        assert!(ledger.balances(), "{record:?}");
    }
    ledger
}

#[test]
fn a_failure_that_nobody_speaks_of_comes_again_after_the_wait_for_its_ack() {
    let transcript = failing(&json!({ "ack_wait": "2s", "max_deliver": 3 }), &json!({}));
    assert_about(&started(&transcript), &[1_002, 3_002, 5_002]);
    let exhausted = transcript.moments(|kind| matches!(kind, Kind::Exhausted { deliveries: 3, .. }));
    assert_eq!(exhausted.len(), 1);
    assert_eq!(ledger(&transcript).exhausted, 1);
}

#[test]
fn a_nak_comes_again_at_once_and_burns_the_deliveries() {
    let transcript = failing(&json!({ "ack_wait": "2s", "max_deliver": 3 }), &json!({ "on_failure": "nak" }));
    // Ten milliseconds of work, the nak's way, and the way back.
    assert_about(&started(&transcript), &[1_002, 1_014, 1_026]);
}

#[test]
fn a_nak_with_a_delay_comes_again_after_it() {
    let acks = json!({ "on_failure": { "nak_after": "700ms" } });
    let transcript = failing(&json!({ "ack_wait": "2s", "max_deliver": 3 }), &acks);
    assert_about(&started(&transcript), &[1_002, 1_714, 2_426]);
}

#[test]
fn a_message_that_is_terminated_does_not_come_again() {
    let transcript = failing(&json!({ "ack_wait": "1s" }), &json!({ "on_failure": "term" }));
    assert_eq!(started(&transcript), [1_002]);
    assert_eq!(ledger(&transcript).failed, 1);
}

#[test]
fn work_longer_than_the_wait_for_its_ack_is_done_twice() {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] } });
    let play = Play::new().web(&web).orders(&json!({ "ack_wait": "1s" })).workers("save", 2, "1500ms", &json!({}));
    let transcript = play.run("20s");
    assert_about(&started(&transcript), &[1_002, 2_002]);
    assert_eq!(ledger(&transcript).done, 1, "and the ledger counts it once");
}

#[test]
fn who_says_that_the_work_goes_on_is_left_to_it() {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] } });
    let handler = json!({ "acks": { "in_progress_every": "600ms" } });
    let play = Play::new().web(&web).orders(&json!({ "ack_wait": "1s" })).workers("save", 2, "3500ms", &handler);
    let transcript = play.run("20s");
    assert_eq!(started(&transcript), [1_002]);
    let said = transcript.count(|kind| matches!(kind, Kind::AckSent { verdict: AckVerdict::InProgress, .. }));
    assert_eq!((said, ledger(&transcript).done), (5, 1));
}

#[test]
fn an_ack_on_receipt_loses_the_message_with_its_worker() {
    let crash = |when: &str| {
        let handler = json!({ "acks": { "when": when } });
        let play = one_order(&json!({ "ack_wait": "2s" }), "500ms", &handler);
        let transcript = play.crash("1200ms", "save.1").restart("2s", "save.1").run("20s");
        (started(&transcript).len(), transcript.done().get("save.1").copied())
    };
    assert_eq!(crash("on_receipt"), (1, None));
    assert_eq!(crash("after_work"), (2, Some(1)));
}

#[test]
fn whenever_it_is_said_an_ack_is_said_once() {
    for (when, acks) in [("after_work", 1), ("on_receipt", 1), ("never", 0)] {
        let handler = json!({ "acks": { "when": when } });
        let transcript = one_order(&json!({}), "100ms", &handler).run("10s");
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::AckSent { .. })), acks, "{when}");
    }
}

#[test]
fn what_a_dead_worker_held_goes_to_another_when_the_wait_is_over() {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] } });
    let play = Play::new().web(&web).orders(&json!({ "ack_wait": "2s" })).workers("save", 2, "500ms", &json!({}));
    let transcript = play.crash("1200ms", "save.1").run("20s");
    let lost = transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::Crash, .. }));
    assert_eq!((lost, transcript.done()["save.2"]), (1, 1));
    let ledger = ledger(&transcript);
    assert_eq!((ledger.done, ledger.lost.total()), (1, 0));
}

#[test]
fn an_ack_that_the_link_lost_brings_the_message_back() {
    let play = Play::new().rate("20/s").links("1ms", "10%").orders(&json!({ "ack_wait": "300ms" }));
    let handler = json!({ "pull": { "stream": "ORDERS", "consumer": "workers", "expires": "300ms" } });
    let transcript = play.workers("save", 3, "10ms", &handler).run("60s");
    let lost = transcript.all(|record| match record.kind {
        Kind::AckLost { delivery, verdict: AckVerdict::Ack } => Some((delivery.message, delivery.attempt)),
        _ => None,
    });
    assert!(lost.len() > 20);
    let limit: Time = "50s".parse().expect("a moment");
    let last = lost.iter().filter(|(message, attempt)| {
        let again = |kind: &Kind| match kind {
            Kind::Sent { delivery, .. } => delivery.message == *message && delivery.attempt == attempt + 1,
            _ => false,
        };
        let acked = |kind: &Kind| matches!(kind, Kind::Acked { of } if of.message == *message);
        let late = transcript.records.iter().any(|record| {
            record.at > limit
                && matches!(&record.kind,
            Kind::AckLost { delivery, .. } if delivery.message == *message)
        });
        !late && transcript.count(again) == 0 && transcript.count(acked) == 0
    });
    assert_eq!(last.count(), 0, "each comes again, unless another delivery of it was acknowledged");
    ledger(&transcript);
}

#[test]
fn with_a_double_ack_hands_are_free_when_the_server_has_confirmed() {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s", "1s"] } });
    let started_with = |double: bool| {
        let handler =
            json!({ "acks": { "double": double }, "pull": { "stream": "ORDERS", "consumer": "workers", "batch": 2 } });
        let play = Play::new().web(&web).links("10ms", "0%").orders(&json!({}));
        started(&play.workers("save", 1, "100ms", &handler).run("20s"))
    };
    assert_eq!(started_with(false), [1_020, 1_120]);
    assert_eq!(started_with(true), [1_020, 1_140], "the ack's way and its confirmation's");
}

#[test]
fn a_push_consumer_is_heard_like_any_subject_and_acknowledged() {
    let consumer =
        json!({ "deliver_subject": "push.orders", "deliver_group": "save", "ack_wait": "1s", "max_deliver": 2 });
    let handler = json!({ "filter": "push.orders", "group": "save", "service_time": { "constant": "10ms" } });
    let play = Play::new().rate("10/s").orders(&consumer).handlers("save", 3, &handler);
    let transcript = play.set("5s", "save-failure", "20%").run("60s");
    let failed = transcript.all(|record| match record.kind {
        Kind::Finished { delivery, outcome: Outcome::Failed } if delivery.attempt == 1 => Some(delivery.message),
        _ => None,
    });
    let again = transcript.count(|kind| matches!(kind, Kind::Started { delivery, .. } if delivery.attempt == 2));
    assert!(failed.len() > 60 && failed.len().abs_diff(again) < 5, "{} {again}", failed.len());
    let ledger = ledger(&transcript);
    assert!(ledger.done > 550 && ledger.exhausted > 5, "{ledger:?}");
}

#[test]
fn a_handler_of_core_messages_has_nothing_to_acknowledge() {
    let handler =
        json!({ "filter": "orders.>", "service_time": { "constant": "1ms" }, "acks": { "on_failure": "nak" } });
    let transcript = Play::new().rate("10/s").orders(&json!({})).handlers("tap", 1, &handler).run("10s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::AckSent { .. })), 0);
    assert_eq!(transcript.done()["tap.1"], 99);
}
