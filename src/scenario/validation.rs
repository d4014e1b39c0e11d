//! Whether a scenario can be run, and if not, what stands in the way.

use super::link::TAKEN;
use super::references::unknown;
use super::{
    Action, Deed, Expected, Foreign, Knob, Measured, Parameter, Part, Profile, Role, Roster, Scenario, ScenarioError,
    Thing, Verb, limits,
};
use crate::sim::time::Span;
use std::collections::BTreeSet;

impl Scenario {
    /// Reads a scenario file and checks it.
    ///
    /// # Errors
    /// [`ScenarioError`] with line and column if it is no JSON of the right shape, otherwise as [`Scenario::validate`].
    pub fn from_json(text: &str) -> Result<Scenario, ScenarioError> {
        at_most(Measured::File, text.len(), limits::FILE)?;
        let scenario: Scenario = serde_json::from_str(text).map_err(|error| {
            // The reader says the place at the end of its message; we say it at the beginning.
            let said = error.to_string();
            let problem = said.rsplit_once(" at line ").map_or(said.as_str(), |(problem, _place)| problem);
            ScenarioError::Shape { line: error.line(), column: error.column(), problem: shorten(problem) }
        })?;
        scenario.validate()?;
        Ok(scenario)
    }

    /// Checks names, references, ranges and limits.
    ///
    /// # Errors
    /// The first thing that stands in the way of a run.
    pub fn validate(&self) -> Result<(), ScenarioError> {
        name(Thing::Scenario, &self.name)?;
        at_most(Measured::Parts, self.brokers.len() + self.cast.len(), limits::PARTS)?;
        at_most(Measured::Entries, self.entries.len(), limits::ENTRIES)?;
        if self.brokers.is_empty() {
            return Err(ScenarioError::NoBroker);
        }
        self.unique_names()?;
        span("links.latency", self.links.latency)?;
        span("links.jitter", self.links.jitter)?;
        for apart in &self.links.apart {
            let known = || self.brokers.iter().map(|broker| broker.id.clone()).collect::<Vec<_>>();
            if !known().contains(&apart.broker) {
                return Err(unknown("links.apart.broker".to_owned(), Thing::Broker, &apart.broker, known()));
            }
            span("links.apart.latency", apart.latency.unwrap_or_default())?;
        }
        for broker in &self.brokers {
            broker.profile.check(&broker.id)?;
        }
        for part in &self.cast {
            self.check_part(part)?;
        }
        self.check_knobs()?;
        let roster = Roster::new(self);
        (1..)
            .zip(&self.entries)
            .try_for_each(|(number, entry)| self.check_action(&roster, &entry.action, &format!("entries[{number}]")))
    }

    fn unique_names(&self) -> Result<(), ScenarioError> {
        let brokers = self.brokers.iter().map(|broker| (Thing::Broker, &broker.id));
        let cast = self.cast.iter().map(|part| (Thing::Part, &part.id));
        let mut seen = BTreeSet::new();
        for (what, id) in brokers.chain(cast) {
            name(what, id)?;
            if !seen.insert(id) {
                return Err(ScenarioError::Duplicate { name: id.clone() });
            }
        }
        Ok(())
    }

    fn check_part(&self, part: &Part) -> Result<(), ScenarioError> {
        let broker = self.check_broker(part)?;
        at_most(Measured::Replicas(part.id.clone()), usize::from(part.replicas), usize::from(limits::REPLICAS))?;
        if let Some(broker) = broker {
            broker.profile.check_part(part)?;
        }
        part.check()?;
        self.check_references(part, broker)
    }

    fn check_knobs(&self) -> Result<(), ScenarioError> {
        let mut seen = BTreeSet::new();
        for knob in &self.knobs {
            name(Thing::Knob, &knob.id)?;
            if !seen.insert(&knob.id) || TAKEN.contains(&knob.id.as_str()) {
                return Err(ScenarioError::Duplicate { name: knob.id.clone() });
            }
            for part in knob.parts() {
                self.check_target(knob, part)?;
            }
        }
        Ok(())
    }

