//! The course of a lesson: which beats have begun, when, and whether what they wait for has come.
//!
//! Which beat is shown follows from the moment: who rewinds the run turns the pages back.
//!
//! A live run cannot run ahead, and what happened in it cannot be made undone: who does not want to wait begins the
//! next beat at once, and who goes back sees what was recorded.

use super::session::Run;
use crate::patterns::{Beat, Condition, Pattern, Watch, deeds};
use crate::player::Advance;
use crate::scenario::{Roster, ScenarioError};
use crate::sim::time::{Span, Time};

/// How far a lesson runs ahead in one go for somebody who does not want to wait, and how many records of it at a time.
const LEAP: Span = Span::from_secs(2);
const LEAP_BUDGET: u32 = 50_000;
/// What does not come within this time is not waited for by somebody who does not want to wait.
const PATIENCE: Span = Span::from_secs(120);

/// A beat that has begun.
#[derive(Clone, Debug)]
struct Step {
    watch: Watch,
    /// When what it waits for came.
    reached: Option<Time>,
}

/// How a beat stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// What it waits for has not come, and time will not be held when it does.
    Open,
    /// Time will be held when it comes.
    Waiting,
    /// It came at this very moment, and time is held.
    Held,
    /// It came earlier.
    Reached,
}

/// A lesson and how far it has got.
#[derive(Clone, Debug)]
pub struct Course {
    pattern: &'static Pattern,
    /// Parts keep their numbers, however many members they have.
    roster: Roster,
    /// One for each beat that has begun, in order; the first begins with the run.
    steps: Vec<Step>,
    is_waiting: bool,
}

impl Course {
    /// A lesson at its beginning, for a run that has just begun.
    pub fn of(pattern: &'static Pattern, run: &Run) -> Course {
        let first = Step { watch: Watch::default(), reached: None };
        let mut course = Course { pattern, roster: run.roster().clone(), steps: vec![first], is_waiting: false };
        course.follow(run);
        course
    }

    /// The beat of this moment, counted from 0.
    pub fn place(&self, now: Time) -> usize {
        self.steps.iter().rposition(|step| step.watch.since <= now).unwrap_or(0)
    }

    /// How many beats there are.
    pub fn beats(&self) -> usize {
        self.pattern.beats.len()
    }

    /// How the beat of this moment stands.
    pub fn stand(&self, run: &Run) -> Stand {
        match self.steps[self.place(run.now())].reached {
            Some(at) if at == run.now() && !run.is_playing() => Stand::Held,
            Some(at) if at <= run.now() => Stand::Reached,
            _ if self.is_waiting => Stand::Waiting,
            _ => Stand::Open,
        }
    }

    /// What the beat of this moment waits for, and what was known when it began.
    pub fn awaited(&self, now: Time) -> Option<(&'static Condition, &Watch)> {
        let place = self.place(now);
        let beat: &'static Beat = self.pattern.beats.get(place)?;
        Some((&beat.until, &self.steps[place].watch))
    }

    /// Lets the person have time to themselves: it is not held any more.
    pub fn let_go(&mut self) {
        self.is_waiting = false;
    }

    /// Plays until what the beat of this moment waits for has come.
    pub fn wait(&mut self, run: &mut Run) {
        self.is_waiting = true;
        run.play();
    }

    /// Lets wall time pass, and holds it at the record with which comes what is waited for.
    pub fn advance(&mut self, run: &mut Run, elapsed: Span, budget: u32) -> Advance {
        let held = self.awaited(run.now()).filter(|_| self.stand(run) == Stand::Waiting);
        let roster = &self.roster;
        let advance = run.advance_until(elapsed, budget, |now, known| {
            held.is_some_and(|(until, watch)| until.holds(watch, now, &known.tally, roster))
        });
        if let Some((Condition::Passed(span), watch)) = held
            && !run.is_playing()
        {
            // Nothing need happen at that moment: a frame goes beyond it, and the lesson goes back to it.
            let moment = run.now().min(watch.since + *span);
            run.seek(moment);
        }
        self.is_waiting &= run.is_playing();
        self.follow(run);
        advance
    }

