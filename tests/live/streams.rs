//! JetStream on a real server: what is delivered again, given up, put aside and done with.

use crate::cast::{Runs, ledgers, live};
use crate::driver::Driver;
use crate::scenes::{count, find, handler, publish, published, scene, web};
use crate::server::Server;
use queue_playground::live::run::Run;
use queue_playground::message::{ComponentId, ConsumerId, MessageId};
use queue_playground::scenario::{Action, Scenario};
use queue_playground::transcript::{Kind, RemovalReason};
use serde_json::{Value, json};

/// A work queue `WORK` with a consumer that waits a second and tries twice, and with dead letters.
fn work(more: &Value) -> Scenario {
    let exhausted = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.WORK.workers";
    let streams = json!([
        {
            "name": "WORK", "subjects": ["work.new"], "retention": "workqueue",
            "consumers": [{ "name": "workers", "ack_wait": "1s", "max_deliver": 2 }]
        },
        { "name": "ADVISORIES", "subjects": [exhausted], "consumers": [{ "name": "undertaker" }] },
        { "name": "DLQ", "subjects": ["dlq.>"] }
    ]);
    let mut worker = json!({ "pull": { "stream": "WORK", "consumer": "workers" }, "poison": "poison" });
    for (name, value) in more.as_object().expect("an object") {
        worker[name] = value.clone();
    }
    let undertaker = json!({ "advisories": { "stream": "ADVISORIES", "consumer": "undertaker" }, "delete": true });
    let of = |id: &str, role: Value| json!({ "id": id, "broker": "nats", "role": role });
    let cast = [
        web("work.new", "0/s"),
        handler("worker", 1, &worker),
        of("undertaker", json!({ "dead_letter_handler": undertaker })),
        of("administrator", json!({ "administrator": { "dead_letters": "DLQ" } })),
    ];
    scene(&streams, &cast)
}

/// A run to which `text` was published, and that message.
pub fn working(scenario: &Scenario, server: &Server, text: &str) -> (Driver<Run>, MessageId) {
    let mut driver = live(scenario, server);
    driver.until_running();
    driver.act(publish("web", text));
    (driver, MessageId::typed(find(scenario, "web"), 1))
}

/// What happened to a message at the broker and its consumer, in order.
pub fn life(driver: &Driver<Run>, of: MessageId) -> Vec<String> {
    let about = |kind: &Kind| {
        Some(match kind {
            Kind::Stored { of: it, alone, .. } if it.message == of => format!("stored, alone: {alone}"),
            Kind::Sent { delivery, .. } if delivery.message == of => format!("sent {}", delivery.attempt),
            Kind::AckSent { delivery, verdict } if delivery.message == of => format!("said {verdict:?}"),
            Kind::Acked { of: it } if it.message == of => "acked".to_owned(),
            Kind::Nakked { of: it, .. } if it.message == of => "nakked".to_owned(),
            Kind::Terminated { of: it, .. } if it.message == of => "terminated".to_owned(),
            Kind::AckTimedOut { of: it } if it.message == of => "timed out".to_owned(),
            Kind::Forgotten(it) if it.of.message == of => {
                format!("forgotten, settled: {:?}, known deliveries: {}", it.settled, it.deliveries)
            }
            Kind::Exhausted { of: it, deliveries } if it.message == of => format!("exhausted after {deliveries}"),
            Kind::Removed { of: it, reason, .. } if it.message == of => format!("removed: {reason:?}"),
            Kind::DeadLettered { message, .. } if *message == of => "dead-lettered".to_owned(),
            _ => return None,
        })
    };
    driver.records().iter().filter_map(|one| about(&one.kind)).collect()
}

fn until_alive(driver: &mut Driver<Run>, of: MessageId, last: &str) -> Vec<String> {
    driver.until(last, |driver| {
        let life = life(driver, of);
        life.iter().any(|one| one == last).then_some(life)
    })
}

#[test]
fn what_is_handled_is_acked_once_the_server_says_so_and_leaves_a_work_queue() {
    let (server, scenario) = (Server::start(), work(&json!({})));
    let (mut driver, message) = working(&scenario, &server, "hat");
    let life = until_alive(&mut driver, message, "removed: Settled");
    assert_eq!(life, ["stored, alone: true", "sent 1", "said Ack", "acked", "removed: Settled"]);
    assert_eq!(server.kept("QP_test1_WORK"), Some(0));
    let (publications, owed) = driver.until_drained();
    assert_eq!((publications.stored_only, owed.done), (1, 1));
    assert_eq!(driver.stop().left, Vec::<String>::new());
}

