//! The watch is watched where streams, consumers and requests are concerned, as in `doctored`.

use crate::doctored::notices;
use queue_playground::message::ConsumerId;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, Record};
use std::sync::Arc;

/// A delivery of a consumer that waits for its ack.
const fn is_consumers(kind: &Kind) -> bool {
    matches!(kind, Kind::Sent { delivery, awaits_ack: true, .. } if delivery.consumer.0 != ConsumerId::NONE.0)
}

#[test]
fn a_gap_in_a_stream_and_a_message_that_is_let_go_twice_are_noticed() {
    notices("streams", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Stored { .. }))?;
        if let Kind::Stored { of, .. } = &mut transcript.records[position].kind {
            of.sequence += 1;
        }
        Some(())
    });
    notices("streams", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Removed { undelivered: 0, .. }))?;
        transcript.repeat(position, |_| ())
    });
}

#[test]
fn a_message_that_is_kept_beyond_a_limit_is_noticed() {
    notices("streams", |transcript| {
        let is_limit = |kind: &Kind| {
            matches!(kind, Kind::Removed { reason: queue_playground::transcript::RemovalReason::Limit, .. })
        };
        let position = transcript.position(is_limit)?;
        let at = transcript.records[position].at;
        let alone = |record: &Record| record.at != at || !is_limit(&record.kind);
        transcript.records[position + 1..].iter().all(alone).then_some(())?;
        transcript.remove(position)
    });
}

#[test]
fn a_consumer_passed_over_by_a_new_message_is_noticed() {
    notices("consumers", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Stored { .. }))?;
        if let Kind::Stored { consumers, .. } = &mut transcript.records[position].kind {
            *consumers += 1;
        }
        Some(())
    });
}

#[test]
fn a_delivery_with_another_number_is_noticed() {
    for change in [
        |token: &mut queue_playground::message::AckToken| token.consumer_sequence += 1,
        |token: &mut queue_playground::message::AckToken| token.delivered += 1,
    ] {
        notices("consumers", |transcript| {
            let position = transcript.position(is_consumers)?;
            let Kind::Sent { token: Some(token), .. } = &mut transcript.records[position].kind else { return None };
            change(Arc::make_mut(token));
            Some(())
        });
    }
}

#[test]
fn an_ack_that_is_taken_twice_is_noticed() {
    notices("consumers", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Acked { .. }))?;
        transcript.repeat(position, |_| ())
    });
}

#[test]
fn a_redelivery_without_a_reason_is_noticed() {
    notices("consumers", |transcript| {
        let again = transcript.position(|kind| match kind {
            Kind::Sent { delivery, .. } => delivery.attempt == 2 && delivery.consumer != ConsumerId::NONE,
            _ => false,
        })?;
        let Kind::Sent { delivery, .. } = transcript.records[again].kind else { return None };
        let overdue = transcript.position(|kind| {
            matches!(kind, Kind::AckTimedOut { of } if (of.message, of.consumer) == (delivery.message, delivery.consumer))
        })?;
        transcript.remove(overdue).filter(|()| overdue < again)
    });
}

#[test]
fn a_message_given_up_too_early_is_noticed() {
    notices("consumers", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Exhausted { .. }))?;
        if let Kind::Exhausted { deliveries, .. } = &mut transcript.records[position].kind {
            *deliveries -= 1;
        }
        Some(())
    });
}

#[test]
fn a_reply_in_time_after_the_end_of_its_request_is_noticed() {
    notices("requests", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::Received { late: true, .. }))?;
        let Kind::Received { request: late, .. } = transcript.records[position].kind else { return None };
        let ended = transcript.records[..position].iter().any(|record| match record.kind {
            Kind::Gathered { request, .. } | Kind::TimedOut(request) => request == late,
            _ => false,
        });
        if let Kind::Received { late, .. } = &mut transcript.records[position].kind {
            *late = false;
        }
        ended.then_some(())
    });
}

#[test]
fn a_message_that_never_arrives_is_noticed() {
    notices("travel", |transcript| {
        let position = transcript.position(|kind| matches!(kind, Kind::NoInterest { .. }))?;
        let late = transcript.records[position].at + Span::from_millis(1);
        let last =
            transcript.records[..position].iter().rposition(|record| record.at < transcript.records[position].at);
        (transcript.records.last()?.at > late && last.is_some()).then_some(())?;
        transcript.remove(position)
    });
}
