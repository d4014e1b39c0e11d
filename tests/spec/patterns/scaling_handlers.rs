//! scaling-handlers: what its texts claim.
//!
//! Claims nothing: Does it find its messages again? Back to three. What do those who leave do with what they hold?

use super::with;
use crate::stage::{Transcript, scaling_handlers};
use queue_playground::message::MessageId;
use queue_playground::player::Simulation;
use queue_playground::scenario::Action;
use queue_playground::transcript::{Fold, Kind, Measures, Obligations, Stage, Tally};
use std::collections::{BTreeMap, BTreeSet};

/// A run with these deeds and this luck, up to a moment.
fn run(seed: u64, done: &[&str], until: &str) -> Transcript {
    let mut scenario = with("scaling-handlers", done);
    scenario.seed = queue_playground::sim::chance::Seed(seed);
    Transcript::of(&scenario, until)
}

/// How many messages wait with the handlers at the end.
fn backlog(transcript: &Transcript) -> u64 {
    let mut tally = Tally::default();
    transcript.records.iter().for_each(|record| tally.feed(record));
    tally.waiting(transcript.roster.find_part("save-handler").expect("a part"))
}

fn saved(transcript: &Transcript) -> usize {
    transcript.count(|kind| matches!(kind, Kind::Saved { .. }))
}

/// todo-web publishes every new item.
/// NATS gives each message to one member of the queue group save-handler, which stores it in todo-db.
/// Each message goes to one of them, at random.
/// The member is picked at random.
#[test]
fn scaling_handlers_each_item_goes_to_one_member_that_stores_it() {
    let transcript = run(42, &["3s:publish:todo-web:My%20own"], "300s");
    let receivers = transcript.receivers();
    let published = transcript.published();
    assert!(published.iter().any(|message| message.payload.text() == "My own"));
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    for message in &published {
        match receivers.get(&message.id).map(Vec::as_slice) {
            Some([one]) => *shares.entry(one).or_default() += 1,
            None => assert!(message.id == published[published.len() - 1].id, "the last may be on its way"),
            other => panic!("{other:?}"),
        }
    }
    // 1,800 messages: each gets a third, within four standard deviations of a binomial distribution.
    assert!(shares.len() == 3 && shares.values().all(|share| share.abs_diff(600) < 80), "{shares:?}");

    let finished: BTreeSet<MessageId> = transcript
        .all(|record| match record.kind {
            Kind::Finished { delivery, .. } => Some(delivery.message),
            _ => None,
        })
        .into_iter()
        .collect();
    let stored: Vec<MessageId> = transcript.all(|record| match record.kind {
        Kind::Saved { message, .. } => Some(message),
        _ => None,
    });
    assert!(finished.iter().all(|message| stored.contains(message)));
    assert!(stored.len() == stored.iter().collect::<BTreeSet<_>>().len() && stored.len() > 1_700);
}

/// NATS does not know who is busy, so one handler may fall behind while another is idle.
#[test]
fn scaling_handlers_one_falls_behind_while_another_is_idle() {
    let transcript = Transcript::of(&scaling_handlers(42), "60s");
    let (mut pending, mut working) = ([0_i32; 4], [false; 4]);
    let mut seen = false;
    for record in &transcript.records {
        let member = usize::from(record.component.member);
        match record.kind {
            Kind::Delivered { .. } => pending[member] += 1,
            Kind::Started { .. } => {
                pending[member] -= 1;
                working[member] = true;
            }
            Kind::Finished { .. } => working[member] = false,
            _ => {}
        }
        let idle = (1..=3).any(|member| !working[member] && pending[member] == 0);
        seen |= idle && (1..=3).any(|member| pending[member] >= 3);
    }
    assert!(seen);
}

/// Only one handler now.
/// It saves fewer than three items a second, and six come: the backlog in its buffer grows by more than three a second.
/// With three, six items a second are no trouble, and nothing more piles up.
/// On average, besides what you type.
#[test]
fn scaling_handlers_one_falls_behind_and_three_keep_up() {
    for seed in 42..50 {
        let one = run(seed, &["0s:set:handlers:1"], "400s");
        let came = one.published().len();
        assert!(came.abs_diff(6 * 400) < 200, "{seed}: {came}");
        assert!(saved(&one) < 3 * 400 && backlog(&one) > 3 * 400, "{seed}: {} {}", saved(&one), backlog(&one));
        let three = run(seed, &[], "400s");
        assert!(backlog(&three) < 100 && saved(&three) > 6 * 400 - 200, "{seed}: {}", backlog(&three));
    }
}

