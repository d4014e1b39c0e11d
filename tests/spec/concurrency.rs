//! Handlers: how many messages at once, how long each takes, which ones fail, and what follows from the work.

use crate::stage::{Play, Transcript};
use queue_playground::message::MessageId;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, LossReason, Outcome, Record, Stage};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Two hundred messages at once, one handler of this kind.
fn flood(handler: &Value) -> Play {
    let web = json!({ "rate": "0/s", "arrivals": { "list": vec!["1s"; 200] }, "items": ["a", "b", "c", "d"] });
    Play::new().web(&web).handlers("save", 1, handler)
}

fn handler(more: &Value) -> Value {
    let mut handler = json!({ "filter": "orders.*", "service_time": { "constant": "100ms" } });
    for (name, value) in more.as_object().expect("fields") {
        handler[name] = value.clone();
    }
    handler
}

/// The most works that were in hand at once.
fn most_at_once(transcript: &Transcript) -> usize {
    let (mut working, mut most) = (0_usize, 0);
    for record in &transcript.records {
        match record.kind {
            Kind::Started { .. } => working += 1,
            Kind::Finished { .. } => working -= 1,
            _ => {}
        }
        most = most.max(working);
    }
    most
}

#[test]
fn a_handler_works_on_as_many_messages_at_once_as_it_is_told() {
    for concurrency in [1, 4, 50] {
        let transcript = flood(&handler(&json!({ "concurrency": concurrency }))).run("60s");
        assert_eq!(most_at_once(&transcript), concurrency);
        assert_eq!(transcript.done()["save.1"], 200);
        let finished = transcript.all(|record| match record.kind {
            Kind::Finished { .. } => Some(record.at),
            _ => None,
        });
        let first: Time = "1.002s".parse().expect("a moment");
        assert_eq!(finished.last(), Some(&(first + Span::from_millis(100).times(200 / concurrency as u64))));
    }
}

#[test]
fn turning_concurrency_up_starts_what_waits_and_down_takes_no_more() {
    let play = flood(&handler(&json!({ "concurrency": 1 }))).knob("save", "concurrency", "1", "100");
    let transcript = play.set("2s", "save-concurrency", "10").set("2500ms", "save-concurrency", "2").run("30s");
    let started = |from: &str, to: &str| {
        let (from, to) = (from.parse().expect("a moment"), to.parse().expect("a moment"));
        let started = |record: &Record| matches!(record.kind, Kind::Started { .. });
        transcript.records.iter().filter(|record| started(record) && record.at >= from && record.at < to).count()
    };
    assert_eq!(started("2s", "2.001s"), 9, "nine more beside the one in work");
    assert_eq!(started("3s", "8s"), 100, "two at once, ten rounds a second");
}

#[test]
fn of_what_comes_when_the_buffer_is_full_the_client_drops_the_newest() {
    let transcript = flood(&handler(&json!({ "pending_limit": 30 }))).run("60s");
    let dropped = transcript.all(|record| match record.kind {
        Kind::Lost { delivery, stage: Stage::OnTheWay, reason: LossReason::BufferFull } => {
            Some(delivery.message.number())
        }
        _ => None,
    });
    assert_eq!(dropped, (32..=200).collect::<Vec<_>>(), "one in work, thirty wait");
    assert_eq!(transcript.done()["save.1"], 31);
}

#[test]
fn poison_fails_every_time_and_nothing_else_does() {
    let transcript = flood(&handler(&json!({ "poison": "c" }))).run("60s");
    let says: BTreeMap<MessageId, String> =
        transcript.published().iter().map(|message| (message.id, message.payload.text().into_owned())).collect();
    for record in &transcript.records {
        if let Kind::Finished { delivery, outcome } = record.kind {
            assert_eq!(outcome == Outcome::Failed, says[&delivery.message] == "c", "{record:?}");
        }
    }
    assert_eq!(transcript.done()["save.1"], 150);
}

