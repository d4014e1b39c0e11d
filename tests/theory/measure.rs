//! Measuring on integers: stays of customers, how many are there, and for how long.

use queue_playground::message::MessageId;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, LossReason, Record};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The publisher's place in a scenario: the first of the cast, behind one broker.
pub const PUBLISHER: u16 = 1;

/// The measured part of a run, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Window {
    pub from: u64,
    pub to: u64,
}

/// A message on its way through the system: when it was published, when work on it began, and when that ended.
#[derive(Clone, Copy)]
pub struct Customer {
    pub arrived: u64,
    pub started: Option<u64>,
    pub finished: Option<u64>,
    /// It found no room, and left at once.
    pub blocked: bool,
}

/// A time spent somewhere, in nanoseconds.
#[derive(Clone, Copy)]
pub struct Stay {
    pub from: u64,
    pub to: u64,
}

impl Window {
    /// So long a window after so long a warm-up.
    pub fn after(warm_up: Span, measured: Span) -> Window {
        let (from, measured) = (warm_up.as_nanos(), measured.as_nanos());
        Window { from, to: from + measured }
    }

    pub fn contains(self, moment: u64) -> bool {
        (self.from..self.to).contains(&moment)
    }

    pub fn length(self) -> u64 {
        self.to - self.from
    }
}

/// Everybody who came, in the order of their arrival.
pub struct Customers {
    window: Window,
    all: BTreeMap<MessageId, Customer>,
    /// How many came in the window and are still there.
    left_to_leave: usize,
}

impl Customers {
    /// Nobody yet.
    pub fn new(window: Window) -> Customers {
        Customers { window, all: BTreeMap::new(), left_to_leave: 0 }
    }

    /// Takes note of a record; breaks off when everybody who arrived in the window has left.
    pub fn see(&mut self, record: &Record) -> ControlFlow<()> {
        let now = record.at.as_nanos();
        match &record.kind {
            // What a handler publishes is another customer's affair, what a broker publishes nobody's.
            Kind::Published { message } if message.parent.is_none() && message.id.origin().part == PUBLISHER => {
                self.left_to_leave += usize::from(self.window.contains(now));
                self.all.insert(message.id, Customer { arrived: now, started: None, finished: None, blocked: false });
            }
            Kind::Started { delivery, .. } => {
                if let Some(customer) = self.all.get_mut(&delivery.message) {
                    customer.started = Some(now);
                }
            }
            Kind::Finished { delivery, .. } => {
                if let Some(customer) = self.all.get_mut(&delivery.message) {
                    customer.finished = Some(now);
                    self.left_to_leave -= usize::from(self.window.contains(customer.arrived));
                }
            }
            Kind::Lost { delivery, reason: LossReason::BufferFull, .. } => {
                if let Some(customer) = self.all.get_mut(&delivery.message) {
                    customer.blocked = true;
                    self.left_to_leave -= usize::from(self.window.contains(customer.arrived));
                }
            }
            _ => {}
        }
        if now >= self.window.to && self.left_to_leave == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Who arrived in the window, whether there was room or not.
    pub fn came(&self) -> impl Iterator<Item = &Customer> {
        self.all.values().filter(|customer| self.window.contains(customer.arrived))
    }

    /// Who arrived in the window and found room.
    pub fn arrived(&self) -> impl Iterator<Item = &Customer> {
        self.came().filter(|customer| !customer.blocked)
    }

    /// Everybody who found room.
    pub fn all(&self) -> impl Iterator<Item = &Customer> {
        self.all.values().filter(|customer| !customer.blocked)
    }
}

impl Customer {
    /// The time in the system; to the end of time if it has not left.
    pub fn in_system(&self) -> Stay {
        Stay { from: self.arrived, to: self.finished.unwrap_or(u64::MAX) }
    }

    /// The time before work.
    pub fn waiting(&self) -> Stay {
        Stay { from: self.arrived, to: self.started.unwrap_or(u64::MAX) }
    }

    /// The time in work.
    pub fn in_service(&self) -> Stay {
        let from = self.started.unwrap_or(u64::MAX);
        Stay { from, to: self.finished.unwrap_or(u64::MAX) }
    }
}

impl Stay {
    pub fn length(self) -> u64 {
        self.to - self.from
    }
}

/// For how many nanoseconds of the window there were how many.
pub fn occupancy(stays: impl Iterator<Item = Stay>, window: Window) -> BTreeMap<u64, u64> {
    let mut changes: Vec<(u64, bool)> = Vec::new();
    for stay in stays.filter(|stay| stay.from < window.to && stay.to > window.from && stay.from < stay.to) {
        changes.push((stay.from.max(window.from), true));
        changes.push((stay.to.min(window.to), false));
    }
    // Somebody who comes is counted before somebody who leaves at the same nanosecond: the time between is zero.
    changes.sort_unstable_by_key(|&(at, comes)| (at, !comes));
    let (mut present, mut since, mut times) = (0_u64, window.from, BTreeMap::new());
    for (at, comes) in changes {
        *times.entry(present).or_default() += at - since;
        since = at;
        present = if comes { present + 1 } else { present - 1 };
    }
    *times.entry(present).or_default() += window.to - since;
    times
}

/// The average over time of `value` of how many there were.
pub fn over_time(times: &BTreeMap<u64, u64>, value: impl Fn(f64) -> f64) -> f64 {
    let length: u64 = times.values().sum();
    times.iter().map(|(&present, &time)| value(present as f64) * time as f64).sum::<f64>() / length as f64
}

/// The average of what is measured of each, in seconds.
pub fn mean_seconds(lengths: impl Iterator<Item = u64>) -> f64 {
    let (sum, count) = lengths.fold((0_u128, 0_u64), |(sum, count), length| (sum + u128::from(length), count + 1));
    sum as f64 / 1e9 / count as f64
}

/// The share of those for which it holds.
pub fn share<T>(all: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> f64 {
    let (held, count) = all.fold((0_u64, 0_u64), |(held, count), one| (held + u64::from(holds(one)), count + 1));
    held as f64 / count as f64
}

#[test]
fn occupancy_counts_every_nanosecond_of_the_window_once() {
    let stays = [Stay { from: 0, to: 5 }, Stay { from: 3, to: 12 }, Stay { from: 5, to: 6 }, Stay { from: 20, to: 30 }];
    let times = occupancy(stays.into_iter(), Window { from: 2, to: 15 });
    assert_eq!(times, BTreeMap::from([(0, 3), (1, 7), (2, 3), (3, 0)]));
}
