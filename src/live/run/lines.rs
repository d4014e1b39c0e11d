//! The connections of a run: the first one, which administers, and one for each process of the cast.

use super::{Plan, Run, socket};
use crate::crew::Owner;
use crate::live::client::{Client, Options, State};
use crate::live::engine::SocketId;
use crate::live::names::Names;
use crate::message::subject::{Filter, Subject};
use crate::message::{ComponentId, ConnectionId, MessageId, Sid};
use crate::ordered::Map;
use crate::scenario::Role;
use crate::sim::chance::Seed;
use crate::sim::time::Time;
use crate::transcript::Kind;
use std::sync::Arc;

/// On which subscription a connection awaits what servers answer; the cast numbers its own from 1.
pub(super) const ANSWERS: Sid = Sid(1_000);

/// All connections.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) first: First,
    pub(super) of_cast: Map<ConnectionId, Line>,
    /// The last connection that was opened; the next one gets the next number.
    pub(super) latest: ConnectionId,
    sockets: u32,
    /// Whether whoever speaks first waits until everybody else listens.
    pub(super) hushed: bool,
    /// Whether something happened that nobody has looked at.
    pub(super) restless: bool,
}

/// The connection that administers.
#[derive(Debug)]
pub(super) struct First {
    pub(super) client: Client,
    pub(super) socket: Option<SocketId>,
}

/// A connection of a process.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) owner: Owner,
    pub(super) broker: u16,
    pub(super) names: Names,
    pub(super) client: Client,
    pub(super) socket: Option<SocketId>,
    /// Whether it waits for the first connection to come back before it tries.
    pub(super) waits: bool,
    /// Whether the server knows it.
    pub(super) up: bool,
    /// What is to be known for certain with the next PONG, and with the one after.
    notes: Vec<Note>,
    pub(super) proving: Option<(u64, Vec<Note>)>,
    /// What the server was told to send here, and not told to stop.
    interests: Vec<(Sid, Filter, Option<Arc<str>>)>,
    /// How many answers were awaited on it.
    pub(super) questions: u32,
    /// What waits at a link that is cut: bytes to send, and what came.
    pub(super) cut: Option<Cut>,
}

#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) out: Vec<Vec<u8>>,
    pub(super) came: Vec<Came>,
    /// How many bytes have come.
    pub(super) bytes: usize,
    /// Whether the connection has ended meanwhile, which does not show before the link is whole.
    pub(super) is_over: bool,
    /// How many messages had been sent before and were not proved.
    before: usize,
}

/// What came over a link that is cut.
#[derive(Debug)]
pub(super) enum Came {
    Opened,
    Bytes(Vec<u8>),
    End,
}

/// What the server is certain to have done when it answers a ping that was sent behind it.
#[derive(Clone, Debug)]
pub(super) enum Note {
    Subscribed(Sid, Filter, Option<Arc<str>>),
    Unsubscribed(Sid),
    Published(MessageId),
}

/// Whose connection it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    First,
    Cast(ConnectionId),
}

fn options(plan: &Plan, name: &str, reconnect: bool, key: u64) -> Options {
    let of_run = plan.names.shown_as();
    Options {
        name: format!("{of_run} {name}"),
        credentials: plan.credentials.clone(),
        echo: true,
        reconnect,
        seed: Seed(plan.scenario.seed.0 ^ key),
    }
}

impl Lines {
    pub(super) fn new(plan: &Plan) -> Lines {
        let client = Client::new(options(plan, "queue-playground", true, 0));
        let first = First { client, socket: None };
        Lines { first, of_cast: Map::new(), latest: ConnectionId(0), sockets: 0, hushed: false, restless: true }
    }

    pub(super) fn next_due(&self) -> Option<Time> {
        let first = self.first.client.next_due();
        first.into_iter().chain(self.of_cast.values().filter_map(|line| line.client.next_due())).min()
    }

    /// How many connections there are or will be.
    pub(super) fn wanted(&self) -> u32 {
        1 + u32::try_from(self.of_cast.values().count()).unwrap_or(u32::MAX)
    }

    /// How many connections of the cast the server knows.
    pub(super) fn connected(&self) -> u32 {
        u32::try_from(self.of_cast.values().filter(|line| line.up).count()).unwrap_or(u32::MAX)
    }

    /// Every connection of the cast.
    pub(super) fn all(&self) -> Vec<ConnectionId> {
        self.of_cast.keys().copied().collect()
    }

    pub(super) fn get(&self, connection: ConnectionId) -> Option<&Line> {
        self.of_cast.get(&connection)
    }

