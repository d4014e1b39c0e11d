//! What a nats-server with file storage still knows when it is ended (SIGTERM) and started again: the same acts on a real
//! one and on ours.
//!
//! What is delivered, what is known as a duplicate, and what is said of consumers must be the same. When acks that are
//! overdue are looked for is chance on both sides, so those moments are held within the bounds of the rule.

mod ours;
mod theirs;

use queue_playground::message::{AckKind, Api, ConsumerConfig, StreamConfig};
use queue_playground::sim::time::Span;
use serde_json::{Value, json};
use std::sync::Arc;

/// Something that is done, one after the other.
enum Act {
    Ask(Api),
    /// With its `Nats-Msg-Id`, if it has one.
    Publish(&'static str, Option<&'static str>),
    /// From the stream `L`.
    Fetch(&'static str, u32),
    /// What the consumer's delivery of this number gets.
    Say(&'static str, u64, AckKind),
    Wait(Span),
    Restart,
    Info(&'static str),
}

/// A server that things are done with.
trait World {
    /// Does it, and says what came of it at once.
    fn act(&mut self, act: &Act);
    /// All that was heard, in order: the act's number, how long after the last start, and what.
    fn heard(self) -> Vec<(usize, Span, String)>;
}

fn delivery(consumer: &str, sequence: u64, times: u32) -> String {
    format!("{consumer} delivers {sequence} for time {times}")
}

fn play(acts: &[Act], mut world: impl World) -> Vec<(usize, Span, String)> {
    acts.iter().for_each(|act| world.act(act));
    world.heard()
}

/// Plays on both and compares what was heard in each act; where several consumers speak at once, in any order.
fn agree(acts: &[Act]) -> [Vec<(usize, Span, String)>; 2] {
    let (ours, theirs) = (play(acts, ours::Ours::new()), play(acts, theirs::Theirs::new()));
    let sorted = |heard: &[(usize, Span, String)]| {
        let mut told: Vec<(usize, String)> = heard.iter().map(|(act, _, words)| (*act, words.clone())).collect();
        told.sort();
        told
    };
    assert_eq!(sorted(&ours), sorted(&theirs), "ours, and nats-server's");
    [ours, theirs]
}

fn stream(more: &Value) -> Act {
    let mut config = json!({ "name": "L", "subjects": ["l.>"], "duplicate_window": "2min" });
    for (name, value) in more.as_object().expect("fields") {
        config[name] = value.clone();
    }
    let config: StreamConfig = serde_json::from_value(config).expect("a stream");
    Act::Ask(Api::CreateStream(Arc::new(config)))
}

fn consumer(name: &str, more: &Value) -> Act {
    let mut config = more.clone();
    config["name"] = json!(name);
    let config: ConsumerConfig = serde_json::from_value(config).expect("a consumer");
    Act::Ask(Api::CreateConsumer { stream: "L".into(), config: Arc::new(config) })
}

const fn ms(milliseconds: u64) -> Span {
    Span::from_millis(milliseconds)
}

#[test]
fn a_consumer_knows_what_it_delivered_and_not_who_waits() {
    let mut acts = vec![stream(&json!({}))];
    acts.push(consumer("slow", &json!({ "ack_wait": "20s" })));
    acts.push(consumer("idle", &json!({ "ack_wait": "20s" })));
    acts.push(consumer("all", &json!({ "ack_wait": "20s", "ack_policy": "all" })));
    acts.push(consumer("none", &json!({ "ack_policy": "none" })));
    acts.push(consumer("few", &json!({ "ack_wait": "20s", "filter_subject": "l.few" })));
    acts.extend((0..6).map(|_| Act::Publish("l.a", None)));
    acts.extend([Act::Fetch("slow", 4), Act::Fetch("all", 4), Act::Fetch("none", 2), Act::Fetch("few", 9)]);
    acts.extend([Act::Say("slow", 2, AckKind::Ack), Act::Say("all", 2, AckKind::Ack), Act::Wait(ms(50))]);
    let infos = || ["slow", "idle", "all", "none", "few"].map(Act::Info);
    acts.extend(infos());
    acts.push(Act::Restart);
    acts.extend(infos());
    acts.extend([Act::Publish("l.few", None), Act::Wait(ms(50)), Act::Fetch("few", 1), Act::Fetch("slow", 9)]);
    acts.extend([Act::Wait(ms(50)), Act::Say("slow", 1, AckKind::Ack), Act::Wait(ms(50))]);
    acts.extend(infos());
    agree(&acts);
}

#[test]
fn what_was_not_acknowledged_comes_again_soon_after_a_start_and_is_counted_on() {
    let mut acts = vec![stream(&json!({}))];
    acts.push(consumer("quick", &json!({ "ack_wait": "200ms" })));
    acts.push(consumer("slow", &json!({ "ack_wait": "1500ms" })));
    acts.extend((0..2).map(|_| Act::Publish("l.a", None)));
    acts.extend([Act::Fetch("quick", 2), Act::Wait(ms(230)), Act::Fetch("quick", 2), Act::Wait(ms(10))]);
    acts.extend([Act::Fetch("slow", 2), Act::Restart, Act::Fetch("quick", 2), Act::Fetch("slow", 2)]);
    acts.push(Act::Wait(ms(1_650)));
    // A real server has looked at its consumers a moment before it says that it listens, which is when the test begins
    // to count, and what it sends is heard a moment later.
    for (heard, moment) in agree(&acts).into_iter().zip([0, 150]) {
        let last = acts.len() - 1;
        let again: Vec<_> = heard.iter().filter(|(act, ..)| *act == last).collect();
        assert_eq!(again.len(), 4, "{again:?}");
        for (_, after, words) in again {
            let (soonest, latest) = if words.starts_with("quick") { (200, 300) } else { (0, 1_600) };
            let after = after.as_millis();
            let right = (u64::saturating_sub(soonest, moment)..latest + moment).contains(&after);
            assert!(right, "{words} comes {after} ms after the start");
        }
    }
}

#[test]
fn what_was_given_up_is_given_up_again_and_not_delivered() {
    let mut acts = vec![stream(&json!({})), consumer("once", &json!({ "ack_wait": "100ms", "max_deliver": 1 }))];
    acts.extend([Act::Publish("l.a", None), Act::Fetch("once", 1), Act::Wait(ms(150)), Act::Fetch("once", 1)]);
    acts.extend([Act::Wait(ms(50)), Act::Info("once"), Act::Restart, Act::Info("once"), Act::Fetch("once", 1)]);
    acts.extend([Act::Wait(ms(300)), Act::Info("once")]);
    agree(&acts);
}

#[test]
fn the_ids_of_messages_that_are_gone_are_forgotten_and_others_are_known() {
    let mut acts = vec![stream(&json!({ "retention": "workqueue" })), consumer("work", &json!({ "ack_wait": "20s" }))];
    acts.extend([Act::Publish("l.a", Some("one")), Act::Publish("l.a", Some("two")), Act::Publish("l.a", None)]);
    acts.extend([Act::Fetch("work", 1), Act::Wait(ms(30)), Act::Say("work", 1, AckKind::Ack), Act::Wait(ms(50))]);
    acts.extend([Act::Publish("l.a", Some("one")), Act::Restart]);
    acts.extend([Act::Publish("l.a", Some("two")), Act::Publish("l.a", Some("one")), Act::Info("work")]);
    agree(&acts);
}

#[test]
fn a_consumer_of_the_last_of_each_subject_goes_on_with_all() {
    let mut acts = vec![stream(&json!({}))];
    acts.extend(["l.a", "l.b", "l.a", "l.a"].map(|subject| Act::Publish(subject, None)));
    let last = json!({ "ack_wait": "20s", "deliver_policy": "last_per_subject", "filter_subject": "l.*" });
    acts.extend([consumer("last", &last), Act::Fetch("last", 1), Act::Wait(ms(50)), Act::Info("last")]);
    acts.extend([Act::Restart, Act::Info("last"), Act::Fetch("last", 9), Act::Wait(ms(50)), Act::Info("last")]);
    agree(&acts);
}
