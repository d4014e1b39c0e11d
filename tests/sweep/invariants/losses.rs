//! A link that is to lose something loses the very next that travels on it.

use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, DeliveryId};
use queue_playground::transcript::{Kind, LossReason, Record};
use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct Losses {
    armed: BTreeSet<ComponentId>,
    /// What the next record must say to be lost, and on whose link.
    expected: Option<(ComponentId, DeliveryId)>,
}

impl Invariant for Losses {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        let who = record.component;
        if let Some((client, awaited)) = self.expected.take() {
            let lost = match record.kind {
                Kind::Lost { delivery, reason: LossReason::Link, .. } | Kind::AckLost { delivery, .. } => {
                    Some(delivery)
                }
                _ => None,
            };
            let right = who == client && lost == Some(awaited);
            ensure(right, || format!("{awaited:?} should have been lost on the link of {client:?}"))?;
        }
        match record.kind {
            Kind::LossArmed => ensure(self.armed.insert(who), || format!("the link of {who:?} was armed already"))?,
            Kind::Sent { delivery, to, .. } if self.armed.remove(&to) => self.expected = Some((to, delivery)),
            Kind::AckSent { delivery, .. } if self.armed.remove(&who) => self.expected = Some((who, delivery)),
            Kind::AnswerLost(_) | Kind::LostOnLink(_) | Kind::Left => {
                self.armed.remove(&who);
            }
            _ => {}
        }
        Ok(())
    }
}
