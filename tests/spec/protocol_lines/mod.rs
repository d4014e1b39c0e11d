//! Protocol lines: what goes over the wire of one client, as a real client and server would say it.

mod codec;
mod other_brokers;
mod streams;

use crate::stage::{Play, Transcript};
use expect_test::{Expect, expect};
use queue_playground::wire::{Exchange, SHOWN, Way, exchanges};
use serde_json::json;

pub fn lines_of(transcript: &Transcript, name: &str, from: usize, most: usize) -> Vec<Exchange> {
    let published = transcript.published();
    let message = |id| published.iter().find(|message| message.id == id).cloned();
    exchanges(transcript.records[from..].iter(), transcript.component(name), &transcript.roster, &message, most)
}

fn written(lines: &[Exchange]) -> String {
    let mut out = String::new();
    for Exchange { at, way, head, body, lost, .. } in lines {
        let way = match way {
            Way::ToServer => "->",
            Way::ToClient => "<-",
            Way::Closed => "--",
        };
        let lost = if *lost { " (lost)" } else { "" };
        out.push_str(format!("{at} {way} {head}{lost}").trim_end());
        out.push('\n');
        if let Some(body) = body {
            out.push_str(&format!("  | {body}\n"));
        }
    }
    // Which version of ours it is, the line says, and this file need not.
    out.replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"…\"")
}

fn check(play: &Play, until: &str, name: &str, expected: &Expect) {
    expected.assert_eq(&written(&lines_of(&play.run(until), name, 0, usize::MAX)));
}

#[test]
fn a_publisher_introduces_itself_and_publishes() {
    let play = Play::new().web(&json!({ "items": ["촬영\n<b>"] })).subscriber("log", "orders.>");
    check(
        &play,
        "1500ms",
        "web",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1s -> PUB orders.new 10
          | 촬영\n<b>
    "#]],
    );
    check(
        &play,
        "1500ms",
        "log.1",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"log.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB orders.> 1
        1.001s <- MSG orders.new 1 10
          | 촬영\n<b>
    "#]],
    );
}

