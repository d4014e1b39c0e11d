//! The player: a position in a run, and how it moves.

use super::checkpoint::{Checkpoint, Checkpoints};
use super::{Capabilities, Source, Speed};
use crate::scenario::{Action, Entry, limits};
use crate::sim::time::{Span, Time};
use crate::transcript::file::{MOST_RECORDS, Unsaveable};
use crate::transcript::{Fold, Record};
use std::collections::VecDeque;

/// How many of the last records are at hand, for motion and for the log.
///
/// A handled message makes about nine; so at 1,000 messages per second the window reaches back 1.8 s, which is what the
/// motion of three hops needs at twice the speed.
pub const WINDOW: usize = 16_384;

/// The last moment of any run.
const END: Time = Time::from_nanos(limits::LENGTH.as_nanos());
/// Who plays and is no further than this behind the head of a live run is taken to it, and then follows it.
const SNAP: Span = Span::from_millis(250);

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
    /// Whether it plays at the head of a recording, and goes where that goes however late a frame comes.
    follows: bool,
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
            follows: false,
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

    /// What the source can do. Whoever is behind the head of a live run can choose how fast to follow.
    pub fn capabilities(&self) -> Capabilities {
        let capabilities = self.source.capabilities();
        let behind = !self.follows && self.behind_head() > SNAP;
        Capabilities { speed: capabilities.speed || behind, ..capabilities }
    }

    pub(super) const fn source(&self) -> &S {
        &self.source
    }

    /// The moment before the screen.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How many records have been folded.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The latest moment that can be gone back to: the latest that was reached since the last fork, or how far a
    /// recording reaches.
    pub fn furthest(&self) -> Time {
        self.source.head().unwrap_or(self.furthest).min(END)
    }

    /// The earliest moment that can be gone back to: the start, unless a recording has let go of it.
    pub fn earliest(&self) -> Time {
        self.checkpoints.from(self.source.first()).map_or(self.now, |one| one.at.min(self.now))
    }

    /// How far a recording reaches beyond this moment; zero in a simulation, which waits for the player.
    pub fn behind_head(&self) -> Span {
        self.source.head().map_or(Span::ZERO, |head| head.min(END).since(self.now))
    }

    /// Goes to the latest moment of a recording; does nothing in a simulation.
    pub fn go_live(&mut self) {
        if let Some(head) = self.source.head() {
            self.seek(head);
        }
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
        self.follows = false;
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
        let target = self.target(before + span);
        let (records, complete) = self.run_until(target, budget, &stop);
        if self.now >= END || stop(self.now, &self.fold) || self.is_at_the_end_of_a_recording() {
            self.playing = false;
        }
        self.follows = self.playing && (self.follows || self.is_at_the_head());
        Advance { records, passed: self.now.since(before), behind: !complete && self.playing }
    }

    /// Every record from the start to the latest moment that was reached, produced once more.
    pub(super) fn made_again(&self) -> Result<Vec<Record>, Unsaveable> {
        let start = self.checkpoints.from(0).filter(|start| start.position == 0).ok_or(Unsaveable::TooLong)?;
        let (mut source, mut records) = (start.source.clone(), Vec::new());
        // As the player was made: who is there at the start comes before anything of the script.
        while let Some(record) = source.next_record(Time::ZERO, &[]) {
            records.push(record);
        }
        while let Some(record) = source.next_record(self.furthest, &self.script) {
            if records.len() == MOST_RECORDS {
                return Err(Unsaveable::TooLong);
            }
            records.push(record);
        }
        Ok(records)
    }

    /// Runs one record on; false if nothing is left to happen.
    pub fn step_forward(&mut self) -> bool {
        self.pause();
        let Some(record) = self.source.next_record(END, &self.script) else { return false };
        self.feed(record);
        true
    }

    /// Goes one record back; false at the start, and at the first moment that is kept.
    pub fn step_back(&mut self) -> bool {
        self.pause();
        if self.position <= self.origin {
            self.seek(Time::ZERO);
            return false;
        }
        let goal = self.position - 1;
        if !self.restore(|checkpoint| checkpoint.position <= goal) {
            return false;
        }
        while self.position < goal {
            let Some(record) = self.source.next_record(Time::END, &self.script) else { break };
            self.feed(record);
        }
        true
    }

    /// Goes to a moment, in the past or in the future. All that happens at that moment has happened. There is nothing
    /// beyond the head of a recording, nor before the first moment that it keeps.
    pub fn seek(&mut self, to: Time) {
        let to = to.min(self.source.head().unwrap_or(END)).min(END);
        if to < self.now && !self.restore(|checkpoint| checkpoint.at <= to) {
            let (position, earliest) = (self.position, self.earliest());
            self.restore(|checkpoint| checkpoint.at <= earliest && checkpoint.position <= position);
        }
        self.run_to(to, u32::MAX);
        self.follows = self.playing && self.is_at_the_head();
    }

    /// Does something now, and drops the future. In a live run now is at its head, and there is no future to drop.
    pub fn act(&mut self, action: Action) {
        self.perform(vec![Entry { at: self.now, action }]);
    }

    /// Does several things, now or later, in order of time, and drops the future. What the scenario itself lets happen
    /// stays, and so does what was asked for before now to happen later. In a live run all of it is put off until the
    /// player is at the head.
    pub fn perform(&mut self, mut entries: Vec<Entry>) {
        let asked_at = self.now;
        self.go_live();
        for entry in &mut entries {
            entry.at += self.now.since(asked_at);
            self.source.wish(entry);
        }
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

    /// How far to play: never beyond the head of a recording, and close to it, to it.
    fn target(&self, wanted: Time) -> Time {
        let snap = if self.source.is_over() { Span::ZERO } else { SNAP };
        self.source.head().filter(|head| self.follows || head.since(wanted) <= snap).unwrap_or(wanted)
    }

    fn is_at_the_head(&self) -> bool {
        self.source.head().is_some_and(|head| self.now >= head)
    }

    fn is_at_the_end_of_a_recording(&self) -> bool {
        self.source.is_over() && self.is_at_the_head()
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
            self.checkpoints.forget(self.source.first());
            self.checkpoints.push(Checkpoint {
                position: self.position,
                at: self.now,
                source: self.source.clone(),
                fold: self.fold.clone(),
            });
        }
    }

    /// Back to a checkpoint from which `reached` can be run to with the window of recent records full; false if there
    /// is none, and then nothing changes.
    fn restore(&mut self, reached: impl Fn(&Checkpoint<S, F>) -> bool) -> bool {
        self.checkpoints.forget(self.source.first());
        let Some(checkpoint) = self.checkpoints.before(WINDOW as u64, reached) else { return false };
        self.source = checkpoint.source.clone();
        self.fold = checkpoint.fold.clone();
        self.position = checkpoint.position;
        self.now = checkpoint.at;
        self.recent.clear();
        self.left_over = 0;
        self.source.stay();
        true
    }
}
