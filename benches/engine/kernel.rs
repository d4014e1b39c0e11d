//! The kernel alone: M/M/3 at 80 % load, a million customers in each turn.
//!
//! Each lane keeps the same agenda of three kinds of events, draws two exponential times for each customer, and adds up
//! how long customers waited. The first lane is the loop that one would write by hand for this one model.

use super::race::{Lane, race as run};
use queue_playground::sim::agenda::Agenda;
use queue_playground::sim::chance::{Purpose, Seed};
use queue_playground::sim::time::{Span, Time};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::hint::black_box;

pub const CUSTOMERS: u64 = 1_000_000;
const SERVERS: u32 = 3;
/// A mean service takes a second, and 2.4 customers come per second.
pub const SERVICE: Span = Span::from_secs(1);
pub const GAP: Span = Span::from_nanos(416_666_666);

pub fn race() {
    run(
        "kernel",
        "customer",
        12,
        vec![
            Lane::new("hand-written loop", by_hand),
            Lane::new("agenda and chance", ours),
            #[cfg(not(target_arch = "wasm32"))]
            Lane::new("desque 0.4", super::desque::run),
        ],
    );
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrival,
    Departure,
}

/// Who waits since when, and how many servers are free.
#[derive(Default)]
pub struct Line {
    pub arrived: u64,
    busy: u32,
    waiting: VecDeque<u64>,
    pub waited: u64,
}

impl Line {
    /// A customer comes; whether service begins.
    pub fn arrive(&mut self, now: u64) -> bool {
        self.arrived += 1;
        if self.busy == SERVERS {
            self.waiting.push_back(now);
            return false;
        }
        self.busy += 1;
        true
    }

    /// A customer leaves; whether the next one is served.
    pub fn depart(&mut self, now: u64) -> bool {
        let Some(since) = self.waiting.pop_front() else {
            self.busy -= 1;
            return false;
        };
        self.waited += now - since;
        true
    }
}

/// An exponential time from one stream of luck.
pub fn exponential(generator: &mut Xoshiro256PlusPlus, mean: Span) -> u64 {
    let unit = (generator.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0;
    (-libm::log(1.0 - unit) * mean.as_nanos() as f64) as u64
}

fn by_hand() -> u64 {
    let mut heap = BinaryHeap::new();
    let mut luck = Xoshiro256PlusPlus::seed_from_u64(42);
    let (mut line, mut sequence) = (Line::default(), 0_u64);
    heap.push(Reverse((exponential(&mut luck, GAP), sequence, Event::Arrival)));
    while let Some(Reverse((now, _, event))) = heap.pop() {
        let begins = match event {
            Event::Arrival => {
                if line.arrived < CUSTOMERS {
                    sequence += 1;
                    heap.push(Reverse((now + exponential(&mut luck, GAP), sequence, Event::Arrival)));
                }
                line.arrive(now)
            }
            Event::Departure => line.depart(now),
        };
        if begins {
            sequence += 1;
            heap.push(Reverse((now + exponential(&mut luck, SERVICE), sequence, Event::Departure)));
        }
    }
    black_box(line.waited);
    CUSTOMERS
}

/// As the engine does it: a stream of arrivals, and a draw of its own for each customer's service.
fn ours() -> u64 {
    let mut agenda = Agenda::new();
    let seed = Seed(42);
    let mut arrivals = seed.draw(Purpose::Arrival, &[0]);
    let (mut line, mut served) = (Line::default(), 0_u64);
    agenda.schedule(Time::ZERO + arrivals.exponential(GAP), Event::Arrival);
    while let Some((now, event)) = agenda.pop_due(Time::END) {
        let begins = match event {
            Event::Arrival => {
                if line.arrived < CUSTOMERS {
                    agenda.schedule(now + arrivals.exponential(GAP), Event::Arrival);
                }
                line.arrive(now.as_nanos())
            }
            Event::Departure => line.depart(now.as_nanos()),
        };
        if begins {
            served += 1;
            let service = seed.draw(Purpose::ServiceTime, &[served, 0, 1]).exponential(SERVICE);
            agenda.schedule(now + service, Event::Departure);
        }
    }
    black_box(line.waited);
    CUSTOMERS
}
