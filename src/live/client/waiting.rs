//! What was asked for while there was no connection, in order.

use super::PublishError;
use crate::message::Sid;
use crate::message::subject::{Filter, Subject};
use std::collections::VecDeque;

/// How many bytes of messages may wait.
const MOST: usize = 8 * 1024 * 1024;

/// Something that is to be said once there is a connection.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    Subscribe {
        sid: Sid,
        filter: Filter,
        group: Option<Subject>,
    },
    Unsubscribe {
        sid: Sid,
        max: Option<u32>,
    },
    /// As it goes over the wire, and how large it is by the server's measure.
    Publish {
        line: Vec<u8>,
        size: u64,
    },
    Flush(u64),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    wishes: VecDeque<Wish>,
    /// How many bytes of messages wait.
    bytes: usize,
}

impl Waiting {
    pub(super) fn push(&mut self, wish: Wish) {
        self.wishes.push_back(wish);
    }

    /// Lets a message wait.
    ///
    /// # Errors
    /// If there is no room for it.
    pub(super) fn publish(&mut self, line: Vec<u8>, size: u64) -> Result<(), PublishError> {
        if self.bytes + line.len() > MOST {
            return Err(PublishError::Full(self.bytes));
        }
        self.bytes += line.len();
        self.push(Wish::Publish { line, size });
        Ok(())
    }

    pub(super) fn pop(&mut self) -> Option<Wish> {
        let wish = self.wishes.pop_front();
        if let Some(Wish::Publish { line, .. }) = &wish {
            self.bytes -= line.len();
        }
        wish
    }
}
