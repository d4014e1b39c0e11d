//! Records are numbered without a gap, time never goes back, and a cause comes before what it causes.

use super::{Invariant, ensure};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};

#[derive(Default)]
pub(super) struct Order {
    next: u64,
    now: Time,
}

impl Invariant for Order {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        let Record { index, at, cause, .. } = *record;
        ensure(index == self.next, || format!("record {index} comes where {} should", self.next))?;
        ensure(at >= self.now, || format!("time goes back from {} to {at}", self.now))?;
        ensure(cause.is_none_or(|cause| cause < index), || format!("it is caused by record {cause:?}, a later one"))?;
        ensure(cause.is_some() || by_itself(&record.kind), || format!("nothing caused {:?}", record.kind))?;
        self.next += 1;
        self.now = at;
        Ok(())
    }
}

/// What a person, or the start of a run, can bring about.
const fn by_itself(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Joined
            | Kind::Left
            | Kind::Published { .. }
            | Kind::KnobTurned { .. }
            | Kind::Crashed { .. }
            | Kind::Restarted
            | Kind::Partitioned
            | Kind::Healed
            | Kind::Paused
            | Kind::Unpaused
            | Kind::Slowed { .. }
            | Kind::LossArmed
            | Kind::PoisonArmed
            | Kind::Scaled { .. }
            | Kind::NotReplayed(..)
            | Kind::BrokerStopped
            | Kind::StreamCreated { .. }
            | Kind::ConsumerCreated { .. }
    )
}
