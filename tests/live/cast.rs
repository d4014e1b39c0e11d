//! A scenario's cast as real clients, over TCP: what the page does over a WebSocket.

use crate::driver::Driver;
use crate::server::Server;
use queue_playground::live::client::Credentials;
use queue_playground::live::engine::Phase;
use queue_playground::live::names::Names;
use queue_playground::live::run::{Plan, Run, can_run};
use queue_playground::message::subject::Subject;
use queue_playground::patterns;
use queue_playground::scenario::{Roster, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, Obligations, Publications, Record};

pub fn live(scenario: &Scenario, server: &Server) -> Driver<Run> {
    let names = Names::under(&Subject::parse("qp").expect("a subject"), "test1");
    let plan = Plan::new(scenario, names, Credentials::default(), 50).expect("a scenario for NATS");
    Driver::start(Run::new(plan, Time::ZERO), server.clients)
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

#[test]
fn every_pattern_of_nats_runs_and_leaves_nothing_behind() {
    let server = Server::start();
    for pattern in patterns::ALL {
        let scenario = pattern.scenario().expect("a pattern");
        if can_run(&scenario).is_err() {
            continue;
        }
        let mut driver = live(&scenario, &server);
        driver.until("running", |driver| (driver.status().phase == Phase::Running).then_some(()));
        driver.until("four seconds old", |driver| {
            let last = driver.records().last()?.at;
            (last >= Time::ZERO + Span::from_secs(4)).then_some(())
        });
        let status = driver.stop();
        let (publications, obligations) = ledgers(driver.records());
        println!("{}: {publications:?}", pattern.name);
        let Obligations { created, done, failed, on_the_way, pending, in_work, .. } = &obligations;
        println!("   {created} {done} {failed} {on_the_way} {pending} {in_work} {:?}", obligations.lost);
        println!("   {status:?}");
        assert_eq!(status.phase, Phase::Over);
        let _ = Roster::new(&scenario);
        let _ = driver.records().iter().filter(|record| matches!(record.kind, Kind::Published { .. })).count();
    }
}