/// But what waits in the first one's buffer stays there: the two newcomers get none of it.
#[test]
fn scaling_handlers_newcomers_take_nothing_of_the_old_backlog() {
    let transcript = run(42, &["0s:set:handlers:1", "20s:set:handlers:3"], "60s");
    let before: BTreeSet<MessageId> = transcript
        .all(|record| match &record.kind {
            Kind::Sent { delivery, .. } if record.at.as_nanos() < 20_000_000_000 => Some(delivery.message),
            _ => None,
        })
        .into_iter()
        .collect();
    let mut newcomers = 0;
    for record in &transcript.records {
        if let Kind::Started { delivery, .. } = record.kind {
            let newcomer = record.at.as_nanos() > 20_000_000_000 && record.component.member > 1;
            newcomers += usize::from(newcomer);
            assert!(!newcomer || !before.contains(&delivery.message));
        }
    }
    assert!(newcomers > 100);
}

/// Twelve a second are too many even for three: a backlog grows in every buffer.
/// But three handlers that are always busy save three times as many items as one.
/// Three times: at most a tenth more or less.
/// How long a handler works on one message, before it saves it.
#[test]
fn scaling_handlers_three_save_three_times_as_many() {
    for seed in 42..50 {
        let one = run(seed, &["0s:set:rate:12/s", "0s:set:handlers:1"], "400s");
        let three = run(seed, &["0s:set:rate:12/s"], "400s");
        let (one, times_three) = (saved(&one), saved(&three));
        assert!((3 * one).abs_diff(times_three) * 10 < 3 * one, "{seed}: {one} {times_three}");
        let mut waiting = BTreeMap::<u16, i64>::new();
        for record in &three.records {
            match record.kind {
                Kind::Delivered { .. } => *waiting.entry(record.component.member).or_default() += 1,
                Kind::Started { .. } => *waiting.entry(record.component.member).or_default() -= 1,
                _ => {}
            }
        }
        assert!(waiting.len() == 3 && waiting.values().all(|&messages| messages > 300), "{seed}: {waiting:?}");
    }
    let works = run(42, &["0s:set:service:1s"], "400s").all(|record| match record.kind {
        Kind::Started { service, .. } => Some(service.as_nanos()),
        _ => None,
    });
    let mean = works.iter().sum::<u64>() / works.len() as u64;
    assert!(mean.abs_diff(1_000_000_000) < 100_000_000, "{mean}");
}

/// The backlog waits in each handler's own buffer.
/// Crash a handler, and what waited there is lost with it.
/// Bring the handler back.
#[test]
fn scaling_handlers_a_crash_loses_what_waited() {
    let scenario = scaling_handlers(42);
    let mut simulation = Simulation::<Obligations>::new(scenario).expect("a scenario that can be run");
    simulation.turn("handlers", "1").expect("one handler");
    simulation.seek("20s".parse().expect("a moment"));
    let waiting = simulation.known().pending;
    assert!(waiting > 10);
    let crash = Action::Crash { component: "save-handler.1".to_owned() };
    simulation.act(crash).expect("a crash");
    let known = simulation.known();
    assert_eq!((known.pending, known.in_work), (0, 0));
    assert_eq!(known.lost.crash, waiting + 1);
    let lost =
        simulation.recent().iter().filter(|record| matches!(record.kind, Kind::Lost { stage: Stage::Pending, .. }));
    assert_eq!(lost.count() as u64, waiting);
}

/// Ten handlers now: the database still sees at most one connection for each, however many items wait.
/// The last log line of each handler names a different item.
#[test]
fn scaling_handlers_the_database_sees_one_connection_for_each() {
    let transcript = run(42, &["0s:set:rate:50/s", "20s:set:handlers:10"], "60s");
    let mut open = BTreeMap::<_, usize>::new();
    let mut last = BTreeMap::new();
    for record in &transcript.records {
        match record.kind {
            Kind::SessionOpened(client) => *open.entry(client).or_default() += 1,
            Kind::SessionClosed(client) => *open.entry(client).or_default() -= 1,
            Kind::Finished { delivery, .. } => {
                last.insert(record.component, delivery.message);
            }
            _ => {}
        }
        assert!(open.values().all(|&connections| connections <= 1));
    }
    assert_eq!(open.len(), 10);
    assert!(backlog(&transcript) > 1_000);
    assert_eq!((last.len(), last.values().collect::<BTreeSet<_>>().len()), (10, 10));
}

/// Core NATS does not send a failed one again.
#[test]
fn scaling_handlers_what_failed_is_not_sent_again() {
    let transcript = run(42, &["0s:set:failure:50%"], "60s");
    let sent = transcript.receivers();
    let failed = transcript
        .count(|kind| matches!(kind, Kind::Finished { outcome: queue_playground::transcript::Outcome::Failed, .. }));
    assert!(failed > 100 && sent.values().all(|who| who.len() == 1));
    let mut measures = Measures::default();
    transcript.records.iter().for_each(|record| measures.feed(record));
    assert_eq!(measures.done() as usize, saved(&transcript));
}
