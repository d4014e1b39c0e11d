//! Sockets: what happens on them reaches the connections, what connections want of them is asked for; and links that
//! are cut, where both wait.

use super::Run;
use super::lines::{Came, Note, Whose};
use crate::cast::Signal;
use crate::crew::Troupe;
use crate::live::client::{Client, Complaint, Event, Input, Output, Refusal, State};
use crate::live::engine::{Ask, SocketId};
use crate::live::trace::Trace;
use crate::message::{ComponentId, ConnectionId, MessageId};
use crate::transcript::{Kind, RefusalReason};

/// How many bytes wait behind a link that is cut, until the connection is given up.
const CUT: usize = 8 * 1024 * 1024;

impl Run {
    /// Cuts the link of a member: what is sent waits at either end.
    pub(super) fn cut(&mut self, id: ComponentId) {
        let connection = self.actor(id).and_then(|actor| actor.connection);
        let Some(line) = connection.and_then(|connection| self.lines.get_mut(connection)) else { return };
        if line.cut.is_none() {
            line.cut();
            self.record(id, Kind::Partitioned, None);
        }
    }

    /// Makes it whole again.
    pub(super) fn mend(&mut self, id: ComponentId) {
        let Some(connection) = self.actor(id).and_then(|actor| actor.connection) else { return };
        let Some(line) = self.lines.get_mut(connection) else { return };
        let (socket, owner, Some(cut)) = (line.socket, line.owner, &line.cut) else { return };
        // The server may have gone meanwhile: then what waits here has nowhere to go.
        let is_over = cut.is_over;
        let stuck = if is_over { line.stuck() } else { Vec::new() };
        let cut = line.cut.take().unwrap_or_default();
        let healed = self.record(id, Kind::Healed, None);
        stuck.into_iter().for_each(|message| self.never_sent(message, owner, Some(healed)));
        let Some(socket) = socket else { return };
        if !is_over {
            for bytes in cut.out {
                self.send(Whose::Cast(connection), socket, bytes);
            }
            self.evidence.unstick(connection);
        }
        for came in cut.came {
            match came {
                Came::Opened => self.hear_socket(socket, Input::Opened),
                Came::Bytes(bytes) => self.hear_socket(socket, Input::Received(&bytes)),
                Came::End => self.hear_socket(socket, Input::Closed),
            }
            self.settle();
        }
        self.look_behind_cuts();
    }

    /// Something happened on a socket; on one that is not used any more, it is nobody's affair.
    pub(super) fn hear_socket(&mut self, socket: SocketId, input: Input<'_>) {
        let Some(whose) = self.lines.whose(socket) else { return };
        self.lines.restless = true;
        let now = self.now;
        if let Whose::Cast(connection) = whose
            && let Some(cut) = self.lines.of_cast.get_mut(&connection).and_then(|line| line.cut.as_mut())
        {
            match input {
                Input::Received(bytes) if cut.bytes + bytes.len() > CUT => {
                    // It takes nothing any more, and the server gives it up.
                    if !std::mem::replace(&mut cut.is_over, true) {
                        cut.came.push(Came::End);
                        self.asks.push_back(Ask::Close(socket));
                    }
                }
                Input::Received(bytes) => {
                    cut.bytes += bytes.len();
                    cut.came.push(Came::Bytes(bytes.to_vec()));
                }
                Input::Closed | Input::Failed if !std::mem::replace(&mut cut.is_over, true) => {
                    cut.came.push(Came::End);
                }
                Input::Opened => cut.came.push(Came::Opened),
                Input::Closed | Input::Failed => {}
            }
            return;
        }
        self.note_wire(whose, &input);
        if let Some(client) = self.lines.client(whose) {
            client.handle(now, input);
        }
        self.listen(whose);
        self.stop_looking();
    }

    pub(super) fn wake_lines(&mut self) {
        let now = self.now;
        let due = |client: &Client| client.next_due().is_some_and(|due| due <= now);
        if due(&self.lines.first.client) {
            self.lines.administer().wake(now);
        }
        let late: Vec<ConnectionId> =
            self.lines.of_cast.iter().filter(|(_, line)| due(&line.client)).map(|(number, _)| *number).collect();
        for connection in late {
            if let Some(line) = self.lines.get_mut(connection) {
                line.client.wake(now);
            }
        }
    }

    /// Hears and does everything that is left to be heard and done on connections.
    pub(super) fn settle(&mut self) {
        while std::mem::take(&mut self.lines.restless) {
            self.listen(Whose::First);
            self.do_with_sockets(Whose::First);
            for connection in self.lines.all() {
                self.listen(Whose::Cast(connection));
                self.do_with_sockets(Whose::Cast(connection));
            }
        }
    }

    pub(super) fn do_with_sockets(&mut self, whose: Whose) {
        while let Some(output) = self.lines.client(whose).and_then(Client::next_output) {
            let socket = match whose {
                Whose::First => self.lines.first.socket,
                Whose::Cast(connection) => self.lines.get(connection).and_then(|line| line.socket),
            };
            match (output, socket) {
                (Output::Open, _) => {
                    let socket = self.lines.new_socket(whose);
                    self.asks.push_back(Ask::Open(socket));
                }
                (Output::Send(bytes), Some(socket)) => {
                    let line = match whose {
                        Whose::First => None,
                        Whose::Cast(connection) => self.lines.of_cast.get_mut(&connection),
                    };
                    match line.and_then(|line| line.cut.as_mut()) {
                        Some(cut) => cut.out.push(bytes),
                        None => self.send(whose, socket, bytes),
                    }
                }
                (Output::Close, Some(socket)) => {
                    let at = self.in_run(self.now);
                    if let Some(trace) = self.trace(whose) {
                        trace.ended(at, true);
                    }
                    self.asks.push_back(Ask::Close(socket));
                }
                (Output::Send(_) | Output::Close, None) => {}
            }
        }
    }

