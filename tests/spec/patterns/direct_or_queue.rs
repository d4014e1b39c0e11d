//! direct-or-queue: what its texts claim.
//!
//! Claims nothing:
//! Another spike, with six handlers: how long is the backlog now?
//! What now?
//! That is the caller's problem: the two are coupled.

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{FailureReason, Fold, Kind, Obligations};
use std::collections::{BTreeMap, BTreeSet};

/// As the beat does it.
const SPIKE: [&str; 2] = ["4s:set:rate:14/s", "8s:set:rate:2/s"];

fn run(done: &[&str], until: &str) -> Transcript {
    Transcript::of(&with("direct-or-queue", done), until)
}

/// When and of which message something was recorded at a part, whichever its member.
fn noted(transcript: &Transcript, part: &str, pick: impl Fn(&Kind) -> Option<MessageId>) -> Vec<(Time, MessageId)> {
    let position = transcript.roster.find_part(part).expect("a part");
    transcript.all(|record| {
        let at_part = record.component.part == position;
        at_part.then(|| pick(&record.kind)).flatten().map(|message| (record.at, message))
    })
}

fn sent(transcript: &Transcript, part: &str) -> Vec<(Time, MessageId)> {
    noted(transcript, part, |kind| match kind {
        Kind::Published { message } => Some(message.id),
        _ => None,
    })
}

fn saved(transcript: &Transcript, database: &str) -> BTreeMap<MessageId, Time> {
    let saved = noted(transcript, database, |kind| match kind {
        Kind::Saved { message, .. } => Some(*message),
        _ => None,
    });
    saved.into_iter().map(|(at, message)| (message, at)).collect()
}

/// How many works were ready to be stored and found no free connection, at most.
fn waiting_for_a_connection(transcript: &Transcript, part: &str) -> usize {
    let position = transcript.roster.find_part(part).expect("a part");
    let (mut ready, mut most) = (BTreeMap::new(), 0);
    for record in &transcript.records {
        match record.kind {
            Kind::Started { delivery, service } if record.component.part == position => {
                ready.insert(delivery.message, record.at + service);
            }
            Kind::StatementStarted { message, .. } => {
                ready.remove(&message);
            }
            _ => {}
        }
        // A statement that is on its way to the database does not wait.
        let on_the_way = Span::from_millis(1);
        most = most.max(ready.values().filter(|at| **at + on_the_way < record.at).count());
    }
    most
}

/// How many statements a database worked on at once, at most.
fn in_use(transcript: &Transcript, database: &str) -> i32 {
    let (mut used, mut most) = (0, 0);
    for (_, kind) in transcript.at(database) {
        match kind {
            Kind::StatementStarted { .. } => used += 1,
            Kind::Saved { .. } | Kind::StatementAborted { .. } => used -= 1,
            _ => {}
        }
        most = most.max(used);
    }
    most
}

fn failures(transcript: &Transcript) -> Vec<(Time, MessageId, FailureReason)> {
    transcript.all(|record| match record.kind {
        Kind::NotConfirmed { message, reason } => Some((record.at, message, reason)),
        _ => None,
    })
}

fn timed_out(transcript: &Transcript) -> Vec<(Time, MessageId)> {
    noted(transcript, "web-direct", |kind| match kind {
        Kind::TimedOut(request) => Some(*request),
        _ => None,
    })
}

