//! What happens after `max_deliver` deliveries, and the dead-letter idiom that is built on it.

use super::check;
use super::script::Script;
use super::write::*;
use queue_playground::message::{AckKind, Api, ConsumerConfig, Retention, StreamConfig};

/// Two deliveries, 300 ms for each.
fn twice() -> ConsumerConfig {
    ConsumerConfig { ack_wait: Some(ms(300)), max_deliver: Some(2), ..c() }
}

/// A message that nobody acknowledges, and another one.
fn exhausted(retention: Retention) -> Script {
    script([
        stream(StreamConfig { retention, ..s() }),
        consumer(twice()),
        publish("s.a"),
        fetch_for("S.C", 5, ms(1_500)),
        wait(1_000),
        consumer_info("S.C"),
        stream_info("S"),
        publish("s.a"),
        wait(100),
        consumer_info("S.C"),
    ])
}

#[test]
fn after_the_last_attempt_one_advisory_goes_out_and_the_message_stays_in_the_stream() {
    check!(exhausted(Retention::Limits));
}

#[test]
fn even_an_interest_stream_keeps_a_message_after_the_last_attempt() {
    check!(exhausted(Retention::Interest));
}

#[test]
fn even_a_work_queue_keeps_a_message_after_the_last_attempt() {
    check!(exhausted(Retention::Workqueue));
}

#[test]
fn without_a_fetch_that_waits_the_advisory_comes_with_the_next_one() {
    check!(script([
        stream(s()),
        consumer(twice()),
        publish("s.a"),
        fetch("S.C", 1),
        wait(400),
        fetch("S.C", 1),
        wait(800),
        consumer_info("S.C"),
        fetch_now("S.C", 1),
        consumer_info("S.C"),
        wait(100),
        fetch_now("S.C", 1),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_nak_of_the_last_delivery_is_reported_with_the_next_fetch() {
    check!(script([
        stream(s()),
        consumer(twice()),
        publish("s.a"),
        fetch("S.C", 1),
        nak("S.C", 1),
        fetch("S.C", 1),
        nak("S.C", 2),
        wait(100),
        consumer_info("S.C"),
        fetch_now("S.C", 1),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_nak_of_the_last_delivery_is_reported_at_once_if_a_fetch_waits() {
    check!(script([
        stream(s()),
        consumer(twice()),
        publish("s.a"),
        fetch("S.C", 5),
        nak("S.C", 1),
        nak("S.C", 2),
        wait(100),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_late_ack_of_an_exhausted_message_counts() {
    check!(script([
        stream(StreamConfig { retention: Retention::Workqueue, ..s() }),
        consumer(twice()),
        publish("s.a"),
        publish("s.a"),
        fetch_for("S.C", 9, ms(2_000)),
        ack("S.C", 2),
        wait(1_000),
        consumer_info("S.C"),
        ack("S.C", 1).confirmed(),
        consumer_info("S.C"),
        stream_info("S"),
    ]));
}

#[test]
fn an_exhausted_message_is_not_delivered_when_the_limit_is_raised_later() {
    check!(script([
        stream(s()),
        consumer(twice()),
        publish("s.a"),
        fetch_for("S.C", 9, ms(3_000)),
        wait(1_000),
        consumer(ConsumerConfig { max_deliver: Some(5), ..twice() }),
        wait(600),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_raised_limit_is_for_what_is_not_exhausted() {
    check!(script([
        stream(s()),
        consumer(twice()),
        publish("s.a"),
        fetch_for("S.C", 9, ms(3_000)),
        wait(400),
        consumer(ConsumerConfig { max_deliver: Some(3), ..twice() }),
        wait(900),
        consumer_info("S.C"),
    ]));
}

#[test]
fn other_consumers_do_not_care() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { max_deliver: Some(1), ..twice() }),
        consumer(filtered("D", "s.>")),
        publish("s.a"),
        fetch("S.C", 2),
        fetch("S.D", 2),
        wait(500),
        nak("S.D", 1),
        ack("S.D", 2),
        consumer_info("S.C"),
        consumer_info("S.D"),
    ]));
}

#[test]
fn dead_letters_are_built_from_advisories() {
    let advisories = |kind: &str| filter(&format!("$JS.EVENT.ADVISORY.CONSUMER.{kind}.S.*"));
    check!(script([
        stream(StreamConfig { retention: Retention::Workqueue, ..s() }),
        consumer(twice()),
        stream(named("ADV", "adv", |config| {
            config.subjects = vec![advisories("MAX_DELIVERIES"), advisories("MSG_TERMINATED")];
        })),
        consumer_of("ADV", filtered("H", "$JS.EVENT.ADVISORY.CONSUMER.>")),
        stream(named("DLQ", "dlq.>", |_| {})),
        fetch("ADV.H", 5).by(2),
        publish("s.a"),
        publish("s.b"),
        fetch_for("S.C", 9, ms(1_500)).by(1),
        say(AckKind::Term, "S.C", 2).by(1),
        get("S", 2).by(2),
        wait(900),
        get("S", 1).by(2),
        publish("dlq.s.a").by(2).with("Nats-Msg-Id", "S.C.1"),
        ack("ADV.H", 2).by(2).confirmed(),
        delete("S", 1).by(2),
        publish("dlq.s.a").by(2).with("Nats-Msg-Id", "S.C.1"),
        stream_info("S"),
        stream_info("DLQ"),
        consumer_info("ADV.H"),
        consumer_info("S.C"),
        ask(Api::DeleteStream("ADV".into())),
    ]));
}
