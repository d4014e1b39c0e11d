//! Watching what other programs send through a real server.

use crate::driver::{Driver, Wire};
use crate::outside::Outside;
use crate::server::Server;
use queue_playground::live::client::{Complaint, Credentials, Refusal, State};
use queue_playground::live::engine::{Engine, Failure, Phase, Status, Told};
use queue_playground::live::watch::{Cut, PAGE, Refused, SERVER, Watch, WatchOptions, cut};
use queue_playground::message::subject::Filter;
use queue_playground::message::{ComponentId, Message};
use queue_playground::scenario::Action;
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Obligations, Publications};
use std::sync::Arc;

fn options(filter: &str) -> WatchOptions {
    let filter = Filter::parse(filter).expect("a filter");
    WatchOptions::new(filter, Credentials::default(), Seed::default())
}

fn watch(options: WatchOptions, server: &Server) -> Driver<Watch> {
    watch_over(Wire::Whole, options, server)
}

/// Watches, once the server has the subscription.
fn watch_over(wire: Wire, options: WatchOptions, server: &Server) -> Driver<Watch> {
    let watch = Watch::new(options, Time::ZERO).expect("something that may be watched");
    let mut driver = Driver::over(wire, watch, server.clients);
    driver.until("watching", |driver| (driver.status().phase == Phase::Running).then_some(()));
    driver
}

fn messages(driver: &Driver<Watch>) -> Vec<Arc<Message>> {
    let published = driver.records().iter().filter_map(|record| match &record.kind {
        Kind::Published { message } => Some(Arc::clone(message)),
        _ => None,
    });
    published.collect()
}

/// What was shown so far, as soon as it is so much: subjects and texts.
fn shown(driver: &mut Driver<Watch>, count: usize) -> Vec<(String, String)> {
    let messages = driver.until("shown", |driver| Some(messages(driver)).filter(|shown| shown.len() >= count));
    let said = |message: &Arc<Message>| (message.subject.to_string(), message.payload.text().into_owned());
    messages.iter().map(said).collect()
}

fn pair(subject: &str, text: &str) -> (String, String) {
    (subject.to_owned(), text.to_owned())
}

/// How many messages came, one way or another.
const fn came(status: &Status, shown: usize) -> u64 {
    status.unrecorded + status.left_out + shown as u64
}

/// After every record both ledgers balance; at the end nothing is on its way.
fn check_ledgers(driver: &Driver<Watch>) {
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for (index, record) in (0..).zip(driver.records()) {
        assert_eq!(record.index, index);
        assert!(record.cause.is_none_or(|cause| cause < index), "{record:?}");
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "after {record:?}");
    }
    assert_eq!((publications.on_the_way, publications.routed), (0, publications.published));
    assert_eq!(obligations.done, publications.published, "{obligations:?}");
}

#[test]
fn what_another_program_publishes_is_shown() {
    let server = Server::start();
    let mut driver = watch(options("orders.>"), &server);
    let outside = Outside::connect(server.clients);
    outside.publish("orders.created", b"one");
    outside.publish("invoices.created", b"not asked for");
    outside.publish("orders.paid.late", "둘".as_bytes());
    assert_eq!(shown(&mut driver, 2), [pair("orders.created", "one"), pair("orders.paid.late", "둘")]);
    let of: Vec<ComponentId> = messages(&driver).iter().map(|message| message.id.origin()).collect();
    assert_eq!(of, [ComponentId::OUTSIDE; 2]);
    driver.stop();
    check_ledgers(&driver);
}

#[test]
fn everything_is_watched_only_if_somebody_asks_for_it() {
    let refused = Watch::new(options(">"), Time::ZERO).map(|_| ());
    assert_eq!(refused, Err(Refused::Everything(Filter::parse(">").expect("a filter"))));
    let server = Server::start();
    let mut driver = watch(WatchOptions { everything: true, ..options(">") }, &server);
    Outside::connect(server.clients).publish("anything", b"1");
    assert_eq!(shown(&mut driver, 1), [pair("anything", "1")]);
}

#[test]
fn inboxes_and_what_the_server_says_to_itself_stay_hidden_and_are_counted() {
    let server = Server::start();
    let mut driver = watch(WatchOptions { everything: true, ..options(">") }, &server);
    let outside = Outside::connect(server.clients);
    assert_eq!(outside.ask_itself("price", b"of what?", b"ten"), b"ten");
    outside.publish("$JS.something", b"hidden");
    outside.publish("price", b"last");
    assert_eq!(shown(&mut driver, 2), [pair("price", "of what?"), pair("price", "last")]);
    // The answer went to an inbox, and has one of its own in no other way.
    assert_eq!(driver.status().left_out, 2);
    let reply = messages(&driver)[0].reply.clone().expect("where the answer is awaited");
    assert!(reply.as_str().starts_with("_INBOX."));
}