/// The same items go two ways. web-direct calls save-service and waits for its answer. web-queue puts them into a NATS
/// stream, and save-handler fetches them. Each way has its own database.
///
/// Two items a second, each way. While there is little to do, there is little difference: an item is in its database
/// about 600 ms after it was sent.
///
/// web-direct and web-queue send at the same moments.
#[test]
fn direct_or_queue_while_there_is_little_to_do_both_are_alike() {
    let calm = run(&[], "20900ms");
    for (web, database) in [("web-direct", "db-direct"), ("web-queue", "db-queue")] {
        let (sent, saved) = (sent(&calm, web), saved(&calm, database));
        assert_eq!(sent.len(), 41);
        for (at, item) in sent.iter().take(40) {
            let took = saved[item].since(*at);
            assert!(Span::from_millis(600) <= took && took < Span::from_millis(610), "{took}");
        }
    }
    let answered = calm.count(|kind| matches!(kind, Kind::Received { late: false, .. }));
    assert_eq!(answered, 40, "the last one is still at work");
    let spike = run(&SPIKE, "20s");
    for run in [&calm, &spike] {
        let moments = |web| sent(run, web).into_iter().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(moments("web-direct"), moments("web-queue"));
        assert!(run.published().iter().all(|one| one.parent.is_some() || &*one.payload.text() == "Buy milk"));
    }
}

/// A spike: 14 items a second for four seconds, both ways. save-service takes up every call at once. Soon its four
/// database connections are all in use, and the rest wait for one.
///
/// web-queue had the stream's confirmation of every item within 2 ms. The backlog waits in the stream. Three handlers,
/// with one connection each, drain it to the last item.
///
/// Each fetches one message when it is free, and uses one connection to the database.
#[test]
fn direct_or_queue_a_spike_exhausts_the_connections_of_one_and_waits_in_the_stream_of_the_other() {
    let run = run(&SPIKE, "30s");
    assert_eq!((in_use(&run, "db-direct"), in_use(&run, "db-queue")), (4, 3));
    assert!(waiting_for_a_connection(&run, "save-service") >= 12);
    assert_eq!(waiting_for_a_connection(&run, "save-handler"), 0);
    let before_the_service = noted(&run, "save-service", |kind| match kind {
        Kind::Delivered { delivery } | Kind::Started { delivery, .. } => Some(delivery.message),
        _ => None,
    });
    for pair in before_the_service.chunks(2) {
        assert_eq!(pair[0], pair[1], "begun in the moment in which it came");
    }
    let spike = |web| sent(&run, web).into_iter().filter(|(at, _)| (4..8).contains(&(at.as_nanos() / 1_000_000_000)));
    let (direct, queue) = (spike("web-direct").count(), spike("web-queue").count());
    assert!(direct == queue && (55..=57).contains(&direct), "{direct}, {queue}");

    let confirmed = noted(&run, "web-queue", |kind| match kind {
        Kind::Confirmed { message, .. } => Some(*message),
        _ => None,
    });
    let items = sent(&run, "web-queue");
    for ((sent, item), (heard, of)) in items.iter().zip(&confirmed) {
        assert!(item == of && heard.since(*sent) <= Span::from_millis(2));
    }
    let (mut known, mut most) = (Obligations::default(), 0);
    for record in &run.records {
        known.feed(record);
        most = most.max(known.pending_at_broker);
    }
    assert!((25..45).contains(&most), "{most} waited in the stream");
    let saved = saved(&run, "db-queue");
    let last = "29s".parse::<Time>().expect("a moment");
    assert!(items.iter().filter(|(at, _)| *at < last).all(|(_, item)| saved.contains_key(item)));
}

