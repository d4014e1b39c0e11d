//! A run and another program on one server.

use crate::cast::{Runs, called, ledgers, live};
use crate::driver::Driver;
use crate::outside::{Outside, listen, next};
use crate::scenes::{count, find, handler, publish, published, scene, web};
use crate::server::Server;
use queue_playground::live::names::{MARK, Names};
use queue_playground::live::run::Run;
use queue_playground::message::{ComponentId, MessageId};
use queue_playground::scenario::Scenario;
use queue_playground::transcript::{Kind, Record};
use serde_json::json;
use std::collections::BTreeSet;

fn is_subscribed(one: &Record) -> bool {
    matches!(one.kind, Kind::Subscribed { .. })
}

fn is_saved(one: &Record) -> bool {
    matches!(one.kind, Kind::Saved { .. })
}

fn orders() -> Scenario {
    scene(&json!([]), &[web("orders.new", "0/s"), handler("save", 1, &json!({ "filter": "orders.new" }))])
}

/// A run whose cast has subscribed this often.
fn ready(scenario: &Scenario, server: &Server, subscriptions: usize) -> Driver<Run> {
    let mut driver = live(scenario, server);
    driver.until_running();
    driver.until_seen("subscribed", subscriptions, is_subscribed);
    driver
}

/// What others published, as they said it.
fn from_outside(driver: &Driver<Run>) -> Vec<(String, String)> {
    let all = published(driver.records()).into_iter().filter(|(by, _)| *by == ComponentId::OUTSIDE);
    all.map(|(_, message)| (message.subject.to_string(), message.payload.text().into_owned())).collect()
}

fn pair(subject: &str, text: &str) -> (String, String) {
    (subject.to_owned(), text.to_owned())
}

#[test]
fn what_a_person_types_reaches_another_program_with_the_mark_of_the_run() {
    let (server, scenario) = (Server::start(), orders());
    let mut driver = ready(&scenario, &server, 1);
    let heard = listen(server.clients, ">", None, None);
    driver.act(publish("web", "tea"));
    driver.until_seen("saved", 1, is_saved);
    let heard = std::iter::from_fn(|| Some(next(&heard))).find(|one| one.text == "tea").expect("the message");
    assert_eq!(heard.subject, "qp.test1.orders.new");
    let id = MessageId::typed(find(&scenario, "web"), 1);
    assert_eq!(heard.header(MARK), Some(format!("test1.{:016x}", id.key()).as_str()));
    ledgers(driver.records());
}

#[test]
fn what_another_program_publishes_is_handled_and_saved() {
    let (server, scenario) = (Server::start(), orders());
    let mut driver = ready(&scenario, &server, 1);
    let outside = Outside::connect(server.clients);
    outside.publish("orders.new", b"not for the run");
    outside.publish("qp.test1.orders.new", b"tea");
    driver.until_seen("saved", 1, is_saved);
    assert_eq!(from_outside(&driver), [pair("orders.new", "tea")]);
    let (publications, owed) = driver.until_drained();
    assert_eq!((publications.published, publications.routed, owed.done), (1, 1, 1));
}

#[test]
fn with_plain_subjects_both_meet_without_a_prefix() {
    let (server, scenario) = (Server::start(), orders());
    let mut driver = called(Names::plain("test1"), &scenario, &server);
    driver.until_running();
    driver.until_seen("subscribed", 1, is_subscribed);
    let heard = listen(server.clients, "orders.new", None, None);
    driver.act(publish("web", "tea"));
    assert_eq!(next(&heard).text, "tea");
    Outside::connect(server.clients).publish("orders.new", b"milk");
    driver.until_seen("saved", 2, is_saved);
    assert_eq!(from_outside(&driver), [pair("orders.new", "milk")]);
    assert_eq!(driver.stop().left, Vec::<String>::new());
}

