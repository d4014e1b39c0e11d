//! Dead letters that an administrator publishes again, and requests that become dead letters because nobody listens.

use crate::stage::{Play, Transcript};
use queue_playground::scenario::Action;
use queue_playground::transcript::{FailureReason, Kind, RemovalReason, ReplayFailure};
use serde_json::{Value, json};

/// Workers that fail on `milk` twice and then put it to the dead letters, and an administrator.
fn play() -> Play {
    let consumer = json!({ "name": "workers", "ack_wait": "10s", "max_deliver": 2 });
    let orders = json!({ "name": "ORDERS", "subjects": ["orders.>"], "consumers": [consumer] });
    let letters = json!({ "name": "DLQ", "subjects": ["dlq.>"] });
    let work = json!({
        "poison": "milk", "acks": { "on_failure": "nak" }, "dead_letter": { "prefix": "dlq", "max_deliver": 2 },
    });
    let play = Play::new().streams(&json!([orders, letters])).workers("work", 1, "10ms", &work);
    let web = json!({
        "rate": "0/s", "confirm": { "message_id": true },
    });
    play.web(&web).part("admin", &json!({ "administrator": { "dead_letters": "DLQ" } })).publish("1s", "milk")
}

fn replay(sequence: u64, text: Option<&str>) -> Action {
    Action::Replay { component: "admin".to_owned(), sequence, text: text.map(str::to_owned) }
}

fn not_replayed(transcript: &Transcript) -> Vec<(u64, ReplayFailure)> {
    transcript.all(|record| match record.kind {
        Kind::NotReplayed(sequence, reason) => Some((sequence, reason)),
        _ => None,
    })
}

fn removed_letters(transcript: &Transcript) -> Vec<u64> {
    transcript.all(|record| match record.kind {
        Kind::Removed { of, reason: RemovalReason::Administrator, .. } => Some(of.sequence),
        _ => None,
    })
}

#[test]
fn a_mended_letter_is_published_under_its_own_subject_handled_and_deleted() {
    let transcript = play().at("2s", replay(1, Some("oat drink"))).run("4s");
    let last = transcript.published().last().cloned().expect("the replay");
    assert_eq!((last.subject.as_str(), &*last.payload.text()), ("orders.new", "oat drink"));
    let letter = transcript.published().iter().find(|one| one.subject.as_str() == "dlq.orders.new").cloned();
    assert_eq!(last.parent, letter.map(|letter| letter.id));
    assert!(last.headers.iter().all(|(name, _)| !name.starts_with("Nats-") && !name.starts_with("Dlq-")));
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Duplicate { .. })), 0, "it is no duplicate");
    assert_eq!(removed_letters(&transcript), [1]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Acked { .. })), 1, "and now it was handled");
    assert!(not_replayed(&transcript).is_empty());
}

#[test]
fn a_letter_that_is_replayed_as_it_was_dies_again_as_another_letter() {
    let transcript = play().at("2s", replay(1, None)).run("4s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::DeadLettered { .. })), 2);
    assert_eq!(removed_letters(&transcript), [1]);
}

#[test]
fn a_letter_that_is_not_there_or_says_no_subject_is_not_replayed_and_that_is_said() {
    let transcript = play().at("2s", replay(9, None)).run("4s");
    assert_eq!(not_replayed(&transcript), [(9, ReplayFailure::Gone)]);
    let direct = Play::new().streams(&json!([{ "name": "DLQ", "subjects": ["orders.>"] }]));
    let direct = direct.part("admin", &json!({ "administrator": { "dead_letters": "DLQ" } }));
    let transcript = direct.at("2500ms", replay(1, None)).run("4s");
    assert_eq!(not_replayed(&transcript), [(1, ReplayFailure::NoSubject)]);
    assert!(removed_letters(&transcript).is_empty());
}

#[test]
fn a_letter_that_no_stream_takes_stays() {
    let transcript = unheard(&json!({ "retries": 0 })).at("3s", replay(1, None)).run("6s");
    let failed = transcript.all(|record| match record.kind {
        Kind::NotConfirmed { reason, .. } if record.component == transcript.component("admin") => Some(reason),
        _ => None,
    });
    assert_eq!(failed, [FailureReason::NoResponders]);
    assert_eq!(not_replayed(&transcript), [(1, ReplayFailure::NotTaken)]);
    assert!(removed_letters(&transcript).is_empty());
}

/// Somebody asks for mail once, nobody listens, and what nobody listens to is kept.
fn unheard(more: &Value) -> Play {
    let mut ask = json!({
        "subject": "tasks.mail", "items": ["hello"], "arrivals": { "list": ["1s"] }, "dead_letter": "dlq",
    });
    for (name, value) in more.as_object().expect("fields") {
        ask[name] = value.clone();
    }
    let play = Play::new().streams(&json!([{ "name": "DLQ", "subjects": ["dlq.>"] }])).rate("0/s");
    let play = play.part("asker", &json!({ "requester": ask }));
    play.part("admin", &json!({ "administrator": { "dead_letters": "DLQ" } }))
}

#[test]
fn a_request_that_nobody_listens_to_becomes_a_dead_letter_when_it_is_not_tried_again() {
    for (retries, asked) in [(0, 1), (2, 3)] {
        let transcript = unheard(&json!({ "retries": retries })).run("3s");
        let subjects: Vec<String> = transcript.published().iter().map(|one| one.subject.to_string()).collect();
        let mut expected = vec!["tasks.mail".to_owned(); asked];
        expected.push("dlq.tasks.mail".to_owned());
        assert_eq!(subjects, expected);
        let letter = transcript.published().last().cloned().unwrap();
        assert_eq!((letter.headers.get("Dlq-Subject"), &letter.reply), (Some("tasks.mail"), &None));
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::DeadLettered { .. })), 1);
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::Stored { .. })), 1);
    }
}

#[test]
fn a_request_that_is_not_answered_in_time_is_no_dead_letter() {
    let play = unheard(&json!({ "retries": 0, "timeout": "200ms" })).subscriber("idle", "tasks.mail");
    assert_eq!(play.run("3s").count(|kind| matches!(kind, Kind::DeadLettered { .. })), 0);
}

#[test]
fn a_replayed_request_that_a_service_answers_is_deleted() {
    let service = json!({ "filter": "tasks.mail", "service_time": { "constant": "1ms" }, "reply": "sent" });
    let play = unheard(&json!({ "retries": 0 })).handlers("mail", 0, &service).set("2s", "mail", "1");
    let transcript = play.at("3s", replay(1, None)).run("6s");
    assert_eq!(removed_letters(&transcript), [1]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Received { late: false, .. })), 1);
}

#[test]
fn only_administrators_replay() {
    let scenario = play().scenario();
    let roster = queue_playground::scenario::Roster::new(&scenario);
    let action = Action::Replay { component: "web".to_owned(), sequence: 1, text: None };
    let problem = scenario.check_action(&roster, &action, "here").unwrap_err().to_string();
    assert_eq!(problem, "web cannot replay dead letters");
    let problem = Play::new().part("admin", &json!({ "administrator": { "dead_letters": "DLQ" } })).problem();
    assert_eq!(problem, "admin.dead_letters: there is no stream “DLQ”; there is none");
}
