//! What is still to happen: events in order of their due time, ties in the order of scheduling.

use super::time::Time;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A queue of future events.
///
/// The order is one packed number, due time above sequence, so that events due at the same moment come out in the order
/// in which they were put in.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Reverse<Item<E>>>,
    sequence: u64,
}

#[derive(Clone, Debug)]
struct Item<E> {
    key: u128,
    event: E,
}

impl<E> Agenda<E> {
    /// An agenda on which nothing stands.
    pub const fn new() -> Agenda<E> {
        Agenda { heap: BinaryHeap::new(), sequence: 0 }
    }

    /// Puts `event` on the agenda, to happen at `due`.
    pub fn schedule(&mut self, due: Time, event: E) {
        let key = u128::from(due.as_nanos()) << 64 | u128::from(self.sequence);
        self.sequence += 1;
        self.heap.push(Reverse(Item { key, event }));
    }

    /// When the next event is due; none if nothing is left.
    pub fn next_due(&self) -> Option<Time> {
        self.heap.peek().map(|Reverse(item)| item.due())
    }

    /// Takes the next event if it is due at `limit` or before.
    pub fn pop_due(&mut self, limit: Time) -> Option<(Time, E)> {
        if self.next_due()? > limit {
            return None;
        }
        let Reverse(item) = self.heap.pop()?;
        Some((item.due(), item.event))
    }

    /// How many events are still to happen.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::new()
    }
}

impl<E> Item<E> {
    #[allow(clippy::cast_possible_truncation, reason = "the upper half of the key is the due time")]
    const fn due(&self) -> Time {
        Time::from_nanos((self.key >> 64) as u64)
    }
}

impl<E> PartialEq for Item<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<E> Eq for Item<E> {}

impl<E> PartialOrd for Item<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Item<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_out_by_due_time_and_ties_in_the_order_of_scheduling() {
        let mut agenda = Agenda::new();
        for (due, name) in [(5, "c"), (3, "a"), (5, "d"), (3, "b")] {
            agenda.schedule(Time::from_nanos(due), name);
        }
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop_due(Time::END)).map(|(_, name)| name).collect();
        assert_eq!(order, ["a", "b", "c", "d"]);
    }

    #[test]
    fn an_event_after_the_limit_stays() {
        let mut agenda = Agenda::new();
        agenda.schedule(Time::from_nanos(10), ());
        assert_eq!(agenda.pop_due(Time::from_nanos(9)), None);
        assert_eq!(agenda.pop_due(Time::from_nanos(10)), Some((Time::from_nanos(10), ())));
        assert!(agenda.is_empty());
    }
}
