//! the-buffer: what its texts claim.
//!
//! Claims nothing: Freeze all three handlers for five seconds. Is anything lost? Twenty a second for five seconds: how
//! long does it take now?

use super::with;
use crate::stage::Transcript;
use queue_playground::message::MessageId;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Record, Tally};
use std::collections::BTreeSet;

const ROWS: [(&str, &str, &str); 3] = [
    ("web-core", "core", "save-core"),
    ("web-stream", "jetstream", "save-stream"),
    ("web-redis", "redis", "save-redis"),
];

/// A spike from the tenth to the fifteenth second.
const SPIKE: [&str; 2] = ["10.3s:set:rate:10/s", "15.3s:set:rate:1/s"];
const CRASH: [&str; 3] = ["15.3s:crash:save-core.1", "15.3s:crash:save-stream.1", "15.3s:crash:save-redis.1"];
const RESTART: [&str; 3] = ["20.3s:restart:save-core.1", "20.3s:restart:save-stream.1", "20.3s:restart:save-redis.1"];

fn run(done: &[&str]) -> Transcript {
    Transcript::of(&with("the-buffer", done), "60s")
}

fn at(text: &str) -> Time {
    text.parse().expect("a moment")
}

/// How many messages wait at a part at a moment.
fn waiting(transcript: &Transcript, part: &str, moment: &str) -> u64 {
    let mut tally = Tally::default();
    let until = at(moment);
    transcript.records.iter().filter(|record| record.at <= until).for_each(|record| tally.feed(record));
    tally.waiting(transcript.roster.find_part(part).expect("a part"))
}

fn messages(transcript: &Transcript, part: &str, pick: impl Fn(&Kind) -> Option<MessageId>) -> Vec<MessageId> {
    let part = transcript.roster.find_part(part).expect("a part");
    transcript.all(|record: &Record| if record.component.part == part { pick(&record.kind) } else { None })
}

fn done(transcript: &Transcript, part: &str) -> Vec<MessageId> {
    messages(transcript, part, |kind| match kind {
        Kind::Finished { delivery, .. } => Some(delivery.message),
        _ => None,
    })
}

fn published(transcript: &Transcript, part: &str) -> Vec<MessageId> {
    messages(transcript, part, |kind| match kind {
        Kind::Published { message } => Some(message.id),
        _ => None,
    })
}

/// Three brokers, each with one publisher and one handler.
/// One message comes a second, and a handler could do four: nothing waits.
/// How long each handler works on a message.
/// The same for all three publishers.
#[test]
fn the_buffer_nothing_waits_while_little_comes() {
    let calm = run(&[]);
    let rows: BTreeSet<_> = ROWS.iter().flat_map(|(web, broker, save)| [*web, *broker, *save]).collect();
    assert!(calm.roster.parts().all(|(_, part)| rows.contains(part.name.as_str())));
    for (web, broker, save) in ROWS {
        assert_eq!(published(&calm, web).len(), 60);
        for second in 1..60 {
            let moment = format!("{second}.5s");
            assert_eq!((waiting(&calm, broker, &moment), waiting(&calm, save, &moment)), (0, 0), "{broker}");
        }
    }
    let works = calm.all(|record| match record.kind {
        Kind::Started { service, .. } => Some(service.as_millis()),
        _ => None,
    });
    assert!(works.iter().all(|&work| work == 250), "four of them are a second");
    let slow = run(&["0s:set:service:500ms", "0s:set:rate:3/s"]);
    for (web, broker, save) in ROWS {
        assert_eq!(published(&slow, web).len(), 180);
        assert!(waiting(&slow, broker, "60s") + waiting(&slow, save, "60s") > 50, "{broker}");
    }
}

