//! dead-letter-queue: what its texts claim.
//!
//! Claims nothing: Publish another one. When does it lie in DLQ, too? What if a letter is replayed as it is? Would a
//! second audit-handler help, and what would it cost?

use super::with;
use crate::stage::Transcript;
use queue_playground::cast::{Acks, OnFailure};
use queue_playground::message::{AckToken, Message, MessageId};
use queue_playground::scenario::{Role, Scenario};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{AckVerdict, Kind, Outcome, RemovalReason, Stage};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The bad item at half past four, as in the lesson.
const BAD: &str = "4.5s:publish:todo-web:Meeting%20at%2025%3A00";
const MENDED: &str = "20.5s:replay:administrator:1:Meeting%20at%2015%3A00";
const UNREADABLE: &str = "10.5s:publish:todo-web:Party%20on%2030%20February";

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("dead-letter-queue", done), "40s")
}

/// The message that says this, and of those the last under this subject.
fn saying(transcript: &Transcript, text: &str, about: &str) -> Arc<Message> {
    let says = |message: &Arc<Message>| message.payload.text() == text && message.subject.as_str() == about;
    transcript.published().into_iter().rfind(says).expect("a message that says this")
}

/// When a message was sent to somebody, in milliseconds after the first time, and with which tokens.
fn sent(transcript: &Transcript, message: MessageId, who: &str) -> (Vec<u64>, Vec<Arc<AckToken>>) {
    let who = transcript.component(who);
    let sent = transcript.all(|record| match &record.kind {
        Kind::Sent { delivery, to, token: Some(token), .. } if delivery.message == message && *to == who => {
            Some((record.at, Arc::clone(token)))
        }
        _ => None,
    });
    let first = sent.first().map_or(Time::ZERO, |(at, _)| *at);
    sent.into_iter().map(|(at, token)| (at.since(first).as_millis(), token)).unzip()
}

fn when(transcript: &Transcript, pick: impl Fn(&Kind) -> bool) -> Vec<Time> {
    transcript.all(|record| pick(&record.kind).then_some(record.at))
}

fn handler<'a>(scenario: &'a mut Scenario, name: &str) -> &'a mut Role {
    &mut scenario.cast.iter_mut().find(|part| part.id == name).expect("a part of this name").role
}

/// todo-web publishes into the stream TODO.
/// save-handler fetches each item, stores it in todo-db and sends an ack; with that its consumer is done with it.
/// Besides what you type.
/// They fetch from a consumer of their own, without max_deliver.
#[test]
fn dead_letter_queue_an_ack_ends_it() {
    let transcript = run(&[]);
    let published = transcript.published();
    assert_eq!(published.len(), 40);
    let saved = transcript.all(|record| match record.kind {
        Kind::Saved { message, .. } => Some(message),
        _ => None,
    });
    let done: Vec<_> = published.iter().map(|message| message.id).take(39).collect();
    assert_eq!(saved, done);
    for message in done {
        for who in ["save-handler.1", "audit-handler.1"] {
            let (_, tokens) = sent(&transcript, message, who);
            assert_eq!(tokens.len(), 1);
            assert_eq!(format!("{}.1", tokens[0].consumer), who);
        }
        let acked = transcript.count(|kind| matches!(kind, Kind::Acked { of } if of.message == message));
        assert_eq!(acked, 2, "by each consumer");
    }
}

