//! Whether a scenario can be run, and if not, what stands in the way.

use super::link::TAKEN;
use super::{Action, Deed, Expected, Measured, Part, Roster, Scenario, ScenarioError, Thing, Verb, limits};
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
            let Some(part) = self.cast.iter().find(|part| part.id == knob.part) else {
                return Err(ScenarioError::Unknown {
                    place: format!("knobs.{}.part", knob.id),
                    what: Thing::Part,
                    name: knob.part.clone(),
                    known: self.cast.iter().map(|part| part.id.clone()).collect(),
                });
            };
            let initial = self.initial(knob).ok_or_else(|| ScenarioError::KnobTarget {
                knob: knob.id.clone(),
                parameter: knob.parameter,
                part: part.id.clone(),
            })?;
            knob.parse(&initial.to_string())?;
        }
        Ok(())
    }

    /// Whether the action can be asked for in this scenario; `place` says where it stands.
    ///
    /// # Errors
    /// [`ScenarioError`] if it names a knob, value or component that there is not, or one that cannot do this.
    pub fn check_action(&self, roster: &Roster, action: &Action, place: &str) -> Result<(), ScenarioError> {
        let role = |component: &str| {
            let id = roster.find(component).and_then(|id| Some((id, roster.part(id)?.role.clone()?)));
            id.map(|(_, role)| role).ok_or_else(|| ScenarioError::Unknown {
                place: place.to_owned(),
                what: Thing::Component,
                name: component.to_owned(),
                known: roster
                    .parts()
                    .map(|(_, part)| part.name.clone() + if part.numbered { ".1" } else { "" })
                    .collect(),
            })
        };
        let able = |able: bool, component: &String, verb| {
            if able { Ok(()) } else { Err(ScenarioError::Impossible { component: component.clone(), verb }) }
        };
        match action {
            Action::Set { knob, value } => self.knob(knob)?.parse(value).map(|_| ()),
            Action::Publish { component, text } => {
                at_most(Measured::Text(place.to_owned()), text.len(), limits::PAYLOAD)?;
                able(role(component)?.publishes().is_some(), component, Deed::Publish)
            }
            Action::Crash { component } => able(Verb::Crash.suits(&role(component)?), component, Deed::Crash),
            Action::Restart { component } => able(Verb::Restart.suits(&role(component)?), component, Deed::Restart),
            Action::Partition { component } => {
                able(Verb::Partition.suits(&role(component)?), component, Deed::Partition)
            }
            Action::Heal { component } => able(Verb::Heal.suits(&role(component)?), component, Deed::Heal),
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
