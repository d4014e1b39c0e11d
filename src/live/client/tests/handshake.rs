//! From the wire to `Connected`, and what may be in the way.

use super::script::{INFO, Stage, options};
use crate::live::client::{Credentials, Event, Input, Options, Refusal, State};
use crate::live::protocol::ProtocolError;
use crate::sim::time::Span;

#[test]
fn it_is_connected_when_the_server_answers_its_first_ping() {
    let mut stage = Stage::new(options());
    assert_eq!((stage.said().as_str(), stage.client.state()), ("<open>", &State::Connecting));
    stage.input(Input::Opened);
    assert_eq!(stage.said(), "");
    stage.hear(INFO);
    let said = stage.said();
    assert!(said.starts_with("CONNECT {") && said.ends_with("}\r\nPING\r\n"), "{said}");
    assert_eq!((stage.told(), stage.client.state()), (vec![], &State::Connecting));
    stage.hear("PONG\r\n");
    assert_eq!((stage.told(), stage.client.state()), (vec![Event::Connected], &State::Connected));
    assert_eq!(stage.client.server().unwrap().client_id, 7);
}

#[test]
fn it_says_who_it_is_and_what_it_wants() {
    let credentials = Credentials { token: "t".to_owned(), user: "bob".to_owned(), password: "p\"w".to_owned() };
    let mut stage = Stage::new(Options { credentials, echo: false, ..options() });
    stage.input(Input::Opened);
    stage.hear(INFO);
    let said = stage.said();
    let hello = said.strip_prefix("<open>CONNECT ").and_then(|rest| rest.strip_suffix("\r\nPING\r\n")).unwrap();
    let hello: serde_json::Value = serde_json::from_str(hello).unwrap();
    let expected = serde_json::json!({
        "verbose": false, "pedantic": false, "headers": true, "no_responders": true, "protocol": 1, "echo": false,
        "name": "save.1", "lang": "rust", "version": env!("CARGO_PKG_VERSION"),
        "auth_token": "t", "user": "bob", "pass": "p\"w",
    });
    assert_eq!(hello, expected);
}

#[test]
fn who_it_is_is_not_in_its_description() {
    let credentials = Credentials { token: "secret".to_owned(), user: "bob".to_owned(), password: "pw".to_owned() };
    let shown = format!("{:?}", Stage::new(Options { credentials, ..options() }).client);
    assert!(!shown.contains("secret") && !shown.contains("bob") && !shown.contains("pw"), "{shown}");
}

/// What becomes of a first connection.
fn refused(meet: impl FnOnce(&mut Stage)) -> (String, Refusal) {
    let mut stage = Stage::new(options());
    stage.said();
    meet(&mut stage);
    assert_eq!(stage.told(), [Event::Ended]);
    let State::Refused(refusal) = stage.client.state().clone() else { panic!("{:?}", stage.client.state()) };
    let said = stage.said();
    // Nothing more comes of it.
    for input in [Input::Received(b"INFO {}\r\nPONG\r\n"), Input::Closed, Input::Failed, Input::Opened] {
        stage.input(input);
    }
    stage.pass(Span::from_secs(600));
    assert_eq!((stage.told(), stage.said().as_str(), stage.client.next_due()), (vec![], "", None));
    (said.rsplit("PING\r\n").next().unwrap().to_owned(), refusal)
}

#[test]
fn a_wire_that_fails_before_the_server_says_anything_is_unreachable() {
    let closed_already = |refusal| ("".to_owned(), refusal);
    for input in [Input::Failed, Input::Closed] {
        assert_eq!(refused(|stage| stage.input(input)), closed_already(Refusal::Unreachable));
        let opened = refused(|stage| {
            stage.input(Input::Opened);
            stage.input(input);
        });
        assert_eq!(opened, closed_already(Refusal::Unreachable));
    }
}