#[test]
fn inboxes_are_shown_to_who_asks_for_them_by_name() {
    let server = Server::start();
    let mut driver = watch(options("_INBOX.>"), &server);
    Outside::connect(server.clients).ask_itself("price", b"of what?", b"ten");
    let shown = shown(&mut driver, 1);
    assert!(shown[0].0.starts_with("_INBOX.") && shown[0].1 == "ten", "{shown:?}");
    assert_eq!(driver.status().left_out, 0);
}

#[test]
fn a_flood_is_bounded_and_what_is_too_much_is_counted() {
    const FLOOD: usize = 30_000;
    let server = Server::start();
    let mut driver = watch(WatchOptions { rate: 100, ..options("flood.>") }, &server);
    let outside = Outside::connect(server.clients);
    let began = driver.now();
    let publishing = std::thread::spawn(move || outside.publish_all("flood.a", (0..FLOOD).map(|_| &b"drop"[..])));
    let count = |driver: &Driver<Watch>| messages(driver).len();
    driver.until("taken in", |driver| (came(&driver.status(), count(driver)) == FLOOD as u64).then_some(()));
    publishing.join().expect("published");
    let seconds = driver.now().since(began).as_millis() / 1_000 + 1;
    let most = 100 + 100 * usize::try_from(seconds).expect("few");
    assert!((100..=most).contains(&count(&driver)), "{} in {seconds} s", count(&driver));
    check_ledgers(&driver);
}

#[test]
fn after_so_many_messages_the_rest_is_counted_and_not_recorded() {
    let server = Server::start();
    let mut driver = watch(WatchOptions { most: 3, ..options("orders") }, &server);
    Outside::connect(server.clients).publish_all("orders", [&b"1"[..], b"2", b"3", b"4", b"5"]);
    driver.until("counted", |driver| (driver.status().unrecorded == 2).then_some(()));
    assert_eq!(shown(&mut driver, 3), ["1", "2", "3"].map(|text| pair("orders", text)));
    driver.stop();
    check_ledgers(&driver);
}

#[test]
fn while_there_is_no_room_messages_are_counted_and_not_recorded() {
    let server = Server::start();
    let mut driver = watch(options("orders"), &server);
    let outside = Outside::connect(server.clients);
    driver.tell(Told::Full(true));
    outside.publish("orders", b"1");
    driver.until("counted", |driver| (driver.status().unrecorded == 1).then_some(()));
    driver.tell(Told::Full(false));
    outside.publish("orders", b"2");
    assert_eq!(shown(&mut driver, 1), [pair("orders", "2")]);
    check_ledgers(&driver);
}

#[test]
fn a_large_message_is_cut_and_says_how_large_it_was() {
    let server = Server::start();
    let mut driver = watch(WatchOptions { payload: 10, ..options("big") }, &server);
    let outside = Outside::connect(server.clients);
    outside.publish_with("big", ("A", "1"), &[b'x'; 100_000]);
    outside.publish_with("big", ("Long", "0123456789"), b"short");
    shown(&mut driver, 2);
    let [first, second] = &messages(&driver)[..] else { panic!("two messages") };
    assert_eq!((first.payload.len(), first.headers.get("A")), (10, Some("1")));
    assert_eq!(cut(&first.headers), Some(Cut { payload: 100_000, headers: 0 }));
    assert_eq!((second.payload.bytes(), cut(&second.headers)), (&b"short"[..], Some(Cut { payload: 5, headers: 1 })));
}

#[test]
fn a_payload_that_is_no_text_is_kept_byte_by_byte() {
    let server = Server::start();
    let mut driver = watch(options("bytes"), &server);
    let bytes = [0, 159, 146, 150, 255, b'\r', b'\n'];
    Outside::connect(server.clients).publish("bytes", &bytes);
    shown(&mut driver, 1);
    assert_eq!(messages(&driver)[0].payload.bytes(), bytes);
}

