//! Routing: plain subscriptions, wildcards, and what happens when nobody listens.

use crate::stage::Play;
use queue_playground::transcript::Kind;

#[test]
fn a_plain_subscriber_gets_its_own_copy() {
    let transcript = Play::new().group("save", 3, "10ms").subscriber("log", "orders.new").run("10s");
    for members in transcript.receivers().values() {
        assert_eq!(members.iter().filter(|name| *name == "log.1").count(), 1);
        assert_eq!(members.len(), 2);
    }
}

#[test]
fn wildcards_decide_who_hears() {
    let transcript = Play::new()
        .subscriber("star", "orders.*")
        .subscriber("rest", "orders.>")
        .subscriber("all", ">")
        .subscriber("deeper", "orders.new.>")
        .subscriber("other", "orders.old")
        .run("5s");
    let receivers = transcript.receivers();
    assert!(!receivers.is_empty());
    assert!(receivers.values().all(|names| {
        let mut names = names.clone();
        names.sort();
        names == ["all.1", "rest.1", "star.1"]
    }));
}

#[test]
fn a_message_published_before_anyone_subscribes_is_lost() {
    let transcript = Play::new().group("save", 0, "10ms").set("4500ms", "save", "1").run("10s");
    let forgotten = transcript.count(|kind| matches!(kind, Kind::NoInterest { .. }));
    assert_eq!(forgotten, 4, "one at each of the first four seconds");
    assert_eq!(transcript.done()["save.1"], 5, "what came before is not delivered later");
}

#[test]
fn the_publisher_is_not_told_that_nobody_listens() {
    let transcript = Play::new().run("5s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoInterest { .. })), 4);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoResponders { .. })), 0);
}

#[test]
fn messages_of_one_publisher_arrive_in_order() {
    let transcript = Play::new().rate("50/s").poisson().subscriber("log", "orders.new").run("20s");
    let numbers: Vec<u32> = transcript
        .deliveries_at("log.1", |kind| match kind {
            Kind::Delivered { delivery } => Some(*delivery),
            _ => None,
        })
        .iter()
        .map(|delivery| delivery.message.number())
        .collect();
    assert!(numbers.len() > 500 && numbers.is_sorted());
}

#[test]
fn a_message_takes_the_latency_of_both_links() {
    let transcript = Play::new().links("25ms", "0%").subscriber("log", "orders.new").run("2s");
    let at = |wanted: &dyn Fn(&Kind) -> bool| {
        transcript.records.iter().find(|record| wanted(&record.kind)).map(|record| record.at.to_string())
    };
    assert_eq!(at(&|kind| matches!(kind, Kind::Published { .. })).as_deref(), Some("1s"));
    assert_eq!(at(&|kind| matches!(kind, Kind::Routed { .. })).as_deref(), Some("1.025s"));
    assert_eq!(at(&|kind| matches!(kind, Kind::Delivered { .. })).as_deref(), Some("1.05s"));
}
