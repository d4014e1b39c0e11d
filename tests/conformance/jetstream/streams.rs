//! What a stream keeps, and what it answers to publishers.

use super::check;
use super::write::*;
use queue_playground::message::{
    AckKind, AckPolicy, Api, ConsumerConfig, DeliverPolicy, Discard, Retention, StreamConfig,
};

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
fn a_stream_that_discards_what_is_new_says_so_to_those_who_ask() {
    let discard = Discard::New;
    check!(script([
        stream(StreamConfig { max_msgs: Some(1), discard, ..s() }),
        subscribe(1, "s.*", None),
        publish("s.a"),
        publish("s.a"),
        publish("s.a").unconfirmed(),
        stream_info("S"),
        stream(named("B", "b.>", |config| (config.max_bytes, config.discard) = (Some(60), discard))),
        publish("b.a").sized(10),
        publish("b.a").sized(10),
        publish("b.a").sized(10),
        stream_info("B"),
        stream(named("P", "p.>", |config| {
            (config.max_msgs_per_subject, config.discard) = (Some(1), discard);
            config.discard_new_per_subject = true;
        })),
        publish("p.a"),
        publish("p.b"),
        publish("p.a"),
        stream_info("P"),
        stream(named("Q", "q.>", |config| {
            (config.max_msgs_per_subject, config.max_msgs, config.discard) = (Some(1), Some(2), discard);
        })),
        publish("q.a"),
        publish("q.a"),
        publish("q.b"),
        publish("q.c"),
        publish("q.a"),
        stream_info("Q"),
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
fn a_message_is_known_again_by_its_id_in_the_whole_stream_for_the_length_of_the_window() {
    check!(script([
        stream(StreamConfig { duplicate_window: Some(ms(300)), ..s() }),
        publish("s.a").with("Nats-Msg-Id", "1"),
        publish("s.b").with("Nats-Msg-Id", "1"),
        publish("s.a").with("Nats-Msg-Id", "2"),
        publish("s.a"),
        stream_info("S"),
        wait(500),
        publish("s.a").with("Nats-Msg-Id", "1"),
        purge("S", None, None, None),
        publish("s.a").with("Nats-Msg-Id", "1"),
        stream_info("S"),
    ]));
}

#[test]
fn a_publisher_may_say_which_message_it_expects_to_be_the_last() {
    check!(script([
        stream(s()),
        publish("s.a").with("Nats-Expected-Last-Sequence", "1"),
        publish("s.a").with("Nats-Expected-Last-Sequence", "0"),
        publish("s.a").with("Nats-Expected-Last-Sequence", "1"),
        publish("s.a").with("Nats-Expected-Last-Sequence", "1"),
        publish("s.b").with("Nats-Expected-Last-Subject-Sequence", "1"),
        publish("s.b").with("Nats-Expected-Last-Subject-Sequence", "0"),
        publish("s.a").with("Nats-Expected-Last-Subject-Sequence", "2"),
        publish("s.a").with("Nats-Expected-Stream", "T"),
        publish("s.a").with("Nats-Expected-Stream", "S"),
        publish("s.a").with("Nats-Expected-Last-Msg-Id", "9"),
        publish("s.a").with("Nats-Msg-Id", "9"),
        publish("s.a").with("Nats-Expected-Last-Msg-Id", "9"),
        stream_info("S"),
    ]));
}

#[test]
fn a_stream_may_refuse_messages_by_their_size() {
    check!(script([
        stream(StreamConfig { max_msg_size: Some(10), ..s() }),
        publish("s.a").sized(10),
        publish("s.a").sized(11),
        publish("s.a").sized(9).with("A", "b"),
        stream_info("S"),
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
