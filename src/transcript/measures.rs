//! Measures: how long things took and how busy the handlers were.
//!
//! *Waiting time* runs from delivery to the start of work, *time in system* from publication to the end of work; both
//! are taken when work ends. Percentiles come from a histogram with two significant digits; sums are exact nanoseconds.

use super::{Fold, Kind, Outcome, Record};
use crate::message::{ComponentId, DeliveryId, MessageId};
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
    work: BTreeMap<ComponentId, Work>,
    pending: u64,
    peak_pending: u64,
    done: u64,
}

/// A message that was published, until the last copy of it is settled.
#[derive(Clone, Copy, Debug)]
struct Published {
    at: Time,
    copies: u32,
}

/// What a handler did so far.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    since: Option<Time>,
    joined: Time,
    busy: Span,
    present: Span,
    up: bool,
}

/// How much of its time a handler worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utilisation {
    /// Time in work.
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
            work: BTreeMap::new(),
            pending: 0,
            peak_pending: 0,
            done: 0,
        }
    }
}

impl Measures {
    /// Deliveries handled so far.
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// The most deliveries that were pending at once.
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

    /// The time in the pending buffer that this share of the done deliveries did not exceed; none before the first.
    ///
    /// `percent` is between 0 and 100.
    pub fn waiting_time(&self, percent: f64) -> Option<Span> {
        quantile(&self.waiting, percent)
    }

    /// Each handler's working time up to `now`, in the order of their names.
    pub fn utilisation(&self, now: Time) -> impl Iterator<Item = (ComponentId, Utilisation)> + '_ {
        self.work.iter().map(move |(&component, work)| {
            let busy = work.busy + work.since.map_or(Span::ZERO, |since| now.since(since));
            let up = work.present + if work.up { now.since(work.joined) } else { Span::ZERO };
            (component, Utilisation { busy, up })
        })
    }

    /// Forgets a message when none of its copies is left to come.
    fn settle(&mut self, message: MessageId) {
        if let Some(published) = self.published_at.get_mut(&message) {
            published.copies = published.copies.saturating_sub(1);
            if published.copies == 0 {
                self.published_at.remove(&message);
            }
        }
    }

    fn start(&mut self, component: ComponentId, delivery: DeliveryId) {
        self.pending = self.pending.saturating_sub(1);
        self.work.entry(component).or_default().since = Some(self.now);
        if let Some(at) = self.delivered_at.remove(&delivery) {
            note(&mut self.waiting, self.now.since(at));
        }
    }

    /// Adds the time since the last start to the handler's working time.
    fn rest(&mut self, component: ComponentId) {
        let work = self.work.entry(component).or_default();
        if let Some(since) = work.since.take() {
            work.busy += self.now.since(since);
        }
    }

    fn come(&mut self, component: ComponentId) {
        let work = self.work.entry(component).or_default();
        work.joined = self.now;
        work.up = true;
    }

    fn go(&mut self, component: ComponentId) {
        self.rest(component);
        let work = self.work.entry(component).or_default();
        work.present += self.now.since(work.joined);
        work.up = false;
    }
}

impl Fold for Measures {
    fn feed(&mut self, record: &Record) {
        self.now = record.at;
        match record.kind {
            Kind::Published { ref message } => {
                self.published_at.insert(message.id, Published { at: record.at, copies: 1 });
            }
            Kind::NoInterest { message } | Kind::LostOnLink { message } => self.settle(message),
            Kind::Routed { message, copies } => {
                if let Some(published) = self.published_at.get_mut(&message) {
                    published.copies = copies;
                }
            }
            Kind::Delivered { delivery } => {
                self.pending += 1;
                self.peak_pending = self.peak_pending.max(self.pending);
                self.delivered_at.insert(delivery, record.at);
            }
            Kind::Started { delivery, .. } => self.start(record.component, delivery),
            Kind::Finished { delivery, outcome } => {
                self.rest(record.component);
                if outcome == Outcome::Done {
                    self.done += 1;
                    if let Some(published) = self.published_at.get(&delivery.message) {
                        note(&mut self.in_system, record.at.since(published.at));
                    }
                }
                self.settle(delivery.message);
            }
            Kind::Lost { delivery, .. } => {
                if self.delivered_at.remove(&delivery).is_some() {
                    self.pending = self.pending.saturating_sub(1);
                }
                self.settle(delivery.message);
            }
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