    pub(super) fn get_mut(&mut self, connection: ConnectionId) -> Option<&mut Line> {
        self.restless = true;
        self.of_cast.get_mut(&connection)
    }

    /// The first connection, to be used.
    pub(super) const fn administer(&mut self) -> &mut Client {
        self.restless = true;
        &mut self.first.client
    }

    pub(super) fn new_socket(&mut self, whose: Whose) -> SocketId {
        self.sockets += 1;
        let id = socket(self.sockets);
        match whose {
            Whose::First => self.first.socket = Some(id),
            Whose::Cast(connection) => {
                if let Some(line) = self.of_cast.get_mut(&connection) {
                    line.socket = Some(id);
                }
            }
        }
        id
    }

    pub(super) fn whose(&self, socket: SocketId) -> Option<Whose> {
        if self.first.socket == Some(socket) {
            return Some(Whose::First);
        }
        let of_cast = self.of_cast.iter().find(|(_, line)| line.socket == Some(socket));
        of_cast.map(|(connection, _)| Whose::Cast(*connection))
    }

    pub(super) fn client(&mut self, whose: Whose) -> Option<&mut Client> {
        match whose {
            Whose::First => Some(&mut self.first.client),
            Whose::Cast(connection) => self.of_cast.get_mut(&connection).map(|line| &mut line.client),
        }
    }

    /// How many copies of a message of this subject go to subscriptions of the cast: one for each plain one, one for
    /// each queue group.
    pub(super) fn interested(&self, broker: u16, subject: &Subject) -> u32 {
        let mut groups: Vec<&str> = Vec::new();
        let mut copies = 0;
        for line in self.of_cast.values().filter(|line| line.up && line.broker == broker) {
            for (_, _, group) in line.interests.iter().filter(|(_, filter, _)| filter.matches(subject)) {
                match group.as_deref() {
                    Some(group) if groups.contains(&group) => {}
                    group => {
                        groups.extend(group);
                        copies += 1;
                    }
                }
            }
        }
        copies
    }

    /// Whether a message may wait for somebody whose link is cut.
    pub(super) fn is_cut_from(&self, broker: u16, subject: &Subject) -> bool {
        let mut cut = self.of_cast.values().filter(|line| line.up && line.cut.is_some() && line.broker == broker);
        cut.any(|line| line.interests.iter().any(|(_, filter, _)| filter.matches(subject)))
    }
}

impl Line {
    /// Its client, to be used.
    pub(super) const fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Where it awaits answers of servers: all of them, and the one of this number.
    pub(super) fn answers(&self, connection: ConnectionId, number: Option<u32>) -> String {
        let last = number.map_or_else(|| "*".to_owned(), |number| number.to_string());
        format!("_INBOX.qp_{}.answers.{}.{last}", self.names.run(), connection.0)
    }

    /// Whether the server knows everything that it was told to send here.
    pub(super) fn listens(&self) -> bool {
        self.up && self.proving.is_none()
    }

    /// Takes note of what will be certain with the next PONG.
    pub(super) fn note(&mut self, note: Note) {
        match &note {
            Note::Subscribed(sid, filter, group) => self.interests.push((*sid, filter.clone(), group.clone())),
            Note::Unsubscribed(gone) => self.interests.retain(|(sid, ..)| sid != gone),
            Note::Published(_) => {}
        }
        self.notes.push(note);
        self.prove();
    }

    /// Asks for a PONG, if something waits for one and none is awaited.
    pub(super) fn prove(&mut self) {
        if self.up && self.proving.is_none() && !self.notes.is_empty() {
            self.proving = Some((self.client.flush(), std::mem::take(&mut self.notes)));
        }
    }

    /// Its link is cut: what is sent from here on waits.
    pub(super) fn cut(&mut self) {
        self.cut = Some(Cut { before: self.unproven().count(), ..Cut::default() });
    }

    /// The messages that wait at a link that is cut, which will never leave.
    pub(super) fn stuck(&mut self) -> Vec<MessageId> {
        let Some(cut) = &self.cut else { return Vec::new() };
        let stuck: Vec<MessageId> = self.unproven().skip(cut.before).collect();
        let has_left = |note: &Note| !matches!(note, Note::Published(message) if stuck.contains(message));
        self.notes.retain(has_left);
        if let Some((_, notes)) = &mut self.proving {
            notes.retain(has_left);
        }
        stuck
    }

    /// The messages of which no PONG has proved yet that the server took them, oldest first.
    pub(super) fn unproven(&self) -> impl Iterator<Item = MessageId> {
        let proving = self.proving.iter().flat_map(|(_, notes)| notes);
        proving.chain(&self.notes).filter_map(|note| match note {
            Note::Published(message) => Some(*message),
            Note::Subscribed(..) | Note::Unsubscribed(_) => None,
        })
    }

