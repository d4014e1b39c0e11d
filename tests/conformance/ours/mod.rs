//! Our own client on real servers: the state machine of `live::client`, which the page has on a WebSocket, here over TCP.
//!
//! A thread reads, everything else is done by whoever asks. Scripts that other clients play are played by it, too.

#![allow(clippy::disallowed_types, reason = "a real server runs by the clock on the wall")]

mod script;
mod servers;
mod speaker;

pub use script::check;
pub use speaker::Speaker;

use queue_playground::live::client::{Client, Event, Input, Options, Output};
use queue_playground::sim::time::{Span, Time};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longer than a server takes to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The machine, its wire, and when its time began.
struct Machine {
    client: Client,
    address: SocketAddr,
    /// The wire that is open.
    stream: Option<TcpStream>,
    /// Whether a new one is to be opened, which the thread that reads does.
    wanted: bool,
    started: Instant,
}

/// Our client on a TCP connection.
pub struct Ours {
    machine: Arc<Mutex<Machine>>,
    told: Receiver<Event>,
}

fn lock(machine: &Mutex<Machine>) -> MutexGuard<'_, Machine> {
    machine.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Machine {
    fn now(&self) -> Time {
        let nanoseconds = self.started.elapsed().as_nanos();
        Time::from_nanos(u64::try_from(nanoseconds).expect("a test that ends"))
    }

    fn handle(&mut self, input: Input<'_>) {
        let now = self.now();
        self.client.handle(now, input);
    }

    /// Does what the client asks for.
    fn carry_out(&mut self) {
        while let Some(output) = self.client.next_output() {
            match output {
                Output::Open => self.wanted = true,
                Output::Close => {
                    if let Some(stream) = self.stream.take() {
                        let _ = stream.shutdown(Shutdown::Both);
                    }
                }
                // Whoever reads notices that the connection is gone.
                Output::Send(bytes) => {
                    if let Some(stream) = &mut self.stream {
                        let _ = stream.write_all(&bytes);
                    }
                }
            }
        }
    }

    /// Opens a wire, and gives back a second handle to read from.
    fn open(&mut self) -> Option<TcpStream> {
        self.stream = TcpStream::connect(self.address).ok();
        let Some(stream) = &self.stream else {
            self.handle(Input::Failed);
            return None;
        };
        stream.set_nodelay(true).expect("a TCP connection");
        let reading = stream.try_clone().expect("a second handle");
        self.handle(Input::Opened);
        Some(reading)
    }

    /// How long nothing need be done if nothing comes.
    fn rest(&self) -> Duration {
        let due = self.client.next_due().map_or(Span::from_secs(1), |due| due.since(self.now()));
        Duration::from_nanos(due.as_nanos()).clamp(Duration::from_millis(1), Duration::from_millis(50))
    }
}

/// Opens wires and reads them until the client is over; tells `tell` every event with nobody locked out.
fn drive(machine: &Mutex<Machine>, mut tell: impl FnMut(Event)) {
    let mut reading: Option<TcpStream> = None;
    let mut piece = vec![0; 16_384];
    loop {
        let read = match &mut reading {
            Some(stream) => stream.read(&mut piece),
            None => {
                let mut held = lock(machine);
                held.carry_out();
                let rest = if held.wanted { Duration::ZERO } else { held.rest() };
                drop(held);
                std::thread::sleep(rest);
                Err(ErrorKind::WouldBlock.into())
            }
        };
        let mut held = lock(machine);
        match read {
            Ok(0) => {
                held.stream = None;
                held.handle(Input::Closed);
            }
            Ok(count) => held.handle(Input::Received(&piece[..count])),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                let now = held.now();
                held.client.wake(now);
            }
            Err(_) => {
                held.stream = None;
                held.handle(Input::Failed);
            }
        }
        held.carry_out();
        if std::mem::take(&mut held.wanted) {
            reading = held.open();
            held.carry_out();
        }
        // One that was closed is not read any more.
        reading = reading.filter(|_| held.stream.is_some());
        if let Some(stream) = &reading {
            stream.set_read_timeout(Some(held.rest())).expect("some time");
        }
        let events: Vec<Event> = std::iter::from_fn(|| held.client.next_event()).collect();
        let over = events.contains(&Event::Ended);
        drop(held);
        events.into_iter().for_each(&mut tell);
        if over {
            return;
        }
    }
}

/// A client that begins to connect. Every event goes to `tell`, on another thread.
fn begin(address: SocketAddr, options: Options, tell: impl FnMut(Event) + Send + 'static) -> Arc<Mutex<Machine>> {
    let mut client = Client::new(options);
    client.connect(Time::ZERO);
    let machine = Machine { client, address, stream: None, wanted: false, started: Instant::now() };
    let machine = Arc::new(Mutex::new(machine));
    let driven = Arc::clone(&machine);
    std::thread::spawn(move || drive(&driven, tell));
    machine
}

/// Does something with the client, and says what it wants to be said.
fn with<R>(machine: &Mutex<Machine>, act: impl FnOnce(&mut Client) -> R) -> R {
    let mut held = lock(machine);
    let result = act(&mut held.client);
    held.carry_out();
    result
}

impl Ours {
    /// One that begins to connect.
    pub fn begin(address: SocketAddr, options: Options) -> Ours {
        let (tell, told) = channel();
        let machine = begin(address, options, move |event| {
            // Nobody wants to know any more once the test is over.
            let _ = tell.send(event);
        });
        Ours { machine, told }
    }

    /// Does something with the client.
    pub fn act<R>(&self, act: impl FnOnce(&mut Client) -> R) -> R {
        with(&self.machine, act)
    }

    /// The next event.
    pub fn next(&self) -> Event {
        self.told.recv_timeout(PATIENCE).expect("the server, or the client's patience, has something to say")
    }

    /// The events up to the one that is meant, and that one.
    pub fn until(&self, meant: impl Fn(&Event) -> bool) -> Vec<Event> {
        let mut events = vec![self.next()];
        while !events.last().is_some_and(&meant) {
            events.push(self.next());
        }
        events
    }

    /// Waits until the server has taken note of everything; what was heard meanwhile.
    pub fn settle(&self) -> Vec<Event> {
        let token = self.act(Client::flush);
        self.until(|event| matches!(event, Event::Flushed(taken) if *taken == token) || *event == Event::Ended)
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        self.act(Client::close);
    }
}
