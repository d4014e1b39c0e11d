//! Links: how messages travel between client and broker. Faults are values, asked one after the other; the first that
//! has an opinion decides.

use crate::message::{ComponentId, MessageId};
use crate::sim::chance::{Purpose, Ratio, Seed};
use crate::sim::time::Span;

/// What a rule says of a message on a link.
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
    /// Some messages are lost.
    Loss(Ratio),
    /// Whatever was not lost arrives after this time.
    Latency(Span),
}

impl Rule {
    /// What this rule says of `message` on its way between the broker and `client`.
    pub fn verdict(self, seed: Seed, message: MessageId, client: ComponentId) -> Verdict {
        match self {
            Rule::Loss(Ratio::ZERO) => Verdict::Pass,
            Rule::Loss(loss) => {
                let lost = seed.draw(Purpose::Loss, &[message.key(), u64::from(client.key())]).happens(loss);
                if lost { Verdict::Drop } else { Verdict::Pass }
            }
            Rule::Latency(latency) => Verdict::Deliver(latency),
        }
    }
}

/// What the first rule with an opinion says; without one, the message arrives at once.
pub fn judge(rules: &[Rule], seed: Seed, message: MessageId, client: ComponentId) -> Verdict {
    let opinion =
        rules.iter().map(|rule| rule.verdict(seed, message, client)).find(|verdict| *verdict != Verdict::Pass);
    opinion.unwrap_or(Verdict::Deliver(Span::ZERO))
}
