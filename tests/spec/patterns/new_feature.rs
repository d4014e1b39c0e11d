//! new-feature: what its texts claim.
//!
//! Claims nothing: Now every item is to be audited, too. Take the audit away again. Who notices? Crash it. Which items
//! are never audited, and are any not saved?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::{DeliveryId, Headers, MessageId};
use queue_playground::transcript::{Kind, Outcome, Record};
use std::collections::{BTreeMap, BTreeSet};

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("new-feature", done), "60s")
}

/// What happened at a part: when, at which member, and what, record for record.
fn story(transcript: &Transcript, part: &str) -> Vec<String> {
    let part = transcript.roster.find_part(part).expect("a part");
    let told = |record: &Record| format!("{} {} {:?}", record.at, record.component.member, record.kind);
    transcript.records.iter().filter(|record| record.component.part == part).map(told).collect()
}

/// The deliveries to each queue group.
fn sent(transcript: &Transcript) -> BTreeMap<String, Vec<DeliveryId>> {
    let mut sent: BTreeMap<String, Vec<DeliveryId>> = BTreeMap::new();
    for record in &transcript.records {
        if let Kind::Sent { delivery, to, .. } = record.kind {
            let name = transcript.roster.name(to);
            sent.entry(name.split('.').next().expect("a name").to_owned()).or_default().push(delivery);
        }
    }
    sent
}

fn messages(deliveries: &[DeliveryId]) -> Vec<MessageId> {
    deliveries.iter().map(|delivery| delivery.message).collect()
}

/// What waited with a part, second by second, from one second on and before another.
fn waiting(transcript: &Transcript, part: &str, from: u64, to: u64) -> Vec<i32> {
    let part = transcript.roster.find_part(part).expect("a part");
    let at = |second: u64| {
        transcript.records.iter().fold(0, |waiting, record| {
            let change = match record.kind {
                Kind::Delivered { .. } => 1,
                Kind::Started { .. } => -1,
                _ => 0,
            };
            let counts = record.component.part == part && record.at.as_nanos() <= second * 1_000_000_000 + 250_000_000;
            waiting + if counts { change } else { 0 }
        })
    };
    (from..to).map(at).collect()
}

/// todo-web publishes, save-handler stores.
/// This is what runs: two items a second, shared by two save-handlers.
/// A message names its subject, and no receiver.
#[test]
fn new_feature_two_handlers_share_what_nobody_addressed_to_them() {
    let transcript = run(&[]);
    let published = transcript.published();
    assert_eq!(published.len(), 120, "two a second");
    for message in &published {
        assert_eq!((message.subject.as_str(), &message.reply), ("events.todo.newitem", &None));
        assert_eq!(message.headers, Headers::default());
    }
    let done = transcript.done();
    assert!(done.len() == 2 && done.values().all(|&messages| messages > 40), "{done:?}");
    assert_eq!(done.values().sum::<u64>(), transcript.count(|kind| matches!(kind, Kind::Saved { .. })) as u64);
}

/// With a queue group of its own, audit-handler gets every message, and nobody else changes a line.
/// audit-handler starts and subscribes to the same subject as another queue group.
/// From now on it gets every message, too.
/// Neither todo-web nor save-handler was restarted.
/// However many there are, the audit gets every message.
#[test]
fn new_feature_the_audit_gets_every_message_from_its_start_on() {
    for done in [&["10.2s:set:audits:1"][..], &["0s:set:handlers:5", "10.2s:set:audits:1"]] {
        let transcript = run(done);
        let late: Vec<MessageId> = transcript.all(|record| match &record.kind {
            Kind::Published { message } if record.at.as_nanos() > 10_300_000_000 => Some(message.id),
            _ => None,
        });
        assert_eq!(late.len(), 100);
        let sent = sent(&transcript);
        let audited = messages(&sent["audit-handler"]);
        // The last one may be on its way when the run ends.
        assert!(late.starts_with(&audited) && late.len() - audited.len() <= 1);
        assert!(messages(&sent["save-handler"]).ends_with(&audited));
        let groups: BTreeSet<_> = transcript
            .all(|record| match &record.kind {
                Kind::Subscribed { filter, group, .. } => Some((filter.to_string(), group.clone())),
                _ => None,
            })
            .into_iter()
            .collect();
        let of = |group: &str| ("events.todo.newitem".to_owned(), Some(group.into()));
        assert_eq!(groups, BTreeSet::from([of("audit-handler"), of("save-handler")]));
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::Restarted | Kind::Crashed { .. } | Kind::Left)), 0);
    }
}

/// NATS now makes two copies of each message, one for each group.
/// save-handler gets the same messages at the same moments as it would without an audit.
/// todo-web still publishes once.
/// Each is published once, however many groups there are.
/// Whether it is short or long, save-handler works as before.
#[test]
fn new_feature_whoever_was_there_does_the_same_as_before() {
    let before = run(&[]);
    for done in [
        &["10.2s:set:audits:1"][..],
        &["10.2s:set:audits:4"],
        &["10.2s:set:audits:1", "20s:set:audit-time:3s", "40s:crash:audit-handler.1"],
    ] {
        let after = run(done);
        for part in ["todo-web", "save-handler", "todo-db"] {
            assert_eq!(story(&after, part), story(&before, part), "{part}, {done:?}");
        }
        assert!(story(&before, "save-handler").len() > 300);
    }
    let copies = run(&["10.2s:set:audits:1"]).all(|record| match record.kind {
        Kind::Routed { copies, .. } => Some((record.at.as_nanos() > 10_300_000_000, copies)),
        _ => None,
    });
    assert!(copies.iter().all(|&(audited, copies)| copies == 1 + u32::from(audited)));
}

/// With three audit-handlers it is still one copy for their group: all three together see each message once.
/// All of them together get each message once.
#[test]
fn new_feature_three_audits_share_one_copy() {
    let transcript = run(&["0s:set:audits:3"]);
    let audited = messages(&sent(&transcript)["audit-handler"]);
    assert_eq!(audited.len(), audited.iter().collect::<BTreeSet<_>>().len());
    let published: Vec<_> = transcript.published().iter().map(|message| message.id).collect();
    assert!(published.starts_with(&audited) && published.len() - audited.len() <= 1);
    let members = transcript.done().keys().filter(|name| name.starts_with("audit-handler")).count();
    assert_eq!(members, 3);
    assert!(transcript.count(|kind| matches!(kind, Kind::Routed { copies: 2, .. })) >= 118);
}

/// One audit-handler that takes two seconds for each item falls behind, alone. Its own buffer grows by three messages
/// every two seconds. The buffers of save-handler stay empty.
#[test]
fn new_feature_a_slow_audit_falls_behind_alone() {
    let transcript = run(&["10.2s:set:audits:1", "10.2s:set:audit-time:2s"]);
    let backlog = waiting(&transcript, "audit-handler", 12, 60);
    for pair in backlog.windows(3) {
        assert_eq!(pair[2] - pair[0], 3, "{backlog:?}");
    }
    assert!(waiting(&transcript, "save-handler", 0, 60).iter().all(|&waiting| waiting == 0));
    let failed =
        transcript.count(|kind| matches!(kind, Kind::Lost { .. } | Kind::Finished { outcome: Outcome::Failed, .. }));
    assert_eq!(failed, 0);
}
