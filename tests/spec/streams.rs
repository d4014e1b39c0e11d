//! Streams and consumers that a scenario names: they are there before anybody starts, or the scenario is refused as
//! nats-server would refuse them.

use expect_test::expect;
use queue_playground::i18n::{Lang, error};
use queue_playground::scenario::{Scenario, ScenarioError};
use queue_playground::sim::time::Time;
use queue_playground::transcript::Kind;
use queue_playground::world::World;

fn scenario(streams: &str) -> Result<Scenario, ScenarioError> {
    Scenario::from_json(&format!(
        r#"{{"name": "streams", "cast": [], "brokers": [
            {{"id": "nats", "profile": {{"jet_stream": {{"streams": [{streams}]}}}}}}]}}"#
    ))
}

#[test]
fn streams_and_consumers_are_there_before_anybody_starts() {
    let scenario = scenario(
        r#"{"name": "JOBS", "subjects": ["jobs.>"], "retention": "workqueue",
            "consumers": [{"name": "worker", "ack_wait": "2s", "max_deliver": 3}]}, {"name": "DLQ"}"#,
    );
    let mut world = World::new(&scenario.unwrap()).unwrap();
    let made: Vec<String> = std::iter::from_fn(|| world.next_record(Time::ZERO, &[]))
        .map(|record| match record.kind {
            Kind::StreamCreated { stream, name } => format!("{}: stream {} {name}", record.at, stream.0),
            Kind::ConsumerCreated { consumer, stream, name, pending, .. } => {
                format!("{}: consumer {} {name} of {}, {pending} pending", record.at, consumer.0, stream.0)
            }
            other => panic!("nothing else happens: {other:?}"),
        })
        .collect();
    assert_eq!(made, ["0s: stream 1 JOBS", "0s: consumer 1 worker of 1, 0 pending", "0s: stream 2 DLQ"]);
}

/// A stream S of everything below `s` with this, too.
fn with(more: &str) -> String {
    format!(r#"{{"name": "S", "subjects": ["s.>"], {more}}}"#)
}

/// A stream S with a consumer C.
fn consumer(more: &str) -> String {
    with(&format!(r#""consumers": [{{"name": "C", {more}}}]"#))
}

/// A work queue S with these consumers.
fn work_queue(consumers: &str) -> String {
    with(&format!(r#""retention": "workqueue", "consumers": [{consumers}]"#))
}

fn refused(streams: &str) -> (String, u16, String) {
    match scenario(streams) {
        Err(error @ ScenarioError::Refused { .. }) => {
            let words = error.to_string();
            let ScenarioError::Refused { place, error } = error else { unreachable!() };
            (place, error.err_code, words)
        }
        other => panic!("{streams}: {other:?}"),
    }
}

#[test]
fn what_nats_server_refuses_is_refused_with_its_number_and_a_remedy() {
    let cases = [
        (r#"{"name": "a.b"}"#.to_owned(), 10052),
        (with(r#""max_age": "99ms""#), 10052),
        (with(r#""max_age": "1s", "duplicate_window": "2s""#), 10052),
        (with(r#""duplicate_window": "50ms""#), 10052),
        (with(r#""discard_new_per_subject": true"#), 10052),
        (r#"{"name": "S", "subjects": ["s.*", "s.a"]}"#.to_owned(), 10052),
        (r#"{"name": "S", "subjects": ["s.a", "s.a"]}"#.to_owned(), 10052),
        (r#"{"name": "S", "subjects": ["$JS.API.x"]}"#.to_owned(), 10052),
        (r#"{"name": "S", "subjects": ["a"]}, {"name": "S", "subjects": ["b"]}"#.to_owned(), 10058),
        (r#"{"name": "S", "subjects": ["a.*"]}, {"name": "T", "subjects": ["*.b"]}"#.to_owned(), 10065),
        (with(r#""max_consumers": 1, "consumers": [{"name": "a"}, {"name": "b"}]"#), 10026),
        (consumer(r#""deliver_subject": "p", "max_waiting": 5"#), 10080),
        (consumer(r#""deliver_subject": "s.x""#), 10081),
        (consumer(r#""deliver_subject": "p", "ack_policy": "none", "max_ack_pending": 5"#), 10082),
        (consumer(r#""deliver_subject": "p", "idle_heartbeat": "50ms""#), 10083),
        (work_queue(r#"{"name": "C", "ack_policy": "none"}"#), 10084),
        (consumer(r#""idle_heartbeat": "1s""#), 10088),
        (consumer(r#""filter_subject": "t.a""#), 10093),
        (consumer(r#""deliver_policy": "last_per_subject""#), 10094),
        (work_queue(r#"{"name": "C", "ack_policy": "all"}"#), 10098),
        (work_queue(r#"{"name": "C"}, {"name": "D"}"#), 10099),
        (work_queue(r#"{"name": "C", "filter_subject": "s.*"}, {"name": "D", "filter_subject": "s.a"}"#), 10100),
        (work_queue(r#"{"name": "C", "deliver_policy": "new"}"#), 10101),
        (with(r#""consumers": [{"name": "c.d"}]"#), 10103),
        (consumer(r#""backoff": ["1s", "2s"], "max_deliver": 2"#), 10116),
    ];
    for (streams, number) in cases {
        let (place, err_code, words) = refused(&streams);
        assert_eq!(err_code, number, "{streams}");
        assert!(place.starts_with("nats.streams."), "{place}");
        assert!(!words.ends_with("as the server says"), "{words}");
    }
}

#[test]
fn a_refusal_names_the_place_the_servers_words_and_what_would_help() {
    let second = scenario(&work_queue(r#"{"name": "C"}, {"name": "D"}"#)).unwrap_err();
    expect![[r#"
        nats.streams.S.consumers.D: nats-server refuses this with error 10099, “multiple non-filtered consumers not allowed on workqueue stream”; in a work queue each message belongs to one consumer; let workers share that consumer, or give each consumer a filter_subject of its own.
        nats.streams.S.consumers.D: nats-server가 오류 10099, “multiple non-filtered consumers not allowed on workqueue str…”로 거부합니다. 작업 큐에서는 메시지 하나가 컨슈머 하나에만 속합니다. 작업자들이 컨슈머 하나를 같이 쓰거나, 컨슈머마다 filter_subject를 다르게 적어 주세요.
    "#]]
    .assert_eq(&format!("{}\n{}\n", error(Lang::En, &second), error(Lang::Ko, &second)));
}