    /// Whether the knob can turn something of this part, or of this broker's links.
    fn check_target(&self, knob: &Knob, part: &str) -> Result<(), ScenarioError> {
        let cast = self.cast.iter().map(|one| &one.id);
        if !cast.clone().chain(self.brokers.iter().map(|broker| &broker.id)).any(|id| id == part) {
            let (place, known) = (format!("knobs.{}.part", knob.id), cast.cloned().collect());
            return Err(unknown(place, Thing::Part, part, known));
        }
        let initial = self.parameter(part, knob.parameter).ok_or_else(|| ScenarioError::KnobTarget {
            knob: knob.id.clone(),
            parameter: knob.parameter,
            part: part.to_owned(),
        })?;
        knob.parse(&initial.to_string()).map(|_| ())
    }

    /// Whether the action can be asked for in this scenario; `place` says where it stands.
    ///
    /// # Errors
    /// [`ScenarioError`] if it names a knob, value or component that there is not, or one that cannot do this.
    pub fn check_action(&self, roster: &Roster, action: &Action, place: &str) -> Result<(), ScenarioError> {
        let find = |component: &str| {
            let found = roster.find(component).and_then(|id| roster.part(id));
            let names = || roster.parts().map(|(_, part)| part.name.clone() + if part.numbered { ".1" } else { "" });
            found.ok_or_else(|| unknown(place.to_owned(), Thing::Component, component, names().collect()))
        };
        let able = |able: bool, component: &str, verb| {
            if able { Ok(()) } else { Err(ScenarioError::Impossible { component: component.to_owned(), verb }) }
        };
        let text = |text: &str| at_most(Measured::Text(place.to_owned()), text.len(), limits::PAYLOAD);
        if let Some((verb, component)) = action.verb() {
            let part = find(component)?;
            if let (Verb::Restart, Some(profile)) = (verb, &part.profile) {
                let (place, foreign) = (place.to_owned(), Foreign::RestartOnDirect);
                let direct = matches!(profile, Profile::Direct(_));
                return if direct { Err(ScenarioError::Foreign { place, foreign }) } else { Ok(()) };
            }
            return able(verb.suits(part), component, Deed::of(verb));
        }
        match action {
            Action::Set { knob, value } => self.knob(knob)?.parse(value).map(|_| ()),
            Action::Publish { component, text: said } => {
                text(said)?;
                let role = find(component)?.role.as_ref();
                able(role.is_some_and(|role| role.publishes().is_some()), component, Deed::Publish)
            }
            Action::Replay { component, text: said, .. } => {
                said.as_deref().map_or(Ok(()), text)?;
                let role = find(component)?.role.as_ref();
                able(matches!(role, Some(Role::Administrator(_))), component, Deed::Replay)
            }
            Action::Scale { component, members } => self.check_scale(component, *members, place),
            _ => Ok(()),
        }
    }

    /// Whether the part can be given so many members; its knob, if there is one, says how many.
    fn check_scale(&self, part: &str, members: u16, place: &str) -> Result<(), ScenarioError> {
        let known = || self.cast.iter().map(|one| one.id.clone()).collect();
        let found = self.cast.iter().find(|one| one.id == part);
        let found = found.ok_or_else(|| unknown(place.to_owned(), Thing::Part, part, known()))?;
        if found.get(Parameter::Replicas).is_none() {
            return Err(ScenarioError::Impossible { component: part.to_owned(), verb: Deed::Scale });
        }
        match self.replicas_knob(part) {
            Some(knob) => knob.parse(&members.to_string()).map(|_| ()),
            None => at_most(Measured::Replicas(part.to_owned()), members.into(), limits::REPLICAS.into()),
        }
    }
}

pub(super) fn out_of_range(part: &str, field: &str, value: &dyn ToString, expected: Expected) -> ScenarioError {
    ScenarioError::OutOfRange { place: format!("{part}.{field}"), value: value.to_string(), expected }
}

pub(super) fn span(place: &str, span: Span) -> Result<(), ScenarioError> {
    if span <= limits::SPAN {
        return Ok(());
    }
    let expected = Expected::AtMost(limits::SPAN.to_string());
    Err(ScenarioError::OutOfRange { place: place.to_owned(), value: span.to_string(), expected })
}

pub(super) fn at_most(what: Measured, size: usize, limit: usize) -> Result<(), ScenarioError> {
    if size <= limit {
        return Ok(());
    }
    Err(ScenarioError::TooLarge { what, size: size.to_string(), limit: limit.to_string() })
}

pub(super) fn name(what: Thing, text: &str) -> Result<(), ScenarioError> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=40).contains(&text.len()) && text.bytes().all(good) {
        return Ok(());
    }
    Err(ScenarioError::Name { what, name: shorten(text) })
}

/// A text from outside, cut to a length that fits in a sentence.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
