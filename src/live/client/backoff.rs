//! How long a connection that broke waits before it is tried again: twice as long each time, up to a cap, and never as
//! long as its neighbours, which broke at the same moment.

use crate::sim::chance::{Purpose, Seed, key_of};
use crate::sim::time::{Span, Time};

/// The first pause at its longest.
const SHORTEST: Span = Span::from_millis(250);
/// Every later pause at its longest. Also how long a connection must hold to be trusted again: one that breaks as soon
/// as it is made would else be made again four times a second.
const LONGEST: Span = Span::from_secs(8);

/// The pauses of one connection.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    seed: Seed,
    key: u64,
    /// How many pauses there were.
    drawn: u64,
    /// How many since the connection last held.
    failures: u32,
}

impl Backoff {
    pub(super) fn new(seed: Seed, name: &str) -> Backoff {
        Backoff { seed, key: key_of(name), drawn: 0, failures: 0 }
    }

    /// Takes note that the connection broke now, having been made then.
    pub(super) fn broke(&mut self, now: Time, made: Time) {
        if now.since(made) >= LONGEST {
            self.failures = 0;
        }
    }

    /// The next pause: 50 to 100 % of what doubling says.
    pub(super) fn pause(&mut self) -> Span {
        let doubled = SHORTEST.times(1 << self.failures.min(10));
        let whole = doubled.min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.drawn += 1;
        let half = Span::from_nanos(whole.as_nanos() / 2);
        self.seed.draw(Purpose::Reconnect, &[self.key, self.drawn]).uniform(half, whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pauses_double_up_to_a_cap_and_are_at_most_half_as_long(seed in any::<u64>(), name in "[a-z.0-9]{0,9}") {
            let mut backoff = Backoff::new(Seed(seed), &name);
            for whole in [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000] {
                let pause = backoff.pause();
                prop_assert!(pause >= Span::from_millis(whole / 2) && pause <= Span::from_millis(whole), "{pause}");
            }
        }
    }

    #[test]
    fn two_connections_that_broke_together_do_not_come_back_together() {
        let pauses = |name: &str| {
            let mut backoff = Backoff::new(Seed(1), name);
            [backoff.pause(), backoff.pause(), backoff.pause()]
        };
        assert_ne!(pauses("save.1"), pauses("save.2"));
        assert_eq!(pauses("save.1"), pauses("save.1"), "the same seed, the same luck");
    }

    #[test]
    fn only_a_connection_that_held_is_trusted_again() {
        let mut backoff = Backoff::new(Seed(1), "a");
        let at = |seconds| Time::ZERO + Span::from_secs(seconds);
        let longest = (0..9).map(|_| backoff.pause()).max();
        assert!(longest >= Some(Span::from_secs(4)));
        backoff.broke(at(17), at(10));
        assert!(backoff.pause() >= Span::from_secs(4), "it held for 7 s");
        backoff.broke(at(18), at(10));
        assert!(backoff.pause() <= SHORTEST, "it held for 8 s");
    }

    #[test]
    fn pauses_never_overflow() {
        let mut backoff = Backoff { failures: u32::MAX, ..Backoff::new(Seed(1), "a") };
        assert!(backoff.pause() <= LONGEST && backoff.pause() <= LONGEST);
    }
}
