//! WATCHING: a bounded look at what other programs send through a real server. One connection, one subscription, and
//! nothing is ever published.
//!
//! Bounded in every way: the filter has to name something, so many messages are recorded per second and in all, so many
//! bytes are kept of each; what comes beyond that is counted. To watch has one effect on others, as any subscription
//! has: a request that only this page hears gets no "nobody listens" (503) any more, and its requester waits in vain.

mod kept;
mod options;
mod picture;

pub use kept::{CUT, Cut, cut};
pub use options::{MOST_BYTES, MOST_MESSAGES, MOST_RATE, Refused, WatchOptions};
pub use picture::{PAGE, SERVER, scenario};

use super::allowance::Allowance;
use super::client::{Client, Complaint, Event, Options, Output, State};
use super::engine::{Ask, Engine, Failure, Phase, SocketId, Status, Told};
use super::protocol;
use super::trace::{Said, Trace};
use crate::message::subject::Subject;
use crate::message::{ComponentId, ConnectionId, MessageId};
use crate::scenario::Scenario;
use crate::sim::time::{Span, Time};
use crate::transcript::{Kind, Record};
use picture::{SUBSCRIPTION, Transcript};
use std::collections::VecDeque;

/// What the server's list of connections says.
pub const NAME: &str = "queue-playground watch";
/// How long a server may take to confirm that the subscription ended, before the connection is closed all the same.
const FAREWELL: Span = Span::from_millis(1_000);
/// How many complaints are kept.
const COMPLAINTS: usize = 8;

/// Somebody watches.
#[derive(Clone, Debug)]
pub struct Watch {
    options: WatchOptions,
    scenario: Scenario,
    client: Client,
    socket: SocketId,
    asks: VecDeque<Ask>,
    transcript: Transcript,
    phase: Phase,
    /// The connection that the server knows, while it does.
    connection: Option<ConnectionId>,
    /// What is asked to know when the server has the subscription, and later when it has dropped it.
    question: Option<u64>,
    is_subscribed: bool,
    allowance: Allowance,
    complaints: Vec<Complaint>,
    /// How many messages were recorded.
    shown: u32,
    unrecorded: u64,
    left_out: u64,
    is_full: bool,
    is_hidden: bool,
    is_lame_duck: bool,
    /// When the connection is closed, whatever the server says.
    closes_at: Option<Time>,
    /// What went over the wire.
    trace: Trace,
}

impl Watch {
    /// Begins to connect at this moment.
    ///
    /// # Errors
    /// [`Refused`] if the filter is none, or asks for everything without a word, or a bound is beyond its own bounds.
    pub fn new(options: WatchOptions, now: Time) -> Result<Watch, Refused> {
        options.check()?;
        let mut client = Client::new(Options {
            name: NAME.to_owned(),
            credentials: options.credentials.clone(),
            echo: true,
            reconnect: true,
            seed: options.seed,
        });
        client.subscribe(SUBSCRIPTION, &options.filter, None);
        client.connect(now);
        let mut watch = Watch {
            scenario: picture::scenario(&options.filter, options.seed),
            allowance: Allowance::new(options.rate),
            options,
            client,
            socket: SocketId(0),
            asks: VecDeque::new(),
            transcript: Transcript::default(),
            phase: Phase::Connecting,
            connection: None,
            question: None,
            is_subscribed: false,
            complaints: Vec::new(),
            shown: 0,
            unrecorded: 0,
            left_out: 0,
            is_full: false,
            is_hidden: false,
            is_lame_duck: false,
            closes_at: None,
            trace: Trace::default(),
        };
        watch.settle(now);
        Ok(watch)
    }

