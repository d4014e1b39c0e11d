//! Measured waiting times beside what theory says of them.

use super::{Links, Part, Role, Scenario};
use crate::cast::{Arrivals, HandlerConfig, ServiceTime};
use crate::message::subject::Subject;
use crate::queueing::Load;
use crate::sim::chance::Ratio;
use crate::sim::time::{Rate, Span};
use crate::transcript::Waits;

/// How long messages wait for the handlers of a part: as theory says, and as was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The part's position, brokers first.
    pub part: u16,
    /// How its members come by their messages.
    pub kind: CrewKind,
    /// How many members take messages now.
    pub handlers: u16,
    /// How many messages come to all of them per second, on average.
    pub arrival_rate: Rate,
    /// How long one of them works on a message, on average.
    pub service_time: Span,
    /// The share of its time that each of them works, in thousandths; above 1,000 if it is more than they can do. None
    /// without members.
    pub utilisation: Option<u64>,
    /// The mean waiting time after a long time. None at a utilisation of 1 or more, and where the formula does not
    /// hold: if arrivals or service times are not left to chance alone, if work may fail, or if a member is hindered.
    pub expected: Option<Span>,
    /// The mean waiting time since something last changed, and of how many messages.
    pub measured: Option<(Span, u64)>,
}

/// How the members of a part come by their messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrewKind {
    /// They fetch from a consumer, whose queue is the one queue of them all.
    Pull,
    /// They are a queue group: each message is pushed to one of them at random, into a queue of its own.
    Split,
}

/// A comparison for each part of handlers that share their messages and that somebody publishes for, in order.
///
/// The scenario's parameters are those that hold now, as in [`Simulation::standing`](crate::player::Simulation).
pub fn comparisons(scenario: &Scenario, waits: &Waits) -> Vec<Comparison> {
    let first = scenario.brokers.len();
    let cast = scenario.cast.iter().enumerate();
    cast.filter_map(|(place, part)| scenario.compare(u16::try_from(first + place).ok()?, part, waits)).collect()
}

impl Scenario {
    fn compare(&self, part: u16, crew: &Part, waits: &Waits) -> Option<Comparison> {
        let Role::Handler(config) = &crew.role else { return None };
        let kind = match (&config.pull, &config.group) {
            (Some(_), _) => CrewKind::Pull,
            (None, Some(_)) => CrewKind::Split,
            (None, None) => return None,
        };
        let publishers = || self.cast.iter().filter(|other| self.reaches(other, crew, config));
        let rates = publishers().filter_map(|other| Some(other.role.publishes()?.rate.as_thousandths()));
        let arrival_rate = Rate::from_thousandths(rates.sum());
        if arrival_rate == Rate::ZERO && publishers().next().is_none() {
            return None;
        }
        let by_chance = |other: &Part| other.role.publishes().is_some_and(|one| *one.arrivals == Arrivals::Poisson);
        let holds = is_ideal(config) && publishers().all(by_chance) && !self.links.may_lose() && waits.are_alike();
        let (handlers, service_time) = (waits.members(part), config.service_time.mean());
        let load = Load { arrivals: arrival_rate, service: service_time };
        let expected = match kind {
            CrewKind::Pull => load.wait_in_one_queue(handlers),
            CrewKind::Split => load.wait_when_split(handlers),
        };
        Some(Comparison {
            part,
            kind,
            handlers,
            arrival_rate,
            service_time,
            utilisation: load.utilisation(handlers),
            expected: expected.filter(|_| holds),
            measured: waits.mean(part),
        })
    }

    /// Whether what `publisher` publishes by itself comes to a part of handlers.
    fn reaches(&self, publisher: &Part, crew: &Part, config: &HandlerConfig) -> bool {
        let Some(published) = publisher.role.publishes().filter(|_| publisher.broker == crew.broker) else {
            return false;
        };
        match (&config.pull, &config.filter) {
            (Some(pull), _) => self.is_kept_for(crew, &pull.stream, &pull.consumer, published.subject),
            (None, Some(filter)) => filter.matches(published.subject),
            (None, None) => false,
        }
    }

    /// Whether a stream of the part's broker takes what is about `subject`, and this consumer delivers it.
    fn is_kept_for(&self, crew: &Part, stream: &str, consumer: &str, subject: &Subject) -> bool {
        let broker = self.brokers.iter().find(|broker| Some(&broker.id) == crew.broker.as_ref());
        let mut streams = broker.iter().flat_map(|broker| broker.profile.streams());
        streams.find(|config| config.name == stream).is_some_and(|config| {
            let mut consumers = config.consumers.iter().filter(|one| one.name == consumer);
            config.subjects.iter().any(|filter| filter.matches(subject))
                && consumers.any(|one| one.filter_subject.as_ref().is_none_or(|filter| filter.matches(subject)))
        })
    }
}

impl Links {
    /// Whether a message may be lost on any link.
    fn may_lose(&self) -> bool {
        let apart = self.apart.iter().filter_map(|links| links.loss);
        apart.chain([self.loss]).any(|loss| loss > Ratio::ZERO)
    }
}

/// Whether its work is left to chance alone, and takes one message at a time from arrival to end.
fn is_ideal(config: &HandlerConfig) -> bool {
    matches!(config.service_time, ServiceTime::Exponential(_))
        && config.concurrency == 1
        && config.failure == Ratio::ZERO
        && config.pending_limit.is_none()
        && config.database.is_none()
        && config.pull.as_ref().is_none_or(|pull| pull.batch == 1)
}
