//! What a stream answers to publishers: what it has already, does not expect or does not take.

use super::check;
use super::write::*;
use queue_playground::message::{Discard, StreamConfig};

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
