//! What a consumer's client and a stream's publisher say and hear.

use super::{check, lines_of, written};
use crate::stage::Play;
use expect_test::expect;
use serde_json::json;

#[test]
fn a_worker_fetches_acknowledges_and_hears_that_its_time_is_over() {
    let worker = json!({
        "pull": { "stream": "ORDERS", "consumer": "workers", "expires": "2s", "batch": 2 },
        "poison": "bomb", "acks": { "double": true, "on_failure": { "nak_after": "500ms" } }
    });
    let web = json!({ "rate": "0/s", "arrivals": { "list": ["1s", "2s"] }, "items": ["bomb"], "confirm": {} });
    let play = Play::new().web(&web).orders(&json!({ "max_deliver": 3 })).workers("save", 1, "10ms", &worker);
    check(
        &play,
        "5s",
        "save.1",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"save.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.save.1.fetch.* 1
        1ms -> SUB _INBOX.save.1.* 2
        1ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.1 32
          | {"batch":2,"expires":2000000000}
        1.001s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.1.1.1001000000.0 4
          | bomb
        1.012s -> PUB $JS.ACK.ORDERS.workers.1.1.1.1001000000.0 _INBOX.save.1.1 24
          | -NAK {"delay":500000000}
        1.013s <- MSG _INBOX.save.1.1 2 0
          | 
        1.514s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.2.1.2.1001000000.0 4
          | bomb
        1.525s -> PUB $JS.ACK.ORDERS.workers.2.1.2.1001000000.0 _INBOX.save.1.2 24
          | -NAK {"delay":500000000}
        1.526s <- MSG _INBOX.save.1.2 2 0
          | 
        1.528s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.2 32
          | {"batch":2,"expires":2000000000}
        2.001s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.2.3.2001000000.0 4
          | bomb
        2.012s -> PUB $JS.ACK.ORDERS.workers.1.2.3.2001000000.0 _INBOX.save.1.3 24
          | -NAK {"delay":500000000}
        2.013s <- MSG _INBOX.save.1.3 2 0
          | 
        2.027s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.3.1.4.1001000000.0 4
          | bomb
        2.038s -> PUB $JS.ACK.ORDERS.workers.3.1.4.1001000000.0 _INBOX.save.1.4 24
          | -NAK {"delay":500000000}
        2.039s <- MSG _INBOX.save.1.4 2 0
          | 
        2.041s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.3 32
          | {"batch":2,"expires":2000000000}
        2.514s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.2.2.5.2001000000.0 4
          | bomb
        2.525s -> PUB $JS.ACK.ORDERS.workers.2.2.5.2001000000.0 _INBOX.save.1.5 24
          | -NAK {"delay":500000000}
        2.526s <- MSG _INBOX.save.1.5 2 0
          | 
        3.027s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.3.2.6.2001000000.0 4
          | bomb
        3.038s -> PUB $JS.ACK.ORDERS.workers.3.2.6.2001000000.0 _INBOX.save.1.6 24
          | -NAK {"delay":500000000}
        3.039s <- MSG _INBOX.save.1.6 2 0
          | 
        3.041s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.4 32
          | {"batch":2,"expires":2000000000}
    "#]],
    );
    check(
        &play,
        "5s",
        "web",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.web.1.* 1
        1s -> PUB orders.new _INBOX.web.1.1 4
          | bomb
        1.001s <- MSG _INBOX.web.1.1 1 28
          | {"stream":"ORDERS", "seq":1}
        2s -> PUB orders.new _INBOX.web.1.2 4
          | bomb
        2.001s <- MSG _INBOX.web.1.2 1 28
          | {"stream":"ORDERS", "seq":2}
    "#]],
    );
}

