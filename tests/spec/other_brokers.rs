//! The same cast where there is no NATS: on Redis, and without any broker.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{FailureReason, Kind};
use serde_json::{Value, json};

fn failures(transcript: &Transcript, wanted: FailureReason) -> Vec<String> {
    transcript.moments(|kind| matches!(kind, Kind::NotConfirmed { reason, .. } if *reason == wanted))
}

/// `ask` calls `clock` directly, once a second.
fn calling(members: u16, service: &str, more: &Value) -> Play {
    let mut ask = json!({ "subject": "time.now", "rate": "1/s", "arrivals": "constant", "items": ["?"] });
    for (name, value) in more.as_object().expect("fields") {
        ask[name] = value.clone();
    }
    let clock = json!({ "filter": "time.now", "service_time": { "constant": service }, "reply": "noon" });
    let play = Play::new().rate("0/s").profile(&json!({ "direct": {} }));
    play.part("ask", &json!({ "requester": ask })).handlers("clock", members, &clock)
}

#[test]
fn who_publishes_on_redis_hears_how_many_copies_went_out() {
    let log = json!({ "filter": "orders.*", "service_time": { "constant": "1ms" } });
    let play = Play::new().profile(&json!({ "redis": {} })).handlers("log", 2, &log);
    let transcript = play.set("2500ms", "log", "0").run("5500ms");
    let counted = transcript.all(|record| match record.kind {
        Kind::Counted { message, receivers } => Some((message.number(), receivers)),
        _ => None,
    });
    assert_eq!(counted, [(1, 2), (2, 2), (3, 0), (4, 0), (5, 0)]);
}

#[test]
fn a_direct_call_is_answered_or_refused_at_once() {
    let transcript = calling(1, "10ms", &json!({})).set("2500ms", "clock", "0").run("4500ms");
    let received = transcript.moments(|kind| matches!(kind, Kind::Received { late: false, .. }));
    assert_eq!(received, ["1.014s", "2.014s"], "the work, and four links' ways");
    assert_eq!(failures(&transcript, FailureReason::Unreachable), ["3.002s", "4.002s"]);
}

#[test]
fn a_service_that_dies_takes_its_calls_with_it_and_the_caller_knows() {
    let transcript = calling(1, "500ms", &json!({})).crash("1200ms", "clock.1").run("1900ms");
    assert_eq!(failures(&transcript, FailureReason::Unreachable), ["1.202s"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::TimedOut { .. })), 0);
}

#[test]
fn a_caller_tries_again_until_the_service_is_back() {
    let more = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] }, "retries": 9 });
    let transcript = calling(0, "10ms", &more).set("1600ms", "clock", "1").run("5s");
    assert_eq!(failures(&transcript, FailureReason::Unreachable), ["1.002s", "1.254s", "1.506s"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Received { late: false, .. })), 1);
}

#[test]
fn what_redis_has_no_word_for_is_refused() {
    let on_redis = |role: &Value| Play::new().profile(&json!({ "redis": {} })).part("one", role).problem();
    let ask = json!({ "subject": "a", "items": ["?"] });
    for role in [json!({ "requester": ask }), json!({ "gatherer": ask })] {
        assert!(on_redis(&role).starts_with("one: a message on Redis Pub/Sub names no place to reply to"));
    }
    let confirm = json!({ "subject": "a", "items": ["?"], "confirm": {} });
    assert!(on_redis(&json!({ "publisher": confirm })).starts_with("one.confirm: a message on Redis"));
}
