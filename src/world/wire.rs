//! Wires: how long what members and brokers send is under way, in which order it arrives, and what happens while a
//! link is cut.
//!
//! A connection keeps its order, as TCP does: jitter delays, but nothing overtakes. While a link is cut, what is sent
//! waits at its end, as it does in a TCP sender, and goes out when the link is whole again.

use super::execute::Causes;
use super::{Event, What, World};
use crate::broker::Request;
use crate::cast::Signal;
use crate::cast::link::{Leg, Parcel, Rule, Verdict, judge};
use crate::crew::{Owner, Troupe};
use crate::message::{Answer, ComponentId, ConnectionId, Delivery, DeliveryId, Message};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use crate::transcript::{AckVerdict, Kind, LossReason, Stage};
use std::sync::Arc;

/// The wires that are not plain: those with jitter, and those that are cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Wires {
    /// When the last parcel arrives, by client, direction and whether the connection is one to a database. Kept only
    /// where something could overtake: with jitter, and where a knob can make a link quicker.
    last: Map<(ComponentId, Way, bool), Time>,
    /// What waits at either end of a link that is cut, in order.
    cut: Map<ComponentId, Vec<Held>>,
    /// Those whose links lose what travels on them next.
    armed: Map<ComponentId, ()>,
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
    /// Whether it travels between a client and a database.
    const fn is_of_a_database(&self) -> bool {
        matches!(
            self,
            What::Signal { signal: Signal::Statement { .. } | Signal::ClientGone(_) | Signal::Committed { .. }, .. }
        )
    }

    /// Whether it tells that a process ended.
    const fn is_an_end(&self) -> bool {
        matches!(
            self,
            What::Request { request: Request::Close, .. } | What::Signal { signal: Signal::ClientGone(_), .. }
        )
    }
}

impl World {
    /// How long a parcel takes between a broker and its client; none if it gets lost.
    fn transit(&mut self, broker: u16, parcel: &Parcel) -> Option<Span> {
        if !self.wires.armed.is_empty() && self.wires.armed.remove(&parcel.client).is_some() {
            return None;
        }
        let links = self.links.get(usize::from(broker)).unwrap_or(&self.setting.links);
        let rules = [Rule::Loss(links.loss), Rule::Latency(links.latency, links.jitter)];
        match judge(&rules, self.setting.seed, parcel) {
            Verdict::Deliver(after) => Some(after),
            Verdict::Pass => Some(Span::ZERO),
            Verdict::Drop => None,
        }
    }

    /// Lets something travel that is never lost: what keeps a connection up, and what databases say.
    pub(super) fn travel(&mut self, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        let broker = self.setting.roster.part(client).and_then(|part| part.broker).filter(|_| !what.is_of_a_database());
        let links = broker.and_then(|broker| self.links.get(usize::from(broker))).unwrap_or(&self.setting.links);
        self.travel_for(links.latency, client, way, cause, what);
    }

    fn travel_for(&mut self, after: Span, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        if let Some(held) = self.wires.cut.get_mut(&client) {
            held.push(Held { way, after, cause, what });
            return;
        }
        let mut due = self.now + after;
        if self.setting.links.jitter == Span::ZERO && !self.setting.latency_turns {
            return self.agenda.schedule_in_line(due, Event { cause, what });
        }
        let last = self.wires.last.or_default((client, way, what.is_of_a_database()));
        due = due.max(*last);
        *last = due;
        self.schedule_at(due, cause, what);
    }

