//! How a run ends, whenever it is stopped; and runs beside each other.

use crate::cast::{Runs, called, ledgers, live, pattern, set};
use crate::driver::Driver;
use crate::scenes::{handler, publish, published, scene, web};
use crate::server::Server;
use queue_playground::live::client::State;
use queue_playground::live::engine::{Engine, Failure, Phase, Told};
use queue_playground::live::names::Names;
use queue_playground::live::run::Run;
use queue_playground::message::ComponentId;
use queue_playground::message::subject::Subject;
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::Kind;
use serde_json::{Value, json};

/// Streams of these names, each with one subject and a consumer, and a worker for the first.
fn with_streams(streams: &[(&str, &str)]) -> Scenario {
    let stream = |(name, subject): &(&str, &str)| -> Value {
        json!({ "name": name, "subjects": [subject], "consumers": [{ "name": "workers" }] })
    };
    let worker = handler("worker", 1, &json!({ "pull": { "stream": streams[0].0, "consumer": "workers" } }));
    scene(&json!(streams.iter().map(stream).collect::<Vec<_>>()), &[web(streams[0].1, "5/s"), worker])
}

fn is_acked(one: &queue_playground::transcript::Record) -> bool {
    matches!(one.kind, Kind::Acked { .. })
}

fn until_away(driver: &mut Driver<Run>, server: &mut Server) {
    server.kill();
    driver.until("away", |driver| matches!(driver.status().state, State::Reconnecting { .. }).then_some(()));
}

#[test]
fn a_run_that_is_stopped_before_it_is_connected_is_over_at_once() {
    let server = Server::start();
    let mut driver = live(&pattern("dead-letter-queue"), &server);
    assert_eq!(driver.status().phase, Phase::Connecting);
    let status = driver.stop();
    assert_eq!((status.phase, status.left, status.connections), (Phase::Over, Vec::new(), 0));
    assert!(server.streams().is_empty());
}

#[test]
fn a_run_that_is_stopped_while_its_streams_are_made_removes_them_all() {
    let server = Server::start();
    // Once for each answer that may be awaited at that moment.
    for answers in 0..8 {
        let mut driver = live(&pattern("dead-letter-queue"), &server);
        driver.until("preparing", |driver| (driver.status().phase != Phase::Connecting).then_some(()));
        driver.until("some made", |driver| {
            (driver.records().len() >= answers || driver.status().phase == Phase::Running).then_some(())
        });
        let status = driver.stop();
        assert_eq!((status.phase, status.left), (Phase::Over, Vec::new()), "after {answers} answers");
        assert_eq!(server.streams(), Vec::<String>::new(), "after {answers} answers");
    }
}

#[test]
fn a_run_that_is_stopped_while_the_server_is_away_names_what_is_left_there() {
    let mut server = Server::start();
    let mut driver = live(&with_streams(&[("A", "a.new"), ("B", "b.new")]), &server);
    driver.until_running();
    until_away(&mut driver, &mut server);
    let status = driver.stop();
    assert_eq!(
        (status.phase, &status.left[..]),
        (Phase::Over, &["QP_test1_A".to_owned(), "QP_test1_B".to_owned()][..])
    );
    ledgers(driver.records());
    server.restart();
    assert_eq!(server.streams(), status.left);
}

#[test]
fn a_run_that_is_stopped_just_when_the_server_is_back_removes_everything() {
    let mut server = Server::start();
    let mut driver = live(&with_streams(&[("A", "a.new"), ("B", "b.new")]), &server);
    driver.until_running();
    until_away(&mut driver, &mut server);
    server.restart();
    let status = driver.stop();
    assert_eq!((status.phase, status.left), (Phase::Over, Vec::new()));
    assert!(server.streams().is_empty() && server.connections().is_empty());
}

