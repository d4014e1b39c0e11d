//! Fetching: how a handler asks a pull consumer for as much as it can hold, and not for more.

use super::Pull;
use crate::cast::inbox::Inbox;
use crate::cast::timer::Timer;
use crate::cast::{Action, Outbox};
use crate::message::subject::{Filter, Subject};
use crate::message::{Conflict, Fetch, Status};
use crate::sim::time::Span;
use std::collections::VecDeque;
use std::sync::Arc;

/// How much longer than the server a client waits for the end of a fetch, which may have got lost.
const GRACE: Span = Span::from_millis(500);
/// How long it waits after a status that says to ask again would be of no use now.
const PAUSE: Span = Span::from_millis(250);

/// The fetches of one process.
#[derive(Clone, Debug)]
pub(in crate::cast) struct Fetches {
    stream: Arc<str>,
    consumer: Arc<str>,
    batch: u32,
    expires: Span,
    inbox: Inbox,
    /// In the order in which the consumer serves them: one message for one fetch, then it goes to the end.
    open: VecDeque<Open>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    token: u32,
    left: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fetching,
    Pausing,
    /// There is nothing to fetch from, or the client has had enough.
    Ended,
}

impl Fetches {
    pub(in crate::cast) fn new(pull: &Pull, inbox: Inbox) -> Fetches {
        Fetches {
            stream: pull.stream.as_str().into(),
            consumer: pull.consumer.as_str().into(),
            batch: pull.batch.max(1),
            expires: pull.expires,
            inbox,
            open: VecDeque::new(),
            state: State::Fetching,
        }
    }

    /// What to subscribe to.
    pub(in crate::cast) fn filter(&self) -> Filter {
        self.inbox.filter()
    }

    pub(in crate::cast) const fn set_batch(&mut self, batch: u32) {
        self.batch = if batch == 0 { 1 } else { batch };
    }

    /// Asks for more as long as there is room for it: a fetch for each of the `free` hands that nothing is on the way
    /// to.
    pub(in crate::cast) fn fill(&mut self, free: u32, out: &mut Outbox) {
        let mut asked: u32 = self.open.iter().fold(0, |asked, open| asked.saturating_add(open.left));
        while self.state == State::Fetching && asked < free {
            let (token, inbox) = self.inbox.next();
            self.open.push_back(Open { token, left: self.batch });
            asked = asked.saturating_add(self.batch);
            let fetch = Fetch { expires: Some(self.expires), ..Fetch::of(self.batch) };
            let (stream, consumer) = (Arc::clone(&self.stream), Arc::clone(&self.consumer));
            out.act(Action::Fetch { stream, consumer, inbox, fetch });
            Timer::FetchOver(token).start(self.expires + GRACE, out);
        }
    }

    /// A message came for one of the fetches.
    pub(in crate::cast) fn delivered(&mut self) {
        if let Some(mut served) = self.open.pop_front() {
            served.left -= 1;
            self.open.extend((served.left > 0).then_some(served));
        }
    }

    /// A fetch is over, as far as the client knows.
    pub(in crate::cast) fn over(&mut self, token: u32) {
        self.open.retain(|open| open.token != token);
    }

    /// The server says something about the fetch that awaits it at `to`.
    pub(in crate::cast) fn hear(&mut self, to: &Subject, status: Status, out: &mut Outbox) {
        let Some(token) = self.inbox.token(to) else { return };
        match status {
            Status::Heartbeat => return,
            Status::RequestTimeout { .. } => {}
            Status::Conflict(Conflict::ConsumerDeleted | Conflict::ConsumerIsPush) => self.end(),
            _ if self.state == State::Fetching => {
                self.state = State::Pausing;
                Timer::FetchAgain.start(PAUSE, out);
            }
            _ => {}
        }
        self.over(token);
    }

    /// The pause is over.
    pub(in crate::cast) fn resume(&mut self) {
        if self.state == State::Pausing {
            self.state = State::Fetching;
        }
    }

    /// Whatever was asked for will not come: the connection broke.
    pub(in crate::cast) fn forget(&mut self) {
        self.open.clear();
    }

    /// Asks for nothing more.
    pub(in crate::cast) const fn end(&mut self) {
        self.state = State::Ended;
    }
}
