//! The tally: how often each kind of thing has happened at each part of a scenario, and how many messages wait there.
//! What a lesson waits for is read from it.

use super::{Fold, Forgotten, GatherStop, Kind, Outcome, Record, Stage};
use crate::message::ConsumerId;
use crate::ordered::Map;
use serde::{Deserialize, Serialize};

/// A kind of thing that happens, as a lesson may wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// A publisher, requester, gatherer or handler published a message.
    Published,
    /// A broker found somebody who asks for a message.
    Routed,
    /// A broker found nobody who asks for a message.
    Unheard,
    /// A broker, or a service that is called, did not take a message.
    Refused,
    /// A broker told a requester that nobody listens.
    NoResponders,
    /// A link lost a message, a copy, an ack or an answer.
    LostOnLink,
    /// A stream of a broker took a message.
    Stored,
    /// A broker sent a copy for the first time.
    Sent,
    /// A consumer of a broker sent a message again.
    Redelivered,
    /// A member subscribed.
    Subscribed,
    /// A copy arrived at a member.
    Delivered,
    /// A member began to work.
    Started,
    /// A member ended its work as it should.
    Done,
    /// A member's work failed.
    Failed,
    /// A member lost a copy that it had, or that was on its way.
    Lost,
    /// A database stored a row.
    Saved,
    /// A database opened a connection.
    SessionOpened,
    /// A statement waits for a connection to a database.
    StatementQueued,
    /// A consumer of a broker heard that a message was handled.
    Acked,
    /// A consumer of a broker was asked to deliver a message again.
    Nakked,
    /// A consumer of a broker waited too long for an ack.
    AckTimedOut,
    /// A consumer of a broker gave a message up.
    Exhausted,
    /// A member published a copy of what was given up.
    DeadLettered,
    /// A publisher heard that a stream has its message.
    Confirmed,
    /// A publisher or requester heard, or concluded, that its message was not taken or not answered.
    NotConfirmed,
    /// A publisher heard how many deliveries its message led to.
    Counted,
    /// A requester or gatherer took a reply in time.
    Received,
    /// A requester or gatherer took a reply too late.
    ReceivedLate,
    /// A requester waited in vain.
    TimedOut,
    /// A requester or publisher sent a message again.
    Retried,
    /// A gatherer has as many replies as it wants.
    GatheredCount,
    /// A gatherer's time was over.
    GatheredDeadline,
    /// No more replies came to a gatherer.
    GatheredStall,
    /// Nobody listens to a gatherer's request.
    GatheredNobody,
    /// A member joined.
    Joined,
    /// A member left.
    Left,
    /// A process died.
    Crashed,
    /// A process runs again.
    Restarted,
    /// A link was cut.
    Partitioned,
    /// A link is whole again.
    Healed,
    /// A person asked for another number of members.
    Scaled,
    /// A process was frozen.
    Paused,
    /// A process goes on.
    Unpaused,
    /// A member works more slowly, or as fast as usual again.
    Slowed,
    /// A broker ended.
    BrokerStopped,
    /// A broker runs again.
    BrokerStarted,
}

