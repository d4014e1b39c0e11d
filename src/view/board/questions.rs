//! What a member published and awaits an answer to.

use crate::message::MessageId;
use crate::ordered::Map;
use crate::sim::time::Time;

/// From how many questions on those that were answered are forgotten, a power of two: one who gathers waits on after
/// the first reply.
const ANSWERED: usize = 256;

/// Open questions: requests, and what a stream has to confirm.
#[derive(Clone, Debug, Default)]
pub struct Questions(Map<MessageId, Question>);

#[derive(Clone, Copy, Debug)]
struct Question {
    since: Time,
    answered: bool,
}

impl Questions {
    /// How many nobody has answered yet.
    pub fn unanswered(&self) -> usize {
        self.0.values().filter(|question| !question.answered).count()
    }

    /// How many are not closed: to some there may be replies, and more are awaited.
    pub fn open(&self) -> usize {
        self.0.len()
    }

    /// Since when the oldest one without any answer waits.
    pub fn waits_since(&self) -> Option<Time> {
        self.0.values().filter(|question| !question.answered).map(|question| question.since).min()
    }

    pub(super) fn ask(&mut self, message: MessageId, now: Time) {
        // Rarely, so that it costs little where many wait.
        if self.0.len() >= ANSWERED && self.0.len().is_power_of_two() {
            let answered: Vec<MessageId> = self.0.iter().filter(|(_, one)| one.answered).map(|(id, _)| *id).collect();
            answered.iter().for_each(|id| _ = self.0.remove(id));
        }
        self.0.insert(message, Question { since: now, answered: false });
    }

    pub(super) fn answer(&mut self, message: MessageId) {
        if let Some(question) = self.0.get_mut(&message) {
            question.answered = true;
        }
    }

    /// Nothing more is awaited; whether anything was.
    pub(super) fn close(&mut self, message: MessageId) -> bool {
        self.0.remove(&message).is_some()
    }
}
