//! What the board knows.

use super::*;
use crate::message::subject::Subject;
use crate::message::{ConsumerId, DeliveryId};
use crate::scenario::Scenario;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Obligations};
use crate::view::tests::Run;
use std::collections::BTreeMap;

#[test]
fn the_board_agrees_with_the_ledger_after_every_record() {
    let mut run = Run::new(&[("rate", "30/s"), ("failure", "20%")]);
    run.at(3_000).crash("save-handler.2").at(3_100);
    for _ in 0..400 {
        run.0.step_forward();
        let ledger = run.0.known().obligations.clone();
        let members = || run.board().members().map(|(_, member)| member);
        assert_eq!(members().map(Member::pending_count).sum::<u64>(), ledger.pending);
        assert_eq!(members().filter(|member| !member.work.is_empty()).count() as u64, ledger.in_work);
        assert_eq!(members().map(|member| member.counters.done).sum::<u64>(), ledger.done);
        assert_eq!(members().map(|member| member.counters.lost).sum::<u64>(), ledger.lost.total());
    }
}

/// What the members hold that is where its obligation is: an earlier delivery of a consumer's message no longer counts.
fn held(run: &Run, newest: &BTreeMap<(MessageId, ConsumerId), DeliveryId>) -> (u64, u64) {
    let counts = |delivery: &DeliveryId| {
        delivery.consumer == ConsumerId::NONE || newest.get(&(delivery.message, delivery.consumer)) == Some(delivery)
    };
    let members = || run.board().members().map(|(_, member)| member);
    let pending = members().flat_map(|member| &member.pending).filter(|one| counts(&one.delivery)).count();
    let in_work = members().flat_map(|member| &member.work).filter(|one| counts(&one.delivery)).count();
    (pending as u64, in_work as u64)
}

#[test]
fn the_board_agrees_with_the_ledger_about_streams_and_consumers() {
    let mut run = Run::streams();
    run.at(3_000).crash("save-handler.2").at(6_000).restart("save-handler.2").at(0);
    let mut newest = BTreeMap::new();
    let mut seen = Obligations::default();
    while run.0.now() < Time::ZERO + Span::from_secs(9) && run.0.step_forward() {
        match run.0.recent().back().unwrap().kind {
            Kind::Sent { delivery, awaits_ack, .. } if awaits_ack || delivery.consumer != ConsumerId::NONE => {
                newest.insert((delivery.message, delivery.consumer), delivery);
            }
            Kind::Acked { of }
            | Kind::Terminated { of, .. }
            | Kind::Nakked { of, .. }
            | Kind::AckTimedOut { of }
            | Kind::Exhausted { of, .. } => {
                newest.remove(&(of.message, of.consumer));
            }
            _ => {}
        }
        let ledger = run.0.known().obligations.clone();
        let nats = run.component("nats");
        let sum = |read: fn(&Consumer) -> u64| run.board().consumers(nats).map(|(_, one)| read(one)).sum::<u64>();
        let (pending, in_work) = held(&run, &newest);
        let last = run.0.recent().back().unwrap();
        assert_eq!(sum(Consumer::pending), ledger.pending_at_broker, "{last:?}");
        assert_eq!((pending + sum(Consumer::pending), in_work), (ledger.pending, ledger.in_work), "{last:?}");
        assert_eq!(sum(|one| one.ledger.awaiting_ack), ledger.awaiting_ack, "{last:?}");
        assert_eq!(sum(|one| one.ledger.awaiting_redelivery), ledger.awaiting_redelivery, "{last:?}");
        assert_eq!(sum(|one| one.ledger.exhausted), ledger.exhausted, "{last:?}");
        assert!(run.board().consumers(nats).all(|(_, one)| one.ledger.balances()), "{last:?}");
        let lost = run.board().members().map(|(_, member)| member.counters.lost).sum::<u64>();
        assert_eq!(lost + sum(|one| one.ledger.lost.removed), ledger.lost.total(), "{last:?}");
        seen.awaiting_ack = seen.awaiting_ack.max(ledger.awaiting_ack);
        seen.awaiting_redelivery = seen.awaiting_redelivery.max(ledger.awaiting_redelivery);
        seen.exhausted = seen.exhausted.max(ledger.exhausted);
        seen.lost.removed = seen.lost.removed.max(ledger.lost.removed);
    }
    let all = [seen.awaiting_ack, seen.awaiting_redelivery, seen.exhausted, seen.lost.removed];
    assert!(all.iter().all(|&count| count > 0), "{all:?}");
}

