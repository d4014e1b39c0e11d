//! A server that does not permit everything, or does not let anybody in.

use crate::cast::{Runs, ledgers};
use crate::driver::Driver;
use crate::scenes::{count, handler, publish, scene, web};
use crate::server::Server;
use queue_playground::live::client::{Complaint, Credentials, Refusal};
use queue_playground::live::engine::{Failure, Phase, Status};
use queue_playground::live::names::Names;
use queue_playground::live::run::{Plan, Run};
use queue_playground::message::subject::Subject;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Kind, Record, RefusalReason};
use serde_json::json;

/// A server whose guest has these permissions.
fn with_guest(permissions: &str) -> Server {
    Server::with(&format!(
        "authorization {{ users = [{{ user: guest, password: guest, permissions: {permissions} }}] }}"
    ))
}

fn user(user: &str, password: &str) -> Credentials {
    Credentials { token: String::new(), user: user.to_owned(), password: password.to_owned() }
}

fn start(scenario: &Scenario, credentials: Credentials, server: &Server) -> Driver<Run> {
    let names = Names::under(&Subject::parse("qp").expect("a subject"), "test1");
    let plan = Plan::new(scenario, names, credentials, 50).expect("a scenario for NATS");
    Driver::start(Run::new(plan, Time::ZERO), server.clients)
}

fn guest(scenario: &Scenario, server: &Server) -> Driver<Run> {
    start(scenario, user("guest", "guest"), server)
}

fn orders() -> Scenario {
    scene(&json!([]), &[web("orders.new", "0/s"), handler("save", 1, &json!({ "filter": "orders.new" }))])
}

/// Two streams with a consumer each.
fn streams() -> Scenario {
    let stream = |name: &str, subject: &str| json!({ "name": name, "subjects": [subject], "consumers": [{ "name": "workers" }] });
    let worker = handler("worker", 1, &json!({ "pull": { "stream": "A", "consumer": "workers" } }));
    scene(&json!([stream("A", "a.new"), stream("B", "b.new")]), &[web("a.new", "0/s"), worker])
}

fn until_failed(driver: &mut Driver<Run>) -> Status {
    driver.until("failed", |driver| Some(driver.status()).filter(|status| matches!(status.phase, Phase::Failed(_))))
}

fn is_subscribed(one: &Record) -> bool {
    matches!(one.kind, Kind::Subscribed { .. })
}

#[test]
fn what_may_not_be_published_is_refused_and_the_server_is_quoted() {
    let server = with_guest("{ publish: { deny: [\"qp.*.orders.>\"] } }");
    let mut driver = guest(&orders(), &server);
    driver.until_running();
    driver.until_seen("subscribed", 1, is_subscribed);
    driver.act(publish("web", "hat"));
    driver.act(publish("web", "coat"));
    let is_it = |one: &Record| matches!(one.kind, Kind::Refused { reason: RefusalReason::Permission, alone: true, .. });
    driver.until_seen("refused", 2, is_it);
    assert_eq!(driver.status().complaints, [Complaint::Publish("qp.test1.orders.new".to_owned())]);
    let (publications, _) = driver.until_drained();
    assert_eq!((publications.published, publications.refused, publications.not_visible), (2, 2, 0));
}

#[test]
fn who_may_not_subscribe_is_not_said_to_have_subscribed() {
    let server = with_guest("{ subscribe: { deny: [\"qp.>\"] } }");
    let mut driver = guest(&orders(), &server);
    driver.until_running();
    let complaint = Complaint::Subscribe("qp.test1.orders.new".to_owned());
    driver.until("complained", |driver| driver.status().complaints.contains(&complaint).then_some(()));
    driver.act(publish("web", "hat"));
    driver.until_seen("not visible", 1, |one| matches!(one.kind, Kind::NotVisible(_)));
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::Subscribed { .. })), 0);
    ledgers(driver.records());
}

#[test]
fn who_may_not_make_streams_is_told_so_at_once_in_the_servers_words() {
    let server = with_guest("{ publish: { deny: [\"$JS.API.>\"] } }");
    let mut driver = guest(&streams(), &server);
    let status = until_failed(&mut driver);
    assert!(driver.now() < Time::ZERO + Span::from_secs(3), "{:?}", driver.now());
    let why = "Permissions Violation for Publish to \"$JS.API.STREAM.CREATE.QP_test1_A\"".to_owned();
    let name = "$JS.API.STREAM.CREATE.QP_test1_A".to_owned();
    assert_eq!((status.phase, status.left), (Phase::Failed(Failure::NotMade { name, why }), Vec::new()));
}

#[test]
fn who_may_not_make_the_second_stream_leaves_nothing_of_the_first() {
    let server = with_guest("{ publish: { deny: [\"$JS.API.STREAM.CREATE.QP_test1_B\"] } }");
    let mut driver = guest(&streams(), &server);
    let status = until_failed(&mut driver);
    assert!(matches!(status.phase, Phase::Failed(Failure::NotMade { .. })), "{status:?}");
    assert_eq!((status.left, server.streams()), (Vec::new(), Vec::new()));
}

#[test]
fn streams_that_may_not_be_removed_are_named_and_the_others_are_removed() {
    for (denied, left) in [("QP_test1_A", &["QP_test1_A"][..]), (">", &["QP_test1_A", "QP_test1_B"])] {
        let server = with_guest(&format!("{{ publish: {{ deny: [\"$JS.API.STREAM.DELETE.{denied}\"] }} }}"));
        let mut driver = guest(&streams(), &server);
        driver.until_running();
        let before = driver.now();
        let status = driver.stop();
        assert!(driver.now().since(before) < Span::from_secs(3), "nothing is waited for");
        assert_eq!(
            (status.phase, &status.left[..]),
            (Phase::Over, &left.iter().map(|&name| name.into()).collect::<Vec<String>>()[..])
        );
        assert_eq!(server.streams(), left);
    }
}

#[test]
fn a_wrong_password_and_a_wrong_token_are_refused() {
    let server = with_guest("{ publish: [\">\"] }");
    let status = until_failed(&mut start(&orders(), user("guest", "wrong"), &server));
    assert!(matches!(status.phase, Phase::Failed(Failure::Refused(Refusal::Authorization(_)))), "{status:?}");
    let server = Server::with("authorization { token: secret }");
    let token = |token: &str| Credentials { token: token.to_owned(), ..Credentials::default() };
    let status = until_failed(&mut start(&orders(), token("wrong"), &server));
    assert!(matches!(status.phase, Phase::Failed(Failure::Refused(Refusal::Authorization(_)))), "{status:?}");
    start(&orders(), token("secret"), &server).until_running();
}

#[test]
fn what_is_too_large_for_the_server_is_refused_and_costs_no_connection() {
    let server = Server::with("max_payload: 1024");
    let mut driver = start(&orders(), Credentials::default(), &server);
    driver.until_running();
    // Even before its publisher is connected.
    driver.act(publish("web", &"x".repeat(2_000)));
    driver.act(publish("web", "hat"));
    let (publications, _) = driver.until("decided", |driver| {
        Some(ledgers(driver.records())).filter(|(publications, _)| publications.on_the_way == 0)
    });
    assert_eq!((publications.published, publications.refused), (2, 1));
    let is_it = |kind: &Kind| matches!(kind, Kind::Refused { reason: RefusalReason::MaximumPayload, .. });
    assert_eq!(count(driver.records(), is_it), 1);
    assert_eq!(count(driver.records(), |kind| matches!(kind, Kind::Disconnected { .. })), 0);
    assert!(driver.status().complaints.is_empty());
}
