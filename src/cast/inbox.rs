//! An inbox: one wildcard subscription for all answers, and a subject of its own for each question.

use crate::message::subject::{Filter, Subject};
use std::sync::Arc;

/// Where a process awaits answers.
#[derive(Clone, Debug)]
pub(super) struct Inbox {
    /// Up to the dot before the token.
    prefix: Arc<str>,
    asked: u32,
}

impl Inbox {
    pub(super) fn new(name: &str) -> Inbox {
        Inbox { prefix: format!("{name}.").into(), asked: 0 }
    }

    /// What to subscribe to: everything that comes to this inbox.
    #[allow(clippy::expect_used, reason = "an inbox is named by a valid part, which is a token")]
    pub(super) fn filter(&self) -> Filter {
        Filter::parse(&format!("{}*", self.prefix)).expect("an inbox is a filter")
    }

    /// A subject that was never used, and its token.
    pub(super) fn next(&mut self) -> (u32, Subject) {
        self.asked += 1;
        (self.asked, self.subject(self.asked))
    }

    #[allow(clippy::expect_used, reason = "an inbox is named by a valid part, which is a token")]
    fn subject(&self, token: u32) -> Subject {
        Subject::parse(&format!("{}{token}", self.prefix)).expect("an inbox is a subject")
    }

    /// The token of a subject of this inbox; none if it is another's.
    pub(super) fn token(&self, subject: &Subject) -> Option<u32> {
        subject.as_str().strip_prefix(&*self.prefix)?.parse().ok()
    }
}