#[test]
fn what_is_published_at_once_is_written_behind_the_introduction() {
    let play = Play::new().web(&json!({ "rate": "0/s", "arrivals": { "list": ["0s", "500us"] } })).links("5ms", "0%");
    check(
        &play,
        "1s",
        "web",
        &expect![[r#"
        5ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
        5ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        5ms -> PING
        5ms <- PONG
        5ms -> PUB orders.new 5
          | order
        5ms -> PUB orders.new 5
          | order
    "#]],
    );
}

#[test]
fn a_request_nobody_hears_is_answered_503() {
    let asks = json!({ "requester": { "subject": "tasks.mail", "rate": "1/s", "items": ["hi"] } });
    check(
        &Play::new().rate("0/s").part("boss", &asks),
        "1500ms",
        "boss",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"boss","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.boss.1.* 1
        146.69242ms -> PUB tasks.mail _INBOX.boss.1.1 2
          | hi
        147.69242ms <- HMSG _INBOX.boss.1.1 1 16 16
          | NATS/1.0 503\r\n\r\n
        280.297061ms -> PUB tasks.mail _INBOX.boss.1.2 2
          | hi
        281.297061ms <- HMSG _INBOX.boss.1.2 1 16 16
          | NATS/1.0 503\r\n\r\n
        328.389088ms -> PUB tasks.mail _INBOX.boss.1.3 2
          | hi
        329.389088ms <- HMSG _INBOX.boss.1.3 1 16 16
          | NATS/1.0 503\r\n\r\n
        467.571713ms -> PUB tasks.mail _INBOX.boss.1.4 2
          | hi
        468.571713ms <- HMSG _INBOX.boss.1.4 1 16 16
          | NATS/1.0 503\r\n\r\n
        806.665928ms -> PUB tasks.mail _INBOX.boss.1.5 2
          | hi
        807.665928ms <- HMSG _INBOX.boss.1.5 1 16 16
          | NATS/1.0 503\r\n\r\n
    "#]],
    );
}

#[test]
fn one_that_sends_too_much_is_told_and_cut_off() {
    let play =
        Play::new().profile(&json!({ "nats_core": { "max_payload": 10 } })).web(&json!({ "items": ["0123456789a"] }));
    check(
        &play,
        "4500ms",
        "web",
        &expect![[r#"
            1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":10,…}
            1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            1ms -> PING
            1ms <- PONG
            1s -> PUB orders.new 11
              | 0123456789a
            1.001s <- -ERR 'Maximum Payload Violation'
            1.001s --
            3.003s <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":10,…}
            3.003s -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            3.003s -> PING
            3.003s <- PONG
            3.003s -> PUB orders.new 11
              | 0123456789a
            3.003s -> PUB orders.new 11 (lost)
              | 0123456789a
            3.003s <- -ERR 'Maximum Payload Violation'
            3.003s --
        "#]],
    );
}

#[test]
fn when_the_broker_starts_again_everyone_introduces_themselves_again() {
    let play = Play::new().rate("2/s").subscriber("log", "orders.>");
    let play = play.at("1200ms", queue_playground::scenario::Action::Restart { component: "nats".to_owned() });
    check(
        &play,
        "4600ms",
        "web",
        &expect![[r#"
            1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
            1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            1ms -> PING
            1ms <- PONG
            500ms -> PUB orders.new 5
              | order
            1s -> PUB orders.new 5
              | order
            1.2s --
            3.202s <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
            3.202s -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            3.202s -> PING
            3.202s <- PONG
            3.202s -> PUB orders.new 5
              | order
            3.202s -> PUB orders.new 5
              | order
            3.202s -> PUB orders.new 5
              | order
            3.202s -> PUB orders.new 5
              | order
            3.5s -> PUB orders.new 5
              | order
            4s -> PUB orders.new 5
              | order
            4.5s -> PUB orders.new 5
              | order
        "#]],
    );
    check(
        &play,
        "4600ms",
        "log.1",
        &expect![[r#"
            1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
            1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"log.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            1ms -> PING
            1ms <- PONG
            1ms -> SUB orders.> 1
            501ms <- MSG orders.new 1 5
              | order
            1.001s <- MSG orders.new 1 5
              | order
            1.2s --
            3.202s <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,…}
            3.202s -> CONNECT {"verbose":false,"pedantic":false,"name":"log.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
            3.202s -> PING
            3.202s <- PONG
            3.202s -> SUB orders.> 1
            3.501s <- MSG orders.new 1 5
              | order
            4.001s <- MSG orders.new 1 5
              | order
            4.501s <- MSG orders.new 1 5
              | order
        "#]],
    );
}

#[test]
fn a_line_that_the_link_loses_is_marked() {
    let play = Play::new().links("1ms", "50%").subscriber("log", "orders.>");
    let transcript = play.run("60s");
    let lost = |name| lines_of(&transcript, name, 0, usize::MAX).iter().filter(|line| line.lost).count();
    let losses = |wanted: fn(&queue_playground::transcript::Kind) -> bool| transcript.count(wanted);
    use queue_playground::transcript::Kind;
    assert_eq!(lost("web"), losses(|kind| matches!(kind, Kind::LostOnLink(_))));
    assert_eq!(lost("log.1"), losses(|kind| matches!(kind, Kind::Lost { .. })));
    assert!(lost("web") > 2 && lost("log.1") > 2);
}

#[test]
fn a_long_payload_is_cut_and_its_true_length_stays() {
    let play = Play::new().web(&json!({ "items": ["x".repeat(900)] }));
    let lines = lines_of(&play.run("1500ms"), "web", 0, usize::MAX);
    let last = lines.last().expect("a line");
    assert_eq!(last.head, "PUB orders.new 900");
    assert_eq!(last.body.as_ref().expect("a payload").chars().count(), SHOWN + 1);
}
