//! Fetches that wait at a pull consumer, and the statuses that end them.

use super::check;
use super::write::*;
use queue_playground::message::{Api, ConsumerConfig, Fetch};

#[test]
fn fetches_that_wait_take_turns_message_by_message() {
    check!(script([
        stream(s()),
        consumer(c()),
        fetch("S.C", 3).by(1),
        fetch("S.C", 3).by(2),
        consumer_info("S.C"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        consumer_info("S.C"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        consumer_info("S.C"),
    ]));
}

#[test]
fn fetches_take_turns_in_what_is_there_already_only_if_they_came_before_it() {
    check!(script([
        stream(s()),
        consumer(c()),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch("S.C", 2).by(1),
        fetch("S.C", 3).by(2),
        publish("s.a"),
    ]));
}

#[test]
fn a_fetch_that_does_not_wait_ends_with_404_and_one_that_does_with_408() {
    check!(script([
        stream(s()),
        consumer(c()),
        fetch_now("S.C", 2),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch_now("S.C", 2),
        fetch_now("S.C", 2),
        fetch_now("S.C", 2),
        fetch_for("S.C", 3, ms(300)),
        publish("s.a"),
        wait(400),
        consumer_info("S.C"),
        publish("s.a"),
        fetch_as("S.C", Fetch { no_wait: true, expires: Some(ms(300)), ..Fetch::of(3) }),
        wait(400),
        fetch_as("S.C", Fetch { no_wait: true, expires: Some(ms(300)), ..Fetch::of(3) }),
        wait(400),
    ]));
}

#[test]
fn a_fetch_may_name_a_heartbeat_and_a_number_of_bytes() {
    check!(script([
        stream(s()),
        consumer(c()),
        fetch_as("S.C", Fetch { expires: Some(ms(700)), heartbeat: Some(ms(200)), ..Fetch::of(3) }),
        wait(290),
        publish("s.a"),
        wait(600),
        publish("s.a").sized(10),
        publish("s.a").sized(10),
        publish("s.a").sized(10),
        fetch_as("S.C", Fetch { expires: Some(ms(300)), max_bytes: Some(150), ..Fetch::of(3) }),
        wait(400),
        publish("s.a").sized(200),
        fetch_as("S.C", Fetch { expires: Some(ms(300)), max_bytes: Some(150), ..Fetch::of(3) }),
        wait(400),
        fetch_as("S.C", Fetch { no_wait: true, max_bytes: Some(150), ..Fetch::of(3) }),
        fetch_as("S.C", Fetch { expires: Some(ms(200)), heartbeat: Some(ms(150)), ..Fetch::of(1) }),
        fetch_as("S.C", Fetch { heartbeat: Some(ms(150)), ..Fetch::of(1) }),
    ]));
}

#[test]
fn fetches_of_a_deleted_consumer_end_with_409() {
    check!(script([
        stream(s()),
        consumer(c()),
        fetch("S.C", 3).by(1),
        fetch_for("S.C", 3, ms(900)).by(2),
        ask(Api::DeleteConsumer { stream: "S".into(), consumer: "C".into() }),
        ask(Api::DeleteConsumer { stream: "S".into(), consumer: "C".into() }),
        fetch_for("S.C", 1, ms(100)),
        wait(200),
    ]));
}

#[test]
fn fetches_of_a_deleted_stream_end_with_409() {
    check!(script([stream(s()), consumer(c()), fetch("S.C", 3).by(1), ask(Api::DeleteStream("S".into())), wait(100)]));
}

#[test]
fn more_fetches_than_may_wait_end_with_409() {
    check!(script([
        stream(s()),
        consumer(ConsumerConfig { max_waiting: Some(2), max_batch: Some(5), ..c() }),
        fetch("S.C", 3),
        fetch("S.C", 3),
        fetch("S.C", 3),
        fetch("S.C", 6),
        fetch_now("S.C", 1),
        consumer_info("S.C"),
        publish("s.a"),
    ]));
}

#[test]
fn a_fetch_is_forgotten_when_its_client_is_gone() {
    check!(script([
        stream(s()),
        consumer(c()),
        fetch("S.C", 3).by(1),
        fetch("S.C", 3).by(2),
        gone(1),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        consumer_info("S.C"),
    ]));
}

#[test]
fn a_push_consumer_does_not_answer_fetches() {
    check!(script([stream(s()), consumer(pushing("C", "p")), fetch_for("S.C", 1, ms(200)), wait(300)]));
}
