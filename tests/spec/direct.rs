//! Direct calls: a caller and a service with no broker between, so that one needs the other to be there.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{FailureReason, Fold, Kind, Obligations, Publications, RefusalReason};
use serde_json::{Value, json};

/// `api` calls `db` at this rate, and waits a second at most; as long as a call without an answer keeps its place.
fn calling(rate: &str, open_calls: u32) -> Play {
    let requester = json!({
        "subject": "db.save", "rate": rate, "arrivals": "constant", "items": ["row"], "timeout": "1s", "retries": 0,
    });
    let play = Play::new().broker(&json!({ "direct": { "open_calls": open_calls, "call_timeout": "1s" } })).rate("0/s");
    play.part("api", &json!({ "requester": requester }))
}

fn serving(play: Play, processes: u16, service: &str, more: &Value) -> Play {
    let mut role = json!({ "filter": "db.save", "service_time": { "constant": service }, "reply": "saved" });
    for (name, value) in more.as_object().expect("fields") {
        role[name] = value.clone();
    }
    play.handlers("db", processes, &role)
}

fn count(transcript: &Transcript, wanted: impl Fn(&Kind) -> bool) -> usize {
    transcript.count(wanted)
}

fn answered(transcript: &Transcript) -> usize {
    count(transcript, |kind| matches!(kind, Kind::Received { late: false, .. }))
}

fn unreachable(transcript: &Transcript) -> usize {
    count(transcript, |kind| matches!(kind, Kind::NotConfirmed { reason: FailureReason::Unreachable, .. }))
}

#[test]
fn a_call_goes_to_one_process_and_its_answer_to_the_caller() {
    let transcript = serving(calling("20/s", 100), 3, "10ms", &json!({})).run("10s");
    let members = transcript.done();
    assert_eq!(members.values().sum::<u64>(), 199, "the last call is on its way");
    for name in ["db.1", "db.2", "db.3"] {
        // 200 calls, a third each: standard deviation 6.7; four of them.
        assert!(members[name].abs_diff(67) < 27, "{name} got {}", members[name]);
    }
    assert_eq!((answered(&transcript), unreachable(&transcript)), (199, 0));
}

#[test]
fn a_service_that_is_not_there_refuses_at_once() {
    let transcript = calling("1/s", 100).run("3500ms");
    let refused = RefusalReason::ConnectionRefused;
    assert_eq!(count(&transcript, |kind| matches!(kind, Kind::Refused { reason, .. } if *reason == refused)), 3);
    assert_eq!((unreachable(&transcript), answered(&transcript)), (3, 0));
    assert_eq!(count(&transcript, |kind| matches!(kind, Kind::TimedOut { .. })), 0);
}

#[test]
fn a_crash_in_mid_call_breaks_the_calls_that_are_open() {
    let play = serving(calling("1/s", 100), 1, "800ms", &json!({})).crash("1500ms", "db.1").restart("1700ms", "db.1");
    let transcript = play.run("3s");
    let broken = transcript.moments(|kind| matches!(kind, Kind::NotConfirmed { .. }));
    assert_eq!(broken, ["1.502s"], "one link after the crash, and one more to the caller");
    assert_eq!(answered(&transcript), 1);
}

#[test]
fn a_service_with_as_many_calls_as_it_takes_refuses_one_more() {
    // Two workers of half a second for ten calls in a second: they manage four.
    let play = serving(calling("10/s", 4), 1, "500ms", &json!({ "concurrency": 2 }));
    let transcript = play.run("20s");
    let (answered, refused) = (answered(&transcript), unreachable(&transcript));
    assert!(answered.abs_diff(80) < 6 && refused.abs_diff(118) < 8, "{answered} {refused}");
    assert_eq!(count(&transcript, |kind| matches!(kind, Kind::TimedOut { .. })), 0);
}

#[test]
fn without_a_limit_callers_wait_until_they_lose_patience_and_the_work_is_done_for_nobody() {
    let play = serving(calling("10/s", 10_000), 1, "500ms", &json!({ "concurrency": 2 }));
    let transcript = play.run("20s");
    assert!(count(&transcript, |kind| matches!(kind, Kind::TimedOut { .. })) > 100);
    let late = count(&transcript, |kind| matches!(kind, Kind::Received { late: true, .. }));
    assert!(late > 50, "{late}");
}

#[test]
fn the_ledgers_balance_through_crashes_and_refusals() {
    let play = serving(calling("50/s", 3), 2, "100ms", &json!({ "failure": "20%" })).links("2ms", "5%");
    let transcript = play.crash("3s", "db.1").restart("4s", "db.1").run("8s");
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in &transcript.records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}");
    }
    assert!(publications.refused > 0 && obligations.done > 100, "{publications:?} {obligations:?}");
}
