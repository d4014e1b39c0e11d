//! The watch is watched where somebody is paused, a broker is down or a link loses something, as in `doctored`.

use crate::doctored::notices;
use queue_playground::transcript::{Kind, LossReason};

#[test]
fn a_process_that_works_in_its_pause_is_noticed() {
    notices("membership", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Unpaused))?;
        let who = transcript.records[position].component;
        let goes_on = transcript.records.get(position + 1)?;
        (goes_on.component == who && matches!(goes_on.kind, Kind::Delivered { .. })).then_some(())?;
        transcript.remove(position)
    });
}

#[test]
fn a_pause_of_somebody_who_is_paused_is_noticed() {
    notices("membership", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Paused))?;
        transcript.repeat(position, |_| ())
    });
}

#[test]
fn a_broker_that_works_although_it_does_not_run_is_noticed() {
    notices("membership", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::BrokerStarted))?;
        let broker = transcript.records[position].component;
        let later = transcript.records[position + 1..].iter();
        let works =
            later.filter(|record| record.component == broker).any(|one| matches!(one.kind, Kind::Routed { .. }));
        works.then_some(())?;
        transcript.remove(position)
    });
}

#[test]
fn a_loss_that_was_asked_for_and_does_not_come_is_noticed() {
    notices("losses", |transcript| {
        let armed = transcript.position(|kind| matches!(kind, Kind::LossArmed))?;
        let lost = |kind: &Kind| matches!(kind, Kind::Lost { reason: LossReason::Link, .. });
        let position = armed + transcript.records[armed..].iter().position(|record| lost(&record.kind))?;
        let who = transcript.records[armed].component;
        (transcript.records[position].component == who).then_some(())?;
        let before = &transcript.records[armed + 1..position - 1];
        before.iter().all(|record| record.component != who).then_some(())?;
        let sent = transcript.records[position - 1].clone();
        transcript.records[position].kind = sent.kind;
        Some(())
    });
}
