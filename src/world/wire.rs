//! Wires: how long what members and brokers send is under way, in which order it arrives, and what happens while a
//! link is cut.
//!
//! A connection keeps its order, as TCP does: jitter delays, but nothing overtakes. While a link is cut, what is sent
//! waits at its end, as it does in a TCP sender, and goes out when the link is whole again.

use super::execute::Causes;
use super::{Event, Owner, What, World};
use crate::broker::Request;
use crate::cast::Signal;
use crate::cast::link::{Leg, Parcel, Rule, Verdict, judge};
use crate::message::{Answer, ComponentId, ConnectionId, Delivery, DeliveryId, Message};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use crate::transcript::{AckVerdict, Kind, LossReason, Stage};
use std::sync::Arc;

/// The wires that are not plain: those with jitter, and those that are cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Wires {
    /// When the last parcel arrives, by client and direction. Kept only where there is jitter.
    last: Map<(ComponentId, Way), Time>,
    /// What waits at either end of a link that is cut, in order.
    cut: Map<ComponentId, Vec<Held>>,
}

/// A direction, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Out,
    In,
}

#[derive(Clone, Debug)]
struct Held {
    way: Way,
    after: Span,
    cause: Option<u64>,
    what: What,
}

impl What {
    /// Whether it tells that a process ended.
    const fn is_an_end(&self) -> bool {
        matches!(
            self,
            What::Request { request: Request::Close, .. } | What::Signal { signal: Signal::ClientGone(_), .. }
        )
    }
}

impl World {
    fn rules(&self) -> [Rule; 2] {
        let links = &self.setting.links;
        [Rule::Loss(links.loss), Rule::Latency(links.latency, links.jitter)]
    }

    /// How long a parcel takes; none if it gets lost.
    fn transit(&self, parcel: &Parcel) -> Option<Span> {
        match judge(&self.rules(), self.setting.seed, parcel) {
            Verdict::Deliver(after) => Some(after),
            Verdict::Pass => Some(Span::ZERO),
            Verdict::Drop => None,
        }
    }

    /// Lets something travel that is never lost: what keeps a connection up, and what databases say.
    pub(super) fn travel(&mut self, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        self.travel_for(self.setting.links.latency, client, way, cause, what);
    }

    fn travel_for(&mut self, after: Span, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        if let Some(held) = self.wires.cut.get_mut(&client) {
            held.push(Held { way, after, cause, what });
            return;
        }
        let mut due = self.now + after;
        if self.setting.links.jitter == Span::ZERO {
            return self.agenda.schedule_in_line(due, Event { cause, what });
        }
        let last = self.wires.last.or_default((client, way));
        due = due.max(*last);
        *last = due;
        self.schedule_at(due, cause, what);
    }

    /// A message from a member to its broker.
    pub(super) fn publish(&mut self, actor: Owner, message: Arc<Message>, cause: Option<u64>) {
        let Some((broker, connection)) = self.line(actor) else {
            self.record(actor.component, Kind::LostOnLink { message: message.id }, cause);
            return;
        };
        match self.transit(&Parcel { message: message.id, client: actor.component, leg: Leg::Publish }) {
            Some(after) => {
                let what = What::Request { broker, connection, request: Request::Publish(message) };
                self.travel_for(after, actor.component, Way::Out, cause, what);
            }
            None => {
                self.record(actor.component, Kind::LostOnLink { message: message.id }, cause);
            }
        }
    }

    /// What a member says about a delivery, to its broker.
    pub(super) fn acknowledge(
        &mut self,
        actor: Owner,
        delivery: DeliveryId,
        request: Request,
        verdict: AckVerdict,
        causes: &mut Causes,
    ) {
        let said = self.record(actor.component, Kind::AckSent { delivery, verdict }, causes.of_record());
        causes.recorded(said);
        let parcel =
            Parcel { message: delivery.message, client: actor.component, leg: Leg::Acknowledge(delivery.attempt) };
        match (self.line(actor), self.transit(&parcel)) {
            (Some((broker, connection)), Some(after)) => {
                let what = What::Request { broker, connection, request };
                self.travel_for(after, actor.component, Way::Out, Some(said), what);
            }
            _ => {
                self.record(actor.component, Kind::AckLost { delivery, verdict }, Some(said));
            }
        }
    }

