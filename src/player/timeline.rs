//! The player: a position in a run, and how it moves.

use super::checkpoint::{Checkpoint, Checkpoints};
use super::{Capabilities, Source, Speed};
use crate::scenario::{Action, Entry, limits};
use crate::sim::time::{Span, Time};
use crate::transcript::{Fold, Record};
use std::collections::VecDeque;

/// How many of the last records are at hand, for motion and for the log.
///
/// A handled message makes about nine; so at 1,000 messages per second the window reaches back 1.8 s, which is what the
/// motion of three hops needs at twice the speed.
pub const WINDOW: usize = 16_384;

/// A run that can be played, stepped and rewound. `F` is what is known at its position.
#[derive(Clone, Debug)]
pub struct Player<S, F> {
    source: S,
    fold: F,
    recent: VecDeque<Record>,
    position: u64,
    /// Records at time 0 before anybody acted: it cannot be stepped back behind them.
    origin: u64,
    now: Time,
    furthest: Time,
    script: Vec<Entry>,
    /// When each of the script was asked for; what stands in the scenario was asked for before the start.
    asked: Vec<Time>,
    checkpoints: Checkpoints<S, F>,
    playing: bool,
    speed: Speed,
    left_over: u64,
}

/// What came of an advance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Advance {
    /// How many records were run.
    pub records: u32,
    /// How much simulated time passed.
    pub passed: Span,
    /// Whether the allowance did not suffice, so that less time passed than was asked for.
    pub behind: bool,
}

impl<S: Source, F: Fold> Player<S, F> {
    /// A run at time 0, paused. `script` holds what will happen by itself, in order of time.
    pub fn new(source: S, fold: F, script: Vec<Entry>) -> Player<S, F> {
        let start = Checkpoint { position: 0, at: Time::ZERO, source: source.clone(), fold: fold.clone() };
        let mut player = Player {
            source,
            fold,
            recent: VecDeque::new(),
            position: 0,
            origin: 0,
            now: Time::ZERO,
            furthest: Time::ZERO,
            script: Vec::new(),
            asked: Vec::new(),
            checkpoints: Checkpoints::new(start),
            playing: false,
            speed: Speed::default(),
            left_over: 0,
        };
        // Who is there at the start is there before anything of the script happens.
        player.run_to(Time::ZERO, u32::MAX);
        player.origin = player.position;
        player.asked = vec![Time::ZERO; script.len()];
        player.script = script;
        player
    }

    /// What the source can do.
    pub fn capabilities(&self) -> Capabilities {
        self.source.capabilities()
    }

    /// The moment before the screen.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How many records have been folded.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The latest moment that was reached since the last fork.
    pub const fn furthest(&self) -> Time {
        self.furthest
    }

    /// What is known now.
    pub const fn known(&self) -> &F {
        &self.fold
    }

    /// The last [`WINDOW`] records, oldest first.
    pub const fn recent(&self) -> &VecDeque<Record> {
        &self.recent
    }

    /// What happened or will happen by somebody's wish, in order of time.
    pub fn entries(&self) -> &[Entry] {
        &self.script
    }

    /// The entries that have been applied up to now.
    pub fn applied(&self) -> &[Entry] {
        &self.script[..self.source.applied().min(self.script.len())]
    }

    /// Lets time pass with the next [`Player::advance`].
    pub const fn play(&mut self) {
        self.playing = true;
    }

    /// Holds time.
    pub const fn pause(&mut self) {
        self.playing = false;
    }

    /// Whether time passes.
    pub const fn is_playing(&self) -> bool {
        self.playing
    }

