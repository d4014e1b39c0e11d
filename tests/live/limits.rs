//! How much a run sends and takes in, and what time it is in it.

use crate::cast::{Runs, ledgers, live, set};
use crate::driver::Driver;
use crate::outside::Outside;
use crate::scenes::{count, find, handler, publish, scene, web};
use crate::server::Server;
use queue_playground::live::engine::Told;
use queue_playground::live::run::Run;
use queue_playground::message::MessageId;
use queue_playground::scenario::{Action, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Record};
use queue_playground::world::World;
use serde_json::json;

fn orders(rate: &str) -> Scenario {
    scene(&json!([]), &[web("orders.new", rate), handler("save", 1, &json!({ "filter": "orders.new" }))])
}

fn is_published(one: &Record) -> bool {
    matches!(one.kind, Kind::Published { .. })
}

/// When each message was published.
fn moments(records: &[Record]) -> Vec<Time> {
    records.iter().filter(|one| is_published(one)).map(|one| one.at).collect()
}

/// The most messages in any second that begins with one of them.
fn most_in_a_second(moments: &[Time]) -> usize {
    let within = |from: &Time| moments.iter().filter(|at| *at >= from && at.since(*from) < Span::from_secs(1)).count();
    moments.iter().map(within).max().unwrap_or(0)
}

fn until_later(driver: &mut Driver<Run>, span: Span) {
    let now = driver.run_time();
    driver.until_old(now.since(Time::ZERO) + span);
}

#[test]
fn while_nobody_sees_the_page_publishers_rest_even_new_ones() {
    let server = Server::start();
    let mut driver = live(&orders("40/s"), &server);
    driver.until_running();
    driver.until_seen("published", 10, is_published);
    driver.tell(Told::Hidden(true));
    assert!(driver.status().hidden);
    let before = moments(driver.records()).len();
    driver.act(set("rate", "50/s"));
    driver.act(Action::Crash { component: "web".to_owned() });
    driver.act(Action::Restart { component: "web".to_owned() });
    until_later(&mut driver, Span::from_millis(1_500));
    assert_eq!(moments(driver.records()).len(), before);
    driver.act(publish("web", "typed all the same"));
    driver.until_seen("saved", before + 1, |one| matches!(one.kind, Kind::Saved { .. }));
    driver.tell(Told::Hidden(false));
    driver.until_seen("published again", before + 20, is_published);
    ledgers(driver.records());
}

#[test]
fn while_there_is_no_room_publishers_rest_and_what_comes_is_counted() {
    let server = Server::start();
    let mut driver = live(&orders("40/s"), &server);
    driver.until_running();
    driver.until_seen("published", 10, is_published);
    driver.tell(Told::Full(true));
    let before = moments(driver.records()).len();
    let unrecorded = driver.status().unrecorded;
    Outside::connect(server.clients).publish_all("qp.test1.orders.new", (0..100).map(|_| &b"hat"[..]));
    driver.until("counted", |driver| (driver.status().unrecorded >= unrecorded + 100).then_some(()));
    until_later(&mut driver, Span::from_secs(1));
    assert_eq!(moments(driver.records()).len(), before);
    driver.tell(Told::Full(false));
    driver.until_seen("published again", before + 20, is_published);
    let (publications, owed) = ledgers(driver.records());
    assert!(publications.published >= 30 && owed.created <= publications.published, "{publications:?} {owed:?}");
}

#[test]
fn all_publishers_together_stay_below_the_cap() {
    let server = Server::start();
    let mut second = web("orders.new", "120/s");
    second["id"] = json!("web-too");
    let cast = [web("orders.new", "30/s"), second, handler("save", 1, &json!({ "filter": "orders.new" }))];
    let mut driver = live(&scene(&json!([]), &cast), &server);
    driver.until_running();
    driver.until_old(Span::from_secs(3));
    driver.act(Action::Crash { component: "web".to_owned() });
    driver.act(Action::Restart { component: "web".to_owned() });
    driver.act(set("rate", "1000/s"));
    driver.until_old(Span::from_secs(6));
    let moments = moments(driver.records());
    assert!((45..=52).contains(&most_in_a_second(&moments)), "{}", most_in_a_second(&moments));
}