    /// Bytes leave now.
    fn send(&mut self, whose: Whose, socket: SocketId, bytes: Vec<u8>) {
        let at = self.in_run(self.now);
        if let Some(trace) = self.trace(whose) {
            trace.sent(at, &bytes);
        }
        self.asks.push_back(Ask::Send(socket, bytes));
    }

    /// What is kept of the wire of a member; of the first connection, nothing is.
    fn trace(&mut self, whose: Whose) -> Option<&mut Trace> {
        let Whose::Cast(connection) = whose else { return None };
        let owner = self.lines.of_cast.get(&connection)?.owner;
        Some(self.traces.entry(owner.component).or_default())
    }

    fn note_wire(&mut self, whose: Whose, input: &Input<'_>) {
        let at = self.in_run(self.now);
        if let Some(trace) = self.trace(whose) {
            trace.note(at, input);
        }
    }

    fn listen(&mut self, whose: Whose) {
        while let Some(event) = self.lines.client(whose).and_then(Client::next_event) {
            match (whose, event) {
                (whose, Event::Complained(complaint)) => self.hear_complaint(whose, complaint),
                (_, Event::LameDuck) => self.lame_duck = true,
                (Whose::First, event) => self.hear_first(event),
                (Whose::Cast(connection), event) => self.hear_line(connection, event),
            }
        }
    }

    /// The server does not permit something, and goes on.
    fn hear_complaint(&mut self, whose: Whose, complaint: Complaint) {
        match (whose, &complaint) {
            (Whose::Cast(connection), Complaint::Publish(subject)) => self.hear_forbidden(connection, subject),
            (Whose::Cast(connection), Complaint::Subscribe(filter)) => {
                if let Some(line) = self.lines.get_mut(connection) {
                    line.not_interested(filter);
                }
            }
            (Whose::First, Complaint::Publish(subject)) => self.may_not_ask(subject),
            _ => {}
        }
        self.complain(complaint);
    }

    /// What a member published there first, and what nothing is known of, was not taken.
    fn hear_forbidden(&mut self, connection: ConnectionId, subject: &str) {
        let Some(line) = self.lines.get(connection) else { return };
        self.evidence.forbidden(connection, subject);
        let names = line.names.clone();
        let is_it = |id: &MessageId| {
            let about = self.evidence.message(*id).map(|message| names.subject(&message.subject));
            self.evidence.is_open(*id) && about.is_some_and(|about| about.as_str() == subject)
        };
        let forbidden = line.unproven().find(is_it);
        if let Some(message) = forbidden {
            let reason = RefusalReason::Permission;
            self.evidence.unanswered(message);
            self.settle_publication(message, Kind::Refused { message, reason, alone: true });
        }
    }

    fn hear_line(&mut self, connection: ConnectionId, event: Event) {
        match event {
            Event::Connected => {
                let Some(line) = self.lines.get_mut(connection) else { return };
                line.up = true;
                let (owner, broker) = (line.owner, ComponentId { part: line.broker, member: 0 });
                line.prove();
                self.record(owner.component, Kind::Connected { broker, connection }, None);
                self.let_speak();
            }
            Event::Message(message) => self.hear_message(connection, &message),
            Event::Flushed(token) => self.proved(connection, token),
            Event::Disconnected | Event::Ended => {
                // Whether our side gave it up or theirs: what is left to be done with its socket has to be done now.
                self.do_with_sockets(Whose::Cast(connection));
                let Some(mut line) = self.lines.of_cast.remove(&connection) else { return };
                // A link that is cut goes with it, and what waited there never left.
                line.stuck().into_iter().for_each(|message| self.never_sent(message, line.owner, None));
                if let State::Refused(Refusal::Server(words) | Refusal::Authorization(words)) = line.client.state() {
                    self.complain(Complaint::Other(words.clone()));
                }
                let owner = self.forget(connection, line, None);
                if self.actor(owner.component).is_some_and(|actor| actor.connection == Some(connection)) {
                    self.signal(owner, Signal::Disconnected, None);
                }
                self.let_speak();
            }
            Event::Complained(_) | Event::LameDuck => {}
        }
    }

    /// A PONG came: what was noted before it is certain.
    fn proved(&mut self, connection: ConnectionId, token: u64) {
        let Some(line) = self.lines.get_mut(connection) else { return };
        let Some((_, notes)) = line.proving.take_if(|(awaited, _)| *awaited == token) else { return };
        line.prove();
        let owner = line.owner;
        for note in notes {
            match note {
                Note::Subscribed(sid, filter, group) => {
                    self.record(owner.component, Kind::Subscribed { connection, sid, filter, group }, None);
                }
                Note::Unsubscribed(sid) => {
                    let ended = self.record(owner.component, Kind::Unsubscribed { connection, sid }, None);
                    self.signal(owner, Signal::Unsubscribed(sid), Some(ended));
                }
                Note::Published(message) => self.taken(message),
            }
        }
        self.let_speak();
    }
}
