//! Brokers that stop and start again.

use crate::broker::Broker;
use crate::run::{Event, Owner, Run, What};
use crate::wires::Way;
use queue_playground::broker::Effect;
use queue_playground::cast::Signal;
use queue_playground::message::{ComponentId, ConnectionId};
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, LossReason};

impl Run<'_> {
    /// Every connection breaks; the broker is back after a second.
    pub(crate) fn restart_broker(&mut self, id: ComponentId) {
        if self.down.contains(&id.part) || matches!(self.brokers[usize::from(id.part)], Broker::Direct(_)) {
            return;
        }
        let stopped = self.record(id, Kind::BrokerStopped, None);
        self.down.push(id.part);
        let mut effects = Vec::new();
        self.brokers[usize::from(id.part)].stop(&mut effects);
        self.of_itself(id.part, effects, stopped);
        let mut lines: Vec<_> = self.lines.iter().copied().filter(|line| line.0 == id.part).collect();
        lines.sort_by_key(|line| line.1);
        for (broker, connection, to) in lines {
            self.drop_undelivered(to.component, LossReason::ConnectionClosed);
            self.refuse(broker, connection, Some(stopped));
        }
        let event = Event { cause: Some(stopped), what: What::Start { broker: id.part } };
        self.agenda.note(self.now + Span::from_secs(1), event);
    }

    pub(crate) fn start_broker(&mut self, broker: u16, cause: Option<u64>) {
        self.down.retain(|down| *down != broker);
        let started = self.record(ComponentId { part: broker, member: 0 }, Kind::BrokerStarted, cause);
        let mut effects = Vec::new();
        self.brokers[usize::from(broker)].start(self.now, &mut effects);
        self.of_itself(broker, effects, started);
    }

    /// The connection is none, and its client hears of it.
    pub(crate) fn refuse(&mut self, broker: u16, connection: ConnectionId, cause: Option<u64>) {
        let Some(to) = self.owner(broker, connection) else { return };
        self.lines.retain(|line| (line.0, line.1) != (broker, connection));
        self.travel(to.component, Way::In, cause, What::Signal { to, signal: Signal::Disconnected });
    }

    fn of_itself(&mut self, broker: u16, effects: Vec<Effect>, cause: u64) {
        let itself = Owner { component: ComponentId { part: broker, member: 0 }, life: 0 };
        self.bring_about(broker, itself, effects, Some(cause));
    }
}