    /// How fast time passes.
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// Changes how fast time passes.
    pub const fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
        self.left_over = 0;
    }

    /// Lets `elapsed` of wall time pass, with an allowance of `budget` records. Does nothing while paused.
    pub fn advance(&mut self, elapsed: Span, budget: u32) -> Advance {
        self.advance_until(elapsed, budget, |_, _| false)
    }

    /// The same, but holds time as soon as `stop` says so of what is known after a record, or at the end.
    pub fn advance_until(&mut self, elapsed: Span, budget: u32, stop: impl Fn(Time, &F) -> bool) -> Advance {
        if !self.playing {
            return Advance::default();
        }
        let before = self.now;
        let (span, left_over) = self.speed.stretch(elapsed, self.left_over);
        self.left_over = left_over;
        let target = before + span;
        let (records, complete) = self.run_until(target, budget, &stop);
        if self.now >= Time::ZERO + limits::LENGTH || stop(self.now, &self.fold) {
            self.playing = false;
        }
        Advance { records, passed: self.now.since(before), behind: !complete && self.playing }
    }

    /// Runs one record on; false if nothing is left to happen.
    pub fn step_forward(&mut self) -> bool {
        self.playing = false;
        let Some(record) = self.source.next_record(Time::ZERO + limits::LENGTH, &self.script) else { return false };
        self.feed(record);
        true
    }

    /// Goes one record back; false at the start.
    pub fn step_back(&mut self) -> bool {
        self.playing = false;
        if self.position <= self.origin {
            self.seek(Time::ZERO);
            return false;
        }
        let goal = self.position - 1;
        self.restore(|checkpoint| checkpoint.position <= goal);
        while self.position < goal {
            let Some(record) = self.source.next_record(Time::END, &self.script) else { break };
            self.feed(record);
        }
        true
    }

    /// Goes to a moment, in the past or in the future. All that happens at that moment has happened.
    pub fn seek(&mut self, to: Time) {
        let to = to.min(Time::ZERO + limits::LENGTH);
        if to < self.now {
            self.restore(|checkpoint| checkpoint.at <= to);
        }
        self.run_to(to, u32::MAX);
    }

    /// Does something now, and drops the future.
    pub fn act(&mut self, action: Action) {
        self.perform(vec![Entry { at: self.now, action }]);
    }

    /// Does several things, now or later, in order of time, and drops the future. What the scenario itself lets happen
    /// stays, and so does what was asked for before now to happen later.
    pub fn perform(&mut self, entries: Vec<Entry>) {
        let (applied, now) = (self.source.applied(), self.now);
        let (to_come, asked) = (self.script.split_off(applied), self.asked.split_off(applied));
        let kept = to_come.into_iter().zip(asked).filter(|&(_, asked)| asked <= now);
        let mut rest: Vec<(Entry, Time)> = entries.into_iter().map(|entry| (entry, now)).chain(kept).collect();
        // Stable: what is asked for now comes before what was to happen at the same moment.
        rest.sort_by_key(|(entry, _)| entry.at);
        for (entry, asked) in rest {
            self.script.push(entry);
            self.asked.push(asked);
        }
        self.checkpoints.truncate(self.position);
        self.furthest = self.now;
        self.run_to(self.now, u32::MAX);
    }

    /// Runs on until `target`, or until the allowance is used up; says how many records it took, and whether it got
    /// there.
    fn run_to(&mut self, target: Time, budget: u32) -> (u32, bool) {
        self.run_until(target, budget, &|_, _| false)
    }

    fn run_until(&mut self, target: Time, budget: u32, stop: &impl Fn(Time, &F) -> bool) -> (u32, bool) {
        let mut records = 0;
        while records < budget {
            let Some(record) = self.source.next_record(target, &self.script) else {
                self.now = self.now.max(target);
                self.furthest = self.furthest.max(self.now);
                return (records, true);
            };
            self.feed(record);
            records += 1;
            if stop(self.now, &self.fold) {
                break;
            }
        }
        (records, false)
    }

    fn feed(&mut self, record: Record) {
        self.fold.feed(&record);
        self.now = record.at;
        self.furthest = self.furthest.max(self.now);
        self.position += 1;
        if self.recent.len() == WINDOW {
            self.recent.pop_front();
        }
        self.recent.push_back(record);
        if self.checkpoints.is_due(self.position) {
            self.checkpoints.push(Checkpoint {
                position: self.position,
                at: self.now,
                source: self.source.clone(),
                fold: self.fold.clone(),
            });
        }
    }

    /// Back to a checkpoint from which `reached` can be run to with the window of recent records full.
    fn restore(&mut self, reached: impl Fn(&Checkpoint<S, F>) -> bool) {
        let checkpoint = self.checkpoints.before(WINDOW as u64, reached);
        self.source = checkpoint.source.clone();
        self.fold = checkpoint.fold.clone();
        self.position = checkpoint.position;
        self.now = checkpoint.at;
        self.recent.clear();
        self.left_over = 0;
    }
}
