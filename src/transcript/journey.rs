//! The journey of a message: which records are about it and about what came of it, and where it is by now.

use super::{Fold, Forgotten, GatherStop, Kind, Obligations, Outcome, Publications, Record};
use crate::message::{MessageId, StreamMessage};
use crate::sim::time::{Span, Time};

impl Kind {
    /// The message that this is about; none for what is about a process, a link, a stream or a connection.
    pub fn about(&self) -> Option<MessageId> {
        Some(match self {
            Kind::Published { message } => message.id,
            Kind::LostOnLink(message)
            | Kind::Routed { message, .. }
            | Kind::NoInterest { message }
            | Kind::NoResponders { message }
            | Kind::Refused { message, .. }
            | Kind::DeadLettered { message, .. }
            | Kind::Confirmed { message, .. }
            | Kind::NotVisible(message)
            | Kind::CameToLight(message)
            | Kind::AnswerLost(message)
            | Kind::NotConfirmed { message, .. }
            | Kind::Counted { message, .. }
            | Kind::TimedOut(message)
            | Kind::Retried { message, .. }
            | Kind::Gathered { request: message, .. }
            | Kind::StatementQueued { message, .. }
            | Kind::StatementStarted { message, .. }
            | Kind::Saved { message, .. }
            | Kind::StatementAborted { message, .. } => *message,
            Kind::Sent { delivery, .. }
            | Kind::Delivered { delivery }
            | Kind::Started { delivery, .. }
            | Kind::Finished { delivery, .. }
            | Kind::Lost { delivery, .. }
            | Kind::AckSent { delivery, .. }
            | Kind::AckLost { delivery, .. }
            | Kind::Received { delivery, .. } => delivery.message,
            Kind::Stored { of, .. } | Kind::Duplicate { of, .. } | Kind::Removed { of, .. } => of.message,
            Kind::Acked { of }
            | Kind::Nakked { of, .. }
            | Kind::Extended(of)
            | Kind::Terminated { of, .. }
            | Kind::AckTimedOut { of }
            | Kind::Forgotten(Forgotten { of, .. })
            | Kind::Exhausted { of, .. } => of.message,
            _ => return None,
        })
    }

    /// A message, and the one that came of it: a reply, a copy, another attempt.
    fn descent(&self) -> Option<(MessageId, MessageId)> {
        match self {
            Kind::Published { message } => message.parent.map(|parent| (parent, message.id)),
            Kind::Retried { message, again, .. } => Some((*message, *again)),
            Kind::DeadLettered { message, copy } => Some((*message, *copy)),
            _ => None,
        }
    }
}

/// What can be said about one message from the records at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    /// The message that it answers, copies or repeats.
    pub comes_of: Option<MessageId>,
    /// The indices of all records about it, its replies, its copies and its further attempts, in order.
    pub records: Vec<u64>,
    /// When the last of these happened.
    pub last: Time,
    /// Where the message itself is.
    pub fate: Fate,
}

/// Where a message is, and how it got there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// When it was published; none if the records do not reach back as far, or it is still to come.
    pub published: Option<Time>,
    /// Where it went from its publisher.
    pub publication: Publications,
    /// Where its deliveries are.
    pub deliveries: Obligations,
    /// Its number in the stream that took it last.
    pub stored: Option<u64>,
    /// The row in which a database has it.
    pub row: Option<u64>,
    /// What the one who asked got, if it is a question.
    pub answer: Option<Answer>,
    /// How long after its publication it was last handled.
    pub took: Span,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// So many replies came in time.
    Replies(u32),
    /// None came in time.
    None,
    /// The broker said at once that nobody listens.
    Nobody,
}

impl Journey {
    /// The journey of a message as far as these records tell, oldest first.
    pub fn of<'a>(wanted: MessageId, records: impl IntoIterator<Item = &'a Record>) -> Journey {
        let mut journey = Journey::default();
        let mut family = vec![wanted];
        for record in records {
            match record.kind.descent() {
                Some((parent, child)) if child == wanted => journey.comes_of = Some(parent),
                Some((parent, child)) if family.contains(&parent) && !family.contains(&child) => family.push(child),
                _ => {}
            }
            let Some(about) = record.kind.about() else { continue };
            if family.contains(&about) {
                journey.records.push(record.index);
                journey.last = record.at;
            }
            if about == wanted {
                journey.fate.feed(record);
            }
            journey.fate.hear(wanted, &record.kind);
        }
        journey
    }
}

impl Fate {
    /// Whether something is still to happen to it.
    pub const fn is_open(&self) -> bool {
        let Obligations { on_the_way, pending, in_work, awaiting_ack, awaiting_redelivery, .. } = self.deliveries;
        self.publication.on_the_way + on_the_way + pending + in_work + awaiting_ack + awaiting_redelivery > 0
    }

    /// What the one who asked hears. Where one reply is enough, no record says that all is there.
    fn hear(&mut self, wanted: MessageId, kind: &Kind) {
        match *kind {
            Kind::Received { request, late: false, .. } if request == wanted => {
                let before = if let Some(Answer::Replies(count)) = self.answer { count } else { 0 };
                self.answer = Some(Answer::Replies(before + 1));
            }
            Kind::NoResponders { message } if message == wanted => self.answer = Some(Answer::Nobody),
            Kind::TimedOut(request) if request == wanted => self.answer = Some(Answer::None),
            Kind::Gathered { request, replies, stop } if request == wanted => {
                self.answer = Some(match (stop, replies) {
                    (GatherStop::NoResponders, _) => Answer::Nobody,
                    (_, 0) => Answer::None,
                    (_, replies) => Answer::Replies(replies),
                });
            }
            _ => {}
        }
    }
}

impl Fold for Fate {
    fn feed(&mut self, record: &Record) {
        self.publication.feed(record);
        self.deliveries.feed(record);
        match record.kind {
            Kind::Published { .. } => self.published = Some(record.at),
            Kind::Stored { of: StreamMessage { sequence, .. }, .. } => self.stored = Some(sequence),
            Kind::Removed { .. } => self.stored = None,
            Kind::Saved { row, .. } => self.row = Some(row),
            Kind::Finished { outcome: Outcome::Done, .. } | Kind::Acked { .. } | Kind::Received { .. } => {
                self.took = self.published.map_or(Span::ZERO, |published| record.at.since(published));
            }
            _ => {}
        }
    }
}
