//! How far a connection is behind: what was sent on it and not taken, and what nats-server makes of that.

use super::Config;
use crate::sim::time::{Span, Time};
use crate::transcript::ExpulsionReason;

/// Without an answer to its pings for so long, a connection is given up: two of them, two minutes apart, and as long
/// again.
const STALE: Span = Span::from_secs(360);
/// The shortest and the longest that a producer is kept waiting for one message (`client.go`, `stallDuration`).
const SHORTEST_STALL: Span = Span::from_millis(100);
const LONGEST_STALL: Span = Span::from_secs(1);

/// A connection whose link does not take everything at once.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    since: Time,
    /// Bytes that were sent and not taken: the operating system keeps the first of them, the broker the rest.
    under_way: u64,
    write: Option<Write>,
    /// More than half of what is allowed is pending: its producers are kept waiting.
    full: bool,
}

/// Bytes that the broker is giving to the operating system: all that was pending when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Write {
    left: u64,
    until: Time,
}

impl Behind {
    /// One that takes nothing more from now on.
    pub(super) const fn new(now: Time) -> Behind {
        Behind { since: now, under_way: 0, write: None, full: false }
    }

    /// Something more is sent. Whether that is allowed: otherwise it is too much, and not taken.
    pub(super) fn send(&mut self, now: Time, bytes: u64, config: &Config) -> bool {
        if (self.under_way + bytes).saturating_sub(config.socket_buffer) > config.max_pending {
            return false;
        }
        self.under_way += bytes;
        let pending = self.pending(config);
        self.write = self.write.or_else(|| Write::of(pending, now, config));
        self.full |= pending > config.max_pending / 2;
        true
    }

    /// The link took so much of what is under way. After a write that is done comes the next, of all that is pending.
    pub(super) fn take(&mut self, now: Time, bytes: u64, config: &Config) {
        let before = self.pending(config);
        self.under_way = self.under_way.saturating_sub(bytes);
        let pending = self.pending(config);
        let written = before - pending;
        self.write = match self.write {
            Some(Write { left, until }) if left > written => Some(Write { left: left - written, until }),
            _ => Write::of(pending, now, config),
        };
        self.full &= pending >= config.max_pending / 2;
    }

    fn pending(&self, config: &Config) -> u64 {
        self.under_way.saturating_sub(config.socket_buffer)
    }

    /// When the broker loses patience, and why: with a write that is stuck, or with a client that does not answer.
    pub(super) fn patience(&self) -> (Time, ExpulsionReason) {
        let stale = (self.since + STALE, ExpulsionReason::Stale);
        match self.write {
            Some(write) if write.until <= stale.0 => (write.until, ExpulsionReason::SlowConsumerDeadline),
            _ => stale,
        }
    }

    /// How long its producers have to wait, each with its next message for it; none if they need not.
    pub(super) fn stall(&self, config: &Config) -> Option<Span> {
        let (pending, half) = (self.pending(config), config.max_pending / 2);
        let tenths = pending.saturating_sub(half) / (half / 10).max(1);
        let stall = if pending >= config.max_pending { LONGEST_STALL } else { SHORTEST_STALL.times(1 + tenths) };
        self.full.then_some(stall)
    }
}

impl Write {
    /// One that begins now; none if there is nothing to write.
    fn of(pending: u64, now: Time, config: &Config) -> Option<Write> {
        (pending > 0).then(|| Write { left: pending, until: now + config.write_deadline })
    }
}
