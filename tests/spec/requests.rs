//! Requests: one reply in time, nobody there, nobody in time, and too late.

use crate::stage::{Play, Transcript};
use queue_playground::message::MessageId;
use queue_playground::transcript::{FailureReason, Kind, LossReason};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// `ask` asks once a second under `time.now`.
fn asking(more: &Value) -> Play {
    let mut requester = json!({ "subject": "time.now", "rate": "1/s", "arrivals": "constant", "items": ["?"] });
    for (name, value) in more.as_object().expect("fields") {
        requester[name] = value.clone();
    }
    Play::new().rate("0/s").part("ask", &json!({ "requester": requester }))
}

fn answering(play: Play, members: u16, service: &str) -> Play {
    let role =
        json!({ "filter": "time.*", "group": "clock", "service_time": { "constant": service }, "reply": "noon" });
    play.handlers("clock", members, &role)
}

fn received(transcript: &Transcript, wanted: bool) -> Vec<MessageId> {
    transcript.all(|record| match record.kind {
        Kind::Received { request, late, .. } if late == wanted => Some(request),
        _ => None,
    })
}

fn requests(transcript: &Transcript) -> Vec<MessageId> {
    let ask = transcript.component("ask");
    transcript.published().iter().map(|message| message.id).filter(|id| id.origin() == ask).collect()
}

#[test]
fn every_request_gets_its_own_reply_over_one_subscription() {
    let transcript = answering(asking(&json!({ "rate": "20/s" })), 3, "100ms").run("10s");
    let received = received(&transcript, false);
    let asked = requests(&transcript);
    assert_eq!(received.iter().collect::<BTreeSet<_>>().len(), received.len());
    // What was asked last is still on its way, or waits for a clock.
    assert!(asked.len() == 200 && received.len() > 180, "{} {}", asked.len(), received.len());
    for message in transcript.published().iter().filter(|message| message.parent.is_some()) {
        let asked = transcript.published().into_iter().find(|asked| Some(asked.id) == message.parent);
        assert_eq!(asked.and_then(|asked| asked.reply.clone()), Some(message.subject.clone()), "{message:?}");
    }
    let ask = transcript.component("ask");
    let subscribed = |record: &queue_playground::transcript::Record| {
        record.component == ask && matches!(record.kind, Kind::Subscribed { .. })
    };
    assert_eq!(transcript.records.iter().filter(|record| subscribed(record)).count(), 1);
}

#[test]
fn a_request_that_nobody_listens_to_fails_at_once() {
    let transcript = asking(&json!({})).run("3500ms");
    let failed =
        transcript.moments(|kind| matches!(kind, Kind::NotConfirmed { reason: FailureReason::NoResponders, .. }));
    assert_eq!(failed, ["1.002s", "2.002s", "3.002s"], "after one link there and one back");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::TimedOut { .. })), 0);
}

#[test]
fn a_wiretap_turns_no_responders_into_a_timeout() {
    let transcript = asking(&json!({ "timeout": "300ms" })).subscriber("tap", ">").run("3500ms");
    let timed_out = transcript.moments(|kind| matches!(kind, Kind::TimedOut { .. }));
    assert_eq!(timed_out, ["1.3s", "2.3s", "3.3s"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NotConfirmed { .. })), 0);
}

#[test]
fn a_reply_after_the_timeout_is_late_and_changes_nothing() {
    let transcript = answering(asking(&json!({ "timeout": "300ms" })), 1, "400ms").run("3900ms");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::TimedOut { .. })), 3);
    assert_eq!(received(&transcript, true), requests(&transcript));
    assert_eq!(received(&transcript, false), []);
}

#[test]
fn of_several_replies_the_first_counts() {
    let role = json!({ "filter": "time.*", "service_time": { "constant": "1ms" }, "reply": "noon" });
    let transcript = asking(&json!({})).handlers("clock", 4, &role).run("3500ms");
    assert_eq!((received(&transcript, false).len(), received(&transcript, true).len()), (3, 9));
}

#[test]
fn a_request_is_asked_again_as_often_as_it_may_be() {
    let more = json!({ "rate": "0/s", "timeout": "100ms", "retries": 2, "arrivals": { "list": ["1s"] } });
    let transcript = answering(asking(&more), 1, "10ms").set("0s", "clock-failure", "100%").run("5s");
    let retried = transcript.all(|record| match record.kind {
        Kind::Retried { message, again, attempt } => {
            Some((record.at.to_string(), message.number(), again.number(), attempt))
        }
        _ => None,
    });
    assert_eq!(retried, [("1.1s".to_owned(), 1, 2, 2), ("1.2s".to_owned(), 1, 3, 3)]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::TimedOut { .. })), 3);
}

#[test]
fn after_no_responders_it_waits_a_moment_before_it_asks_again() {
    let more = json!({ "rate": "0/s", "retries": 5, "arrivals": { "list": ["1s"] } });
    let play = answering(asking(&more), 0, "10ms").set("1400ms", "clock", "1");
    let transcript = play.run("5s");
    let asked = transcript.all(|record| match &record.kind {
        Kind::Published { message } if message.parent.is_none() => Some(record.at.to_string()),
        _ => None,
    });
    assert_eq!(asked, ["1s", "1.252s", "1.504s"]);
    assert_eq!(received(&transcript, false).len(), 1);
}

#[test]
fn a_crashed_requester_hears_no_reply_and_starts_anew() {
    let play = answering(asking(&json!({ "rate": "10/s" })), 4, "500ms").crash("2s", "ask").restart("3s", "ask");
    let transcript = play.run("6s");
    let gone = transcript.count(|kind| matches!(kind, Kind::Lost { reason: LossReason::ConnectionClosed, .. }));
    let unheard = transcript.count(|kind| matches!(kind, Kind::NoInterest { .. }));
    assert!(gone + unheard > 3, "{gone} {unheard}");
    assert_eq!(received(&transcript, true), [], "the new process has an inbox of its own");
    let mut asked = requests(&transcript);
    let all = asked.len();
    asked.dedup();
    assert_eq!(asked.len(), all, "no number is used again");
}