#[test]
fn a_queue_group_shares_with_a_member_outside_whose_part_is_not_visible() {
    const ALL: usize = 60;
    let server = Server::start();
    let member = handler("save", 2, &json!({ "filter": "orders.new", "group": "savers" }));
    let mut driver = ready(&scene(&json!([]), &[web("orders.new", "0/s"), member]), &server, 2);
    let heard = listen(server.clients, "qp.test1.orders.new", Some("savers"), None);
    for number in 0..ALL {
        driver.act(publish("web", &number.to_string()));
    }
    let (publications, owed) = driver.until_drained();
    let outside: BTreeSet<String> = heard.try_iter().map(|one| one.text).collect();
    assert!((1..ALL).contains(&outside.len()), "both get some: {outside:?}");
    assert_eq!((publications.not_visible, owed.done), (outside.len() as u64, (ALL - outside.len()) as u64));
    let dark: BTreeSet<MessageId> = driver
        .records()
        .iter()
        .filter_map(|one| match one.kind {
            Kind::NotVisible(message) => Some(message),
            _ => None,
        })
        .collect();
    let texts = published(driver.records()).into_iter().filter(|(_, message)| dark.contains(&message.id));
    assert_eq!(texts.map(|(_, message)| message.payload.text().into_owned()).collect::<BTreeSet<_>>(), outside);
    let routed = |kind: &Kind| matches!(kind, Kind::Routed { message, .. } if dark.contains(message));
    assert_eq!(count(driver.records(), routed), 0);
}

#[test]
fn another_program_that_asks_hears_the_reply_of_the_run() {
    let server = Server::start();
    let price = handler("price", 1, &json!({ "filter": "price.get", "reply": "12" }));
    let mut driver = ready(&scene(&json!([]), &[price]), &server, 1);
    let outside = Outside::connect(server.clients);
    let asking = std::thread::spawn(move || outside.ask("qp.test1.price.get", b"of what?"));
    driver.until("answered", |_| asking.is_finished().then_some(()));
    assert_eq!(asking.join().expect("an answer"), b"12");
    ledgers(driver.records());
}

#[test]
fn a_reply_goes_to_where_it_is_awaited_and_leads_no_other_message_astray() {
    let server = Server::start();
    let price = handler("price", 1, &json!({ "filter": "price.get", "reply": "12" }));
    let mut driver = ready(&scene(&json!([]), &[web("orders.new", "0/s"), price]), &server, 1);
    let everything = listen(server.clients, ">", None, None);
    let outside = Outside::connect(server.clients);
    // The one of another program, which the run would call otherwise; one of the run's own; an inbox like the run's.
    for reply in ["orders.new", "qp.test1.answers", "_INBOX.web.1.7"] {
        outside.ask_for("qp.test1.price.get", reply, reply.as_bytes());
    }
    driver.until_seen("replied", 6, |one| matches!(one.kind, Kind::Published { .. }));
    driver.act(publish("web", "tea"));
    let heard = std::iter::from_fn(|| Some(next(&everything)));
    let heard: BTreeSet<(String, String)> = heard
        .map(|one| (one.subject, one.text))
        .filter(|(subject, text)| !subject.ends_with("price.get") && ["12", "tea"].contains(&text.as_str()))
        .take(4)
        .collect();
    let replies = [pair("orders.new", "12"), pair("qp.test1.answers", "12"), pair("_INBOX.web.1.7", "12")];
    assert_eq!(heard, replies.into_iter().chain([pair("qp.test1.orders.new", "tea")]).collect());
}

#[test]
fn requests_that_say_the_same_are_answered_each_at_its_own_place() {
    let server = Server::start();
    let shared = json!({ "filter": "price.get", "group": "price", "reply": "12" });
    let cast = [handler("price", 1, &shared), handler("watcher", 1, &json!({ "filter": "price.get" }))];
    let mut driver = ready(&scene(&json!([]), &cast), &server, 2);
    let _competitor = listen(server.clients, "qp.test1.price.get", Some("price"), Some("12"));
    let (replies, outside) = (listen(server.clients, "answers.*", None, None), Outside::connect(server.clients));
    let wanted: BTreeSet<String> = (0..20).map(|number| format!("answers.{number}")).collect();
    wanted.iter().for_each(|reply| outside.ask_for("qp.test1.price.get", reply, b"of what?"));
    driver.until_seen("heard", 20, |one| matches!(&one.kind, Kind::Published { message } if message.reply.is_some()));
    driver.until_drained();
    let heard: BTreeSet<String> = (0..20).map(|_| next(&replies).subject).collect();
    assert_eq!(heard, wanted, "a reply for each");
}

