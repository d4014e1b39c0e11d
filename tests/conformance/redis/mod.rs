//! Redis Pub/Sub against redis-server.
//!
//! What the server leaves open is not compared: in which order a client gets the copies for several patterns.

pub mod resp;
mod script;

use crate::seeds;
use crate::shorten::shorten;
use queue_playground::broker::redis::Command::{PSubscribe, Subscribe};
use queue_playground::broker::redis::Glob;
use queue_playground::sim::chance::{Draw, Purpose, Seed};
use resp::{Server, Value};
use script::Step::{self, Disconnect, Publish};
use script::{Outcome, random, real, simulated, text};

/// Plays a script on a server of its own and on the simulator, and compares.
fn check(steps: &[Step]) -> Outcome {
    let (real, simulated) = (real(&Server::start(), steps, ""), simulated(steps, ""));
    assert_eq!(simulated, real, "the simulator (left) and redis-server (right) differ on\n{}", text(steps));
    real
}

/// The channels of what a client heard, by the pattern it came for.
fn heard(outcome: &Outcome, client: u32) -> Vec<(Option<&str>, &str)> {
    let all = outcome.heard.get(&client).into_iter().flatten();
    all.map(|(_, pattern, channel)| (pattern.as_deref(), channel.as_str())).collect()
}

#[test]
fn a_client_gets_a_copy_for_its_channel_and_for_each_pattern_and_the_publisher_hears_how_many() {
    let outcome = check(&[
        Step::Subscribe(1, PSubscribe, "a.*"),
        Step::Subscribe(1, PSubscribe, "*"),
        Step::Subscribe(1, Subscribe, "a.b"),
        Step::Subscribe(2, Subscribe, "a.b"),
        Publish(0, "a.b"),
        Publish(0, "b"),
        Publish(0, "a."),
    ]);
    assert_eq!(outcome.counts.values().copied().collect::<Vec<_>>(), [Some(4), Some(1), Some(2)]);
    assert_eq!(heard(&outcome, 1)[..3], [(None, "a.b"), (Some("*"), "a.b"), (Some("a.*"), "a.b")]);
}

#[test]
fn what_nobody_subscribes_to_is_lost_and_its_publisher_hears_zero() {
    let outcome = check(&[Publish(0, "a"), Step::Subscribe(1, Subscribe, "a"), Publish(0, "A"), Publish(0, "a")]);
    assert_eq!(outcome.counts.into_values().collect::<Vec<_>>(), [Some(0), Some(0), Some(1)]);
}

#[test]
fn to_subscribe_again_changes_nothing() {
    let outcome = check(&[
        Step::Subscribe(1, Subscribe, "a"),
        Step::Subscribe(1, Subscribe, "a"),
        Step::Subscribe(1, PSubscribe, "a"),
        Step::Subscribe(1, PSubscribe, "a"),
        Publish(0, "a"),
        Step::Unsubscribe(1, Subscribe, "a"),
        Publish(0, "a"),
        Step::Unsubscribe(1, PSubscribe, "a"),
        Publish(0, "a"),
    ]);
    assert_eq!(outcome.counts.into_values().collect::<Vec<_>>(), [Some(2), Some(1), Some(0)]);
}

#[test]
fn everyone_gets_a_copy_for_nobody_shares() {
    let outcome = check(&[
        Step::Subscribe(1, Subscribe, "a"),
        Step::Subscribe(2, Subscribe, "a"),
        Step::Subscribe(3, PSubscribe, "?"),
        Publish(0, "a"),
        Publish(4, "a"),
        Publish(0, "a"),
    ]);
    for client in 1..=3 {
        let positions: Vec<usize> = outcome.heard[&client].iter().map(|one| one.0).collect();
        assert_eq!(positions, [3, 4, 5], "in the order of publication");
    }
}

#[test]
fn a_disconnected_client_misses_what_is_published() {
    let outcome = check(&[
        Step::Subscribe(1, Subscribe, "a"),
        Publish(0, "a"),
        Disconnect(1),
        Publish(0, "a"),
        Step::Subscribe(1, Subscribe, "a"),
        Publish(0, "a"),
    ]);
    assert_eq!(outcome.counts.values().copied().collect::<Vec<_>>(), [Some(1), Some(0), Some(1)]);
    assert_eq!(outcome.heard[&1].len(), 2);
}

#[test]
fn a_client_that_subscribes_may_not_publish() {
    let outcome = check(&[
        Step::Subscribe(1, PSubscribe, "*"),
        Publish(1, "a"),
        Step::Unsubscribe(1, PSubscribe, "*"),
        Publish(1, "a"),
    ]);
    assert_eq!(outcome.counts.into_values().collect::<Vec<_>>(), [None, Some(0)]);
}

#[test]
fn random_scripts_come_out_the_same() {
    let server = Server::start();
    let differs = |steps: &[Step]| {
        let prefix = server.fresh_prefix();
        real(&server, steps, &prefix) != simulated(steps, &prefix)
    };
    seeds::timed("Redis", seeds::asked(200), |seeds| {
        for seed in seeds {
            let steps = random(&mut Seed(seed).draw(Purpose::Payload, &[]));
            if differs(&steps) {
                let steps = shorten(&steps, differs);
                let (real, simulated) = (real(&server, &steps, "s:"), simulated(&steps, "s:"));
                panic!("seed {seed}:\n{}simulator:    {simulated:?}\nredis-server: {real:?}", text(&steps));
            }
        }
    });
}

#[test]
fn globs_of_any_bytes_match_what_redis_matches() {
    const BYTES: &[u8] = b"abc*?[]^-\\\\*[-a.\x00\x7f\x80\xc3\xa9\xff";
    fn bytes(draw: &mut Draw, longest: u32) -> Vec<u8> {
        let length = draw.below(longest + 1);
        (0..length).map(|_| BYTES[draw.below(u32::try_from(BYTES.len()).expect("few")) as usize]).collect()
    }
    let server = Server::start();
    let (mut subscriber, mut publisher) = (server.connect(), server.connect());
    let draw = &mut Seed(1).draw(Purpose::Payload, &[]);
    let mut matched = 0;
    for _ in 0..1_000 {
        let pattern = bytes(draw, 8);
        let glob = Glob::parse(&pattern);
        // Half of the names are the pattern with one byte changed: pure chance would hardly ever match.
        let mut names: Vec<Vec<u8>> = (0..10).map(|_| bytes(draw, 4)).collect();
        for index in 0..pattern.len() {
            let near = |byte: u8| [&pattern[..index], &[byte], &pattern[index + 1..]].concat();
            names.extend([near(b'a'), near(b'b'), near(0xff), [&pattern[..index], &pattern[index + 1..]].concat()]);
        }
        subscriber.ask(&[b"PSUBSCRIBE", &pattern]);
        names.iter().for_each(|name| publisher.send(&[b"PUBLISH", name, b""]));
        for name in &names {
            let real = publisher.answer() == Value::Integer(1);
            matched += u32::from(real);
            assert_eq!(glob.matches(name), real, "{glob:?} and {}", name.escape_ascii());
        }
        subscriber.ask(&[b"PUNSUBSCRIBE", &pattern]);
    }
    assert!(matched > 1_000, "only {matched} names matched at all");
}
