//! Who is there before whom, and what is waited for.

use crate::cast::{Runs, live};
use crate::scenes::{count, find, handler, publish, scene, web};
use crate::server::Server;
use queue_playground::live::engine::Engine;
use queue_playground::scenario::{Action, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Record};
use serde_json::json;

fn orders(rate: &str, members: u16) -> Scenario {
    let shared = json!({ "filter": "orders.new", "group": "g" });
    scene(&json!([]), &[web("orders.new", rate), handler("save", members, &shared)])
}

#[test]
fn nobody_speaks_before_everybody_listens() {
    let (server, scenario) = (Server::start(), orders("50/s", 8));
    let web = find(&scenario, "web");
    let mut driver = live(&scenario, &server);
    let connects = |one: &Record| one.component == web && matches!(one.kind, Kind::Connected { .. });
    driver.until_seen("the publisher is connected", 1, connects);
    let before = driver.records().iter().take_while(|one| !connects(one));
    assert_eq!(before.filter(|one| matches!(one.kind, Kind::Subscribed { .. })).count(), 8);
}

#[test]
fn publishers_do_not_wait_for_ever_for_somebody_who_is_cut_off() {
    let (server, scenario) = (Server::start(), orders("0/s", 1));
    let mut driver = live(&scenario, &server);
    driver.act(Action::Partition { component: "save.1".to_owned() });
    driver.act(publish("web", "tea"));
    driver.until_seen("not visible", 1, |one| matches!(one.kind, Kind::NotVisible(_)));
    assert!(driver.run_time() >= Time::ZERO + Span::from_secs(2), "it has waited a while");
}

#[test]
fn what_came_while_nobody_told_the_time_is_heard_before_it_is_called_not_visible() {
    let (server, scenario) = (Server::start(), orders("0/s", 1));
    let web = find(&scenario, "web");
    let mut driver = live(&scenario, &server);
    driver.until_running();
    driver.act(Action::Partition { component: "save.1".to_owned() });
    driver.act(publish("web", "tea"));
    driver.until("taken by the server", |driver| {
        let said = driver.engine().said(web);
        let published = said.iter().rposition(|one| one.line.starts_with("HPUB"))?;
        said[published..].iter().any(|one| one.line == "PONG").then_some(())
    });
    // As when a browser slept for a while: the time comes first, and then what came meanwhile.
    let later = driver.now() + Span::from_secs(60);
    driver.engine().wake(later);
    driver.act(Action::Heal { component: "save.1".to_owned() });
    driver.until_seen("routed", 1, |one| matches!(one.kind, Kind::Routed { .. }));
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::NotVisible(_))), 0);
}