/// save-handler fails on “Meeting at 25:00” each time.
/// So the consumer waits for an ack, one second, then two, and delivers the item again.
/// Other items pass.
/// The third delivery was the last, as max_deliver says.
/// Five seconds after the first one the consumer gives up and an advisory goes out.
/// The item stays in TODO: JetStream has no dead-letter queue of its own.
#[test]
fn dead_letter_queue_three_deliveries_and_then_none() {
    let transcript = run(&[BAD]);
    let bad = saying(&transcript, "Meeting at 25:00", "events.todo.newitem").id;
    let (moments, tokens) = sent(&transcript, bad, "save-handler.1");
    assert_eq!(moments, [0, 1_001, 3_002]);
    let failed = when(
        &transcript,
        |kind| matches!(kind, Kind::Finished { delivery, outcome: Outcome::Failed } if delivery.message == bad),
    );
    assert_eq!(failed.len(), 3);
    let said = transcript.count(|kind| matches!(kind, Kind::AckSent { verdict: AckVerdict::Nak, .. }));
    assert_eq!(said, 0);

    let given_up = when(&transcript, |kind| matches!(kind, Kind::Exhausted { deliveries: 3, .. }));
    let first = when(&transcript, |kind| matches!(kind, Kind::Sent { delivery, .. } if delivery.message == bad))[0];
    assert_eq!(given_up.iter().map(|at| at.since(first).as_millis()).collect::<Vec<_>>(), [5_003]);
    let (from, to) = (first, given_up[0]);
    let passed = when(&transcript, |kind| matches!(kind, Kind::Saved { .. }));
    assert_eq!(passed.iter().filter(|&&at| from < at && at < to).count(), 5);

    let advisory = transcript.published().into_iter().find(|message| message.subject.as_str().starts_with("$JS.EVENT"));
    assert_eq!(
        advisory.map(|message| message.subject.to_string()).as_deref(),
        Some("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.TODO.save-handler")
    );
    let removed = transcript.count(|kind| matches!(kind, Kind::Removed { .. }));
    assert_eq!((removed, tokens[2].delivered), (0, 3));

    let mut scenario = with("dead-letter-queue", &[BAD]);
    scenario.cast.retain(|part| part.id != "dlq-handler");
    let alone = Transcript::of(&scenario, "40s");
    assert_eq!(alone.count(|kind| matches!(kind, Kind::Exhausted { .. })), 1);
    assert!(alone.published().iter().all(|message| !message.subject.as_str().starts_with("dlq.")));
}

/// It sends no nak, which would ignore the backoff.
#[test]
fn dead_letter_queue_a_nak_ignores_the_backoff() {
    let mut scenario = with("dead-letter-queue", &[BAD]);
    if let Role::Handler(config) = handler(&mut scenario, "save-handler") {
        config.acks = Acks { on_failure: OnFailure::Nak, ..Acks::default() };
    }
    let transcript = Transcript::of(&scenario, "40s");
    let bad = saying(&transcript, "Meeting at 25:00", "events.todo.newitem").id;
    assert_eq!(sent(&transcript, bad, "save-handler.1").0, [0, 302, 604], "as fast as it can fail");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 1);
}

/// Some messages fail however often they are delivered.
/// After a few tries such a message is set aside, as a dead letter, so that somebody can mend it and the others can
/// pass.
/// So dlq-handler makes one.
/// It fetches the advisory from a stream, reads the item from TODO, publishes a copy to dlq.events.todo.newitem, and
/// sends its ack only when the stream DLQ has the copy.
#[test]
fn dead_letter_queue_a_handler_copies_what_was_given_up() {
    let transcript = run(&[BAD]);
    let bad = saying(&transcript, "Meeting at 25:00", "events.todo.newitem");
    let copy = saying(&transcript, "Meeting at 25:00", "dlq.events.todo.newitem");
    assert_eq!((copy.parent, copy.id.origin()), (Some(bad.id), transcript.component("dlq-handler")));
    let at = |pick: &dyn Fn(&Kind) -> bool| when(&transcript, |kind| pick(kind));
    let in_dlq = at(&|kind| matches!(kind, Kind::Stored { of, .. } if of.message == copy.id && of.stream.0 == 3));
    let kept = at(&|kind| matches!(kind, Kind::Stored { of, .. } if of.stream.0 == 2));
    let undertaker = transcript.component("dlq-handler");
    let acked = transcript.all(|record| {
        let is_ack = matches!(record.kind, Kind::AckSent { verdict: AckVerdict::Ack, .. });
        (is_ack && record.component == undertaker).then_some(record.at)
    });
    assert_eq!((kept.len(), in_dlq.len(), acked.len()), (1, 1, 1));
    assert!(kept[0] < in_dlq[0] && in_dlq[0] < acked[0]);
}

