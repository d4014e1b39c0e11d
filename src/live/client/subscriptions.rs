//! What a connection asks for: said again to every new wire.

use crate::live::protocol::ClientOperation;
use crate::message::Sid;
use crate::message::subject::{Filter, Subject};

/// One that the server was told of.
#[derive(Clone, Debug)]
struct Subscription {
    sid: Sid,
    filter: Filter,
    group: Option<Subject>,
    /// Deliveries on wires that broke.
    before: u32,
    /// Deliveries on this one.
    now: u32,
    /// After how many deliveries in all it ends.
    max: Option<u32>,
}

/// All of them, in the order in which they were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Subscriptions(Vec<Subscription>);

impl Subscription {
    fn is_over(&self) -> bool {
        self.max.is_some_and(|max| self.before.saturating_add(self.now) >= max)
    }

    /// The maximum as this wire counts: from the subscription's creation there.
    fn max_here(&self) -> Option<u32> {
        self.max.map(|max| max.saturating_sub(self.before))
    }
}

impl Subscriptions {
    /// Asks for messages. A number that is taken is ignored by the server, as is a filter that is none; both are said
    /// to it all the same, and it complains or does not.
    pub(super) fn add(&mut self, sid: Sid, filter: &Filter, group: Option<&Subject>, out: &mut Vec<u8>) {
        ClientOperation::Subscribe { filter, group, sid }.encode(out);
        if filter.is_valid() && self.find(sid).is_none() {
            let (filter, group) = (filter.clone(), group.cloned());
            self.0.push(Subscription { sid, filter, group, before: 0, now: 0, max: None });
        }
    }

    /// Ends one, at once or after `max` deliveries counted from when it was asked for first.
    pub(super) fn end(&mut self, sid: Sid, max: Option<u32>, out: &mut Vec<u8>) {
        let Some(place) = self.find(sid) else {
            return ClientOperation::Unsubscribe { sid, max }.encode(out);
        };
        self.0[place].max = Some(max.unwrap_or(0));
        let here = if self.0[place].is_over() { None } else { self.0[place].max_here() };
        ClientOperation::Unsubscribe { sid, max: here }.encode(out);
        if here.is_none() {
            self.0.remove(place);
        }
    }

    /// Takes note of a delivery, which may be the last.
    pub(super) fn delivered(&mut self, sid: Sid) {
        let Some(place) = self.find(sid) else { return };
        self.0[place].now = self.0[place].now.saturating_add(1);
        if self.0[place].is_over() {
            self.0.remove(place);
        }
    }

    /// Asks a new wire for all of them.
    pub(super) fn again(&mut self, out: &mut Vec<u8>) {
        for one in &mut self.0 {
            one.before = one.before.saturating_add(std::mem::take(&mut one.now));
            ClientOperation::Subscribe { filter: &one.filter, group: one.group.as_ref(), sid: one.sid }.encode(out);
            if let Some(max) = one.max_here() {
                ClientOperation::Unsubscribe { sid: one.sid, max: Some(max) }.encode(out);
            }
        }
    }

    fn find(&self, sid: Sid) -> Option<usize> {
        self.0.iter().position(|one| one.sid == sid)
    }
}
