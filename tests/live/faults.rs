//! What goes wrong between a run and its server: both stay in balance, and what is lost is counted.

use crate::cast::{Runs, called, ledgers, live, pattern, set};
use crate::driver::{Driver, Wire};
use crate::outside::{Outside, listen, next};
use crate::proxy::Proxy;
use crate::scenes::{count, handler, publish, published, scene, web};
use crate::server::Server;
use queue_playground::live::client::{Complaint, Credentials, State};
use queue_playground::live::engine::Phase;
use queue_playground::live::names::Names;
use queue_playground::live::run::{Plan, Run};
use queue_playground::message::MessageId;
use queue_playground::message::subject::Subject;
use queue_playground::scenario::{Action, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Record};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Command;

fn is_saved(one: &Record) -> bool {
    matches!(one.kind, Kind::Saved { .. })
}

fn saved(driver: &Driver<Run>) -> usize {
    driver.records().iter().filter(|one| is_saved(one)).count()
}

fn is_subscribed(one: &Record) -> bool {
    matches!(one.kind, Kind::Subscribed { .. })
}

/// A run over another way than the direct one.
fn over(wire: Wire, scenario: &Scenario, address: SocketAddr) -> Driver<Run> {
    let names = Names::under(&Subject::parse("qp").expect("a subject"), "test1");
    let plan = Plan::new(scenario, names, Credentials::default(), 50).expect("a scenario for NATS");
    Driver::over(wire, Run::new(plan, Time::ZERO), address)
}

fn orders(rate: &str) -> Scenario {
    scene(&json!([]), &[web("orders.new", rate), handler("save", 2, &json!({ "filter": "orders.new", "group": "g" }))])
}

/// Stops the publisher, and waits until everything that was published is known or known not to be visible.
fn wind_down(driver: &mut Driver<Run>) {
    driver.act(set("rate", "0/s"));
    let (publications, owed) = driver.until("nothing on the way", |driver| {
        let both = ledgers(driver.records());
        (both.0.on_the_way == 0 && both.1.on_the_way + both.1.pending + both.1.in_work == 0).then_some(both)
    });
    let known = publications.routed + publications.lost_on_link + publications.not_visible + publications.no_interest;
    assert_eq!(publications.published, known, "{publications:?}");
    assert_eq!(owed.created, owed.done + owed.lost.total(), "{owed:?}");
}

#[test]
fn after_a_server_was_killed_and_started_again_the_handlers_go_on_and_losses_are_counted() {
    let mut server = Server::start();
    let mut driver = live(&orders("40/s"), &server);
    driver.until_running();
    driver.until_seen("saved", 10, is_saved);
    server.kill();
    driver.until_seen("cut off", 3, |one| matches!(one.kind, Kind::Disconnected { .. }));
    driver.until("away", |driver| matches!(driver.status().state, State::Reconnecting { .. }).then_some(()));
    let (before, old) = (saved(&driver), driver.run_time());
    driver.until_old(old.since(Time::ZERO) + Span::from_secs(1));
    server.restart();
    driver.until_seen("saved again", before + 20, is_saved);
    wind_down(&mut driver);
    assert_eq!(driver.stop().phase, Phase::Over);
}

#[test]
fn after_a_network_dropped_every_connection_the_run_goes_on() {
    let server = Server::start();
    let proxy = Proxy::to(server.clients);
    let mut driver = over(Wire::Whole, &orders("40/s"), proxy.address);
    driver.until_running();
    for _ in 0..2 {
        let before = saved(&driver);
        driver.until_seen("saved", before + 10, is_saved);
        proxy.drop_all();
    }
    let before = saved(&driver);
    driver.until_seen("saved again", before + 10, is_saved);
    wind_down(&mut driver);
    driver.stop();
}

