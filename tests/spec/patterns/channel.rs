//! channel: what its texts claim.
//!
//! Claims nothing:
//! Crash the subscriber now: does anyone send it the rest again?
//! Bring a subscriber back: how many of the missed pings reach it?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, LossReason};
use std::collections::BTreeMap;

fn run(done: &[&str], until: &str) -> Transcript {
    Transcript::of(&with("channel", done), until)
}

/// The moments of what `pick` finds.
fn moments(transcript: &Transcript, pick: impl Fn(&Kind) -> bool) -> Vec<Time> {
    transcript.all(|record| pick(&record.kind).then_some(record.at))
}

/// What PUBLISH answered to each ping.
fn answers(transcript: &Transcript) -> BTreeMap<MessageId, u64> {
    let counted = transcript.all(|record| match record.kind {
        Kind::Counted { message, receivers } => Some((message, receivers)),
        _ => None,
    });
    counted.into_iter().collect()
}

/// How many have got each answer, in order of time.
fn runs_of_answers(transcript: &Transcript) -> Vec<(u64, usize)> {
    let answers: Vec<u64> = answers(transcript).into_values().collect();
    answers.chunk_by(|one, next| one == next).map(|same| (same[0], same.len())).collect()
}

/// Every five seconds the publisher sends 50 pings at once. They wait in the subscriber's own buffer, and two seconds
/// later it has read them all.
#[test]
fn channel_every_five_seconds_fifty_pings_come_and_are_read_in_two() {
    let transcript = run(&[], "18s");
    let published = moments(&transcript, |kind| matches!(kind, Kind::Published { .. }));
    let read = moments(&transcript, |kind| matches!(kind, Kind::Finished { .. }));
    assert_eq!((published.len(), read.len()), (150, 150));
    for (burst, (sent, read)) in (1..).zip(published.chunks(50).zip(read.chunks(50))) {
        assert!(sent.iter().all(|at| *at == Time::ZERO + Span::from_secs(5 * burst)));
        let took = read[49].since(sent[0]);
        assert!(Span::from_millis(1990) <= took && took <= Span::from_millis(2010), "{took}");
    }
    assert!(transcript.published().iter().all(|message| &*message.payload.text() == "ping"));
}

/// PUBLISH answers with a number: how many deliveries the ping led to. Here that is 1, and it comes while at least 49
/// of the 50 are still unread.
///
/// How long a subscriber takes for one ping.
#[test]
fn channel_the_answer_counts_deliveries_and_comes_before_they_are_read() {
    let transcript = run(&[], "5500ms");
    let (answers, sent) = (answers(&transcript), transcript.receivers());
    assert_eq!(answers.len(), 50);
    for (message, receivers) in answers {
        assert_eq!((receivers, sent[&message].len()), (1, 1));
    }
    let last = *moments(&transcript, |kind| matches!(kind, Kind::Counted { .. })).last().expect("an answer");
    assert!(moments(&transcript, |kind| matches!(kind, Kind::Finished { .. })).iter().all(|read| *read > last));
    let begun = moments(&transcript, |kind| matches!(kind, Kind::Started { .. }));
    assert_eq!(begun.iter().filter(|at| **at <= last).count(), 1);
    let at_rest = run(&["1s:set:service:100ms"], "11s");
    let read = moments(&at_rest, |kind| matches!(kind, Kind::Finished { .. }));
    assert_eq!(read[1].since(read[0]), Span::from_millis(100));
}

/// On Redis a message goes to a channel, here channel21. Whoever has subscribed to it at that moment gets a copy. Redis
/// keeps none.
///
/// A second subscriber joins late. It gets none of the earlier pings. From the next burst on both get every ping, and
/// PUBLISH answers 2.
///
/// Each gets every ping: Redis Pub/Sub has no queue groups.
#[test]
fn channel_one_who_joins_late_gets_only_what_comes_after() {
    let transcript = run(&["11s:set:subscribers:2"], "18s");
    assert_eq!(runs_of_answers(&transcript), [(1, 100), (2, 50)]);
    let published = transcript.published();
    assert!(published.iter().all(|message| message.subject.as_str() == "channel21"));
    let sent = transcript.receivers();
    for (index, message) in published.iter().enumerate() {
        let expected: &[&str] = if index < 100 { &["subscriber.1"] } else { &["subscriber.1", "subscriber.2"] };
        assert_eq!(sent[&message.id], expected);
    }
}

/// Nobody is left. PUBLISH answers 0, and those 50 pings are gone for good. The publisher has an answer for each, and
/// goes on.
#[test]
fn channel_with_nobody_left_the_answer_is_zero_and_the_pings_are_gone() {
    let transcript = run(&["6s:set:subscribers:0", "12s:set:subscribers:1"], "18s");
    assert_eq!(runs_of_answers(&transcript), [(1, 50), (0, 50), (1, 50)]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NoInterest { .. })), 50);
    let (answers, sent) = (answers(&transcript), transcript.receivers());
    for message in transcript.published() {
        assert_eq!(answers[&message.id] == 0, !sent.contains_key(&message.id));
    }
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Delivered { .. })), 100);
}

/// What the two things to try lead to: what was in the buffer is lost with its process, and nobody sends it again.
#[test]
fn channel_a_crash_loses_the_unread_and_nobody_sends_them_again() {
    let transcript = run(&["5500ms:crash:subscriber.1", "6s:restart:subscriber.1"], "9s");
    let lost = transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::Crash, .. }));
    let read = transcript.count(|kind| matches!(kind, Kind::Finished { .. }));
    assert!(lost > 30 && lost + read == 50, "{lost} lost, {read} read");
    assert_eq!(transcript.receivers().values().map(Vec::len).sum::<usize>(), 50);
}
