//! A client's whole life: bytes come, wires open and break, time passes, and its program does this and that. What it
//! asks of its wire and tells its program must make sense at each moment.

use crate::judge::{Fault, fault, options};
use queue_playground::live::client::{Client, Event, Input, Output, State};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Headers, Payload, Sid};
use queue_playground::sim::chance::Draw;
use queue_playground::sim::time::{Span, Time};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// What happened at all, by the first word of its description, or two if the second says what kind.
pub(crate) type Reached = BTreeSet<String>;

pub(crate) fn note(reached: &mut Reached, what: &impl Debug) {
    let text: String = format!("{what:?}").chars().take(60).collect();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    reached.insert(first.to_owned());
    if ["Complained", "Refused"].contains(&first) {
        reached.insert(format!("{first} {second}"));
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Wire {
    None,
    Asked,
    Open,
}

struct Life<'a> {
    client: Client,
    now: Time,
    wire: Wire,
    connected: bool,
    over: bool,
    flushed: u64,
    left: &'a [u8],
}

pub(crate) fn live(bytes: &[u8], draw: &mut Draw, reached: &mut Reached) -> Result<(), Fault> {
    let client = Client::new(options(draw.below(3) > 0));
    let (now, wire) = (Time::ZERO, Wire::None);
    let mut life = Life { client, now, wire, connected: false, over: false, flushed: 0, left: bytes };
    life.client.connect(now);
    life.check(reached)?;
    for _ in 0..60 {
        life.step(draw);
        life.check(reached)?;
    }
    // Left alone with a server that says nothing, it does not stand still.
    for _ in 0..200 {
        let Some(due) = life.client.next_due() else { break };
        life.now = due.max(life.now);
        life.client.wake(life.now);
        if life.client.next_due() == Some(due) {
            return fault("what is due is done when it is", (due, life.client.state()));
        }
        life.check(reached)?;
    }
    Ok(())
}

impl Life<'_> {
    fn step(&mut self, draw: &mut Draw) {
        match draw.below(16) {
            0..=5 => {
                let most = u32::try_from(self.left.len()).unwrap_or(u32::MAX).min(600);
                let (piece, rest) = self.left.split_at(draw.below(most + 1) as usize);
                self.left = rest;
                self.client.handle(self.now, Input::Received(piece));
            }
            6 if draw.below(3) == 0 => self.input(Input::Received(b"-ERR 'Stale Connection'\r\n")),
            6 => self.input(Input::Received(b"INFO {\"headers\":true,\"max_payload\":64}\r\nPONG\r\n")),
            7 | 8 => {
                let due = self.client.next_due().filter(|_| draw.below(2) == 0);
                self.now = due.unwrap_or(self.now + Span::from_millis(u64::from(draw.below(9_000)))).max(self.now);
                self.client.wake(self.now);
            }
            9 => self.input(Input::Opened),
            10 if draw.below(2) == 0 => self.input([Input::Closed, Input::Failed][draw.below(2) as usize]),
            11 => {
                let sid = Sid(draw.below(4));
                match draw.below(3) {
                    0 => self.client.unsubscribe(sid, Some(draw.below(4))),
                    1 => self.client.unsubscribe(sid, None),
                    _ => self.client.subscribe(sid, &Filter::from_wire("a..b").expect("a line"), None),
                }
            }
            12 => self.client.subscribe(Sid(draw.below(4)), &Filter::parse("a.>").expect("a filter"), None),
            13 => {
                let payload = Payload::from(&vec![b'x'; draw.below(100) as usize][..]);
                let subject = Subject::parse("a").expect("a subject");
                let _ = self.client.publish(&subject, None, &Headers::default(), &payload);
            }
            14 => drop(self.client.flush().to_string()),
            _ if draw.below(12) == 0 => self.client.close(),
            _ => self.connect(),
        }
    }

    fn connect(&mut self) {
        self.over = false;
        self.client.connect(self.now);
    }

    /// What happens on the wire; the client is told as well what cannot happen there.
    fn input(&mut self, input: Input<'_>) {
        self.wire = match (self.wire, input) {
            (Wire::Asked, Input::Opened) => Wire::Open,
            (_, Input::Closed | Input::Failed) => Wire::None,
            (wire, _) => wire,
        };
        self.client.handle(self.now, input);
    }

    fn check(&mut self, reached: &mut Reached) -> Result<(), Fault> {
        while let Some(output) = self.client.next_output() {
            self.wire = match (self.wire, &output) {
                (Wire::None, Output::Open) => Wire::Asked,
                (Wire::Open, Output::Send(_)) => Wire::Open,
                (Wire::Open | Wire::Asked, Output::Close) => Wire::None,
                (wire, _) => return fault("what it asks of its wire makes sense", (wire, output)),
            };
        }
        while let Some(event) = self.client.next_event() {
            note(reached, &event);
            let fits = match &event {
                _ if self.over => false,
                Event::Connected => !std::mem::replace(&mut self.connected, true),
                Event::Disconnected => std::mem::replace(&mut self.connected, false),
                Event::Message(_) => self.connected,
                Event::Flushed(token) => self.connected && std::mem::replace(&mut self.flushed, *token) < *token,
                Event::Complained(_) | Event::LameDuck => true,
                Event::Ended => {
                    // Closed on purpose it is over at once.
                    let told = !self.connected || *self.client.state() == State::Closed;
                    (self.connected, self.over) = (false, true);
                    told
                }
            };
            if !fits {
                return fault("what it tells its program makes sense", (self.connected, self.over, event));
            }
        }
        self.stands(reached)
    }

    fn stands(&self, reached: &mut Reached) -> Result<(), Fault> {
        let state = self.client.state();
        note(reached, state);
        if let State::Reconnecting { because, .. } = state {
            note(reached, because);
        }
        let fits = match state {
            State::Idle => false,
            State::Connecting => self.wire != Wire::None && !self.connected && !self.over,
            State::Connected => self.wire == Wire::Open && self.connected,
            State::Reconnecting { .. } => self.wire == Wire::None && !self.connected && !self.over,
            State::Refused(_) | State::Closed => self.wire == Wire::None && self.over,
        };
        let waits = self.client.next_due().is_some();
        if !fits || waits == self.over {
            return fault("its state is what it told", (state, self.wire, self.connected, self.over, waits));
        }
        Ok(())
    }
}
