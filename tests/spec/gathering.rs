//! Scatter and gather: ask everybody, and know when to stop.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{GatherStop, Kind};
use serde_json::{Value, json};

/// `ask` asks at one second; what it says is the rule for when to stop.
fn gathering(rule: &Value) -> Play {
    let arrivals = json!({ "list": ["1s"] });
    let mut gatherer = json!({ "subject": "price.of", "arrivals": arrivals, "items": ["a hat"], "deadline": "2s" });
    for (name, value) in rule.as_object().expect("fields") {
        gatherer[name] = value.clone();
    }
    Play::new().rate("0/s").part("ask", &json!({ "gatherer": gatherer }))
}

/// A shop that takes so long.
fn shop(play: Play, name: &str, service: &str) -> Play {
    let role = json!({ "filter": "price.*", "service_time": { "constant": service }, "reply": name });
    play.handlers(name, 1, &role)
}

fn three_shops(rule: &Value) -> Transcript {
    let play = shop(shop(shop(gathering(rule), "quick", "100ms"), "slow", "300ms"), "slowest", "900ms");
    play.run("10s")
}

fn gathered(transcript: &Transcript) -> Vec<(String, u32, GatherStop)> {
    transcript.all(|record| match record.kind {
        Kind::Gathered { replies, stop, .. } => Some((record.at.to_string(), replies, stop)),
        _ => None,
    })
}

fn late(transcript: &Transcript) -> usize {
    transcript.count(|kind| matches!(kind, Kind::Received { late: true, .. }))
}

#[test]
fn it_stops_when_it_has_as_many_replies_as_it_wants() {
    let transcript = three_shops(&json!({ "count": 2 }));
    assert_eq!(gathered(&transcript), [("1.304s".to_owned(), 2, GatherStop::Count)]);
    assert_eq!(late(&transcript), 1);
}

#[test]
fn it_stops_when_its_time_is_over() {
    let transcript = three_shops(&json!({ "deadline": "500ms" }));
    assert_eq!(gathered(&transcript), [("1.5s".to_owned(), 2, GatherStop::Deadline)]);
    assert_eq!(late(&transcript), 1);
}

#[test]
fn it_stops_when_no_more_replies_seem_to_come() {
    // The replies come at 1.104, 1.304 and 1.904 s; the first may take its time.
    let transcript = three_shops(&json!({ "stall": "250ms" }));
    assert_eq!(gathered(&transcript), [("1.554s".to_owned(), 2, GatherStop::Stall)]);
    assert_eq!(late(&transcript), 1);
    let transcript = three_shops(&json!({ "stall": "50ms" }));
    assert_eq!(gathered(&transcript), [("1.154s".to_owned(), 1, GatherStop::Stall)]);
}

#[test]
fn whichever_rule_comes_first_ends_it_once() {
    let transcript = three_shops(&json!({ "count": 3, "stall": "700ms", "deadline": "950ms" }));
    assert_eq!(gathered(&transcript), [("1.904s".to_owned(), 3, GatherStop::Count)]);
    assert_eq!(late(&transcript), 0);
}

#[test]
fn members_of_a_queue_group_answer_only_once_together() {
    let role = json!({ "filter": "price.*", "group": "shops", "service_time": { "constant": "10ms" }, "reply": "1" });
    let transcript = gathering(&json!({})).handlers("shop", 5, &role).run("10s");
    assert_eq!(gathered(&transcript), [("3s".to_owned(), 1, GatherStop::Deadline)]);
}

#[test]
fn nobody_listening_ends_it_at_once() {
    let transcript = gathering(&json!({})).run("10s");
    assert_eq!(gathered(&transcript), [("1.002s".to_owned(), 0, GatherStop::NoResponders)]);
}

#[test]
fn knobs_turn_its_rules_for_the_next_time() {
    let rule = json!({ "arrivals": { "list": ["1s", "5s"] }, "count": 1, "stall": "1s" });
    let play = shop(shop(gathering(&rule), "quick", "100ms"), "slow", "300ms");
    let play =
        play.knob("ask", "replies", "1", "9").knob("ask", "stall", "1ms", "9s").knob("ask", "timeout", "1ms", "9s");
    let transcript = play.set("4s", "ask-replies", "2").run("10s");
    let expected = [("1.104s", 1, GatherStop::Count), ("5.304s", 2, GatherStop::Count)];
    assert_eq!(gathered(&transcript), expected.map(|(at, replies, stop)| (at.to_owned(), replies, stop)));
}
