//! What the client's own pings are for. A server answers them in order and does not say which it answers.

use crate::sim::time::{Span, Time};
use std::collections::VecDeque;

/// How often a connection is asked whether it is still there.
const EVERY: Span = Span::from_secs(30);
/// After so many questions without any sign of life there is nobody.
const PATIENCE: u8 = 2;

/// What an answer is awaited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Awaited {
    /// The end of the handshake.
    Handshake,
    /// Nothing but a sign of life.
    Life,
    /// A flush with this token.
    Flush(u64),
}

/// What it is time for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Ping,
    Death,
}

/// The pings of one wire.
#[derive(Clone, Debug, Default)]
pub(super) struct Pings {
    awaited: VecDeque<Awaited>,
    next: Option<Time>,
    unanswered: u8,
}

impl Pings {
    /// Takes note of a ping that is sent.
    pub(super) fn sent(&mut self, what_for: Awaited) {
        self.awaited.push_back(what_for);
    }

    /// What the answer that came is to; none if nothing was asked.
    pub(super) fn answered(&mut self) -> Option<Awaited> {
        self.awaited.pop_front()
    }

    /// Something came: whoever sends a long message cannot answer in its middle.
    pub(super) const fn heard(&mut self) {
        self.unanswered = 0;
    }

    /// From now on the connection is asked whether it is there.
    pub(super) fn begin(&mut self, now: Time) {
        self.next = Some(now + EVERY);
    }

    pub(super) const fn next_due(&self) -> Option<Time> {
        self.next
    }

    /// What it is time for. Whoever was not woken for long (a closed laptop) asks once, not many times.
    pub(super) fn due(&mut self, now: Time) -> Due {
        if self.next.is_none_or(|next| now < next) {
            return Due::Nothing;
        }
        if self.unanswered >= PATIENCE {
            return Due::Death;
        }
        self.unanswered += 1;
        self.next = Some(now + EVERY);
        Due::Ping
    }
}
