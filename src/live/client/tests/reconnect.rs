//! Coming back after the connection broke.

use super::script::{INFO, Stage, message, sids};
use crate::live::client::{Complaint, Event, Input, Refusal, State};
use crate::message::Sid;
use crate::message::subject::{Filter, Subject};
use crate::sim::time::{Span, Time};

/// When the next attempt is, which it is, and why.
fn next(stage: &Stage) -> (Time, u32, Refusal) {
    let State::Reconnecting { at, attempt, because } = stage.client.state().clone() else {
        panic!("{:?}", stage.client.state())
    };
    assert_eq!(stage.client.next_due(), Some(at));
    (at, attempt, because)
}

/// Waits for the next attempt; it opens a wire.
fn attempt(stage: &mut Stage) {
    let (at, ..) = next(stage);
    stage.pass(at.since(stage.now));
    assert_eq!((stage.said().as_str(), stage.client.state()), ("<open>", &State::Connecting));
}

/// What the client says behind its handshake.
fn again(stage: &mut Stage) -> String {
    attempt(stage);
    stage.input(Input::Opened);
    stage.hear(INFO);
    stage.said();
    stage.hear("PONG\r\n");
    stage.said()
}

#[test]
fn it_comes_back_and_asks_for_everything_again_before_it_sends_what_waited() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a.*");
    stage.client.subscribe(Sid(2), &Filter::parse("b").unwrap(), Some(&Subject::parse("q").unwrap()));
    stage.subscribe(3, "c");
    stage.client.unsubscribe(Sid(3), None);
    stage.publish("a.b", "lost, perhaps");
    assert!(stage.said().ends_with("PUB a.b 13\r\nlost, perhaps\r\n"));
    stage.publish("a.b", "lost");
    stage.input(Input::Closed);
    assert_eq!(stage.told(), [Event::Disconnected]);
    stage.publish("a.b", "1");
    stage.subscribe(4, "d");
    stage.client.unsubscribe(Sid(1), None);
    let expected = "SUB a.* 1\r\nSUB b q 2\r\nPUB a.b 1\r\n1\r\nSUB d 4\r\nUNSUB 1\r\n";
    assert_eq!(again(&mut stage), expected);
    assert_eq!(stage.told(), [Event::Connected]);
    stage.input(Input::Failed);
    assert_eq!(again(&mut stage), "SUB b q 2\r\nSUB d 4\r\n", "and what waited is not sent twice");
}

#[test]
fn every_attempt_waits_longer_up_to_a_cap_and_says_why_the_last_one_failed() {
    let mut stage = Stage::connected();
    stage.input(Input::Closed);
    let said = |words: &str| format!("{INFO}-ERR '{words}'\r\n");
    let words = |text: &str| text.to_owned();
    let mut expected = Refusal::Unreachable;
    let tries: [(String, Refusal); 8] = [
        (words("fail"), Refusal::Unreachable),
        (said("Authorization Violation"), Refusal::Authorization(words("Authorization Violation"))),
        (said("maximum connections exceeded"), Refusal::Server(words("maximum connections exceeded"))),
        (words("INFO {}\r\n"), Refusal::NoHeaders),
        (words("wait"), Refusal::Silent),
        (words("fail"), Refusal::Unreachable),
        (words("fail"), Refusal::Unreachable),
        (words("fail"), Refusal::Unreachable),
    ];
    for ((number, whole), (bytes, because)) in
        (1..).zip([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]).zip(tries)
    {
        let (at, attempt_number, why) = next(&stage);
        assert_eq!((attempt_number, why), (number, expected));
        let pause = at.since(stage.now);
        assert!(pause >= Span::from_millis(whole / 2) && pause <= Span::from_millis(whole), "{number}: {pause}");
        attempt(&mut stage);
        match bytes.as_str() {
            "fail" => stage.input(Input::Failed),
            "wait" => stage.pass(Span::from_secs(5)),
            _ => {
                stage.input(Input::Opened);
                stage.hear(&bytes);
            }
        }
        stage.said();
        expected = because;
    }
    assert_eq!(stage.told(), [Event::Disconnected], "it broke once");
    again(&mut stage);
    assert_eq!(stage.told(), [Event::Connected]);
    stage.input(Input::Closed);
    let (at, number, _) = next(&stage);
    assert_eq!(number, 1, "counted from when it was last connected");
    assert!(at.since(stage.now) >= Span::from_secs(4), "but one that breaks at once is not trusted at once");
    again(&mut stage);
    stage.pass(Span::from_secs(8));
    stage.input(Input::Closed);
    assert!(next(&stage).0.since(stage.now) <= Span::from_millis(250));
}

