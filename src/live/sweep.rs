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
            wanted: 1,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::client::Input;

    /// A sweep on a connection that a server has greeted; what it asks the server, without the greeting.
    fn asked(mut sweep: Sweep) -> (Sweep, String) {
        sweep.wake(Time::ZERO);
        let socket = SocketId(1);
        assert_eq!(sweep.next_ask(), Some(Ask::Open(socket)));
        sweep.handle(Time::ZERO, Told::Socket(socket, Input::Opened));
        hear(
            &mut sweep,
            "INFO {\"server_id\":\"x\",\"version\":\"2.9.10\",\"max_payload\":1048576,\"headers\":true}\r\n",
        );
        let _ = said(&mut sweep);
        hear(&mut sweep, "PONG\r\n");
        let asked = said(&mut sweep);
        (sweep, asked)
    }

    fn hear(sweep: &mut Sweep, text: &str) {
        sweep.handle(Time::ZERO, Told::Socket(SocketId(1), Input::Received(text.as_bytes())));
    }

    fn said(sweep: &mut Sweep) -> String {
        let mut said = String::new();
        while let Some(ask) = sweep.next_ask() {
            if let Ask::Send(_, bytes) = ask {
                said.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        said
    }

    fn answer(sweep: &mut Sweep, place: usize, json: &str) {
        hear(sweep, &format!("MSG _INBOX.qp_k3.{place} 1 {}\r\n{json}\r\n", json.len()));
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    const MISSING: &str = "{\"error\":{\"code\":404,\"err_code\":10059,\"description\":\"stream not found\"}}";

    #[test]
    fn only_streams_of_this_page_are_ever_removed() {
        let wanted = names(&["QP_a_TODO", "ORDERS", "QP_a.>", "QP_b_DLQ"]);
        let (mut sweep, asked) = asked(Sweep::remove(wanted, Credentials::default(), "k3"));
        assert_eq!(asked.matches("PUB ").count(), 2, "{asked}");
        assert!(asked.contains("$JS.API.STREAM.DELETE.QP_a_TODO _INBOX.qp_k3.0"), "{asked}");
        assert!(!asked.contains("ORDERS") && !asked.contains('>'), "{asked}");
        answer(&mut sweep, 1, "{\"success\":true}");
        answer(&mut sweep, 0, MISSING);
        assert_eq!((sweep.status().phase, sweep.status().left), (Phase::Over, Vec::new()));
    }

    #[test]
    fn who_only_looks_removes_nothing_and_finds_what_is_there() {
        let (mut sweep, asked) = asked(Sweep::look(names(&["QP_a_TODO", "QP_b_DLQ"]), Credentials::default(), "k3"));
        assert!(!asked.contains("DELETE"), "{asked}");
        answer(&mut sweep, 0, MISSING);
        answer(&mut sweep, 0, MISSING);
        assert_ne!(sweep.status().phase, Phase::Over, "an answer counts once");
        answer(&mut sweep, 1, "{\"config\":{\"name\":\"QP_b_DLQ\"}}");
        assert_eq!((sweep.status().phase, sweep.status().left), (Phase::Over, names(&["QP_b_DLQ"])));
    }

    #[test]
    fn what_is_not_removed_is_told() {
        let (mut sweep, _) = asked(Sweep::remove(names(&["QP_a_TODO"]), Credentials::default(), "k3"));
        answer(&mut sweep, 0, "{\"error\":{\"code\":503,\"description\":\"no\"}}");
        assert_eq!(sweep.status().left, names(&["QP_a_TODO"]));
    }

    #[test]
    fn a_server_that_does_not_answer_is_not_awaited_for_ever() {
        let (mut sweep, _) = asked(Sweep::remove(names(&["QP_a_TODO"]), Credentials::default(), "k3"));
        sweep.wake(Time::ZERO + PATIENCE);
        assert_eq!(sweep.status().phase, Phase::Failed(Failure::NoAnswer));
        assert_eq!((sweep.next_due(), sweep.status().left), (None, names(&["QP_a_TODO"])));
    }
}
