//! The journeys of recent messages, read from the records.

use crate::message::subject::Subject;
use crate::message::{ComponentId, DeliveryId, MessageId, StreamId, StreamMessage};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, LossReason, Outcome, Record, Stage as Where};
use crate::view::Stage;
use crate::view::kind::MessageKind;
use std::collections::BTreeMap;

/// A message on its way to the broker.
#[derive(Clone, Debug)]
pub(super) struct Trip {
    pub(super) subject: Subject,
    pub(super) kind: MessageKind,
    pub(super) published: Time,
    pub(super) end: Option<(Time, Fate)>,
}

/// What became of a message on its way to the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Routed,
    Unheard,
    Lost,
}

/// A copy on its way to its subscriber and beyond, as far as the records at hand tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Journey {
    /// Whose it is.
    pub(super) to: Option<ComponentId>,
    /// The stream that it comes from, if a consumer delivers it.
    pub(super) stream: Option<StreamId>,
    pub(super) sent: Option<Time>,
    pub(super) delivered: Option<Time>,
    pub(super) started: Option<(Time, Span)>,
    /// Whether it was taken at once, as a reply is.
    pub(super) received: bool,
    pub(super) statement: Option<(Time, ComponentId)>,
    pub(super) saved: Option<Time>,
    pub(super) finished: Option<(Time, Outcome)>,
    pub(super) lost: Option<(Time, Where, LossReason)>,
    /// How many others had been lost by the same member before it, in the records at hand.
    pub(super) lost_before: usize,
}

/// A statement: when and where it began, and when it was committed.
#[derive(Clone, Copy, Debug)]
struct Statement {
    began: (Time, ComponentId),
    saved: Option<Time>,
}

/// All journeys that can still be seen.
#[derive(Debug, Default)]
pub(super) struct Journeys {
    pub(super) trips: BTreeMap<MessageId, Trip>,
    pub(super) copies: BTreeMap<DeliveryId, Journey>,
    /// By client and message, until the copy that each is about has been found.
    statements: Map<(ComponentId, MessageId), Statement>,
    losses: Map<(ComponentId, Time), usize>,
}

impl Journeys {
    /// Reads the records from `horizon` on; an earlier one cannot be seen any more.
    pub(super) fn read(stage: &Stage<'_>, horizon: Time) -> Journeys {
        let mut journeys = Journeys::default();
        // Work that began long ago may still be in progress.
        for (component, member) in stage.board.members() {
            for work in &member.work {
                journeys.start(component, work.delivery, work.since, work.service);
            }
        }
        let first = stage.recent.partition_point(|record| record.at < horizon);
        for record in stage.recent.range(first..).take_while(|record| record.at <= stage.now) {
            journeys.read_record(record, stage);
        }
        journeys.assign_statements();
        journeys
    }

    /// The way of this copy's message to the broker, if the records at hand tell.
    pub(super) fn trip(&self, delivery: DeliveryId) -> Option<&Trip> {
        self.trips.get(&delivery.message)
    }

    fn read_record(&mut self, record: &Record, stage: &Stage<'_>) {
        let at = record.at;
        match &record.kind {
            Kind::Published { message } => {
                let (subject, kind) = (message.subject.clone(), MessageKind::of(message, stage.roster));
                self.trips.insert(message.id, Trip { subject, kind, published: at, end: None });
            }
            Kind::LostOnLink(message) => self.end(*message, at, Fate::Lost),
            Kind::Routed { message, .. } | Kind::Stored { of: StreamMessage { message, .. }, alone: true, .. } => {
                self.end(*message, at, Fate::Routed);
            }
            Kind::Refused { message, alone: true, .. }
            | Kind::Duplicate { of: StreamMessage { message, .. }, alone: true } => {
                self.end(*message, at, Fate::Unheard);
            }
            Kind::NoInterest { message } => self.end(*message, at, Fate::Unheard),
            Kind::Sent { delivery, to, .. } => {
                let journey = self.copies.entry(*delivery).or_default();
                (journey.to, journey.sent) = (Some(*to), Some(at));
                journey.stream = stage.board.consumer(record.component, delivery.consumer).map(|from| from.stream);
            }
            Kind::Delivered { delivery } => {
                let journey = self.copies.entry(*delivery).or_default();
                (journey.to, journey.delivered) = (Some(record.component), Some(at));
            }
            Kind::Received { delivery, .. } => {
                let journey = self.copies.entry(*delivery).or_default();
                (journey.to, journey.received) = (Some(record.component), true);
            }
            Kind::Started { delivery, service } => self.start(record.component, *delivery, at, *service),
            Kind::Finished { delivery, outcome } => {
                let journey = self.copies.entry(*delivery).or_default();
                (journey.to, journey.finished) = (Some(record.component), Some((at, *outcome)));
            }
            Kind::Lost { delivery, stage, reason } => {
                let before = self.losses.or_default((record.component, at));
                let journey = self.copies.entry(*delivery).or_default();
                (journey.to, journey.lost) = (Some(record.component), Some((at, *stage, *reason)));
                journey.lost_before = *before;
                *before += usize::from(*stage == Where::Pending);
            }
            Kind::StatementStarted { client, message } => {
                let statement = Statement { began: (at, record.component), saved: None };
                self.statements.insert((*client, *message), statement);
            }
            Kind::Saved { client, message, .. } => {
                if let Some(statement) = self.statements.get_mut(&(*client, *message)) {
                    statement.saved = Some(at);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, message: MessageId, at: Time, fate: Fate) {
        if let Some(trip) = self.trips.get_mut(&message) {
            trip.end = Some((at, fate));
        }
    }

    fn start(&mut self, component: ComponentId, delivery: DeliveryId, at: Time, service: Span) {
        let journey = self.copies.entry(delivery).or_default();
        (journey.to, journey.started) = (Some(component), Some((at, service)));
    }

    fn assign_statements(&mut self) {
        for (delivery, journey) in &mut self.copies {
            let statement = journey.to.and_then(|client| self.statements.get(&(client, delivery.message)));
            if let Some(statement) = statement {
                (journey.statement, journey.saved) = (Some(statement.began), statement.saved);
            }
        }
    }
}
