//! A process: which member of the cast it is, which of its lives, and how its messages are numbered.

use super::inbox::Inbox;
use crate::message::{ComponentId, MessageId};
use crate::sim::chance::key_of;
use std::sync::Arc;

/// How many messages a member has published, in all its lives: an identity is never used again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// By itself.
    pub generated: u32,
    /// Because a person asked it to.
    pub typed: u32,
}

/// One life of a member.
#[derive(Clone, Debug)]
pub struct Process {
    /// Which member it is.
    pub id: ComponentId,
    /// The name of its part.
    pub part: Arc<str>,
    /// The how-many-eth process of its part it is, from 1.
    pub number: u32,
    /// The messages of the member so far.
    pub numbering: Numbering,
}

impl Process {
    /// A number for the member, to key its own luck by: that of its part's name, or of its own if it is not the first.
    pub(super) fn key(&self) -> u64 {
        match self.id.member {
            ..=1 => key_of(&self.part),
            member => key_of(&format!("{}.{member}", self.part)),
        }
    }

    /// The identity of the next message that it publishes by itself.
    pub(super) const fn next_id(&mut self) -> MessageId {
        self.numbering.generated += 1;
        MessageId::generated(self.id, self.numbering.generated)
    }

    /// The identity of the next message that a person lets it publish.
    pub(super) const fn next_typed_id(&mut self) -> MessageId {
        self.numbering.typed += 1;
        MessageId::typed(self.id, self.numbering.typed)
    }

    /// Where it awaits what it fetches.
    pub(super) fn fetch_inbox(&self) -> Inbox {
        Inbox::new(&format!("_INBOX.{}.{}.fetch", self.part, self.number))
    }

    /// Where it awaits answers. A restarted process does not hear what an earlier one asked for.
    pub(super) fn inbox(&self) -> Inbox {
        Inbox::new(&format!("_INBOX.{}.{}", self.part, self.number))
    }
}