#[test]
fn a_fetch_that_is_not_filled_ends_with_what_is_left_of_it_and_one_too_many_is_refused() {
    let pull = json!({ "stream": "ORDERS", "consumer": "workers", "expires": "1s", "batch": 3 });
    let play = Play::new().web(&json!({ "rate": "0/s", "arrivals": { "list": ["500ms", "2s"] } }));
    let play = play.orders(&json!({ "max_waiting": 1 })).workers("save", 1, "10ms", &json!({ "pull": pull }));
    check(
        &play,
        "2500ms",
        "save.1",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"save.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.save.1.fetch.* 1
        1ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.1 32
          | {"batch":3,"expires":1000000000}
        501ms <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.1.1.501000000.0 5
          | order
        512ms -> PUB $JS.ACK.ORDERS.workers.1.1.1.501000000.0 4
          | +ACK
        1.001s <- HMSG _INBOX.save.1.fetch.1 1 81 81
          | NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 2\r\nNats-Pending-Bytes: 0\r\n\r\n
        1.003s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.2 32
          | {"batch":3,"expires":1000000000}
        2.001s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.2.2.2001000000.0 5
          | order
        2.003s <- HMSG _INBOX.save.1.fetch.2 1 81 81
          | NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 2\r\nNats-Pending-Bytes: 0\r\n\r\n
        2.012s -> PUB $JS.ACK.ORDERS.workers.1.2.2.2001000000.0 4
          | +ACK
        2.013s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.3 32
          | {"batch":3,"expires":1000000000}
    "#]],
    );
    let pull = json!({ "stream": "ORDERS", "consumer": "workers", "expires": "1s", "batch": 1 });
    let play = Play::new().orders(&json!({ "max_waiting": 1 }));
    let play = play.workers("save", 1, "10ms", &json!({ "pull": pull, "concurrency": 2 }));
    check(
        &play,
        "400ms",
        "save.1",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"save.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.save.1.fetch.* 1
        1ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.1 32
          | {"batch":1,"expires":1000000000}
        1ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.2 32
          | {"batch":1,"expires":1000000000}
        1ms <- HMSG _INBOX.save.1.fetch.2 1 36 36
          | NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n
        253ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.3 32
          | {"batch":1,"expires":1000000000}
        253ms <- HMSG _INBOX.save.1.fetch.3 1 36 36
          | NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n
    "#]],
    );
    let play = play.orders(&json!({ "max_batch": 1 })).workers(
        "greedy",
        1,
        "10ms",
        &json!({
            "pull": { "stream": "ORDERS", "consumer": "workers", "batch": 9 }
        }),
    );
    check(
        &play,
        "200ms",
        "greedy.1",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"greedy.1","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.greedy.1.fetch.* 1
        1ms -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.greedy.1.fetch.1 33
          | {"batch":9,"expires":30000000000}
        1ms <- HMSG _INBOX.greedy.1.fetch.1 1 46 46
          | NATS/1.0 409 Exceeded MaxRequestBatch of 1\r\n\r\n
    "#]],
    );
}

