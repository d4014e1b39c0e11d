//! What the board knows.

use super::*;
use crate::sim::time::{Span, Time};
use crate::view::tests::Run;

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