/// A queue takes what comes faster than it can be handled, and the handler catches up later.
/// A spike: ten a second, for five seconds.
/// No publisher waits and no broker refuses.
/// What is too much piles up.
/// Ten seconds after the spike all three have caught up. A handler does four a second while one comes, so the backlog
/// shrinks by three a second.
/// Ten: to half a second.
#[test]
fn the_buffer_the_handlers_catch_up() {
    let transcript = run(&SPIKE);
    let refused = |kind: &Kind| matches!(kind, Kind::Refused { .. } | Kind::Stalled(_) | Kind::Expelled { .. });
    assert_eq!(transcript.count(refused), 0);
    for (web, broker, save) in ROWS {
        let moments = transcript.all(|record| {
            let here = transcript.roster.name(record.component) == web;
            (here && matches!(record.kind, Kind::Published { .. })).then_some(record.at)
        });
        let spike: Vec<_> = moments.iter().filter(|&&moment| moment > at("10.3s") && moment <= at("15.3s")).collect();
        assert!((49..=51).contains(&spike.len()), "{web}: {}", spike.len());
        let place = if broker == "jetstream" { broker } else { save };
        let waits = |moment: &str| waiting(&transcript, place, moment);
        assert!(waits("15.2s") > waits("13.2s") && waits("13.2s") > waits("11.2s"), "{place}");
        assert_eq!(waits("17.35s") - waits("19.35s"), 6, "{place}: three a second");
        assert!(waits("24.8s") > 0 && waits("25.8s") == 0, "{place}");
        assert_eq!(done(&transcript, save), published(&transcript, web)[..done(&transcript, save).len()]);
        assert!(done(&transcript, save).len() >= published(&transcript, web).len() - 1);
    }
}

/// About thirty wait in every row, but not in the same place.
/// Core NATS and Redis have pushed them into the subscriber's own buffer.
/// JetStream keeps them in its stream until save-stream fetches them.
/// About: 28 to 32.
#[test]
fn the_buffer_is_in_another_place_with_jetstream() {
    let transcript = run(&SPIKE);
    let waits = |part: &str| waiting(&transcript, part, "15.3s");
    for place in ["save-core", "jetstream", "save-redis"] {
        assert!((28..=32).contains(&waits(place)), "{place}: {}", waits(place));
    }
    assert_eq!((waits("core"), waits("save-stream"), waits("redis")), (0, 0, 0));
    let (mut asked, mut sent) = (0, 0);
    for (_, kind) in transcript.at("jetstream") {
        asked += u32::from(matches!(kind, Kind::Fetched { batch: 1, .. }));
        sent += u32::from(matches!(kind, Kind::Sent { .. }));
        assert!(sent <= asked, "nothing leaves the stream before it is fetched");
    }
    assert!(sent > 90, "{sent}");
}

/// The same spike, and at its end all three handlers crash.
/// The backlogs of save-core and save-redis are gone with them.
/// The stream still has all its messages.
/// Where the backlog waits meanwhile decides what a crash costs.
/// Restarted, save-core and save-redis begin with empty buffers, and get only what is new.
/// save-stream goes on with what waits, and misses nothing.
#[test]
fn the_buffer_a_crash_loses_two_of_three_backlogs() {
    let transcript = run(&[&SPIKE[..], &CRASH, &RESTART].concat());
    for (web, save) in [("web-core", "save-core"), ("web-redis", "save-redis")] {
        let waited = waiting(&transcript, save, "15.2s");
        let lost = messages(&transcript, save, |kind| match kind {
            Kind::Lost { delivery, .. } => Some(delivery.message),
            _ => None,
        });
        assert!((lost.len() as u64).abs_diff(waited) <= 2 && lost.len() >= 28, "{save}: {} {waited}", lost.len());
        assert_eq!(waiting(&transcript, save, "20.2s"), 0);
        let handled = done(&transcript, save);
        assert!(lost.iter().all(|message| !handled.contains(message)));
        let missed = published(&transcript, web).len() - handled.len();
        assert!(missed >= lost.len() + 5, "{save}: those of the five seconds, too");
        let new = transcript.all(|record| match &record.kind {
            Kind::Published { message } if record.at > at("20.3s") => Some(message.id),
            _ => None,
        });
        let later = transcript.all(|record| match record.kind {
            Kind::Finished { delivery, .. }
                if record.at > at("20.3s") && transcript.roster.name(record.component).starts_with(save) =>
            {
                Some(delivery.message)
            }
            _ => None,
        });
        assert!(later.iter().all(|message| new.contains(message)) && later.len() > 35, "{save}: {}", later.len());
    }
    let handled: BTreeSet<_> = done(&transcript, "save-stream").into_iter().collect();
    let published = published(&transcript, "web-stream");
    assert!(published[..published.len() - 1].iter().all(|message| handled.contains(message)));
    assert_eq!(waiting(&transcript, "jetstream", "60s"), 0);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Removed { .. })), 0);
}
