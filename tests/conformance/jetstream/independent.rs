//! A second client, which is not ours, hears from nats-server what the simulator says; so does our own, as the page has it.

use super::script::Script;
use super::write::*;
use super::{real, second, server, simulated};
use crate::ours::Speaker;
use queue_playground::message::{AckKind, AckPolicy, ConsumerConfig, Fetch, Retention, StreamConfig};

/// Both must tell the same of the script, once in three times: a busy computer may be late.
fn confirm(script: &Script) {
    let server = server::shared();
    let simulated = simulated::run(script);
    let expected = second::essence(script, &simulated);
    let mut heard = second::run(&server, script);
    for _ in 0..2 {
        if heard != expected {
            heard = second::run(&server, script);
        }
    }
    assert_eq!(expected, heard, "the simulator (left) and async-nats on nats-server (right) differ on\n{script}");
    let ours = || real::run_by::<Speaker>(&server, script);
    // Ours is compared in all that it hears, and when.
    let mut outcome = ours();
    for _ in 0..2 {
        if !outcome.agrees_with(&simulated) {
            outcome = ours();
        }
    }
    let (left, right) = (simulated.told(script), outcome.told(script));
    assert!(outcome.agrees_with(&simulated), "the simulator\n{left}\nour client on nats-server\n{right}");
}

#[test]
fn another_client_sees_the_same_redeliveries_in_the_same_order() {
    confirm(&script([
        stream(s()),
        consumer(ConsumerConfig { ack_wait: Some(ms(400)), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch_for("S.C", 3, ms(5_000)),
        nak("S.C", 3),
        nak("S.C", 1),
        fetch_for("S.C", 3, ms(5_000)),
        ack("S.C", 4).confirmed(),
        say(AckKind::Term, "S.C", 2),
        wait(600),
        fetch_now("S.C", 5),
        fetch_now("S.C", 5),
    ]));
}

#[test]
fn another_client_sees_fetches_take_turns() {
    confirm(&script([
        stream(StreamConfig { retention: Retention::Workqueue, ..s() }),
        consumer(c()),
        fetch_for("S.C", 3, ms(5_000)).by(1),
        fetch_for("S.C", 3, ms(5_000)).by(2),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        publish("s.b"),
        publish("s.a"),
        publish("s.b"),
        ack("S.C", 1).by(1).confirmed(),
        ack("S.C", 2).by(2).confirmed(),
    ]));
}

#[test]
fn another_client_sees_the_backoff_the_odd_delay_and_the_last_attempt() {
    confirm(&script([
        stream(s()),
        consumer(ConsumerConfig { backoff: vec![ms(200), ms(600)], max_deliver: Some(3), ..c() }),
        publish("s.a"),
        publish("s.a"),
        fetch_for("S.C", 9, ms(5_000)),
        say(AckKind::Nak(Some(ms(300))), "S.C", 2),
        wait(2_000),
        publish("s.a"),
    ]));
}

#[test]
fn another_client_sees_duplicates_and_refusals() {
    confirm(&script([
        stream(s()),
        publish("s.a").with("Nats-Msg-Id", "1"),
        publish("s.b").with("Nats-Msg-Id", "1"),
        publish("s.b").with("Nats-Expected-Last-Sequence", "9"),
        publish("s.b").with("Nats-Expected-Last-Sequence", "1"),
        publish("t.a"),
    ]));
}

#[test]
fn another_client_sees_one_ack_for_all_and_the_limit_of_open_ones() {
    confirm(&script([
        stream(s()),
        consumer(ConsumerConfig { ack_policy: AckPolicy::All, max_ack_pending: Some(2), ..c() }),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        publish("s.a"),
        fetch_as("S.C", Fetch { expires: Some(ms(5_000)), ..Fetch::of(9) }),
        ack("S.C", 2),
        ack("S.C", 3),
    ]));
}
