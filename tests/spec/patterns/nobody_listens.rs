//! nobody-listens: what its texts claim.
//!
//! Claims nothing:
//! Start todo-sub: does it get any of the earlier items?
//!
//! Of another broker, which is not simulated; an alternate exchange of RabbitMQ takes what an exchange cannot route:
//! Some brokers can, such as RabbitMQ with an alternate exchange.

use super::{pattern, with};
use crate::stage::Transcript;
use queue_playground::message::{Message, MessageId};
use queue_playground::scenario::Role;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{FailureReason, Kind, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn run(done: &[&str], until: &str) -> Transcript {
    Transcript::of(&with("nobody-listens", done), until)
}

fn moment(text: &str) -> Time {
    text.parse().expect("a moment")
}

/// What a part published under a subject, and when.
fn published(transcript: &Transcript, about: &str) -> Vec<(Time, Arc<Message>)> {
    transcript.all(|record| match &record.kind {
        Kind::Published { message } if message.subject.as_str() == about => Some((record.at, Arc::clone(message))),
        _ => None,
    })
}

fn messages(transcript: &Transcript, pick: impl Fn(&Kind) -> Option<MessageId>) -> Vec<MessageId> {
    transcript.all(|record| pick(&record.kind))
}

fn forgotten(transcript: &Transcript) -> BTreeSet<MessageId> {
    let forgotten = messages(transcript, |kind| match kind {
        Kind::NoInterest { message } => Some(*message),
        _ => None,
    });
    forgotten.into_iter().collect()
}

/// What a part handled, in order.
fn handled(transcript: &Transcript, name: &str) -> Vec<MessageId> {
    let by = transcript.component(name);
    transcript.all(|record| match record.kind {
        Kind::Finished { delivery, outcome: Outcome::Done } if record.component == by => Some(delivery.message),
        _ => None,
    })
}

/// When todo-ask heard that nobody listens, by request.
fn unheard(transcript: &Transcript) -> BTreeMap<MessageId, Time> {
    let told = transcript.all(|record| match record.kind {
        Kind::NotConfirmed { message, reason: FailureReason::NoResponders } => Some((message, record.at)),
        _ => None,
    });
    told.into_iter().collect()
}

/// Three programs send the same item at the same moment through one NATS server, and nobody is there for any of them.
/// What becomes of it depends on how it was sent.
///
/// Lost: todo-web publishes, and nobody has subscribed. Core NATS forgets the item at once, and tells nobody.
///
/// Hears events.newitem from the moment it subscribes.
#[test]
fn nobody_listens_what_core_nats_has_no_subscriber_for_is_lost() {
    let transcript = run(&[], "20900ms");
    let [lost, kept, aside] =
        ["events.newitem", "jobs.newitem", "tasks.newitem"].map(|one| published(&transcript, one));
    assert_eq!([lost.len(), kept.len(), aside.len()], [20; 3]);
    for ((one, other), third) in lost.iter().zip(&kept).zip(&aside) {
        assert!(one.0 == other.0 && other.0 == third.0);
        assert!(one.1.payload == other.1.payload && other.1.payload == third.1.payload);
    }
    let forgotten = forgotten(&transcript);
    assert!(lost.iter().all(|(_, item)| forgotten.contains(&item.id)));
    assert!(kept.iter().all(|(_, item)| !forgotten.contains(&item.id)));
    let gone_at = transcript.moments(|kind| matches!(kind, Kind::NoInterest { message } if *message == lost[0].1.id));
    assert_eq!(gone_at, [(lost[0].0 + Span::from_millis(1)).to_string()]);
    for (at, kind) in transcript.at("todo-web") {
        assert!(matches!(kind, Kind::Joined | Kind::Connected { .. } | Kind::Published { .. }), "{at}: {kind:?}");
    }
    let late = run(&["10500ms:set:subscribers:1"], "20900ms");
    let (heard, lost) = (handled(&late, "todo-sub.1"), published(&late, "events.newitem"));
    let after = lost.iter().filter(|(at, _)| *at > moment("10500ms")).map(|(_, item)| item.id);
    assert_eq!(heard, after.collect::<Vec<_>>());
}

/// Kept: todo-api publishes to a subject of the stream JOBS. The stream stores each item and confirms it, though
/// nobody fetches any.
///
/// Now a save-handler starts. From its consumer it fetches all that was kept, oldest first, and then what is new.
///
/// Fetches what the stream keeps of jobs.newitem.
#[test]
fn nobody_listens_what_a_stream_takes_is_kept_until_somebody_fetches_it() {
    let transcript = run(&["10500ms:set:handlers:1"], "40900ms");
    let kept: Vec<_> = published(&transcript, "jobs.newitem").into_iter().map(|(_, item)| item.id).collect();
    let stored = messages(&transcript, |kind| match kind {
        Kind::Stored { of, .. } => Some(of.message),
        _ => None,
    });
    let confirmed = messages(&transcript, |kind| match kind {
        Kind::Confirmed { message, .. } => Some(*message),
        _ => None,
    });
    assert_eq!((&stored, &confirmed), (&kept, &kept));
    let fetched = transcript.all(|record| match record.kind {
        Kind::Sent { delivery, .. } if kept.contains(&delivery.message) => Some(record.at),
        _ => None,
    });
    assert!(fetched.iter().all(|at| *at >= moment("10500ms")), "nobody fetches any before");
    let handled = handled(&transcript, "save-handler.1");
    assert_eq!(handled, kept[..handled.len()], "oldest first");
    assert!(handled.len() >= 39, "the backlog is gone");
}

/// Set aside: todo-ask wants a reply, so NATS tells it within 2 ms that nobody listens: status 503. todo-ask itself
/// then publishes the item to dlq.tasks.newitem.
///
/// The administrator hears everything that matches dlq.> and looks into it. NATS does not set anything aside by itself.
#[test]
fn nobody_listens_what_asks_for_a_reply_hears_so_and_sets_the_item_aside() {
    let transcript = run(&[], "20900ms");
    let told = unheard(&transcript);
    let (asked, aside) = (published(&transcript, "tasks.newitem"), published(&transcript, "dlq.tasks.newitem"));
    assert_eq!((told.len(), aside.len()), (20, 20));
    for ((at, request), (then, copy)) in asked.iter().zip(&aside) {
        assert!(told[&request.id].since(*at) <= Span::from_millis(2) && told[&request.id] == *then);
        assert_eq!((copy.parent, &copy.payload, &copy.reply), (Some(request.id), &request.payload, &None));
        assert_eq!(copy.id.origin(), transcript.component("todo-ask"), "todo-ask itself");
    }
    let told_by_nats = messages(&transcript, |kind| match kind {
        Kind::NoResponders { message } => Some(*message),
        _ => None,
    });
    assert_eq!(told_by_nats, asked.iter().map(|(_, request)| request.id).collect::<Vec<_>>());
    let copies: Vec<_> = aside.iter().map(|(_, copy)| copy.id).collect();
    assert_eq!(handled(&transcript, "administrator.1"), copies[..copies.len()]);

    // The same, when todo-ask does nothing about it.
    let mut scenario = pattern("nobody-listens").scenario().expect("a scenario");
    for part in &mut scenario.cast {
        if let Role::Requester(config) = &mut part.role {
            config.dead_letter = None;
        }
    }
    let alone = Transcript::of(&scenario, "20900ms");
    assert_eq!(unheard(&alone).len(), 20);
    assert!(published(&alone, "dlq.tasks.newitem").is_empty() && handled(&alone, "administrator.1").is_empty());
}

/// A task-handler listens now. todo-ask gets its replies, and there are no new dead letters. The items set aside before
/// are never answered.
///
/// Replies to tasks.newitem.
#[test]
fn nobody_listens_once_somebody_replies_nothing_is_set_aside() {
    let transcript = run(&["10500ms:set:repliers:1"], "20500ms");
    let aside = published(&transcript, "dlq.tasks.newitem");
    assert!(aside.len() == 10 && aside.iter().all(|(at, _)| *at < moment("10500ms")));
    let answered: BTreeSet<_> = messages(&transcript, |kind| match kind {
        Kind::Received { request, late: false, .. } => Some(*request),
        _ => None,
    })
    .into_iter()
    .collect();
    let after = published(&transcript, "tasks.newitem").into_iter().filter(|(at, _)| *at > moment("10500ms"));
    assert_eq!(answered, after.map(|(_, request)| request.id).collect());
    assert_eq!(answered.len(), 10);
}
