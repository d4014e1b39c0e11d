//! What is said about streams and consumers: fetches and their ends, acks, and a stream's answers to publishers.

use super::fetches::Fetches;
use super::nats::{self, UNKNOWN};
use super::reader::{About, Reader, State};
use super::{Line, Way};
use crate::cast::OnFailure;
use crate::live::protocol::jetstream;
use crate::message::subject::Subject;
use crate::message::{
    AckKind, ConsumerId, DeliveryId, Fetch, Headers, MessageId, PubAck, Sid, StreamConfig, StreamMessage,
};
use crate::scenario::Role;
use crate::transcript::{AckVerdict, Record};

/// The number of a refusal for want of room.
const STORE: u16 = 10_077;
/// On which subscription a client awaits what it fetches.
const SOURCE: Sid = Sid(1);

impl<'a> Reader<'a> {
    /// What a stream answers, if the publisher awaits an answer.
    pub(super) fn stored(&mut self, record: &Record, of: StreamMessage, duplicate: bool) {
        self.settle_in();
        let stream = self.roster.stream(self.broker, of.stream).unwrap_or(UNKNOWN);
        let ack = PubAck { stream: stream.into(), sequence: of.sequence, duplicate };
        let known = stream != UNKNOWN;
        self.answer(record, of.message, known, || nats::stored(&ack));
    }

    /// What a stream answers that does not take a message. Of some reasons the number alone does not say enough.
    pub(super) fn not_stored(&mut self, record: &Record, message: MessageId, err_code: u16) {
        let stream = self.look_up(message).and_then(|message| self.stream_of(&message.subject));
        let code = if err_code == STORE { 503 } else { 400 };
        let description = match err_code {
            10_054 => "message size exceeds maximum allowed",
            10_060 => "expected stream does not match",
            // There is no room, and only one limit to blame.
            STORE => match stream.map(|stream| (stream.discard_new_per_subject, stream.max_msgs, stream.max_bytes)) {
                Some((false, Some(_), None)) => "maximum messages exceeded",
                Some((false, None, Some(_))) => "maximum bytes exceeded",
                _ => UNKNOWN,
            },
            _ => UNKNOWN,
        };
        let known = stream.is_some() && description != UNKNOWN;
        let stream = stream.map_or(UNKNOWN, |stream| &stream.name);
        self.answer(record, message, known, || nats::refused(stream, code, err_code, description));
    }

    /// A message on the inbox where the answer about `message` is awaited; its size is known only if all of it is.
    fn answer(&mut self, record: &Record, message: MessageId, known: bool, says: impl FnOnce() -> String) {
        let Some(reply) = self.look_up(message).and_then(|message| message.reply.clone()) else { return };
        let sid = self.inbox_sid();
        self.say(record, Way::ToClient, About::Answer(message), |_| match known {
            true => nats::message(reply.as_str(), sid, None, &Headers::default(), says().as_bytes()),
            false => nats::unmeasured(reply.as_str(), sid, &says()),
        });
    }

