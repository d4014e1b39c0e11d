//! The one table of actions: what can be done to a component. Menu, keyboard and host pages all read it.

use super::{Action, Role};

/// Something that can be done to a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// End the process at once.
    Crash,
    /// Start it again.
    Restart,
    /// Cut its link.
    Partition,
    /// Make the link whole again.
    Heal,
}

/// How a component is, as far as it decides what can be done to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Its process died.
    pub crashed: bool,
    /// Its link is cut.
    pub cut_off: bool,
}

impl Verb {
    /// Every verb, in the order in which menus offer them.
    pub const ALL: [Verb; 4] = [Verb::Crash, Verb::Restart, Verb::Partition, Verb::Heal];

    /// The entry's action that does this to the component of this name.
    pub fn on(self, component: String) -> Action {
        match self {
            Verb::Crash => Action::Crash { component },
            Verb::Restart => Action::Restart { component },
            Verb::Partition => Action::Partition { component },
            Verb::Heal => Action::Heal { component },
        }
    }

    /// Whether it can ever be done to a component of this role. Databases wait for their clients: the links are theirs.
    pub const fn suits(self, role: &Role) -> bool {
        match self {
            Verb::Crash | Verb::Restart => !matches!(role, Role::Publisher(_) | Role::Database(_)),
            Verb::Partition | Verb::Heal => !matches!(role, Role::Database(_)),
        }
    }

    const fn fits(self, condition: Condition) -> bool {
        match self {
            Verb::Crash => !condition.crashed,
            Verb::Restart => condition.crashed,
            Verb::Partition => !condition.cut_off,
            Verb::Heal => condition.cut_off,
        }
    }
}

/// What can be done now to a component of this role.
pub fn verbs(role: &Role, condition: Condition) -> impl Iterator<Item = Verb> + '_ {
    Verb::ALL.into_iter().filter(move |verb| verb.suits(role) && verb.fits(condition))
}
