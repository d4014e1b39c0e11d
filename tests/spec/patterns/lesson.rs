//! A lesson as a person goes through it: beat by beat, each until what it waits for has come.

use queue_playground::patterns::{Pattern, Watch, deeds};
use queue_playground::player::Simulation;
use queue_playground::sim::time::Span;
use queue_playground::transcript::Tally;

/// A lesson and the run behind it.
pub struct Lesson {
    pattern: &'static Pattern,
    pub run: Simulation<Tally>,
}

impl Lesson {
    /// At its beginning.
    pub fn of(pattern: &'static Pattern) -> Lesson {
        let scenario = pattern.scenario().expect("a scenario that can be run");
        Lesson { pattern, run: Simulation::new(scenario).expect("a run") }
    }

    /// Goes on to a beat and waits until what it waits for has come.
    pub fn go_on(&mut self, beat: usize) {
        let beat = &self.pattern.beats[beat];
        let watch = Watch { since: self.run.now(), before: self.run.known().clone() };
        let asked = deeds(beat.deeds, self.run.now()).expect("deeds as in links");
        if !asked.is_empty() {
            self.run.perform(asked).expect("deeds that can be done");
        }
        let roster = self.run.roster().clone();
        let end = self.run.now() + Span::from_secs(120);
        self.run.play();
        while self.run.is_playing() && self.run.now() < end {
            let holds = |now, tally: &Tally| beat.until.holds(&watch, now, tally, &roster);
            self.run.advance_until(Span::from_millis(50), u32::MAX, holds);
        }
        let holds = beat.until.holds(&watch, self.run.now(), self.run.known(), &roster);
        assert!(holds, "{}: “{}” never comes", self.pattern.name, beat.caption.en);
    }
}
