//! The luck of a random scenario: one sequence of throws, from the seed alone.

use queue_playground::sim::chance::{Draw, Purpose, Seed, key_of};
use queue_playground::sim::time::Span;

/// Something to throw again and again. Throws depend on those before; add new ones behind old ones.
pub(crate) struct Dice {
    draw: Draw,
    /// Moments and spans fall on a grid, so that many things happen at once.
    round: bool,
}

impl Dice {
    /// The dice of one seed, for one of the things that are made from it.
    pub(crate) fn new(seed: u64, what: &str) -> Dice {
        let mut draw = Seed(seed).draw(Purpose::Payload, &[key_of("a random scenario"), key_of(what)]);
        let round = draw.below(2) == 0;
        Dice { draw, round }
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.draw.below(high - low + 1)
    }

    /// Whether the one case in `cases` has come.
    pub(crate) fn one_in(&mut self, cases: u32) -> bool {
        self.draw.below(cases) == 0
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        let count = u32::try_from(among.len()).expect("few things to pick from");
        among[self.draw.below(count) as usize]
    }

    /// A span between these, in milliseconds: whole ones, tens even, or any nanosecond.
    pub(crate) fn span(&mut self, low: u32, high: u32) -> Span {
        if self.round {
            let milliseconds = self.between(low, high);
            let grid = if milliseconds >= 20 { 10 } else { 1 };
            return Span::from_millis(u64::from(milliseconds / grid * grid));
        }
        self.draw.uniform(Span::from_millis(u64::from(low)), Span::from_millis(u64::from(high)))
    }

    /// The same, as it is written in a scenario.
    pub(crate) fn span_text(&mut self, low: u32, high: u32) -> String {
        self.span(low, high).to_string()
    }
}
