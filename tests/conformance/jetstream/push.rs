//! Consumers that push.

use super::check;
use super::write::*;
use queue_playground::message::{AckPolicy, ConsumerConfig};

#[test]
fn a_push_consumer_waits_for_somebody_to_listen() {
    check!(script([
        stream(s()),
        consumer(pushing("C", "p")),
        publish("s.a"),
        publish("s.a"),
        consumer_info("S.C"),
        subscribe(1, "p", None).by(1),
        wait(100),
        publish("s.a"),
        ack("S.C", 1).by(1),
        consumer_info("S.C"),
        gone(1),
        publish("s.a"),
        consumer_info("S.C"),
        subscribe(1, "p", None).by(1),
        wait(100),
        consumer_info("S.C"),
    ]));
}

#[test]
fn what_a_listener_does_not_acknowledge_is_pushed_again() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), max_deliver: Some(3), ..pushing("C", "p") }),
        subscribe(1, "p", None).by(1),
        publish("s.a"),
        publish("s.a"),
        ack("S.C", 2).by(1),
        wait(400),
        nak("S.C", 3).by(1),
        wait(500),
        consumer_info("S.C"),
    ]));
}

#[test]
fn the_members_of_a_deliver_group_share() {
    let steps = [
        stream(s()),
        consumer(ConsumerConfig { deliver_group: Some("g".to_owned()), ..pushing("C", "p") }),
        subscribe(1, "p", None).by(9),
        publish("s.a"),
        consumer_info("S.C"),
        subscribe(1, "p", Some("g")).by(1),
        subscribe(1, "p", Some("g")).by(2),
        wait(100),
    ];
    check!(script(steps.into_iter().chain((0..20).map(|_| publish("s.a"))).chain([consumer_info("S.C")])));
}

#[test]
fn a_push_consumer_without_acks_pushes_what_there_is_at_once() {
    check!(script([
        stream(s()),
        publish("s.a"),
        publish("s.a"),
        subscribe(1, "p.*", None),
        subscribe(2, "p.>", None).by(1),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..pushing("C", "p.q") }),
        wait(100),
        publish("s.a"),
        consumer_info("S.C"),
    ]));
}

#[test]
fn max_ack_pending_holds_a_push_back() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { max_ack_pending: Some(1), ..pushing("C", "p") }),
        subscribe(1, "p", None),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        ack("S.C", 1),
        consumer_info("S.C"),
        ack("S.C", 2),
        ack("S.C", 3),
        consumer_info("S.C"),
    ]));
}

#[test]
fn an_idle_push_consumer_shows_signs_of_life() {
    check!(script([
        stream(s()),
        subscribe(1, "p", None),
        consumer(ConsumerConfig { idle_heartbeat: Some(ms(300)), ..pushing("C", "p") }),
        wait(430),
        publish("s.a"),
        wait(400),
    ]));
}

#[test]
fn where_a_consumer_pushes_to_may_change() {
    check!(script([
        stream(s()),
        subscribe(1, "p", None),
        subscribe(2, "q", None),
        consumer(pushing("C", "p")),
        publish("s.a"),
        consumer(pushing("C", "q")),
        publish("s.a"),
        wait(100),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_listener_that_unsubscribes_after_some_messages_hears_no_more() {
    check!(script([
        stream(s()),
        subscribe(1, "p", None),
        unsubscribe(1, Some(2)),
        consumer(pushing("C", "p")),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        wait(100),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_push_consumer_does_not_see_that_somebody_listens_by_a_wildcard() {
    check!(script([
        stream(s()),
        subscribe(1, "p.*", None),
        consumer(pushing("C", "p.q")),
        publish("s.a"),
        consumer_info("S.C"),
        subscribe(2, "p.q", None).by(1),
        wait(100),
        publish("s.a"),
        consumer_info("S.C"),
    ]));
}
