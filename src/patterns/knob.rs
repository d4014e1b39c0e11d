//! The knobs of a pattern, and what they are called there.

use crate::i18n::Said;
use crate::scenario::{Knob, Parameter};

/// A knob and its texts.
#[derive(Clone, Copy, Debug)]
pub struct KnobText {
    /// Its name in links and on the command line.
    pub id: &'static str,
    /// The part that it turns something of.
    pub part: &'static str,
    /// Further parts of which it turns the same.
    pub also: &'static [&'static str],
    /// What it turns.
    pub parameter: Parameter,
    /// The lowest and the highest value, and the distance between two values of a slider.
    pub range: [&'static str; 3],
    /// What it is called on the page.
    pub name: Said,
    /// What it does, in one sentence.
    pub help: Said,
}

impl KnobText {
    /// The knob as it stands in a scenario.
    pub fn knob(&self) -> Knob {
        let [min, max, step] = self.range.map(ToOwned::to_owned);
        let also = self.also.iter().map(|&part| part.to_owned()).collect();
        Knob { id: self.id.to_owned(), part: self.part.to_owned(), also, parameter: self.parameter, min, max, step }
    }
}
