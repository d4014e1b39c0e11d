//! Who takes part, by identity and by name.

use super::{Parameter, Part, Profile, Role, Scenario, Value, limits};
use crate::message::subject::{Filter, Subject};
use crate::message::{ComponentId, ConsumerId, StreamConfig, StreamId};
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
    /// Whether it belongs to a server that is only watched: nothing can be done to it.
    pub is_watched: bool,
    /// The least and the most members that it can be given.
    pub members: (u16, u16),
    /// The knobs that turn something of it, by name.
    pub knobs: Vec<(String, Parameter)>,
}

/// How many members a part can be given at least and at most: as its knob says, if there is one.
fn members(scenario: &Scenario, part: &Part) -> (u16, u16) {
    if part.get(Parameter::Replicas).is_none() {
        return (1, 1);
    }
    let range = scenario.replicas_knob(&part.id).and_then(|knob| knob.range().ok());
    match range {
        Some((Value::Count(least), Value::Count(most))) => (least, most),
        _ => (0, limits::REPLICAS),
    }
}

impl Roster {
    /// The roster of a scenario.
    pub fn new(scenario: &Scenario) -> Roster {
        let is_watched = |id: Option<&str>| {
            let broker = scenario.brokers.iter().find(|broker| Some(broker.id.as_str()) == id);
            broker.is_some_and(|broker| broker.profile == Profile::Watched)
        };
        let position = |id: &str| scenario.brokers.iter().position(|broker| broker.id == id);
        let knobs = |id: &str| {
            let of_part = scenario.knobs.iter().filter(|knob| knob.parts().any(|part| part == id));
            of_part.map(|knob| (knob.id.clone(), knob.parameter)).collect()
        };
        let brokers = scenario.brokers.iter().map(|broker| RosterPart {
            name: broker.id.clone(),
            profile: Some(broker.profile.clone()),
            role: None,
            broker: None,
            numbered: false,
            is_watched: broker.profile == Profile::Watched,
            members: (1, 1),
            knobs: knobs(&broker.id),
        });
        let cast = scenario.cast.iter().map(|part| RosterPart {
            name: part.id.clone(),
            profile: None,
            role: Some(part.role.clone()),
            broker: part.broker.as_deref().and_then(position).and_then(|index| u16::try_from(index).ok()),
            numbered: matches!(part.role, Role::Handler(_)) && !is_watched(part.broker.as_deref()),
            is_watched: is_watched(part.broker.as_deref()),
            members: if is_watched(part.broker.as_deref()) { (1, 1) } else { members(scenario, part) },
            knobs: knobs(&part.id),
        });
        Roster { parts: brokers.chain(cast).collect() }
    }

    /// The broker of this name; none if there is none.
    pub fn find_broker(&self, name: &str) -> Option<(u16, &Profile)> {
        self.parts().find_map(|(position, part)| Some((position, part.profile.as_ref().filter(|_| part.name == name)?)))
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

    /// Whether a component belongs to a real server that is only watched, or is that server.
    pub fn is_watched(&self, component: ComponentId) -> bool {
        self.part(component).is_some_and(|part| part.is_watched)
    }

    /// Whether a broker of this scenario can keep messages in streams.
    pub fn has_streams(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.profile, Some(Profile::JetStream(_))))
    }

    /// The streams that a broker is provisioned with, in the order in which it numbers them from 1.
    pub fn streams(&self, broker: ComponentId) -> &[StreamConfig] {
        self.part(broker).and_then(|part| part.profile.as_ref()).map_or(&[], Profile::streams)
    }

    /// The name of a stream that a broker is provisioned with; none for one that is made in the course of the run.
    pub fn stream(&self, broker: ComponentId, stream: StreamId) -> Option<&str> {
        let place = usize::from(stream.0).checked_sub(1)?;
        self.streams(broker).get(place).map(|config| config.name.as_str())
    }

    /// The name of a consumer that a broker is provisioned with; none for one that is made in the course of the run.
    pub fn consumer(&self, broker: ComponentId, consumer: ConsumerId) -> Option<&str> {
        let place = usize::from(consumer.0).checked_sub(1)?;
        let mut consumers = self.streams(broker).iter().flat_map(|stream| &stream.consumers);
        consumers.nth(place).map(|config| config.name.as_str())
    }

    /// Whether a subscription to `filter` gets what is published under `subject`, by the rules of this broker.
    pub fn matches(&self, broker: u16, filter: &Filter, subject: &Subject) -> bool {
        let profile = self.parts.get(usize::from(broker)).and_then(|part| part.profile.as_ref());
        profile.is_some_and(|profile| profile.matches(filter, subject))
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
