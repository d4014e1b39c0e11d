//! Dead letters: JetStream has no queue for them, so somebody has to make one. Two ways, and what each of them misses.

use crate::stage::{Play, Transcript};
use queue_playground::message::{Message, MessageId};
use queue_playground::transcript::{AckVerdict, Kind, Outcome, RemovalReason};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Orders of which every fourth is poison, and streams for orders, advisories and dead letters.
fn poisoned(retention: &str) -> Play {
    let web = json!({ "rate": "8/s", "items": ["hat", "coat", "bomb", "shoe"] });
    let workers = json!({ "name": "workers", "ack_wait": "500ms", "max_deliver": 3 });
    let orders = json!({ "name": "ORDERS", "subjects": ["orders.>"], "retention": retention, "consumers": [workers] });
    let subjects =
        ["$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.*", "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ORDERS.*"];
    let advisories = json!({ "name": "ADVISORIES", "subjects": subjects, "consumers": [{ "name": "undertaker", "ack_wait": "2s" }] });
    let dead = json!({ "name": "DEAD", "subjects": ["dlq.>"] });
    Play::new().web(&web).streams(&json!([orders, advisories, dead]))
}

fn undertaker(play: Play, delete: bool) -> Play {
    let advisories = json!({ "stream": "ADVISORIES", "consumer": "undertaker" });
    play.part("undertaker", &json!({ "dead_letter_handler": { "advisories": advisories, "delete": delete } }))
}

fn bombs(transcript: &Transcript) -> BTreeSet<MessageId> {
    let published = transcript.published();
    let bombs = published.iter().filter(|message| message.parent.is_none() && message.payload.text() == "bomb");
    bombs.map(|message| message.id).collect()
}

/// The copies, each with its original.
fn copies(transcript: &Transcript) -> Vec<(MessageId, Arc<Message>)> {
    let published = transcript.published();
    transcript.all(|record| match record.kind {
        Kind::DeadLettered { message, copy } => {
            Some((message, Arc::clone(published.iter().find(|one| one.id == copy).expect("it was published"))))
        }
        _ => None,
    })
}

fn stop(play: Play) -> Play {
    play.set("20s", "rate", "0/s")
}

#[test]
fn what_is_given_up_is_copied_with_what_it_died_of() {
    let play = undertaker(poisoned("limits"), false).workers("save", 2, "10ms", &json!({ "poison": "bomb" }));
    let transcript = stop(play).run("60s");
    let copies = copies(&transcript);
    let originals: BTreeSet<MessageId> = copies.iter().map(|(original, _)| *original).collect();
    assert!(copies.len() > 20);
    assert_eq!((originals.len(), originals), (copies.len(), bombs(&transcript)), "every bomb, once, and nothing else");
    for (original, copy) in &copies {
        assert_eq!((copy.parent, copy.subject.as_str()), (Some(*original), "dlq.orders.new"));
        let says = |name: &str| copy.headers.get(name).unwrap_or("nothing").to_owned();
        assert_eq!([says("Dlq-Stream"), says("Dlq-Consumer"), says("Dlq-Deliveries")], ["ORDERS", "workers", "3"]);
        assert_eq!(says("Nats-Msg-Id"), format!("ORDERS-workers-{}", says("Dlq-Sequence")));
        assert_eq!(copy.payload.text(), "bomb");
    }
    let exhausted = transcript.count(|kind| matches!(kind, Kind::Exhausted { .. }));
    assert_eq!(exhausted, copies.len());
}