#[test]
fn what_nobody_acks_is_delivered_again_after_ack_wait_then_given_up_and_put_aside() {
    let (server, scenario) = (Server::start(), work(&json!({})));
    let (mut driver, message) = working(&scenario, &server, "poison");
    let life = until_alive(&mut driver, message, "removed: Administrator");
    let expected = ["stored, alone: true", "sent 1", "timed out", "sent 2", "exhausted after 2", "dead-lettered"];
    assert_eq!(life[..6], expected);
    let times = |wanted: fn(&Kind) -> bool| -> Vec<_> {
        driver.records().iter().filter(|one| wanted(&one.kind)).map(|one| one.at).collect()
    };
    let is_work = |kind: &Kind| matches!(kind, Kind::Sent { delivery, .. } if delivery.consumer == ConsumerId(1));
    let sent = times(is_work);
    assert!(sent[1].since(sent[0]).as_millis() >= 1_000, "{sent:?}");
    // The server says that it gave the message up; the copy says whose it is.
    let all = published(driver.records());
    let (by, advisory) =
        all.iter().find(|(_, one)| one.subject.as_str().starts_with("$JS.EVENT")).expect("an advisory");
    assert_eq!(*by, ComponentId { part: 0, member: 0 });
    assert!(advisory.subject.as_str().ends_with("MAX_DELIVERIES.WORK.workers"), "{advisory:?}");
    let (_, copy) = all.iter().find(|(_, one)| one.subject.as_str() == "dlq.work.new").expect("a copy");
    assert_eq!((copy.headers.get("Dlq-Subject"), &*copy.payload.text()), (Some("work.new"), "poison"));
    assert_eq!(server.kept("QP_test1_DLQ"), Some(1));
    // An administrator mends it.
    let (component, text) = ("administrator".to_owned(), Some("mended".to_owned()));
    driver.act(Action::Replay { component, sequence: 1, text });
    driver.until_seen("saved", 1, |one| matches!(one.kind, Kind::Saved { .. }));
    driver.until("no letter", |_| (server.kept("QP_test1_DLQ") == Some(0)).then_some(()));
    driver.until_seen("the letter removed", 2, |one| {
        matches!(one.kind, Kind::Removed { reason: RemovalReason::Administrator, .. })
    });
    ledgers(driver.records());
    driver.stop();
    assert!(server.streams().is_empty());
}

#[test]
fn a_nak_brings_a_message_back_at_once_and_is_no_timeout() {
    let server = Server::start();
    let scenario = work(&json!({ "acks": { "on_failure": "nak" } }));
    let (mut driver, message) = working(&scenario, &server, "poison");
    let life = until_alive(&mut driver, message, "dead-lettered");
    let before: Vec<&String> = life.iter().take_while(|one| *one != "sent 2").collect();
    assert_eq!(before, ["stored, alone: true", "sent 1", "said Nak", "nakked"]);
    assert!(!life.contains(&"timed out".to_owned()), "{life:?}");
    driver.stop();
}

#[test]
fn naks_that_two_members_give_each_other_back_are_never_taken_for_timeouts() {
    let server = Server::start();
    let mut scenario = work(&json!({ "acks": { "on_failure": "nak" } }));
    scenario.cast[1].replicas = 4;
    let mut driver = live(&scenario, &server);
    driver.until_running();
    for _ in 0..40 {
        driver.act(publish("web", "poison"));
    }
    driver.until_seen("given up", 40, |one| matches!(one.kind, Kind::Exhausted { .. }));
    assert_eq!(
        count(driver.records(), |kind| matches!(kind, Kind::AckTimedOut { of } if of.consumer == ConsumerId(1))),
        0
    );
    driver.until_seen("dead-lettered", 40, |one| matches!(one.kind, Kind::DeadLettered { .. }));
    let (_, owed) = ledgers(driver.records());
    assert_eq!((owed.exhausted, owed.awaiting_redelivery), (40, 0), "{owed:?}");
    driver.stop();
}

#[test]
fn what_is_terminated_is_not_delivered_again_and_leaves_a_work_queue() {
    let server = Server::start();
    let scenario = work(&json!({ "acks": { "on_failure": "term" } }));
    let (mut driver, message) = working(&scenario, &server, "poison");
    let life = until_alive(&mut driver, message, "removed: Settled");
    assert_eq!(life, ["stored, alone: true", "sent 1", "said Term", "terminated", "removed: Settled"]);
    assert_eq!(server.kept("QP_test1_WORK"), Some(0));
    let (_, owed) = driver.until_drained();
    assert_eq!((owed.failed, owed.done), (1, 0));
    driver.stop();
}

#[test]
fn what_a_crashed_handler_held_is_delivered_to_the_next() {
    let server = Server::start();
    let scenario = work(&json!({ "service_time": { "constant": "300ms" } }));
    let (mut driver, message) = working(&scenario, &server, "hat");
    driver.until_seen("started", 1, |one| matches!(one.kind, Kind::Started { .. }));
    driver.act(Action::Crash { component: "worker.1".to_owned() });
    driver.act(Action::Restart { component: "worker.1".to_owned() });
    let life = until_alive(&mut driver, message, "removed: Settled");
    assert_eq!(life, ["stored, alone: true", "sent 1", "timed out", "sent 2", "said Ack", "acked", "removed: Settled"]);
    driver.until_drained();
    driver.stop();
}
