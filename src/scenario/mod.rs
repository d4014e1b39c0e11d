//! A PLAYGROUND AS DATA: who takes part, which knobs there are, what a person did, and how all that fits in a link.

mod action;
mod comparison;
mod entry;
mod error;
mod expected;
mod knob;
pub mod link;
mod model;
mod profile;
mod references;
mod refusal;
mod roles;
mod roster;
mod turn;
mod validation;

pub use action::{Condition, Verb, verbs};
pub use comparison::{Comparison, CrewKind, comparisons};
pub use entry::{Action, Entry};
pub use error::ScenarioError;
pub use expected::{Deed, Expected, Measured, Thing};
pub use knob::{Knob, Parameter, Value};
pub use model::{Broker, BrokerLinks, Links, Part, Role, Scenario};
pub use profile::{Foreign, Profile};
pub use roles::Published;
pub use roster::{Roster, RosterPart};

/// Limits on everything that comes from outside.
pub mod limits {
    use crate::sim::time::{Rate, Span};

    /// Brokers and members of the cast together.
    pub const PARTS: usize = 40;
    /// Replicas of one member of the cast.
    pub const REPLICAS: u16 = 100;
    /// Messages that one handler works on at once, and that one burst has.
    pub const AT_ONCE: u16 = 1_000;
    /// Messages that one fetch asks for, and moments of one list.
    pub const LIST: u32 = 10_000;
    /// Attempts after the first one.
    pub const RETRIES: u16 = 100;
    /// The shortest wait for an answer, so that who asks again does not ask without end at one moment.
    pub const SHORTEST_WAIT: Span = Span::from_millis(1);
    /// Messages per second from one publisher.
    pub const RATE: Rate = Rate::per_second(10_000);
    /// Any single span: service time, latency.
    pub const SPAN: Span = Span::from_secs(3_600);
    /// Bytes of one typed or listed payload.
    pub const PAYLOAD: usize = 1_000;
    /// Entries of one run.
    pub const ENTRIES: usize = 10_000;
    /// Bytes of a scenario file.
    pub const FILE: usize = 1_000_000;
    /// Characters of a link's fragment.
    pub const LINK: usize = 20_000;
    /// How far a run can go: a day.
    pub const LENGTH: Span = Span::from_secs(86_400);
}