    /// The server does not let it subscribe to what it calls so.
    pub(super) fn not_interested(&mut self, on_server: &str) {
        let is_it = |filter: &Filter| self.names.filter(filter).as_str() == on_server;
        self.interests.retain(|(_, filter, _)| !is_it(filter));
        let is_noted = |note: &Note| matches!(note, Note::Subscribed(_, filter, _) if is_it(filter));
        self.notes.retain(|note| !is_noted(note));
        if let Some((_, notes)) = &mut self.proving {
            notes.retain(|note| !is_noted(note));
        }
    }

    /// The group of one of its subscriptions.
    pub(super) fn group(&self, sid: Sid) -> Option<&Arc<str>> {
        self.interests.iter().find(|(of, ..)| *of == sid).and_then(|(_, _, group)| group.as_ref())
    }
}

impl Run {
    pub(super) fn connect_first(&mut self) {
        let now = self.now;
        self.lines.administer().connect(now);
        self.settle();
    }

    /// Opens a connection for a process; its number.
    pub(super) fn open(&mut self, owner: Owner) -> Option<ConnectionId> {
        let part = self.plan.roster.part(owner.component)?;
        let broker = part.broker?;
        self.lines.latest.0 += 1;
        let connection = self.lines.latest;
        let name = self.plan.roster.name(owner.component);
        let client = Client::new(options(&self.plan, &name, false, u64::from(connection.0)));
        let speaks = matches!(part.role, Some(Role::Publisher(_) | Role::Requester(_) | Role::Gatherer(_)));
        let waits = *self.lines.first.client.state() != State::Connected || self.lines.hushed && speaks;
        let mut line = Line {
            owner,
            broker,
            names: self.plan.names_of(broker),
            client,
            socket: None,
            waits,
            up: false,
            notes: Vec::new(),
            proving: None,
            interests: Vec::new(),
            questions: 0,
            cut: None,
        };
        // Before anything else: what waits for the connection may be a question.
        if let Ok(answers) = Filter::from_wire(&line.answers(connection, None)) {
            line.client.subscribe(ANSWERS, &answers, None);
        }
        self.lines.of_cast.insert(connection, line);
        if !waits {
            self.try_to_connect(connection);
        }
        Some(connection)
    }

    fn try_to_connect(&mut self, connection: ConnectionId) {
        let now = self.now;
        let Some(line) = self.lines.get_mut(connection) else { return };
        line.waits = false;
        line.client.connect(now);
    }

    /// The server is there again: whoever waited for it tries now.
    pub(super) fn let_in(&mut self) {
        let waiting: Vec<ConnectionId> =
            self.lines.of_cast.iter().filter(|(_, line)| line.waits).map(|(connection, _)| *connection).collect();
        for connection in waiting {
            self.try_to_connect(connection);
        }
    }

    /// Ends a connection on purpose. Nobody hears of it but the server, and the transcript.
    pub(super) fn close(&mut self, connection: ConnectionId, cause: Option<u64>) {
        let Some(line) = self.lines.get_mut(connection) else { return };
        // A link that is cut carries nothing, not even the end: what waits at it is gone with the process.
        let (stuck, owner) = (line.stuck(), line.owner);
        line.cut = None;
        line.client.close();
        stuck.into_iter().for_each(|message| self.never_sent(message, owner, cause));
        self.do_with_sockets(Whose::Cast(connection));
        if let Some(line) = self.lines.of_cast.remove(&connection) {
            self.forget(connection, line, cause);
        }
    }

    /// A connection is no more.
    pub(super) fn forget(&mut self, connection: ConnectionId, line: Line, cause: Option<u64>) -> Owner {
        let broker = ComponentId { part: line.broker, member: 0 };
        if line.up {
            self.record(line.owner.component, Kind::Disconnected { broker, connection }, cause);
        }
        // What was sent and not proved may have arrived or not; what was never sent is lost.
        let proving = line.proving.into_iter().flat_map(|(_, notes)| notes);
        let unproven = proving.chain(if line.up { line.notes.clone() } else { Vec::new() });
        let unsent = if line.up { Vec::new() } else { line.notes };
        for note in unproven {
            if let Note::Published(message) = note {
                self.taken(message);
            }
        }
        for note in unsent {
            if let Note::Published(message) = note {
                self.never_sent(message, line.owner, cause);
            }
        }
        self.evidence.forget_connection(connection);
        self.look_behind_cuts();
        line.owner
    }
}