#[test]
fn a_stream_that_does_not_take_a_message_says_why() {
    let full = json!([{ "name": "ORDERS", "subjects": ["orders.>"], "max_msgs": 1, "discard": "new" }]);
    let play = Play::new().streams(&full).web(&json!({ "confirm": { "message_id": true } }));
    check(
        &play,
        "2500ms",
        "web",
        &expect![[r#"
        1ms <- INFO {"server_id":"…","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576,"jetstream":true,…}
        1ms -> CONNECT {"verbose":false,"pedantic":false,"name":"web","lang":"rust","version":"…","protocol":1,"echo":true,"headers":true,"no_responders":true}
        1ms -> PING
        1ms <- PONG
        1ms -> SUB _INBOX.web.1.* 1
        1s -> HPUB orders.new _INBOX.web.1.1 32 37
          | NATS/1.0\r\nNats-Msg-Id: web-1\r\n\r\norder
        1.001s <- MSG _INBOX.web.1.1 1 28
          | {"stream":"ORDERS", "seq":1}
        2s -> HPUB orders.new _INBOX.web.1.2 32 37
          | NATS/1.0\r\nNats-Msg-Id: web-2\r\n\r\norder
        2.001s <- MSG _INBOX.web.1.2 1 107
          | {"error":{"code":503,"err_code":10077,"description":"maximum messages exceeded"},"stream":"ORDERS","seq":0}
    "#]],
    );
    let full =
        json!([{ "name": "ORDERS", "subjects": ["orders.>"], "max_msgs": 1, "max_bytes": 99, "discard": "new" }]);
    let lines = lines_of(&play.streams(&full).run("2500ms"), "web", 0, usize::MAX);
    let last = lines.last().expect("a line");
    assert_eq!(last.head, "MSG _INBOX.web.1.2 1 …", "two limits may be to blame, so the length is not known");
    assert!(last.body.as_ref().is_some_and(|body| body.contains("\"description\":\"…\"")));
}

#[test]
fn a_dead_letter_goes_out_with_what_it_died_of_in_its_headers() {
    let streams = json!([
        { "name": "ORDERS", "subjects": ["orders.>"], "consumers": [{ "name": "workers", "max_deliver": 1 }] },
        { "name": "DLQ", "subjects": ["dlq.>"], "consumers": [{ "name": "menders" }] },
    ]);
    let save = json!({ "poison": "order", "dead_letter": { "prefix": "dlq", "max_deliver": 1 } });
    let mend = json!({ "pull": { "stream": "DLQ", "consumer": "menders" } });
    let play = Play::new().streams(&streams).workers("save", 1, "10ms", &save).workers("mend", 1, "10ms", &mend);
    let transcript = play.run("1500ms");
    let tail = |name, lines| written(&lines_of(&transcript, name, 0, lines));
    expect![[r#"
        1.001s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.1.1.1001000000.0 5
          | order
        1.012s -> HPUB dlq.orders.new 147 152
          | NATS/1.0\r\nDlq-Stream: ORDERS\r\nDlq-Consumer: workers\r\nDlq-Sequence: 1\r\nDlq-Deliveries: 1\r\nDlq-Subject: orders.new\r\nNats-Msg-Id: ORDERS-workers-1\r\n\r\norder
        1.012s -> PUB $JS.ACK.ORDERS.workers.1.1.1.1001000000.0 5
          | +TERM
        1.013s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.1.fetch.2 33
          | {"batch":1,"expires":30000000000}
    "#]].assert_eq(&tail("save.1", 4));
    expect![[r#"
        1.013s <- HMSG dlq.orders.new 1 $JS.ACK.DLQ.menders.1.1.1.1013000000.0 147 152
          | NATS/1.0\r\nDlq-Stream: ORDERS\r\nDlq-Consumer: workers\r\nDlq-Sequence: 1\r\nDlq-Deliveries: 1\r\nDlq-Subject: orders.new\r\nNats-Msg-Id: ORDERS-workers-1\r\n\r\norder
        1.024s -> PUB $JS.ACK.DLQ.menders.1.1.1.1013000000.0 4
          | +ACK
        1.025s -> PUB $JS.API.CONSUMER.MSG.NEXT.DLQ.menders _INBOX.mend.1.fetch.2 33
          | {"batch":1,"expires":30000000000}
    "#]].assert_eq(&tail("mend.1", 3));
}

#[test]
fn what_happened_before_the_first_record_is_not_made_up() {
    let worker = json!({ "acks": { "double": true } });
    let play = Play::new().orders(&json!({})).workers("save", 1, "10ms", &worker);
    let transcript = play.run("5500ms");
    let whole = lines_of(&transcript, "save.1", 0, usize::MAX);
    let from = transcript.records.iter().position(|record| record.at.to_string() == "2.001s").expect("a record");
    let late = lines_of(&transcript, "save.1", from + 3, usize::MAX);
    expect![[r#"
        2.012s -> PUB $JS.ACK.ORDERS.workers.1.… _INBOX.save.….… 4
          | +ACK
        2.013s <- MSG _INBOX.save.….… 2 0
          | 
        2.015s -> PUB $JS.API.CONSUMER.MSG.NEXT.ORDERS.workers _INBOX.save.….fetch.… 33
          | {"batch":1,"expires":30000000000}
        3.001s <- MSG orders.new 1 $JS.ACK.ORDERS.workers.1.3.3.3001000000.0 5
          | order
        3.012s -> PUB $JS.ACK.ORDERS.workers.1.3.3.3001000000.0 _INBOX.save.….… 4
          | +ACK
    "#]]
    .assert_eq(&written(&late[..5]));
    // Where it says anything, it says the same.
    let agrees = |shown: &str, true_one: &str| {
        shown == true_one || shown.split_once('…').is_some_and(|(start, _)| true_one.starts_with(start))
    };
    for line in &late {
        let same =
            whole.iter().any(|one| one.index == line.index && one.way == line.way && agrees(&line.head, &one.head));
        assert!(same, "{line:?}");
    }
    assert_eq!(lines_of(&transcript, "save.1", 0, 7), whole[whole.len() - 7..], "the last lines are the last lines");
}