#[test]
fn a_maximum_goes_on_where_it_was() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a");
    stage.client.unsubscribe(Sid(1), Some(5));
    stage.subscribe(2, "b");
    stage.client.unsubscribe(Sid(2), Some(2));
    assert_eq!(stage.said(), "SUB a 1\r\nUNSUB 1 5\r\nSUB b 2\r\nUNSUB 2 2\r\n");
    stage.hear(&[message(1, "a"), message(2, "b"), message(1, "a"), message(2, "b")].concat());
    stage.input(Input::Closed);
    assert_eq!(again(&mut stage), "SUB a 1\r\nUNSUB 1 3\r\n", "the other one had all of its messages");
    stage.hear(&message(1, "a"));
    stage.client.unsubscribe(Sid(1), Some(4));
    assert_eq!(stage.said(), "UNSUB 1 2\r\n", "as the new server counts");
    stage.hear(&message(1, "a"));
    stage.input(Input::Closed);
    assert_eq!(again(&mut stage), "");
    assert_eq!(sids(&stage.told()), [1, 2, 1, 2, 1, 1]);
}

#[test]
fn a_maximum_that_was_reached_before_ends_the_subscription_at_once() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a");
    stage.hear(&message(1, "a").repeat(3));
    stage.input(Input::Closed);
    again(&mut stage);
    stage.client.unsubscribe(Sid(1), Some(3));
    assert_eq!(stage.said(), "UNSUB 1\r\n");
    stage.input(Input::Closed);
    assert_eq!(again(&mut stage), "");
}

#[test]
fn what_the_server_ignored_is_not_asked_for_again() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a");
    stage.subscribe(1, "b");
    stage.client.subscribe(Sid(2), &Filter::from_wire("a..b").unwrap(), None);
    assert_eq!(stage.said(), "SUB a 1\r\nSUB b 1\r\nSUB a..b 2\r\n");
    stage.hear("-ERR 'Invalid Subject'\r\n");
    assert_eq!(stage.told(), [Event::Complained(Complaint::Other("Invalid Subject".to_owned()))]);
    stage.input(Input::Closed);
    assert_eq!(again(&mut stage), "SUB a 1\r\n");
}

#[test]
fn what_the_server_said_last_is_the_reason() {
    let mut stage = Stage::connected();
    stage.hear("-ERR 'Stale Connection'\r\n");
    stage.input(Input::Closed);
    assert_eq!(next(&stage).2, Refusal::Server("Stale Connection".to_owned()));
    again(&mut stage);
    stage.input(Input::Closed);
    assert_eq!(next(&stage).2, Refusal::Unreachable, "not what an older wire said");
    again(&mut stage);
    stage.hear("-ERR 'Stale Connection'\r\n");
    // The server does not close, and nobody is there any more.
    let silent = stage.now + Span::from_secs(90);
    while stage.now < silent {
        stage.now = stage.client.next_due().unwrap();
        stage.client.wake(stage.now);
    }
    stage.said();
    again(&mut stage);
    stage.input(Input::Closed);
    assert_eq!(next(&stage).2, Refusal::Unreachable, "nor what one said that was given up");
}

#[test]
fn nothing_of_an_older_wire_is_left_on_a_new_one() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a");
    stage.said();
    stage.hear("MSG a 1 5\r\nhal");
    stage.input(Input::Failed);
    // What still happens there.
    stage.hear("lo\r\nMSG a 1 2\r\nhi\r\n");
    stage.input(Input::Closed);
    stage.input(Input::Opened);
    assert_eq!((stage.told(), stage.said().as_str()), (vec![Event::Disconnected], ""));
    attempt(&mut stage);
    stage.hear("PONG\r\n");
    assert_eq!(*stage.client.state(), State::Connecting);
    stage.input(Input::Opened);
    stage.hear(INFO);
    stage.hear("PONG\r\n");
    stage.hear(&message(1, "a"));
    let told = stage.told();
    assert_eq!((&told[0], sids(&told)), (&Event::Connected, vec![1]));
}

#[test]
fn a_person_need_not_wait_for_the_next_attempt() {
    let mut stage = Stage::connected();
    stage.input(Input::Failed);
    stage.client.connect(stage.now);
    assert_eq!((stage.said().as_str(), stage.client.state()), ("<open>", &State::Connecting));
    stage.input(Input::Failed);
    assert_eq!(next(&stage).1, 2);
}

#[test]
fn a_server_about_to_shut_down_is_told_on_every_wire() {
    let mut stage = Stage::connected();
    stage.hear("INFO {\"ldm\":true}\r\n");
    stage.input(Input::Closed);
    assert_eq!(stage.told(), [Event::LameDuck, Event::Disconnected]);
    again(&mut stage);
    assert!(!stage.client.server().unwrap().lame_duck, "another server, or the same, restarted");
}

#[test]
fn one_that_speaks_no_nats_any_more_is_not_tried_again() {
    let mut stage = Stage::connected();
    stage.hear("HTTP/1.1 502 Bad Gateway\r\n");
    assert_eq!((stage.said().as_str(), stage.told()), ("<close>", vec![Event::Disconnected, Event::Ended]));
    assert!(matches!(stage.client.state(), State::Refused(Refusal::Protocol(_))));
    let mut stage = Stage::connected();
    stage.input(Input::Closed);
    attempt(&mut stage);
    stage.input(Input::Opened);
    stage.hear("HTTP/1.1 502 Bad Gateway\r\n");
    assert_eq!(stage.told(), [Event::Disconnected, Event::Ended]);
    assert_eq!((stage.said().as_str(), stage.client.next_due()), ("<close>", None));
}
