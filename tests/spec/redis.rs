//! Redis Pub/Sub: the same cast, other promises.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{Fold, Kind, Obligations, Publications};
use serde_json::json;

fn play() -> Play {
    Play::new().broker(&json!({ "redis": {} }))
}

/// How many receivers the publisher heard of, message by message.
fn counted(transcript: &Transcript) -> Vec<u64> {
    transcript.all(|record| match record.kind {
        Kind::Counted { receivers, .. } => Some(receivers),
        _ => None,
    })
}

fn delivered_to(transcript: &Transcript, name: &str) -> usize {
    transcript
        .deliveries_at(name, |kind| if let Kind::Delivered { delivery } = kind { Some(*delivery) } else { None })
        .len()
}

#[test]
fn the_publisher_hears_how_many_got_its_message() {
    let play = play().subscriber("log", "orders.new").subscriber("audit", "orders.*").subscriber("other", "events.*");
    let transcript = play.run("3500ms");
    assert_eq!(counted(&transcript), [2, 2, 2]);
    let web = transcript.component("web");
    let places = transcript.all(|record| matches!(record.kind, Kind::Counted { .. }).then_some(record.component));
    assert!(places.iter().all(|place| *place == web));
    assert_eq!(["log", "audit", "other"].map(|name| delivered_to(&transcript, &format!("{name}.1"))), [3, 3, 0]);
}

#[test]
fn every_member_gets_a_copy_for_nobody_shares() {
    let role = json!({ "filter": "orders.new", "service_time": { "constant": "1ms" } });
    let transcript = play().handlers("save", 3, &role).run("2500ms");
    assert_eq!(counted(&transcript), [3, 3]);
    assert!(transcript.receivers().values().all(|members| members.len() == 3));
}

#[test]
fn what_nobody_subscribes_to_is_gone_and_its_publisher_knows() {
    let transcript = play().subscriber("late", "orders.new").crash("500ms", "late.1").restart("2500ms", "late.1");
    let transcript = transcript.run("4500ms");
    assert_eq!(counted(&transcript), [0, 0, 1, 1]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoInterest { .. })), 2);
}

#[test]
fn a_star_stands_for_any_text_and_not_for_one_token() {
    let redis = play().subscriber("log", "o*w").subscriber("one", "orders.?ew").run("1500ms");
    assert_eq!(counted(&redis), [2]);
    let nats = Play::new().subscriber("log", "o*w").subscriber("one", "orders.?ew").run("1500ms");
    assert_eq!(nats.count(|kind| matches!(kind, Kind::NoInterest { .. })), 1);
}

#[test]
fn the_ledgers_balance_through_crashes_and_losses() {
    let play = play().rate("50/s").links("5ms", "10%").subscriber("log", "orders.*").subscriber("audit", "*");
    let transcript = play.crash("2s", "log.1").restart("4s", "log.1").run("8s");
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in &transcript.records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}");
    }
    assert!(publications.lost_on_link > 0 && obligations.lost.link > 0 && obligations.done > 300);
}
