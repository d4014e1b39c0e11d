//! Pings, from both sides.

use super::script::{Stage, message, options};
use crate::live::client::{Client, Event, Input, Options, Refusal, State};
use crate::sim::time::Span;

const PING: &str = "PING\r\n";

#[test]
fn a_ping_is_answered_at_once() {
    let mut stage = Stage::connected();
    stage.hear(PING);
    assert_eq!(stage.said(), "PONG\r\n");
}

#[test]
fn it_asks_every_thirty_seconds_and_gives_up_after_two_questions() {
    let mut stage = Stage::connected();
    stage.pass(Span::from_millis(29_999));
    assert_eq!(stage.said(), "");
    stage.pass(Span::from_millis(1));
    assert_eq!(stage.said(), PING);
    stage.pass(Span::from_secs(30));
    assert_eq!((stage.said().as_str(), stage.client.state()), (PING, &State::Connected));
    stage.pass(Span::from_millis(29_999));
    assert_eq!(stage.told(), []);
    let due = stage.client.next_due().unwrap();
    stage.now = due;
    stage.client.wake(due);
    assert_eq!((stage.said().as_str(), stage.told()), ("<close>", vec![Event::Disconnected]));
    let State::Reconnecting { because: Refusal::Silent, attempt: 1, .. } = stage.client.state() else {
        panic!("{:?}", stage.client.state())
    };
}

#[test]
fn whoever_answers_or_says_anything_is_not_given_up() {
    for sign in ["PONG\r\n", PING, &message(1, "a"), "MSG a 1 2"] {
        let mut stage = Stage::connected();
        stage.pass(Span::from_secs(60));
        stage.hear(sign);
        stage.pass(Span::from_secs(89));
        assert_eq!(*stage.client.state(), State::Connected, "{sign}");
    }
}

#[test]
fn who_sleeps_for_a_day_asks_once() {
    let mut stage = Stage::connected();
    stage.now += Span::from_secs(86_400);
    stage.client.wake(stage.now);
    assert_eq!((stage.said().as_str(), stage.client.state()), (PING, &State::Connected));
    assert_eq!(stage.client.next_due(), Some(stage.now + Span::from_secs(30)));
}

#[test]
fn a_flush_is_not_confused_with_signs_of_life() {
    let mut stage = Stage::connected();
    let first = stage.client.flush();
    stage.pass(Span::from_secs(30));
    let second = stage.client.flush();
    assert_eq!(stage.said(), PING.repeat(3));
    stage.hear("PONG\r\n");
    assert_eq!(stage.told(), [Event::Flushed(first)]);
    stage.hear("PONG\r\n");
    assert_eq!(stage.told(), [], "that was the sign of life");
    stage.hear("PONG\r\nPONG\r\n");
    assert_eq!(stage.told(), [Event::Flushed(second)], "and one that nobody asked for");
}

#[test]
fn a_flush_before_the_connection_is_answered_after_what_waited() {
    let mut client = Client::new(options());
    let early = client.flush();
    client.connect(Stage::connected().now);
    let mut stage = Stage { client, now: Stage::connected().now };
    stage.publish("a", "1");
    let late = stage.client.flush();
    stage.input(Input::Opened);
    stage.hear(super::script::INFO);
    stage.said();
    stage.hear("PONG\r\n");
    assert_eq!(stage.said(), "PING\r\nPUB a 1\r\n1\r\nPING\r\n");
    assert_eq!(stage.told(), [Event::Connected]);
    stage.hear("PONG\r\nPONG\r\n");
    assert_eq!(stage.told(), [Event::Flushed(early), Event::Flushed(late)]);
}

#[test]
fn a_connection_that_breaks_forgets_its_flushes_and_its_pings() {
    let mut stage = Stage::connected();
    stage.client.flush();
    stage.pass(Span::from_secs(30));
    stage.input(Input::Failed);
    let during = stage.client.flush();
    stage.pass(Span::from_millis(250));
    stage.input(Input::Opened);
    stage.hear(super::script::INFO);
    stage.hear("PONG\r\n");
    assert_eq!(stage.told(), [Event::Disconnected, Event::Connected]);
    stage.hear("PONG\r\n");
    assert_eq!(stage.told(), [Event::Flushed(during)]);
    stage.pass(Span::from_secs(60));
    assert_eq!(*stage.client.state(), State::Connected, "two questions on the new wire, none from the old one");
}

#[test]
fn one_that_does_not_reconnect_is_over_when_nobody_answers() {
    let mut stage = Stage::new(Options { reconnect: false, ..options() });
    stage.shake_hands();
    stage.pass(Span::from_secs(90));
    assert_eq!(stage.told(), [Event::Connected, Event::Disconnected, Event::Ended]);
    assert_eq!((*stage.client.state()).clone(), State::Refused(Refusal::Silent));
}