#[test]
fn what_feeds_itself_is_held_back_and_counted() {
    let server = Server::start();
    let echo = json!({ "filter": "loop", "forward": "loop", "concurrency": 100, "database": null });
    let echo = handler("echo", 2, &echo);
    let mut driver = live(&scene(&json!([]), &[web("loop", "0/s"), echo]), &server);
    driver.until_running();
    driver.until_seen("subscribed", 2, |one| matches!(one.kind, Kind::Subscribed { .. }));
    driver.act(publish("web", "round and round"));
    until_later(&mut driver, Span::from_secs(3));
    let status = driver.status();
    let lost = count(driver.records(), |kind| matches!(kind, Kind::LostOnLink(_)));
    assert!(status.held_back > 0 && lost >= usize::try_from(status.held_back).expect("few"), "{status:?}");
    let seconds = driver.run_time().since(Time::ZERO).as_millis() / 1_000 + 2;
    let sent = moments(driver.records()).len() - lost;
    assert!(sent as u64 <= 500 * seconds, "{sent} in {seconds} s");
    ledgers(driver.records());
    driver.stop();
}

#[test]
fn ten_thousand_messages_a_second_from_outside_are_bounded_and_counted() {
    const FLOOD: usize = 20_000;
    let server = Server::start();
    let mut driver = live(&orders("0/s"), &server);
    driver.until_running();
    driver.until_seen("subscribed", 1, |one| matches!(one.kind, Kind::Subscribed { .. }));
    let outside = Outside::connect(server.clients);
    let began = driver.now();
    let flooding = std::thread::spawn(move || {
        outside.publish_all("qp.test1.orders.new", (0..FLOOD).map(|_| &b"hat"[..]));
    });
    driver.until("taken in", |driver| {
        let came = driver.status().unrecorded as usize + moments(driver.records()).len();
        (came == FLOOD).then_some(())
    });
    flooding.join().expect("published");
    let seconds = driver.now().since(began).as_millis() / 1_000 + 2;
    assert!(moments(driver.records()).len() as u64 <= 2_000 * seconds);
    assert!(driver.status().unrecorded > 0);
    ledgers(driver.records());
    driver.stop();
}

#[test]
fn time_begins_with_the_cast_and_never_goes_back() {
    let server = Server::start();
    let mut driver = live(&crate::cast::pattern("dead-letter-queue"), &server);
    driver.until_running();
    driver.until_seen("acked", 5, |one| matches!(one.kind, Kind::Acked { .. }));
    driver.act(publish("shop", "typed"));
    driver.stop();
    let records = driver.records();
    let joined = records.iter().find(|one| one.kind == Kind::Joined).expect("a member");
    assert_eq!(joined.at, Time::ZERO);
    assert!(records.windows(2).all(|two| two[0].at <= two[1].at), "time goes on");
    assert!((0..).zip(records).all(|(index, one)| one.index == index && one.cause.is_none_or(|cause| cause < index)));
}

#[test]
fn what_is_generated_is_published_at_the_moments_of_the_simulation() {
    let server = Server::start();
    let mut scenario = orders("20/s");
    scenario.cast[0] = crate::cast::pattern("scaling-handlers").cast[0].clone();
    scenario.knobs.clear();
    let by = find(&scenario, "todo-web");
    let mut driver = live(&scenario, &server);
    driver.until_running();
    driver.until_seen("published", 20, is_published);
    let first = |records: &[Record]| -> Vec<(MessageId, Time, String)> {
        let of = |one: &Record| match &one.kind {
            Kind::Published { message } if one.component == by => {
                Some((message.id, one.at, message.payload.text().into_owned()))
            }
            _ => None,
        };
        records.iter().filter_map(of).take(20).collect()
    };
    let mut world = World::new(&scenario).expect("a scenario");
    let limit = Time::ZERO + Span::from_secs(60);
    let mut simulated = Vec::new();
    while first(&simulated).len() < 20 {
        simulated.extend(world.next_record(limit, &[]));
    }
    for (live, simulated) in first(driver.records()).iter().zip(first(&simulated)) {
        assert_eq!((live.0, &live.2), (simulated.0, &simulated.2));
        let late = live.1.since(simulated.1);
        assert!(live.1 >= simulated.1 && late < Span::from_millis(200), "{live:?} instead of {simulated:?}");
    }
}
