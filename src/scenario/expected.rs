//! The nouns of an error: what was asked for, what was measured, what would have been right. Each language words them.

use super::{Value, Verb};
use crate::sim::time::Form;
use std::fmt;

/// What would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A number of members.
    Count,
    /// A quantity with its unit.
    Quantity(Form),
    /// A value of the knob's range.
    Between(Value, Value),
    /// No more than this.
    AtMost(String),
    /// Some.
    AtLeastOne,
    /// Moments in their order.
    InOrder,
    /// No rate, because there is a list of moments.
    NoneForList,
    /// Something to publish.
    Texts,
    /// One member, as this role always has.
    Alone,
    /// A lowest value that is not above the highest.
    Ordered,
    /// The version of links that this page reads.
    Version,
    /// A seed.
    Seed,
    /// A moment, such as `12.4s`.
    Moment,
    /// An entry: moment, verb and arguments.
    Entry,
    /// A verb and its arguments.
    Verb,
    /// The tag of a language of the page.
    Lang,
    /// The name of a theme of the page.
    Theme,
    /// The address of a server, without secrets.
    Address,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expected::Count => f.write_str("a whole number, such as 3"),
            Expected::Quantity(form) => form.fmt(f),
            Expected::Between(min, max) => write!(f, "a value between {min} and {max}"),
            Expected::AtMost(limit) => write!(f, "at most {limit}"),
            Expected::AtLeastOne => f.write_str("at least 1"),
            Expected::InOrder => f.write_str("moments in order, the earliest first"),
            Expected::NoneForList => f.write_str("no rate, since arrivals lists the moments"),
            Expected::Texts => f.write_str("at least one text to publish"),
            Expected::Alone => f.write_str("1 for this role"),
            Expected::Ordered => f.write_str("min not above max"),
            Expected::Version => f.write_str("1, the only version this page knows"),
            Expected::Seed => write!(f, "a whole number from 0 to {}", u64::MAX),
            Expected::Moment => f.write_str("a moment with its unit, such as 12.4s"),
            Expected::Entry => f.write_str("a moment, a verb and its arguments, such as 3s:crash:save-handler.2"),
            Expected::Verb => f.write_str(
                "set:knob:value, publish:component:text, crash:component, restart:component, pause:component, \
                     unpause:component, slow:component, speed-up:component, scale:part:members, partition:component, \
                     heal:component, lose-next:component, poison-next:component or replay:component:number:text",
            ),
            Expected::Lang => f.write_str("en or ko"),
            Expected::Theme => f.write_str("system, light or dark"),
            Expected::Address => f.write_str("an address without user and password, such as ws://127.0.0.1:9222"),
        }
    }
}

/// Something with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A scenario.
    Scenario,
    /// A broker.
    Broker,
    /// A member of the cast.
    Part,
    /// A knob.
    Knob,
    /// A queue group.
    QueueGroup,
    /// A database.
    Database,
    /// A stream.
    Stream,
    /// A consumer that waits for fetches.
    PullConsumer,
    /// A broker, or one process of the cast.
    Component,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Thing::Scenario => "scenario",
            Thing::Broker => "broker",
            Thing::Part => "member of the cast",
            Thing::Knob => "knob",
            Thing::QueueGroup => "queue group",
            Thing::Database => "database",
            Thing::Stream => "stream",
            Thing::PullConsumer => "pull consumer",
            Thing::Component => "component",
        })
    }
}

/// Something with a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measured {
    /// A scenario file, in bytes.
    File,
    /// Brokers and members of the cast.
    Parts,
    /// Members of the part of this name.
    Replicas(String),
    /// Entries of a run.
    Entries,
    /// A text at this place, in bytes.
    Text(String),
    /// The moments listed at this place.
    List(String),
    /// A link, in bytes.
    Link,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measured::File => f.write_str("the size of the scenario file in bytes"),
            Measured::Parts => f.write_str("the number of brokers and members of the cast"),
            Measured::Replicas(part) => write!(f, "{part}.replicas"),
            Measured::Entries => f.write_str("the number of entries"),
            Measured::Text(place) => write!(f, "{place}: the length of the text in bytes"),
            Measured::List(place) => write!(f, "{place}: the number of moments"),
            Measured::Link => f.write_str("the length of the link in bytes"),
        }
    }
}

/// What was asked of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Publish a text.
    Publish,
    /// End at once.
    Crash,
    /// Run again.
    Restart,
    /// Lose its link.
    Partition,
    /// Get its link back.
    Heal,
    /// Be frozen.
    Pause,
    /// Go on after that.
    Unpause,
    /// Take longer for each message.
    SlowDown,
    /// Take as long as ever.
    SpeedUp,
    /// Have another number of members.
    Scale,
    /// Lose what travels on its link next.
    LoseNext,
    /// Publish something that nobody can handle.
    PoisonNext,
    /// Publish a dead letter again.
    Replay,
}

impl Deed {
    /// What a verb asks.
    pub const fn of(verb: Verb) -> Deed {
        match verb {
            Verb::Crash => Deed::Crash,
            Verb::Restart | Verb::RestartBroker => Deed::Restart,
            Verb::Pause => Deed::Pause,
            Verb::Unpause => Deed::Unpause,
            Verb::SlowDown => Deed::SlowDown,
            Verb::SpeedUp => Deed::SpeedUp,
            Verb::ScaleUp | Verb::ScaleDown => Deed::Scale,
            Verb::Partition => Deed::Partition,
            Verb::Heal => Deed::Heal,
            Verb::LoseNext => Deed::LoseNext,
            Verb::PoisonNext => Deed::PoisonNext,
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Deed::Publish => "publish",
            Deed::Crash => "crash",
            Deed::Restart => "restart",
            Deed::Partition => "be partitioned",
            Deed::Heal => "be healed",
            Deed::Pause => "be paused",
            Deed::Unpause => "be unpaused",
            Deed::SlowDown => "be slowed down",
            Deed::SpeedUp => "be sped up",
            Deed::Scale => "be scaled",
            Deed::LoseNext => "lose what its link carries next",
            Deed::PoisonNext => "publish a poison message",
            Deed::Replay => "replay dead letters",
        })
    }
}
