//! WHAT THEORY SAYS: how long messages wait for a free handler, on average, when both are left to chance.
//!
//! Messages come at random and independently of each other (a Poisson process), and work takes exponentially
//! distributed times. Then the mean wait is known exactly, once the system has run for long:
//!
//! - *One queue for all servers*, M/M/c: what handlers that fetch from one consumer are. A. K. Erlang, “Solution of
//!   some problems in the theory of probabilities of significance in automatic telephone exchanges”, 1917;
//!   L. Kleinrock, *Queueing Systems* I, 1975, section 3.5.
//! - *A queue for each server*, M/M/1 so many times over: what a queue group is, since a Poisson process that is split
//!   at random is several Poisson processes (Kleinrock, section 3.2).
//!
//! At a utilisation of 1 or more the queue grows without end, and there is no mean wait.

use crate::sim::time::{Rate, Span};

/// What is asked of the servers, all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many messages come per second, on average.
    pub arrivals: Rate,
    /// How long the work on one takes, on average.
    pub service: Span,
}

/// A rate in thousandths per second times a span in nanoseconds, for one server that is always busy.
const BUSY: u128 = 1_000 * 1_000_000_000;

impl Load {
    fn work(self) -> u128 {
        u128::from(self.arrivals.as_thousandths()) * u128::from(self.service.as_nanos())
    }

    /// How many servers it keeps busy, on average, if there are enough; in the unit that is called an erlang.
    #[allow(clippy::cast_precision_loss, reason = "a work below 2^53 thousandths of nanoseconds is exact")]
    pub fn offered(self) -> f64 {
        self.work() as f64 / BUSY as f64
    }

    /// The share of its time that each of so many servers is busy, in thousandths; more than 1,000 if it is more work
    /// than they can do, and none without servers.
    pub fn utilisation(self, servers: u16) -> Option<u64> {
        let share = (self.work() * 1_000).checked_div(BUSY * u128::from(servers))?;
        Some(u64::try_from(share).unwrap_or(u64::MAX))
    }

    /// Whether so many servers can do more than what is asked of them, so that a queue ends again and again.
    pub fn is_bearable(self, servers: u16) -> bool {
        self.work() < BUSY * u128::from(servers)
    }

    /// How probable it is that a message finds all of so many servers busy, if they share one queue: Erlang's C, 0 to
    /// 1. None at a utilisation of 1 or more.
    pub fn probability_of_waiting(self, servers: u16) -> Option<f64> {
        if !self.is_bearable(servers) {
            return None;
        }
        let offered = self.offered();
        // Erlang's B, from one server to the next: no factorial, so nothing overflows.
        let refused = (1..=servers).fold(1.0, |b, server| offered * b / (f64::from(server) + offered * b));
        let utilisation = offered / f64::from(servers);
        Some(refused / (1.0 - utilisation * (1.0 - refused)))
    }

    /// How long a message waits on average if so many servers share one queue. None at a utilisation of 1 or more.
    pub fn wait_in_one_queue(self, servers: u16) -> Option<Span> {
        let waits = self.probability_of_waiting(servers)?;
        Some(self.service_times(waits / (f64::from(servers) - self.offered())))
    }

    /// How long a message waits on average if it joins one of so many queues at random, each with a server of its own.
    /// None at a utilisation of 1 or more.
    pub fn wait_when_split(self, queues: u16) -> Option<Span> {
        if !self.is_bearable(queues) {
            return None;
        }
        let utilisation = self.offered() / f64::from(queues);
        Some(self.service_times(utilisation / (1.0 - utilisation)))
    }

    /// So many times the service time, to the nearest nanosecond.
    #[allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "≥ 0")]
    fn service_times(self, number: f64) -> Span {
        Span::from_nanos((self.service.as_nanos() as f64 * number + 0.5) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(arrivals: &str, service: &str) -> Load {
        Load { arrivals: arrivals.parse().unwrap(), service: service.parse().unwrap() }
    }

    #[test]
    fn one_server_is_the_same_with_either_queue() {
        let one = load("1.5/s", "500ms");
        assert_eq!(one.utilisation(1), Some(750));
        assert_eq!(one.probability_of_waiting(1), Some(0.75));
        assert_eq!(one.wait_in_one_queue(1), Some(Span::from_millis(1_500)));
        assert_eq!(one.wait_when_split(1), one.wait_in_one_queue(1));
    }

    /// With two servers Erlang's C is 2ρ²/(1 + ρ), and the mean wait is ρ²/(1 − ρ²) service times.
    #[test]
    fn two_servers_are_as_worked_out_by_hand() {
        let two = load("1/s", "1s");
        assert_eq!(two.utilisation(2), Some(500));
        assert!((two.probability_of_waiting(2).unwrap() - 1.0 / 3.0).abs() < 1e-12);
        let wait = two.wait_in_one_queue(2).unwrap().as_nanos();
        assert!(wait.abs_diff(333_333_333) <= 1, "{wait}");
        assert_eq!(two.wait_when_split(2), Some(Span::from_secs(1)));
    }

    #[test]
    fn where_there_is_no_end_there_is_no_mean() {
        for (busy, servers) in [(load("6/s", "500ms"), 3), (load("7/s", "500ms"), 3), (load("1/s", "1s"), 0)] {
            assert_eq!(busy.probability_of_waiting(servers), None);
            assert_eq!((busy.wait_in_one_queue(servers), busy.wait_when_split(servers)), (None, None));
        }
        assert_eq!(load("6/s", "500ms").utilisation(3), Some(1_000));
        assert_eq!(load("7/s", "500ms").utilisation(2), Some(1_750));
        assert_eq!(load("1/s", "1s").utilisation(0), None);
        // A thousandth of a message per second less, and there is one.
        assert!(load("5.999/s", "500ms").wait_in_one_queue(3).is_some());
    }

    #[test]
    fn without_messages_nobody_waits() {
        assert_eq!(load("0/s", "1s").wait_in_one_queue(4), Some(Span::ZERO));
        assert_eq!(load("0/s", "1s").wait_when_split(4), Some(Span::ZERO));
    }

    #[test]
    fn one_queue_is_never_worse_and_many_servers_are_no_trouble() {
        for servers in [1_u16, 2, 3, 10, 1_000] {
            let nearly =
                Load { arrivals: Rate::from_thousandths(u64::from(servers) * 900), service: Span::from_secs(1) };
            let (one, split) = (nearly.wait_in_one_queue(servers), nearly.wait_when_split(servers));
            assert!(one <= split && split > Some(Span::from_millis(8_999)), "{servers}: {one:?} {split:?}");
        }
    }
}
