//! Measures: how long things took and how busy the handlers were.
//!
//! *Waiting time* runs from delivery to the start of work, *time in system* from publication to the end of work. With a
//! consumer that waits for acks they run from the moment the stream stored the message to the start of work on its
//! first delivery, and from publication to the ack. A message that a stream held before its consumer was made has no
//! times. Replies count where they are asked for, not where they are taken. Percentiles come from a histogram with two
//! significant digits; sums are exact nanoseconds.

use super::{Backlog, Fold, Forgotten, Kind, Outcome, Record, Waits};
use crate::message::{ComponentId, ConsumerId, DeliveryId, MessageId, StreamMessage};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use hdrhistogram::Histogram;
use std::collections::BTreeMap;

/// The longest time a percentile can name: an hour, in microseconds.
const LONGEST_US: u64 = 3_600_000_000;

/// Rates, percentiles and utilisation of a run so far.
#[derive(Clone, Debug)]
pub struct Measures {
    now: Time,
    published_at: BTreeMap<MessageId, Published>,
    delivered_at: BTreeMap<DeliveryId, Time>,
    in_system: Histogram<u64>,
    waiting: Histogram<u64>,
    waits: Waits,
    work: Map<ComponentId, Work>,
    backlog: Backlog,
    peak_pending: u64,
    done: u64,
    last_took: Option<Span>,
}

/// A message that was published, until the last copy of it is settled or given up.
#[derive(Clone, Copy, Debug)]
struct Published {
    at: Time,
    /// When a stream stored it, if one did.
    stored: Option<Time>,
    copies: u32,
}

/// What a handler did so far.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    /// How many messages it works on.
    at_once: u32,
    /// Since when it works on any.
    since: Option<Time>,
    joined: Time,
    busy: Span,
    present: Span,
    up: bool,
}

/// How much of its time a handler worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utilisation {
    /// Time in work, on one message or on several at once.
    pub busy: Span,
    /// Time up, working or not.
    pub up: Span,
}

impl Utilisation {
    /// Working time in thousandths of the time up; 0 for one that was never up.
    pub fn per_mille(self) -> u64 {
        let up = u128::from(self.up.as_nanos()).max(1);
        u64::try_from(u128::from(self.busy.as_nanos()) * 1_000 / up).unwrap_or(0)
    }
}

impl Default for Measures {
    fn default() -> Measures {
        #[allow(clippy::expect_used, reason = "constant bounds that the constructor accepts")]
        let histogram = || Histogram::new_with_bounds(1, LONGEST_US, 2).expect("1 ≤ an hour, two digits");
        Measures {
            now: Time::ZERO,
            published_at: BTreeMap::new(),
            delivered_at: BTreeMap::new(),
            in_system: histogram(),
            waiting: histogram(),
            waits: Waits::default(),
            work: Map::new(),
            backlog: Backlog::default(),
            peak_pending: 0,
            done: 0,
            last_took: None,
        }
    }
}

impl Measures {
    /// Deliveries handled so far; of consumers that wait for acks, messages acknowledged.
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// How long what the last record completed was in the system; none if it completed nothing.
    pub const fn last_took(&self) -> Option<Span> {
        self.last_took
    }

    /// The most messages that were pending at once, in buffers and with consumers.
    pub const fn peak_pending(&self) -> u64 {
        self.peak_pending
    }

    /// The time from publication to the end of work that this share of the done deliveries did not exceed; none before
    /// the first.
    ///
    /// `percent` is between 0 and 100.
    pub fn time_in_system(&self, percent: f64) -> Option<Span> {
        quantile(&self.in_system, percent)
    }

    /// The time in the pending buffer, or with a consumer and in the buffer, that this share of the done deliveries did
    /// not exceed; none before the first.
    ///
    /// `percent` is between 0 and 100.
    pub fn waiting_time(&self, percent: f64) -> Option<Span> {
        quantile(&self.waiting, percent)
    }

    /// Mean waiting times since something last changed.
    pub const fn waits(&self) -> &Waits {
        &self.waits
    }