    /// What a broker answers to a member. An answer about a message can get lost, as any message can; then whoever
    /// waits for it waits in vain.
    pub(super) fn answer(&mut self, broker: u16, connection: ConnectionId, signal: Signal, cause: Option<u64>) {
        let Some(to) = self.owners.get(broker, connection) else { return };
        let about = match &signal {
            Signal::Answer { answer: Answer::Stored { message, .. } | Answer::NotStored { message, .. }, .. } => {
                Some(*message)
            }
            _ => None,
        };
        let client = to.component;
        let after = match about {
            Some(message) => self.transit(&Parcel { message, client, leg: Leg::Answer }),
            None => Some(self.setting.links.latency),
        };
        match (after, about) {
            (None, Some(message)) => {
                self.record(client, Kind::AnswerLost { message }, cause);
            }
            (after, _) => {
                let after = after.unwrap_or(Span::ZERO);
                self.travel_for(after, client, Way::In, cause, What::Signal { to, signal });
            }
        }
    }

    /// A copy from a broker to a member.
    pub(super) fn deliver(&mut self, to: Owner, delivery: Delivery, sent: u64) {
        let (id, client) = (delivery.id, to.component);
        match self.transit(&Parcel { message: id.message, client, leg: Leg::Deliver(id.attempt) }) {
            Some(after) => {
                let what = What::Signal { to, signal: Signal::Delivery(delivery) };
                self.travel_for(after, client, Way::In, Some(sent), what);
            }
            None => {
                let (stage, reason) = (Stage::OnTheWay, LossReason::Link);
                self.record(client, Kind::Lost { delivery: id, stage, reason }, Some(sent));
            }
        }
    }

    /// Cuts the link of a member; nothing happens if it is cut.
    pub(super) fn partition(&mut self, client: ComponentId) {
        if self.actor(client).is_some() && !self.wires.cut.contains_key(&client) {
            self.wires.cut.insert(client, Vec::new());
            let cut = self.record(client, Kind::Partitioned, None);
            self.tell_of_link(client, true, cut);
        }
    }

    /// Makes the link of a member whole again: what waited goes out; nothing happens if it is not cut.
    pub(super) fn heal(&mut self, client: ComponentId) {
        let Some(held) = self.wires.cut.remove(&client) else { return };
        let healed = self.record(client, Kind::Healed, None);
        for Held { way, after, cause, what } in held {
            self.travel_for(after, client, way, cause, what);
        }
        self.tell_of_link(client, false, healed);
    }

    /// A dead process's unsent bytes die with it. That it ended is for its system to tell, and still goes out.
    pub(super) fn drop_unsent(&mut self, client: ComponentId) {
        let Some(held) = self.wires.cut.get_mut(&client) else { return };
        let (unsent, rest): (Vec<Held>, Vec<Held>) =
            held.drain(..).partition(|held| held.way == Way::Out && !held.what.is_an_end());
        *held = rest;
        for Held { cause, what, .. } in unsent {
            if let What::Request { request: Request::Publish(message), .. } = what {
                self.record(client, Kind::LostOnLink { message: message.id }, cause);
            }
        }
    }

    /// What waits for a connection that the broker closes is lost.
    pub(super) fn drop_undelivered(&mut self, client: ComponentId) {
        let Some(held) = self.wires.cut.get_mut(&client) else { return };
        let (undelivered, rest): (Vec<Held>, Vec<Held>) = held.drain(..).partition(|held| held.way == Way::In);
        *held = rest;
        for Held { cause, what, .. } in undelivered {
            if let What::Signal { signal: Signal::Delivery(delivery), .. } = what {
                let (stage, reason) = (Stage::OnTheWay, LossReason::SlowConsumer);
                self.record(client, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
            }
        }
    }
}
