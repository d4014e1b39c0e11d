//! What a stream keeps, and what it lets go.

use super::check;
use super::write::*;
use queue_playground::message::{AckKind, AckPolicy, Api, ConsumerConfig, DeliverPolicy, Retention, StreamConfig};

#[test]
fn a_stream_takes_what_its_subjects_match_with_or_without_a_reply_and_subscribers_get_it_too() {
    check!(script([
        stream(s()),
        subscribe(1, "s.a", None).by(1),
        publish("s.a"),
        publish("s.a").unconfirmed(),
        publish("s.b.c"),
        publish("s"),
        publish("t.a"),
        stream_info("S"),
    ]));
}

#[test]
fn sequences_begin_at_1_and_are_not_used_again_after_a_deletion_or_a_purge() {
    check!(script([
        stream(s()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        delete("S", 3),
        delete("S", 3),
        get("S", 3),
        get("S", 2),
        get("S", 9),
        publish("s.a"),
        stream_info("S"),
        purge("S", None, None, None),
        stream_info("S"),
        publish("s.a"),
        stream_info("S"),
    ]));
}

#[test]
fn a_purge_may_spare_subjects_and_what_is_new() {
    check!(script([
        stream(s()),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        purge("S", Some("s.a"), None, Some(1)),
        stream_info("S"),
        purge("S", None, Some(4), None),
        stream_info("S"),
        purge("S", Some("s.b"), None, None),
        purge("S", Some("t.b"), None, None),
        purge("S", None, Some(4), Some(1)),
        stream_info("S"),
        purge("S", None, None, Some(1)),
        purge("T", None, None, None),
        stream_info("S"),
    ]));
}

#[test]
fn the_oldest_gives_way_to_a_limit_of_messages_bytes_or_messages_of_one_subject() {
    check!(script([
        stream(StreamConfig { max_msgs: Some(2), ..s() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        stream_info("S"),
        stream(named("B", "b.>", |config| config.max_bytes = Some(100))),
        publish("b.a").sized(20),
        publish("b.a").sized(20),
        stream_info("B"),
        publish("b.a").sized(20),
        stream_info("B"),
        publish("b.a").sized(60),
        stream_info("B"),
        publish("b.a").sized(100),
        stream_info("B"),
        stream(named("P", "p.>", |config| config.max_msgs_per_subject = Some(1))),
        publish("p.a"),
        publish("p.b"),
        publish("p.a"),
        stream_info("P"),
        get("P", 1),
        get("P", 2),
    ]));
}

#[test]
fn messages_that_are_too_old_go() {
    check!(script([
        stream(StreamConfig { max_age: Some(ms(300)), ..s() }),
        publish("s.a"),
        wait(180),
        publish("s.a"),
        stream_info("S"),
        wait(200),
        stream_info("S"),
        wait(300),
        stream_info("S"),
    ]));
}

#[test]
fn without_consumers_an_interest_stream_keeps_nothing_but_counts() {
    check!(script([
        stream(StreamConfig { retention: Retention::Interest, ..s() }),
        publish("s.a"),
        stream_info("S"),
        consumer(filtered("C", "s.a")),
        publish("s.a"),
        publish("s.b"),
        stream_info("S"),
    ]));
}

#[test]
fn an_interest_stream_lets_go_when_every_consumer_that_asks_has_settled() {
    check!(script([
        stream(StreamConfig { retention: Retention::Interest, ..s() }),
        consumer(c()),
        consumer(filtered("D", "s.a")),
        publish("s.a"),
        publish("s.a"),
        publish("s.b"),
        fetch("S.C", 3),
        fetch("S.D", 2),
        ack("S.C", 1),
        stream_info("S"),
        ack("S.D", 1),
        stream_info("S"),
        say(AckKind::Term, "S.C", 2),
        say(AckKind::Term, "S.D", 2),
        stream_info("S"),
        ack("S.C", 3),
        stream_info("S"),
    ]));
}

#[test]
fn an_interest_stream_may_keep_what_came_before_another_consumer_began() {
    let later = |name: &str, ack_policy| ConsumerConfig {
        name: name.to_owned(),
        ack_policy,
        deliver_policy: DeliverPolicy::New,
        ..c()
    };
    check!(script([
        stream(StreamConfig { retention: Retention::Interest, ..s() }),
        consumer(c()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 3),
        consumer(later("E", AckPolicy::Explicit)),
        ack("S.C", 1),
        stream_info("S"),
        consumer(later("A", AckPolicy::All)),
        ack("S.C", 2),
        stream_info("S"),
        ask(Api::DeleteConsumer { stream: "S".into(), consumer: "A".into() }),
        stream_info("S"),
        consumer(later("N", AckPolicy::None)),
        ack("S.C", 3),
        stream_info("S"),
    ]));
}

#[test]
fn an_interest_stream_lets_go_of_what_a_deleted_consumer_alone_wanted() {
    check!(script([
        stream(StreamConfig { retention: Retention::Interest, ..s() }),
        consumer(c()),
        consumer(filtered("D", "s.a")),
        publish("s.a"),
        publish("s.b"),
        ask(Api::DeleteConsumer { stream: "S".into(), consumer: "C".into() }),
        wait(100),
        stream_info("S"),
    ]));
}

#[test]
fn a_work_queue_lets_go_of_what_is_acknowledged_or_terminated() {
    check!(script([
        stream(StreamConfig { retention: Retention::Workqueue, ..s() }),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        consumer(c()),
        fetch("S.C", 3),
        stream_info("S"),
        ack("S.C", 2),
        stream_info("S"),
        say(AckKind::Term, "S.C", 1),
        stream_info("S"),
        nak("S.C", 3),
        stream_info("S"),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_stream_can_be_changed_and_deleted() {
    check!(script([
        stream(s()),
        stream(s()),
        stream(StreamConfig { max_msgs: Some(1), ..s() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        update(StreamConfig { max_msgs: Some(2), ..s() }),
        stream_info("S"),
        update(named("T", "t.>", |_| {})),
        update(StreamConfig { retention: Retention::Workqueue, ..s() }),
        consumer(c()),
        ask(Api::DeleteStream("S".into())),
        stream_info("S"),
        consumer_info("S.C"),
        publish("s.a"),
        ask(Api::DeleteStream("S".into())),
        stream(s()),
        publish("s.a"),
    ]));
}
