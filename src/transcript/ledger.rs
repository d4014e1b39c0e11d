//! Two ledgers: where every publication and every obligation is. Both always balance.

use super::{Fold, Kind, LossReason, Outcome, Record, Stage};

/// Where every published message went, up to the broker's decision.
///
/// `published = routed + no_interest + lost_on_link + on_the_way`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publications {
    /// Sent by a publisher.
    pub published: u64,
    /// Routed to at least one subscription.
    pub routed: u64,
    /// Forgotten, because no subscription asked for it.
    pub no_interest: u64,
    /// Lost between publisher and broker.
    pub lost_on_link: u64,
    /// Between publisher and broker.
    pub on_the_way: u64,
}

/// Where every obligation is: one for each message and each subscription or queue group that it was routed to.
///
/// `created = done + failed + on_the_way + pending + in_work + lost`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// Copies that the broker sent.
    pub created: u64,
    /// Handled.
    pub done: u64,
    /// Handled with an error, and not delivered again.
    pub failed: u64,
    /// Between broker and subscriber.
    pub on_the_way: u64,
    /// In a subscriber's pending buffer.
    pub pending: u64,
    /// In a handler's hands.
    pub in_work: u64,
    /// Never to be handled, by reason.
    pub lost: Lost,
}

/// Copies that will never be handled, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// With the process that held them.
    pub crash: u64,
    /// Because the connection had ended before they arrived.
    pub connection_closed: u64,
    /// On the link to the subscriber.
    pub link: u64,
}

impl Publications {
    /// Whether every publication is in exactly one place.
    pub const fn balances(&self) -> bool {
        self.published == self.routed + self.no_interest + self.lost_on_link + self.on_the_way
    }
}

impl Obligations {
    /// Whether every obligation is in exactly one place.
    pub const fn balances(&self) -> bool {
        let open = self.on_the_way + self.pending + self.in_work;
        self.created == self.done + self.failed + open + self.lost.total()
    }

    fn stage(&mut self, stage: Stage) -> &mut u64 {
        match stage {
            Stage::OnTheWay => &mut self.on_the_way,
            Stage::Pending => &mut self.pending,
            Stage::InWork => &mut self.in_work,
        }
    }

    fn leave(&mut self, stage: Stage) {
        take(self.stage(stage));
    }
}

impl Lost {
    /// All reasons together.
    pub const fn total(&self) -> u64 {
        self.crash + self.connection_closed + self.link
    }
}

/// Takes one away where one was put before. Stays at zero otherwise, so that the ledger shows that it does not balance
/// instead of hiding it in a number that wrapped around.
fn take(count: &mut u64) {
    *count = count.saturating_sub(1);
}

impl Fold for Publications {
    fn feed(&mut self, record: &Record) {
        let goal = match record.kind {
            Kind::Published { .. } => {
                self.published += 1;
                self.on_the_way += 1;
                return;
            }
            Kind::Routed { .. } => &mut self.routed,
            Kind::NoInterest { .. } => &mut self.no_interest,
            Kind::LostOnLink { .. } => &mut self.lost_on_link,
            _ => return,
        };
        *goal += 1;
        take(&mut self.on_the_way);
    }
}

impl Fold for Obligations {
    fn feed(&mut self, record: &Record) {
        match record.kind {
            Kind::Sent { .. } => {
                self.created += 1;
                self.on_the_way += 1;
            }
            Kind::Delivered { .. } => {
                self.leave(Stage::OnTheWay);
                self.pending += 1;
            }
            Kind::Started { .. } => {
                self.leave(Stage::Pending);
                self.in_work += 1;
            }
            Kind::Finished { outcome, .. } => {
                self.leave(Stage::InWork);
                match outcome {
                    Outcome::Done => self.done += 1,
                    Outcome::Failed => self.failed += 1,
                }
            }
            Kind::Lost { stage, reason, .. } => {
                self.leave(stage);
                match reason {
                    LossReason::Crash => self.lost.crash += 1,
                    LossReason::ConnectionClosed => self.lost.connection_closed += 1,
                    LossReason::Link => self.lost.link += 1,
                }
            }
            _ => {}
        }
    }
}
