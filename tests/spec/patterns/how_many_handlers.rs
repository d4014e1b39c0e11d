//! how-many-handlers: what its texts claim.
//!
//! Claims nothing: How long do messages wait in each, and what does theory say? Seven a second, 93 % busy: how much
//! longer do they wait? How many handlers would you pay for? Try five.
//!
//! Each crew is replicated with sixteen seeds, so that the mean wait has a standard error.

use super::with;
use queue_playground::message::MessageId;
use queue_playground::scenario::{Comparison, CrewKind, Scenario, comparisons};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, Measures, Record, Tally};
use queue_playground::world::World;
use std::collections::BTreeMap;

const SEEDS: std::ops::Range<u64> = 42..58;

fn scenario(seed: u64, done: &[&str]) -> Scenario {
    Scenario { seed: Seed(seed), ..with("how-many-handlers", done) }
}

/// Runs it and shows every record.
fn watch(scenario: &Scenario, until: &str, mut see: impl FnMut(&Record)) {
    let limit: Time = until.parse().expect("a moment");
    let mut world = World::new(scenario).expect("a run");
    while let Some(record) = world.next_record(limit, &scenario.entries) {
        see(&record);
    }
}

/// The two crews, as they stand after a long run; nothing is done but at the very start.
fn crews(seed: u64, done: &[&str], until: &str) -> [Comparison; 2] {
    let mut standing = with("how-many-handlers", &[]);
    for deed in done {
        let ["0s", "set", knob, value] = deed.split(':').collect::<Vec<_>>()[..] else { panic!("{deed}") };
        standing.set(knob, value).expect("a knob");
    }
    standing.seed = Seed(seed);
    let mut measures = Measures::default();
    watch(&standing, until, |record| measures.feed(record));
    comparisons(&standing, measures.waits()).try_into().expect("two crews")
}

fn seconds(span: Span) -> f64 {
    span.as_nanos() as f64 / 1e9
}

/// The mean of the measured waits of a crew over all seeds, and its standard error, in seconds.
fn measured(all: &[[Comparison; 2]], crew: usize) -> (f64, f64) {
    let waits: Vec<f64> = all.iter().map(|crews| seconds(crews[crew].measured.expect("waits").0)).collect();
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    let squares: f64 = waits.iter().map(|wait| (wait - mean) * (wait - mean)).sum();
    (mean, (squares / (waits.len() as f64 - 1.0) / waits.len() as f64).sqrt())
}

/// The crews after a long run with each of the seeds.
fn replications(done: &[&str]) -> Vec<[Comparison; 2]> {
    SEEDS.map(|seed| crews(seed, done, "1500s")).collect()
}

/// What theory says, in hundredths of a second, and that what is measured is within four standard errors of it.
fn agree(all: &[[Comparison; 2]]) -> [u64; 2] {
    [0, 1].map(|crew| {
        let expected = all[0][crew].expected.expect("a mean wait");
        let (mean, error) = measured(all, crew);
        let distance = (mean - seconds(expected)).abs();
        assert!(distance < 4.0 * error, "{crew}: theory {expected}, measured {mean} ± {error}");
        assert!(error < seconds(expected) / 12.0, "{crew}: {mean} ± {error} is no measurement");
        (expected.as_millis() + 5) / 10
    })
}

/// Two crews of the same size get the same messages: pull-handler fetches from a stream, group-handler is a queue group.
/// The same number in both.
#[test]
fn how_many_handlers_both_crews_get_the_same_messages() {
    let crews = crews(42, &["0s:set:handlers:5"], "10s");
    assert_eq!(crews.map(|crew| crew.kind), [CrewKind::Pull, CrewKind::Split]);
    assert_eq!(crews.map(|crew| crew.handlers), [5, 5]);
    assert_eq!((crews[0].arrival_rate, crews[0].service_time), (crews[1].arrival_rate, crews[1].service_time));

    let mut started: BTreeMap<u16, Vec<MessageId>> = BTreeMap::new();
    let mut published = Vec::new();
    watch(&scenario(42, &[]), "300s", |record| match &record.kind {
        Kind::Published { message } => published.push(message.id),
        Kind::Started { delivery, .. } => started.entry(record.component.part).or_default().push(delivery.message),
        _ => {}
    });
    assert_eq!(started.len(), 2);
    for mut messages in started.into_values() {
        messages.sort();
        messages.dedup();
        assert!(messages.len() + 60 > published.len());
        assert!(messages.iter().all(|message| published.contains(message)));
    }
}

