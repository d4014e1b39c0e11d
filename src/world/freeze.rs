//! Frozen processes: what waits at one whose connection the broker closes.

use super::World;
use crate::cast::Signal;
use crate::crew::{Frozen, Troupe};
use crate::message::ComponentId;
use crate::transcript::{Kind, LossReason, Stage};

impl World {
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