#[test]
fn a_network_that_stalls_delays_messages_and_loses_none() {
    let server = Server::start();
    let proxy = Proxy::to(server.clients);
    let mut driver = over(Wire::Whole, &orders("0/s"), proxy.address);
    driver.until_running();
    // Or the first messages might find nobody yet.
    driver.until_seen("subscribed", 2, is_subscribed);
    driver.act(set("rate", "40/s"));
    driver.until_seen("saved", 10, is_saved);
    proxy.stall(true);
    let old = driver.run_time();
    driver.until_old(old.since(Time::ZERO) + Span::from_secs(2));
    proxy.stall(false);
    wind_down(&mut driver);
    let (publications, owed) = ledgers(driver.records());
    assert_eq!((publications.routed, owed.done), (publications.published, publications.published));
    driver.stop();
}

#[test]
fn a_wire_that_splits_at_every_byte_changes_nothing_for_a_run() {
    let server = Server::start();
    let scenario = pattern("dead-letter-queue");
    let mut driver = over(Wire::EveryByte, &scenario, server.clients);
    driver.until_running();
    driver.until_seen("acked", 3, |one| matches!(one.kind, Kind::Acked { .. }));
    ledgers(driver.records());
    assert_eq!(driver.stop().left, Vec::<String>::new());
    assert!(server.streams().is_empty());
}

#[test]
fn behind_a_cut_link_everything_waits_in_order_and_nothing_is_lost() {
    let server = Server::start();
    let alone = handler("save", 1, &json!({ "filter": "orders.new" }));
    // In single bytes, so that what waits is in many pieces.
    let scenario = scene(&json!([]), &[web("orders.new", "0/s"), alone]);
    let mut driver = over(Wire::EveryByte, &scenario, server.clients);
    driver.until_running();
    driver.until_seen("subscribed", 1, is_subscribed);
    let heard = listen(server.clients, "qp.test1.orders.new", None, None);
    let cut = |component: &str| Action::Partition { component: component.to_owned() };
    let heal = |component: &str| Action::Heal { component: component.to_owned() };
    driver.act(cut("web"));
    let (here, there): (Vec<String>, Vec<String>) =
        ((0..10).map(|n| n.to_string()).collect(), (10..20).map(|n| n.to_string()).collect());
    here.iter().for_each(|text| _ = driver.act(publish("web", text)));
    Outside::connect(server.clients).publish("qp.test1.orders.new", b"first");
    driver.until_seen("saved", 1, is_saved);
    driver.act(cut("save.1"));
    driver.act(heal("web"));
    there.iter().for_each(|text| _ = driver.act(publish("web", text)));
    let all: Vec<String> = (0..21).map(|_| next(&heard).text).collect();
    // What comes for it meanwhile waits at this end.
    let old = driver.run_time();
    driver.until_old(old.since(Time::ZERO) + Span::from_millis(1_500));
    assert_eq!(saved(&driver), 1);
    driver.act(heal("save.1"));
    let (publications, owed) = driver.until_drained();
    // Where it waited could be known: nothing was called not visible.
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::NotVisible(_))), 0);
    assert_eq!(all, [&["first".to_owned()][..], &here, &there].concat());
    assert_eq!((publications.routed, owed.done), (21, 21));
    let texts: BTreeMap<MessageId, String> = published(driver.records())
        .into_iter()
        .map(|(_, message)| (message.id, message.payload.text().into_owned()))
        .collect();
    let delivered = driver.records().iter().filter_map(|one| match one.kind {
        Kind::Delivered { delivery } => Some(texts[&delivery.message].clone()),
        _ => None,
    });
    assert_eq!(delivered.collect::<Vec<_>>(), all);
}

#[test]
fn what_waits_at_a_cut_link_when_its_process_dies_was_lost_on_it() {
    let server = Server::start();
    let mut driver = live(&orders("0/s"), &server);
    driver.until_running();
    driver.until_seen("subscribed", 2, is_subscribed);
    driver.act(publish("web", "hat"));
    driver.until_drained();
    driver.act(Action::Partition { component: "web".to_owned() });
    driver.act(publish("web", "coat"));
    driver.act(Action::Crash { component: "web".to_owned() });
    let (publications, _) = driver.until_drained();
    assert_eq!((publications.routed, publications.lost_on_link, publications.not_visible), (1, 1, 0));
}

