//! publish-subscribe: what its texts claim.
//!
//! Claims nothing: Does head-office learn that nobody heard it? Take both audits away. Who else gets fewer messages?
//! Crash all five subscribers. What does shop do then?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::scenario::Role;
use queue_playground::transcript::{Kind, Outcome};
use std::collections::BTreeMap;

/// A run of the pattern in which all three publish.
fn run(done: &[&str]) -> Transcript {
    let all = ["0s:set:eu:1/s", "5s:publish:head-office:Closed%20on%20Monday"];
    Transcript::of(&with("publish-subscribe", &[&all, done].concat()), "20s")
}

/// Who was sent the messages of each subject that were published from one second on and before another, in the order of
/// names; everybody was sent the same.
fn heard(transcript: &Transcript, from: u64, to: u64) -> BTreeMap<String, Vec<String>> {
    let receivers = transcript.receivers();
    let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (message, subject) in published(transcript, from, to) {
        let mut who = receivers.get(&message).cloned().unwrap_or_default();
        who.sort();
        let before = heard.entry(subject).or_insert_with(|| who.clone());
        assert_eq!(*before, who);
    }
    heard
}

fn published(transcript: &Transcript, from: u64, to: u64) -> Vec<(MessageId, String)> {
    transcript.all(|record| match &record.kind {
        Kind::Published { message } if (from..to).contains(&(record.at.as_nanos() / 1_000_000_000)) => {
            Some((message.id, message.subject.to_string()))
        }
        _ => None,
    })
}

/// A publisher names a subject, a subscriber names a filter, and neither knows the other.
/// Every subscription that matches gets a copy of its own.
/// shop publishes each order once, to orders.new.
/// NATS makes the copies: one for stock, one for desk, one for audit.
/// regions asks for something else and gets none.
/// Now shop-eu publishes, too, to orders.eu.new.
/// A star stands for exactly one token.
/// So desk's orders.* does not match, and regions' orders.*.new does.
/// audit's orders.> matches both, because > stands for one token or more.
/// It does not stand for none: what head-office publishes to orders itself reaches nobody.
/// Published to orders.new.
/// Published to orders.eu.new.
#[test]
fn publish_subscribe_everybody_gets_what_their_filter_matches() {
    let transcript = run(&[]);
    let expected: [(&str, &[&str]); 3] = [
        ("orders", &[]),
        ("orders.eu.new", &["audit.1", "regions.1"]),
        ("orders.new", &["audit.1", "desk.1", "stock.1"]),
    ];
    let expected = expected.map(|(subject, who)| (subject.to_owned(), who.iter().map(|&one| one.to_owned()).collect()));
    assert_eq!(heard(&transcript, 0, 20), BTreeMap::from(expected));
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoInterest { .. })), 1);

    let subjects: Vec<_> = published(&transcript, 0, 20).into_iter().map(|(_, subject)| subject).collect();
    let of = |name: &str| subjects.iter().filter(|subject| *subject == name).count();
    assert_eq!((of("orders.new"), of("orders.eu.new"), of("orders")), (19, 19, 1), "once for each order");

    let filters = transcript.all(|record| match &record.kind {
        Kind::Subscribed { filter, group, .. } => {
            assert_eq!(*group, None);
            Some(format!("{} {filter}", transcript.roster.name(record.component)))
        }
        _ => None,
    });
    assert_eq!(filters, ["stock.1 orders.new", "desk.1 orders.*", "regions.1 orders.*.new", "audit.1 orders.>"]);
}

/// A second audit is one more subscription, so an order of shop now makes four copies.
/// The two audits share nothing: each gets everything.
/// Sharing takes a queue group.
/// Each has its own subscription, and so its own copy of every message.
#[test]
fn publish_subscribe_each_audit_gets_everything() {
    let transcript = run(&["10s:set:audits:2"]);
    assert_eq!(heard(&transcript, 0, 10)["orders.new"], ["audit.1", "desk.1", "stock.1"]);
    assert_eq!(heard(&transcript, 11, 20)["orders.new"], ["audit.1", "audit.2", "desk.1", "stock.1"]);
    assert_eq!(heard(&transcript, 11, 20)["orders.eu.new"], ["audit.1", "audit.2", "regions.1"]);

    let mut scenario = with("publish-subscribe", &["0s:set:audits:2"]);
    for part in scenario.cast.iter_mut().filter(|part| part.id == "audit") {
        if let Role::Handler(config) = &mut part.role {
            config.group = Some("audit".to_owned());
        }
    }
    let shared = Transcript::of(&scenario, "20s");
    let copies = shared.receivers().into_values().map(|who| who.iter().filter(|one| one.starts_with("audit")).count());
    assert!(copies.into_iter().all(|audits| audits == 1));
}

/// stock crashes, and is back three seconds later.
/// shop, desk and audit notice nothing of it.
/// What was published meanwhile, stock never sees: nobody kept a copy for it.
#[test]
fn publish_subscribe_who_is_away_misses_what_is_published() {
    let calm = run(&[]);
    let transcript = run(&["9.5s:crash:stock.1", "12.5s:restart:stock.1"]);
    let restarted = transcript.moments(|kind| matches!(kind, Kind::Restarted));
    assert_eq!(restarted, ["12.5s"]);
    let done = |transcript: &Transcript, name: &str| {
        let id = transcript.component(name);
        transcript.all(|record| match record.kind {
            Kind::Finished { delivery, outcome: Outcome::Done } if record.component == id => Some(delivery.message),
            _ => None,
        })
    };
    for who in ["desk.1", "audit.1", "regions.1"] {
        assert_eq!(done(&transcript, who), done(&calm, who), "{who}");
    }
    assert_eq!(published(&transcript, 0, 20), published(&calm, 0, 20));
    let missed: Vec<_> =
        published(&transcript, 10, 13).into_iter().filter(|(_, about)| about == "orders.new").collect();
    assert_eq!(missed.len(), 3);
    let seen = done(&transcript, "stock.1");
    assert_eq!(seen.len() + missed.len(), done(&calm, "stock.1").len());
    assert!(missed.iter().all(|(message, _)| !seen.contains(message)));
}