#[test]
fn what_a_stream_holds_is_what_it_took_and_did_not_let_go_of() {
    let mut run = Run::streams();
    run.at(12_000);
    let nats = run.component("nats");
    let streams: Vec<_> = run.board().streams(nats).map(|(_, stream)| (&*stream.name, stream.messages)).collect();
    let held = |name| streams.iter().find(|(of, _)| *of == name).unwrap().1;
    assert_eq!(held("LOG"), 20);
    let worker = run.board().consumers(nats).find(|(_, one)| &*one.name == "worker").unwrap().1;
    let owed = worker.ledger.created - worker.ledger.done - worker.ledger.failed - worker.ledger.lost.total();
    // What was given up is deleted by the one who buries it.
    assert!(held("JOBS") <= owed && held("JOBS") >= owed - worker.ledger.exhausted, "{owed} of {}", held("JOBS"));
    assert!(held("DLQ") > 3, "{}", held("DLQ"));
}

#[test]
fn messages_of_streams_are_forgotten_when_every_consumer_is_done_with_them() {
    let mut run = Run::streams();
    run.at(60_000);
    let nats = run.component("nats");
    let owed: u64 = run.board().consumers(nats).map(|(_, one)| one.pending() + one.outstanding()).sum();
    let open = run.board().open_messages() as u64;
    assert!(open < owed + 40, "{open} are remembered, {owed} are owed");
}

#[test]
fn replies_are_taken_out_of_the_hands_that_they_come_to() {
    let mut run = Run::questions();
    for step in 1..100 {
        run.at(step * 50);
        let ledger = run.0.known().obligations.clone();
        let pending = run.board().members().map(|(_, member)| member.pending_count()).sum::<u64>();
        assert_eq!(pending, ledger.pending);
    }
    let shop = run.board().member(run.component("shop")).unwrap();
    assert!(shop.counters.done > 10 && shop.pending.is_empty());
    let lanes = &run.board().broker(run.component("nats")).unwrap().lanes;
    assert_eq!(lanes.keys().map(Subject::as_str).collect::<Vec<_>>(), ["_INBOX", "price.get", "quotes.get"]);
}

#[test]
fn a_member_whose_link_is_cut_is_marked_until_it_is_whole() {
    let mut run = Run::streams();
    let handler = run.component("save-handler.1");
    let component = || "save-handler.1".to_owned();
    run.at(1_000).0.act(crate::scenario::Action::Partition { component: component() }).unwrap();
    assert!(run.at(1_500).board().member(handler).unwrap().is_cut_off);
    run.0.act(crate::scenario::Action::Heal { component: component() }).unwrap();
    assert!(!run.at(2_000).board().member(handler).unwrap().is_cut_off);
}

#[test]
fn a_message_is_forgotten_when_its_last_copy_is_settled() {
    let mut run = Run::new(&[("rate", "20/s"), ("handlers", "10"), ("service", "10ms")]);
    run.at(120_000);
    assert!(run.board().open_messages() < 20, "{}", run.board().open_messages());
}

#[test]
fn the_last_thousand_rows_are_kept_with_what_they_say_and_how_long_they_took() {
    let mut run = Run::new(&[("rate", "50/s"), ("handlers", "10"), ("service", "10ms")]);
    run.at(40_000).publish("홍보 비디오 촬영").at(42_000);
    let database = run.board().database(run.component("todo-db")).unwrap();
    assert_eq!(database.rows().len(), ROWS);
    assert!(database.total > 1_500 && database.rows().next_back().unwrap().number == database.total);
    let typed = database.rows().find(|row| row.message.is_typed()).unwrap();
    assert_eq!(typed.payload.as_ref().unwrap().text(), "홍보 비디오 촬영");
    assert!(typed.took.unwrap() > Span::from_millis(20) && typed.saved_at > Time::ZERO + Span::from_secs(40));
}