    /// Who takes part: the server, and this page. It stays the same, as subjects are lanes of the server.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over | Phase::Failed(_))
    }

    /// Takes in what the client has to say, and passes on what it asks for.
    fn settle(&mut self, now: Time) {
        while let Some(event) = self.client.next_event() {
            self.hear(now, event);
        }
        while let Some(output) = self.client.next_output() {
            if output == Output::Open {
                self.socket.0 += 1;
            }
            match &output {
                Output::Open => {}
                Output::Send(bytes) => self.trace.sent(now, bytes),
                Output::Close => self.trace.ended(now, true),
            }
            self.asks.push_back(match output {
                Output::Open => Ask::Open(self.socket),
                Output::Send(bytes) => Ask::Send(self.socket, bytes),
                Output::Close => Ask::Close(self.socket),
            });
        }
    }

    fn hear(&mut self, now: Time, event: Event) {
        match event {
            Event::Connected => self.greet(now),
            Event::Message(message) => self.look_at(now, &message),
            Event::Flushed(token) if self.question == Some(token) => self.confirm(now),
            Event::Flushed(_) => {}
            Event::Complained(complaint) => self.complain(now, complaint),
            Event::LameDuck => self.is_lame_duck = true,
            Event::Disconnected => self.disconnect(now),
            Event::Ended => self.end(now),
        }
    }

    /// The server knows the connection.
    fn greet(&mut self, now: Time) {
        self.is_lame_duck = false;
        // Before the first connection nothing is watched, and nothing recorded.
        if self.transcript.is_empty() {
            self.transcript.tell(now, Kind::Joined);
        }
        let number = self.client.server().map_or(0, |server| server.client_id);
        let connection = ConnectionId(u32::try_from(number).unwrap_or(0));
        self.connection = Some(connection);
        self.transcript.tell(now, Kind::Connected { broker: SERVER, connection });
        // The subscription was sent before; when this is answered, the server has it or has complained.
        self.question = Some(self.client.flush());
    }

    /// The server has taken the subscription, or has dropped it.
    fn confirm(&mut self, now: Time) {
        self.question = None;
        if self.phase == Phase::CleaningUp {
            if let (Some(connection), true) = (self.connection, self.is_subscribed) {
                self.is_subscribed = false;
                self.transcript.tell(now, Kind::Unsubscribed { connection, sid: SUBSCRIPTION });
            }
            return self.client.close();
        }
        if !self.is_over() {
            self.note_subscription(now);
        }
    }

    fn note_subscription(&mut self, now: Time) {
        let Some(connection) = self.connection.filter(|_| !self.is_subscribed) else { return };
        let (sid, filter, group) = (SUBSCRIPTION, self.options.filter.clone(), None);
        self.transcript.tell(now, Kind::Subscribed { connection, sid, filter, group });
        self.is_subscribed = true;
        self.phase = Phase::Running;
    }

    fn look_at(&mut self, now: Time, came: &protocol::Message) {
        let watches = matches!(self.phase, Phase::Connecting | Phase::Running);
        let Some(connection) = self.connection.filter(|_| watches) else { return };
        // Nobody gets messages who has not subscribed.
        self.note_subscription(now);
        let Ok(subject) = Subject::from_wire(&came.subject) else {
            self.unrecorded += 1;
            return;
        };
        if options::hides(&subject) && !options::asks_for_hidden(&self.options.filter) {
            self.left_out += 1;
            return;
        }
        let is_enough = self.is_full || self.shown >= self.options.most;
        if is_enough || !self.allowance.take(now) {
            self.unrecorded += 1;
            return;
        }
        self.shown += 1;
        let id = MessageId::generated(ComponentId::OUTSIDE, self.shown);
        self.transcript.show(now, connection, kept::keep(came, subject, id, self.options.payload));
    }

    fn complain(&mut self, now: Time, complaint: Complaint) {
        if let Complaint::Subscribe(filter) = &complaint {
            self.fail(now, Failure::MayNotSubscribe(filter.clone()));
        }
        self.complaints.retain(|known| *known != complaint);
        if self.complaints.len() == COMPLAINTS {
            self.complaints.remove(0);
        }
        self.complaints.push(complaint);
    }

    fn fail(&mut self, now: Time, failure: Failure) {
        if self.is_over() {
            return;
        }
        self.client.close();
        self.disconnect(now);
        self.phase = Phase::Failed(failure);
    }

    fn disconnect(&mut self, now: Time) {
        (self.question, self.is_subscribed) = (None, false);
        if let Some(connection) = self.connection.take() {
            self.transcript.tell(now, Kind::Disconnected { broker: SERVER, connection });
        }
        if self.phase == Phase::CleaningUp {
            // There is nothing to say goodbye to.
            self.client.close();
            self.phase = Phase::Over;
        }
    }

    /// The connection is over, and not by our wish unless we are about to stop.
    fn end(&mut self, now: Time) {
        let refusal = match self.client.state() {
            State::Refused(refusal) => Some(refusal.clone()),
            _ => None,
        };
        self.disconnect(now);
        if !self.is_over() {
            self.phase = refusal.map_or(Phase::Over, |refusal| Phase::Failed(Failure::Refused(refusal)));
        }
        self.closes_at = None;
    }

    fn stop(&mut self, now: Time) {
        if self.is_over() || self.phase == Phase::CleaningUp {
            return;
        }
        self.phase = Phase::CleaningUp;
        if self.connection.is_none() {
            self.client.close();
            self.phase = Phase::Over;
            return;
        }
        self.client.unsubscribe(SUBSCRIPTION, None);
        self.question = Some(self.client.flush());
        self.closes_at = Some(now + FAREWELL);
    }
}

impl Engine for Watch {
    fn handle(&mut self, now: Time, told: Told<'_>) {
        match told {
            Told::Socket(socket, input) if socket == self.socket => {
                self.trace.note(now, &input);
                self.client.handle(now, input);
            }
            // What happens on an older one is of no interest any more; and who only watches does nothing.
            Told::Socket(..) | Told::Wish(_) => {}
            Told::Hidden(hidden) => self.is_hidden = hidden,
            Told::Full(full) => self.is_full = full,
            Told::Stop => self.stop(now),
        }
        self.settle(now);
    }

    fn wake(&mut self, now: Time) {
        self.client.wake(now);
        if self.closes_at.is_some_and(|at| at <= now) {
            self.closes_at = None;
            self.disconnect(now);
        }
        self.settle(now);
    }

    fn next_due(&self) -> Option<Time> {
        self.client.next_due().into_iter().chain(self.closes_at).min()
    }

    fn next_ask(&mut self) -> Option<Ask> {
        self.asks.pop_front()
    }

    fn next_record(&mut self) -> Option<Record> {
        self.transcript.next()
    }

    fn said(&self, component: ComponentId) -> Vec<Said> {
        if component == PAGE { self.trace.said().cloned().collect() } else { Vec::new() }
    }

    fn status(&self) -> Status {
        Status {
            phase: self.phase.clone(),
            state: self.client.state().clone(),
            server: self.client.server().cloned(),
            connections: u32::from(self.connection.is_some()),
            wanted: 1,
            complaints: self.complaints.clone(),
            lame_duck: self.is_lame_duck,
            hidden: self.is_hidden,
            unrecorded: self.unrecorded,
            left_out: self.left_out,
            held_back: 0,
            left: Vec::new(),
        }
    }
}
