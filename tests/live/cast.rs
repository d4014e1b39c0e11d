//! A scenario's cast as real clients, over TCP: what the page does over a WebSocket.

use crate::driver::Driver;
use crate::server::Server;
use queue_playground::live::client::Credentials;
use queue_playground::live::engine::{Failure, Phase};
use queue_playground::live::names::Names;
use queue_playground::live::run::{Plan, Run, can_run};
use queue_playground::message::subject::Subject;
use queue_playground::patterns;
use queue_playground::player::Beside;
use queue_playground::scenario::{Action, Entry, Roster, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, Obligations, Publications, Record};

/// Starts a scenario as the run `test1`.
pub fn live(scenario: &Scenario, server: &Server) -> Driver<Run> {
    let names = Names::under(&Subject::parse("qp").expect("a subject"), "test1");
    called(names, scenario, server)
}

pub fn called(names: Names, scenario: &Scenario, server: &Server) -> Driver<Run> {
    let plan = Plan::new(scenario, names, Credentials::default(), 50).expect("a scenario for NATS");
    Driver::start(Run::new(plan, Time::ZERO), server.clients)
}

pub fn pattern(name: &str) -> Scenario {
    patterns::find(name).expect("a pattern").scenario().expect("a scenario")
}

/// Both ledgers, which must balance after every record.
pub fn ledgers(records: &[Record]) -> (Publications, Obligations) {
    let (mut publications, mut obligations) = (Publications::default(), Obligations::default());
    for record in records {
        publications.feed(record);
        obligations.feed(record);
        assert!(publications.balances() && obligations.balances(), "{record:?}: {publications:?} {obligations:?}");
    }
    (publications, obligations)
}

/// Whether nothing is on its way or in anybody's hands.
fn is_drained((publications, owed): &(Publications, Obligations)) -> bool {
    let moving = owed.on_the_way + owed.pending + owed.in_work + owed.awaiting_ack + owed.awaiting_redelivery;
    publications.on_the_way + moving == 0
}

pub trait Runs {
    /// Waits until the run has begun and each of its members is connected.
    fn until_running(&mut self);
    fn until_old(&mut self, age: Span);
    fn until_drained(&mut self) -> (Publications, Obligations);
    /// Waits for this many records of a kind.
    fn until_seen(&mut self, what: &str, least: usize, wanted: impl Fn(&Record) -> bool);
    /// Does something, and says the entry that does the same in a simulated run.
    fn act(&mut self, action: Action) -> Entry;
}

impl Runs for Driver<Run> {
    fn until_running(&mut self) {
        self.until("running", |driver| {
            let status = driver.status();
            (status.phase == Phase::Running && status.connections == status.wanted).then_some(())
        });
    }

    fn until_old(&mut self, age: Span) {
        let wanted = format!("{age} old");
        self.until(&wanted, |driver| (driver.run_time() >= Time::ZERO + age).then_some(()));
    }

    fn until_drained(&mut self) -> (Publications, Obligations) {
        self.until("drained", |driver| Some(ledgers(driver.records())).filter(is_drained))
    }

    fn until_seen(&mut self, what: &str, least: usize, wanted: impl Fn(&Record) -> bool) {
        self.until(what, |driver| (driver.records().iter().filter(|one| wanted(one)).count() >= least).then_some(()));
    }

    fn act(&mut self, action: Action) -> Entry {
        let at = self.run_time();
        self.wish(action.clone());
        Entry { at, action }
    }
}

pub fn set(knob: &str, value: &str) -> Action {
    Action::Set { knob: knob.to_owned(), value: value.to_owned() }
}

#[test]
fn every_pattern_of_nats_runs_with_ledgers_that_balance_and_leaves_nothing_behind() {
    let server = Server::start();
    for pattern in patterns::ALL {
        let scenario = pattern.scenario().expect("a pattern");
        if can_run(&scenario).is_err() {
            continue;
        }
        let mut driver = live(&scenario, &server);
        driver.until_running();
        driver.until_old(Span::from_secs(3));
        let status = driver.stop();
        assert_eq!((status.phase, status.left), (Phase::Over, Vec::new()), "{}", pattern.name);
        assert_eq!((status.complaints, status.unrecorded), (Vec::new(), 0), "{}", pattern.name);
        let (publications, obligations) = ledgers(driver.records());
        assert!(publications.published > 0 && obligations.done > 0, "{}: {publications:?}", pattern.name);
        assert_eq!(publications.on_the_way, 0, "{}: what is not known is called not visible", pattern.name);
    }
    assert!(server.streams().is_empty(), "{:?}", server.streams());
}

