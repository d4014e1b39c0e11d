//! What acks do: handled, not handled, still at it, never again, and more please.

use super::check;
use super::write::*;
use queue_playground::message::{AckKind, AckPolicy, ConsumerConfig, Fetch, StreamConfig};

#[test]
fn explicit_acks_come_in_any_order_and_the_floor_follows() {
    check!(script([
        stream(s()),
        consumer(c()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 3),
        ack("S.C", 2).confirmed(),
        consumer_info("S.C"),
        ack("S.C", 1).confirmed(),
        consumer_info("S.C"),
        ack("S.C", 1).confirmed(),
        ack("S.C", 3),
        consumer_info("S.C"),
    ]));
}

#[test]
fn where_one_ack_speaks_for_all_it_settles_everything_before_it() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, ack_wait: Some(ms(300)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 4),
        ack("S.C", 3),
        consumer_info("S.C"),
        wait(350),
        fetch_now("S.C", 4),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_late_ack_counts_before_and_after_the_message_was_delivered_again() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2),
        wait(400),
        ack("S.C", 1).confirmed(),
        consumer_info("S.C"),
        fetch("S.C", 1),
        consumer_info("S.C"),
        ack("S.C", 2).confirmed(),
        consumer_info("S.C"),
        wait(400),
        fetch_now("S.C", 2),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_nak_is_answered_at_once_and_each_one_has_an_advisory() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(500)), ..c() }),
        publish("s.a"),
        fetch("S.C", 9),
        nak("S.C", 1),
        nak("S.C", 2),
        consumer_info("S.C"),
        ack("S.C", 3),
        nak("S.C", 3),
        wait(600),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_nak_with_a_delay_is_due_after_it() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(1_000)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 9),
        say(AckKind::Nak(Some(ms(300))), "S.C", 1),
        consumer_info("S.C"),
        wait(500),
        consumer_info("S.C"),
        say(AckKind::Nak(Some(ms(1_400))), "S.C", 3),
        wait(1_600),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_delayed_nak_of_a_backing_off_consumer_waits_for_an_odd_sum() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { backoff: vec![ms(300), ms(900)], max_deliver: Some(4), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 9),
        say(AckKind::Nak(Some(ms(500))), "S.C", 1),
        say(AckKind::Nak(Some(ms(100))), "S.C", 2),
        wait(1_400),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_backoff_is_for_timeouts_and_a_nak_ignores_it() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { backoff: vec![ms(200), ms(600)], max_deliver: Some(4), ..c() }),
        publish("s.a"),
        fetch("S.C", 9),
        wait(2_200),
        publish("s.a"),
        nak("S.C", 5),
        nak("S.C", 6),
        nak("S.C", 7),
        nak("S.C", 8),
        wait(200),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_sign_of_progress_begins_the_wait_anew() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(400)), ..c() }),
        publish("s.a"),
        fetch("S.C", 9),
        wait(280),
        say(AckKind::InProgress, "S.C", 1),
        consumer_info("S.C"),
        wait(600),
        ack("S.C", 2),
        say(AckKind::InProgress, "S.C", 2),
        wait(500),
        consumer_info("S.C"),
    ]));
}

#[test]
fn what_is_terminated_is_not_delivered_again() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2),
        say(AckKind::Term, "S.C", 1).confirmed(),
        say(AckKind::Term, "S.C", 1),
        consumer_info("S.C"),
        wait(400),
        fetch_now("S.C", 2),
        stream_info("S"),
        consumer_info("S.C"),
    ]));
}

#[test]
fn an_expired_message_that_awaits_its_ack_is_reported_as_terminated() {
    check!(script([
        stream(StreamConfig { max_age: Some(ms(500)), ..s() }),
        consumer(ConsumerConfig { ack_wait: Some(ms(2_000)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 1),
        consumer_info("S.C"),
        wait(700),
        consumer_info("S.C"),
        ack("S.C", 1).confirmed(),
        consumer_info("S.C"),
    ]));
}

#[test]
fn an_ack_may_ask_for_more() {
    check!(script([
        stream(s()),
        consumer(c()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 1),
        say(AckKind::Next(Fetch::of(1)), "S.C", 1),
        say(AckKind::Next(Fetch { no_wait: true, ..Fetch::of(3) }), "S.C", 2),
        consumer_info("S.C"),
        say(AckKind::Next(Fetch { expires: Some(ms(200)), ..Fetch::of(1) }), "S.C", 4),
        wait(300),
        consumer_info("S.C"),
    ]));
}
