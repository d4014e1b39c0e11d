//! Links: how messages travel between client and broker. Faults are values, asked one after the other; the first that
//! has an opinion decides.

use crate::message::{ComponentId, MessageId};
use crate::sim::chance::{Purpose, Ratio, Seed};
use crate::sim::time::Span;

/// What a rule says of a parcel on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No opinion; ask the next rule.
    Pass,
    /// It arrives after this time.
    Deliver(Span),
    /// It never arrives.
    Drop,
}

/// A rule of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Some parcels are lost.
    Loss(Ratio),
    /// Whatever was not lost arrives after this time, and up to the second one more.
    Latency(Span, Span),
}

/// Something on its way between a client and its broker. Its luck depends on what it is, and on nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The message that it is, or is about.
    pub message: MessageId,
    /// The client at the one end.
    pub client: ComponentId,
    /// What of the message it is.
    pub leg: Leg,
}

/// Which way of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// From the publisher.
    Publish,
    /// To a subscriber, the how-many-eth time.
    Deliver(u32),
    /// What a subscriber says about the how-many-eth delivery.
    Acknowledge(u32),
    /// What the broker answers to the publisher.
    Answer,
}

impl Parcel {
    fn key(&self) -> [u64; 4] {
        let (leg, attempt) = match self.leg {
            Leg::Publish => (0, 0),
            Leg::Deliver(attempt) => (1, attempt),
            Leg::Acknowledge(attempt) => (2, attempt),
            Leg::Answer => (3, 0),
        };
        [self.message.key(), u64::from(self.client.key()), leg, u64::from(attempt)]
    }
}

impl Rule {
    /// What this rule says of `parcel`.
    pub fn verdict(self, seed: Seed, parcel: &Parcel) -> Verdict {
        match self {
            Rule::Loss(Ratio::ZERO) => Verdict::Pass,
            Rule::Loss(loss) => {
                let lost = seed.draw(Purpose::Loss, &parcel.key()).happens(loss);
                if lost { Verdict::Drop } else { Verdict::Pass }
            }
            Rule::Latency(latency, Span::ZERO) => Verdict::Deliver(latency),
            Rule::Latency(latency, jitter) => {
                let more = seed.draw(Purpose::Jitter, &parcel.key()).uniform(Span::ZERO, jitter);
                Verdict::Deliver(latency + more)
            }
        }
    }
}

/// What the first rule with an opinion says; without one, the parcel arrives at once.
pub fn judge(rules: &[Rule], seed: Seed, parcel: &Parcel) -> Verdict {
    let opinion = rules.iter().map(|rule| rule.verdict(seed, parcel)).find(|verdict| *verdict != Verdict::Pass);
    opinion.unwrap_or(Verdict::Deliver(Span::ZERO))
}
