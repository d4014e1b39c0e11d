//! Copies that come late: behind a link that was cut, or after somebody else was faster. They change nothing that is
//! settled, and nothing is said that the server did not do.

use crate::cast::{Runs, ledgers, live};
use crate::driver::Driver;
use crate::scenes::{count, find, orders_in_a_stream, publish, scene, web};
use crate::server::Server;
use crate::streams::{life, working};
use queue_playground::live::run::Run;
use queue_playground::message::MessageId;
use queue_playground::scenario::{Action, Scenario};
use queue_playground::transcript::{Kind, Obligations, Record};
use serde_json::{Value, json};

/// Orders whose consumer tries so often, and two workers.
fn orders(retention: &str, tries: u32, worker: &Value) -> Scenario {
    orders_in_a_stream(retention, tries, 2, worker)
}

fn is_fetched(one: &Record) -> bool {
    matches!(one.kind, Kind::Fetched { .. })
}

fn cut(component: &str) -> Action {
    Action::Partition { component: component.to_owned() }
}

fn heal(component: &str) -> Action {
    Action::Heal { component: component.to_owned() }
}

/// A run in which the first worker's link is cut once both have asked for messages.
fn half_cut(scenario: &Scenario, server: &Server) -> Driver<Run> {
    let mut driver = live(scenario, server);
    driver.until_running();
    driver.until_seen("fetched", 2, is_fetched);
    server.until_asked("QP_test1_ORDERS", 2);
    driver.act(cut("worker.1"));
    driver
}

fn obligations(driver: &Driver<Run>) -> Obligations {
    ledgers(driver.records()).1
}

/// Waits until the worker whose link was cut has got what waited at it.
fn until_came_late(driver: &mut Driver<Run>) {
    let healed = driver.records().len();
    driver.act(heal("worker.1"));
    driver.until("the late copy is worked on", |driver| {
        let late = &driver.records()[healed..];
        late.iter().any(|one| matches!(one.kind, Kind::Finished { .. })).then_some(())
    });
}

#[test]
fn a_copy_that_comes_after_another_was_acked_reopens_nothing() {
    let (server, scenario) = (Server::start(), orders("limits", 5, &json!({})));
    let mut driver = half_cut(&scenario, &server);
    (0..4).for_each(|number| _ = driver.act(publish("web", &number.to_string())));
    driver.until_seen("acked", 4, |one| matches!(one.kind, Kind::Acked { .. }));
    until_came_late(&mut driver);
    driver.until_seen("acked anew", 5, |one| matches!(one.kind, Kind::AckSent { .. }));
    let (_, owed) = driver.until_drained();
    assert_eq!((owed.created, owed.done, owed.reopened), (4, 4, 0), "{owed:?}");
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::Forgotten(_))), 0);
    driver.stop();
}

#[test]
fn a_copy_that_comes_after_its_message_was_given_up_leaves_it_given_up() {
    let (server, scenario) = (Server::start(), orders("limits", 2, &json!({})));
    let mut driver = half_cut(&scenario, &server);
    (0..2).for_each(|_| _ = driver.act(publish("web", "poison")));
    driver.until_seen("given up", 2, |one| matches!(one.kind, Kind::Exhausted { .. }));
    until_came_late(&mut driver);
    let owed = obligations(&driver);
    assert_eq!((owed.created, owed.exhausted), (2, 2), "{owed:?}");
    driver.stop();
}

#[test]
fn a_second_ack_of_a_message_lets_nothing_go_a_second_time() {
    let (server, scenario) =
        (Server::start(), orders("workqueue", 5, &json!({ "service_time": { "constant": "1300ms" } })));
    let (mut driver, message) = working(&scenario, &server, "hat");
    driver.until_seen("acked twice", 2, |one| matches!(one.kind, Kind::AckSent { .. }));
    // By the time another is handled, both acks are confirmed.
    driver.act(publish("web", "coat"));
    let coat = MessageId::typed(find(&scenario, "web"), 2);
    driver.until("another is handled", |driver| life(driver, coat).contains(&"acked".to_owned()).then_some(()));
    let life = life(&driver, message);
    let removed = life.iter().filter(|one| one.starts_with("removed"));
    assert_eq!((removed.count(), life.iter().filter(|one| *one == "acked").count()), (1, 1), "{life:?}");
    driver.stop();
}

#[test]
fn a_nak_that_waits_at_a_cut_link_was_not_heard() {
    let worker = json!({ "service_time": { "constant": "400ms" }, "acks": { "on_failure": "nak" } });
    let (server, scenario) = (Server::start(), orders("limits", 3, &worker));
    let (mut driver, message) = working(&scenario, &server, "poison");
    let at_work = driver.until("at work", |driver| {
        driver.records().iter().find(|one| matches!(one.kind, Kind::Started { .. })).map(|one| one.component.member)
    });
    driver.act(cut(&format!("worker.{at_work}")));
    let life = driver.until("sent again", |driver| {
        let life = life(driver, message);
        life.contains(&"sent 2".to_owned()).then_some(life)
    });
    assert_eq!(life[1..5], ["sent 1", "said Nak", "timed out", "sent 2"]);
    driver.stop();
}

#[test]
fn the_wire_shows_what_leaves_a_cut_link_when_it_leaves() {
    let server = Server::start();
    let scenario = scene(&json!([]), &[web("orders.new", "0/s")]);
    let mut driver = live(&scenario, &server);
    driver.until_running();
    driver.act(cut("web"));
    driver.act(publish("web", "patience"));
    let of_web = find(&scenario, "web");
    let is_on_the_wire = |driver: &mut Driver<Run>| {
        let lines = queue_playground::live::engine::Engine::said(driver.engine(), of_web);
        lines.iter().any(|one| one.line.starts_with("HPUB qp.test1.orders.new"))
    };
    driver.until_seen("published", 1, |one| matches!(one.kind, Kind::Published { .. }));
    assert!(!is_on_the_wire(&mut driver), "it has not left");
    driver.act(heal("web"));
    driver.until("it leaves", |driver| is_on_the_wire(driver).then_some(()));
    driver.stop();
}
