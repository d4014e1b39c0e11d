//! Links with lists: what travels arrives after its time, never before what was sent earlier, and waits while a link is
//! cut.

use crate::run::{Event, Owner, Run, What};
use queue_playground::broker::Request;
use queue_playground::cast::Signal;
use queue_playground::cast::link::{Leg, Parcel, Rule, Verdict, judge};
use queue_playground::message::{Answer, ComponentId, ConnectionId, Delivery, DeliveryId, Message};
use queue_playground::scenario::Parameter;
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
    arrivals: Vec<(ComponentId, Way, bool, Time)>,
    pub(crate) cut: Vec<ComponentId>,
    /// Whose link loses what travels on it next.
    pub(crate) armed: Vec<ComponentId>,
    /// What waits because of a cut, in order.
    held: Vec<Held>,
}

struct Held {
    client: ComponentId,
    way: Way,
    after: Span,
    event: Event,
}

fn concerns_a_database(what: &What) -> bool {
    let What::Signal { signal, .. } = what else { return false };
    matches!(signal, Signal::Statement { .. } | Signal::ClientGone(_) | Signal::Committed { .. })
}

impl Run<'_> {
    /// How long something about a message takes on a link; none if it gets lost.
    fn transit(&mut self, broker: u16, message: &Parcel) -> Option<Span> {
        if let Some(place) = self.wires.armed.iter().position(|armed| *armed == message.client) {
            self.wires.armed.remove(place);
            return None;
        }
        let links = &self.links[usize::from(broker)];
        let rules = [Rule::Loss(links.loss), Rule::Latency(links.latency, links.jitter)];
        match judge(&rules, self.scenario.seed, message) {
            Verdict::Deliver(after) => Some(after),
            Verdict::Pass => Some(Span::ZERO),
            Verdict::Drop => None,
        }
    }

    pub(crate) fn travel(&mut self, client: ComponentId, way: Way, cause: Option<u64>, what: What) {
        let after = match self.roster.part(client).and_then(|part| part.broker) {
            Some(broker) if !concerns_a_database(&what) => self.links[usize::from(broker)].latency,
            _ => self.scenario.links.latency,
        };
        self.travel_for(after, client, way, Event { cause, what });
    }

    fn travel_for(&mut self, after: Span, client: ComponentId, way: Way, event: Event) {
        if self.wires.cut.contains(&client) {
            self.wires.held.push(Held { client, way, after, event });
            return;
        }
        // A connection to a database is another one, with an order of its own.
        let line = (client, way, concerns_a_database(&event.what));
        let before = self.wires.arrivals.iter().filter(|(who, direction, other, _)| (*who, *direction, *other) == line);
        let due = before.map(|(.., at)| *at).fold(self.now + after, Time::max);
        // Where latency is always the same nothing can overtake, and the list stays short.
        let turns = self.scenario.knobs.iter().any(|knob| knob.parameter == Parameter::Latency);
        if self.scenario.links.jitter > Span::ZERO || turns {
            self.wires.arrivals.push((client, way, line.2, due));
        }
        self.agenda.note(due, event);
    }

    pub(crate) fn publish(&mut self, actor: Owner, message: Arc<Message>, cause: Option<u64>) {
        let line = self.line(actor);
        let parcel = Parcel { message: message.id, client: actor.component, leg: Leg::Publish };
        match (line, line.and_then(|(broker, _)| self.transit(broker, &parcel))) {
            (Some((broker, connection)), Some(after)) => {
                let what = What::Request { broker, connection, request: Request::Publish(message) };
                self.travel_for(after, actor.component, Way::Out, Event { cause, what });
            }
            _ => {
                self.record(actor.component, Kind::LostOnLink(message.id), cause);
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
        let line = self.line(actor);
        match (line, line.and_then(|(broker, _)| self.transit(broker, &parcel))) {
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
        let mut after = self.links[usize::from(broker)].latency;
        if let Signal::Answer { answer: Answer::Stored { message, .. } | Answer::NotStored { message, .. }, .. } =
            &signal
        {
            match self.transit(broker, &Parcel { message: *message, client, leg: Leg::Answer }) {
                Some(time) => after = time,
                None => {
                    self.record(client, Kind::AnswerLost(*message), cause);
                    return;
                }
            }
        }
        self.travel_for(after, client, Way::In, Event { cause, what: What::Signal { to, signal } });
    }

    pub(crate) fn deliver(&mut self, broker: u16, to: Owner, delivery: Delivery, sent: u64) {
        let (id, client) = (delivery.id, to.component);
        match self.transit(broker, &Parcel { message: id.message, client, leg: Leg::Deliver(id.attempt) }) {
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
            if !self.is_paused(client) {
                self.tell_of_link(client, true, cut);
            }
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
        if !self.is_paused(client) {
            self.tell_of_link(client, false, healed);
        }
    }

    fn is_paused(&self, client: ComponentId) -> bool {
        self.processes.iter().any(|process| process.id == client && process.paused)
    }

    pub(crate) fn lose_next(&mut self, client: ComponentId) {
        let runs = self.process(client).is_some_and(|process| process.up);
        if runs && !self.wires.armed.contains(&client) {
            self.record(client, Kind::LossArmed, None);
            self.wires.armed.push(client);
        }
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
                self.record(client, Kind::LostOnLink(message.id), held.event.cause);
            }
        }
    }

    /// What waits for a connection that the broker closes is lost.
    pub(crate) fn drop_undelivered(&mut self, client: ComponentId, reason: LossReason) {
        for held in self.release(client, Some(Way::In)) {
            match &held.event.what {
                What::Signal { signal: Signal::Delivery(delivery), .. } => {
                    self.lose(client, delivery.id, reason, held.event.cause);
                }
                // A database is connected in another way.
                what if concerns_a_database(what) => self.wires.held.push(held),
                _ => {}
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