#[test]
fn a_requester_of_the_run_hears_another_program() {
    let server = Server::start();
    let _service = listen(server.clients, "qp.test1.price.get", None, Some("ten"));
    let requester = json!({ "subject": "price.get", "items": ["hat"], "timeout": "5s" });
    let shop = json!({ "id": "shop", "broker": "nats", "role": { "requester": requester } });
    let mut driver = ready(&scene(&json!([]), &[shop]), &server, 1);
    driver.act(publish("shop", "hat"));
    driver.until_seen("a reply", 1, |one| matches!(one.kind, Kind::Received { late: false, .. }));
    let all = published(driver.records());
    let [(_, request), (by, reply)] = &all[..] else { panic!("a request and a reply: {all:?}") };
    assert_eq!((*by, reply.parent, &*reply.payload.text()), (ComponentId::OUTSIDE, Some(request.id), "ten"));
    driver.until_drained();
}

#[test]
fn a_gatherer_gathers_what_other_programs_reply_too() {
    let server = Server::start();
    let _service = listen(server.clients, "qp.test1.quotes.get", None, Some("ten"));
    let gatherer = json!({ "subject": "quotes.get", "items": ["hat"], "count": 2, "deadline": "5s" });
    let buyer = json!({ "id": "buyer", "broker": "nats", "role": { "gatherer": gatherer } });
    let quotes = handler("quotes", 1, &json!({ "filter": "quotes.get", "reply": "12" }));
    let mut driver = ready(&scene(&json!([]), &[buyer, quotes]), &server, 2);
    driver.act(publish("buyer", "hat"));
    driver.until_seen("gathered", 1, |one| matches!(one.kind, Kind::Gathered { replies: 2, .. }));
    driver.until_drained();
}

#[test]
fn one_message_for_several_subscriptions_is_one_and_two_that_say_the_same_are_two() {
    let server = Server::start();
    let grouped = |id| handler(id, 2, &json!({ "filter": "orders.*", "group": id }));
    let alone = handler("alone", 2, &json!({ "filter": "orders.new" }));
    let mut driver = ready(&scene(&json!([]), &[grouped("pack"), grouped("bill"), alone]), &server, 6);
    let outside = Outside::connect(server.clients);
    outside.publish("qp.test1.orders.new", b"hat");
    driver.until_seen("saved", 4, is_saved);
    assert_eq!(from_outside(&driver).len(), 1);
    outside.publish_all("qp.test1.orders.new", [&b"coat"[..], b"coat"]);
    driver.until_seen("saved", 12, is_saved);
    assert_eq!(from_outside(&driver).len(), 3);
    let (publications, owed) = driver.until_drained();
    assert_eq!((publications.routed, owed.done), (3, 12));
}

#[test]
fn two_messages_of_another_program_that_say_the_same_are_two_in_a_stream() {
    let server = Server::start();
    let consumer = |name: &str| json!({ "name": name, "ack_wait": "5s" });
    let stream = json!([{ "name": "S", "subjects": ["orders.new"], "consumers": [consumer("a"), consumer("b")] }]);
    let worker = |id: &str| handler(id, 1, &json!({ "pull": { "stream": "S", "consumer": id } }));
    let mut driver = live(&scene(&stream, &[worker("a"), worker("b")]), &server);
    driver.until_running();
    Outside::connect(server.clients).publish_all("qp.test1.orders.new", [&b"hat"[..], b"hat"]);
    driver.until_seen("acked", 4, |one| matches!(one.kind, Kind::Acked { .. }));
    assert_eq!(from_outside(&driver).len(), 2);
    let (publications, owed) = driver.until_drained();
    assert_eq!((publications.stored_only, owed.created, owed.done), (2, 4, 4));
    driver.stop();
}
