//! What can be wrong with a scenario, a knob value or a link.

use super::refusal::remedy;
use super::{Deed, Expected, Foreign, Measured, Parameter, Thing};
use crate::message::ApiError;
use crate::message::subject::SubjectError;

/// Why a scenario, a knob value, an entry or a link is refused. The message names the value, the place and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// The text is no JSON of the right shape.
    #[error("line {line}, column {column}: {problem}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the reader stumbled over.
        problem: String,
    },
    /// Something is larger than allowed.
    #[error("{what} is {size}, the limit is {limit}")]
    TooLarge {
        /// What.
        what: Measured,
        /// How large.
        size: String,
        /// How large it may be.
        limit: String,
    },
    /// A name that cannot be used.
    #[error("“{name}” is no name for a {what}; use letters, digits, dashes and underscores, at most 40")]
    Name {
        /// What was named.
        what: Thing,
        /// The name.
        name: String,
    },
    /// Two things of one name.
    #[error(
        "the name “{name}” is taken; every broker, member of the cast and knob needs its own, and no knob is called v, \
         seed, t, lang, theme or do"
    )]
    Duplicate {
        /// The name.
        name: String,
    },
    /// No brokers.
    #[error(
        "there is no broker; brokers needs at least one, such as \
         {{\"id\": \"nats\", \"profile\": {{\"nats_core\": {{}}}}}}"
    )]
    NoBroker,
    /// A reference to something that does not exist.
    #[error("{place}: there is no {what} “{name}”; there is {}", list(.known))]
    Unknown {
        /// Where the reference stands.
        place: String,
        /// What should be there.
        what: Thing,
        /// The name.
        name: String,
        /// What there is instead.
        known: Vec<String>,
    },
    /// A member of the cast that must talk to a broker and does not say which.
    #[error("{part} does not say which broker it talks to; add \"broker\": one of {}", list(.known))]
    MissingBroker {
        /// The member of the cast.
        part: String,
        /// The brokers there are.
        known: Vec<String>,
    },
    /// A handler that hears of nothing, or in two ways at once.
    #[error("{part} needs one source: either a filter, with a group or without, or a consumer to pull from")]
    Source {
        /// The handler.
        part: String,
    },
    /// A number out of its range.
    #[error("{place}: {value} is out of range; it takes {expected}")]
    OutOfRange {
        /// Where it stands.
        place: String,
        /// The value.
        value: String,
        /// What would be right.
        expected: Expected,
    },
    /// Something that the broker does not know.
    #[error("{place}: {foreign}")]
    Foreign {
        /// Where it stands.
        place: String,
        /// What it is, and what to do instead.
        foreign: Foreign,
    },
    /// A stream or consumer that nats-server would refuse to make.
    #[error("{place}: nats-server refuses this with error {}, “{}”; {}",
        .error.err_code, .error.description, remedy(.error))]
    Refused {
        /// Which stream or consumer.
        place: String,
        /// What the server says.
        error: ApiError,
    },
    /// A subject or filter that is none.
    #[error("{place}: {error}")]
    Subject {
        /// Where it stands.
        place: String,
        /// Why it is none.
        error: SubjectError,
    },
    /// A knob that does not exist.
    #[error("there is no knob “{knob}”; there is {}", list(.known))]
    UnknownKnob {
        /// The name.
        knob: String,
        /// The knobs there are.
        known: Vec<String>,
    },
    /// A value that the knob cannot take.
    #[error("{knob} cannot be “{value}”; it takes {expected}")]
    KnobValue {
        /// The knob.
        knob: String,
        /// The value.
        value: String,
        /// What it takes.
        expected: Expected,
    },
    /// A knob whose own range is wrong.
    #[error("the knob {knob} has a wrong range: min, max and step need {expected}")]
    KnobRange {
        /// The knob.
        knob: String,
        /// What would be right.
        expected: Expected,
    },
    /// A knob that turns something that its part does not have.
    #[error("the knob {knob} turns {parameter} of {part}, which has none")]
    KnobTarget {
        /// The knob.
        knob: String,
        /// What it turns.
        parameter: Parameter,
        /// Of whom.
        part: String,
    },
    /// An action on a component that cannot take it.
    #[error("{component} cannot {verb}")]
    Impossible {
        /// The component.
        component: String,
        /// What was asked of it.
        verb: Deed,
    },
    /// Something to be done in a run that is over.
    #[error("the run is over, and this is its recording; nothing more can be done in it")]
    Over,
    /// Something to be done to a real server that only a simulated one can be made to do: the knob, the link's client
    /// or the broker.
    #[error(
        "“{0}” works in simulation only: a page cannot change how the links of a real server lose and delay, and \
         cannot restart it"
    )]
    OnlySimulated(String),
    /// A pattern that does not exist.
    #[error("there is no pattern “{name}”; there is {}", list(.known))]
    UnknownPattern {
        /// The name.
        name: String,
        /// The patterns there are.
        known: Vec<String>,
    },
    /// A part of a link that cannot be read.
    #[error("in the link, {name}={value} cannot be read; it takes {expected}")]
    Link {
        /// The parameter.
        name: String,
        /// Its value.
        value: String,
        /// What would be right.
        expected: Expected,
    },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
