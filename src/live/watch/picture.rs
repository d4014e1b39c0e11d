//! Who takes part while somebody watches, and what is recorded of it: the server, and the page that looks on.
//!
//! Nothing is claimed that cannot be known. Messages come from [`ComponentId::OUTSIDE`]: there is no card for it,
//! because a subject is no program. That a message came here is all that is seen of its way; who else got it is not.

use crate::cast::{HandlerConfig, ServiceTime};
use crate::message::subject::Filter;
use crate::message::{ComponentId, ConnectionId, ConsumerId, DeliveryId, Message, Sid};
use crate::scenario::{Broker, Links, Part, Profile, Role, Scenario};
use crate::sim::chance::Seed;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Outcome, Record};
use std::collections::VecDeque;
use std::sync::Arc;

/// The server.
pub const SERVER: ComponentId = ComponentId { part: 0, member: 0 };
/// The page.
pub const PAGE: ComponentId = ComponentId { part: 1, member: 1 };
/// Its only subscription.
pub(super) const SUBSCRIPTION: Sid = Sid(1);

/// What the picture of a watch is made from, and of one that is replayed. It stays the same: subjects are found by
/// their messages.
pub fn scenario(filter: &Filter, seed: Seed) -> Scenario {
    let heard = ServiceTime::Constant(Span::ZERO);
    let page = HandlerConfig { filter: Some(filter.clone()), ..HandlerConfig::of(heard) };
    let (name, server) = ("watch".to_owned(), "nats".to_owned());
    Scenario {
        brokers: vec![Broker { id: server.clone(), profile: Profile::Watched }],
        cast: vec![Part { id: name.clone(), broker: Some(server), role: Role::Handler(page), replicas: 1 }],
        name,
        links: Links { latency: Span::ZERO, ..Links::default() },
        knobs: Vec::new(),
        entries: Vec::new(),
        seed,
    }
}

/// The records in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Transcript {
    waiting: VecDeque<Record>,
    written: u64,
}

impl Transcript {
    pub(super) fn next(&mut self) -> Option<Record> {
        self.waiting.pop_front()
    }

    /// Whether nothing was ever written.
    pub(super) const fn is_empty(&self) -> bool {
        self.written == 0
    }

    /// Something happened at the page or to its connection.
    pub(super) fn tell(&mut self, at: Time, kind: Kind) {
        self.write(at, PAGE, None, kind);
    }

    /// A message came, and with that the page is done with it.
    pub(super) fn show(&mut self, at: Time, connection: ConnectionId, message: Arc<Message>) {
        let id = message.id;
        let (sid, consumer) = (SUBSCRIPTION, ConsumerId::NONE);
        let delivery = DeliveryId { message: id, connection, sid, attempt: 1, consumer };
        let steps = [
            (ComponentId::OUTSIDE, Kind::Published { message }),
            (SERVER, Kind::Routed { message: id, copies: 1 }),
            (SERVER, Kind::Sent { delivery, to: PAGE, token: None, awaits_ack: false }),
            (PAGE, Kind::Delivered { delivery }),
            (PAGE, Kind::Started { delivery, service: Span::ZERO }),
            (PAGE, Kind::Finished { delivery, outcome: Outcome::Done }),
        ];
        let mut cause = None;
        for (component, kind) in steps {
            cause = Some(self.write(at, component, cause, kind));
        }
    }

    fn write(&mut self, at: Time, component: ComponentId, cause: Option<u64>, kind: Kind) -> u64 {
        let index = self.written;
        self.written += 1;
        self.waiting.push_back(Record { index, at, cause, component, kind });
        index
    }
}
