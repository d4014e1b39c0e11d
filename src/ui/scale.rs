//! Scales: from the position of a slider to a knob's amount and back, in whole steps.

use crate::scenario::{Knob, Value};

/// The range of a knob in its finest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Any value of the knob's kind.
    pub kind: Value,
    /// The lowest amount.
    pub min: u64,
    /// The highest amount.
    pub max: u64,
    /// From one position to the next, at least 1.
    pub step: u64,
}

impl Scale {
    /// The scale of a knob; none if its range cannot be read, which validation rules out.
    pub fn of(knob: &Knob) -> Option<Scale> {
        let (min, max) = knob.range().ok()?;
        let step = knob.parameter.parse(&knob.step).ok()?.amount().max(1);
        Some(Scale { kind: min, min: min.amount(), max: max.amount(), step })
    }

    /// The last position; the first is 0.
    pub const fn steps(self) -> u64 {
        (self.max - self.min).div_ceil(self.step)
    }

    /// The amount at a position.
    pub fn amount(self, position: u64) -> u64 {
        self.min.saturating_add(position.saturating_mul(self.step)).min(self.max)
    }

    /// The position nearest to an amount.
    pub fn position(self, amount: u64) -> u64 {
        let above = amount.clamp(self.min, self.max) - self.min;
        ((above + self.step / 2) / self.step).min(self.steps())
    }

    /// One step down.
    pub fn lower(self, amount: u64) -> u64 {
        amount.saturating_sub(self.step).max(self.min)
    }

    /// One step up.
    pub fn higher(self, amount: u64) -> u64 {
        amount.saturating_add(self.step).min(self.max)
    }
}
