//! What a consumer delivers, in which order, and what it leaves out.

use super::check;
use super::script::Script;
use super::write::*;
use queue_playground::message::{AckKind, AckPolicy, ConsumerConfig, DeliverPolicy, StreamConfig};
use queue_playground::sim::time::Time;

#[test]
fn a_consumer_has_the_defaults_of_the_server() {
    check!(script([
        stream(s()),
        consumer(c()),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..filtered("D", "s.a") }),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, max_deliver: Some(3), ..filtered("E", "s.a") }),
        consumer(pushing("F", "f")),
        consumer_info("S.C"),
        consumer_info("S.X"),
        stream_info("S"),
    ]));
}

#[test]
fn what_is_to_be_delivered_again_goes_before_what_is_new_in_the_order_of_the_naks() {
    check!(script([
        stream(s()),
        consumer(c()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 3),
        nak("S.C", 3),
        nak("S.C", 1),
        fetch("S.C", 4),
        consumer_info("S.C"),
    ]));
}

#[test]
fn what_timed_out_is_delivered_again_in_the_order_of_the_stream_even_if_no_new_message_may_be() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), max_ack_pending: Some(3), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 3),
        nak("S.C", 2),
        fetch("S.C", 1),
        wait(500),
        fetch_now("S.C", 4),
        consumer_info("S.C"),
    ]));
}

#[test]
fn max_ack_pending_stalls_a_consumer_until_an_ack() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { max_ack_pending: Some(2), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 4).by(1),
        fetch_now("S.C", 1).by(2),
        consumer_info("S.C"),
        ack("S.C", 1),
        consumer_info("S.C"),
        say(AckKind::Nak(Some(ms(300))), "S.C", 2),
        fetch_now("S.C", 1).by(2),
        say(AckKind::Term, "S.C", 3),
        wait(400),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_consumer_begins_where_its_policy_says() {
    let begins = |name: &str, deliver_policy| ConsumerConfig { name: name.to_owned(), deliver_policy, ..c() };
    let mut last = begins("L", DeliverPolicy::LastPerSubject);
    last.filter_subject = Some(filter("s.*"));
    let time = DeliverPolicy::ByStartTime(Time::from_nanos(130_000_000));
    check!(script([
        stream(s()),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        wait(100),
        publish("s.b"),
        publish("s.a"),
        consumer(begins("A", DeliverPolicy::All)),
        consumer(begins("B", DeliverPolicy::Last)),
        consumer(begins("C", DeliverPolicy::New)),
        consumer(begins("D", DeliverPolicy::ByStartSequence(3))),
        consumer(begins("E", time)),
        consumer(last),
        consumer(begins("M", DeliverPolicy::LastPerSubject)),
        consumer(ConsumerConfig { deliver_policy: DeliverPolicy::Last, ..filtered("F", "s.b") }),
        publish("s.c"),
        fetch_now("S.A", 9),
        fetch_now("S.B", 9),
        fetch_now("S.C", 9),
        fetch_now("S.D", 9),
        fetch_now("S.E", 9),
        fetch_now("S.L", 9),
        fetch_now("S.F", 9),
        consumer_info("S.B"),
        consumer_info("S.C"),
        consumer_info("S.L"),
        consumer_info("S.F"),
    ]));
}

#[test]
fn a_filter_lets_only_some_messages_through() {
    check!(script([
        stream(s()),
        publish("s.a"),
        publish("s.b"),
        publish("s.a.c"),
        consumer(filtered("C", "s.*")),
        consumer(filtered("D", "s.a.>")),
        publish("s.a.d"),
        fetch("S.C", 9),
        fetch("S.D", 9),
        publish("s.a"),
        publish("s.a.e"),
        consumer_info("S.C"),
        consumer_info("S.D"),
    ]));
}

#[test]
fn without_acks_what_is_sent_counts_as_handled() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_policy: AckPolicy::None, ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2),
        consumer_info("S.C"),
        nak("S.C", 1),
        ack("S.C", 2).confirmed(),
        wait(200),
        fetch_now("S.C", 1),
    ]));
}

#[test]
fn what_the_stream_lost_is_not_delivered() {
    check!(script([
        stream(StreamConfig { max_msgs: Some(2), ..s() }),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        consumer_info("S.C"),
        wait(300),
        fetch_now("S.C", 5),
        consumer_info("S.C"),
    ]));
}

#[test]
fn what_an_administrator_removed_is_not_delivered() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(300)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2),
        delete("S", 1),
        delete("S", 3),
        consumer_info("S.C"),
        wait(300),
        fetch_now("S.C", 5),
        consumer_info("S.C"),
        publish("s.a"),
        publish("s.b"),
        purge("S", Some("s.a"), None, None),
        consumer_info("S.C"),
        fetch_now("S.C", 5),
        purge("S", None, None, None),
        consumer_info("S.C"),
        publish("s.a"),
        fetch_now("S.C", 5),
        consumer_info("S.C"),
    ]));
}

/// Consumers of all kinds of filters, and a purge of one subject or more.
fn purged(by: &str) -> Script {
    let unfiltered = ConsumerConfig { name: "U".to_owned(), ..c() };
    let filters = [("A", "s.a"), ("B", "s.b"), ("W", "s.*"), ("F", "s.>"), ("D", "s.a.b")];
    let consumers = || [("U", "")].into_iter().chain(filters).map(|(name, _)| format!("S.{name}"));
    let mut steps = vec![stream(s()), consumer(unfiltered)];
    steps.extend(filters.map(|(name, by)| consumer(filtered(name, by))));
    steps.extend(["s.a", "s.b", "s.a.b", "s.a", "s.b", "s.a.b"].map(publish));
    steps.extend(consumers().map(|of| fetch_now(&of, 1)));
    steps.push(purge("S", Some(by), None, None));
    steps.extend(consumers().map(|of| consumer_info(&of)));
    steps.extend(consumers().map(|of| fetch_now(&of, 9)));
    script(steps)
}

#[test]
fn a_purge_by_subject_moves_some_consumers_past_what_is_left() {
    check!(purged("s.a"));
}

#[test]
fn a_purge_by_wildcard_moves_other_consumers_past_what_is_left() {
    check!(purged("s.*"));
}