#[test]
fn after_its_end_a_run_has_nothing_to_do_and_says_nothing_more() {
    let server = Server::start();
    let mut driver = live(&pattern("scaling-handlers"), &server);
    driver.until_running();
    driver.until_seen("published", 5, |one| matches!(one.kind, Kind::Published { .. }));
    driver.stop();
    assert_eq!((driver.engine().next_due(), driver.sockets().count()), (None, 0));
    let before = driver.records().len();
    driver.act(publish("todo-web", "too late"));
    driver.tell(Told::Hidden(true));
    driver.tell(Told::Full(true));
    driver.tell(Told::Hidden(false));
    driver.tell(Told::Stop);
    assert_eq!(driver.records().len(), before);
    assert_eq!((driver.status().phase, driver.engine().next_due()), (Phase::Over, None));
}

#[test]
fn what_is_wished_before_the_cast_begins_is_done_when_it_does() {
    let server = Server::start();
    let mut driver = live(&with_streams(&[("A", "a.new")]), &server);
    driver.act(set("rate", "0/s"));
    driver.act(publish("web", "early"));
    driver.until_running();
    driver.until_seen("acked", 1, is_acked);
    driver.until_old(Span::from_secs(1));
    let all = published(driver.records());
    assert_eq!(all.iter().map(|(_, one)| one.payload.text().into_owned()).collect::<Vec<_>>(), ["early"]);
    driver.stop();
}

#[test]
fn two_runs_on_one_server_do_not_disturb_each_other() {
    let server = Server::start();
    let scenario = pattern("dead-letter-queue");
    let root = Subject::parse("qp").expect("a subject");
    let begin = |run: &str| called(Names::under(&root, run), &scenario, &server);
    let (mut one, mut other) = (begin("test1"), begin("test2"));
    let playing = std::thread::spawn(move || {
        other.until_running();
        other.until_seen("acked", 5, is_acked);
        other
    });
    one.until_running();
    one.until_seen("acked", 5, is_acked);
    let mut other = playing.join().expect("the other run");
    one.stop();
    assert!(!server.streams().is_empty() && server.streams().iter().all(|name| name.starts_with("QP_test2_")));
    other.stop();
    assert!(server.streams().is_empty());
    for driver in [one, other] {
        let strangers = published(driver.records()).into_iter().filter(|(by, _)| *by == ComponentId::OUTSIDE);
        assert_eq!(strangers.count(), 0);
        ledgers(driver.records());
    }
}

#[test]
fn a_second_run_that_wants_the_same_plain_subjects_is_refused_and_leaves_nothing() {
    let server = Server::start();
    let mut first = called(Names::plain("test1"), &with_streams(&[("S", "work.new")]), &server);
    first.until_running();
    let both = with_streams(&[("OWN", "own.new"), ("S", "work.new")]);
    let mut second = called(Names::plain("test2"), &both, &server);
    let phase =
        second.until("failed", |driver| Some(driver.status().phase).filter(|phase| matches!(phase, Phase::Failed(_))));
    let Phase::Failed(Failure::NotMade { name, why }) = phase else { panic!("{phase:?}") };
    assert_eq!((name.as_str(), why.as_str()), ("QP_test2_S", "subjects overlap with an existing stream (10065)"));
    assert_eq!((second.status().left, server.streams()), (Vec::new(), vec!["QP_test1_S".to_owned()]));
    first.until_seen("acked", 1, is_acked);
    first.stop();
}

#[test]
fn a_run_whose_server_never_answers_gives_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("an address");
    std::thread::spawn(move || silent.incoming().map_while(Result::ok).collect::<Vec<_>>());
    let plan = queue_playground::live::run::Plan::new(
        &pattern("scaling-handlers"),
        Names::plain("test1"),
        queue_playground::live::client::Credentials::default(),
        50,
    );
    let mut driver = Driver::start(Run::new(plan.expect("a scenario for NATS"), Time::ZERO), address);
    driver.until("failed", |driver| matches!(driver.status().phase, Phase::Failed(Failure::Refused(_))).then_some(()));
}
