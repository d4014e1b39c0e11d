//! Confirmation: a publisher that wants to know whether a stream has what it sent.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{FailureReason, Kind};
use serde_json::{Value, json};

fn confirming(confirm: &Value, streams: &Value) -> Play {
    Play::new().rate("10/s").web(&json!({ "confirm": confirm })).streams(streams)
}

fn orders(more: &Value) -> Value {
    let mut stream = json!({ "name": "ORDERS", "subjects": ["orders.>"] });
    for (name, value) in more.as_object().expect("fields") {
        stream[name] = value.clone();
    }
    json!([stream])
}

fn confirmed(transcript: &Transcript, wanted: bool) -> Vec<u64> {
    transcript.all(|record| match record.kind {
        Kind::Confirmed { sequence, duplicate, .. } if duplicate == wanted => Some(sequence),
        _ => None,
    })
}

fn failures(transcript: &Transcript, wanted: FailureReason) -> usize {
    transcript.count(|kind| matches!(kind, Kind::NotConfirmed { reason, .. } if *reason == wanted))
}

#[test]
fn a_stream_confirms_each_message_with_its_number() {
    let transcript = confirming(&json!({}), &orders(&json!({}))).run("5050ms");
    assert_eq!(confirmed(&transcript, false), (1..=50).collect::<Vec<_>>());
}

#[test]
fn without_a_stream_nobody_answers_and_it_tries_again_after_a_moment() {
    let play = confirming(&json!({ "retries": 2 }), &json!([])).set("150ms", "rate", "0/s");
    let transcript = play.run("5s");
    let tried = transcript.moments(|kind| matches!(kind, Kind::Published { .. }));
    assert_eq!(tried, ["100ms", "352ms", "604ms"], "one way there, one back, a quarter of a second");
    assert_eq!(failures(&transcript, FailureReason::NoResponders), 3);
}

#[test]
fn a_full_stream_that_keeps_the_old_refuses_the_new() {
    let transcript =
        confirming(&json!({ "retries": 5 }), &orders(&json!({ "max_msgs": 20, "discard": "new" }))).run("5050ms");
    assert_eq!(confirmed(&transcript, false).len(), 20);
    assert_eq!(failures(&transcript, FailureReason::Refused(10_077)), 30);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Retried { .. })), 0, "to try again would not help");
}

#[test]
fn a_retry_is_stored_twice_unless_it_carries_the_same_message_id() {
    let run = |message_id: bool| {
        let confirm = json!({ "timeout": "200ms", "retries": 20, "message_id": message_id });
        let play = confirming(&confirm, &orders(&json!({}))).links("1ms", "15%").set("20s", "rate", "0/s");
        play.run("60s")
    };
    for message_id in [false, true] {
        let transcript = run(message_id);
        let first = transcript.count(|kind| matches!(kind, Kind::Published { .. }))
            - transcript.count(|kind| matches!(kind, Kind::Retried { .. }));
        let stored = transcript.count(|kind| matches!(kind, Kind::Stored { .. }));
        assert_eq!(first, 200);
        assert!(failures(&transcript, FailureReason::Timeout) > 40);
        if message_id {
            assert_eq!(stored, first, "each exactly once");
            assert!(!confirmed(&transcript, true).is_empty());
        } else {
            assert!(stored > first + 10, "{stored}");
        }
    }
}

#[test]
fn of_two_that_expect_the_last_sequence_the_slower_is_refused_and_learns() {
    let confirm = json!({ "expect_last_sequence": true });
    let rival =
        json!({ "subject": "orders.old", "rate": "3/s", "arrivals": "constant", "items": ["x"], "confirm": confirm });
    let play = confirming(&confirm, &orders(&json!({}))).part("rival", &json!({ "publisher": rival }));
    let transcript = play.set("5050ms", "rate", "0/s").run("10s");
    let refused = failures(&transcript, FailureReason::Refused(10_071));
    assert!((14..=17).contains(&refused), "{refused}: as long as there are two, the slower one is always too late");
    // Fifty of the quick one, and all that the slow one sends when it is alone but for the first.
    let confirmed = confirmed(&transcript, false).len();
    assert!((62..=65).contains(&confirmed), "{confirmed}");
}

#[test]
fn who_is_alone_always_knows_the_last_sequence() {
    let play = confirming(&json!({ "expect_last_sequence": true }), &orders(&json!({})));
    let transcript = play.run("10050ms");
    assert_eq!(confirmed(&transcript, false), (1..=100).collect::<Vec<_>>());
}

#[test]
fn a_publisher_that_asks_for_no_confirmation_hears_none() {
    let transcript = Play::new().rate("10/s").streams(&orders(&json!({}))).run("5050ms");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Stored { .. })), 50);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Confirmed { .. } | Kind::NotConfirmed { .. })), 0);
}
