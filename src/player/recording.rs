//! A recording: records as they come from a live run, kept so that they can be played, held and rewound.
//!
//! Shared by the live engine's driver, which writes, and the player that reads; one player reads it at a time. It is
//! bounded: when it is full the oldest tenth goes, but nothing that the player has not read. So who holds the picture
//! lets it fill, and then it takes no more, which the driver tells the engine.

use crate::scenario::{Action, Entry, Roster};
use crate::sim::time::Time;
use crate::transcript::file::Unsaveable;
use crate::transcript::{Kind, Record};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many records are kept at most. A record takes about a hundred bytes, and every ninth brings a message, which it
/// shares with all that follow: 200,000 are some 30 MB and what the messages say.
const MOST_RECORDS: usize = 200_000;
/// How many bytes their messages say at most, with their headers.
const MOST_BYTES: u64 = 32 << 20;
/// A full one still takes a twentieth, for what was in flight when the engine was told: so what was begun is ended.
const RESERVE: usize = 20;

/// What was recorded. A clone is another handle to the same.
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<Tape>>);

#[derive(Debug, Default)]
struct Tape {
    records: VecDeque<Record>,
    /// How many were let go of before the first of `records`.
    dropped: u64,
    /// What the messages of `records` say, in bytes.
    bytes: u64,
    /// How many the player has read.
    read: u64,
    head: Time,
    is_over: bool,
    /// In order of time.
    wishes: VecDeque<Entry>,
}

impl Recording {
    /// A run that is over, to be played without a server.
    pub fn of(records: Vec<Record>) -> Recording {
        let head = records.last().map_or(Time::ZERO, |last| last.at);
        let bytes = records.iter().map(weight).sum();
        let tape = Tape { records: records.into(), bytes, head, is_over: true, ..Tape::default() };
        Recording(Arc::new(Mutex::new(tape)))
    }

    /// Appends a record: false if there is no room for it (see [`Recording::is_full`]), and then it is not kept. One
    /// that says it happened before the last happened at the same moment.
    pub fn push(&self, mut record: Record) -> bool {
        let mut tape = self.tape();
        if tape.has_enough() {
            tape.let_go();
        }
        if tape.has(MOST_RECORDS + MOST_RECORDS / RESERVE, MOST_BYTES + MOST_BYTES / RESERVE as u64) {
            return false;
        }
        record.at = record.at.max(tape.records.back().map_or(Time::ZERO, |last| last.at));
        tape.head = tape.head.max(record.at);
        tape.bytes += weight(&record);
        tape.records.push_back(record);
        true
    }

    /// It is now this late, even if nothing happens.
    pub fn reach(&self, now: Time) {
        let mut tape = self.tape();
        tape.head = tape.head.max(now);
    }

    /// Nothing more will come.
    pub fn end(&self) {
        let mut tape = self.tape();
        tape.is_over = true;
        tape.wishes.clear();
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        self.tape().is_over
    }

    /// The latest moment that was reached.
    pub fn head(&self) -> Time {
        self.tape().head
    }

    /// Whether there is no room, because so much waits to be looked at by a player that is held.
    pub fn is_full(&self) -> bool {
        let tape = self.tape();
        tape.has_enough() && tape.read <= tape.dropped
    }

    /// How many records have come in all, dropped ones included.
    pub fn written(&self) -> u64 {
        self.tape().written()
    }

    /// How many of the first records are not kept any more.
    pub fn dropped(&self) -> u64 {
        self.tape().dropped
    }

    /// Every record from the first.
    ///
    /// # Errors
    /// [`Unsaveable::Dropped`] if the first ones are not kept any more.
    pub fn records(&self) -> Result<Vec<Record>, Unsaveable> {
        let tape = self.tape();
        match tape.dropped {
            0 => Ok(tape.records.iter().cloned().collect()),
            dropped => Err(Unsaveable::Dropped(dropped)),
        }
    }

    /// What people asked for, as far as the records tell: knobs, members, typed texts.
    pub(super) fn entries(&self, roster: &Roster) -> Vec<Entry> {
        let asked = |record: &Record| match &record.kind {
            Kind::KnobTurned { knob, value } => Some(Action::Set { knob: (**knob).into(), value: (**value).into() }),
            // Otherwise a knob brought it about.
            Kind::Scaled { members } if record.cause.is_none() => {
                Some(Action::Scale { component: roster.name(record.component), members: *members })
            }
            Kind::Published { message } if message.id.is_typed() => {
                Some(Action::Publish { component: roster.name(record.component), text: message.payload.text().into() })
            }
            _ => None,
        };
        self.tape().records.iter().filter_map(|one| Some(Entry { at: one.at, action: asked(one)? })).collect()
    }

    /// A person wants something done on the server, now; kept for the engine's driver.
    pub fn wish(&self, action: Action) {
        let at = self.head();
        self.wish_at(Entry { at, action });
    }

    /// A person wants something done on the server when the entry's moment comes; kept for the engine's driver.
    pub fn wish_at(&self, entry: Entry) {
        let mut tape = self.tape();
        if !tape.is_over {
            let place = tape.wishes.partition_point(|wish| wish.at <= entry.at);
            tape.wishes.insert(place, entry);
        }
    }

    /// When the next wish is to be carried out; none if nothing is wished for.
    pub fn next_wish_due(&self) -> Option<Time> {
        self.tape().wishes.front().map(|wish| wish.at)
    }

    /// What is to be done by now, in order; each wish is told once.
    pub fn take_wishes(&self, now: Time) -> Vec<Entry> {
        let mut tape = self.tape();
        let due = tape.wishes.partition_point(|wish| wish.at <= now);
        tape.wishes.drain(..due).collect()
    }

    /// The record at a position, if it is kept and happened by then, and how far the recording reaches. What comes
    /// before it may be let go of.
    pub(super) fn read(&self, position: u64, limit: Time) -> (Option<Record>, Time) {
        let mut tape = self.tape();
        let index = position.checked_sub(tape.dropped).and_then(|index| usize::try_from(index).ok());
        let record = index.and_then(|index| tape.records.get(index)).filter(|record| record.at <= limit).cloned();
        tape.read = position + u64::from(record.is_some());
        (record, tape.head)
    }

    /// The player stands at a position: what comes next stays.
    pub(super) fn stand(&self, position: u64) {
        self.tape().read = position;
    }

    fn tape(&self) -> MutexGuard<'_, Tape> {
        // Nobody panics with the tape in their hands.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tape {
    fn written(&self) -> u64 {
        self.dropped + self.records.len() as u64
    }

    fn has(&self, records: usize, bytes: u64) -> bool {
        self.records.len() >= records || self.bytes >= bytes
    }

    fn has_enough(&self) -> bool {
        self.has(MOST_RECORDS, MOST_BYTES)
    }

    /// Lets go of the oldest tenth, as far as it was read.
    fn let_go(&mut self) {
        let was_read = usize::try_from(self.read.saturating_sub(self.dropped)).unwrap_or(usize::MAX);
        let going = (self.records.len() / 10).max(1).min(was_read).min(self.records.len());
        let weights: u64 = self.records.drain(..going).map(|record| weight(&record)).sum();
        self.bytes -= weights;
        self.dropped += going as u64;
    }
}

/// How many bytes a record brings along that no other shares.
fn weight(record: &Record) -> u64 {
    match &record.kind {
        Kind::Published { message } => message.size(),
        _ => 0,
    }
}
