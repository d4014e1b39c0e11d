//! Fetching: a pull consumer is one central queue, and who is busy does not ask.

use crate::stage::{Play, Transcript};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Obligations};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn pull(batch: u32, expires: &str) -> Value {
    json!({ "pull": { "stream": "ORDERS", "consumer": "workers", "batch": batch, "expires": expires } })
}

/// The most deliveries that were on the way to a member, or in its hands and buffer, at once.
fn most_held(transcript: &Transcript) -> usize {
    let (mut held, mut most) = (BTreeMap::<_, usize>::new(), 0);
    for record in &transcript.records {
        match record.kind {
            Kind::Sent { to, token: Some(_), .. } => {
                let held = held.entry(to).or_default();
                *held += 1;
                most = most.max(*held);
            }
            Kind::Finished { .. } | Kind::Lost { .. } => *held.entry(record.component).or_default() -= 1,
            _ => {}
        }
    }
    most
}

#[test]
fn a_worker_fetches_only_what_it_has_hands_for() {
    for concurrency in [1, 3] {
        let play = Play::new().rate("100/s").orders(&json!({}));
        let transcript = play.workers("save", 2, "100ms", &json!({ "concurrency": concurrency })).run("20s");
        assert_eq!(most_held(&transcript), concurrency);
        let done: u64 = transcript.done().values().sum();
        // A fetch and a delivery lie between the end of one and the start of the next: 102 ms for each.
        let expected = 2 * concurrency as u64 * 20_000 / 102;
        assert!(done.abs_diff(expected) <= 2 * concurrency as u64, "{done} of {expected}");
    }
}

#[test]
fn the_backlog_is_on_the_broker_and_a_crash_loses_none_of_it() {
    let play = Play::new().rate("20/s").orders(&json!({ "ack_wait": "1s" }));
    let play = play.workers("save", 2, "50ms", &json!({})).crash("5s", "save.1").crash("5s", "save.2");
    let transcript = play.restart("8s", "save.1").restart("8s", "save.2").set("20020ms", "rate", "0/s").run("60s");
    let mut ledger = Obligations::default();
    transcript.records.iter().for_each(|record| ledger.feed(record));
    assert!(ledger.balances());
    assert_eq!((ledger.done, ledger.lost.total()), (400, 0), "{ledger:?}");
}

#[test]
fn workers_of_one_consumer_take_turns_and_a_slow_one_gets_less() {
    let play = Play::new().rate("30/s").orders(&json!({}));
    let play = play.workers("quick", 1, "20ms", &json!({})).workers("slow", 1, "200ms", &json!({}));
    let done = play.run("60s").done();
    assert!(done["slow.1"] <= 300 && done["quick.1"] > 1_400, "{done:?}");
}

#[test]
fn a_batch_waits_in_the_worker_and_the_next_is_asked_for_when_it_is_worked_off() {
    let play = Play::new().rate("100/s").orders(&json!({ "ack_wait": "1h" }));
    let transcript = play.workers("save", 1, "50ms", &pull(10, "5s")).run("20s");
    assert_eq!(most_held(&transcript), 10);
    let fetches = transcript.count(|kind| matches!(kind, Kind::Fetched { batch: 10, .. }));
    let done = usize::try_from(transcript.done()["save.1"]).expect("a few hundred");
    assert!(fetches.abs_diff(done / 10) <= 2, "{fetches} fetches, {done} done");
}

#[test]
fn a_fetch_that_expires_is_made_again() {
    let transcript = Play::new().rate("0/s").orders(&json!({})).workers("save", 1, "1ms", &pull(1, "2s")).run("9s");
    let ended = transcript.count(|kind| matches!(kind, Kind::FetchEnded { code: 408, .. }));
    let fetched = transcript.count(|kind| matches!(kind, Kind::Fetched { .. }));
    assert_eq!((fetched, ended), (5, 4));
}

#[test]
fn a_delivery_that_got_lost_does_not_end_fetching() {
    let play = Play::new().rate("10/s").links("1ms", "20%").orders(&json!({ "ack_wait": "500ms" }));
    let transcript = play.workers("save", 1, "10ms", &pull(1, "1s")).run("120s");
    let acked = transcript.count(|kind| matches!(kind, Kind::Acked { .. }));
    assert!(acked > 60, "{acked}: every loss costs it the second and a half until it asks again");
}