#[test]
fn a_server_that_was_restarted_is_watched_again() {
    let mut server = Server::start();
    let mut driver = watch(options("orders"), &server);
    Outside::connect(server.clients).publish("orders", b"before");
    shown(&mut driver, 1);
    server.kill();
    driver.until("gone", |driver| matches!(driver.status().state, State::Reconnecting { .. }).then_some(()));
    assert_eq!((driver.status().phase, driver.status().connections), (Phase::Running, 0));
    server.restart();
    let subscribed = |driver: &mut Driver<Watch>| {
        let is_it = |kind: &Kind| matches!(kind, Kind::Subscribed { .. });
        driver.records().iter().filter(|record| is_it(&record.kind)).count()
    };
    driver.until("subscribed again", |driver| (subscribed(driver) == 2).then_some(()));
    Outside::connect(server.clients).publish("orders", b"after");
    assert_eq!(shown(&mut driver, 2), [pair("orders", "before"), pair("orders", "after")]);
    driver.stop();
    check_ledgers(&driver);
    let told = driver.records().iter().filter(|record| record.component == PAGE).filter_map(|record| {
        Some(match record.kind {
            Kind::Connected { broker: SERVER, .. } => "connected",
            Kind::Disconnected { broker: SERVER, .. } => "disconnected",
            Kind::Subscribed { .. } => "subscribed",
            Kind::Unsubscribed { .. } => "unsubscribed",
            _ => return None,
        })
    });
    let once = ["connected", "subscribed", "disconnected"];
    let expected = [&once[..], &["connected", "subscribed", "unsubscribed", "disconnected"]].concat();
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn who_may_not_subscribe_is_told_so() {
    let users = "authorization { users = [
        { user: guest, password: guest, permissions: { subscribe: [\"orders.>\"] } }
    ] }";
    let server = Server::with(users);
    let guest = |filter| {
        let (user, password) = ("guest".to_owned(), "guest".to_owned());
        let credentials = Credentials { token: String::new(), user, password };
        let watch = Watch::new(WatchOptions { credentials, ..options(filter) }, Time::ZERO);
        Driver::start(watch.expect("something that may be watched"), server.clients)
    };
    let mut allowed = guest("orders.*");
    allowed.until("watching", |driver| (driver.status().phase == Phase::Running).then_some(()));
    let mut denied = guest("salaries.>");
    let failure = denied.until("denied", |driver| match driver.status().phase {
        Phase::Failed(failure) => Some(failure),
        _ => None,
    });
    assert_eq!(failure, Failure::MayNotSubscribe("salaries.>".to_owned()));
    let status = denied.stop();
    assert_eq!(status.complaints, [Complaint::Subscribe("salaries.>".to_owned())]);
    assert!(!denied.records().iter().any(|record| matches!(record.kind, Kind::Subscribed { .. })));
    check_ledgers(&denied);
}

#[test]
fn who_is_not_let_in_is_told_so() {
    let server = Server::with("authorization { token: secret }");
    let watch = Watch::new(options("orders"), Time::ZERO).expect("something that may be watched");
    let mut driver = Driver::start(watch, server.clients);
    let failure = driver.until("refused", |driver| match driver.status().phase {
        Phase::Failed(failure) => Some(failure),
        _ => None,
    });
    assert!(matches!(failure, Failure::Refused(Refusal::Authorization(_))), "{failure:?}");
}

#[test]
fn to_stop_closes_the_connection_and_leaves_nothing() {
    let server = Server::start();
    let mut driver = watch(options("orders"), &server);
    driver.wish(Action::Crash { component: "watch.1".to_owned() });
    let status = driver.stop();
    assert_eq!((status.phase, status.connections), (Phase::Over, 0));
    assert_eq!(driver.engine().next_due(), None);
    let before = driver.records().len();
    Outside::connect(server.clients).publish("orders", b"too late");
    driver.tell(Told::Stop);
    assert_eq!(driver.records().len(), before);
}

#[test]
fn to_stop_works_before_there_is_a_connection() {
    let mut server = Server::start();
    server.kill();
    let watch = Watch::new(options("orders"), Time::ZERO).expect("something that may be watched");
    assert_eq!(Driver::start(watch, server.clients).stop().phase, Phase::Over);
}

#[test]
fn a_wire_that_brings_single_bytes_changes_nothing() {
    let server = Server::start();
    let mut driver = watch_over(Wire::EveryByte, options("orders.*"), &server);
    let outside = Outside::connect(server.clients);
    outside.publish_with("orders.a", ("Trace", "7"), b"one");
    outside.publish("orders.b", b"");
    assert_eq!(shown(&mut driver, 2), [pair("orders.a", "one"), pair("orders.b", "")]);
    assert_eq!(messages(&driver)[0].headers.get("Trace"), Some("7"));
    driver.stop();
    check_ledgers(&driver);
}