/// Six messages a second come on average, at random moments, and each is 400 ms of work on average. With three handlers
/// in each crew, everybody is busy four fifths of the time.
/// On average: when the next one comes is left to chance.
/// On average: most messages take less, a few take much longer.
#[test]
fn how_many_handlers_everybody_is_busy_four_fifths_of_the_time() {
    let mut measures = Measures::default();
    let (mut last, mut gaps, mut works) = (Time::ZERO, Vec::new(), Vec::new());
    watch(&scenario(42, &[]), "3000s", |record| {
        measures.feed(record);
        match record.kind {
            Kind::Published { .. } => {
                gaps.push(seconds(record.at.since(last)));
                last = record.at;
            }
            Kind::Started { service, .. } => works.push(seconds(service)),
            _ => {}
        }
    });
    let busy: Vec<_> = measures.utilisation(Time::ZERO + Span::from_secs(3_000)).collect();
    let busy: Vec<_> = busy.iter().map(|(_, utilisation)| utilisation.per_mille()).filter(|&share| share > 0).collect();
    assert!(busy.len() == 6 && busy.iter().all(|share| (750..850).contains(share)), "{busy:?}");
    // Of exponential times a share of 1 − 1/e is below the mean, and one in twenty is above three times the mean.
    for (times, mean) in [(gaps, 1.0 / 6.0), (works, 0.4)] {
        let share =
            |holds: &dyn Fn(f64) -> bool| times.iter().filter(|&&time| holds(time)).count() as f64 / times.len() as f64;
        let (below, far_above) = (share(&|time| time < mean), share(&|time| time > 3.0 * mean));
        assert!((0.61..0.65).contains(&below) && (0.04..0.06).contains(&far_above), "{below} {far_above}");
    }
    let crews = crews(42, &[], "10s");
    assert_eq!(crews.map(|crew| crew.utilisation), [Some(800); 2]);
}

/// That is M/M/3: Erlang's formula says 0.43 s of waiting on average.
/// That is M/M/1 three times: 1.6 s of waiting on average.
/// The load is the same, message for message, and still what is fetched waits less than a third as long.
/// The longer it runs, the closer the measured means come to theory.
#[test]
fn how_many_handlers_measured_waits_are_those_of_theory() {
    let all = replications(&[]);
    assert_eq!(agree(&all), [43, 160]);
    let [(pull, _), (split, _)] = [0, 1].map(|crew| measured(&all, crew));
    assert!(3.0 * pull < split, "{pull} {split}");
    assert!(all.iter().all(|[pull, split]| pull.measured < split.measured), "with any luck");

    let early: Vec<_> = SEEDS.map(|seed| crews(seed, &[], "60s")).collect();
    for crew in [0, 1] {
        let off = |all: &[[Comparison; 2]]| {
            let off = |one: &[Comparison; 2]| {
                let measured = seconds(one[crew].measured.expect("waits").0);
                (measured - seconds(one[crew].expected.expect("a mean wait"))).abs()
            };
            all.iter().map(off).sum::<f64>()
        };
        assert!(off(&early) > 2.0 * off(&all), "{crew}: {} {}", off(&early), off(&all));
    }
}

/// Those who fetch have one queue, and nobody is idle while a message waits.
/// A queue group is three queues: messages wait with one handler while another is idle.
#[test]
fn how_many_handlers_nobody_who_fetches_is_idle_while_a_message_waits() {
    // Handlers are parts 2 and 3 with members 1 to 3; who is idle while somebody waits, at the end of a moment.
    let (mut working, mut waits) = ([[false; 4]; 2], [0_i32; 2]);
    let mut buffers = [0_i32; 4];
    let (mut now, mut idle) = (Time::ZERO, [0, 0]);
    watch(&scenario(42, &[]), "600s", |record| {
        if record.at > now {
            for crew in 0..2 {
                let is_idle = working[crew][1..].iter().any(|working| !working);
                idle[crew] += u32::from(is_idle && waits[crew] > 0);
            }
            now = record.at;
        }
        let member = usize::from(record.component.member);
        let crew = usize::from(record.component.part == 3);
        match record.kind {
            Kind::Stored { .. } => waits[0] += 1,
            Kind::Delivered { .. } if crew == 1 => {
                waits[1] += 1;
                buffers[member] += 1;
            }
            Kind::Started { .. } => {
                waits[crew] -= 1;
                working[crew][member] = true;
                buffers[member] -= i32::from(crew == 1);
            }
            Kind::Finished { .. } => working[crew][member] = false,
            _ => {}
        }
        assert!(buffers.iter().all(|&waiting| waiting >= 0));
    });
    assert!(idle[0] == 0 && idle[1] > 1_000, "{idle:?}");
}

/// With a fourth handler in each crew, everybody is 60 % busy.
/// Theory: 0.07 s instead of 0.43 s for those who fetch, 0.6 s instead of 1.6 s for the group.
#[test]
fn how_many_handlers_a_fourth_shortens_both_waits() {
    assert_eq!(agree(&replications(&["0s:set:handlers:4"])), [7, 60]);
    assert_eq!(crews(42, &["0s:set:handlers:4"], "1s").map(|crew| crew.utilisation), [Some(600); 2]);
}

/// Two handlers are not enough for 2.4 handlers' worth of work.
/// There is no mean wait any more: both backlogs grow, by about one message a second.
/// About: to a tenth, over all seeds.
#[test]
fn how_many_handlers_two_are_not_enough() {
    let crews = crews(42, &["0s:set:handlers:2"], "1s");
    assert_eq!(crews.map(|crew| (crew.utilisation, crew.expected)), [(Some(1_200), None); 2]);
    let mut grown = [0; 2];
    for seed in SEEDS {
        let mut tally = Tally::default();
        watch(&scenario(seed, &["0s:set:handlers:2"]), "500s", |record| tally.feed(record));
        grown[0] += tally.waiting(0);
        grown[1] += tally.waiting(3);
    }
    for messages in grown {
        assert!(messages.abs_diff(500 * 16) < 800, "{grown:?}");
    }
}