    /// The stream that keeps what is published under a subject: there is at most one.
    fn stream_of(&self, subject: &Subject) -> Option<&'a StreamConfig> {
        let streams = self.roster.streams(self.broker).iter();
        streams.into_iter().find(|stream| stream.subjects.iter().any(|filter| filter.matches(subject)))
    }

    pub(super) fn fetch(&mut self, record: &Record, batch: Option<u32>) {
        let Some(fetches) = &mut self.fetches else { return };
        let (pull, rest) = (fetches.pull, format!("fetch.{}", fetches.send()));
        self.say(record, Way::ToServer, About::Nothing, |reader| {
            let to = format!("$JS.API.CONSUMER.MSG.NEXT.{}.{}", pull.stream, pull.consumer);
            let inbox = reader.inbox(&rest);
            match batch {
                Some(batch) => {
                    let says = jetstream::fetch(&Fetch { expires: Some(pull.expires), ..Fetch::of(batch) });
                    nats::publish(&to, Some(&inbox), &Headers::default(), says.as_bytes())
                }
                None => Line { head: format!("PUB {to} {inbox} …"), body: Some("…".to_owned()) },
            }
        });
    }

    /// A fetch ends. All that end otherwise than by their time never waited: the cast asks for nothing else.
    pub(super) fn end_fetch(&mut self, record: &Record, code: u16) {
        self.settle_in();
        let Some(fetches) = &mut self.fetches else { return };
        if code == 408 {
            let (rest, left) = fetches.expire(record.at);
            return self.say(record, Way::ToClient, About::Nothing, |reader| {
                let inbox = reader.inbox(&format!("fetch.{rest}"));
                nats::status(&inbox, SOURCE, "408 Request Timeout", Some(left))
            });
        }
        let batch = fetches.batch;
        self.fetch(record, batch);
        self.say(record, Way::ToClient, About::Nothing, |reader| {
            let rest = reader.fetches.as_ref().map_or_else(String::new, Fetches::last);
            let inbox = reader.inbox(&format!("fetch.{rest}"));
            let status = if code == 409 { reader.conflict(batch) } else { None };
            nats::status(&inbox, SOURCE, &status.unwrap_or_else(|| format!("{code} {UNKNOWN}")), None)
        });
    }

    /// Why a consumer does not let a fetch of so many messages wait.
    fn conflict(&self, batch: Option<u32>) -> Option<String> {
        let pull = self.fetches.as_ref()?.pull;
        let stream = self.roster.streams(self.broker).iter().find(|stream| stream.name == pull.stream)?;
        let consumer = stream.consumers.iter().find(|consumer| consumer.name == pull.consumer)?;
        Some(match (consumer.max_batch, batch) {
            (Some(_), None) => return None,
            (Some(most), Some(batch)) if batch > most => format!("409 Exceeded MaxRequestBatch of {most}"),
            _ => "409 Exceeded MaxWaiting".to_owned(),
        })
    }

    pub(super) fn acknowledge(&mut self, record: &Record, delivery: DeliveryId, verdict: AckVerdict) {
        let token = match verdict {
            AckVerdict::InProgress => self.tokens.get(&delivery).cloned(),
            AckVerdict::Ack | AckVerdict::Nak | AckVerdict::Term => self.tokens.remove(&delivery),
        };
        let reply = self.confirmation(verdict);
        // What is said without a connection is not sent, and the client does not try again.
        if self.state == State::Down {
            return;
        }
        self.settle_in();
        if let Some(reply) = &reply {
            self.confirming.push((delivery.message, delivery.consumer, reply.clone()));
        }
        self.say(record, Way::ToServer, About::Ack(delivery), |reader| {
            let to = token.as_deref().map_or_else(|| reader.forgotten_token(delivery), nats::ack_subject);
            let says = reader.verdict(verdict);
            nats::publish(&to, reply.as_deref(), &Headers::default(), says.as_bytes())
        });
    }

    /// Where it waits to hear that the server took note of an ack; none if it does not wait.
    fn confirmation(&mut self, verdict: AckVerdict) -> Option<String> {
        let double = matches!(self.role, Role::Handler(handler) if handler.acks.double);
        if !double || verdict == AckVerdict::InProgress {
            return None;
        }
        self.questions = self.questions.map(|questions| questions + 1);
        let number = self.questions.map_or_else(|| UNKNOWN.to_owned(), |number| number.to_string());
        Some(self.inbox(&number))
    }

    /// Where an ack goes whose delivery went out before the first record.
    fn forgotten_token(&self, delivery: DeliveryId) -> String {
        let consumer = self.roster.consumer(self.broker, delivery.consumer).unwrap_or(UNKNOWN);
        let has = |name: &str| {
            self.roster
                .streams(self.broker)
                .iter()
                .find(|stream| stream.consumers.iter().any(|consumer| consumer.name == name))
        };
        let stream = self.fetches.as_ref().map(|fetches| fetches.pull.stream.as_str());
        let stream = stream.or_else(|| has(consumer).map(|stream| stream.name.as_str())).unwrap_or(UNKNOWN);
        format!("$JS.ACK.{stream}.{consumer}.{}.{}", delivery.attempt, UNKNOWN)
    }

    fn verdict(&self, verdict: AckVerdict) -> String {
        jetstream::acknowledgement(match verdict {
            AckVerdict::Ack => AckKind::Ack,
            AckVerdict::InProgress => AckKind::InProgress,
            AckVerdict::Term => AckKind::Term,
            AckVerdict::Nak => AckKind::Nak(match self.role {
                Role::Handler(handler) => match handler.acks.on_failure {
                    OnFailure::NakAfter(delay) => Some(delay),
                    OnFailure::Silence | OnFailure::Nak | OnFailure::Term => None,
                },
                _ => None,
            }),
        })
    }

    /// The server took note of a double ack.
    pub(super) fn confirm(&mut self, record: &Record, message: MessageId, consumer: ConsumerId) {
        let place = self.confirming.iter().position(|(of, by, _)| (*of, *by) == (message, consumer));
        let Some((_, _, inbox)) = place.map(|place| self.confirming.remove(place)) else { return };
        let sid = self.inbox_sid();
        self.say(record, Way::ToClient, About::Nothing, |_| nats::message(&inbox, sid, None, &Headers::default(), b""));
    }
}
