//! Which knobs a person turned, from records.

use queue_playground::scenario::{Knob, Parameter, Scenario, Value};
use queue_playground::transcript::Kind;

pub(super) struct Knobs {
    /// With the number of the part that each turns something of.
    all: Vec<(u16, Knob)>,
}

impl Knobs {
    pub(super) fn new(scenario: &Scenario) -> Knobs {
        let number = |knob: &Knob| {
            let place = scenario.cast.iter().position(|part| part.id == knob.part).expect("a knob of a part");
            u16::try_from(scenario.brokers.len() + place).expect("few parts")
        };
        Knobs { all: scenario.knobs.iter().map(|knob| (number(knob), knob.clone())).collect() }
    }

    /// The part of which this parameter was turned, and to what, if that is what happened.
    pub(super) fn turned(&self, kind: &Kind, parameter: Parameter) -> Option<(u16, Value)> {
        let Kind::KnobTurned { knob, value } = kind else { return None };
        let (part, knob) = self.all.iter().find(|(_, one)| one.id == **knob && one.parameter == parameter)?;
        Some((*part, knob.parse(value).ok()?))
    }
}
