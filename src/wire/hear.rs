//! Which records tell of lines, and which lines they tell of.

use super::fetches::Fetches;
use super::reader::{About, Held, Reader, State};
use super::{Line, Way, http, nats, resp};
use crate::broker::redis::Command;
use crate::message::subject::{Filter, Subject};
use crate::message::{AckToken, ConnectionId, DeliveryId, Message, MessageId, Sid};
use crate::scenario::{Parameter, Profile};
use crate::transcript::{ExpulsionReason, FailureReason, Kind, Record, RefusalReason, Stage};
use std::sync::Arc;

/// What a client's inboxes are called.
const INBOX: &str = "_INBOX.";

impl Reader<'_> {
    /// Takes in the next record.
    pub(super) fn hear(&mut self, record: &Record) {
        if record.component == self.client {
            self.hear_client(record);
        } else if record.component == self.broker {
            self.hear_broker(record);
        } else if let Kind::KnobTurned { knob, value } = &record.kind {
            self.hear_knob(knob, value);
        }
    }

    /// What the client itself did, and what became of its connection.
    fn hear_client(&mut self, record: &Record) {
        match &record.kind {
            Kind::Joined | Kind::Restarted => self.begin(),
            Kind::Crashed { .. } => self.held.clear(),
            Kind::Connected { .. } => self.connect(record),
            Kind::Disconnected { connection, .. } => self.disconnect(record, *connection),
            Kind::Subscribed { sid, filter, group, .. } => self.subscribe(record, *sid, filter, group.as_deref()),
            Kind::Unsubscribed { sid, .. } => self.unsubscribe(record, *sid),
            Kind::Published { message } => self.publish(record, message),
            Kind::LostOnLink(message) => self.lose(About::Message(*message)),
            Kind::AnswerLost(message) => self.lose(About::Answer(*message)),
            Kind::Lost { delivery, stage: Stage::OnTheWay, .. } => self.lose(About::Delivery(*delivery)),
            Kind::AckSent { delivery, verdict } => self.acknowledge(record, *delivery, *verdict),
            Kind::AckLost { delivery, .. } => {
                self.lose(About::Ack(*delivery));
                self.confirming.retain(|(message, ..)| *message != delivery.message);
            }
            Kind::NotConfirmed { message, reason: FailureReason::Unreachable } => self.unreachable(record, *message),
            _ => {}
        }
    }

    /// What the broker did with this client.
    fn hear_broker(&mut self, record: &Record) {
        match &record.kind {
            Kind::Sent { delivery, to, token, .. } if *to == self.client => {
                self.settle_in();
                self.deliver(record, *delivery, token.as_ref());
            }
            Kind::Routed { message, copies } => self.counted(record, *message, *copies),
            Kind::NoInterest { message } => self.counted(record, *message, 0),
            Kind::NoResponders { message } if self.is_mine(*message) => {
                self.settle_in();
                let sid = self.inbox_sid();
                self.say(record, Way::ToClient, About::Nothing, |reader| {
                    let reply = reader.look_up(*message).and_then(|message| message.reply.clone());
                    nats::status(reply.as_ref().map_or(nats::UNKNOWN, Subject::as_str), sid, "503", None)
                });
            }
            Kind::Stored { of, .. } if self.is_mine(of.message) => self.stored(record, *of, false),
            Kind::Duplicate { of, .. } if self.is_mine(of.message) => self.stored(record, *of, true),
            Kind::Refused { message, reason, .. } if self.is_mine(*message) => self.refuse(record, *message, *reason),
            Kind::Fetched { client, batch, .. } if *client == self.client => {
                self.settle_in();
                self.fetch(record, Some(*batch));
                if let Some(fetches) = &mut self.fetches {
                    fetches.wait(record.at, *batch);
                }
            }
            Kind::FetchEnded { client, code, .. } if *client == self.client => self.end_fetch(record, *code),
            Kind::Acked { of } | Kind::Nakked { of, .. } | Kind::Terminated { of, .. } => {
                self.confirm(record, of.message, of.consumer);
            }
            // It says no word of it.
            Kind::BrokerStopped if self.state != State::Down => {
                self.settle_in();
                self.close(record);
            }
            Kind::Expelled { connection, reason } => self.expelled = Some((*connection, *reason)),
            _ => {}
        }
    }

    fn hear_knob(&mut self, knob: &str, value: &str) {
        let batch = self.part.knobs.iter().any(|(name, parameter)| name == knob && *parameter == Parameter::Batch);
        if let (true, Some(fetches)) = (batch, &mut self.fetches) {
            fetches.batch = value.parse().ok();
        }
    }

    fn is_mine(&self, message: MessageId) -> bool {
        message.origin() == self.client
    }

    /// A process starts. It opens its connection at once, but what the broker records of that comes later.
    fn begin(&mut self) {
        self.state = State::Down;
        self.held.clear();
        self.questions = Some(0);
        self.process = None;
        self.fetches.iter_mut().for_each(Fetches::begin);
        self.tokens.clear();
        self.confirming.clear();
    }

    fn connect(&mut self, record: &Record) {
        if let Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched = self.profile {
            self.say(record, Way::ToClient, About::Nothing, |reader| nats::info(reader.profile));
            let name = self.roster.name(self.client);
            self.say(record, Way::ToServer, About::Nothing, |_| nats::connect(&name));
            self.say(record, Way::ToServer, About::Nothing, |_| Line::of("PING".to_owned()));
            self.say(record, Way::ToClient, About::Nothing, |_| Line::of("PONG".to_owned()));
        }
        self.state = State::Fresh;
        self.opened = record.at;
        self.subscriptions.clear();
    }

    fn disconnect(&mut self, record: &Record, connection: ConnectionId) {
        let expelled = self.expelled.filter(|(expelled, _)| *expelled == connection);
        let error = match expelled.map(|(_, reason)| reason) {
            Some(ExpulsionReason::MaximumPayload) => Some("-ERR 'Maximum Payload Violation'"),
            Some(ExpulsionReason::Stale) => Some("-ERR 'Stale Connection'"),
            // A server does not talk to one that does not listen.
            Some(ExpulsionReason::SlowConsumerPending | ExpulsionReason::SlowConsumerDeadline) | None => None,
        };
        if let Some(error) = error {
            self.say(record, Way::ToClient, About::Nothing, |_| Line::of(error.to_owned()));
        }
        self.close(record);
    }

    /// The connection is no more.
    fn close(&mut self, record: &Record) {
        self.say(record, Way::Closed, About::Nothing, |_| Line::of(String::new()));
        self.state = State::Down;
        self.subscriptions.clear();
        self.fetches.iter_mut().for_each(Fetches::broke);
    }

    fn subscribe(&mut self, record: &Record, sid: Sid, filter: &Filter, group: Option<&str>) {
        let of_inbox = filter.as_str().strip_prefix(INBOX).and_then(|rest| rest.strip_prefix(&*self.part.name));
        let process = of_inbox.and_then(|rest| rest.strip_prefix('.')?.split('.').next()?.parse().ok());
        self.process = process.or(self.process);
        self.subscriptions.insert(sid, filter.clone());
        match self.profile {
            Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => {
                self.say(record, Way::ToServer, About::Nothing, |_| nats::subscribe(filter, group, sid));
            }
            Profile::Redis(_) => self.redis_subscription(record, filter, ["SUBSCRIBE", "PSUBSCRIBE"]),
            Profile::Direct(_) => {}
        }
    }

    fn unsubscribe(&mut self, record: &Record, sid: Sid) {
        let filter = self.filter(sid).cloned();
        self.subscriptions.remove(&sid);
        match self.profile {
            Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => {
                self.say(record, Way::ToServer, About::Nothing, |_| Line::of(format!("UNSUB {}", sid.0)));
            }
            Profile::Redis(_) => {
                if let Some(filter) = filter {
                    self.redis_subscription(record, &filter, ["UNSUBSCRIBE", "PUNSUBSCRIBE"]);
                }
            }
            Profile::Direct(_) => {}
        }
    }

    /// A command to subscribe to a channel or a pattern, or not to any more, and what Redis says to it.
    fn redis_subscription(&mut self, record: &Record, filter: &Filter, commands: [&str; 2]) {
        let name = filter.as_str();
        let command = commands[usize::from(Command::of(name) == Command::PSubscribe)];
        // Each member of the cast has one subscription, so one that was there before the first record is gone now.
        let count = self.subscriptions.len();
        self.say(record, Way::ToServer, About::Nothing, |_| resp::list(&[command, name]));
        self.say(record, Way::ToClient, About::Nothing, |_| {
            resp::subscriptions(&[&command.to_ascii_lowercase(), name], Some(count))
        });
    }

    fn publish(&mut self, record: &Record, message: &Arc<Message>) {
        if self.state == State::Down {
            let message = Arc::clone(message);
            return self.held.push(Held { index: record.index, message, lost: false });
        }
        self.settle_in();
        self.say(record, Way::ToServer, About::Message(message.id), |reader| reader.published(message));
    }

    /// Subscriptions are made by now: what waited for the connection is written.
    pub(super) fn settle_in(&mut self) {
        if self.state == State::Fresh {
            self.state = State::Open;
            self.write_held();
        }
    }

    /// How the client writes a message that it publishes.
    pub(super) fn published(&self, message: &Message) -> Line {
        let Message { subject, reply, headers, payload, .. } = message;
        match self.profile {
            Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => {
                let reply = reply.as_ref().map(Subject::as_str);
                nats::publish(subject.as_str(), reply, headers, payload.bytes())
            }
            Profile::Redis(_) => resp::with_payload(&["PUBLISH", subject.as_str()], payload.bytes()),
            Profile::Direct(_) => called(subject.as_str(), payload.bytes()),
        }
    }

    fn deliver(&mut self, record: &Record, delivery: DeliveryId, token: Option<&Arc<AckToken>>) {
        if let Some(token) = token {
            self.tokens.insert(delivery, Arc::clone(token));
            self.fetches.iter_mut().for_each(Fetches::serve);
        }
        self.say(record, Way::ToClient, About::Delivery(delivery), |reader| {
            let message = reader.look_up(delivery.message);
            match reader.profile {
                Profile::NatsCore(_) | Profile::JetStream(_) | Profile::Watched => {
                    delivered(message.as_deref(), delivery.sid, token)
                }
                Profile::Redis(_) => reader.pushed(message.as_deref(), delivery.sid),
                Profile::Direct(_) => message
                    .map_or_else(Line::unknown, |message| called(message.subject.as_str(), message.payload.bytes())),
            }
        });
    }

    /// How Redis pushes a message to a subscription.
    fn pushed(&self, message: Option<&Message>, sid: Sid) -> Line {
        let (Some(Message { subject, payload, .. }), Some(filter)) = (message, self.filter(sid)) else {
            return Line::unknown();
        };
        match Command::of(filter.as_str()) {
            Command::Subscribe => resp::with_payload(&["message", subject.as_str()], payload.bytes()),
            Command::PSubscribe => {
                resp::with_payload(&["pmessage", filter.as_str(), subject.as_str()], payload.bytes())
            }
        }
    }

    /// What Redis answers to a publisher: how many deliveries its message led to.
    fn counted(&mut self, record: &Record, message: MessageId, copies: u32) {
        if self.is_mine(message) {
            self.settle_in();
            if let Profile::Redis(_) = self.profile {
                self.say(record, Way::ToClient, About::Nothing, |_| Line::of(format!(":{copies}")));
            }
        }
    }

    fn refuse(&mut self, record: &Record, message: MessageId, reason: RefusalReason) {
        self.settle_in();
        match reason {
            RefusalReason::Stream(err_code) => self.not_stored(record, message, err_code),
            RefusalReason::ConnectionRefused => {
                self.refused.push(message);
                self.say(record, Way::ToClient, About::Nothing, |_| http::unavailable());
            }
            RefusalReason::SubscriberMode => {
                self.say(record, Way::ToClient, About::Nothing, |_| resp::subscriber_mode());
            }
            // The error follows with the end of the connection.
            RefusalReason::MaximumPayload | RefusalReason::Permission => {}
        }
    }

    /// The broken connection of a call. One that no service took was answered.
    fn unreachable(&mut self, record: &Record, message: MessageId) {
        let refused = self.refused.iter().position(|one| *one == message);
        match (self.profile, refused) {
            (_, Some(place)) => drop(self.refused.swap_remove(place)),
            (Profile::Direct(_), None) => {
                self.say(record, Way::Closed, About::Nothing, |_| Line::of(String::new()));
            }
            _ => {}
        }
    }
}

/// How a server delivers a message. From a consumer, the reply is where its ack goes.
fn delivered(message: Option<&Message>, sid: Sid, token: Option<&Arc<AckToken>>) -> Line {
    let ack = token.map(|token| nats::ack_subject(token));
    let Some(Message { subject, reply, headers, payload, .. }) = message else {
        return nats::forgotten(sid, ack.as_deref());
    };
    let reply = ack.as_deref().or(reply.as_ref().map(Subject::as_str));
    nats::message(subject.as_str(), sid, reply, headers, payload.bytes())
}

/// A call or, if it goes to an inbox, the answer to one.
fn called(subject: &str, payload: &[u8]) -> Line {
    if subject.starts_with(INBOX) { http::answer(payload) } else { http::call(subject, payload) }
}