#[test]
fn the_same_run_simulated_has_the_same_totals_once_both_are_drained() {
    let server = Server::start();
    // The knob of the last one goes no lower than one per second.
    let dies = || Action::Crash { component: "todo-web".to_owned() };
    let ends = [set("rate", "0/s"), set("rate", "0/s"), dies()];
    for (name, last) in ["scaling-handlers", "new-feature", "how-many-handlers"].into_iter().zip(ends) {
        let scenario = pattern(name);
        let mut driver = live(&scenario, &server);
        driver.until_running();
        driver.until_old(Span::from_secs(2));
        let slower = driver.act(last);
        let (publications, obligations) = driver.until_drained();
        let mut beside = Beside::new(&scenario).expect("a pattern");
        let later = driver.run_time() + Span::from_secs(60);
        assert!(beside.reach(&scenario, &[slower], later, u32::MAX).expect("a pattern"));
        let owed = beside.obligations();
        assert_eq!(publications, *beside.publications(), "{name}");
        assert_eq!((obligations.created, obligations.done), (owed.created, owed.done), "{name}");
        driver.stop();
    }
}

#[test]
fn each_handler_is_a_connection_of_its_own_and_scaling_opens_and_closes_them() {
    let server = Server::start();
    let mut driver = live(&pattern("scaling-handlers"), &server);
    driver.until_running();
    let handlers = |server: &Server| {
        let mut names = server.connections();
        names.retain(|name| name.contains("save-handler"));
        names.sort();
        names
    };
    for members in [1, 3, 1] {
        driver.act(Action::Scale { component: "save-handler".to_owned(), members });
        let names: Vec<String> = (1..=members).map(|number| format!("qp.test1 save-handler.{number}")).collect();
        driver.until("as many handlers as asked for", |_| (handlers(&server) == names).then_some(()));
    }
    driver.act(Action::Crash { component: "save-handler.1".to_owned() });
    driver.until("nobody there", |_| handlers(&server).is_empty().then_some(()));
    driver.act(Action::Restart { component: "save-handler.1".to_owned() });
    driver.until("somebody there again", |_| (handlers(&server).len() == 1).then_some(()));
    driver.stop();
    driver.until("no connection", |_| server.connections().is_empty().then_some(()));
}

#[test]
fn a_message_that_nobody_can_handle_ends_in_the_dead_letters_of_a_real_server() {
    let server = Server::start();
    let mut driver = live(&pattern("dead-letter-queue"), &server);
    driver.until_running();
    let name = |id| Roster::new(&pattern("dead-letter-queue")).name(id);
    driver.until_seen("published", 1, |one| matches!(one.kind, Kind::Published { .. }));
    let publisher = driver.records().iter().find_map(|one| match &one.kind {
        Kind::Published { message } => Some(message.id.origin()),
        _ => None,
    });
    driver.act(Action::PoisonNext { component: name(publisher.expect("a publisher")) });
    driver.until_seen("exhausted", 1, |one| matches!(one.kind, Kind::Exhausted { .. }));
    driver.until_seen("dead-lettered", 1, |one| matches!(one.kind, Kind::DeadLettered { .. }));
    let kinds = |wanted: fn(&Kind) -> bool| driver.records().iter().filter(|one| wanted(&one.kind)).count();
    assert!(kinds(|kind| matches!(kind, Kind::Sent { delivery, .. } if delivery.attempt > 1)) > 0, "redelivered");
    ledgers(driver.records());
    driver.stop();
    assert!(server.streams().is_empty());
}

#[test]
fn what_jetstream_has_acknowledged_survives_the_server_being_killed() {
    let mut server = Server::start();
    let scenario = pattern("dead-letter-queue");
    let mut driver = live(&scenario, &server);
    driver.until_running();
    driver.until_seen("stored", 3, |one| matches!(one.kind, Kind::Stored { .. }));
    server.kill();
    driver.until_seen("cut off", 2, |one| matches!(one.kind, Kind::Disconnected { .. }));
    server.restart();
    let stored = |records: &[Record]| records.iter().filter(|one| matches!(one.kind, Kind::Stored { .. })).count();
    let before = stored(driver.records());
    driver.until_seen("stored again", before + 3, |one| matches!(one.kind, Kind::Stored { .. }));
    let rate = scenario.knobs.iter().find(|knob| knob.id.contains("rate")).map(|knob| knob.id.clone());
    driver.act(set(&rate.expect("a knob for the rate"), "0/s"));
    // Everything that a stream has was handled or given up: nothing is lost.
    let (_, owed) = driver.until("all handled", |driver| {
        let (publications, owed) = ledgers(driver.records());
        (owed.created == owed.done + owed.failed + owed.exhausted).then_some((publications, owed))
    });
    assert_eq!(owed.lost.total(), 0, "{owed:?}");
    driver.stop();
}

#[test]
fn a_server_without_jetstream_is_said_to_have_none() {
    let server = Server::without_streams();
    let mut driver = live(&pattern("dead-letter-queue"), &server);
    let status = driver.until("over", |driver| {
        let status = driver.status();
        matches!(status.phase, Phase::Failed(_)).then_some(status)
    });
    assert_eq!(status.phase, Phase::Failed(Failure::NoJetStream));
}
