//! The crews of a live run: what of a member's coming and going is the run's own affair.

use super::Run;
use crate::cast::Outbox;
use crate::crew::{Crew, Owner, Troupe};
use crate::message::ComponentId;
use crate::scenario::{Knob, Parameter, Roster, Value, Verb};
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::Kind;

impl Troupe for Run {
    fn roster(&self) -> &Roster {
        &self.plan.roster
    }

    fn knobs(&self) -> &[Knob] {
        &self.plan.scenario.knobs
    }

    fn seed(&self) -> Seed {
        self.plan.scenario.seed
    }

    fn now(&self) -> Time {
        self.in_run(self.now)
    }

    fn crews(&self) -> &[Crew] {
        &self.crews
    }

    fn crews_mut(&mut self) -> &mut [Crew] {
        &mut self.crews
    }

    fn record(&mut self, component: ComponentId, kind: Kind, cause: Option<u64>) -> u64 {
        Run::record(self, component, kind, cause)
    }

    fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    fn execute(&mut self, actor: Owner, out: &mut Outbox, cause: Option<u64>) {
        Run::execute(self, actor, out, cause);
    }

    /// What waits at a link that is cut goes when the connection does.
    fn dies(&mut self, _: ComponentId) {}

    fn goes(&mut self, _: ComponentId) {}

    /// The server cannot see it: the browser goes on reading for a process that is frozen.
    fn froze(&mut self, _: ComponentId, _: bool, _: u64) {}

    /// A real network is as it is.
    fn set_link(&mut self, _: u16, _: Parameter, _: Value) {}

    /// A link can be cut, at this end. What a network loses and when a server stops is not for a client to decide.
    fn tamper(&mut self, verb: Verb, id: ComponentId) {
        match verb {
            Verb::Partition => self.cut(id),
            Verb::Heal => self.mend(id),
            _ => {}
        }
    }
}
