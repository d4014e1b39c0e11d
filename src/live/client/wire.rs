//! What happens on the wire, and what time it is: from the greeting to the break, and on to the next wire.

use super::complaint::{self, Meaning};
use super::pings::{Awaited, Due, Pings};
use super::subscriptions::Subscriptions;
use super::waiting::Waiting;
use super::{Client, Event, Input, Output, Refusal, ServerInfo, State};
use crate::live::protocol::{ClientOperation, Decoder, Login, ProtocolError, ServerOperation};
use crate::sim::time::{Span, Time};
use std::sync::Arc;

/// How long a wire may take to open, and then the server to answer the handshake.
const PATIENCE: Span = Span::from_secs(5);

/// How far the wire is. What happens on one that is not there any more is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// There is none.
    None,
    /// It was asked for.
    Opening,
    /// The server is to introduce itself.
    Silent,
    /// The client has introduced itself, and waits for the answer to its first ping.
    Greeted,
    /// The server knows the client.
    Ready,
}

impl Client {
    /// Takes in what happened on the wire that it asked for last.
    pub fn handle(&mut self, now: Time, input: Input<'_>) {
        match (self.wire, input) {
            (Wire::Opening, Input::Opened) => {
                self.wire = Wire::Silent;
                self.patience = Some(now + PATIENCE);
            }
            (Wire::Opening | Wire::None, Input::Received(_)) | (_, Input::Opened) | (Wire::None, _) => {}
            (_, Input::Received(bytes)) => self.read(now, bytes),
            (_, Input::Closed | Input::Failed) => {
                let because = match (self.last_words.take(), self.wire) {
                    (Some(words), _) => words,
                    (None, Wire::Greeted) => Refusal::Silent,
                    (None, _) => Refusal::Unreachable,
                };
                self.lose(now, because, false);
            }
        }
    }

    /// Does what is due: pings, the end of patience, the next attempt.
    pub fn wake(&mut self, now: Time) {
        if self.patience.is_some_and(|until| until <= now) {
            self.lose(now, Refusal::Silent, true);
        }
        if let State::Reconnecting { at, .. } = self.state
            && at <= now
        {
            self.open(now);
        }
        match self.pings.due(now) {
            Due::Nothing => {}
            Due::Ping => self.ping(Awaited::Life),
            Due::Death => self.lose(now, Refusal::Silent, true),
        }
    }

    /// When [`Client::wake`] is to be called next.
    pub fn next_due(&self) -> Option<Time> {
        let attempt = if let State::Reconnecting { at, .. } = self.state { Some(at) } else { None };
        [self.patience, attempt, self.pings.next_due()].into_iter().flatten().min()
    }

    /// Asks for a new wire.
    pub(super) fn open(&mut self, now: Time) {
        self.state = State::Connecting;
        self.wire = Wire::Opening;
        self.patience = Some(now + PATIENCE);
        self.ask(Output::Open);
    }

    fn read(&mut self, now: Time, bytes: &[u8]) {
        self.pings.heard();
        self.decoder.feed(bytes);
        // A wire that ends takes with it what it still had to say.
        loop {
            match self.decoder.next_operation() {
                Ok(Some(operation)) => self.hear(now, operation),
                Ok(None) => return,
                Err(error) => self.give_up(error),
            }
        }
    }

    fn hear(&mut self, now: Time, operation: ServerOperation) {
        match operation {
            ServerOperation::Info(json) => self.hear_info(now, &json),
            ServerOperation::Ping => self.send(|out| ClientOperation::Pong.encode(out)),
            ServerOperation::Pong => match self.pings.answered() {
                Some(Awaited::Handshake) => self.connected(now),
                Some(Awaited::Flush(token)) => self.events.push_back(Event::Flushed(token)),
                Some(Awaited::Life) | None => {}
            },
            ServerOperation::Error(words) if self.wire == Wire::Ready => match complaint::meaning(&words) {
                Meaning::Complaint(complaint) => self.events.push_back(Event::Complained(complaint)),
                Meaning::End(because) => self.last_words = Some(because),
            },
            ServerOperation::Error(words) => self.lose(now, complaint::refusal(&words), true),
            ServerOperation::Message(message) if self.wire == Wire::Ready => {
                self.subscriptions.delivered(message.sid);
                self.events.push_back(Event::Message(message));
            }
            ServerOperation::Message(_) | ServerOperation::Ok => {}
        }
    }

