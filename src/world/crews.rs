//! The crews of a simulated run: what of a member's coming and going is the world's own affair.

use super::World;
use crate::cast::Outbox;
use crate::crew::{Crew, Owner, Troupe};
use crate::message::ComponentId;
use crate::scenario::{Knob, Parameter, Roster, Value, Verb};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::Kind;

impl Troupe for World {
    fn roster(&self) -> &Roster {
        &self.setting.roster
    }

    fn knobs(&self) -> &[Knob] {
        &self.setting.knobs
    }

    fn seed(&self) -> Seed {
        self.setting.seed
    }

    fn now(&self) -> Time {
        self.now
    }

    fn crews(&self) -> &[Crew] {
        &self.crews
    }

    fn crews_mut(&mut self) -> &mut [Crew] {
        &mut self.crews
    }

    fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64 {
        World::record(self, component, kind, cause)
    }

    fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    fn execute(&mut self, actor: Owner, out: &mut Outbox, cause: Option<u64>) {
        World::execute(self, actor, out, cause);
    }

    fn dies(&mut self, id: ComponentId) {
        self.drop_unsent(id);
    }

    fn goes(&mut self, id: ComponentId) {
        self.heal(id);
        self.disarm(id);
    }

    /// The broker only sees that nothing is read from the connection, as behind a link that is cut.
    fn froze(&mut self, id: ComponentId, frozen: bool, cause: u64) {
        if !self.is_cut(id) {
            self.tell_of_link(id, frozen, cause);
        }
    }

    fn set_link(&mut self, part: u16, parameter: Parameter, value: Value) {
        let Some(links) = self.links.get_mut(usize::from(part)) else { return };
        match (parameter, value) {
            (Parameter::Loss, Value::Ratio(loss)) => links.loss = loss,
            (Parameter::Latency, Value::Span(latency)) => links.latency = latency,
            _ => {}
        }
    }

    fn tamper(&mut self, verb: Verb, id: ComponentId) {
        match verb {
            Verb::Restart => self.restart_broker(id),
            Verb::Partition => self.partition(id),
            Verb::Heal => self.heal(id),
            Verb::LoseNext => self.lose_next(id),
            _ => {}
        }
    }
}