#[test]
fn a_server_that_is_silent_for_five_seconds_is_given_up() {
    let close = |refusal| ("<close>".to_owned(), refusal);
    assert_eq!(refused(|stage| stage.pass(Span::from_secs(5))), close(Refusal::Silent));
    let slow_to_open = |stage: &mut Stage| {
        stage.pass(Span::from_millis(4_999));
        stage.input(Input::Opened);
        stage.pass(Span::from_millis(4_999));
        assert_eq!(*stage.client.state(), State::Connecting);
    };
    let silent = refused(|stage| {
        slow_to_open(stage);
        stage.pass(Span::from_millis(1));
    });
    assert_eq!(silent, close(Refusal::Silent));
    let half_way = refused(|stage| {
        slow_to_open(stage);
        stage.hear(INFO);
        stage.pass(Span::from_millis(1));
    });
    assert_eq!(half_way, close(Refusal::Silent));
    let closing_instead_of_answering = refused(|stage| {
        stage.input(Input::Opened);
        stage.hear(INFO);
        stage.input(Input::Closed);
    });
    assert_eq!(closing_instead_of_answering, ("".to_owned(), Refusal::Silent));
}

#[test]
fn what_the_server_says_instead_of_its_answer_is_the_reason() {
    let said = |words: &str| {
        let (said, refusal) = refused(|stage| {
            stage.input(Input::Opened);
            stage.hear(INFO);
            stage.hear(&format!("-ERR '{words}'\r\nPONG\r\n"));
        });
        assert_eq!(said, "<close>");
        refusal
    };
    for words in ["Authorization Violation", "Authentication Timeout", "User Authentication Expired"] {
        assert_eq!(said(words), Refusal::Authorization(words.to_owned()));
    }
    for words in ["maximum connections exceeded", "Invalid Subject", "촬영"] {
        assert_eq!(said(words), Refusal::Server(words.to_owned()));
    }
}

#[test]
fn a_server_that_takes_no_headers_is_none_for_us() {
    for info in ["INFO {}\r\n", "INFO {\"headers\":false}\r\nPONG\r\n"] {
        let (said, refusal) = refused(|stage| {
            stage.input(Input::Opened);
            stage.hear(info);
        });
        assert_eq!((said.as_str(), refusal), ("<close>", Refusal::NoHeaders));
    }
}

#[test]
fn what_is_no_nats_is_said_so_and_closed() {
    for (bytes, error) in [
        ("HTTP/1.1 400 Bad Request\r\n", ProtocolError::UnknownOperation { line: "HTTP/1.1 400 Bad Request".into() }),
        ("INFO milk\r\n", ProtocolError::Arguments { line: "INFO milk".into() }),
        (&format!("INFO {{\"a\":\"{}\"}}\r\n", "x".repeat(1_000_000)), ProtocolError::LineTooLong),
        ("MSG a 1 -5\r\n", ProtocolError::Arguments { line: "MSG a 1 -5".into() }),
        ("MSG a 1 67108865\r\n", ProtocolError::TooLarge { size: 67_108_865 }),
    ] {
        let refusal = refused(|stage| {
            stage.input(Input::Opened);
            stage.hear(bytes);
        });
        assert_eq!(refusal, ("<close>".to_owned(), Refusal::Protocol(error)));
    }
}

#[test]
fn a_pong_that_nobody_asked_for_connects_nobody() {
    let mut stage = Stage::new(options());
    stage.input(Input::Opened);
    stage.hear("PONG\r\nPONG\r\n+OK\r\nMSG a 1 2\r\nhi\r\n");
    assert_eq!((stage.told(), stage.client.state()), (vec![], &State::Connecting));
    stage.hear(INFO);
    stage.hear("PONG\r\n");
    assert_eq!(stage.told(), [Event::Connected]);
}

#[test]
fn what_the_server_says_of_itself_later_counts() {
    let mut stage = Stage::connected();
    stage.hear("INFO {\"max_payload\":9}\r\n");
    let server = stage.client.server().unwrap();
    assert_eq!((server.max_payload, server.client_id, server.headers), (9, 7, true));
    assert_eq!(stage.told(), []);
    stage.hear("INFO {\"ldm\":true}\r\nINFO {\"ldm\":true}\r\n");
    assert_eq!(stage.told(), [Event::LameDuck], "once");
    assert!(stage.client.server().unwrap().lame_duck);
}

#[test]
fn one_that_was_refused_can_be_asked_to_connect_again() {
    let mut stage = Stage::new(options());
    stage.input(Input::Failed);
    assert_eq!(stage.told(), [Event::Ended]);
    stage.client.connect(stage.now);
    assert_eq!(*stage.client.state(), State::Connecting);
    stage.client.connect(stage.now);
    assert_eq!(stage.said(), "<open><open>", "asking twice is asking once");
    stage.shake_hands();
    assert_eq!(stage.told(), [Event::Connected]);
}