/// Now the callers wait. After two seconds a caller gives up, though its item may still be saved later. With 20 calls
/// open, further ones are refused.
///
/// How long web-direct waits for an answer.
#[test]
fn direct_or_queue_in_a_spike_callers_wait_and_give_up_or_are_refused() {
    let transcript = run(&SPIKE, "30s");
    let sent: BTreeMap<_, _> = sent(&transcript, "web-direct").into_iter().map(|(at, item)| (item, at)).collect();
    let (saved, gave_up) = (saved(&transcript, "db-direct"), timed_out(&transcript));
    assert!(gave_up.len() >= 6, "{}", gave_up.len());
    for (at, item) in &gave_up {
        assert_eq!(at.since(sent[item]), Span::from_secs(2));
    }
    assert!(gave_up.iter().filter(|(at, item)| saved[item] > *at).count() >= 6, "saved all the same, and later");
    let (mut open, mut refused) = (BTreeSet::new(), 0);
    for (_, kind) in transcript.at("direct") {
        match kind {
            Kind::Sent { delivery, .. } if sent.contains_key(&delivery.message) => {
                assert!(open.insert(delivery.message));
            }
            Kind::Routed { message, .. } if !sent.contains_key(&message) => {
                let answered = transcript.published().into_iter().find(|one| one.id == message).expect("an answer");
                open.remove(&answered.parent.expect("a call"));
            }
            Kind::Refused { .. } => {
                assert_eq!(open.len(), 20);
                refused += 1;
            }
            _ => {}
        }
    }
    assert!(refused > 5, "{refused}");
    let reasons = failures(&transcript);
    assert_eq!(reasons.len(), refused);
    let patient = run(&["0s:set:patience:10s", SPIKE[0], SPIKE[1]], "30s");
    assert_eq!(timed_out(&patient).len(), 0);
}

/// save-service is down, and web-direct with it: each call fails at once.
#[test]
fn direct_or_queue_with_its_service_down_every_call_fails_at_once() {
    let run = run(&["10200ms:crash:save-service.1"], "20s");
    let sent: BTreeMap<_, _> = sent(&run, "web-direct").into_iter().map(|(at, item)| (item, at)).collect();
    let crash = "10200ms".parse::<Time>().expect("a moment");
    let failed = failures(&run);
    assert!(failed.iter().all(|(_, _, reason)| *reason == FailureReason::Unreachable));
    let called = sent.iter().filter(|(_, at)| **at > crash).count();
    let (after, before): (Vec<_>, Vec<_>) = failed.iter().partition(|(_, item, _)| sent[item] > crash);
    assert!(after.len() + 1 >= called && called >= 19 && before.len() <= 2);
    assert!(after.iter().all(|(at, item, _)| at.since(sent[item]) <= Span::from_millis(2)));
}

/// Now all the save-handlers are down instead. web-queue notices nothing: the stream takes each item as before, and
/// keeps it.
///
/// The save-handlers are back and fetch what has waited. The message that one was working on at the crash comes again
/// after five seconds without an ack. Nothing is lost.
#[test]
fn direct_or_queue_with_its_handlers_down_the_stream_keeps_everything() {
    let crash = ["10200ms:crash:save-handler.1", "10200ms:crash:save-handler.2", "10200ms:crash:save-handler.3"];
    let restart = ["15s:restart:save-handler.1", "15s:restart:save-handler.2", "15s:restart:save-handler.3"];
    let (calm, crashed) = (run(&[], "30s"), run(&[crash, restart].concat(), "30s"));
    assert_eq!(calm.at("web-queue"), crashed.at("web-queue"));
    let again = crashed.all(|record| match record.kind {
        Kind::AckTimedOut { of } => Some((record.at, of.message)),
        _ => None,
    });
    assert!(!again.is_empty(), "somebody had one in hand");
    let first: BTreeMap<_, _> = {
        let deliveries = crashed.all(|record| match record.kind {
            Kind::Sent { delivery, .. } if delivery.attempt == 1 => Some((delivery.message, record.at)),
            _ => None,
        });
        deliveries.into_iter().collect()
    };
    let saved = saved(&crashed, "db-queue");
    for (at, item) in again {
        let waited = at.since(first[&item]);
        assert!(Span::from_secs(5) <= waited && waited < Span::from_millis(5010), "{waited}");
        assert!(saved.contains_key(&item));
    }
    let last = "28s".parse::<Time>().expect("a moment");
    let early: Vec<_> = sent(&crashed, "web-queue").into_iter().filter(|(at, _)| *at < last).collect();
    assert!(early.len() > 50 && early.iter().all(|(_, item)| saved.contains_key(item)));
}