    /// Each handler's working time up to `now`, in the order of their names.
    pub fn utilisation(&self, now: Time) -> impl Iterator<Item = (ComponentId, Utilisation)> + '_ {
        self.work.iter().map(move |(&component, work)| {
            let busy = work.busy + work.since.map_or(Span::ZERO, |since| now.since(since));
            let up = work.present + if work.up { now.since(work.joined) } else { Span::ZERO };
            (component, Utilisation { busy, up })
        })
    }

    /// Copies of a message are settled; it is forgotten when none is left to come.
    fn settle(&mut self, message: MessageId, copies: u32) {
        if let Some(published) = self.published_at.get_mut(&message) {
            published.copies = published.copies.saturating_sub(copies);
            if published.copies == 0 {
                self.published_at.remove(&message);
            }
        }
    }

    /// More copies of a message are to come.
    fn expect(&mut self, message: MessageId, copies: u32) {
        if let Some(published) = self.published_at.get_mut(&message) {
            published.copies = published.copies.saturating_add(copies);
        }
    }

    fn start(&mut self, component: ComponentId, delivery: DeliveryId) {
        let work = self.work.or_default(component);
        work.at_once += 1;
        work.since.get_or_insert(self.now);
        let stored = || self.published_at.get(&delivery.message).and_then(|published| published.stored);
        let since = match (delivery.consumer, delivery.attempt) {
            (ConsumerId::NONE, _) => self.delivered_at.remove(&delivery),
            (_, 1) => stored(),
            // How long it waits after a failure is up to the consumer's settings, not to who is free.
            _ => None,
        };
        if let Some(since) = since {
            note(&mut self.waiting, self.now.since(since));
            // Who fetches shares a queue; who is pushed to has their own.
            let shared = delivery.consumer != ConsumerId::NONE;
            let queue = if shared { ComponentId { member: 0, ..component } } else { component };
            self.waits.note(queue, since, self.now);
        }
    }

    fn finish(&mut self, component: ComponentId, delivery: DeliveryId, outcome: Outcome) {
        self.rest(component, 1);
        // Where an ack is awaited, it decides.
        if !self.backlog.awaits_ack(delivery) {
            if outcome == Outcome::Done {
                self.complete(delivery.message);
            }
            self.settle(delivery.message, 1);
        }
    }

    /// A copy of the message was handled.
    fn complete(&mut self, message: MessageId) {
        self.done += 1;
        if let Some(published) = self.published_at.get(&message) {
            let took = self.now.since(published.at);
            self.last_took = Some(took);
            note(&mut self.in_system, took);
        }
    }

    /// Ends so many works of a handler; when none is left, the time since the first of them has been working time.
    fn rest(&mut self, component: ComponentId, works: u32) {
        let work = self.work.or_default(component);
        work.at_once = work.at_once.saturating_sub(works);
        if let (0, Some(since)) = (work.at_once, work.since) {
            work.since = None;
            work.busy += self.now.since(since);
        }
    }

    fn come(&mut self, component: ComponentId) {
        let work = self.work.or_default(component);
        work.joined = self.now;
        work.up = true;
    }

    fn go(&mut self, component: ComponentId) {
        self.rest(component, u32::MAX);
        let work = self.work.or_default(component);
        work.present += self.now.since(work.joined);
        work.up = false;
    }
}

impl Fold for Measures {
    fn feed(&mut self, record: &Record) {
        self.now = record.at;
        self.last_took = None;
        self.backlog.feed(record);
        self.waits.change(record);
        self.peak_pending = self.peak_pending.max(self.backlog.pending());
        match record.kind {
            Kind::Published { ref message } => {
                self.published_at.insert(message.id, Published { at: record.at, stored: None, copies: 1 });
            }
            Kind::NoInterest { message }
            | Kind::LostOnLink(message)
            | Kind::Refused { message, alone: true, .. }
            | Kind::Duplicate { of: StreamMessage { message, .. }, alone: true } => self.settle(message, 1),
            Kind::Routed { message, copies } => {
                self.expect(message, copies);
                self.settle(message, 1);
            }
            Kind::Stored { of, consumers, alone } => {
                if let Some(published) = self.published_at.get_mut(&of.message) {
                    published.stored = Some(record.at);
                }
                self.expect(of.message, consumers);
                self.settle(of.message, u32::from(alone));
            }
            Kind::Removed { of, undelivered, .. } => self.settle(of.message, undelivered),
            Kind::Delivered { delivery } if delivery.consumer == ConsumerId::NONE => {
                self.delivered_at.insert(delivery, record.at);
            }
            Kind::Started { delivery, .. } => self.start(record.component, delivery),
            Kind::Finished { delivery, outcome } => self.finish(record.component, delivery, outcome),
            Kind::Received { delivery, .. } | Kind::Lost { delivery, .. } => {
                self.delivered_at.remove(&delivery);
                if !self.backlog.awaits_ack(delivery) {
                    self.settle(delivery.message, 1);
                }
            }
            Kind::Acked { of } => {
                self.complete(of.message);
                self.settle(of.message, 1);
            }
            Kind::Forgotten(Forgotten { of, settled: Some(_), .. }) => self.expect(of.message, 1),
            Kind::Terminated { of, .. } | Kind::Exhausted { of, .. } => self.settle(of.message, 1),
            Kind::Joined | Kind::Restarted => self.come(record.component),
            Kind::Crashed { .. } | Kind::Left => self.go(record.component),
            _ => {}
        }
    }
}

fn note(histogram: &mut Histogram<u64>, span: Span) {
    histogram.saturating_record((span.as_nanos() / 1_000).max(1));
}

fn quantile(histogram: &Histogram<u64>, percent: f64) -> Option<Span> {
    (!histogram.is_empty()).then(|| Span::from_nanos(histogram.value_at_quantile(percent / 100.0) * 1_000))
}
