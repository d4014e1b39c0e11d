//! The board: what is known at a moment about every component, from records alone.
//!
//! It holds what is, not what was: a message is forgotten when its last copy is settled, a member when it has left, and
//! of the saved rows the last [`ROWS`] are kept. So it grows with what is in flight, never with the length of the run.

mod broker;
mod database;
mod feed;
mod jetstream;
mod member;
mod messages;
mod questions;
#[cfg(test)]
mod tests;

pub use broker::{Broker, INBOX, Lane, MOST_LANES, lane_of};
pub use database::{Database, ROWS, Row, Session};
pub use jetstream::{Consumer, KEPT, Stream};
pub use member::{Counters, Interest, Member, State, Statement, Waiting, Work};
pub use messages::{Facts, OnTheWay};
pub use questions::Questions;

use crate::message::{ComponentId, ConsumerId, MessageId, StreamId};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use messages::Messages;
use std::sync::Arc;

/// What is known at a moment about every component.
#[derive(Clone, Debug, Default)]
pub struct Board {
    now: Time,
    members: Map<ComponentId, Member>,
    brokers: Map<ComponentId, Broker>,
    databases: Map<ComponentId, Database>,
    streams: Map<(ComponentId, StreamId), Stream>,
    consumers: Map<(ComponentId, ConsumerId), Consumer>,
    messages: Messages,
    knobs: Map<Arc<str>, Arc<str>>,
    asked: Map<u16, u16>,
    hops: Hops,
}

/// How long the last message took from one component to the next, by kind of link; none before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hops {
    /// From publisher to broker.
    pub publish: Option<Span>,
    /// From broker to subscriber.
    pub deliver: Option<Span>,
}

impl Board {
    /// When the last record came in.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// Everyone of the cast who is there, the crashed ones too, in the order of the scenario.
    pub fn members(&self) -> impl Iterator<Item = (ComponentId, &Member)> {
        self.members.iter().map(|(&component, member)| (component, member))
    }

    /// One member of the cast; none if it never came or has left.
    pub fn member(&self, component: ComponentId) -> Option<&Member> {
        self.members.get(&component)
    }

    /// What a broker has seen; none before it saw anything.
    pub fn broker(&self, component: ComponentId) -> Option<&Broker> {
        self.brokers.get(&component)
    }

    /// The streams of a broker, in the order in which they were made.
    pub fn streams(&self, broker: ComponentId) -> impl Iterator<Item = (StreamId, &Stream)> {
        self.streams.iter().filter(move |((of, _), _)| *of == broker).map(|((_, id), stream)| (*id, stream))
    }

    /// One stream of a broker; none if it was never made or is gone.
    pub fn stream(&self, broker: ComponentId, stream: StreamId) -> Option<&Stream> {
        self.streams.get(&(broker, stream))
    }

    /// The consumers of a broker, in the order in which they were made.
    pub fn consumers(&self, broker: ComponentId) -> impl Iterator<Item = (ConsumerId, &Consumer)> {
        self.consumers.iter().filter(move |((of, _), _)| *of == broker).map(|((_, id), consumer)| (*id, consumer))
    }

    /// One consumer of a broker; none if it was never made or is gone.
    pub fn consumer(&self, broker: ComponentId, consumer: ConsumerId) -> Option<&Consumer> {
        self.consumers.get(&(broker, consumer))
    }

    /// What a database holds; none before anybody spoke to it.
    pub fn database(&self, component: ComponentId) -> Option<&Database> {
        self.databases.get(&component)
    }

    /// A message that still has somewhere to go, or just arrived; none once it is forgotten.
    pub fn message(&self, message: MessageId) -> Option<&Facts> {
        self.messages.get(message)
    }

    /// Every message that still has somewhere to go.
    pub fn messages(&self) -> impl Iterator<Item = &Facts> {
        self.messages.all()
    }

    /// How many messages the broker has sent to a member that have not arrived: while its link is cut or its process
    /// frozen, they wait.
    pub fn on_the_way_to(&self, component: ComponentId) -> u64 {
        self.messages.on_the_way_to(component)
    }

    /// How many messages are remembered because a copy of them is not settled.
    pub fn open_messages(&self) -> usize {
        self.messages.open()
    }

    /// Where a knob was last turned to, as it is written in links; none if nobody touched it in the course of the run.
    pub fn knob(&self, name: &str) -> Option<&str> {
        self.knobs.get(name).map(AsRef::as_ref)
    }

    /// How many members of a part a person last asked for; none if nobody did in the course of the run.
    pub fn asked_for(&self, part: u16) -> Option<u16> {
        self.asked.get(&part).copied()
    }

    /// How long the last hops took.
    pub const fn hops(&self) -> Hops {
        self.hops
    }
}
