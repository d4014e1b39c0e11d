//! The driver itself, with the smallest engine there is: one that says hello.

use crate::driver::{Driver, Wire};
use crate::server::Server;
use queue_playground::live::client::{Input, State};
use queue_playground::live::engine::{Ask, Engine, Failure, Phase, SocketId, Status, Told};
use queue_playground::live::protocol::{Decoder, ServerOperation};
use queue_playground::scenario::Action;
use queue_playground::sim::time::Time;
use queue_playground::transcript::Record;
use std::collections::VecDeque;

const SOCKET: SocketId = SocketId(1);

/// Connects, waits for PONG, and closes.
struct Hello {
    asks: VecDeque<Ask>,
    phase: Phase,
    decoder: Decoder,
    pieces: usize,
}

impl Hello {
    fn new() -> Hello {
        let asks = VecDeque::from([Ask::Open(SOCKET)]);
        Hello { asks, phase: Phase::Connecting, decoder: Decoder::default(), pieces: 0 }
    }
}

impl Engine for Hello {
    fn handle(&mut self, _now: Time, told: Told<'_>) {
        match told {
            Told::Socket(SOCKET, Input::Received(bytes)) => {
                self.pieces += 1;
                self.decoder.feed(bytes);
            }
            Told::Socket(SOCKET, Input::Closed) => self.phase = Phase::Over,
            Told::Socket(SOCKET, Input::Failed) => self.phase = Phase::Failed(Failure::NoAnswer),
            Told::Stop => self.asks.push_back(Ask::Close(SOCKET)),
            _ => {}
        }
        while let Some(operation) = self.decoder.next_operation().expect("NATS") {
            match operation {
                ServerOperation::Info(_) => {
                    let hello = b"CONNECT {\"verbose\":false}\r\nPING\r\n".to_vec();
                    self.asks.push_back(Ask::Send(SOCKET, hello));
                }
                ServerOperation::Pong => self.phase = Phase::Running,
                _ => {}
            }
        }
    }

    fn wake(&mut self, _now: Time) {}

    fn next_due(&self) -> Option<Time> {
        None
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
            state: State::Idle,
            server: None,
            connections: 0,
            wanted: 1,
            complaints: Vec::new(),
            lame_duck: false,
            hidden: false,
            unrecorded: 0,
            left_out: 0,
            held_back: 0,
            left: Vec::new(),
        }
    }
}

fn says_hello_over(wire: Wire) -> usize {
    let server = Server::start();
    let mut driver = Driver::over(wire, Hello::new(), server.clients);
    driver.until("connected", |driver| (driver.status().phase == Phase::Running).then_some(()));
    assert_eq!(driver.sockets().collect::<Vec<_>>(), [SOCKET]);
    driver.wish(Action::Crash { component: "nobody".to_owned() });
    assert!(driver.records().is_empty());
    assert_eq!(driver.stop().phase, Phase::Over);
    driver.engine().pieces
}

#[test]
fn an_engine_is_connected_to_a_real_server_and_closed() {
    assert!(says_hello_over(Wire::Whole) < 10);
}

#[test]
fn a_faulty_wire_brings_one_byte_at_a_time() {
    assert!(says_hello_over(Wire::EveryByte) > 100);
}

#[test]
fn an_engine_hears_that_its_socket_was_cut() {
    let server = Server::start();
    let mut driver = Driver::start(Hello::new(), server.clients);
    driver.until("connected", |driver| (driver.status().phase == Phase::Running).then_some(()));
    driver.cut(SOCKET);
    driver.until("cut", |driver| (driver.status().phase == Phase::Over).then_some(()));
}

#[test]
fn a_server_that_was_killed_is_found_again_at_the_same_place() {
    let mut server = Server::start();
    let place = server.clients;
    server.kill();
    let mut driver = Driver::start(Hello::new(), place);
    driver.until("failed", |driver| (driver.status().phase == Phase::Failed(Failure::NoAnswer)).then_some(()));
    server.restart();
    assert_eq!(server.clients, place);
    let mut driver = Driver::start(Hello::new(), place);
    driver.until("connected", |driver| (driver.status().phase == Phase::Running).then_some(()));
}