    /// A message from a member to its broker.
    pub(super) fn publish(&mut self, actor: Owner, message: Arc<Message>, cause: Option<u64>) {
        let Some((broker, connection)) = self.line(actor) else {
            self.record(actor.component, Kind::LostOnLink(message.id), cause);
            return;
        };
        match self.transit(broker, &Parcel { message: message.id, client: actor.component, leg: Leg::Publish }) {
            Some(after) => {
                let what = What::Request { broker, connection, request: Request::Publish(message) };
                self.travel_for(after, actor.component, Way::Out, cause, what);
            }
            None => {
                self.record(actor.component, Kind::LostOnLink(message.id), cause);
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
        let line = self.line(actor);
        let after = line.and_then(|(broker, _)| self.transit(broker, &parcel));
        match (line, after) {
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
            Some(message) => self.transit(broker, &Parcel { message, client, leg: Leg::Answer }),
            None => return self.travel(client, Way::In, cause, What::Signal { to, signal }),
        };
        match (after, about) {
            (None, Some(message)) => {
                self.record(client, Kind::AnswerLost(message), cause);
            }
            (after, _) => {
                let after = after.unwrap_or(Span::ZERO);
                self.travel_for(after, client, Way::In, cause, What::Signal { to, signal });
            }
        }
    }

    /// A copy from a broker to a member.
    pub(super) fn deliver(&mut self, broker: u16, to: Owner, delivery: Delivery, sent: u64) {
        let (id, client) = (delivery.id, to.component);
        match self.transit(broker, &Parcel { message: id.message, client, leg: Leg::Deliver(id.attempt) }) {
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
            if !self.is_paused(client) {
                self.tell_of_link(client, true, cut);
            }
        }
    }

    /// Makes the link of a member whole again: what waited goes out; nothing happens if it is not cut.
    pub(super) fn heal(&mut self, client: ComponentId) {
        let Some(held) = self.wires.cut.remove(&client) else { return };
        let healed = self.record(client, Kind::Healed, None);
        for Held { way, after, cause, what } in held {
            self.travel_for(after, client, way, cause, what);
        }
        if !self.is_paused(client) {
            self.tell_of_link(client, false, healed);
        }
    }

    pub(super) fn is_cut(&self, client: ComponentId) -> bool {
        self.wires.cut.contains_key(&client)
    }

    fn is_paused(&self, client: ComponentId) -> bool {
        self.actor(client).is_some_and(|actor| actor.paused)
    }

    /// Sees to it that a link loses what travels on it next; nothing happens if that is so.
    pub(super) fn lose_next(&mut self, client: ComponentId) {
        if self.actor(client).is_some_and(|actor| actor.up) && !self.wires.armed.contains_key(&client) {
            self.wires.armed.insert(client, ());
            self.record(client, Kind::LossArmed, None);
        }
    }

    pub(super) fn disarm(&mut self, client: ComponentId) {
        self.wires.armed.remove(&client);
    }

    /// A dead process's unsent bytes die with it. That it ended is for its system to tell, and still goes out.
    pub(super) fn drop_unsent(&mut self, client: ComponentId) {
        let Some(held) = self.wires.cut.get_mut(&client) else { return };
        let (unsent, rest): (Vec<Held>, Vec<Held>) =
            held.drain(..).partition(|held| held.way == Way::Out && !held.what.is_an_end());
        *held = rest;
        for Held { cause, what, .. } in unsent {
            if let What::Request { request: Request::Publish(message), .. } = what {
                self.record(client, Kind::LostOnLink(message.id), cause);
            }
        }
    }

    /// What waits for a connection that the broker closes is lost.
    pub(super) fn drop_undelivered(&mut self, client: ComponentId, reason: LossReason) {
        let Some(held) = self.wires.cut.get_mut(&client) else { return };
        // What a database says comes on another connection.
        let is_undelivered = |held: &Held| held.way == Way::In && !held.what.is_of_a_database();
        let (undelivered, rest): (Vec<Held>, Vec<Held>) = held.drain(..).partition(is_undelivered);
        *held = rest;
        for Held { cause, what, .. } in undelivered {
            if let What::Signal { signal: Signal::Delivery(delivery), .. } = what {
                let stage = Stage::OnTheWay;
                self.record(client, Kind::Lost { delivery: delivery.id, stage, reason }, cause);
            }
        }
    }
}
