//! The messages of a stream: appended, taken out, and counted as the server's memory store counts.
//!
//! They lie in chunks that checkpoints share: a clone of the store copies handles, and to append or take out copies one
//! chunk at most. Sequences begin at 1 and are not used again.

use crate::message::Message;
use crate::message::subject::{Filter, Subject};
use crate::sim::time::Time;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Messages in one chunk.
const CHUNK: u64 = 64;
/// What the server counts for a message besides its subject, headers and payload.
const FRAME: u64 = 16;

/// A message and when it was stored.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) message: Arc<Message>,
    pub(super) at: Time,
}

#[derive(Clone, Debug, Default)]
struct Chunk {
    slots: Vec<Option<Kept>>,
    kept: u64,
}

/// All messages of a stream.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    /// All but the last one are full. One that was full and whose messages are gone has no slots.
    chunks: VecDeque<Arc<Chunk>>,
    /// The sequence of the first slot.
    base: u64,
    first: u64,
    last: u64,
    messages: u64,
    bytes: u64,
    /// The sequences under each subject, in order; only while the stream limits them.
    subjects: Option<BTreeMap<Subject, VecDeque<u64>>>,
}

/// How many bytes a message takes in a stream.
pub(super) fn size(message: &Message) -> u64 {
    message.subject.as_str().len() as u64 + message.size() + FRAME
}

impl Store {
    /// The sequence of the first message, or of the next one if there is none; 0 if there was never any.
    pub(super) const fn first(&self) -> u64 {
        self.first
    }

    /// The sequence of the last message there ever was; 0 if there was none.
    pub(super) const fn last(&self) -> u64 {
        self.last
    }