/// The letter's headers say which consumer gave up, after how many deliveries. The administrator mends the text to
/// 15:00, publishes it to its old subject and deletes the letter.
/// save-handler stores it; audit-handler gets it a second time.
#[test]
fn dead_letter_queue_an_administrator_mends_and_replays() {
    let transcript = run(&[BAD, MENDED]);
    let letter = saying(&transcript, "Meeting at 25:00", "dlq.events.todo.newitem");
    let says = |name: &str| letter.headers.get(name).unwrap_or("nothing").to_owned();
    assert_eq!([says("Dlq-Consumer"), says("Dlq-Deliveries")], ["save-handler", "3"]);
    let mended = saying(&transcript, "Meeting at 15:00", "events.todo.newitem");
    assert_eq!((mended.parent, mended.id.origin()), (Some(letter.id), transcript.component("administrator")));
    let removed = transcript.all(|record| match record.kind {
        Kind::Removed { of, reason, .. } => Some((of.message, reason)),
        _ => None,
    });
    assert_eq!(removed, [(letter.id, RemovalReason::Administrator)]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Saved { message, .. } if *message == mended.id)), 1);
    let bad = saying(&transcript, "Meeting at 25:00", "events.todo.newitem");
    for message in [bad.id, mended.id] {
        assert_eq!(sent(&transcript, message, "audit-handler.1").0.len(), 1);
    }
}

#[test]
fn dead_letter_queue_what_is_replayed_as_it_is_dies_again() {
    let transcript = run(&[BAD, "20.5s:replay:administrator:1"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 2);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::DeadLettered { .. })), 2);
}

/// audit-handler has no max_deliver and naks at once.
/// An item with 30 February, which it cannot read, comes back at once, before anything new, three times a second.
/// It gets nothing else done.
#[test]
fn dead_letter_queue_an_unbounded_retry_eats_all_work_time() {
    let transcript = run(&[UNREADABLE]);
    let audit = transcript.component("audit-handler.1");
    let bad = saying(&transcript, "Party on 30 February", "events.todo.newitem").id;
    let (moments, _) = sent(&transcript, bad, "audit-handler.1");
    let of_ten_seconds = moments.iter().filter(|&&after| after < 10_000).count();
    assert_eq!(of_ten_seconds, 34);
    let first = when(
        &transcript,
        |kind| matches!(kind, Kind::Started { delivery, .. } if delivery.message == bad && delivery.consumer.0 == 2),
    )[0];
    let others = transcript.all(|record| match record.kind {
        Kind::Started { delivery, .. } if record.component == audit && record.at > first => Some(delivery.message),
        _ => None,
    });
    assert!(others.len() > 90 && others.iter().all(|&message| message == bad));
    let published = when(&transcript, |kind| matches!(kind, Kind::Published { .. }));
    assert!(published.iter().filter(|&&at| at > first).count() > 25, "and there would have been enough to do");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 0);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Saved { message, .. } if *message == bad)), 1);

    let helped = run(&[UNREADABLE, "11s:set:audits:2"]);
    let others: BTreeSet<_> = helped
        .all(|record| match record.kind {
            Kind::Finished { delivery, outcome: Outcome::Done } if delivery.consumer.0 == 2 => Some(delivery.message),
            _ => None,
        })
        .into_iter()
        .collect();
    assert!(others.len() > 35, "a second one gets the others done: {}", others.len());
}

/// Unlike with 25:00, another delivery cures most of these.
#[test]
fn dead_letter_queue_another_delivery_cures_chance() {
    for seed in 0..20 {
        let mut scenario = with("dead-letter-queue", &["0s:set:failure:50%"]);
        scenario.seed = Seed(seed);
        let transcript = Transcript::of(&scenario, "60s");
        let failed: BTreeSet<_> = transcript
            .all(|record| match record.kind {
                Kind::Finished { delivery, outcome: Outcome::Failed } => Some(delivery.message),
                _ => None,
            })
            .into_iter()
            .collect();
        let lost = transcript.count(|kind| matches!(kind, Kind::Exhausted { .. }));
        assert!(failed.len() > 15 && lost * 2 < failed.len(), "{lost} of {} with seed {seed}", failed.len());
    }
}

/// They fetch from one consumer, which counts deliveries for all of them.
#[test]
fn dead_letter_queue_a_consumer_counts_for_all_handlers() {
    let transcript = run(&["0s:set:handlers:3", BAD]);
    let bad = saying(&transcript, "Meeting at 25:00", "events.todo.newitem").id;
    let tries = transcript.all(|record| match record.kind {
        Kind::Started { delivery, .. } if delivery.message == bad && delivery.consumer.0 == 1 => Some(record.component),
        _ => None,
    });
    assert_eq!(tries.len(), 3);
    assert!(tries.iter().collect::<BTreeSet<_>>().len() > 1, "several of them had it");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Lost { stage: Stage::InWork, .. })), 0);
}
