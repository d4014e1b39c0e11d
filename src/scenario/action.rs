//! The one table of actions: what can be done to a component. Menu, keyboard and host pages all read it.

use super::{Action, Profile, Role, RosterPart};

/// Something that can be done to a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// End the process at once.
    Crash,
    /// Start it again.
    Restart,
    /// Freeze the process.
    Pause,
    /// Let a frozen process go on.
    Unpause,
    /// Let a handler take longer for each message.
    SlowDown,
    /// Let it take as long as ever.
    SpeedUp,
    /// One member more in its part.
    ScaleUp,
    /// One member fewer.
    ScaleDown,
    /// Cut its link.
    Partition,
    /// Make the link whole again.
    Heal,
    /// Lose what travels on its link next.
    LoseNext,
    /// Let it publish something next that nobody can handle.
    PoisonNext,
    /// End a broker's process and start it again.
    RestartBroker,
}

/// How a component is, as far as it decides what can be done to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Its process died; of a broker: it is down.
    pub crashed: bool,
    /// Its link is cut.
    pub cut_off: bool,
    /// Its process is frozen.
    pub paused: bool,
    /// It takes longer than ever for each message.
    pub slowed: bool,
    /// How many members its part is to have.
    pub members: u16,
}

impl Verb {
    /// Every verb, in the order in which menus offer them.
    pub const ALL: [Verb; 13] = [
        Verb::Crash,
        Verb::Restart,
        Verb::Pause,
        Verb::Unpause,
        Verb::SlowDown,
        Verb::SpeedUp,
        Verb::ScaleUp,
        Verb::ScaleDown,
        Verb::Partition,
        Verb::Heal,
        Verb::LoseNext,
        Verb::PoisonNext,
        Verb::RestartBroker,
    ];

    /// The entry's action that does this to the component of this name, whose part is to have so many members.
    pub fn on(self, component: String, members: u16) -> Action {
        match self {
            Verb::Crash => Action::Crash { component },
            Verb::Restart | Verb::RestartBroker => Action::Restart { component },
            Verb::Pause => Action::Pause { component },
            Verb::Unpause => Action::Unpause { component },
            Verb::SlowDown => Action::SlowDown { component },
            Verb::SpeedUp => Action::SpeedUp { component },
            Verb::ScaleUp => Action::Scale { component: part_of(&component), members: members.saturating_add(1) },
            Verb::ScaleDown => Action::Scale { component: part_of(&component), members: members.saturating_sub(1) },
            Verb::Partition => Action::Partition { component },
            Verb::Heal => Action::Heal { component },
            Verb::LoseNext => Action::LoseNext { component },
            Verb::PoisonNext => Action::PoisonNext { component },
        }
    }

    /// Whether it can ever be done to a component of this part. Databases wait for their clients: the links are theirs.
    pub const fn suits(self, part: &RosterPart) -> bool {
        if part.is_watched {
            return false;
        }
        let Some(role) = &part.role else {
            let is_server = !matches!(part.profile, None | Some(Profile::Direct(_)));
            return is_server && matches!(self, Verb::RestartBroker);
        };
        match self {
            Verb::Crash | Verb::Restart => !matches!(role, Role::Publisher(_) | Role::Database(_)),
            Verb::Pause | Verb::Unpause | Verb::Partition | Verb::Heal => !matches!(role, Role::Database(_)),
            Verb::SlowDown | Verb::SpeedUp | Verb::ScaleUp | Verb::ScaleDown => matches!(role, Role::Handler(_)),
            Verb::LoseNext => part.broker.is_some() && !matches!(role, Role::Database(_)),
            Verb::PoisonNext => matches!(role, Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_)),
            Verb::RestartBroker => false,
        }
    }

    const fn fits(self, part: &RosterPart, condition: Condition) -> bool {
        let Condition { crashed, cut_off, paused, slowed, members } = condition;
        match self {
            Verb::Restart => crashed,
            Verb::Pause => !crashed && !paused,
            Verb::Unpause => !crashed && paused,
            Verb::SlowDown => !crashed && !slowed,
            Verb::SpeedUp => !crashed && slowed,
            Verb::ScaleUp => members < part.members.1,
            // Without a member there is nobody whose menu could bring one back.
            Verb::ScaleDown => members > part.members.0 && members > 1,
            Verb::Partition => !cut_off,
            Verb::Heal => cut_off,
            Verb::Crash | Verb::LoseNext | Verb::PoisonNext | Verb::RestartBroker => !crashed,
        }
    }
}

/// The part that the component of this name belongs to.
fn part_of(component: &str) -> String {
    component.split_once('.').map_or(component, |(part, _)| part).to_owned()
}

/// What can be done now to a component of this part.
pub fn verbs(part: &RosterPart, condition: Condition) -> impl Iterator<Item = Verb> + '_ {
    Verb::ALL.into_iter().filter(move |verb| verb.suits(part) && verb.fits(part, condition))
}