impl Sign {
    /// What a record is a sign of; none for what no lesson waits for.
    pub const fn of(kind: &Kind) -> Option<Sign> {
        Some(match kind {
            Kind::Published { .. } => Sign::Published,
            Kind::Routed { .. } => Sign::Routed,
            Kind::NoInterest { .. } => Sign::Unheard,
            Kind::Refused { .. } => Sign::Refused,
            Kind::NoResponders { .. } => Sign::NoResponders,
            Kind::LostOnLink(_) | Kind::AckLost { .. } | Kind::AnswerLost { .. } => Sign::LostOnLink,
            Kind::Stored { .. } => Sign::Stored,
            Kind::Sent { delivery, .. } if is_again(delivery.consumer, delivery.attempt) => Sign::Redelivered,
            Kind::Sent { .. } => Sign::Sent,
            Kind::Subscribed { .. } => Sign::Subscribed,
            Kind::Delivered { .. } => Sign::Delivered,
            Kind::Started { .. } => Sign::Started,
            Kind::Finished { outcome: Outcome::Done, .. } => Sign::Done,
            Kind::Finished { outcome: Outcome::Failed, .. } => Sign::Failed,
            Kind::Lost { .. } => Sign::Lost,
            Kind::Saved { .. } => Sign::Saved,
            Kind::SessionOpened { .. } => Sign::SessionOpened,
            Kind::StatementQueued { .. } => Sign::StatementQueued,
            Kind::Acked { .. } => Sign::Acked,
            Kind::Nakked { .. } => Sign::Nakked,
            Kind::AckTimedOut { .. } => Sign::AckTimedOut,
            Kind::Exhausted { .. } => Sign::Exhausted,
            Kind::DeadLettered { .. } => Sign::DeadLettered,
            Kind::Confirmed { .. } => Sign::Confirmed,
            Kind::NotConfirmed { .. } => Sign::NotConfirmed,
            Kind::Counted { .. } => Sign::Counted,
            Kind::Received { late: false, .. } => Sign::Received,
            Kind::Received { late: true, .. } => Sign::ReceivedLate,
            Kind::TimedOut { .. } => Sign::TimedOut,
            Kind::Retried { .. } => Sign::Retried,
            Kind::Gathered { stop: GatherStop::Count, .. } => Sign::GatheredCount,
            Kind::Gathered { stop: GatherStop::Deadline, .. } => Sign::GatheredDeadline,
            Kind::Gathered { stop: GatherStop::Stall, .. } => Sign::GatheredStall,
            Kind::Gathered { stop: GatherStop::NoResponders, .. } => Sign::GatheredNobody,
            Kind::Joined => Sign::Joined,
            Kind::Left => Sign::Left,
            Kind::Crashed { .. } => Sign::Crashed,
            Kind::Restarted => Sign::Restarted,
            Kind::Partitioned => Sign::Partitioned,
            Kind::Healed => Sign::Healed,
            Kind::Scaled { .. } => Sign::Scaled,
            Kind::Paused => Sign::Paused,
            Kind::Unpaused => Sign::Unpaused,
            Kind::Slowed { .. } => Sign::Slowed,
            Kind::BrokerStopped => Sign::BrokerStopped,
            Kind::BrokerStarted => Sign::BrokerStarted,
            _ => return None,
        })
    }
}

/// Whether a consumer delivers for another time; what is overheard is counted apart, and no redelivery.
const fn is_again(consumer: ConsumerId, attempt: u32) -> bool {
    consumer.0 != ConsumerId::NONE.0 && attempt > 1
}

/// How often what has happened where, by parts: the brokers first, then the cast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    happened: Map<(u16, Sign), u64>,
    waiting: Map<u16, u64>,
}

impl Tally {
    /// How often this has happened at a part.
    pub fn times(&self, part: u16, sign: Sign) -> u64 {
        self.happened.get(&(part, sign)).copied().unwrap_or(0)
    }

    /// How many messages wait at a part: in the buffers of its members, or with the consumers of a broker.
    pub fn waiting(&self, part: u16) -> u64 {
        self.waiting.get(&part).copied().unwrap_or(0)
    }

    fn more(&mut self, part: u16, messages: u64) {
        *self.waiting.or_default(part) += messages;
    }

    fn fewer(&mut self, part: u16, messages: u64) {
        let waiting = self.waiting.or_default(part);
        *waiting = waiting.saturating_sub(messages);
    }
}

impl Fold for Tally {
    fn feed(&mut self, record: &Record) {
        let part = record.component.part;
        if let Some(sign) = Sign::of(&record.kind) {
            *self.happened.or_default((part, sign)) += 1;
        }
        match &record.kind {
            Kind::Stored { consumers, .. } => self.more(part, u64::from(*consumers)),
            Kind::ConsumerCreated { pending, .. } => self.more(part, *pending),
            Kind::ConsumerDeleted { pending, .. } => self.fewer(part, *pending),
            Kind::ConsumerChanged(change) => {
                self.more(part, change.more);
                self.fewer(part, change.fewer);
            }
            Kind::Removed { undelivered, .. } => self.fewer(part, u64::from(*undelivered)),
            Kind::Sent { delivery, .. } if delivery.consumer != ConsumerId::NONE && delivery.attempt == 1 => {
                self.fewer(part, 1);
            }
            Kind::Delivered { .. } | Kind::Forgotten(Forgotten { deliveries: 0, .. }) => self.more(part, 1),
            Kind::Started { .. } | Kind::Received { .. } | Kind::Lost { stage: Stage::Pending, .. } => {
                self.fewer(part, 1);
            }
            _ => {}
        }
    }
}
