//! Ledgers: everything is somewhere, after every single record.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::message::{DeliveryId, MessageId};
use queue_playground::transcript::{Fold, Kind, Obligations, Outcome, Publications, Stage};
use std::collections::BTreeMap;

/// A busy minute with everything that can go wrong in it.
fn eventful(seed: u64) -> Transcript {
    let play = Play::new().seed(seed).rate("20/s").poisson().links("3ms", "2%").database(2, "30ms");
    play.storing_group("save", 3, "120ms")
        .subscriber("log", "orders.>")
        .set("5s", "save-failure", "10%")
        .crash("8s", "save.2")
        .set("12s", "save", "6")
        .crash("15s", "log.1")
        .restart("20s", "save.2")
        .publish("21s", "typed")
        .set("25s", "rate", "60/s")
        .set("30s", "save", "1")
        .restart("35s", "log.1")
        .crash("40s", "save.1")
        .set("45s", "save", "0")
        .run("60s")
}

#[test]
fn both_ledgers_balance_after_every_record() {
    for seed in 0..20 {
        let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
        for record in &eventful(seed).records {
            publications.feed(record);
            obligations.feed(record);
            assert!(publications.balances() && obligations.balances(), "seed {seed}, {record:?}");
        }
        assert!(publications.published > 1_000 && obligations.lost.total() > 100);
    }
}

/// The ledger once more, naively: every delivery's place is kept, and places are counted.
#[test]
fn the_ledger_agrees_with_a_count_of_every_single_delivery() {
    let transcript = eventful(7);
    let mut ledger = Obligations::default();
    let mut places: BTreeMap<DeliveryId, &str> = BTreeMap::new();
    let stage = |stage| match stage {
        Stage::OnTheWay => "on the way",
        Stage::Pending => "pending",
        Stage::InWork => "in work",
    };
    for record in &transcript.records {
        ledger.feed(record);
        let (delivery, from, to) = match record.kind {
            Kind::Sent { delivery, .. } => (delivery, None, "on the way"),
            Kind::Delivered { delivery } => (delivery, Some("on the way"), "pending"),
            Kind::Started { delivery, .. } => (delivery, Some("pending"), "in work"),
            Kind::Finished { delivery, outcome: Outcome::Done } => (delivery, Some("in work"), "done"),
            Kind::Finished { delivery, outcome: Outcome::Failed } => (delivery, Some("in work"), "failed"),
            Kind::Lost { delivery, stage: from, .. } => (delivery, Some(stage(from)), "lost"),
            _ => continue,
        };
        assert_eq!(places.insert(delivery, to), from, "{record:?}");
    }
    let count = |place| places.values().filter(|found| **found == place).count() as u64;
    assert_eq!(ledger.created, places.len() as u64);
    let counted =
        [count("done"), count("failed"), count("on the way"), count("pending"), count("in work"), count("lost")];
    let kept = [ledger.done, ledger.failed, ledger.on_the_way, ledger.pending, ledger.in_work, ledger.lost.total()];
    assert_eq!(counted, kept);
}

#[test]
fn the_copies_that_routing_announces_are_the_copies_that_are_sent() {
    let transcript = eventful(3);
    let mut announced: BTreeMap<MessageId, u64> = BTreeMap::new();
    for record in &transcript.records {
        if let Kind::Routed { message, copies } = record.kind {
            announced.insert(message, u64::from(copies));
        }
    }
    let sent = transcript.receivers().into_iter().map(|(message, names)| (message, names.len() as u64)).collect();
    assert_eq!(announced, sent);
}

#[test]
fn a_drained_run_leaves_nothing_open() {
    let mut scenario = scaling_handlers(5);
    scenario.entries = Play::new().set("20s", "rate", "0/s").scenario().entries;
    let mut ledger = Obligations::default();
    Transcript::of(&scenario, "120s").records.iter().for_each(|record| ledger.feed(record));
    assert!(ledger.done > 80);
    assert_eq!((ledger.on_the_way, ledger.pending, ledger.in_work), (0, 0, 0));
}

#[test]
fn every_record_knows_what_brought_it_about() {
    let transcript = eventful(1);
    for (position, record) in transcript.records.iter().enumerate() {
        assert_eq!(record.index, position as u64);
        assert!(record.cause.is_none_or(|cause| cause < record.index), "{record:?}");
        let started_by_itself = matches!(
            record.kind,
            Kind::Joined | Kind::Published { .. } | Kind::KnobTurned { .. } | Kind::Crashed { .. } | Kind::Restarted
        );
        assert!(started_by_itself || record.cause.is_some(), "{record:?}");
    }
    assert!(transcript.records.is_sorted_by_key(|record| record.at));
}