    pub(super) const fn messages(&self) -> u64 {
        self.messages
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Keeps count by subject from now on, or no longer.
    pub(super) fn count_subjects(&mut self, wanted: bool) {
        if wanted && self.subjects.is_none() {
            let mut subjects: BTreeMap<Subject, VecDeque<u64>> = BTreeMap::new();
            for (sequence, kept) in self.range(self.first, self.last) {
                subjects.entry(kept.message.subject.clone()).or_default().push_back(sequence);
            }
            self.subjects = Some(subjects);
        } else if !wanted {
            self.subjects = None;
        }
    }

    /// The sequences under a subject, if the stream counts them.
    pub(super) fn under(&self, subject: &Subject) -> Option<&VecDeque<u64>> {
        self.subjects.as_ref()?.get(subject)
    }

    /// The subjects that have more messages than `most`.
    pub(super) fn crowded(&self, most: u64) -> Vec<Subject> {
        let crowded = self.subjects.iter().flatten().filter(|(_, under)| under.len() as u64 > most);
        crowded.map(|(subject, _)| subject.clone()).collect()
    }

    /// Appends a message and gives its sequence.
    pub(super) fn push(&mut self, message: Arc<Message>, at: Time) -> u64 {
        let sequence = self.last + 1;
        if self.messages == 0 {
            self.chunks.clear();
            (self.base, self.first) = (sequence, sequence);
        }
        self.messages += 1;
        self.bytes += size(&message);
        if let Some(subjects) = &mut self.subjects {
            subjects.entry(message.subject.clone()).or_default().push_back(sequence);
        }
        self.append(Some(Kept { message, at }));
        sequence
    }

    /// Uses up a sequence for a message that is not kept.
    pub(super) fn skip(&mut self) -> u64 {
        if self.messages == 0 {
            self.last += 1;
            self.first = self.last + 1;
        } else {
            self.append(None);
        }
        self.last
    }

    /// With nothing kept at `sequence` or behind it, gives it to the next message.
    pub(super) fn go_on_at(&mut self, sequence: u64) {
        if self.messages == 0 && sequence > self.last {
            (self.first, self.last) = (sequence, sequence - 1);
        }
    }

    fn append(&mut self, slot: Option<Kept>) {
        self.last += 1;
        if (self.last - self.base).is_multiple_of(CHUNK) {
            self.chunks.push_back(Arc::default());
        }
        if let Some(chunk) = self.chunks.back_mut() {
            let chunk = Arc::make_mut(chunk);
            chunk.kept += u64::from(slot.is_some());
            chunk.slots.push(slot);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "places of what is in memory")]
    const fn place(&self, sequence: u64) -> Option<(usize, usize)> {
        if sequence < self.base || sequence > self.last || self.messages == 0 {
            return None;
        }
        let offset = sequence - self.base;
        Some(((offset / CHUNK) as usize, (offset % CHUNK) as usize))
    }

    pub(super) fn get(&self, sequence: u64) -> Option<&Kept> {
        let (chunk, slot) = self.place(sequence)?;
        self.chunks.get(chunk)?.slots.get(slot)?.as_ref()
    }

    /// What is kept from one sequence to another, both included.
    pub(super) fn range(&self, from: u64, to: u64) -> impl DoubleEndedIterator<Item = (u64, &Kept)> {
        let (from, to) = (from.max(self.first).max(1), to.min(self.last));
        (from..to + 1).filter_map(|sequence| Some((sequence, self.get(sequence)?)))
    }

    /// The first message at `from` or later that the filter asks for.
    pub(super) fn next(&self, filter: Option<&Filter>, from: u64) -> Option<(u64, &Kept)> {
        self.range(from, self.last).find(|(_, kept)| filter.is_none_or(|filter| filter.matches(&kept.message.subject)))
    }

    /// How many messages at `from` or later the filter asks for.
    pub(super) fn count(&self, filter: Option<&Filter>, from: u64) -> u64 {
        if filter.is_none() && from <= self.first {
            return self.messages;
        }
        let asked = |kept: &Kept| filter.is_none_or(|filter| filter.matches(&kept.message.subject));
        self.range(from, self.last).filter(|(_, kept)| asked(kept)).count() as u64
    }

    /// The last message under each subject that the filter asks for, in their order.
    pub(super) fn last_of_each(&self, filter: Option<&Filter>) -> VecDeque<u64> {
        let mut last: BTreeMap<&Subject, u64> = BTreeMap::new();
        for (sequence, kept) in self.range(self.first, self.last) {
            if filter.is_none_or(|filter| filter.matches(&kept.message.subject)) {
                last.insert(&kept.message.subject, sequence);
            }
        }
        let mut last: Vec<u64> = last.into_values().collect();
        last.sort_unstable();
        last.into()
    }

    /// The sequence of the last message under a subject; 0 if there is none.
    pub(super) fn last_under(&self, subject: &Subject) -> u64 {
        if self.subjects.is_some() {
            return self.under(subject).and_then(VecDeque::back).copied().unwrap_or(0);
        }
        let found = self.range(self.first, self.last).rev().find(|(_, kept)| kept.message.subject == *subject);
        found.map_or(0, |(sequence, _)| sequence)
    }

    /// Takes a message out.
    pub(super) fn remove(&mut self, sequence: u64) -> Option<Kept> {
        let (place, slot) = self.place(sequence)?;
        let shared = self.chunks.get_mut(place)?;
        shared.slots.get(slot)?.as_ref()?;
        let chunk = Arc::make_mut(shared);
        let kept = chunk.slots.get_mut(slot)?.take()?;
        chunk.kept -= 1;
        if chunk.kept == 0 && chunk.slots.len() as u64 == CHUNK {
            chunk.slots = Vec::new();
        }
        self.messages -= 1;
        self.bytes -= size(&kept.message);
        self.forget_subject(&kept.message.subject, sequence);
        if self.messages == 0 {
            self.first = self.last + 1;
            self.chunks.clear();
        } else if sequence == self.first {
            self.advance();
        }
        Some(kept)
    }

    fn forget_subject(&mut self, subject: &Subject, sequence: u64) {
        let Some(subjects) = &mut self.subjects else { return };
        let Some(under) = subjects.get_mut(subject) else { return };
        if let Ok(place) = under.binary_search(&sequence) {
            under.remove(place);
        }
        if under.is_empty() {
            subjects.remove(subject);
        }
    }

    /// Moves the start to the first message that is left, and drops the chunks before it.
    fn advance(&mut self) {
        while self.first <= self.last && self.get(self.first).is_none() {
            self.first += 1;
        }
        while self.base + CHUNK <= self.first && self.chunks.len() > 1 {
            self.chunks.pop_front();
            self.base += CHUNK;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{ComponentId, Headers, MessageId, Payload};

    fn message(number: u32, subject: &str) -> Arc<Message> {
        let id = MessageId::generated(ComponentId { part: 1, member: 1 }, number);
        let subject = Subject::parse(subject).unwrap();
        Arc::new(Message { id, parent: None, subject, reply: None, headers: Headers::default(), payload: "12".into() })
    }

    #[test]
    fn an_empty_payload_under_a_subject_takes_its_letters_and_a_frame() {
        let empty = Message { payload: Payload::from(""), ..(*message(1, "a.b")).clone() };
        assert_eq!(size(&empty), 3 + 16);
    }

    #[test]
    fn what_is_taken_out_in_any_order_leaves_the_others_where_they_were() {
        let mut store = Store::default();
        store.count_subjects(true);
        let subjects = ["a", "b", "c"];
        let mut expected: BTreeMap<u64, usize> = BTreeMap::new();
        for round in 0..2_000_u64 {
            let which = usize::try_from(round * 7 % 3).unwrap();
            let sequence = store.push(message(1, subjects[which]), Time::ZERO);
            expected.insert(sequence, which);
            if round % 5 == 0 {
                expected.remove(&(round * 31 % (sequence + 1)));
                store.remove(round * 31 % (sequence + 1));
            }
            if round % 3 == 0 {
                let first = *expected.keys().next().unwrap();
                expected.remove(&first);
                assert!(store.remove(first).is_some());
            }
            if round % 11 == 0 {
                store.skip();
            }
            let first = expected.keys().next().copied().unwrap_or(store.last() + 1);
            assert_eq!((store.messages(), store.first()), (expected.len() as u64, first));
        }
        let checkpoint = store.clone();
        store.remove(store.first());
        let kept = |store: &Store| store.range(1, store.last()).map(|(sequence, _)| sequence).collect::<Vec<_>>();
        assert_eq!(kept(&checkpoint), expected.keys().copied().collect::<Vec<_>>());
        assert_eq!(kept(&store), expected.keys().copied().skip(1).collect::<Vec<_>>());
        for (which, subject) in subjects.iter().enumerate() {
            let subject = Subject::parse(subject).unwrap();
            let under = expected.iter().filter(|&(_, &one)| one == which).map(|(&sequence, _)| sequence);
            assert_eq!(checkpoint.under(&subject).unwrap(), &under.collect::<Vec<_>>());
        }
    }
}
