//! What JetStream has at hand while it does one thing: the time, core NATS, and where the effects go.

use super::advisory::Advisory;
use crate::broker::Effect;
use crate::broker::nats::Nats;
use crate::message::subject::Subject;
use crate::message::{Answer, ConnectionId, Status};
use crate::sim::time::Time;
use crate::transcript::Kind;

/// One thing that JetStream does.
pub(super) struct Turn<'a> {
    pub(super) now: Time,
    pub(super) nats: &'a mut Nats,
    pub(super) effects: &'a mut Vec<Effect>,
    /// What is to be published when the rest is done: a stream may take it, and its consumers may send it on.
    pub(super) advisories: Vec<Advisory>,
    /// Whether messages go by a purge: then the room that they leave is not filled before all are gone.
    pub(super) is_purging: bool,
    /// How many answers were given: each draws its own luck in a queue group.
    pub(super) answers: &'a mut u64,
}

impl Turn<'_> {
    pub(super) fn record(&mut self, kind: Kind) {
        self.effects.push(Effect::Record(kind));
    }

    pub(super) fn answer(&mut self, to: &Subject, answer: &Answer) {
        *self.answers += 1;
        self.nats.answer(to, &[*self.answers, 0], answer, self.effects);
    }

    /// Tells who wants to know about an ack that no consumer takes it.
    pub(super) fn tell_unheard(&mut self, connection: ConnectionId, reply: Option<Subject>) {
        let Some(to) = reply else { return };
        if let Some(sid) = self.nats.waits_for_a_reply(connection, &to) {
            self.effects.push(Effect::Answer { connection, sid, to, answer: Answer::AckUnheard });
        }
    }

    pub(super) fn status(&mut self, to: &Subject, status: Status) {
        self.answer(to, &Answer::Status(status));
    }
}
