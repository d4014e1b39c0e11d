//! The streams of a random server, with their consumers: all kinds of limits, and all ways to deliver.

use super::dice::Dice;
use serde_json::{Value, json};

/// One or two streams for what is published, and at times those that dead letters need.
pub(super) fn random(dice: &mut Dice) -> Vec<Value> {
    let subjects: [&[&str]; 3] = [&["orders.>"], &["orders.new", "orders.paid", "orders"], &["orders.*", "events.>"]];
    let mut streams = vec![stream("JOBS", subjects[dice.between(0, 2) as usize], dice)];
    if dice.one_in(3) {
        streams.push(stream("AUDIT", &["audit"], dice));
    }
    if dice.one_in(3) {
        let advisories =
            ["$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>", "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>"];
        let dead = json!({ "name": "dead", "ack_wait": dice.span_text(50, 500) });
        streams.push(json!({ "name": "GIVEN_UP", "subjects": advisories, "consumers": [dead] }));
        if dice.one_in(2) {
            streams.push(json!({ "name": "DLQ", "subjects": ["dlq.>"] }));
        }
    }
    streams
}

fn stream(name: &str, subjects: &[&str], dice: &mut Dice) -> Value {
    let retention = dice.pick(&["limits", "limits", "interest", "workqueue"]);
    let mut stream = json!({ "name": name, "subjects": subjects, "retention": retention });
    if dice.one_in(3) {
        stream["max_msgs"] = json!(dice.pick(&[1, 5, 20]));
    }
    if dice.one_in(6) {
        stream["max_bytes"] = json!(dice.pick(&[60, 200, 1000]));
    }
    if dice.one_in(6) {
        stream["max_msgs_per_subject"] = json!(dice.pick(&[1, 4]));
    }
    if dice.one_in(8) {
        stream["max_msg_size"] = json!(15);
    }
    if dice.one_in(4) {
        stream["max_age"] = json!(dice.span_text(100, 900));
    } else if dice.one_in(4) {
        stream["duplicate_window"] = json!(dice.span_text(100, 900));
    }
    if dice.one_in(3) {
        stream["discard"] = json!("new");
        if stream["max_msgs_per_subject"].is_u64() {
            stream["discard_new_per_subject"] = json!(dice.one_in(2));
        }
    }
    stream["consumers"] = json!(consumers(name, subjects, retention, dice));
    stream
}

fn consumers(stream: &str, subjects: &[&str], retention: &str, dice: &mut Dice) -> Vec<Value> {
    let number = if retention == "workqueue" { 1 } else { dice.between(0, 3) };
    let one = |number| {
        let mut consumer = consumer(&format!("{}-{number}", stream.to_lowercase()), retention, dice);
        if dice.one_in(3) {
            consumer["filter_subject"] = json!(dice.pick(subjects));
            if retention != "workqueue" && dice.one_in(4) {
                consumer["deliver_policy"] = json!("last_per_subject");
            }
        }
        consumer
    };
    (1..=number).map(one).collect()
}

fn consumer(name: &str, retention: &str, dice: &mut Dice) -> Value {
    let mut consumer = json!({ "name": name });
    let policy =
        if retention == "workqueue" { "explicit" } else { dice.pick(&["explicit", "explicit", "all", "none"]) };
    consumer["ack_policy"] = json!(policy);
    if policy != "none" {
        consumer["ack_wait"] = json!(dice.span_text(20, 500));
        if dice.one_in(2) {
            consumer["max_deliver"] = json!(dice.between(1, 5));
        }
        if dice.one_in(5) {
            let steps: Vec<String> = (0..dice.between(1, 3)).map(|_| dice.span_text(10, 200)).collect();
            consumer["max_deliver"] = json!(u32::try_from(steps.len()).expect("a few") + dice.between(1, 3));
            consumer["backoff"] = json!(steps);
        }
        if dice.one_in(3) {
            consumer["max_ack_pending"] = json!(dice.between(1, 8));
        }
    }
    if retention != "workqueue" {
        let policies = [json!("all"), json!("all"), json!("last"), json!("new"), json!({ "by_start_sequence": 5 })];
        consumer["deliver_policy"] = policies[dice.between(0, 4) as usize].clone();
    }
    if dice.one_in(3) {
        consumer["deliver_subject"] = json!(format!("push.{name}"));
        if dice.one_in(2) {
            consumer["deliver_group"] = json!("shared");
        }
        if dice.one_in(3) {
            consumer["idle_heartbeat"] = json!(dice.span_text(100, 400));
        }
    } else {
        if dice.one_in(4) {
            consumer["max_waiting"] = json!(dice.between(1, 4));
        }
        if dice.one_in(8) {
            consumer["max_batch"] = json!(dice.between(1, 4));
        }
    }
    consumer
}
