//! Frozen processes: they do nothing, and what reaches them waits, as it does when a process is stopped by a signal or
//! its container is paused. The connection stays open; the broker only sees that nothing is read from it.

use super::World;
use crate::cast::Signal;
use crate::crew::Frozen;
use crate::message::ComponentId;
use crate::transcript::{Kind, LossReason, Stage};

impl World {
    /// Freezes a process; nothing happens if it does not run, or is frozen.
    pub(super) fn pause(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id).filter(|actor| actor.up && !actor.paused) else { return };
        actor.paused = true;
        let paused = self.record(id, Kind::Paused, None);
        if !self.is_cut(id) {
            self.tell_of_link(id, true, paused);
        }
    }

    /// Lets a frozen process go on: it hears at once of all that waited, in order; nothing happens if it is not frozen.
    pub(super) fn unpause(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id).filter(|actor| actor.paused) else { return };
        actor.paused = false;
        let frozen = std::mem::take(&mut actor.frozen);
        let unpaused = self.record(id, Kind::Unpaused, None);
        for (cause, to, signal) in frozen {
            self.signal(to, signal, cause.or(Some(unpaused)));
        }
        if !self.is_cut(id) {
            self.tell_of_link(id, false, unpaused);
        }
    }

    /// What waited for a process that died is lost with its connection.
    pub(super) fn drop_frozen(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id) else { return };
        actor.paused = false;
        for (cause, to, signal) in std::mem::take(&mut actor.frozen) {
            self.signal(to, signal, cause);
        }
    }

    /// What waits at a frozen process on a connection that the broker closes is lost with it.
    pub(super) fn drop_unread(&mut self, id: ComponentId) {
        let Some(actor) = self.actor_mut(id) else { return };
        let from_broker =
            |signal: &Signal| matches!(signal, Signal::Delivery(_) | Signal::Answer { .. } | Signal::Unsubscribed(_));
        let (unread, rest) = std::mem::take(&mut actor.frozen).into_iter().partition(|one| from_broker(&one.2));
        actor.frozen = rest;
        let unread: Vec<Frozen> = unread;
        for (cause, to, signal) in unread {
            if let Signal::Delivery(delivery) = signal {
                let (stage, reason) = (Stage::OnTheWay, LossReason::SlowConsumer);
                self.record(to.component, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
            }
        }
    }
}
