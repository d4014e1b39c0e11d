//! What closed tabs left on a server: looked for, or removed. Streams of this page's own naming, nothing else.

use super::client::{Client, Credentials, Event, Options, Output, State};
use super::engine::{Ask, Engine, Failure, Phase, SocketId, Status, Told};
use super::notes::is_ours;
use crate::message::json::Value;
use crate::message::subject::{Filter, Subject};
use crate::message::{Headers, Payload, Sid};
use crate::sim::chance::Seed;
use crate::sim::time::{Span, Time};
use crate::transcript::Record;
use std::collections::VecDeque;

/// How long it waits for answers.
const PATIENCE: Span = Span::from_secs(5);
/// The name in the server's list of connections.
const NAME: &str = "queue-playground sweep";
/// The server's code for a stream that is not there.
const NOT_FOUND: u64 = 404;
const ANSWERS: Sid = Sid(1);

/// An engine that asks about streams, or removes them, and ends. [`Status::left`] names those that are there.
pub struct Sweep {
    client: Client,
    /// What is not known to be gone.
    streams: Vec<String>,
    removes: bool,
    inbox: String,
    /// How many answers have not come.
    awaited: usize,
    phase: Phase,
    until: Time,
    sockets: u32,
    asks: VecDeque<Ask>,
}

impl Sweep {
    /// One that looks which of these streams are there.
    pub fn look(streams: Vec<String>, credentials: Credentials, run: &str) -> Sweep {
        Sweep::new(streams, credentials, run, false)
    }

    /// One that removes these streams.
    pub fn remove(streams: Vec<String>, credentials: Credentials, run: &str) -> Sweep {
        Sweep::new(streams, credentials, run, true)
    }

    fn new(mut streams: Vec<String>, credentials: Credentials, run: &str, removes: bool) -> Sweep {
        streams.retain(|name| is_ours(name));
        let options =
            Options { name: NAME.to_owned(), credentials, echo: true, reconnect: false, seed: Seed::default() };
        Sweep {
            client: Client::new(options),
            awaited: streams.len(),
            streams,
            removes,
            inbox: format!("_INBOX.qp_{run}."),
            phase: Phase::Connecting,
            until: Time::END,
            sockets: 0,
            asks: VecDeque::new(),
        }
    }

    /// Asks about each stream, by its place, which its answer names.
    fn ask(&mut self) {
        self.phase = if self.removes { Phase::CleaningUp } else { Phase::Preparing };
        if let Ok(filter) = Filter::from_wire(&format!("{}*", self.inbox)) {
            self.client.subscribe(ANSWERS, &filter, None);
        }
        let verb = if self.removes { "DELETE" } else { "INFO" };
        for (place, stream) in self.streams.iter().enumerate() {
            let subject = Subject::from_wire(&format!("$JS.API.STREAM.{verb}.{stream}"));
            let reply = Subject::from_wire(&format!("{}{place}", self.inbox));
            if let (Ok(subject), Ok(reply)) = (subject, reply) {
                // What is not sent is not answered.
                let _ = self.client.publish(&subject, Some(&reply), &Headers::default(), &Payload::from(""));
            }
        }
        if self.awaited == 0 {
            self.end();
        }
    }

    fn answered(&mut self, subject: &str, payload: &Payload) {
        let place = subject.strip_prefix(&self.inbox).and_then(|place| place.parse::<usize>().ok());
        let Some(stream) = place.and_then(|place| self.streams.get_mut(place)).filter(|name| !name.is_empty()) else {
            return;
        };
        let answer = Value::parse(&payload.text());
        let is_missing = |answer: &Value| answer.get("error")?.get("code")?.number();
        let is_gone = answer.as_ref().is_some_and(|answer| {
            is_missing(answer) == Some(NOT_FOUND)
                || self.removes && answer.get("success").and_then(Value::flag) == Some(true)
        });
        if is_gone {
            // Its place stays, since the others are known by theirs.
            stream.clear();
        }
        self.awaited -= 1;
        if self.awaited == 0 {
            self.end();
        }
    }

    fn end(&mut self) {
        self.phase = Phase::Over;
        self.client.close();
    }

    /// Takes in what the client says, and what it wants done with its wire.
    fn settle(&mut self) {
        while let Some(event) = self.client.next_event() {
            match event {
                Event::Connected => self.ask(),
                Event::Message(message) => self.answered(&message.subject, &message.payload),
                Event::Disconnected | Event::Ended if self.phase != Phase::Over => {
                    self.phase = Phase::Failed(match self.client.state() {
                        State::Refused(refusal) => Failure::Refused(refusal.clone()),
                        _ => Failure::NoAnswer,
                    });
                }
                _ => {}
            }
        }
        while let Some(output) = self.client.next_output() {
            if output == Output::Open {
                self.sockets += 1;
            }
            let socket = SocketId(self.sockets);
            self.asks.push_back(match output {
                Output::Open => Ask::Open(socket),
                Output::Send(bytes) => Ask::Send(socket, bytes),
                Output::Close => Ask::Close(socket),
            });
        }
    }
}

impl Engine for Sweep {
    fn handle(&mut self, now: Time, told: Told<'_>) {
        match told {
            Told::Socket(socket, input) if socket.0 == self.sockets => self.client.handle(now, input),
            Told::Stop if self.phase != Phase::Over => self.end(),
            _ => {}
        }
        self.settle();
    }

    fn wake(&mut self, now: Time) {
        if *self.client.state() == State::Idle && self.phase == Phase::Connecting {
            self.until = now + PATIENCE;
            self.client.connect(now);
        }
        self.client.wake(now);
        if now >= self.until && !matches!(self.phase, Phase::Over | Phase::Failed(_)) {
            self.phase = Phase::Failed(Failure::NoAnswer);
            self.client.close();
        }
        self.settle();
    }

    fn next_due(&self) -> Option<Time> {
        match self.phase {
            Phase::Over | Phase::Failed(_) => None,
            _ if self.until == Time::END => Some(Time::ZERO),
            _ => Some(self.client.next_due().map_or(self.until, |due| due.min(self.until))),
        }
    }

    fn next_ask(&mut self) -> Option<Ask> {
        self.asks.pop_front()
    }

    fn next_record(&mut self) -> Option<Record> {
        None
    }

    fn status(&self) -> Status {
        Status {
            phase: self.phase.clone(),
            state: self.client.state().clone(),
            server: self.client.server().cloned(),
            connections: u32::from(*self.client.state() == State::Connected),
            complaints: Vec::new(),
            lame_duck: false,
            hidden: false,
            unrecorded: 0,
            left_out: 0,
            held_back: 0,
            left: self.streams.iter().filter(|name| !name.is_empty()).cloned().collect(),
        }
    }
}
