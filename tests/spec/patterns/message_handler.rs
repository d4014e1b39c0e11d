//! message-handler: what its texts claim.
//!
//! Claims nothing: Let half of all attempts fail. Which row loses items, and which only time? Crash save-stream for ten
//! seconds. Where do its items wait?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{AckVerdict, Kind, LossReason, Outcome, Stage};
use std::collections::BTreeSet;

const ROWS: [(&str, &str); 3] =
    [("web-core", "save-core.1"), ("web-stream", "save-stream.1"), ("web-redis", "save-redis.1")];
const FAILING: [&str; 2] = ["10.5s:set:failure:100%", "12.5s:set:failure:0%"];
const CRASH: [&str; 9] = [
    "20.5s:publish:web-core:Renew%20the%20passport",
    "20.5s:publish:web-stream:Renew%20the%20passport",
    "20.5s:publish:web-redis:Renew%20the%20passport",
    "20.65s:crash:save-core.1",
    "20.65s:crash:save-stream.1",
    "20.65s:crash:save-redis.1",
    "23.65s:restart:save-core.1",
    "23.65s:restart:save-stream.1",
    "23.65s:restart:save-redis.1",
];

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("message-handler", done), "40.2s")
}

fn at(text: &str) -> Time {
    text.parse().expect("a moment")
}

/// The messages that `pick` finds at a component.
fn messages(transcript: &Transcript, name: &str, pick: impl Fn(&Kind) -> Option<MessageId>) -> Vec<MessageId> {
    let id = transcript.component(name);
    transcript.all(|record| if record.component == id { pick(&record.kind) } else { None })
}

fn published(transcript: &Transcript, web: &str) -> Vec<MessageId> {
    messages(transcript, web, |kind| match kind {
        Kind::Published { message } => Some(message.id),
        _ => None,
    })
}

fn failed(transcript: &Transcript, save: &str) -> Vec<MessageId> {
    messages(transcript, save, |kind| match kind {
        Kind::Finished { delivery, outcome: Outcome::Failed } => Some(delivery.message),
        _ => None,
    })
}

/// What of a publisher is in the database; nothing is there twice.
fn rows(transcript: &Transcript, web: &str) -> BTreeSet<MessageId> {
    let origin = transcript.component(web);
    let all = messages(transcript, "todo-db", |kind| match kind {
        Kind::Saved { message, .. } if message.origin() == origin => Some(*message),
        _ => None,
    });
    let rows: BTreeSet<_> = all.iter().copied().collect();
    assert_eq!(rows.len(), all.len());
    rows
}

fn missing(transcript: &Transcript, web: &str) -> BTreeSet<MessageId> {
    let rows = rows(transcript, web);
    published(transcript, web).into_iter().filter(|message| !rows.contains(message)).collect()
}

/// A message handler subscribes and does something with each message: here it saves an item in todo-db.
/// Three brokers, each with the same cast: a publisher that sends one item a second, and a handler that saves every
/// item in todo-db.
/// The same for all three publishers.
/// How long each handler works on an item, before it saves it.
#[test]
fn message_handler_saves_what_arrives() {
    let transcript = run(&[]);
    for (web, save) in ROWS {
        assert_eq!(published(&transcript, web).len(), 40);
        assert!(missing(&transcript, web).len() <= 1, "all but the last, which is in work");
        assert_eq!(failed(&transcript, save), []);
    }
    let busy = run(&["0s:set:rate:2/s", "0s:set:service:3s"]);
    for (web, save) in ROWS {
        assert_eq!(published(&busy, web).len(), 80);
        let id = busy.component(save);
        let works = busy.all(|record| match record.kind {
            Kind::Started { service, .. } if record.component == id => Some(service.as_millis()),
            _ => None,
        });
        assert!(works.len() > 12 && works.iter().all(|&work| work == 3_000));
    }
}

/// When that fails, what happens next depends on the broker.
/// For two seconds every attempt to save fails.
/// For core NATS and Redis a message is settled as soon as it is delivered: the two that fail here never come again.
/// How many attempts to save fail, in each row.
#[test]
fn message_handler_what_fails_with_core_nats_and_redis_never_comes_again() {
    let transcript = run(&FAILING);
    for (web, save) in [ROWS[0], ROWS[2]] {
        let failed = failed(&transcript, save);
        assert_eq!(failed.len(), 2);
        let receivers = transcript.receivers();
        assert!(failed.iter().all(|message| receivers[message].len() == 1));
        let missing: BTreeSet<_> = missing(&transcript, web).into_iter().filter(|one| failed.contains(one)).collect();
        assert_eq!(missing.len(), 2);
    }
    let half = run(&["0s:set:failure:50%"]);
    for (_, save) in ROWS {
        assert!((10..=60).contains(&failed(&half, save).len()), "{save}: {}", failed(&half, save).len());
    }
}

