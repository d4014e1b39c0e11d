//! What became of each publication, as far as it shows: routed, stored, or not visible to a client; and which message
//! it is that came.

use super::evidence::{Heard, Listener};
use super::hear::{ADVISORIES, without_mark};
use super::{Due, Run};
use crate::crew::Owner;
use crate::live::names::MARK;
use crate::message::subject::Subject;
use crate::message::{ComponentId, Message, MessageId, StreamId, StreamMessage};
use crate::scenario::Role;
use crate::sim::time::Span;
use crate::transcript::Kind;
use std::sync::Arc;

/// How long it takes at most until what the server has taken shows somewhere, if it shows at all.
const GRACE: Span = Span::from_secs(1);

impl Run {
    /// The server has taken a message.
    pub(super) fn taken(&mut self, message: MessageId) {
        if self.evidence.is_open(message) {
            self.schedule(GRACE, Due::Overlook(message));
        }
    }

    /// The time is up in which it should have shown what became of a message. If nobody told the time meanwhile, as
    /// when a browser sleeps, then what came meanwhile was not heard yet, and is waited for; so is what may wait at a
    /// link that is cut.
    pub(super) fn overlook_in_time(&mut self, message: MessageId) {
        if self.may_wait_behind_a_cut(message) {
            self.behind_cuts.push(message);
        } else if self.told.since(self.now) < GRACE {
            self.overlook(message);
        } else {
            self.now = self.told;
            self.taken(message);
        }
    }

    fn may_wait_behind_a_cut(&self, message: MessageId) -> bool {
        let subject = self.evidence.message(message).filter(|_| self.evidence.is_open(message));
        subject.is_some_and(|message| self.lines.is_cut_from(self.evidence.broker(message.id), &message.subject))
    }

    /// A link is whole again, or gone with its connection: what waited at it will show now, or never.
    pub(super) fn look_behind_cuts(&mut self) {
        for message in std::mem::take(&mut self.behind_cuts) {
            self.taken(message);
        }
    }

    /// Nothing has shown what became of a message, and nothing will.
    pub(super) fn overlook(&mut self, message: MessageId) {
        if self.evidence.is_open(message) {
            self.evidence.darken(message);
            let at = ComponentId { part: self.evidence.broker(message), member: 0 };
            self.record(at, Kind::NotVisible(message), None);
        }
    }

    /// What became of a publication is known, with this record at its broker. Nothing happens if it was known before;
    /// whether it was not.
    pub(super) fn settle_publication(&mut self, message: MessageId, kind: Kind) -> bool {
        let (news, was_dark) = self.evidence.settle(message);
        let at = ComponentId { part: self.evidence.broker(message), member: 0 };
        if was_dark {
            self.record(at, Kind::CameToLight(message), None);
        }
        if news {
            self.record(at, kind, None);
        }
        news
    }

    /// A stream has decided about a message. If it went to nobody else, that is what became of the publication.
    pub(super) fn decide(&mut self, message: MessageId, kind: Kind, alone: bool) {
        if alone {
            self.settle_publication(message, kind);
        } else {
            self.record(ComponentId { part: self.evidence.broker(message), member: 0 }, kind, None);
        }
    }

    /// A copy of a message came to a subscription of core NATS: it was routed.
    pub(super) fn was_routed(&mut self, message: &Arc<Message>) {
        if !self.evidence.is_settled(message.id) {
            let copies = self.lines.interested(self.evidence.broker(message.id), &message.subject).max(1);
            self.settle_publication(message.id, Kind::Routed { message: message.id, copies });
        }
    }

    /// A stream has a message.
    pub(super) fn was_stored(&mut self, message: MessageId, stream: StreamId, sequence: u64, duplicate: bool) {
        let of = StreamMessage { message, stream, sequence };
        let broker = self.evidence.broker(message);
        let Some(subject) = self.evidence.message(message).map(|message| message.subject.clone()) else { return };
        // Somebody of the cast listens, too: that it was routed will be seen there.
        let heard = self.lines.interested(broker, &subject) > 0;
        let alone = !heard && !self.evidence.is_settled(message);
        if duplicate {
            self.decide(message, Kind::Duplicate { of, alone }, alone);
        } else if self.evidence.place(message).is_none() {
            let consumers = self.plan.consumers(broker);
            let asks = consumers.filter(|(_, from, consumer)| {
                *from == stream && consumer.filter_subject.as_ref().is_none_or(|filter| filter.matches(&subject))
            });
            let consumers = u32::try_from(asks.count()).unwrap_or(u32::MAX);
            self.evidence.put(broker, of, consumers);
            self.decide(message, Kind::Stored { of, consumers, alone }, alone);
        }
    }

    /// Which message it is that came: one of the cast by its mark, or one of somebody else.
    pub(super) fn identify(&mut self, broker: u16, mut heard: Heard, listener: Listener) -> Arc<Message> {
        let marked = heard.headers.get(MARK).and_then(|mark| self.plan.names.read_message(mark));
        if let Some(message) = marked.and_then(|id| self.evidence.message(id)) {
            return Arc::clone(message);
        }
        // A stream may hold what was published before this page looked, or too long ago to be remembered.
        if let Listener::Consumer(_, consumer, sequence) = listener
            && let Some((_, stream, _)) = self.plan.consumers(broker).find(|(number, ..)| *number == consumer)
            && let Some(message) = self.evidence.lies(broker, stream, sequence).and_then(|id| self.evidence.message(id))
        {
            return Arc::clone(message);
        }
        let is_advisory = heard.subject.as_str().starts_with(ADVISORIES);
        let origin = if is_advisory { ComponentId { part: broker, member: 0 } } else { ComponentId::OUTSIDE };
        heard.reply = heard.reply.filter(|reply| !reply.as_str().starts_with("$JS.ACK."));
        heard.headers = without_mark(&heard.headers);
        let parent = self.evidence.question(&heard.subject);
        let (message, new) = self.evidence.other(origin, &heard, parent, listener, self.now);
        if new {
            self.evidence.remember(&message, broker, heard.elsewhere);
            self.record(origin, Kind::Published { message: Arc::clone(&message) }, None);
            self.taken(message.id);
        }
        message
    }

    /// The stream that keeps what is published under a subject: there is at most one.
    pub(super) fn stream_of(&self, broker: u16, subject: &Subject) -> Option<StreamId> {
        let mut streams = self.plan.streams(broker);
        streams.find_map(|(id, stream)| stream.subjects.iter().any(|filter| filter.matches(subject)).then_some(id))
    }

    /// Whether a member waits for a reply to what it publishes, and not only for a stream's answer.
    pub(super) fn is_a_request(&self, message: MessageId, asker: Owner) -> bool {
        let role = self.plan.roster.part(asker.component).and_then(|part| part.role.as_ref());
        message.origin() == asker.component && matches!(role, Some(Role::Requester(_) | Role::Gatherer(_)))
    }
}
