//! What the program that uses a connection does with it, and what it is then.

use super::backoff::Backoff;
use super::pings::{Awaited, Pings};
use super::subscriptions::Subscriptions;
use super::waiting::{Waiting, Wish};
use super::wire::Wire;
use super::{Complaint, Event, Options, Output, PublishError, Refusal, ServerInfo, State};
use crate::live::protocol::{ClientOperation, Decoder};
use crate::message::subject::{Filter, Subject};
use crate::message::{Headers, Payload, Sid};
use crate::sim::time::Time;
use std::collections::VecDeque;
use std::sync::Arc;

/// The longest line that nats-server reads of a client if it is not told otherwise. A longer one costs the connection;
/// a subscription would cost it anew after every reconnect.
const LONGEST_LINE: usize = 4_096;
/// How much may be in one [`Output::Send`] before the next one begins.
const ENOUGH: usize = 64 * 1024;

/// One connection.
///
/// A message that was on its way when its subscription ended may still come. What waited when the connection is over
/// ([`Event::Ended`]) is dropped, and so are its subscriptions.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) options: Options,
    pub(super) state: State,
    pub(super) server: Option<Arc<ServerInfo>>,
    pub(super) wire: Wire,
    pub(super) decoder: Decoder,
    /// Until when the server must say what it has to.
    pub(super) patience: Option<Time>,
    pub(super) pings: Pings,
    pub(super) subscriptions: Subscriptions,
    pub(super) waiting: Waiting,
    pub(super) backoff: Backoff,
    /// When it was last connected, if it ever was since it was asked to connect.
    pub(super) made: Option<Time>,
    /// How often it was tried since.
    pub(super) attempt: u32,
    /// What the server said before it closes.
    pub(super) last_words: Option<Refusal>,
    pub(super) events: VecDeque<Event>,
    pub(super) outputs: VecDeque<Output>,
    flushes: u64,
}

impl Client {
    /// One that has not been asked to connect.
    pub fn new(options: Options) -> Client {
        let backoff = Backoff::new(options.seed, &options.name);
        Client {
            options,
            state: State::Idle,
            server: None,
            wire: Wire::None,
            decoder: Decoder::default(),
            patience: None,
            pings: Pings::default(),
            subscriptions: Subscriptions::default(),
            waiting: Waiting::default(),
            backoff,
            made: None,
            attempt: 0,
            last_words: None,
            events: VecDeque::new(),
            outputs: VecDeque::new(),
            flushes: 0,
        }
    }

    /// Begins to connect, now. What is asked for before it is connected waits and is sent in order then. One that waits
    /// for its next attempt does not wait any longer; one that is over begins anew; else nothing happens.
    pub fn connect(&mut self, now: Time) {
        match self.state {
            State::Connecting | State::Connected => {}
            State::Reconnecting { .. } => self.open(now),
            State::Idle | State::Refused(_) | State::Closed => {
                self.made = None;
                self.open(now);
            }
        }
    }

    /// Asks for messages; asked again after every reconnect. A filter that is longer than the server's longest line is
    /// not sent; the complaint is the client's own then.
    pub fn subscribe(&mut self, sid: Sid, filter: &Filter, group: Option<&Subject>) {
        let length = filter.as_str().len() + group.map_or(0, |group| group.as_str().len());
        if length + "SUB   4294967295\r\n".len() > LONGEST_LINE {
            self.events.push_back(Event::Complained(Complaint::Subscribe(filter.to_string())));
        } else {
            self.wish(Wish::Subscribe { sid, filter: filter.clone(), group: group.cloned() });
        }
    }

    /// Ends a subscription, at once or after so many deliveries, counted from when it was asked for first.
    pub fn unsubscribe(&mut self, sid: Sid, max: Option<u32>) {
        self.wish(Wish::Unsubscribe { sid, max });
    }

    /// Publishes. A message that waits and turns out to be larger than the server allows is not sent: the complaint is
    /// what the server would have said.
    ///
    /// # Errors
    /// [`PublishError`] if it cannot be sent, now or later.
    pub fn publish(
        &mut self,
        subject: &Subject,
        reply: Option<&Subject>,
        headers: &Headers,
        payload: &Payload,
    ) -> Result<(), PublishError> {
        let size = headers.size() + payload.len() as u64;
        let names = subject.as_str().len() + reply.map_or(0, |reply| reply.as_str().len());
        let line = (names + "HPUB   1234567890 1234567890\r\n".len()) as u64;
        let most = self.server.as_ref().map(|server| server.max_payload);
        match most.filter(|most| size > *most) {
            Some(most) => return Err(PublishError::TooLarge { size, most }),
            None if line > LONGEST_LINE as u64 => {
                return Err(PublishError::SubjectTooLong { size: line, most: LONGEST_LINE as u64 });
            }
            None => {}
        }
        let encode = |out: &mut Vec<u8>| ClientOperation::Publish { subject, reply, headers, payload }.encode(out);
        match self.state {
            State::Connected => self.send(encode),
            State::Refused(_) | State::Closed => return Err(PublishError::Closed),
            _ => {
                let mut line = Vec::new();
                encode(&mut line);
                return self.waiting.publish(line, size);
            }
        }
        Ok(())
    }

    /// Asks the server to say when it has taken everything that was sent so far: [`Event::Flushed`] with this token.
    /// A connection that breaks before forgets the question.
    pub fn flush(&mut self) -> u64 {
        self.flushes += 1;
        self.wish(Wish::Flush(self.flushes));
        self.flushes
    }

    /// Ends it cleanly. Nothing is sent after what was sent before.
    pub fn close(&mut self) {
        if !matches!(self.state, State::Refused(_) | State::Closed) {
            self.end(State::Closed);
        }
    }

    /// How it is.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What the server says of itself, once it has.
    pub const fn server(&self) -> Option<&Arc<ServerInfo>> {
        self.server.as_ref()
    }

    /// What to do with the wire, in order; each is said once.
    pub fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What happened, in order; each is said once.
    pub fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Does what is wished, or lets it wait.
    fn wish(&mut self, wish: Wish) {
        match self.state {
            State::Connected => self.fulfil(wish),
            State::Refused(_) | State::Closed => {}
            _ => self.waiting.push(wish),
        }
    }

    /// Says to the server what is wished.
    pub(super) fn fulfil(&mut self, wish: Wish) {
        let mut said = Vec::new();
        match wish {
            Wish::Subscribe { sid, filter, group } => {
                self.subscriptions.add(sid, &filter, group.as_ref(), &mut said);
            }
            Wish::Unsubscribe { sid, max } => self.subscriptions.end(sid, max, &mut said),
            Wish::Publish { size, .. } if self.server.as_ref().is_some_and(|server| size > server.max_payload) => {
                let words = "Maximum Payload Violation".to_owned();
                self.events.push_back(Event::Complained(Complaint::Other(words)));
            }
            Wish::Publish { line, .. } => said = line,
            Wish::Flush(token) => {
                ClientOperation::Ping.encode(&mut said);
                self.pings.sent(Awaited::Flush(token));
            }
        }
        self.send(|out| out.append(&mut said));
    }

    /// Says something on the wire, together with what is still to be sent.
    pub(super) fn send(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        match self.outputs.back_mut() {
            Some(Output::Send(bytes)) if bytes.len() < ENOUGH => encode(bytes),
            _ => {
                let mut bytes = Vec::new();
                encode(&mut bytes);
                if !bytes.is_empty() {
                    self.outputs.push_back(Output::Send(bytes));
                }
            }
        }
    }

    pub(super) fn ask(&mut self, output: Output) {
        self.outputs.push_back(output);
    }
}
