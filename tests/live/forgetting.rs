//! A server that is killed may have forgotten what its consumers knew: it delivers again, and that is shown as it is.

use crate::cast::{Runs, ledgers};
use crate::driver::Driver;
use crate::scenes::orders_in_a_stream;
use crate::server::Server;
use crate::streams::{life, working};
use queue_playground::live::run::Run;
use queue_playground::message::MessageId;
use queue_playground::scenario::Scenario;
use queue_playground::transcript::{Backlog, Fold, Kind, Tally};
use serde_json::json;

/// Orders whose consumer tries twice, and a worker that takes this long.
fn orders(takes: &str) -> Scenario {
    orders_in_a_stream("limits", 2, 1, &json!({ "service_time": { "constant": takes } }))
}

/// Kills the server and starts it again, and the consumer knows nothing of what it delivered.
fn kill_and_forget(driver: &mut Driver<Run>, server: &mut Server) {
    server.kill();
    driver.until_seen("cut off", 2, |one| matches!(one.kind, Kind::Disconnected { .. }));
    server.forget("QP_test1_ORDERS", "QP_test1_workers");
    server.restart();
}

fn until_again(driver: &mut Driver<Run>, of: MessageId, last: &str) -> Vec<String> {
    driver.until(last, |driver| {
        let life = life(driver, of);
        let forgotten = life.iter().position(|one| one.starts_with("forgotten"))?;
        life[forgotten..].iter().any(|one| one == last).then_some(life)
    })
}

/// How many messages wait at the broker, as the conditions of lessons count them, and in all.
fn waiting(driver: &Driver<Run>) -> (u64, u64) {
    let (mut tally, mut backlog) = (Tally::default(), Backlog::default());
    for record in driver.records() {
        tally.feed(record);
        backlog.feed(record);
    }
    (tally.waiting(0), backlog.pending())
}

#[test]
fn an_ack_that_a_killed_server_forgot_is_taken_back_until_it_is_given_again() {
    let (mut server, scenario) = (Server::start(), orders("1ms"));
    let (mut driver, message) = working(&scenario, &server, "hat");
    driver.until_seen("acked", 1, |one| matches!(one.kind, Kind::Acked { .. }));
    kill_and_forget(&mut driver, &mut server);
    let life = until_again(&mut driver, message, "acked");
    let once = ["sent 1", "said Ack", "acked"];
    let forgotten = ["forgotten, settled: Some(Done), known deliveries: 0"];
    assert_eq!(life[1..], [&once[..], &forgotten, &once].concat());
    let (_, owed) = driver.until_drained();
    assert_eq!((owed.created, owed.done, owed.reopened), (1, 1, 1), "{owed:?}");
    assert_eq!(waiting(&driver), (0, 0));
    driver.stop();
}

#[test]
fn a_delivery_that_a_killed_server_forgot_is_no_timeout() {
    let (mut server, scenario) = (Server::start(), orders("500ms"));
    let (mut driver, message) = working(&scenario, &server, "hat");
    driver.until_seen("in work", 1, |one| matches!(one.kind, Kind::Started { .. }));
    kill_and_forget(&mut driver, &mut server);
    let life = until_again(&mut driver, message, "acked");
    let again = life.iter().skip_while(|one| !one.starts_with("forgotten"));
    assert_eq!(
        again.collect::<Vec<_>>(),
        ["forgotten, settled: None, known deliveries: 0", "sent 1", "said Ack", "acked"]
    );
    assert!(!life.contains(&"timed out".to_owned()), "{life:?}");
    let (_, owed) = ledgers(driver.records());
    assert_eq!((owed.created, owed.done, owed.reopened), (1, 1, 0), "{owed:?}");
    assert_eq!(waiting(&driver), (0, 0));
    driver.stop();
}

#[test]
fn what_a_killed_server_forgot_to_have_given_up_is_given_up_again() {
    let (mut server, scenario) = (Server::start(), orders("1ms"));
    let (mut driver, message) = working(&scenario, &server, "poison");
    driver.until_seen("given up", 1, |one| matches!(one.kind, Kind::Exhausted { .. }));
    kill_and_forget(&mut driver, &mut server);
    let life = until_again(&mut driver, message, "exhausted after 2");
    let tries = ["sent 1", "timed out", "sent 2", "exhausted after 2"];
    let forgotten = ["forgotten, settled: None, known deliveries: 0"];
    assert_eq!(life[1..], [&tries[..], &forgotten, &tries].concat());
    let (_, owed) = ledgers(driver.records());
    assert_eq!((owed.created, owed.exhausted), (1, 1), "{owed:?}");
    assert_eq!(waiting(&driver), (0, 0));
    driver.stop();
}
