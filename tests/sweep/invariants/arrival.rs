//! What arrives was sent, came over the link, comes in the order in which it was published unless it comes
//! again, and comes to a process that
//! opened the connection itself and is still alive.

use super::links::Links;
use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, ConnectionId, ConsumerId, DeliveryId, MessageId, Sid};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::BTreeMap;

pub(super) struct Arrival {
    links: Links,
    /// The record with which each process that runs began to run.
    births: BTreeMap<ComponentId, u64>,
    /// The same of those before, too.
    lives: BTreeMap<ComponentId, Vec<u64>>,
    /// The record with which the process that opened the connection began to run.
    opened_by: BTreeMap<ConnectionId, Option<u64>>,
    published: BTreeMap<MessageId, u64>,
    /// With the moment at which it can arrive at the earliest.
    sent: BTreeMap<DeliveryId, (Time, ComponentId)>,
    /// The last message of each publisher that each subscription got, from each consumer and from none, by its record.
    last: BTreeMap<(ComponentId, ConnectionId, Sid, ConsumerId), u64>,
}

impl Arrival {
    pub(super) fn new(scenario: &Scenario) -> Arrival {
        Arrival {
            links: Links::new(scenario),
            births: BTreeMap::new(),
            lives: BTreeMap::new(),
            opened_by: BTreeMap::new(),
            published: BTreeMap::new(),
            sent: BTreeMap::new(),
            last: BTreeMap::new(),
        }
    }

    fn arrives(&mut self, delivery: DeliveryId, record: &Record) -> Result<(), String> {
        let DeliveryId { message, connection, sid, consumer, .. } = delivery;
        let (earliest, to) = self.sent.remove(&delivery).ok_or_else(|| format!("{delivery:?} was not sent"))?;
        ensure(to == record.component, || format!("{delivery:?} was sent to {to:?}"))?;
        ensure(record.at >= earliest, || format!("{delivery:?} was faster than its link"))?;
        let birth = self.births.get(&record.component).copied();
        let opened = self.opened_by.get(&connection).copied().flatten();
        ensure(birth.is_some() && birth == opened, || {
            format!("{delivery:?} arrives on a connection of process {opened:?}, but process {birth:?} runs")
        })?;
        if delivery.attempt > 1 {
            return Ok(());
        }
        let published = self.published.get(&message).copied().ok_or_else(|| format!("{message:?} is unknown"))?;
        let last = self.last.insert((message.origin(), connection, sid, consumer), published);
        ensure(last.is_none_or(|last| last < published), || {
            format!("{delivery:?}, published in record {published}, comes after what was published in {last:?}")
        })
    }
}

impl Invariant for Arrival {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        self.links.feed(&record.kind);
        match record.kind {
            Kind::Joined | Kind::Restarted => {
                self.births.insert(record.component, record.index);
                self.lives.entry(record.component).or_default().push(record.index);
            }
            Kind::Crashed { .. } | Kind::Left => {
                self.births.remove(&record.component);
            }
            Kind::Connected { connection, .. } => {
                // The process that ran when the connection was asked for.
                let lives = self.lives.get(&record.component).into_iter().flatten();
                let opener = lives.copied().filter(|birth| Some(*birth) <= record.cause).max();
                self.opened_by.insert(connection, opener);
            }
            Kind::Published { ref message } => {
                self.published.insert(message.id, record.index);
            }
            Kind::Sent { delivery, to, .. } => {
                self.sent.insert(delivery, (record.at + self.links.shortest(to), to));
            }
            Kind::Delivered { delivery } => self.arrives(delivery, record)?,
            _ => {}
        }
        Ok(())
    }
}
