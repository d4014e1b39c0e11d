//! Connections that break: a client's library comes back by itself, and subscribes again.

use crate::stage::{Play, Transcript};
use queue_playground::message::ComponentId;
use queue_playground::transcript::{Fold, Kind, Obligations, Publications};
use serde_json::{Value, json};

/// A server that gives a client up after a second in which it takes nothing.
fn impatient() -> Value {
    json!({ "socket_buffer": 0, "write_deadline": "1s" })
}

fn core(play: Play) -> Play {
    play.profile(&json!({ "nats_core": impatient() }))
}

fn at(transcript: &Transcript, who: ComponentId, pick: fn(&Kind) -> bool) -> Vec<String> {
    transcript.all(|record| (record.component == who && pick(&record.kind)).then(|| record.at.to_string()))
}

/// Cut off from 2.5 s on, whole again at 5.2 s: by then the broker has given it up.
fn cut(play: Play, who: &str) -> Play {
    play.partition("2500ms", who).heal("5200ms", who)
}

#[test]
fn a_subscriber_that_was_given_up_subscribes_again_and_has_missed_something() {
    let transcript = cut(core(Play::new().subscriber("log", "orders.>")), "log.1").run("12s");
    let log = transcript.component("log.1");
    let subscribed = at(&transcript, log, |kind| matches!(kind, Kind::Subscribed { .. }));
    assert_eq!(subscribed, ["1ms", "7.202s"], "it hears of it one link after its own is whole, and waits two seconds");
    let heard = transcript.all(|record| match record.kind {
        Kind::Delivered { delivery } => Some(delivery.message.number()),
        _ => None,
    });
    assert_eq!(heard, [1, 2, 8, 9, 10, 11], "the twelfth is on its way");
}

#[test]
fn what_waits_in_its_buffer_stays_when_a_connection_breaks() {
    let role = json!({ "filter": "orders.>", "service_time": { "constant": "2s" } });
    let play = core(Play::new().rate("2/s").handlers("save", 1, &role));
    let transcript = cut(play, "save.1").set("2600ms", "rate", "0/s").run("20s");
    // Four arrived before the cut. When it hears that its connection is gone, it has two of them still before it.
    let done = at(&transcript, transcript.component("save.1"), |kind| matches!(kind, Kind::Finished { .. }));
    assert_eq!(done, ["2.502s", "4.502s", "6.502s", "8.502s"]);
}

#[test]
fn a_worker_fetches_again_when_it_is_back() {
    let workers = json!({ "name": "workers", "ack_wait": "3s" });
    let orders = json!({ "name": "ORDERS", "subjects": ["orders.>"], "consumers": [workers] });
    let profile = json!({ "jet_stream": { "server": impatient(), "streams": [orders] } });
    let pull = json!({ "stream": "ORDERS", "consumer": "workers", "batch": 20, "expires": "1h" });
    let play = Play::new().rate("5/s").profile(&profile).workers("save", 1, "100ms", &json!({ "pull": pull }));
    let transcript = cut(play, "save.1").set("10020ms", "rate", "0/s").run("60s");
    let nats = transcript.component("nats");
    let fetched = at(&transcript, nats, |kind| matches!(kind, Kind::Fetched { .. }));
    assert_eq!(fetched[..2], ["1ms", "7.202s"], "as soon as it is back, and not an hour later");
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in &transcript.records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}");
    }
    assert_eq!((publications.published, obligations.done), (50, 50), "{obligations:?}");
}

#[test]
fn what_is_published_without_a_connection_waits_for_one() {
    let pack = json!({ "filter": "orders.>", "service_time": { "constant": "800ms" }, "forward": "packed.orders" });
    let play = core(Play::new().rate("2/s").handlers("pack", 1, &pack).subscriber("log", "packed.>"));
    let transcript = cut(play, "pack.1").set("2600ms", "rate", "0/s").run("30s");
    let (pack, log) = (transcript.component("pack.1"), transcript.component("log.1"));
    let passed_on = at(&transcript, pack, |kind| matches!(kind, Kind::Published { .. }));
    let lost = at(&transcript, pack, |kind| matches!(kind, Kind::LostOnLink(_)));
    let heard = at(&transcript, log, |kind| matches!(kind, Kind::Delivered { .. }));
    assert_eq!(passed_on.len(), heard.len() + lost.len());
    assert!(!lost.is_empty(), "what it sent on a connection that the broker had closed");
    assert_eq!(heard.len(), 2, "{heard:?}");
}

#[test]
fn a_worker_that_shall_leave_while_it_is_cut_off_leaves_when_it_hears_that_all_is_lost() {
    let play = core(Play::new().rate("2/s").group("save", 2, "900ms"));
    let transcript = cut(play, "save.2").set("3s", "save", "1").run("20s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Left)), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Subscribed { .. })), 2, "it does not come back");
}

#[test]
fn a_publisher_whose_message_is_too_large_is_thrown_out_and_comes_back() {
    let web = json!({ "items": ["x".repeat(600)], "rate": "1/s" });
    let play = Play::new().web(&web).profile(&json!({ "nats_core": { "max_payload": 500 } }));
    let transcript = play.subscriber("log", "orders.>").run("10s");
    let web = transcript.component("web");
    // One a second: thrown out with the first, back at 3.002 s with what it had kept, and thrown out with that.
    let connected = at(&transcript, web, |kind| matches!(kind, Kind::Connected { .. }));
    assert_eq!(connected, ["1ms", "3.003s", "5.005s", "7.007s", "9.009s"]);
    assert_eq!(transcript.done().get("log.1"), None);
}
