//! What is still to happen, as a list that is searched from end to end.

use queue_playground::sim::time::Time;

pub(crate) struct Agenda<E> {
    items: Vec<(Time, u64, E)>,
    noted: u64,
}

impl<E> Agenda<E> {
    pub(crate) const fn new() -> Agenda<E> {
        Agenda { items: Vec::new(), noted: 0 }
    }

    pub(crate) fn note(&mut self, due: Time, event: E) {
        self.items.push((due, self.noted, event));
        self.noted += 1;
    }

    /// The event that is due first, of several the one noted first, if it is due by `limit`.
    pub(crate) fn take(&mut self, limit: Time) -> Option<(Time, E)> {
        let mut first: Option<usize> = None;
        for (place, (due, number, _)) in self.items.iter().enumerate() {
            let sooner = first.is_none_or(|first| (*due, *number) < (self.items[first].0, self.items[first].1));
            if *due <= limit && sooner {
                first = Some(place);
            }
        }
        let (due, _, event) = self.items.remove(first?);
        Some((due, event))
    }
}
