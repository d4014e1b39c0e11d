//! Questions: what was sent and waits for an answer, and how often it is sent again. One inbox, one token for each.

use super::Outbox;
use super::inbox::Inbox;
use super::line::Line;
use super::timer::Timer;
use crate::message::subject::{Filter, Subject};
use crate::message::{Message, MessageId};
use crate::ordered::Map;
use crate::sim::time::Span;
use crate::transcript::Kind;
use std::sync::Arc;

/// How long a client waits after it heard that nobody listens, as the official ones do when they publish (ADR-22).
const PAUSE: Span = Span::from_millis(250);

/// The questions of one process.
#[derive(Clone, Debug)]
pub(super) struct Questions {
    inbox: Inbox,
    timeout: Span,
    retries: u16,
    open: Map<u32, Question>,
}

/// A message that waits for its answer, or to be sent again.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) message: Arc<Message>,
    /// The first one, which this one repeats.
    first: MessageId,
    attempt: u32,
    asked: bool,
}

/// When a question is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    AtOnce,
    AfterAPause,
}

impl Questions {
    pub(super) const fn new(inbox: Inbox, timeout: Span, retries: u16) -> Questions {
        Questions { inbox, timeout, retries, open: Map::new() }
    }

    /// What to subscribe to.
    pub(super) fn filter(&self) -> Filter {
        self.inbox.filter()
    }

    pub(super) const fn set_timeout(&mut self, timeout: Span) {
        self.timeout = timeout;
    }

    pub(super) const fn set_retries(&mut self, retries: u16) {
        self.retries = retries;
    }

    /// Sends a message and waits for its answer.
    pub(super) fn ask(&mut self, message: Message, line: &mut Line, out: &mut Outbox) {
        let first = message.id;
        self.send(message, first, 1, line, out);
    }

    fn send(&mut self, message: Message, first: MessageId, attempt: u32, line: &mut Line, out: &mut Outbox) {
        let (token, reply) = self.inbox.next();
        let message = Arc::new(Message { reply: Some(reply), ..message });
        line.publish(Arc::clone(&message), out);
        self.open.insert(token, Question { message, first, attempt, asked: true });
        Timer::Patience(token).start(self.timeout, out);
    }

    /// The question that is answered at `to`, if it is still open.
    pub(super) fn answered(&mut self, to: &Subject) -> Option<Question> {
        self.take(self.inbox.token(to)?)
    }

    /// The question that waited for this long enough, if it is still open.
    pub(super) fn take(&mut self, token: u32) -> Option<Question> {
        let open = self.open.get(&token).is_some_and(|question| question.asked);
        if open { self.open.remove(&token) } else { None }
    }

    /// Whether a question may not be sent again.
    pub(super) fn is_last(&self, question: &Question) -> bool {
        question.attempt > u32::from(self.retries)
    }

    /// Sends a question again as a new message, if it may be sent once more.
    pub(super) fn retry(
        &mut self,
        question: Question,
        when: Again,
        next_id: impl FnOnce() -> MessageId,
        line: &mut Line,
        out: &mut Outbox,
    ) {
        if self.is_last(&question) {
            return;
        }
        if when == Again::AfterAPause {
            let (token, _) = self.inbox.next();
            self.open.insert(token, Question { asked: false, ..question });
            Timer::Again(token).start(PAUSE, out);
            return;
        }
        let Question { message, first, attempt, .. } = question;
        let (again, attempt) = (Message { id: next_id(), ..Message::clone(&message) }, attempt + 1);
        out.record(Kind::Retried { message: first, again: again.id, attempt });
        self.send(again, first, attempt, line, out);
    }

    /// The question whose pause is over.
    pub(super) fn paused(&mut self, token: u32) -> Option<Question> {
        let paused = self.open.get(&token).is_some_and(|question| !question.asked);
        if paused { self.open.remove(&token) } else { None }
    }
}
