//! What is known of messages from what a client can see: which is which, what became of it, and what is still awaited.

mod deliveries;

pub(super) use deliveries::Arrival;
use deliveries::{Owed, Settled};

use crate::message::subject::Subject;
use crate::message::{
    AckKind, Api, ComponentId, ConnectionId, ConsumerId, DeliveryId, Headers, Message, MessageId, Payload, StreamId,
    StreamMessage,
};
use crate::ordered::Map;
use crate::sim::time::{Span, Time};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many messages are remembered. A delivery of an older one is taken for one of a message of somebody else.
const REMEMBERED: usize = 20_000;
/// How many fetches are remembered; of one that was filled, nobody says that it is over.
const FETCHES: usize = 1_000;
/// How many messages of somebody else are compared with the next one.
const COMPARED: usize = 500;
/// Copies of a message of somebody else that come to several subscriptions come within this time.
const TOGETHER: Span = Span::from_secs(2);

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    known: BTreeMap<MessageId, Known>,
    order: VecDeque<MessageId>,
    /// Where replies are awaited, and to what.
    questions: BTreeMap<Subject, MessageId>,
    /// What lies in streams, by broker, stream and number.
    stored: BTreeMap<(u16, StreamId, u64), MessageId>,
    /// What consumers wait for an ack of.
    owed: BTreeMap<(MessageId, ConsumerId), Owed>,
    /// Where acks of deliveries go.
    acks: BTreeMap<DeliveryId, Subject>,
    /// What answers are awaited, by connection and number.
    pub(super) awaited: BTreeMap<(ConnectionId, u32), Awaited>,
    /// Of which consumer is fetched where.
    fetches: VecDeque<(Subject, ConsumerId)>,
    /// Messages of others, lately.
    others: VecDeque<Other>,
    /// How many messages of others there were, by who they are attributed to.
    counted: Map<ComponentId, u32>,
}

#[derive(Debug)]
struct Known {
    message: Arc<Message>,
    broker: u16,
    /// Whether its reply is awaited at a place that is none of the run's, and is called there as it is.
    elsewhere: bool,
    fate: Fate,
    /// Where it lies, and how many consumers have not settled it.
    stored: Option<(StreamMessage, u32)>,
    /// The consumers that have settled it.
    settled: Vec<Settled>,
    /// The consumers that have given it up, and the last connection that had been opened by then.
    given_up: Vec<(ConsumerId, ConnectionId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Open,
    /// It was recorded as not visible.
    Dark,
    Settled,
}

/// An answer of the server that is awaited.
#[derive(Clone, Debug)]
pub(super) enum Awaited {
    /// A stream's, about a message.
    Stored {
        message: MessageId,
        /// Where its publisher awaits it, if it does.
        to: Option<Subject>,
    },
    /// A consumer's, about an ack.
    Acked {
        delivery: DeliveryId,
        kind: AckKind,
        /// Where its client awaits it, if it does.
        to: Option<Subject>,
        /// Where it was sent.
        at: Subject,
        /// Whether it waits at a link that is cut, and the server cannot have heard it.
        is_stuck: bool,
    },
    /// The administration's.
    Api { api: Api, to: Subject },
}

/// A message of somebody else, and which subscriptions and groups have got it.
#[derive(Debug)]
struct Other {
    message: Arc<Message>,
    at: Time,
    got: Vec<Listener>,
}

/// Who gets one copy: a subscription, a queue group, or a consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Listener {
    Subscription(ConnectionId, u32),
    Group(Arc<str>),
    Consumer(u16, ConsumerId, u64),
}

/// What came over the wire, in the scenario's names.
pub(super) struct Heard {
    pub(super) subject: Subject,
    pub(super) reply: Option<Subject>,
    /// Whether the reply is awaited at a place that is none of the run's.
    pub(super) elsewhere: bool,
    pub(super) headers: Headers,
    pub(super) payload: Payload,
}

impl Evidence {
    /// A member published a message.
    pub(super) fn publish(&mut self, message: &Arc<Message>, broker: u16) {
        if let Some(reply) = &message.reply {
            self.questions.insert(reply.clone(), message.id);
        }
        self.remember(message, broker, false);
    }

    pub(super) fn remember(&mut self, message: &Arc<Message>, broker: u16, elsewhere: bool) {
        let known = Known {
            message: Arc::clone(message),
            broker,
            elsewhere,
            fate: Fate::Open,
            stored: None,
            settled: Vec::new(),
            given_up: Vec::new(),
        };
        self.known.insert(message.id, known);
        self.order.push_back(message.id);
        if self.order.len() > REMEMBERED
            && let Some(gone) = self.order.pop_front().and_then(|oldest| self.known.remove(&oldest))
        {
            if let Some(reply) = &gone.message.reply {
                self.questions.remove(reply);
            }
            let all = (gone.message.id, ConsumerId::NONE)..=(gone.message.id, ConsumerId(u16::MAX));
            let owed: Vec<_> = self.owed.range(all).map(|(of, _)| *of).collect();
            owed.iter().for_each(|of| _ = self.owed.remove(of));
            if let Some((of, _)) = gone.stored {
                self.stored.remove(&(gone.broker, of.stream, of.sequence));
            }
        }
    }

