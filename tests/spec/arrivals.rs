//! Arrivals: constant, by chance, in bursts, from a list.

use crate::stage::{Play, Transcript};
use queue_playground::scenario::Scenario;
use queue_playground::transcript::Kind;
use serde_json::json;

fn published(transcript: &Transcript) -> Vec<(String, String)> {
    transcript.all(|record| match &record.kind {
        Kind::Published { message } => Some((record.at.to_string(), message.payload.text().into_owned())),
        _ => None,
    })
}

#[test]
fn a_burst_is_so_many_at_once_and_the_rate_counts_messages() {
    let web = json!({ "rate": "10/s", "arrivals": { "burst": { "size": 50 } } });
    let moments = Play::new().web(&web).run("14s").moments(|kind| matches!(kind, Kind::Published { .. }));
    assert_eq!(moments, [["5s"; 50], ["10s"; 50]].concat());
}

#[test]
fn bursts_come_more_often_when_the_rate_is_raised() {
    let web = json!({ "rate": "10/s", "arrivals": { "burst": { "size": 50 } } });
    let transcript = Play::new().web(&web).set("5s", "rate", "25/s").run("9500ms");
    let moments = transcript.moments(|kind| matches!(kind, Kind::Published { .. }));
    assert_eq!(moments, [["5s"; 50], ["7s"; 50], ["9s"; 50]].concat());
}

#[test]
fn a_list_is_replayed_at_its_moments_with_its_items_in_order() {
    let web =
        json!({ "rate": "0/s", "arrivals": { "list": ["0s", "100ms", "100ms", "2s"] }, "items": ["a", "b", "c"] });
    let expected = [("0s", "a"), ("100ms", "b"), ("100ms", "c"), ("2s", "a")];
    assert_eq!(
        published(&Play::new().web(&web).run("60s")),
        expected.map(|(at, text)| (at.to_owned(), text.to_owned()))
    );
}

#[test]
fn a_list_has_no_rate_to_turn_and_its_moments_are_in_order() {
    let problem = |arrivals, rate: &str| {
        let publisher = json!({ "subject": "a", "rate": rate, "arrivals": arrivals, "items": ["a"] });
        let cast = json!([{ "id": "web", "broker": "nats", "role": { "publisher": publisher } }]);
        let brokers = json!([{ "id": "nats", "profile": { "nats_core": {} } }]);
        let scenario = json!({ "name": "play", "brokers": brokers, "cast": cast });
        Scenario::from_json(&scenario.to_string()).expect_err("a problem").to_string()
    };
    assert!(problem(json!({ "list": ["2s", "1s"] }), "0/s").contains("web.arrivals.list: 1s is out of range"));
    assert!(problem(json!({ "list": ["1s"] }), "1/s").contains("it takes no rate, since arrivals lists the moments"));
    assert!(problem(json!({ "burst": { "size": 0 } }), "1/s").contains("web.arrivals.burst.size: 0"));
    assert!(problem(json!({ "burst": { "size": 9, "every": "1s" } }), "1/s").contains("unknown field `every`"));
}