#[test]
fn a_frozen_handler_handles_later_what_came_meanwhile() {
    let server = Server::start();
    let alone = handler("save", 1, &json!({ "filter": "orders.new" }));
    let mut driver = live(&scene(&json!([]), &[web("orders.new", "0/s"), alone]), &server);
    driver.until_running();
    driver.until_seen("subscribed", 1, is_subscribed);
    driver.act(Action::Pause { component: "save.1".to_owned() });
    (0..10).for_each(|n| _ = driver.act(publish("web", &n.to_string())));
    driver.until_seen("sent", 10, |one| matches!(one.kind, Kind::Sent { .. }));
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::Delivered { .. })), 0);
    driver.act(Action::Unpause { component: "save.1".to_owned() });
    let (_, owed) = driver.until_drained();
    assert_eq!(owed.done, 10);
}

#[test]
fn what_a_crashed_handler_of_core_nats_had_in_hand_is_lost_and_counted() {
    let server = Server::start();
    let slow = json!({ "filter": "orders.new", "service_time": { "constant": "60s" } });
    let mut driver = live(&scene(&json!([]), &[web("orders.new", "0/s"), handler("save", 1, &slow)]), &server);
    driver.until_running();
    driver.until_seen("subscribed", 1, is_subscribed);
    (0..5).for_each(|n| _ = driver.act(publish("web", &n.to_string())));
    driver.until_seen("delivered", 5, |one| matches!(one.kind, Kind::Delivered { .. }));
    driver.act(Action::Crash { component: "save.1".to_owned() });
    driver.act(Action::Restart { component: "save.1".to_owned() });
    let (_, owed) = driver.until_drained();
    assert_eq!((owed.created, owed.lost.crash), (5, 5));
    driver.until_seen("subscribed again", 2, is_subscribed);
}

#[test]
fn who_takes_nothing_is_expelled_by_the_server_and_comes_back() {
    let server = Server::with("write_deadline: \"1s\"\nmax_pending: 65536\nmax_payload: 65536");
    let proxy = Proxy::to(server.clients);
    let mut driver = over(Wire::Whole, &orders("0/s"), proxy.address);
    driver.until_running();
    driver.until_seen("subscribed", 2, is_subscribed);
    proxy.stall(true);
    let (outside, large) = (Outside::connect(server.clients), vec![b'x'; 60_000]);
    let names = |server: &Server| server.connections().iter().filter(|name| name.contains("save")).count();
    while names(&server) == 2 {
        outside.publish_all("qp.test1.orders.new", (0..50).map(|_| &large[..]));
    }
    proxy.stall(false);
    driver.until_seen("cut off", 1, |one| matches!(one.kind, Kind::Disconnected { .. }));
    driver.until("back", |_| (names(&server) == 2).then_some(()));
    let came = published(driver.records()).len();
    driver.act(publish("web", "hat"));
    driver.until("going on", |driver| (published(driver.records()).len() > came).then_some(()));
    wind_down(&mut driver);
}

#[test]
fn a_server_in_lame_duck_mode_is_said_to_be_about_to_go() {
    let server = Server::with("lame_duck_duration: \"30s\"\nlame_duck_grace_period: \"1s\"");
    let mut driver = called(Names::plain("test1"), &orders("5/s"), &server);
    driver.until_running();
    let said = Command::new("kill").args(["-USR2", &server.process().to_string()]).status();
    assert!(said.expect("a signal").success());
    driver.until("about to go", |driver| driver.status().lame_duck.then_some(()));
    let complaints: Vec<Complaint> = driver.status().complaints;
    assert!(complaints.is_empty(), "{complaints:?}");
    ledgers(driver.records());
    driver.stop();
}