    /// Takes note of where the run is, after anything that happened to it.
    pub fn follow(&mut self, run: &Run) {
        // Who acts in the past drops the future, and the beats that began there.
        self.steps.retain(|step| step.watch.since <= run.furthest());
        for step in &mut self.steps {
            step.reached = step.reached.filter(|at| *at <= run.furthest());
        }
        let now = run.now();
        if now == Time::ZERO && run.applied().is_empty() {
            // Who is there at the start has not joined since; a knob may have changed who that is.
            self.steps[0].watch.before = run.known().tally.clone();
        }
        let place = self.place(now);
        // What is waited for is found by the record, in `advance`; what merely happens is found here.
        let awaited = self.awaited(now).filter(|_| !self.is_waiting);
        let holds = awaited.is_some_and(|(until, watch)| until.holds(watch, now, &run.known().tally, &self.roster));
        let step = &mut self.steps[place];
        if holds && step.reached.is_none_or(|at| at > now) {
            step.reached = Some(now);
        }
        if step.reached.is_some_and(|at| at <= now) {
            self.is_waiting = false;
        }
    }

    /// One press further: waits for what has not come yet; when it is waited for, runs ahead to it; when it has come,
    /// begins the next beat.
    ///
    /// # Errors
    /// [`ScenarioError`] if the next beat does what cannot be done; none for the patterns as they are.
    pub fn go_on(&mut self, run: &mut Run) -> Result<(), ScenarioError> {
        match self.stand(run) {
            Stand::Open => {
                self.drop_future(run)?;
                self.wait(run);
                Ok(())
            }
            Stand::Waiting => {
                if run.capabilities().fork {
                    self.run_ahead(run);
                }
                self.begin_next(run)
            }
            Stand::Held | Stand::Reached => self.begin_next(run),
        }
    }

    /// Back to where the beat before this one began, and from there again; in a live run, as it was recorded.
    ///
    /// # Errors
    /// None.
    pub fn go_back(&mut self, run: &mut Run) -> Result<(), ScenarioError> {
        let place = self.place(run.now()).saturating_sub(1);
        run.seek(self.steps[place].watch.since);
        if run.capabilities().fork {
            self.steps.truncate(place + 1);
            self.steps[place].reached = None;
            self.drop_future(run)?;
        }
        self.wait(run);
        Ok(())
    }

    fn begin_next(&mut self, run: &mut Run) -> Result<(), ScenarioError> {
        let next = self.place(run.now()) + 1;
        let Some(beat) = self.pattern.beats.get(next) else { return Ok(()) };
        let has_begun = self.steps.get(next).filter(|_| !run.capabilities().fork);
        if let Some(step) = has_begun {
            run.seek(step.watch.since);
        } else {
            run.go_live();
            let watch = Watch { since: run.now(), before: run.known().tally.clone() };
            run.perform(deeds(beat.deeds, run.now())?)?;
            self.steps.truncate(next);
            self.steps.push(Step { watch, reached: None });
        }
        self.wait(run);
        Ok(())
    }

    fn run_ahead(&mut self, run: &mut Run) {
        let from = run.now();
        while self.is_waiting {
            self.advance(run, LEAP, LEAP_BUDGET);
            if run.now() >= from + PATIENCE || !run.is_playing() && self.is_waiting {
                run.seek(from);
                return;
            }
        }
    }

    /// What was to happen later by somebody's wish shall not happen twice.
    fn drop_future(&mut self, run: &mut Run) -> Result<(), ScenarioError> {
        if run.capabilities().fork && run.furthest() > run.now() {
            run.perform(Vec::new())?;
        }
        self.follow(run);
        Ok(())
    }
}
