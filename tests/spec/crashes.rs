//! Crashes: with core NATS the backlog is in the handler's own buffer, and dies with it.

use crate::stage::{Play, Transcript};
use queue_playground::transcript::{Kind, LossReason, Stage};

/// One slow handler, ten messages in its hands and buffer after ten seconds.
fn overloaded() -> Play {
    Play::new().group("save", 1, "1h")
}

fn lost(transcript: &Transcript, wanted: Stage, why: LossReason) -> usize {
    transcript.count(|kind| matches!(kind, Kind::Lost { stage, reason, .. } if (*stage, *reason) == (wanted, why)))
}

#[test]
fn a_crashed_handler_loses_its_pending_messages() {
    let transcript = overloaded().crash("10500ms", "save.1").run("11s");
    assert_eq!(lost(&transcript, Stage::InWork, LossReason::Crash), 1);
    assert_eq!(lost(&transcript, Stage::Pending, LossReason::Crash), 9);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Crashed { held: 10 })), 1);
}

#[test]
fn nothing_of_what_was_lost_is_ever_handled() {
    let play = Play::new().rate("5/s").group("save", 2, "700ms");
    let transcript = play.crash("10s", "save.1").restart("12s", "save.1").run("60s");
    let mut gone = transcript.all(|record| match record.kind {
        Kind::Lost { delivery, .. } => Some(delivery),
        _ => None,
    });
    let finished = transcript.all(|record| match record.kind {
        Kind::Finished { delivery, .. } => Some(delivery),
        _ => None,
    });
    assert!(!gone.is_empty());
    gone.retain(|delivery| finished.contains(delivery));
    assert_eq!(gone, []);
}

#[test]
fn the_broker_notices_a_crash_and_the_others_share_the_work() {
    let transcript = Play::new().rate("10/s").group("save", 2, "1ms").crash("10s", "save.1").run("60s");
    let after = transcript.all(|record| match record.kind {
        Kind::Sent { to, .. } if record.at > "10.001s".parse().expect("a moment") => Some(transcript.roster.name(to)),
        _ => None,
    });
    assert!(after.len() > 400 && after.iter().all(|name| name == "save.2"));
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Disconnected { .. })), 1);
}

#[test]
fn what_the_broker_sent_before_it_noticed_is_lost_with_the_connection() {
    // The message published at 1 s is routed at 1.2 s, just after the crash and before the broker learns of it at 1.3 s.
    let transcript = Play::new().links("200ms", "0%").group("save", 1, "1ms").crash("1100ms", "save.1").run("2s");
    assert_eq!(lost(&transcript, Stage::OnTheWay, LossReason::ConnectionClosed), 1);
}

#[test]
fn what_was_sent_to_a_process_that_died_does_not_reach_the_next_one() {
    // Routed at 1.2 s to the first process; when it would arrive at 1.4 s the second one runs.
    let play = Play::new().links("200ms", "0%").group("save", 1, "1ms").crash("1250ms", "save.1");
    let transcript = play.restart("1300ms", "save.1").run("1900ms");
    assert_eq!(lost(&transcript, Stage::OnTheWay, LossReason::ConnectionClosed), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Delivered { .. })), 0);
}

#[test]
fn a_restarted_handler_has_a_new_connection_and_empty_hands() {
    let transcript = overloaded().crash("5500ms", "save.1").restart("6500ms", "save.1").run("9500ms");
    let connections = transcript.all(|record| match record.kind {
        Kind::Connected { connection, .. } if record.component == transcript.component("save.1") => Some(connection),
        _ => None,
    });
    assert_eq!(connections.len(), 2);
    assert_ne!(connections[0], connections[1]);
    let nobody = transcript.count(|kind| matches!(kind, Kind::NoInterest { .. }));
    assert_eq!(nobody, 1, "the message at 6 s found nobody");
    let started = transcript.all(|record| match record.kind {
        Kind::Started { delivery, .. } => Some(delivery.message.number()),
        _ => None,
    });
    assert_eq!(started, [1, 7], "the first of each life");
}

#[test]
fn a_crash_rolls_the_running_statement_back_and_frees_the_connection() {
    let play = Play::new().database(4, "500ms").storing_group("save", 1, "100ms").crash("1300ms", "save.1");
    let transcript = play.run("3s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::StatementAborted { .. })), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::SessionClosed { .. })), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Saved { .. })), 0);
}

#[test]
fn a_crash_of_one_that_has_crashed_does_nothing() {
    let twice = overloaded().crash("5500ms", "save.1").crash("6500ms", "save.1").run("9s");
    assert_eq!(twice.count(|kind| matches!(kind, Kind::Crashed { .. })), 1);
}
