//! Redis, and no broker at all.

use super::check;
use crate::stage::Play;
use expect_test::expect;
use serde_json::json;

#[test]
fn redis_is_told_and_tells_in_lengths_and_texts() {
    let play =
        Play::new().broker(&json!({ "redis": {} })).subscriber("log", "orders.*").subscriber("new", "orders.new");
    let play = play.set("2500ms", "new", "0");
    check(
        &play,
        "2900ms",
        "web",
        &expect![[r#"
        1s -> *3\r\n$7\r\nPUBLISH\r\n$10\r\norders.new\r\n$5
          | order
        1.001s <- :2
        2s -> *3\r\n$7\r\nPUBLISH\r\n$10\r\norders.new\r\n$5
          | order
        2.001s <- :2
    "#]],
    );
    check(
        &play,
        "2900ms",
        "log.1",
        &expect![[r#"
        1ms -> *2\r\n$10\r\nPSUBSCRIBE\r\n$8\r\norders.*
        1ms <- *3\r\n$10\r\npsubscribe\r\n$8\r\norders.*\r\n:1
        1.001s <- *4\r\n$8\r\npmessage\r\n$8\r\norders.*\r\n$10\r\norders.new\r\n$5
          | order
        2.001s <- *4\r\n$8\r\npmessage\r\n$8\r\norders.*\r\n$10\r\norders.new\r\n$5
          | order
    "#]],
    );
    check(
        &play,
        "2900ms",
        "new.1",
        &expect![[r#"
            1ms -> *2\r\n$9\r\nSUBSCRIBE\r\n$10\r\norders.new
            1ms <- *3\r\n$9\r\nsubscribe\r\n$10\r\norders.new\r\n:1
            1.001s <- *3\r\n$7\r\nmessage\r\n$10\r\norders.new\r\n$5
              | order
            2.001s <- *3\r\n$7\r\nmessage\r\n$10\r\norders.new\r\n$5
              | order
            2.501s -> *2\r\n$11\r\nUNSUBSCRIBE\r\n$10\r\norders.new
            2.501s <- *3\r\n$11\r\nunsubscribe\r\n$10\r\norders.new\r\n:0
            2.503s --
        "#]],
    );
}

#[test]
fn a_direct_call_is_answered_or_unavailable() {
    let asks = json!({ "requester": { "subject": "todo.save", "rate": "1/s", "items": ["Buy milk"] } });
    let serves = json!({ "filter": "todo.save", "service_time": { "constant": "100ms" }, "reply": "saved" });
    let play = Play::new().rate("0/s").broker(&json!({ "direct": {} })).part("web2", &asks).handlers("api", 1, &serves);
    let play = play.crash("1650ms", "api.1");
    check(
        &play,
        "3500ms",
        "web2",
        &expect![[r#"
            847.84681ms -> POST /todo/save HTTP/1.1
              | Content-Length: 8\r\n\r\nBuy milk
            950.84681ms <- HTTP/1.1 200 OK
              | Content-Length: 5\r\n\r\nsaved
            1.634630932s -> POST /todo/save HTTP/1.1
              | Content-Length: 8\r\n\r\nBuy milk
            1.652s --
        "#]],
    );
    check(
        &play,
        "3500ms",
        "api.1",
        &expect![[r#"
            848.84681ms <- POST /todo/save HTTP/1.1
              | Content-Length: 8\r\n\r\nBuy milk
            949.84681ms -> HTTP/1.1 200 OK
              | Content-Length: 5\r\n\r\nsaved
            1.635630932s <- POST /todo/save HTTP/1.1
              | Content-Length: 8\r\n\r\nBuy milk
            1.651s --
        "#]],
    );
}
