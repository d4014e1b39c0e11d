//! Who takes part, by identity and by name.

use super::{Parameter, Profile, Role, Scenario};
use crate::message::{ComponentId, ConsumerId, StreamId};
use std::fmt::Write;

/// The names and roles of all components of a scenario. Cheap to look up in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    parts: Vec<RosterPart>,
}

/// One broker, or one part of the cast with all its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterPart {
    /// Its name in the scenario.
    pub name: String,
    /// The broker's profile; none for a part of the cast.
    pub profile: Option<Profile>,
    /// What the part does; none for a broker.
    pub role: Option<Role>,
    /// The position of the broker it talks to.
    pub broker: Option<u16>,
    /// Whether its members carry numbers.
    pub numbered: bool,
    /// The knobs that turn something of it, by name.
    pub knobs: Vec<(String, Parameter)>,
}

impl Roster {
    /// The roster of a scenario.
    pub fn new(scenario: &Scenario) -> Roster {
        let position = |id: &str| scenario.brokers.iter().position(|broker| broker.id == id);
        let knobs = |id: &str| {
            let of_part = scenario.knobs.iter().filter(|knob| knob.part == id);
            of_part.map(|knob| (knob.id.clone(), knob.parameter)).collect()
        };
        let brokers = scenario.brokers.iter().map(|broker| RosterPart {
            name: broker.id.clone(),
            profile: Some(broker.profile.clone()),
            role: None,
            broker: None,
            numbered: false,
            knobs: Vec::new(),
        });
        let cast = scenario.cast.iter().map(|part| RosterPart {
            name: part.id.clone(),
            profile: None,
            role: Some(part.role.clone()),
            broker: part.broker.as_deref().and_then(position).and_then(|index| u16::try_from(index).ok()),
            numbered: matches!(part.role, Role::Handler(_)),
            knobs: knobs(&part.id),
        });
        Roster { parts: brokers.chain(cast).collect() }
    }

    /// All parts with their positions, brokers first.
    pub fn parts(&self) -> impl Iterator<Item = (u16, &RosterPart)> {
        (0_u16..).zip(&self.parts)
    }

    /// The position of the part of this name.
    pub fn find_part(&self, name: &str) -> Option<u16> {
        self.parts().find(|(_, part)| part.name == name).map(|(position, _)| position)
    }

    /// The part a component belongs to; none for a person.
    pub fn part(&self, component: ComponentId) -> Option<&RosterPart> {
        self.parts.get(usize::from(component.part))
    }

    /// The name of a stream that a broker is provisioned with; none for one that is made in the course of the run.
    pub const fn stream(&self, _broker: ComponentId, _stream: StreamId) -> Option<&str> {
        None
    }

    /// The name of a consumer that a broker is provisioned with; none for one that is made in the course of the run.
    pub const fn consumer(&self, _broker: ComponentId, _consumer: ConsumerId) -> Option<&str> {
        None
    }

    /// The name of a component as it stands in entries: `todo-web`, `save-handler.2`.
    pub fn name(&self, component: ComponentId) -> String {
        let Some(part) = self.part(component) else { return "person".to_owned() };
        let mut name = part.name.clone();
        if part.numbered && component.member > 0 {
            // Writing to a String cannot fail.
            let _ = write!(name, ".{}", component.member);
        }
        name
    }

    /// The component of a name as [`Roster::name`] writes it; none if there is no such part, or its number is missing
    /// or not a number.
    pub fn find(&self, name: &str) -> Option<ComponentId> {
        let (base, member) = match name.rsplit_once('.') {
            Some((base, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                (base, Some(number.parse().ok()?))
            }
            _ => (name, None),
        };
        let (part, found) = self.parts().find(|(_, part)| part.name == base)?;
        let member = match (found.numbered, member) {
            (true, Some(number)) if number > 0 => number,
            (false, None) => u16::from(found.role.is_some()),
            _ => return None,
        };
        Some(ComponentId { part, member })
    }
}
