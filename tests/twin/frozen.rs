//! Paused processes with lists: what reaches them waits in one, and is heard in order when they go on.

use crate::run::{Owner, Run};
use queue_playground::cast::{Setting, Signal};
use queue_playground::message::ComponentId;
use queue_playground::transcript::{Kind, LossReason, Stage};

impl Run<'_> {
    /// Whether the signal waits, because the process that it is for is paused.
    pub(crate) fn freezes(&mut self, to: Owner, signal: &Signal, cause: Option<u64>) -> bool {
        // Death, and what is done to a process from outside.
        if matches!(signal, Signal::Crash | Signal::PoisonNext | Signal::Set(Setting::Slowdown(_))) {
            return false;
        }
        let process = self.process(to.component).filter(|process| process.up && process.life == to.life);
        let Some(process) = process.filter(|process| process.paused) else { return false };
        process.frozen.push((to, signal.clone(), cause));
        true
    }

    pub(crate) fn pause(&mut self, id: ComponentId) {
        if self.process(id).is_none_or(|process| process.paused || !process.up) {
            return;
        }
        let paused = self.record(id, Kind::Paused, None);
        if let Some(process) = self.process(id) {
            process.paused = true;
        }
        // A link that is cut too is known to the broker already.
        if !self.wires.cut.contains(&id) {
            self.tell_of_link(id, true, paused);
        }
    }

    pub(crate) fn unpause(&mut self, id: ComponentId) {
        if self.process(id).is_none_or(|process| !process.paused) {
            return;
        }
        let unpaused = self.record(id, Kind::Unpaused, None);
        let Some(process) = self.process(id) else { return };
        process.paused = false;
        for (to, signal, cause) in std::mem::take(&mut process.frozen) {
            self.signal(to, signal, cause.or(Some(unpaused)));
        }
        if !self.wires.cut.contains(&id) {
            self.tell_of_link(id, false, unpaused);
        }
    }

    /// What the broker sent and the process has not read is lost when the broker closes the connection.
    pub(crate) fn drop_unread(&mut self, id: ComponentId) {
        let Some(process) = self.process(id) else { return };
        for (to, signal, cause) in std::mem::take(&mut process.frozen) {
            match signal {
                Signal::Delivery(delivery) => {
                    let (stage, reason) = (Stage::OnTheWay, LossReason::SlowConsumer);
                    self.record(id, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
                }
                Signal::Answer { .. } | Signal::Unsubscribed(_) => {}
                kept => {
                    if let Some(process) = self.process(id) {
                        process.frozen.push((to, kept, cause));
                    }
                }
            }
        }
    }
}
