//! The fetches of one client, as its records tell of them: which of them a status is about.

use super::nats::UNKNOWN;
use crate::cast::Pull;
use crate::sim::time::Time;

/// What is known of a client's fetches.
pub(super) struct Fetches<'a> {
    pub(super) pull: &'a Pull,
    /// How many it has sent; none if that cannot be told.
    sent: Option<u32>,
    /// In the order in which the consumer serves them: one message for one fetch, then it goes to the end.
    open: Vec<Open>,
    /// How many messages it asks for; none if a knob may have been turned before the first record.
    pub(super) batch: Option<u32>,
}

struct Open {
    number: u32,
    since: Time,
    left: u32,
}

impl<'a> Fetches<'a> {
    pub(super) const fn new(pull: &'a Pull, batch: Option<u32>) -> Fetches<'a> {
        Fetches { pull, sent: None, open: Vec::new(), batch }
    }

    /// The process starts: it has sent none.
    pub(super) fn begin(&mut self) {
        self.sent = Some(0);
        self.open.clear();
    }

    /// The connection broke: those that were on the way went nowhere, and nobody knows how many.
    pub(super) fn broke(&mut self) {
        self.sent = None;
        self.open.clear();
    }

    /// Takes note of one that is sent; what stands behind the last dot of its inbox.
    pub(super) fn send(&mut self) -> String {
        self.sent = self.sent.map(|sent| sent + 1);
        name(self.sent)
    }

    /// What stands behind the last dot of the inbox of the last one.
    pub(super) fn last(&self) -> String {
        name(self.sent)
    }

    /// It waits now.
    pub(super) fn wait(&mut self, since: Time, batch: u32) {
        self.batch = Some(batch);
        if let Some(number) = self.sent {
            self.open.push(Open { number, since, left: batch });
        }
    }

    /// A message went out for the first of them.
    pub(super) fn serve(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let mut first = self.open.remove(0);
        first.left -= 1;
        if first.left > 0 {
            self.open.push(first);
        }
    }

    /// One of them is over: the oldest. What stands behind the last dot of its inbox, and how many messages it still
    /// asked for.
    pub(super) fn expire(&mut self, now: Time) -> (String, Option<u32>) {
        let due = self.open.iter().enumerate().filter(|(_, open)| open.since + self.pull.expires <= now);
        let Some(place) = due.min_by_key(|(_, open)| open.number).map(|(place, _)| place) else {
            // A fetch of one message that was not filled asks for one.
            return (UNKNOWN.to_owned(), self.batch.filter(|&batch| batch == 1));
        };
        let Open { number, left, .. } = self.open.remove(place);
        (name(Some(number)), Some(left))
    }
}

fn name(number: Option<u32>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), |number| number.to_string())
}
