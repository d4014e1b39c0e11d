//! A client's connections to its database: as many as the pool allows; who finds none free waits in the process.

use std::collections::VecDeque;

/// A pool of connections. It opens the first ones first.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    size: u16,
    /// The connections in use, and by which work.
    busy: Vec<(u16, u64)>,
    /// The works that wait, longest first.
    waiting: VecDeque<u64>,
}

impl Pool {
    pub(super) const fn new(size: u16) -> Pool {
        Pool { size, busy: Vec::new(), waiting: VecDeque::new() }
    }

    /// Takes a connection for this work; if there is none, the work waits for one.
    pub(super) fn take(&mut self, work: u64) -> Option<u16> {
        let is_free = |session: &u16| self.busy.iter().all(|(used, _)| used != session);
        let session = (1..=self.size).find(is_free);
        match session {
            Some(session) => self.busy.push((session, work)),
            None => self.waiting.push_back(work),
        }
        session
    }

    /// Gives a connection back: whose work it was, and whose it is next.
    pub(super) fn give_back(&mut self, session: u16) -> Option<(u64, Option<u64>)> {
        let place = self.busy.iter().position(|&(used, _)| used == session)?;
        let next = self.waiting.pop_front();
        let (_, before) = self.busy.swap_remove(place);
        self.busy.extend(next.map(|work| (session, work)));
        Some((before, next))
    }
}
