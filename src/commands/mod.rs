//! THE SAME FOR REAL: what a person just did in the playground, as the shell command that does it to the tutorial's
//! application.
//!
//! That is a Docker Compose project called `todo`, each part a service of its name: a member of `save-handler` is the
//! container `todo-save-handler-2`. What no command does is not pretended: there is none that loses one message, or
//! turns a handler's failure rate.

pub mod logs;
mod publish;
mod replay;
pub mod shell;

use crate::message::ComponentId;
use crate::scenario::{Action, Parameter, Profile, Role, Roster, RosterPart};
use shell::word;

/// The Compose project, and the network that it makes.
const PROJECT: &str = "todo";
const NETWORK: &str = "todo_default";
/// How much of a processor a slowed handler gets: it takes [`SLOWDOWN`](crate::cast::SLOWDOWN) times as long.
const SLOW: &str = "0.25";
/// One processor is as much as a handler uses. Docker has no way back to no limit at all.
const FAST: &str = "1";

/// The command that does for real what `action` does here, one or more lines; none if there is no such command, or
/// nobody of that name.
pub fn command_of(action: &Action, roster: &Roster) -> Option<String> {
    let container = |component: &str| Some(Container::find(component, roster)?.name());
    Some(match action {
        Action::Set { knob, value } => return turn(knob, value, roster),
        Action::Publish { component, text } => return publish::publish(component, text, roster),
        Action::Crash { component } => format!("docker kill {}", container(component)?),
        Action::Restart { component } => match Container::find(component, roster)? {
            Container { part, .. } if part.profile.is_some() => format!("docker compose restart {}", part.name),
            member => format!("docker start {}", member.name()),
        },
        Action::Partition { component } => format!("docker network disconnect {NETWORK} {}", container(component)?),
        Action::Heal { component } => {
            let member = Container::find(component, roster)?;
            // Callers find a service by its name, which the network forgets with the container.
            let alias = if member.is_called(roster) { format!("--alias {} ", member.part.name) } else { String::new() };
            format!("docker network connect {alias}{NETWORK} {}", member.name())
        }
        Action::Pause { component } => format!("docker pause {}", container(component)?),
        Action::Unpause { component } => format!("docker unpause {}", container(component)?),
        Action::SlowDown { component } => format!("docker update --cpus {SLOW} {}", container(component)?),
        Action::SpeedUp { component } => format!("docker update --cpus {FAST} {}", container(component)?),
        Action::Scale { component, members } => {
            roster.find_part(component)?;
            scale(&[(component, &members.to_string())])
        }
        Action::Replay { component, sequence, text } => {
            let part = roster.part(roster.find(component)?)?;
            let Some(Role::Administrator(config)) = &part.role else { return None };
            replay::replay(&config.dead_letters, *sequence, text.as_deref())
        }
        // A network loses many or none, and what a publisher says next nobody can change from outside.
        Action::LoseNext { .. } | Action::PoisonNext { .. } => return None,
    })
}

/// One container of the project.
struct Container<'a> {
    part: &'a RosterPart,
    number: u16,
}

impl<'a> Container<'a> {
    fn find(component: &str, roster: &'a Roster) -> Option<Container<'a>> {
        let ComponentId { member, .. } = roster.find(component)?;
        let part = roster.part(roster.find(component)?)?;
        // Compose counts from 1, also where there is only one.
        Some(Container { part, number: member.max(1) })
    }

    fn name(&self) -> String {
        format!("{PROJECT}-{}-{}", self.part.name, self.number)
    }

    /// Whether others open connections to it, and not only it to others.
    fn is_called(&self, roster: &Roster) -> bool {
        let broker = self.part.broker.and_then(|part| roster.part(ComponentId { part, member: 0 }));
        matches!(broker.and_then(|broker| broker.profile.as_ref()), Some(Profile::Direct(_)))
    }
}

/// A number of members is one of containers; the other knobs turn what an application does by itself.
fn turn(knob: &str, value: &str, roster: &Roster) -> Option<String> {
    let turned = |(_, part): &(u16, &RosterPart)| {
        part.knobs.iter().any(|(name, parameter)| name == knob && *parameter == Parameter::Replicas)
    };
    let parts: Vec<(&str, &str)> =
        roster.parts().filter(turned).map(|(_, part)| (part.name.as_str(), value.trim())).collect();
    (!parts.is_empty()).then(|| scale(&parts))
}

/// Those that run stay as they are; more of them start, or the last ones stop.
fn scale(parts: &[(&str, &str)]) -> String {
    let mut command = "docker compose up -d --no-recreate".to_owned();
    for (part, members) in parts {
        command.push_str(&format!(" --scale {}", word(&format!("{part}={members}"))));
    }
    for (part, _) in parts {
        command.push(' ');
        command.push_str(part);
    }
    command
}
