//! What is still to happen: events in order of their due time, ties in the order of scheduling.

use super::time::Time;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A queue of future events.
///
/// The order is due time and then sequence, so that events due at the same moment come out in the order in which they
/// were put in. What is ordered is small and says only where its event is kept, because ordering moves it often.
///
/// What always takes the same time comes in order by itself, and stands in a line of its own beside the heap.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    heap: BinaryHeap<Reverse<Item>>,
    /// In order. None of these is in the heap.
    line: VecDeque<(Time, u64, E)>,
    sequence: u64,
    /// The events, each in the place that its item names.
    places: Vec<Option<E>>,
    /// Places without an event, the last freed one last.
    free: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    due: Time,
    sequence: u64,
    place: u32,
}

impl<E> Agenda<E> {
    /// An agenda on which nothing stands.
    pub const fn new() -> Agenda<E> {
        Agenda { heap: BinaryHeap::new(), line: VecDeque::new(), sequence: 0, places: Vec::new(), free: Vec::new() }
    }

    /// Puts `event` on the agenda, to happen at `due`.
    pub fn schedule(&mut self, due: Time, event: E) {
        let place = self.keep(event);
        self.heap.push(Reverse(Item { due, sequence: self.sequence, place }));
        self.sequence += 1;
    }

    /// As [`Agenda::schedule`], and quicker if `due` is mostly not before that of the event that was put on in this way
    /// before: for what always takes the same time.
    pub fn schedule_in_line(&mut self, due: Time, event: E) {
        if self.line.back().is_some_and(|(last, ..)| due < *last) {
            return self.schedule(due, event);
        }
        self.line.push_back((due, self.sequence, event));
        self.sequence += 1;
    }

    /// When the next event is due; none if nothing is left.
    pub fn next_due(&self) -> Option<Time> {
        let first = self.heap.peek().map(|Reverse(item)| item.due);
        let first_in_line = self.line.front().map(|(due, ..)| *due);
        first.into_iter().chain(first_in_line).min()
    }

    /// Takes the next event if it is due at `limit` or before.
    pub fn pop_due(&mut self, limit: Time) -> Option<(Time, E)> {
        let first = self.heap.peek().map(|Reverse(item)| (item.due, item.sequence));
        if let Some(&(due, sequence, _)) = self.line.front()
            && first.is_none_or(|first| (due, sequence) < first)
        {
            return (due <= limit).then(|| self.line.pop_front()).flatten().map(|(due, _, event)| (due, event));
        }
        if first?.0 > limit {
            return None;
        }
        let Reverse(item) = self.heap.pop()?;
        let event = self.places.get_mut(item.place as usize)?.take()?;
        self.free.push(item.place);
        Some((item.due, event))
    }

    /// How many events are still to happen.
    pub fn len(&self) -> usize {
        self.heap.len() + self.line.len()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty() && self.line.is_empty()
    }

    /// Keeps an event and says where. Nobody has the memory for 2³² of them.
    fn keep(&mut self, event: E) -> u32 {
        match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = Some(event);
                place
            }
            None => {
                self.places.push(Some(event));
                u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
            }
        }
    }
}

impl<E> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn it_makes_no_difference_which_events_stand_in_line(
            events in prop::collection::vec((0_u64..20, any::<bool>(), 0_u64..20), 0..60),
        ) {
            let (mut plain, mut lined) = (Agenda::new(), Agenda::new());
            for (number, &(due, in_line, limit)) in (0_u32..).zip(&events) {
                let (due, limit) = (Time::from_nanos(due), Time::from_nanos(limit));
                plain.schedule(due, number);
                if in_line { lined.schedule_in_line(due, number) } else { lined.schedule(due, number) }
                prop_assert_eq!((plain.next_due(), plain.len()), (lined.next_due(), lined.len()));
                prop_assert_eq!(plain.pop_due(limit), lined.pop_due(limit));
            }
            while let Some(next) = plain.pop_due(Time::END) {
                prop_assert_eq!(lined.pop_due(Time::END), Some(next));
            }
            prop_assert!(lined.is_empty());
        }
    }
}