/// JetStream waits for an ack.
/// save-stream answers nak, and the message comes again at once, again and again, until it is saved.
/// The next one waits in the stream meanwhile.
#[test]
fn message_handler_what_fails_with_jetstream_comes_again_until_it_is_saved() {
    let transcript = run(&FAILING);
    let attempts = failed(&transcript, "save-stream.1");
    let stuck: BTreeSet<_> = attempts.iter().copied().collect();
    assert!(stuck.len() == 1 && attempts.len() >= 4, "{attempts:?}");
    assert!(missing(&transcript, "web-stream").len() <= 1, "only the last, which is in work");
    let said = transcript.count(|kind| matches!(kind, Kind::AckSent { verdict: AckVerdict::Nak, .. }));
    assert_eq!(said, attempts.len());
    // At once: a nak and the next start are two ways apart, and the message's.
    let (mut nakked, mut gaps) = (None, Vec::new());
    for record in &transcript.records {
        match record.kind {
            Kind::Nakked { .. } => nakked = Some(record.at),
            Kind::Started { delivery, .. } if delivery.attempt > 1 => {
                gaps.push(record.at.since(nakked.expect("a nak")).as_millis());
            }
            _ => {}
        }
    }
    assert!(gaps.len() == attempts.len() && gaps.iter().all(|&gap| gap <= 3), "{gaps:?}");
    // While one fails, those behind it are not even delivered.
    let first = attempts[0];
    let behind = transcript.all(|record| match record.kind {
        Kind::Sent { delivery, .. } if record.at > at("11.5s") && record.at < at("12.5s") && delivery.attempt == 1 => {
            Some(delivery.consumer.0 > 0 && delivery.message != first)
        }
        _ => None,
    });
    assert!(behind.iter().all(|&is_behind| !is_behind) && behind.len() == 2, "{behind:?}");
}

/// All three handlers crash in the middle of their work, and are back after three seconds.
/// A crashed handler sends no nak, so JetStream waits five seconds for the ack, then delivers the message again.
#[test]
fn message_handler_after_a_crash_jetstream_waits_for_the_ack() {
    let transcript = run(&CRASH);
    for (_, save) in ROWS {
        let id = transcript.component(save);
        let held = transcript.all(|record| match record.kind {
            Kind::Lost { stage: Stage::InWork, reason: LossReason::Crash, .. } if record.component == id => {
                Some(record.at)
            }
            _ => None,
        });
        assert_eq!(held, [at("20.65s")], "{save}");
    }
    assert_eq!(transcript.moments(|kind| matches!(kind, Kind::Restarted)), ["23.65s"; 3]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::AckSent { verdict: AckVerdict::Nak, .. })), 0);
    let again = transcript.all(|record| match record.kind {
        Kind::Sent { delivery, .. } if delivery.attempt == 2 => Some((delivery.message, record.at)),
        _ => None,
    });
    let [(message, moment)] = again[..] else { panic!("{again:?}") };
    let first = transcript.all(|record| match record.kind {
        Kind::Sent { delivery, .. } if delivery.message == message && delivery.attempt == 1 => Some(record.at),
        _ => None,
    });
    let waited = moment.since(first[0]).as_millis();
    assert!((5_000..5_400).contains(&waited), "{waited} ms: until its hands are free, at most one work longer");
}

/// In the end todo-db has every item of web-stream.
/// From web-core and web-redis it lacks the items that failed, the one in work at the crash, and all that came while
/// nobody listened.
#[test]
fn message_handler_in_the_end_only_the_stream_has_lost_nothing() {
    let transcript = run(&[&FAILING[..], &CRASH].concat());
    let last = |web: &str| published(&transcript, web).into_iter().next_back().expect("a message");
    assert!(missing(&transcript, "web-stream").into_iter().all(|message| message == last("web-stream")));
    for (web, save) in [ROWS[0], ROWS[2]] {
        let mut expected: BTreeSet<_> = failed(&transcript, save).into_iter().collect();
        expected.extend(messages(&transcript, save, |kind| match kind {
            Kind::Lost { delivery, .. } => Some(delivery.message),
            _ => None,
        }));
        let away = transcript.all(|record| match &record.kind {
            Kind::Published { message } if message.id.origin() == transcript.component(web) => {
                (record.at > at("20.65s") && record.at < at("23.65s")).then_some(message.id)
            }
            _ => None,
        });
        assert_eq!((expected.len(), away.len()), (3, 3));
        expected.extend(away);
        let mut missing = missing(&transcript, web);
        missing.remove(&last(web));
        expected.remove(&last(web));
        assert_eq!(missing, expected, "{web}");
    }
}