#[test]
fn a_crashed_member_holds_nothing_and_keeps_its_counters_through_a_restart() {
    let mut run = Run::new(&[("rate", "30/s")]);
    run.at(4_000);
    let handler = run.component("save-handler.1");
    let before = run.board().member(handler).unwrap().clone();
    let held = u32::try_from(before.pending.len()).unwrap() + u32::try_from(before.work.len()).unwrap();
    run.crash("save-handler.1");
    let crashed = run.board().member(handler).unwrap();
    assert_eq!(crashed.state, State::Crashed { at: Time::ZERO + Span::from_secs(4), held, kept: 0 });
    assert!(crashed.pending.is_empty() && crashed.work.is_empty());
    assert_eq!(crashed.counters.lost, u64::from(held));
    run.at(4_010);
    assert!(run.board().member(handler).unwrap().subscriptions.is_empty());
    run.0.act(crate::scenario::Action::Restart { component: "save-handler.1".to_owned() }).unwrap();
    run.at(4_020);
    let again = run.board().member(handler).unwrap();
    assert_eq!((again.state, again.counters.done), (State::Up, before.counters.done));
    assert_eq!(again.subscriptions.len(), 1);
}

#[test]
fn members_that_were_scaled_away_leave_the_board_when_they_have_finished() {
    let mut run = Run::new(&[("rate", "30/s")]);
    run.at(4_000);
    run.0.turn("handlers", "1").unwrap();
    let part = run.component("save-handler.1").part;
    assert_eq!(run.board().asked_for(part), Some(1));
    let crew = |run: &Run| run.board().members().filter(|(component, _)| component.part == part).count();
    let draining = run.board().members().filter(|(_, member)| member.state == State::Draining).count();
    assert_eq!((crew(&run), draining), (3, 2));
    run.at(60_000);
    assert_eq!(crew(&run), 1);
}

#[test]
fn a_database_with_few_connections_lets_statements_wait() {
    let mut run = Run::crowded();
    let mut waited = false;
    for step in 1..200 {
        run.at(step * 50);
        let database = run.board().database(run.component("db"));
        let Some(database) = database else { continue };
        assert!(database.sessions.len() <= 2 && database.peak <= 2);
        waited |= !database.waiting.is_empty();
    }
    assert!(waited);
}

/// One handler with a pool of three connections, twelve items a second, a third of a second for each statement.
const POOLED: &str = r#"{
    "name": "pooled",
    "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
    "cast": [
        { "id": "web", "broker": "nats",
          "role": { "publisher": { "subject": "a", "rate": "12/s", "arrivals": "constant", "items": ["x"] } } },
        { "id": "save", "broker": "nats",
          "role": { "handler": { "filter": "a", "service_time": { "constant": "1ms" }, "concurrency": 9,
                                 "database": "db", "pool": 3 } } },
        { "id": "db", "role": { "database": { "connection_limit": 4, "statement_time": "300ms" } } }
    ]
}"#;

#[test]
fn a_client_with_several_connections_has_a_place_for_each() {
    let mut run = Run::of(Scenario::from_json(POOLED).unwrap());
    run.at(5_000);
    let database = run.board().database(run.component("db")).unwrap();
    assert_eq!((database.sessions.len(), database.peak, database.busy()), (3, 3, 3));
    let save = run.component("save.1");
    let places: Vec<_> =
        database.sessions.values().map(|session| database.place(save, session.message.unwrap())).collect();
    assert_eq!(places, [Some(0), Some(1), Some(2)]);
    run.crash("save.1").at(5_100);
    let database = run.board().database(run.component("db")).unwrap();
    assert_eq!((database.sessions.len(), database.peak), (0, 3));
}

#[test]
fn the_broker_counts_by_subject_and_by_what_came_of_it() {
    let mut run = Run::new(&[("rate", "20/s"), ("handlers", "1")]);
    run.at(2_000).crash("save-handler.1").at(4_000);
    let ledger = run.0.known().publications;
    let broker = run.board().broker(run.component("nats")).unwrap();
    assert_eq!(broker.lanes.len(), 1);
    let lane = broker.lanes.values().next().unwrap();
    assert_eq!((lane.unheard, lane.copies), (ledger.no_interest, ledger.routed));
    assert!(lane.unheard > 10);
}
