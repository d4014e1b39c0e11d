//! The reader: follows one client through the records, and keeps what later lines need to be whole.

use super::fetches::Fetches;
use super::nats::UNKNOWN;
use super::{Exchange, Line, Way};
use crate::cast::Pull;
use crate::message::subject::Filter;
use crate::message::{AckToken, ComponentId, ConnectionId, ConsumerId, DeliveryId, Message, MessageId, Sid};
use crate::ordered::Map;
use crate::scenario::{Parameter, Profile, Role, Roster, RosterPart};
use crate::sim::time::Time;
use crate::transcript::{ExpulsionReason, Kind, Record};
use std::sync::Arc;

/// One client, as far as the records have told.
pub(super) struct Reader<'a> {
    pub(super) client: ComponentId,
    pub(super) roster: &'a Roster,
    pub(super) part: &'a RosterPart,
    pub(super) role: &'a Role,
    pub(super) profile: &'a Profile,
    pub(super) broker: ComponentId,
    message: &'a dyn Fn(MessageId) -> Option<Arc<Message>>,
    pub(super) state: State,
    /// When the connection was opened.
    pub(super) opened: Time,
    /// What it publishes while there is no connection: written once there is one.
    pub(super) held: Vec<Held>,
    pub(super) subscriptions: Map<Sid, Filter>,
    /// The how-many-eth process of its part it is; the names of its inboxes say so.
    pub(super) process: Option<u32>,
    /// How many double acks it has sent; none if its process began before the first record.
    pub(super) questions: Option<u32>,
    pub(super) fetches: Option<Fetches<'a>>,
    /// What acks of the deliveries have to say.
    pub(super) tokens: Map<DeliveryId, Arc<AckToken>>,
    /// Double acks that the server has not confirmed: message, consumer, inbox.
    pub(super) confirming: Vec<(MessageId, ConsumerId, String)>,
    /// Direct calls that no service took.
    pub(super) refused: Vec<MessageId>,
    pub(super) expelled: Option<(ConnectionId, ExpulsionReason)>,
    skip: usize,
    said: usize,
    out: Vec<(About, Exchange)>,
}

/// The connection of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was there before the first record.
    Open,
    /// There is none.
    Down,
    /// It is new, and nothing was published on it: subscriptions come first.
    Fresh,
}

/// A message that was published without a connection.
pub(super) struct Held {
    pub(super) index: u64,
    pub(super) message: Arc<Message>,
    pub(super) lost: bool,
}

/// What a line is about, so that it can be found when the link has lost it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Nothing,
    Message(MessageId),
    Delivery(DeliveryId),
    Ack(DeliveryId),
    Answer(MessageId),
}

impl State {
    /// How the connection was before the first record: the next thing that happens to it tells. If nothing does, it is
    /// taken to be open.
    pub(super) fn before<'a>(
        client: ComponentId,
        broker: Option<u16>,
        mut records: impl Iterator<Item = &'a Record>,
    ) -> State {
        let first = records.find_map(|record| match record.kind {
            Kind::BrokerStopped if broker == Some(record.component.part) => Some(State::Open),
            _ if record.component != client => None,
            Kind::Joined | Kind::Restarted | Kind::Connected { .. } => Some(State::Down),
            Kind::Disconnected { .. } => Some(State::Open),
            _ => None,
        });
        first.unwrap_or(State::Open)
    }
}

impl<'a> Reader<'a> {
    /// Nobody to follow if the client is no member of the cast, or talks to no broker. The first `skip` lines are only
    /// counted.
    pub(super) fn new(
        client: ComponentId,
        roster: &'a Roster,
        message: &'a dyn Fn(MessageId) -> Option<Arc<Message>>,
        state: State,
        skip: usize,
    ) -> Option<Reader<'a>> {
        let part = roster.part(client)?;
        let broker = ComponentId { part: part.broker?, member: 0 };
        let role = part.role.as_ref()?;
        Some(Reader {
            client,
            roster,
            part,
            role,
            profile: roster.part(broker)?.profile.as_ref()?,
            broker,
            message,
            state,
            opened: Time::ZERO,
            held: Vec::new(),
            subscriptions: Map::new(),
            process: None,
            questions: None,
            fetches: pull_of(role).map(|pull| Fetches::new(pull, batch_of(pull, part))),
            tokens: Map::new(),
            confirming: Vec::new(),
            refused: Vec::new(),
            expelled: None,
            skip,
            said: 0,
            out: Vec::new(),
        })
    }

    /// How many lines there are, and those that were not skipped.
    pub(super) fn end(mut self) -> (usize, Vec<Exchange>) {
        if self.state != State::Down {
            self.write_held();
        }
        (self.said, self.out.into_iter().map(|(_, exchange)| exchange).collect())
    }

    /// Puts in a line, if it is not to be skipped.
    pub(super) fn say(&mut self, record: &Record, way: Way, about: About, line: impl FnOnce(&Reader<'a>) -> Line) {
        self.said += 1;
        if self.said > self.skip {
            let Line { head, body } = line(self);
            let (index, at) = (record.index, record.at);
            self.out.push((about, Exchange { index, at, way, head, body, lost: false }));
        }
    }

    /// Writes what waited for a connection.
    pub(super) fn write_held(&mut self) {
        let at = self.opened;
        for Held { index, message, lost } in std::mem::take(&mut self.held) {
            self.said += 1;
            if self.said > self.skip {
                let Line { head, body } = self.published(&message);
                let exchange = Exchange { index, at, way: Way::ToServer, head, body, lost };
                self.out.push((About::Message(message.id), exchange));
            }
        }
    }

    /// The link lost the line about this.
    pub(super) fn lose(&mut self, about: About) {
        if let About::Message(message) = about
            && let Some(held) = self.held.iter_mut().find(|held| held.message.id == message)
        {
            held.lost = true;
        }
        let found = self.out.iter_mut().rev().find(|(of, _)| *of == about);
        if let Some((_, exchange)) = found {
            exchange.lost = true;
        }
    }

    pub(super) fn look_up(&self, message: MessageId) -> Option<Arc<Message>> {
        (self.message)(message)
    }

    /// The subscription on which it awaits answers, as the cast numbers them.
    pub(super) const fn inbox_sid(&self) -> Sid {
        match self.role {
            Role::Handler(_) | Role::DeadLetterHandler(_) => Sid(2),
            _ => Sid(1),
        }
    }

    /// The name of an inbox of this process: `_INBOX.<part>.<process>.<rest>`.
    pub(super) fn inbox(&self, rest: &str) -> String {
        let process = self.process.map_or_else(|| UNKNOWN.to_owned(), |process| process.to_string());
        format!("_INBOX.{}.{process}.{rest}", self.part.name)
    }

    /// The filter of a subscription: as it was recorded, or as the scenario has it.
    pub(super) fn filter(&self, sid: Sid) -> Option<&Filter> {
        let known = self.subscriptions.get(&sid);
        known.or(if let Role::Handler(handler) = self.role { handler.filter.as_ref() } else { None })
    }
}

/// The consumer that a role fetches from.
const fn pull_of(role: &Role) -> Option<&Pull> {
    match role {
        Role::Handler(handler) => handler.pull.as_ref(),
        Role::DeadLetterHandler(handler) => Some(&handler.advisories),
        _ => None,
    }
}

/// How many messages it asks for, unless a knob says so.
fn batch_of(pull: &Pull, part: &RosterPart) -> Option<u32> {
    let turned = part.knobs.iter().any(|(_, parameter)| *parameter == Parameter::Batch);
    (!turned).then_some(pull.batch.max(1))
}