    /// The server introduces itself, or says something new of itself.
    fn hear_info(&mut self, now: Time, json: &str) {
        let introduction = self.wire == Wire::Silent;
        let before = if introduction { None } else { self.server.as_deref() };
        let Some(info) = ServerInfo::read(json, before) else {
            let line = format!("INFO {json}").chars().take(80).collect();
            return self.give_up(ProtocolError::Arguments { line });
        };
        if info.lame_duck && !before.is_some_and(|before| before.lame_duck) {
            self.events.push_back(Event::LameDuck);
        }
        let headers = info.headers;
        self.server = Some(Arc::new(info));
        if introduction && headers {
            self.greet();
        } else if introduction {
            self.lose(now, Refusal::NoHeaders, true);
        }
    }

    fn greet(&mut self) {
        self.wire = Wire::Greeted;
        let Client { options, .. } = self;
        let credentials = &options.credentials;
        let login = Login { token: &credentials.token, user: &credentials.user, password: &credentials.password };
        let mut hello = Vec::new();
        ClientOperation::Connect { name: &options.name, echo: options.echo, login }.encode(&mut hello);
        self.send(|out| out.append(&mut hello));
        self.ping(Awaited::Handshake);
    }

    fn ping(&mut self, what_for: Awaited) {
        self.send(|out| ClientOperation::Ping.encode(out));
        self.pings.sent(what_for);
    }

    /// The server knows the client: what it was asked for before is asked for again, and then what waited.
    fn connected(&mut self, now: Time) {
        (self.wire, self.state, self.patience) = (Wire::Ready, State::Connected, None);
        (self.made, self.attempt) = (Some(now), 0);
        self.pings.begin(now);
        self.events.push_back(Event::Connected);
        let mut again = Vec::new();
        self.subscriptions.again(&mut again);
        self.send(|out| out.append(&mut again));
        while let Some(wish) = self.waiting.pop() {
            self.fulfil(wish);
        }
    }

    /// There is no wire any more, or it is of no use. Comes back if it was connected before, else ends.
    fn lose(&mut self, now: Time, because: Refusal, open: bool) {
        let was_connected = self.state == State::Connected;
        self.leave(open);
        match self.made.filter(|_| self.options.reconnect) {
            Some(made) => {
                if was_connected {
                    self.events.push_back(Event::Disconnected);
                    self.backoff.broke(now, made);
                }
                self.attempt += 1;
                let at = now + self.backoff.pause();
                self.state = State::Reconnecting { at, attempt: self.attempt, because };
            }
            None if was_connected => {
                self.events.push_back(Event::Disconnected);
                // Why it broke is known only if the server said so.
                self.end(if because == Refusal::Unreachable { State::Closed } else { State::Refused(because) });
            }
            None => self.end(State::Refused(because)),
        }
    }

    /// This is no NATS; the next wire would lead to the same.
    fn give_up(&mut self, error: ProtocolError) {
        if self.state == State::Connected {
            self.events.push_back(Event::Disconnected);
        }
        self.end(State::Refused(Refusal::Protocol(error)));
    }

    /// It is over.
    pub(super) fn end(&mut self, state: State) {
        self.leave(self.wire != Wire::None);
        (self.waiting, self.subscriptions) = (Waiting::default(), Subscriptions::default());
        (self.state, self.attempt) = (state, 0);
        self.events.push_back(Event::Ended);
    }

    /// Forgets the wire, and closes it if it is open. What is still to be sent on one that is not is gone.
    fn leave(&mut self, open: bool) {
        if open {
            self.ask(Output::Close);
        } else {
            self.outputs.retain(|output| !matches!(output, Output::Send(_)));
        }
        (self.wire, self.decoder, self.pings) = (Wire::None, Decoder::default(), Pings::default());
        (self.patience, self.last_words) = (None, None);
    }
}
