//! todo-event: what its texts claim.
//!
//! Claims nothing:
//! Publish one more item: how long until it is logged?
//! Crash one of the two: does the other get less, or more?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::{Message, MessageId};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Outcome};
use std::collections::BTreeMap;
use std::sync::Arc;

fn run(done: &[&str], until: &str) -> Transcript {
    Transcript::of(&with("todo-event", done), until)
}

fn published(transcript: &Transcript) -> Vec<(Time, Arc<Message>)> {
    transcript.all(|record| match &record.kind {
        Kind::Published { message } => Some((record.at, Arc::clone(message))),
        _ => None,
    })
}

/// Who logged each message, by name.
fn logged(transcript: &Transcript) -> BTreeMap<MessageId, Vec<String>> {
    let mut logged: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
    for record in &transcript.records {
        if let Kind::Finished { delivery, outcome: Outcome::Done } = record.kind {
            logged.entry(delivery.message).or_default().push(transcript.roster.name(record.component));
        }
    }
    logged
}

/// todo-web publishes an event for every new item: a subject, events.todo.newitem, and the item as text. todo-sub has
/// subscribed to that subject and logs each item.
///
/// Once a second an item is published. NATS looks up who asked for its subject and sends todo-sub a copy, which
/// todo-sub logs.
///
/// Evenly spaced, besides what you type.
#[test]
fn todo_event_every_item_is_published_once_a_second_and_logged() {
    let transcript = run(&[], "20900ms");
    let published = published(&transcript);
    assert_eq!(published.len(), 20);
    for ((before, _), (after, message)) in published.iter().zip(&published[1..]) {
        assert_eq!(after.since(*before), Span::from_secs(1));
        assert_eq!((message.subject.as_str(), &message.reply), ("events.todo.newitem", &None));
        assert!(message.payload.text().chars().any(char::is_alphabetic));
    }
    let subscribed = transcript.all(|record| match &record.kind {
        Kind::Subscribed { filter, .. } => Some(filter.as_str().to_owned()),
        _ => None,
    });
    assert_eq!(subscribed, ["events.todo.newitem"]);
    let (sent, logged) = (transcript.receivers(), logged(&transcript));
    for (_, message) in published {
        assert_eq!(
            (&sent[&message.id], &logged[&message.id]),
            (&vec!["todo-sub.1".into()], &vec!["todo-sub.1".into()])
        );
    }
}

/// What a person types goes the same way. The publisher hands it to NATS and is finished: no answer comes back, so it
/// never learns who listens.
#[test]
fn todo_event_what_is_typed_goes_the_same_way_and_nothing_comes_back() {
    let transcript = run(&["3500ms:publish:todo-web:Call%20Grandma"], "10900ms");
    let published = published(&transcript);
    let (_, typed) = published.iter().find(|(_, message)| message.id.is_typed()).expect("what was typed");
    assert_eq!((&*typed.payload.text(), typed.subject.as_str()), ("Call Grandma", "events.todo.newitem"));
    assert_eq!(logged(&transcript)[&typed.id], ["todo-sub.1"]);
    assert_eq!(published.len(), 11, "ten come by themselves");
    for (at, kind) in transcript.at("todo-web") {
        assert!(matches!(kind, Kind::Joined | Kind::Connected { .. } | Kind::Published { .. }), "{at}: {kind:?}");
    }
}

/// todo-sub has been stopped. todo-web goes on publishing and notices nothing, while NATS forgets every item the
/// moment it comes in.
#[test]
fn todo_event_with_nobody_listening_it_is_all_the_same_to_the_publisher() {
    let (heard, unheard) = (run(&[], "15s"), run(&["5500ms:set:subscribers:0"], "15s"));
    assert_eq!(heard.at("todo-web"), unheard.at("todo-web"));
    let left = published(&unheard).into_iter().filter(|(at, _)| *at > "5500ms".parse().expect("a moment"));
    let left: Vec<MessageId> = left.map(|(_, message)| message.id).collect();
    assert_eq!(left.len(), 10);
    let forgotten = unheard.all(|record| match record.kind {
        Kind::NoInterest { message } => Some(message),
        _ => None,
    });
    assert_eq!(forgotten, left[..forgotten.len()]);
    assert!(forgotten.len() >= 9, "the last one may be on its way");
    assert_eq!(heard.count(|kind| matches!(kind, Kind::NoInterest { .. })), 0);
}

/// Two of them subscribe now: each gets its own copy of every new item, and none of the forgotten ones. todo-web still
/// sends each item once.
///
/// Each gets a copy of every item, because they share no queue group.
#[test]
fn todo_event_two_who_come_back_get_every_new_item_and_none_of_the_old() {
    let transcript = run(&["3500ms:set:subscribers:0", "6500ms:set:subscribers:2"], "15900ms");
    let logged = logged(&transcript);
    let (mut alone, mut forgotten, mut both) = (0, 0, 0);
    for (at, message) in published(&transcript) {
        match (at.as_nanos(), logged.get(&message.id).map(Vec::as_slice)) {
            (..3_500_000_000, Some([_])) => alone += 1,
            (3_500_000_000..6_500_000_000, None) => forgotten += 1,
            (6_500_000_000.., Some([one, other])) if one != other => both += 1,
            (_, by) => panic!("{at}: {by:?}"),
        }
    }
    assert_eq!((alone, forgotten, both), (3, 3, 9));
    let groups = transcript.all(|record| match &record.kind {
        Kind::Subscribed { group, .. } => Some(group.is_some()),
        _ => None,
    });
    assert_eq!(groups, [false; 3]);
}
