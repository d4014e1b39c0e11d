//! Every message goes to each plain subscription that asks for it and to exactly one member of each queue group: the
//! copies that are sent are those, and a message is forgotten only if nobody asks.

use super::glob::{fits, is_pattern};
use super::{Invariant, ensure};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{ComponentId, ConnectionId, DeliveryId, MessageId, Sid};
use queue_playground::scenario::{Profile, Scenario};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Routing {
    now: Time,
    /// Of the brokers, in their order.
    profiles: Vec<Profile>,
    brokers: BTreeMap<ConnectionId, ComponentId>,
    subscriptions: Vec<Subscription>,
    subjects: BTreeMap<MessageId, Subject>,
    /// What the broker still has to send for the message it routed last.
    routed: Option<(MessageId, BTreeSet<Slot>)>,
}

#[derive(Clone, Debug)]
struct Subscription {
    connection: ConnectionId,
    sid: Sid,
    filter: Filter,
    group: Option<Arc<str>>,
}

/// Who gets one copy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Plain(ConnectionId, Sid),
    /// Any one of the members of this name.
    Group(Arc<str>, BTreeSet<(ConnectionId, Sid)>),
}

impl Slot {
    fn holds(&self, one: (ConnectionId, Sid)) -> bool {
        match self {
            Slot::Plain(connection, sid) => (*connection, *sid) == one,
            Slot::Group(_, members) => members.contains(&one),
        }
    }
}

impl Routing {
    pub(super) fn new(scenario: &Scenario) -> Routing {
        Routing {
            now: Time::ZERO,
            profiles: scenario.brokers.iter().map(|broker| broker.profile.clone()).collect(),
            brokers: BTreeMap::new(),
            subscriptions: Vec::new(),
            subjects: BTreeMap::new(),
            routed: None,
        }
    }

    fn profile(&self, broker: ComponentId) -> &Profile {
        &self.profiles[usize::from(broker.part)]
    }

    /// Who asks for the message at this broker.
    fn slots(&self, broker: ComponentId, message: MessageId) -> BTreeSet<Slot> {
        let Some(subject) = self.subjects.get(&message) else { return BTreeSet::new() };
        let matches = |filter: &Filter| match self.profile(broker) {
            Profile::Redis(_) if is_pattern(filter.as_str()) => {
                fits(filter.as_str().as_bytes(), subject.as_str().as_bytes())
            }
            Profile::Redis(_) => filter.as_str() == subject.as_str(),
            _ => filter.matches(subject),
        };
        let asks = |one: &&Subscription| self.brokers.get(&one.connection) == Some(&broker) && matches(&one.filter);
        // A direct call goes to one of those who serve.
        let group = |one: &Subscription| match self.profile(broker) {
            Profile::Direct(_) => Some("one of those who serve".into()),
            _ => one.group.clone(),
        };
        let (mut slots, mut groups) = (BTreeSet::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for one in self.subscriptions.iter().filter(asks) {
            match group(one) {
                None => {
                    slots.insert(Slot::Plain(one.connection, one.sid));
                }
                Some(group) => {
                    groups.entry(group).or_default().insert((one.connection, one.sid));
                }
            }
        }
        slots.extend(groups.into_iter().map(|(group, members)| Slot::Group(group, members)));
        slots
    }

    fn all_sent(&mut self) -> Result<(), String> {
        let left = self.routed.take();
        ensure(left.as_ref().is_none_or(|(_, slots)| slots.is_empty()), || format!("never sent: {left:?}"))
    }

    fn sent(&mut self, delivery: DeliveryId) -> Result<(), String> {
        let slots = self.routed.as_mut().filter(|(message, _)| *message == delivery.message).map(|(_, slots)| slots);
        let slots = slots.ok_or_else(|| format!("{delivery:?} was not routed just before"))?;
        let slot = slots.iter().find(|slot| slot.holds((delivery.connection, delivery.sid))).cloned();
        let slot = slot.ok_or_else(|| format!("{delivery:?} is one copy too many; left are {slots:?}"))?;
        slots.remove(&slot);
        Ok(())
    }
}

impl Invariant for Routing {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if record.at > self.now {
            self.all_sent()?;
            self.now = record.at;
        }
        match record.kind {
            Kind::Connected { broker, connection } => {
                self.brokers.insert(connection, broker);
            }
            Kind::Disconnected { connection, .. } => self.subscriptions.retain(|one| one.connection != connection),
            Kind::BrokerStopped => {
                let brokers = &self.brokers;
                self.subscriptions.retain(|one| brokers.get(&one.connection) != Some(&record.component));
            }
            Kind::Subscribed { connection, sid, ref filter, ref group } => {
                self.subscriptions.push(Subscription { connection, sid, filter: filter.clone(), group: group.clone() });
            }
            Kind::Unsubscribed { connection, sid } => {
                self.subscriptions.retain(|one| (one.connection, one.sid) != (connection, sid));
            }
            Kind::Published { ref message } => {
                self.subjects.insert(message.id, message.subject.clone());
            }
            Kind::Routed { message, copies } => {
                self.all_sent()?;
                let slots = self.slots(record.component, message);
                ensure(slots.len() == copies as usize, || format!("{copies} copies are announced for {slots:?}"))?;
                self.routed = Some((message, slots));
            }
            // An answer to a direct call goes to its caller only, who may be gone.
            Kind::NoInterest { message } if !matches!(self.profile(record.component), Profile::Direct(_)) => {
                self.all_sent()?;
                let slots = self.slots(record.component, message);
                ensure(slots.is_empty(), || format!("{message:?} is forgotten, but {slots:?} ask for it"))?;
            }
            // What comes from a consumer was not routed, and has a token.
            Kind::Sent { delivery, token: None, .. } => self.sent(delivery)?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, _until: Time) -> Result<(), String> {
        self.all_sent()
    }
}
