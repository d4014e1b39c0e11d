//! Configurations that the server refuses, by its own numbers.

use super::check;
use super::write::*;
use queue_playground::message::{AckPolicy, ConsumerConfig, DeliverPolicy, Discard, Retention, StreamConfig};

/// A stream whose subjects are these.
fn of(name: &str, subjects: &[&str]) -> StreamConfig {
    StreamConfig { name: name.to_owned(), subjects: subjects.iter().map(|text| filter(text)).collect(), ..s() }
}

#[test]
fn subjects_must_not_overlap_within_a_stream_or_across_streams_or_with_the_api() {
    check!(script([
        stream(of("A", &["a", "a"])),
        stream(of("A", &["a.*", "a.b"])),
        stream(of("A", &["a.>", "b.>"])),
        stream(of("B", &["b.c"])),
        stream(of("B", &["*.c"])),
        stream(of("B", &["c", "a"])),
        stream(of("B", &["$JS.API.>"])),
        stream(of("B", &[">"])),
        stream(of("B", &["$JS.>"])),
        stream(of("B", &["$SYS.>"])),
        stream(of("E", &[])),
        publish("E"),
        stream(of("D", &["B"])),
        update(of("B", &["b"])),
        update(of("B", &["b.>"])),
    ]));
}

#[test]
fn limits_of_a_stream_must_make_sense() {
    let refused = |change: fn(&mut StreamConfig)| {
        let mut config = s();
        change(&mut config);
        stream(config)
    };
    check!(script([
        refused(|config| config.max_age = Some(ms(99))),
        refused(|config| (config.max_age, config.duplicate_window) = (Some(ms(200)), Some(ms(300)))),
        refused(|config| config.duplicate_window = Some(ms(50))),
        refused(|config| config.discard_new_per_subject = true),
        refused(|config| (config.discard, config.discard_new_per_subject) = (Discard::New, true)),
        refused(|config| config.max_msgs = Some(0)),
        update(StreamConfig { max_consumers: Some(1), ..s() }),
        stream(named("L", "l.>", |config| config.max_consumers = Some(1))),
        consumer_of("L", c()),
        consumer_of("L", filtered("D", "l.a")),
        consumer_of("X", c()),
    ]));
}

#[test]
fn names_must_be_names() {
    check!(script([
        stream(named(&"n".repeat(255), "n.>", |_| {})),
        stream(named(&"n".repeat(256), "m.>", |_| {})),
        stream(s()),
        consumer(filtered(&"n".repeat(256), "s.a")),
    ]));
}

#[test]
fn a_work_queue_has_one_consumer_for_each_message() {
    let workqueue =
        |name: &str, subjects: &str| named(name, subjects, |config| config.retention = Retention::Workqueue);
    check!(script([
        stream(workqueue("S", "s.>")),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..c() }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, ..c() }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, ..pushing("C", "p") }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..pushing("C", "p") }),
        consumer(ConsumerConfig { deliver_policy: DeliverPolicy::New, ..c() }),
        consumer(ConsumerConfig { deliver_policy: DeliverPolicy::Last, ..c() }),
        consumer(c()),
        consumer(c()),
        consumer(ConsumerConfig { name: "D".to_owned(), ..c() }),
        consumer(filtered("D", "s.a")),
        stream(workqueue("T", "t.>")),
        consumer_of("T", filtered("C", "t.a")),
        consumer_of("T", filtered("D", "t.b")),
        consumer_of("T", filtered("E", "t.*")),
        consumer_of("T", filtered("E", "t.a")),
        consumer_of("T", ConsumerConfig { name: "E".to_owned(), ..c() }),
    ]));
}

