//! second-door: what its texts claim.
//!
//! Claims nothing: Post one yourself, as curl would. What does save-handler's log say of it? Close the first door. Does
//! todo-api notice?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::{Headers, MessageId};
use queue_playground::sim::chance::Seed;
use queue_playground::transcript::{Fold, Kind, Tally};
use std::collections::BTreeMap;

fn run(seed: u64, done: &[&str], until: &str) -> Transcript {
    let mut scenario = with("second-door", done);
    scenario.seed = Seed(seed);
    Transcript::of(&scenario, until)
}

/// Who published a message.
fn origin(transcript: &Transcript, message: MessageId) -> String {
    transcript.roster.name(message.origin())
}

fn saved(transcript: &Transcript) -> Vec<MessageId> {
    transcript.all(|record| match record.kind {
        Kind::Saved { message, .. } => Some(message),
        _ => None,
    })
}

fn backlog(transcript: &Transcript) -> u64 {
    let mut tally = Tally::default();
    transcript.records.iter().for_each(|record| tally.feed(record));
    tally.waiting(transcript.roster.find_part("save-handler").expect("a part"))
}

/// One door so far: todo-web publishes an item a second to events.todo.newitem, and save-handler stores each of them.
/// todo-api opens a second one.
/// It publishes to the same subject, so its items are stored as well.
/// save-handler was not changed for it.
/// Published to events.todo.newitem.
/// Published to the same subject, besides what you post.
#[test]
fn second_door_what_comes_by_either_is_stored() {
    let one = run(42, &[], "20s");
    assert_eq!(one.published().len(), 20);
    assert_eq!(saved(&one).len(), 19, "all but the one that is published last");

    let both = run(42, &["4.3s:set:api:1/s", "10.1s:publish:todo-api:Order%20a%20cake"], "20s");
    let stored = saved(&both);
    let of = |who: &str| stored.iter().filter(|&&message| origin(&both, message) == who).count();
    assert_eq!((of("todo-web"), of("todo-api")), (19, 16));
    assert!(both.published().iter().any(|message| message.payload.text() == "Order a cake"));
    assert!(stored.iter().any(|message| message.is_typed()));
    let scaled = |kind: &Kind| matches!(kind, Kind::Scaled { .. } | Kind::Restarted | Kind::Crashed { .. });
    assert_eq!(both.count(scaled), 0);
}

/// People add items in todo-web; programs send JSON to todo-api.
/// Both publish the same event, and save-handler cannot tell them apart.
/// Nothing in a message says who published it: it has a subject and an item.
/// save-handler does the same with all of them, in the order in which they come.
#[test]
fn second_door_no_message_says_which_door_it_came_by() {
    let transcript = run(42, &["0s:set:api:1.5/s"], "60s");
    let published = transcript.published();
    for message in &published {
        assert_eq!((message.subject.as_str(), &message.reply), ("events.todo.newitem", &None));
        assert_eq!(message.headers, Headers::default());
    }
    // The same texts by both.
    let texts = |who: &str| {
        let of = published.iter().filter(|message| origin(&transcript, message.id) == who);
        let mut texts: Vec<String> = of.map(|message| message.payload.text().into_owned()).collect();
        texts.sort();
        texts.dedup();
        texts
    };
    assert_eq!(texts("todo-web"), texts("todo-api"));
    let routed = transcript.all(|record| match record.kind {
        Kind::Routed { message, copies: 1 } => Some(message),
        _ => None,
    });
    let started = transcript.all(|record| match record.kind {
        Kind::Started { delivery, service } => Some((delivery.message, service)),
        _ => None,
    });
    assert!(started.iter().all(|(_, service)| *service == started[0].1));
    let started: Vec<MessageId> = started.into_iter().map(|(message, _)| message).collect();
    assert!(routed.starts_with(&started) && started.len() > 100 && saved(&transcript) == started[..started.len() - 1]);
}

/// Three a second from todo-api and one from todo-web are too much for one handler.
/// There is one backlog, with items of both, and it grows by more than one a second.
/// A second handler: now all four a second are handled, whichever door they came by.
/// Neither door knows how many handlers there are.
/// They share the items of both doors.
#[test]
fn second_door_the_load_of_both_is_one_load() {
    for seed in 42..50 {
        let one = run(seed, &["0s:set:api:3/s"], "200s");
        let waiting = backlog(&one);
        assert!((200..400).contains(&waiting), "{waiting}");
        let stored = saved(&one);
        let left: Vec<String> = one
            .published()
            .iter()
            .filter(|message| !stored.contains(&message.id))
            .map(|message| origin(&one, message.id))
            .collect();
        assert!(["todo-web", "todo-api"].iter().all(|who| left.iter().filter(|one| one == who).count() > 50));

        let two = run(seed, &["0s:set:api:3/s", "0s:set:handlers:2"], "200s");
        assert!(backlog(&two) < 60, "{seed}: {}", backlog(&two));
        let mut shares: BTreeMap<(String, u16), u32> = BTreeMap::new();
        for record in &two.records {
            if let Kind::Started { delivery, .. } = record.kind {
                *shares.entry((origin(&two, delivery.message), record.component.member)).or_default() += 1;
            }
        }
        assert!(shares.len() == 4 && shares.values().all(|&share| share > 60), "{shares:?}");
        let told = |transcript: &Transcript| {
            let doors = ["todo-web", "todo-api"].map(|name| transcript.component(name));
            transcript
                .all(|record| doors.contains(&record.component).then(|| format!("{} {:?}", record.at, record.kind)))
        };
        assert_eq!(told(&one), told(&two));
    }
}
