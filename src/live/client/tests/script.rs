//! What the tests say for a server, and what they read of a client.

use crate::live::client::{Client, Credentials, Event, Input, Options, Output, State};
use crate::message::subject::{Filter, Subject};
use crate::message::{Headers, Payload, Sid};
use crate::sim::chance::Seed;
use crate::sim::time::{Span, Time};

/// What a server that takes headers says of itself.
pub(super) const INFO: &str = "INFO {\"server_name\":\"s\",\"version\":\"2.9.10\",\"headers\":true,\
    \"max_payload\":1024,\"client_id\":7,\"jetstream\":true}\r\n";

/// A client and what it is told, moment by moment.
pub(super) struct Stage {
    pub(super) client: Client,
    pub(super) now: Time,
}

pub(super) fn options() -> Options {
    let credentials = Credentials::default();
    Options { name: "save.1".to_owned(), credentials, echo: true, reconnect: true, seed: Seed::default() }
}

impl Stage {
    pub(super) fn new(options: Options) -> Stage {
        let mut stage = Stage { client: Client::new(options), now: Time::ZERO };
        stage.client.connect(stage.now);
        stage
    }

    /// One that the server knows; the handshake is not told any more.
    pub(super) fn connected() -> Stage {
        let mut stage = Stage::new(options());
        stage.shake_hands();
        assert_eq!(*stage.client.state(), State::Connected);
        stage.told();
        stage.said();
        stage
    }

    pub(super) fn shake_hands(&mut self) {
        self.input(Input::Opened);
        self.hear(INFO);
        self.hear("PONG\r\n");
    }

    pub(super) fn input(&mut self, input: Input<'_>) {
        self.client.handle(self.now, input);
    }

    pub(super) fn hear(&mut self, text: &str) {
        self.input(Input::Received(text.as_bytes()));
    }

    pub(super) fn publish(&mut self, subject: &str, payload: &str) {
        let (subject, payload) = (Subject::parse(subject).unwrap(), Payload::from(payload));
        self.client.publish(&subject, None, &Headers::default(), &payload).unwrap();
    }

    pub(super) fn subscribe(&mut self, sid: u32, filter: &str) {
        self.client.subscribe(Sid(sid), &Filter::parse(filter).unwrap(), None);
    }

    /// Time passes; the client is woken whenever it asks for it.
    pub(super) fn pass(&mut self, span: Span) {
        let end = self.now + span;
        while let Some(due) = self.client.next_due().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.client.wake(self.now);
        }
        self.now = end;
    }

    /// What it says to the wire since it was last asked: its bytes, `<open>` and `<close>`.
    pub(super) fn said(&mut self) -> String {
        let mut said = String::new();
        while let Some(output) = self.client.next_output() {
            match output {
                Output::Open => said.push_str("<open>"),
                Output::Close => said.push_str("<close>"),
                Output::Send(bytes) => said.push_str(std::str::from_utf8(&bytes).unwrap()),
            }
        }
        said
    }

    /// What it tells its program since it was last asked.
    pub(super) fn told(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.client.next_event()).collect()
    }
}

/// A message as a server sends it.
pub(super) fn message(sid: u32, subject: &str) -> String {
    format!("MSG {subject} {sid} 2\r\nhi\r\n")
}

/// The subscriptions of the messages among what was told.
pub(super) fn sids(told: &[Event]) -> Vec<u32> {
    let sid = |event: &Event| if let Event::Message(message) = event { Some(message.sid.0) } else { None };
    told.iter().filter_map(sid).collect()
}