    pub(super) fn message(&self, id: MessageId) -> Option<&Arc<Message>> {
        self.known.get(&id).map(|known| &known.message)
    }

    /// The broker that a message was published to.
    pub(super) fn broker(&self, id: MessageId) -> u16 {
        self.known.get(&id).map_or(0, |known| known.broker)
    }

    /// The message whose reply is awaited there.
    pub(super) fn question(&self, reply: &Subject) -> Option<MessageId> {
        self.questions.get(reply).copied()
    }

    /// What became of a message is known; whether it was not known before, and whether it had been called not visible.
    pub(super) fn settle(&mut self, id: MessageId) -> (bool, bool) {
        let Some(known) = self.known.get_mut(&id) else { return (false, false) };
        let before = std::mem::replace(&mut known.fate, Fate::Settled);
        (before != Fate::Settled, before == Fate::Dark)
    }

    pub(super) fn is_open(&self, id: MessageId) -> bool {
        self.known.get(&id).is_some_and(|known| known.fate == Fate::Open)
    }

    /// The messages of which it is not known what became of them, in the order in which they were published.
    pub(super) fn open(&self) -> Vec<MessageId> {
        self.order.iter().copied().filter(|id| self.is_open(*id)).collect()
    }

    pub(super) fn is_settled(&self, id: MessageId) -> bool {
        self.known.get(&id).is_none_or(|known| known.fate == Fate::Settled)
    }

    pub(super) fn darken(&mut self, id: MessageId) {
        if let Some(known) = self.known.get_mut(&id) {
            known.fate = Fate::Dark;
        }
    }

    /// Where a message lies, if that is known.
    pub(super) fn place(&self, id: MessageId) -> Option<StreamMessage> {
        self.known.get(&id)?.stored.map(|(of, _)| of)
    }

    pub(super) fn put(&mut self, broker: u16, of: StreamMessage, consumers: u32) {
        self.stored.insert((broker, of.stream, of.sequence), of.message);
        if let Some(known) = self.known.get_mut(&of.message) {
            known.stored = Some((of, consumers));
        }
    }

    pub(super) fn lies(&self, broker: u16, stream: StreamId, sequence: u64) -> Option<MessageId> {
        self.stored.get(&(broker, stream, sequence)).copied()
    }

    /// One consumer less waits for a message; where it lies, if it was the last.
    pub(super) fn one_less(&mut self, id: MessageId) -> Option<StreamMessage> {
        let (of, left) = self.known.get_mut(&id)?.stored.as_mut()?;
        *left = left.saturating_sub(1);
        (*left == 0).then_some(*of)
    }

    /// A connection is no more: no answer comes on it.
    pub(super) fn forget_connection(&mut self, connection: ConnectionId) {
        self.awaited.retain(|(of, _), _| *of != connection);
        self.acks.retain(|delivery, _| delivery.connection != connection);
    }

    /// Whether a message replies to somebody who awaits that at a place that is none of the run's.
    pub(super) fn is_elsewhere(&self, message: &Message) -> bool {
        let asked = message.parent.and_then(|parent| self.known.get(&parent));
        asked.is_some_and(|asked| asked.elsewhere && asked.message.reply.as_ref() == Some(&message.subject))
    }

    /// A message of somebody else at first sight, or the one that another listener got already. Nothing on the wire
    /// says that two copies are of one message; that they say the same, come together and to different listeners does.
    pub(super) fn other(
        &mut self,
        origin: ComponentId,
        heard: &Heard,
        parent: Option<MessageId>,
        listener: Listener,
        now: Time,
    ) -> (Arc<Message>, bool) {
        let (many, old) = (self.others.len() >= COMPARED, |other: &Other| now.since(other.at) > TOGETHER);
        if many {
            self.others.pop_front();
        }
        while self.others.front().is_some_and(old) {
            self.others.pop_front();
        }
        let same = self.others.iter_mut().find(|other| {
            let Message { subject, reply, payload, headers, .. } = &*other.message;
            let is_new_to = match listener {
                // A stream keeps each message under a number of its own.
                Listener::Consumer(.., sequence) => {
                    !other.got.iter().any(|got| matches!(got, Listener::Consumer(.., of) if *of != sequence))
                }
                _ => !other.got.contains(&listener),
            };
            // A consumer's copy says where its ack goes, and not where a reply does.
            let same_reply = matches!(listener, Listener::Consumer(..)) || *reply == heard.reply;
            (subject, payload, headers) == (&heard.subject, &heard.payload, &heard.headers) && same_reply && is_new_to
        });
        if let Some(other) = same {
            other.got.push(listener);
            return (Arc::clone(&other.message), false);
        }
        let count = self.counted.or_default(origin);
        *count += 1;
        let message = Arc::new(Message {
            id: MessageId::generated(origin, *count),
            parent,
            subject: heard.subject.clone(),
            reply: heard.reply.clone(),
            headers: heard.headers.clone(),
            payload: heard.payload.clone(),
        });
        self.others.push_back(Other { message: Arc::clone(&message), at: now, got: vec![listener] });
        (message, true)
    }
}