#[test]
fn a_pull_consumer_of_any_stream_may_go_without_acks_but_not_all_settings_fit() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..c() }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, ..filtered("D", "s.a") }),
        consumer(ConsumerConfig { max_waiting: Some(5), ..pushing("P", "p") }),
        consumer(ConsumerConfig { max_batch: Some(5), ..pushing("P", "p") }),
        consumer(ConsumerConfig { deliver_group: Some("g".to_owned()), ..c() }),
        consumer(ConsumerConfig { deliver_group: Some("g".to_owned()), ..filtered("G", "s.a") }),
        consumer(ConsumerConfig { idle_heartbeat: Some(ms(300)), ..filtered("G", "s.a") }),
        consumer(ConsumerConfig { idle_heartbeat: Some(ms(50)), ..pushing("P", "p") }),
        consumer(pushing("P", "s.a")),
        consumer(pushing("P", "p")),
        consumer(pushing("Q", "p")),
        consumer(ConsumerConfig { ack_wait: Some(ms(0)), max_deliver: Some(0), ..filtered("Z", "s.a") }),
    ]));
}

#[test]
fn backoffs_filters_and_starts_must_fit() {
    let starting = |deliver_policy| ConsumerConfig { deliver_policy, ..c() };
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { backoff: vec![ms(100), ms(200)], ..c() }),
        consumer(ConsumerConfig { backoff: vec![ms(100), ms(200)], max_deliver: Some(2), ..c() }),
        consumer(ConsumerConfig { backoff: vec![ms(100), ms(200)], max_deliver: Some(3), ..c() }),
        consumer(ConsumerConfig { backoff: vec![ms(300)], ack_wait: Some(ms(900)), max_deliver: Some(3), ..c() }),
        consumer(filtered("F", "t.a")),
        consumer(filtered("F", ">")),
        consumer(filtered("F", "*.a")),
        consumer(filtered("F", "s.>")),
        consumer(starting(DeliverPolicy::LastPerSubject)),
        consumer(ConsumerConfig { name: "N".to_owned(), ..starting(DeliverPolicy::ByStartSequence(0)) }),
        consumer(ConsumerConfig { name: "N".to_owned(), ..starting(DeliverPolicy::ByStartSequence(7)) }),
    ]));
}

#[test]
fn some_settings_of_a_consumer_may_change_and_others_not() {
    check!(script([
        stream(s()),
        consumer(c()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), max_deliver: Some(4), max_ack_pending: Some(5), ..c() }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, ..c() }),
        consumer(ConsumerConfig { deliver_policy: DeliverPolicy::New, ..c() }),
        consumer(ConsumerConfig { max_waiting: Some(9), ..c() }),
        consumer(ConsumerConfig { max_batch: Some(9), ..c() }),
        consumer(filtered("C", "s.a")),
        consumer(pushing("C", "p")),
        consumer(ConsumerConfig { backoff: vec![ms(100)], max_deliver: Some(3), ..c() }),
        consumer_info("S.C"),
    ]));
}

#[test]
fn without_acks_there_is_nothing_to_wait_for_or_to_limit() {
    let unacknowledged = |name: &str| ConsumerConfig { ack_policy: AckPolicy::None, ..filtered(name, "s.>") };
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { max_ack_pending: Some(5), ..unacknowledged("A") }),
        consumer(ConsumerConfig { max_deliver: Some(5), ..unacknowledged("B") }),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), ..unacknowledged("D") }),
        consumer(ConsumerConfig { max_deliver: Some(3), backoff: vec![ms(300)], ..unacknowledged("E") }),
    ]));
}

#[test]
fn some_settings_of_a_stream_may_change_and_others_not() {
    check!(script([
        stream(of("S", &["s.>", "r"])),
        consumer(filtered("C", "r")),
        update(StreamConfig { max_age: Some(ms(60_000)), ..s() }),
        update(StreamConfig { max_age: Some(ms(60_000)), duplicate_window: Some(ms(30_000)), ..s() }),
        update(StreamConfig { discard: Discard::New, ..s() }),
        update(StreamConfig { max_msg_size: Some(10), max_bytes: Some(100), ..s() }),
        update(StreamConfig { max_msgs_per_subject: Some(1), ..s() }),
        update(StreamConfig { retention: Retention::Interest, ..s() }),
        consumer_info("S.C"),
        publish("r"),
        publish("s.a"),
        publish("s.a"),
        stream_info("S"),
    ]));
}
