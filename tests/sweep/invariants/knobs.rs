//! Which knobs a person turned, from records.

use queue_playground::scenario::{Knob, Parameter, Scenario, Value};
use queue_playground::transcript::Kind;

pub(super) struct Knobs {
    /// With the numbers of the parts that each turns something of.
    all: Vec<(Vec<u16>, Knob)>,
}

impl Knobs {
    pub(super) fn new(scenario: &Scenario) -> Knobs {
        let names: Vec<&str> = scenario.brokers.iter().map(|broker| broker.id.as_str()).collect();
        let names: Vec<&str> = names.into_iter().chain(scenario.cast.iter().map(|part| part.id.as_str())).collect();
        let number = |part: &str| {
            let place = names.iter().position(|name| *name == part).expect("a knob of a part");
            u16::try_from(place).expect("few parts")
        };
        let numbers = |knob: &Knob| knob.parts().map(number).collect();
        Knobs { all: scenario.knobs.iter().map(|knob| (numbers(knob), knob.clone())).collect() }
    }

    /// The parts of which this parameter was turned, and to what, if that is what happened.
    pub(super) fn turned(&self, kind: &Kind, parameter: Parameter) -> Option<(&[u16], Value)> {
        let Kind::KnobTurned { knob, value } = kind else { return None };
        let (parts, knob) = self.all.iter().find(|(_, one)| one.id == **knob && one.parameter == parameter)?;
        Some((parts, knob.parse(value).ok()?))
    }
}
