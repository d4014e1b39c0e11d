//! Brokers that end and start again: who was connected hears that its connection broke, and comes back later.

use super::execute::Causes;
use super::wire::Way;
use super::{What, World};
use crate::broker::Broker;
use crate::cast::Signal;
use crate::crew::Owner;
use crate::message::ComponentId;
use crate::sim::time::Span;
use crate::transcript::{Kind, LossReason};

/// How long a broker is down. Its clients come back after two seconds, so they find it.
const DOWN: Span = Span::from_secs(1);

impl World {
    /// Ends a broker's process, to start it again in a while; nothing happens if it does not run.
    ///
    /// What it has sent arrives, as what a dead process gave to its system does, unless a link is cut: then it is lost.
    /// What is on the way to it is lost.
    pub(super) fn restart_broker(&mut self, id: ComponentId) {
        let place = usize::from(id.part);
        let is_server = matches!(self.brokers.get(place), Some(Broker::Nats(_) | Broker::Redis(_)));
        if !is_server || self.is_down(id.part) {
            return;
        }
        self.down.push(id.part);
        let stopped = self.record(id, Kind::BrokerStopped, None);
        let mut effects = Vec::new();
        self.brokers[place].stop(&mut effects);
        self.carry_out_of_itself(id.part, effects, stopped);
        for (connection, to) in self.owners.of(id.part) {
            self.drop_undelivered(to.component, LossReason::ConnectionClosed);
            self.travel(to.component, Way::In, Some(stopped), What::Signal { to, signal: Signal::Disconnected });
            self.owners.close(connection);
        }
        self.schedule(DOWN, Some(stopped), What::Start { broker: id.part });
    }

    /// Lets a broker's process run again.
    pub(super) fn start_broker(&mut self, broker: u16, cause: Option<u64>) {
        self.down.retain(|down| *down != broker);
        let started = self.record(ComponentId { part: broker, member: 0 }, Kind::BrokerStarted, cause);
        let (now, mut effects) = (self.now, Vec::new());
        self.brokers[usize::from(broker)].start(now, &mut effects);
        self.carry_out_of_itself(broker, effects, started);
    }

    pub(super) fn is_down(&self, broker: u16) -> bool {
        self.down.contains(&broker)
    }

    /// Who connects to a broker that does not run is refused, and told so.
    pub(super) fn refuse(&mut self, broker: u16, connection: crate::message::ConnectionId, cause: Option<u64>) {
        if let Some(to) = self.owners.get(broker, connection) {
            self.owners.close(connection);
            self.travel(to.component, Way::In, cause, What::Signal { to, signal: Signal::Disconnected });
        }
    }

    fn carry_out_of_itself(&mut self, broker: u16, mut effects: Vec<crate::broker::Effect>, cause: u64) {
        let itself = Owner { component: ComponentId { part: broker, member: 0 }, life: 0 };
        self.carry_out(broker, itself, &mut effects, &mut Causes::of(Some(cause)));
    }
}
