//! Where a consumer's obligation is, from records alone: the ledger follows the last delivery, and balances at every
//! step.

use queue_playground::message::{
    ComponentId, ConnectionId, ConsumerId, ConsumerMessage, DeliveryId, MessageId, Sid, StreamId, StreamMessage,
};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, LossReason, Obligations, Outcome, Record, RemovalReason, Stage};
use std::sync::Arc;

const WORKER: ComponentId = ComponentId { part: 2, member: 1 };
const MESSAGE: MessageId = MessageId::generated(ComponentId { part: 1, member: 1 }, 1);
const CONSUMER: ConsumerId = ConsumerId(1);
const OF: ConsumerMessage = ConsumerMessage { message: MESSAGE, consumer: CONSUMER, sequence: 1 };
const STORED: StreamMessage = StreamMessage { message: MESSAGE, stream: StreamId(1), sequence: 1 };

const fn delivery(attempt: u32) -> DeliveryId {
    DeliveryId { message: MESSAGE, connection: ConnectionId(1), sid: Sid(1), attempt, consumer: CONSUMER }
}

const fn sent(attempt: u32) -> Kind {
    Kind::Sent { delivery: delivery(attempt), to: WORKER, token: None, awaits_ack: true }
}

const fn delivered(attempt: u32) -> Kind {
    Kind::Delivered { delivery: delivery(attempt) }
}

const fn started(attempt: u32) -> Kind {
    Kind::Started { delivery: delivery(attempt), service: Span::ZERO }
}

const fn finished(attempt: u32) -> Kind {
    Kind::Finished { delivery: delivery(attempt), outcome: Outcome::Done }
}

const fn stored() -> Kind {
    Kind::Stored { of: STORED, consumers: 1, alone: true }
}

/// The ledger after a message was stored for one consumer and these things happened. It balances at every step.
fn after(kinds: &[Kind]) -> Obligations {
    let mut ledger = Obligations::default();
    for (index, kind) in (0..).zip([stored()].iter().chain(kinds)) {
        ledger.feed(&Record { index, at: Time::ZERO, cause: None, component: WORKER, kind: kind.clone() });
        assert!(ledger.balances(), "after {kind:?}: {ledger:?}");
    }
    assert_eq!(ledger.created, 1);
    ledger
}

#[test]
fn a_stored_message_is_pending_at_the_broker_until_it_is_sent() {
    let waiting = after(&[]);
    assert_eq!((waiting.pending, waiting.pending_at_broker), (1, 1));
    let sent = after(&[sent(1)]);
    assert_eq!((sent.pending, sent.pending_at_broker, sent.on_the_way), (0, 0, 1));
}

#[test]
fn handled_is_not_done_before_the_broker_has_the_ack() {
    let handled = [sent(1), delivered(1), started(1), finished(1)];
    assert_eq!(after(&handled).awaiting_ack, 1);
    let acked = [&handled[..], &[Kind::Acked { of: OF }]].concat();
    assert_eq!((after(&acked).awaiting_ack, after(&acked).done), (0, 1));
}

#[test]
fn a_crash_loses_the_copy_and_not_the_message() {
    let crash = Kind::Lost { delivery: delivery(1), stage: Stage::InWork, reason: LossReason::Crash };
    let crashed = after(&[sent(1), delivered(1), started(1), crash]);
    assert_eq!((crashed.awaiting_ack, crashed.lost.total()), (1, 0));
}

#[test]
fn what_happens_to_an_earlier_delivery_does_not_move_the_message() {
    let timed_out = Kind::AckTimedOut { of: OF };
    let slow = [sent(1), delivered(1), started(1), timed_out, sent(2), delivered(2)];
    assert_eq!(after(&slow).pending, 1);
    let overtaken = [&slow[..], &[finished(1)]].concat();
    assert_eq!((after(&overtaken).pending, after(&overtaken).awaiting_ack), (1, 0));
}

#[test]
fn a_late_ack_settles_a_message_that_is_out_again_and_what_was_sent_changes_nothing_more() {
    let again = [sent(1), delivered(1), started(1), Kind::AckTimedOut { of: OF }, sent(2), Kind::Acked { of: OF }];
    assert_eq!((after(&again).done, after(&again).on_the_way), (1, 0));
    let arrives = [&again[..], &[delivered(2), started(2), finished(2), Kind::Acked { of: OF }]].concat();
    assert_eq!((after(&arrives).done, after(&arrives).awaiting_ack), (1, 0));
}

#[test]
fn an_exhausted_message_stays_so_until_a_late_ack_comes() {
    let exhausted = [sent(1), Kind::AckTimedOut { of: OF }, Kind::Exhausted { of: OF, deliveries: 1 }];
    assert_eq!(after(&exhausted).exhausted, 1);
    let late = [&exhausted[..], &[Kind::Acked { of: OF }]].concat();
    assert_eq!((after(&late).exhausted, after(&late).done), (0, 1));
}

#[test]
fn a_terminated_message_has_failed_and_one_that_is_gone_is_lost() {
    assert_eq!(after(&[sent(1), Kind::Terminated { of: OF, gone: false }]).failed, 1);
    assert_eq!(after(&[sent(1), Kind::Terminated { of: OF, gone: true }]).lost.removed, 1);
    let removed = Kind::Removed { of: STORED, reason: RemovalReason::Age, undelivered: 1 };
    assert_eq!(after(&[removed]).lost.removed, 1);
}

#[test]
fn a_consumer_takes_its_obligations_with_it() {
    let deleted = |pending| Kind::ConsumerDeleted { consumer: CONSUMER, pending };
    assert_eq!(after(&[deleted(1)]).lost.removed, 1);
    assert_eq!(after(&[sent(1), delivered(1), deleted(0)]).lost.removed, 1);
}

#[test]
fn a_consumer_that_waits_for_no_ack_is_done_when_its_handler_is() {
    let sent = Kind::Sent { delivery: delivery(1), to: WORKER, token: None, awaits_ack: false };
    let handled = after(&[sent.clone(), delivered(1), started(1), finished(1)]);
    assert_eq!((handled.done, handled.awaiting_ack), (1, 0));
    let crash = Kind::Lost { delivery: delivery(1), stage: Stage::Pending, reason: LossReason::Crash };
    assert_eq!(after(&[sent, delivered(1), crash]).lost.crash, 1);
}

#[test]
fn a_consumer_that_begins_in_the_middle_is_owed_what_the_stream_holds() {
    let mut ledger = after(&[]);
    let (consumer, stream, name) = (ConsumerId(2), StreamId(1), Arc::from("late"));
    let created = Kind::ConsumerCreated { consumer, stream, name, filter: None, pending: 1 };
    ledger.feed(&Record { index: 2, at: Time::ZERO, cause: None, component: WORKER, kind: created });
    assert_eq!((ledger.created, ledger.pending), (2, 2));
    assert!(ledger.balances());
}
