//! The one table of actions: what can be done to a component. Menu, keyboard and host pages all read it.

use super::{Action, Role};

/// Something that can be done to a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// End the process at once.
    Crash,
    /// Start it again.
    Restart,
}

impl Verb {
    /// The entry's action that does this to the component of this name.
    pub fn on(self, component: String) -> Action {
        match self {
            Verb::Crash => Action::Crash { component },
            Verb::Restart => Action::Restart { component },
        }
    }
}

/// What can be done to a component of this role; the `crashed` one can only be restarted.
pub const fn verbs(role: &Role, crashed: bool) -> &'static [Verb] {
    match (role, crashed) {
        (Role::Publisher(_) | Role::Database(_), _) => &[],
        (_, false) => &[Verb::Crash],
        (_, true) => &[Verb::Restart],
    }
}