#[test]
fn a_worker_that_is_scaled_away_finishes_acknowledges_and_leaves() {
    let play = Play::new().rate("30/s").orders(&json!({ "ack_wait": "2s" }));
    let transcript = play.workers("save", 4, "100ms", &pull(5, "5s")).set("10s", "save", "1").run("30s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Left)), 3);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Lost { .. } | Kind::AckTimedOut { .. })), 0);
    for name in ["save.2", "save.3", "save.4"] {
        let count = |pick: fn(&Kind) -> bool| {
            let id = transcript.component(name);
            transcript.records.iter().filter(|record| record.component == id && pick(&record.kind)).count()
        };
        let taken = count(|kind| matches!(kind, Kind::Delivered { .. }));
        assert_eq!(count(|kind| matches!(kind, Kind::AckSent { .. })), taken, "{name}");
    }
}

#[test]
fn a_consumer_that_waits_for_acks_lets_no_more_out_than_it_may() {
    let play = Play::new().rate("100/s").orders(&json!({ "max_ack_pending": 3 }));
    let transcript = play.workers("save", 8, "100ms", &json!({})).run("20s");
    let (mut open, mut most) = (0_usize, 0);
    for record in &transcript.records {
        match record.kind {
            Kind::Sent { token: Some(_), .. } => open += 1,
            Kind::Acked { .. } => open -= 1,
            _ => {}
        }
        most = most.max(open);
    }
    assert_eq!(most, 3);
}

#[test]
fn knobs_turn_the_batch_and_the_hands_of_a_worker() {
    let play =
        Play::new().rate("200/s").orders(&json!({ "ack_wait": "1h" })).workers("save", 1, "50ms", &pull(1, "5s"));
    let play = play.knob("save", "batch", "1", "100").knob("save", "concurrency", "1", "9");
    let transcript = play.set("5s", "save-batch", "20").set("10s", "save-concurrency", "9").run("20s");
    let batches = |from: &str, to: &str| {
        let (from, to): (Time, Time) = (from.parse().expect("a moment"), to.parse().expect("a moment"));
        let mut batches = transcript.all(|record| match record.kind {
            Kind::Fetched { batch, .. } if record.at >= from && record.at < to => Some(batch),
            _ => None,
        });
        batches.dedup();
        batches
    };
    assert_eq!((batches("0s", "5s"), batches("6s", "20s")), (vec![1], vec![20]));
}

#[test]
fn a_consumer_that_is_not_there_is_named_with_those_that_are() {
    let push = json!({ "name": "pushed", "deliver_subject": "push.orders" });
    let stream = json!({ "name": "ORDERS", "subjects": ["orders.>"], "consumers": [{ "name": "workers" }, push] });
    let problem = |stream_name: &str, consumer: &str| {
        let handler = json!({ "pull": { "stream": stream_name, "consumer": consumer } });
        Play::new().streams(&json!([stream])).workers("save", 1, "1ms", &handler).problem()
    };
    assert_eq!(problem("JOBS", "workers"), "save.pull.stream: there is no stream “JOBS”; there is ORDERS");
    let expected = "save.pull.consumer: there is no pull consumer “pushed”; there is workers";
    assert_eq!(problem("ORDERS", "pushed"), expected);
    let core = Play::new().workers("save", 1, "1ms", &json!({})).problem();
    assert_eq!(core, "save.pull.stream: there is no stream “ORDERS”; there is none");
}

#[test]
fn a_handler_has_one_source() {
    let both = json!({ "pull": { "stream": "ORDERS", "consumer": "workers" }, "filter": "orders.>" });
    let problem = Play::new().orders(&json!({})).workers("save", 1, "1ms", &both).problem();
    assert!(problem.starts_with("save needs one source: either a filter"), "{problem}");
    let neither = json!({ "service_time": { "constant": "1ms" } });
    assert!(Play::new().handlers("save", 1, &neither).problem().starts_with("save needs one source"));
}
