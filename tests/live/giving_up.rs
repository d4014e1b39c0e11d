//! A connection that our own side gives up: its socket is closed, and what never left is known for lost. The server is a
//! script, and time is told, as nobody wants to wait for a minute and a half.

use crate::scenes::{count, find, handler, publish, scene, web};
use queue_playground::live::client::{Credentials, Input};
use queue_playground::live::engine::{Ask, Engine, Phase, SocketId, Told};
use queue_playground::live::names::Names;
use queue_playground::live::run::{Plan, Run};
use queue_playground::message::subject::Subject;
use queue_playground::scenario::{Action, Entry, Scenario};
use queue_playground::sim::time::{Span, Time};
use queue_playground::transcript::{Fold, Kind, Publications, Record};
use serde_json::json;
use std::collections::BTreeSet;

const INFO: &[u8] = b"INFO {\"server_id\":\"A\",\"version\":\"2.9.10\",\"headers\":true,\"max_payload\":1048576}\r\n";

/// A run on a server that says hello, answers every PING, and nothing else.
struct Scripted {
    run: Run,
    now: Time,
    open: BTreeSet<SocketId>,
    records: Vec<Record>,
    /// Whether a new connection hears nothing any more.
    is_silent: bool,
}

impl Scripted {
    fn start(scenario: &Scenario) -> Scripted {
        let names = Names::under(&Subject::parse("qp").expect("a subject"), "test1");
        let plan = Plan::new(scenario, names, Credentials::default(), 50).expect("a scenario for NATS");
        let run = Run::new(plan, Time::ZERO);
        let (open, records) = (BTreeSet::new(), Vec::new());
        let mut scripted = Scripted { run, now: Time::ZERO, open, records, is_silent: false };
        scripted.carry_out();
        scripted
    }

    fn tell(&mut self, socket: SocketId, input: Input<'_>) {
        self.run.handle(self.now, Told::Socket(socket, input));
    }

    fn carry_out(&mut self) {
        while let Some(ask) = self.run.next_ask() {
            match ask {
                Ask::Open(socket) => {
                    assert!(self.open.insert(socket));
                    self.tell(socket, Input::Opened);
                    if !self.is_silent {
                        self.tell(socket, Input::Received(INFO));
                    }
                }
                Ask::Send(socket, bytes) => {
                    assert!(self.open.contains(&socket), "nothing is sent on a socket that was closed");
                    let pings = String::from_utf8_lossy(&bytes).matches("PING\r\n").count();
                    (0..pings).for_each(|_| self.tell(socket, Input::Received(b"PONG\r\n")));
                }
                Ask::Close(socket) => {
                    assert!(self.open.remove(&socket), "a socket is closed once");
                    self.tell(socket, Input::Closed);
                }
            }
        }
        self.records.extend(std::iter::from_fn(|| self.run.next_record()));
    }

    fn act(&mut self, action: Action) {
        let at = self.run.in_its_time(self.now);
        self.run.handle(self.now, Told::Wish(Entry { at, action }));
        self.carry_out();
    }

    /// Lets time pass.
    fn pass(&mut self, span: Span) {
        let end = self.now + span;
        while let Some(due) = self.run.next_due().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.run.wake(self.now);
            self.carry_out();
        }
        self.now = end;
    }

    fn publications(&self) -> Publications {
        let mut publications = Publications::default();
        self.records.iter().for_each(|record| publications.feed(record));
        publications
    }
}

fn orders() -> Scenario {
    let save = handler("save", 1, &json!({ "filter": "orders.new" }));
    scene(&json!([]), &[web("orders.new", "0/s"), save])
}

fn cut(component: &str) -> Action {
    Action::Partition { component: component.to_owned() }
}

#[test]
fn a_connection_that_answers_no_ping_is_closed_and_another_is_opened() {
    let scenario = orders();
    let mut scripted = Scripted::start(&scenario);
    scripted.pass(Span::from_secs(3));
    assert_eq!((scripted.open.len(), scripted.run.status().connections), (3, 3));
    scripted.act(cut("web"));
    scripted.act(publish("web", "never left"));
    scripted.pass(Span::from_secs(120));
    let of_web = find(&scenario, "web");
    let gone = |one: &Record| one.component == of_web && matches!(one.kind, Kind::Disconnected { .. });
    assert_eq!(scripted.records.iter().filter(|one| gone(one)).count(), 1);
    assert_eq!((scripted.open.len(), scripted.run.status().connections), (3, 3), "the old socket is no more");
    // It waited on this side: the server never had it.
    let publications = scripted.publications();
    assert_eq!((publications.lost_on_link, publications.not_visible), (1, 0), "{publications:?}");
    scripted.run.handle(scripted.now, Told::Stop);
    scripted.carry_out();
    scripted.pass(Span::from_secs(10));
    assert_eq!((scripted.run.status().phase, scripted.open.len()), (Phase::Over, 0));
}

#[test]
fn handshakes_that_stay_silent_leave_no_socket_behind() {
    let mut scripted = Scripted::start(&orders());
    scripted.pass(Span::from_secs(3));
    scripted.is_silent = true;
    let socket = *scripted.open.last().expect("a socket");
    scripted.open.remove(&socket);
    scripted.tell(socket, Input::Closed);
    scripted.carry_out();
    scripted.pass(Span::from_secs(60));
    assert!(scripted.open.len() <= 3, "{:?}", scripted.open);
    assert!(count(&scripted.records, |kind| matches!(kind, Kind::Disconnected { .. })) > 0);
}
