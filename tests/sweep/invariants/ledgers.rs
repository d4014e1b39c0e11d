//! Both ledgers balance, and agree with a count of every single message and delivery, each of which goes through its
//! stations in order and never comes back to one.
//!
//! The obligations of consumers span several deliveries; there the count is not compared, only the order of stations.

use super::{Invariant, ensure};
use queue_playground::message::{DeliveryId, MessageId};
use queue_playground::transcript::{Fold, Kind, Obligations, Outcome, Publications, Record, Stage};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Ledgers {
    publications: Publications,
    obligations: Obligations,
    messages: Places<MessageId>,
    deliveries: Places<DeliveryId>,
    consumers: bool,
}

/// Where each thing is, and how many are in each place.
struct Places<Thing> {
    of: BTreeMap<Thing, &'static str>,
    counts: BTreeMap<&'static str, u64>,
}

impl<Thing> Default for Places<Thing> {
    fn default() -> Self {
        Places { of: BTreeMap::new(), counts: BTreeMap::new() }
    }
}

impl<Thing: Ord + std::fmt::Debug> Places<Thing> {
    /// Moves a thing; `from` is none for one that was nowhere yet.
    fn go(&mut self, thing: Thing, from: Option<&'static str>, to: &'static str) -> Result<(), String> {
        let shown = format!("{thing:?}");
        let was = self.of.insert(thing, to);
        ensure(was == from, || format!("{shown} goes to {to} from {from:?}, but it was at {was:?}"))?;
        if let Some(count) = from.and_then(|from| self.counts.get_mut(from)) {
            *count -= 1;
        }
        *self.counts.entry(to).or_default() += 1;
        Ok(())
    }

    fn count(&self, place: &str) -> u64 {
        self.counts.get(place).copied().unwrap_or(0)
    }
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::OnTheWay => "on the way",
        Stage::Pending => "pending",
        Stage::InWork => "in work",
    }
}

impl Ledgers {
    fn follow(&mut self, kind: &Kind) -> Result<(), String> {
        let sent = Some("on the way");
        match *kind {
            Kind::Published { ref message } => self.messages.go(message.id, None, "on the way"),
            Kind::Routed { message, .. } => self.messages.go(message, sent, "routed"),
            Kind::Stored { of, alone: true, .. } => self.messages.go(of.message, sent, "stored only"),
            Kind::Duplicate { of, alone: true } => self.messages.go(of.message, sent, "duplicate"),
            Kind::Refused { message, alone: true, .. } => self.messages.go(message, sent, "refused"),
            Kind::NoInterest { message } => self.messages.go(message, sent, "no interest"),
            Kind::LostOnLink(message) => self.messages.go(message, sent, "lost"),
            Kind::Sent { delivery, .. } => self.deliveries.go(delivery, None, "on the way"),
            Kind::Delivered { delivery } => self.deliveries.go(delivery, sent, "pending"),
            Kind::Started { delivery, .. } => self.deliveries.go(delivery, Some("pending"), "in work"),
            Kind::Finished { delivery, outcome: Outcome::Done } => {
                self.deliveries.go(delivery, Some("in work"), "done")
            }
            Kind::Finished { delivery, outcome: Outcome::Failed } => {
                self.deliveries.go(delivery, Some("in work"), "failed")
            }
            Kind::Received { delivery, .. } => self.deliveries.go(delivery, Some("pending"), "done"),
            Kind::ConsumerCreated { .. } => {
                self.consumers = true;
                Ok(())
            }
            Kind::Lost { delivery, stage, .. } => self.deliveries.go(delivery, Some(name(stage)), "lost"),
            _ => Ok(()),
        }
    }

    fn compare(&self) -> Result<(), String> {
        let (p, o) = (&self.publications, &self.obligations);
        ensure(p.balances(), || format!("publications do not balance: {p:?}"))?;
        ensure(o.balances(), || format!("obligations do not balance: {o:?}"))?;
        let kept = [p.routed, p.stored_only, p.duplicate, p.refused, p.no_interest, p.lost_on_link, p.on_the_way];
        let places = ["routed", "stored only", "duplicate", "refused", "no interest", "lost", "on the way"];
        let counted = places.map(|place| self.messages.count(place));
        ensure(kept == counted, || format!("publications say {kept:?}, but messages are {counted:?}"))?;
        if self.consumers {
            return Ok(());
        }
        let kept = [o.done, o.failed, o.on_the_way, o.pending, o.in_work, o.lost.total()];
        let places = ["done", "failed", "on the way", "pending", "in work", "lost"];
        let counted = places.map(|place| self.deliveries.count(place));
        ensure(kept == counted, || format!("obligations say {kept:?}, but deliveries are {counted:?}"))
    }
}

impl Invariant for Ledgers {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        self.publications.feed(record);
        self.obligations.feed(record);
        self.follow(&record.kind)?;
        self.compare()
    }
}
