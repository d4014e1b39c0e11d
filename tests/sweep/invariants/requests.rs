//! A request ends once: with a reply, or without. What comes after that is late. A gatherer counts what came in time.

use super::{Invariant, ensure};
use queue_playground::message::MessageId;
use queue_playground::transcript::{Kind, Record};
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Requests {
    of: BTreeMap<MessageId, Request>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Request {
    /// How many came in time.
    replies: u32,
    /// Replies cannot be in time any more.
    over: bool,
    attempt: u32,
}

impl Invariant for Requests {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        match record.kind {
            Kind::Received { request, late, .. } => {
                let one = self.of.entry(request).or_default();
                ensure(late || !one.over, || format!("{request:?} gets a reply in time after its end: {one:?}"))?;
                one.replies += u32::from(!late);
            }
            Kind::Gathered { request, replies, .. } => {
                let one = self.of.entry(request).or_default();
                ensure(!one.over && one.replies == replies, || format!("{request:?} gathered {replies}: {one:?}"))?;
                one.over = true;
            }
            Kind::TimedOut(request) | Kind::NotConfirmed { message: request, .. } => {
                let one = self.of.entry(request).or_default();
                ensure(!one.over && one.replies == 0, || format!("{request:?} ends in vain: {one:?}"))?;
                one.over = true;
            }
            Kind::Retried { message, attempt, .. } => {
                let one = self.of.entry(message).or_insert_with(|| Request { attempt: 1, ..Request::default() });
                let before = one.attempt.max(1);
                ensure(attempt == before + 1, || format!("attempt {attempt} of {message:?} comes after {before}"))?;
                one.attempt = attempt;
            }
            _ => {}
        }
        Ok(())
    }
}