#[test]
fn the_original_stays_in_the_stream_unless_it_is_deleted() {
    for delete in [false, true] {
        let play = undertaker(poisoned("workqueue"), delete).workers("save", 2, "10ms", &json!({ "poison": "bomb" }));
        let transcript = stop(play).run("60s");
        let removed = transcript.all(|record| match record.kind {
            Kind::Removed { of, reason: RemovalReason::Administrator, .. } => Some(of.message),
            _ => None,
        });
        let expected = if delete { bombs(&transcript) } else { BTreeSet::new() };
        assert_eq!(removed.into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

#[test]
fn a_dead_letter_handler_that_dies_in_the_middle_copies_no_letter_twice() {
    let play = undertaker(poisoned("limits"), false).workers("save", 2, "10ms", &json!({ "poison": "bomb" }));
    let mut play = stop(play).links("40ms", "5%");
    for second in 5..15 {
        play = play.crash(&format!("{second}s"), "undertaker").restart(&format!("{second}200ms"), "undertaker");
    }
    let transcript = play.run("300s");
    let dead = transcript.roster.find("nats").expect("the broker");
    let letters = transcript.all(|record| match record.kind {
        Kind::Stored { of, .. } if record.component == dead && of.stream.0 == 3 => Some(of.message),
        _ => None,
    });
    let published = transcript.published();
    let originals: Vec<Option<MessageId>> = letters
        .iter()
        .map(|letter| published.iter().find(|message| message.id == *letter).and_then(|message| message.parent))
        .collect();
    let all: BTreeSet<_> = originals.iter().copied().collect();
    assert_eq!(all.len(), originals.len(), "no original has two copies in the stream");
    let given_up: BTreeSet<_> = transcript
        .all(|record| match record.kind {
            Kind::Exhausted { of, .. } => Some(Some(of.message)),
            _ => None,
        })
        .into_iter()
        .collect();
    assert!(given_up.len() > 20);
    assert_eq!(all, given_up, "and none is missed");
}

#[test]
fn a_worker_that_buries_its_own_dead_sees_the_last_delivery_and_terminates() {
    let handler = json!({
        "poison": "bomb",
        "dead_letter": { "prefix": "dlq", "max_deliver": 3 },
        "acks": { "on_failure": { "nak_after": "100ms" } },
    });
    let transcript = stop(poisoned("workqueue").workers("save", 2, "10ms", &handler)).run("60s");
    let copies = copies(&transcript);
    let originals: BTreeSet<MessageId> = copies.iter().map(|(original, _)| *original).collect();
    assert_eq!(originals, bombs(&transcript));
    let said = transcript.count(|kind| matches!(kind, Kind::AckSent { verdict: AckVerdict::Term, .. }));
    assert_eq!(said, copies.len());
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 0);
}

#[test]
fn a_worker_that_dies_with_the_last_delivery_buries_nothing() {
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s"] }, "items": ["bomb"] });
    let handler = json!({
        "poison": "bomb", "dead_letter": { "prefix": "dlq", "max_deliver": 1 },
    });
    let workers = json!({ "ack_wait": "1s", "max_deliver": 1 });
    let play = Play::new().web(&web).orders(&workers).workers("save", 1, "500ms", &handler);
    let transcript = play.crash("1200ms", "save.1").restart("2s", "save.1").run("30s");
    assert_eq!(copies(&transcript).len(), 0);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 1);
}

#[test]
fn what_is_no_advisory_is_put_aside() {
    let play = undertaker(poisoned("limits"), false);
    let fake = json!({
        "subject": "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.workers", "rate": "1/s", "items": ["boo"],
    });
    let transcript = play.part("prankster", &json!({ "publisher": fake })).run("10s");
    let failed = transcript.count(|kind| matches!(kind, Kind::Finished { outcome: Outcome::Failed, .. }));
    assert!(failed > 3);
    assert_eq!(copies(&transcript).len(), 0);
}

#[test]
fn a_dead_letter_handler_needs_a_consumer_to_fetch_from() {
    let advisories = json!({ "stream": "NOWHERE", "consumer": "undertaker" });
    let role: Value = json!({ "dead_letter_handler": { "advisories": advisories } });
    let problem = poisoned("limits").part("undertaker", &role).problem();
    assert_eq!(
        problem,
        "undertaker.advisories.stream: there is no stream “NOWHERE”; there is ORDERS, ADVISORIES, DEAD"
    );
}
