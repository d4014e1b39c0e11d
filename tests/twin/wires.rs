//! Links with lists: what travels arrives after its time, never before what was sent earlier, and waits while a link is
//! cut.

use crate::run::{Event, Owner, Run, What};
use queue_playground::broker::Request;
use queue_playground::cast::Signal;
use queue_playground::cast::link::{Leg, Parcel, Rule, Verdict, judge};
use queue_playground::message::{Answer, ComponentId, ConnectionId, Delivery, DeliveryId, Message};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{AckVerdict, Kind, LossReason, Stage};
use std::sync::Arc;

/// A direction, seen from the client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Out,
    In,
}

/// One direction of a client's link.
#[derive(Default)]
pub(crate) struct Wires {
    /// Every arrival there ever was: the next one in the same direction is not before it.
    arrivals: Vec<(ComponentId, Way, Time)>,
    cut: Vec<ComponentId>,
    /// What waits because of a cut, in order.
    held: Vec<Held>,
}

struct Held {
    client: ComponentId,
    way: Way,
    after: Span,
    event: Event,
}

impl Run<'_> {
    /// How long something about a message takes on a link; none if it gets lost.
    fn transit(&self, message: &Parcel) -> Option<Span> {
        let links = &self.scenario.links;
        let rules = [Rule::Loss(links.loss), Rule::Latency(links.latency, links.jitter)];
        match judge(&rules, self.scenario.seed, message) {
            Verdict::Deliver(after) => Some(after),
            Verdict::Pass => Some(Span::ZERO),
            Verdict::Drop => None,
        }
    }

    pub(crate) fn travel(&mut self, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        self.travel_for(self.scenario.links.latency, client, way, Event { cause, what });
    }

    fn travel_for(&mut self, after: Span, client: ComponentId, way: Way, event: Event) {
        if self.wires.cut.contains(&client) {
            self.wires.held.push(Held { client, way, after, event });
            return;
        }
        let before = self.wires.arrivals.iter().filter(|(who, direction, _)| (*who, *direction) == (client, way));
        let due = before.map(|(_, _, at)| *at).fold(self.now + after, Time::max);
        // Without jitter nothing can overtake, and the list stays short.
        if self.scenario.links.jitter > Span::ZERO {
            self.wires.arrivals.push((client, way, due));
        }
        self.agenda.note(due, event);
    }

    pub(crate) fn publish(&mut self, actor: Owner, message: Arc<Message>, cause: Option<u64>) {
        let line = self.line(actor);
        let parcel = Parcel { message: message.id, client: actor.component, leg: Leg::Publish };
        match (line, self.transit(&parcel)) {
            (Some((broker, connection)), Some(after)) => {
                let what = What::Request { broker, connection, request: Request::Publish(message) };
                self.travel_for(after, actor.component, Way::Out, Event { cause, what });
            }
            _ => {
                self.record(actor.component, Kind::LostOnLink { message: message.id }, cause);
            }
        }
    }

    pub(crate) fn acknowledge(
        &mut self,
        actor: Owner,
        delivery: DeliveryId,
        request: Request,
        verdict: AckVerdict,
        cause: Option<u64>,
    ) -> u64 {
        let said = self.record(actor.component, Kind::AckSent { delivery, verdict }, cause);
        let leg = Leg::Acknowledge(delivery.attempt);
        let parcel = Parcel { message: delivery.message, client: actor.component, leg };
        match (self.line(actor), self.transit(&parcel)) {
            (Some((broker, connection)), Some(after)) => {
                let what = What::Request { broker, connection, request };
                self.travel_for(after, actor.component, Way::Out, Event { cause: Some(said), what });
            }
            _ => {
                self.record(actor.component, Kind::AckLost { delivery, verdict }, Some(said));
            }
        }
        said
    }

    pub(crate) fn answer(&mut self, broker: u16, connection: ConnectionId, signal: Signal, cause: Option<u64>) {
        let Some(to) = self.owner(broker, connection) else { return };
        let client = to.component;
        let mut after = self.scenario.links.latency;
        if let Signal::Answer { answer: Answer::Stored { message, .. } | Answer::NotStored { message, .. }, .. } =
            &signal
        {
            match self.transit(&Parcel { message: *message, client, leg: Leg::Answer }) {
                Some(time) => after = time,
                None => {
                    self.record(client, Kind::AnswerLost { message: *message }, cause);
                    return;
                }
            }
        }
        self.travel_for(after, client, Way::In, Event { cause, what: What::Signal { to, signal } });
    }

    pub(crate) fn deliver(&mut self, to: Owner, delivery: Delivery, sent: u64) {
        let (id, client) = (delivery.id, to.component);
        match self.transit(&Parcel { message: id.message, client, leg: Leg::Deliver(id.attempt) }) {
            Some(after) => {
                let what = What::Signal { to, signal: Signal::Delivery(delivery) };
                self.travel_for(after, client, Way::In, Event { cause: Some(sent), what });
            }
            None => self.lose(client, id, LossReason::Link, Some(sent)),
        }
    }

    fn lose(&mut self, client: ComponentId, delivery: DeliveryId, reason: LossReason, cause: Option<u64>) {
        self.record(client, Kind::Lost { delivery, stage: Stage::OnTheWay, reason }, cause);
    }

    pub(crate) fn partition(&mut self, client: ComponentId) {
        if self.process(client).is_some() && !self.wires.cut.contains(&client) {
            self.wires.cut.push(client);
            let cut = self.record(client, Kind::Partitioned, None);
            self.tell_of_link(client, true, cut);
        }
    }

    pub(crate) fn heal(&mut self, client: ComponentId) {
        if !self.wires.cut.contains(&client) {
            return;
        }
        self.wires.cut.retain(|one| *one != client);
        let healed = self.record(client, Kind::Healed, None);
        for held in self.release(client, None) {
            self.travel_for(held.after, client, held.way, held.event);
        }
        self.tell_of_link(client, false, healed);
    }

    /// A dead process's unsent bytes die with it; that it ended still goes out.
    pub(crate) fn drop_unsent(&mut self, client: ComponentId) {
        for held in std::mem::take(&mut self.wires.held) {
            let is_an_end = matches!(
                held.event.what,
                What::Request { request: Request::Close, .. } | What::Signal { signal: Signal::ClientGone(_), .. }
            );
            if held.client != client || held.way == Way::In || is_an_end {
                self.wires.held.push(held);
            } else if let What::Request { request: Request::Publish(message), .. } = held.event.what {
                self.record(client, Kind::LostOnLink { message: message.id }, held.event.cause);
            }
        }
    }

    /// What waits for a connection that the broker closes is lost.
    pub(crate) fn drop_undelivered(&mut self, client: ComponentId) {
        for Held { event, .. } in self.release(client, Some(Way::In)) {
            if let What::Signal { signal: Signal::Delivery(delivery), .. } = event.what {
                self.lose(client, delivery.id, LossReason::SlowConsumer, event.cause);
            }
        }
    }

    /// Takes out what waits for a client, one way or both.
    fn release(&mut self, client: ComponentId, way: Option<Way>) -> Vec<Held> {
        let (released, rest) = std::mem::take(&mut self.wires.held)
            .into_iter()
            .partition(|held| held.client == client && way.is_none_or(|way| way == held.way));
        self.wires.held = rest;
        released
    }
}