#[test]
fn each_service_time_has_its_mean_and_a_knob_keeps_its_shape() {
    for service in [
        json!({ "constant": "50ms" }),
        json!({ "exponential": "50ms" }),
        json!({ "uniform": { "low": "20ms", "high": "80ms" } }),
        json!({ "lognormal": { "mean": "50ms", "sigma": "0.8" } }),
    ] {
        let handler = json!({ "filter": "orders.*", "service_time": service, "concurrency": 100 });
        let play = Play::new().rate("100/s").handlers("save", 1, &handler).knob("save", "service_time", "1ms", "1s");
        let times = |transcript: Transcript| {
            transcript.all(|record| match record.kind {
                Kind::Started { service, .. } => Some(service.as_nanos() as f64 / 1e6),
                _ => None,
            })
        };
        let mut scenario = play.scenario();
        let slow = times(Transcript::of(&scenario, "50s"));
        scenario.set("save-service_time", "100ms").expect("a value in range");
        let fast = times(Transcript::of(&scenario, "50s"));
        let mean = slow.iter().sum::<f64>() / slow.len() as f64;
        // The widest has a standard deviation of 1.03 times its mean: 1.5 % of it after 5,000, four of them.
        assert!((mean - 50.0).abs() < 3.0, "{service}: {mean}");
        let pairs = slow.iter().zip(&fast);
        assert!(
            pairs.clone().all(|(slow, fast)| (fast / slow - 2.0).abs() < 0.01),
            "{service}: the same luck, twice as long"
        );
    }
}

#[test]
fn what_was_handled_goes_on_under_the_next_subject_with_its_parent() {
    let play = Play::new().rate("2/s").handlers("pack", 1, &handler(&json!({ "forward": "packed.orders" })));
    let ship = json!({ "filter": "packed.>", "service_time": { "constant": "10ms" } });
    let transcript = play.handlers("ship", 1, &ship).set("5s", "pack-failure", "100%").run("20s");
    let published = transcript.published();
    let (orders, packed): (Vec<_>, Vec<_>) = published.iter().partition(|message| message.parent.is_none());
    assert_eq!(orders.len(), 40);
    let parents: Vec<_> = packed.iter().filter_map(|message| message.parent).collect();
    let handled = transcript.all(|record| match record.kind {
        Kind::Finished { delivery, outcome: Outcome::Done } if record.component == transcript.component("pack.1") => {
            Some(delivery.message)
        }
        _ => None,
    });
    assert_eq!(parents, handled, "what failed is not passed on");
    assert_eq!(transcript.done()["ship.1"], packed.len() as u64);
}

#[test]
fn a_restarted_or_newly_scaled_handler_never_uses_a_message_number_again() {
    let play = Play::new().rate("8/s").handlers("pack", 2, &handler(&json!({ "forward": "packed.orders" })));
    let play = play.crash("2s", "pack.1").restart("3s", "pack.1").set("4s", "pack", "1").set("6s", "pack", "2");
    let transcript = play.subscriber("log", "packed.>").run("10s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Joined)), 5, "pack.2 twice");
    let mut ids: Vec<MessageId> = transcript.published().iter().map(|message| message.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn a_pool_keeps_connections_few_and_statements_wait_in_the_process() {
    let handler = |pool: u16| handler(&json!({ "concurrency": 20, "database": "db", "pool": pool }));
    // Of eight connections that it asks for, three are never accepted, and their statements wait for ever.
    for (pool, limit, sessions, saved) in [(3, 10, 3, 200), (8, 5, 5, 197)] {
        let transcript = flood(&handler(pool)).database(limit, "20ms").run("60s");
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::SessionOpened { .. })), sessions);
        assert_eq!(transcript.count(|kind| matches!(kind, Kind::Saved { .. })), saved);
    }
}

#[test]
fn a_handler_that_leaves_or_dies_gives_all_its_connections_back() {
    let handler = handler(&json!({ "group": "save", "concurrency": 4, "database": "db", "pool": 4 }));
    let play = Play::new().rate("60/s").handlers("save", 2, &handler).database(8, "50ms");
    let transcript = play.crash("10s", "save.1").set("20s", "save", "1").set("25s", "save", "0").run("60s");
    let count = |pick: fn(&Kind) -> bool| transcript.count(pick);
    let opened = count(|kind| matches!(kind, Kind::SessionOpened { .. }));
    assert!((4..=8).contains(&opened), "{opened}, as many as were needed at once");
    assert_eq!(count(|kind| matches!(kind, Kind::SessionClosed { .. })), opened);
    let ended = count(|kind| matches!(kind, Kind::Saved { .. } | Kind::StatementAborted { .. }));
    assert_eq!(count(|kind| matches!(kind, Kind::StatementStarted { .. })), ended);
}
