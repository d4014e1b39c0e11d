//! Drives any live engine over TCP: opens, feeds and closes the sockets that it asks for, tells it the time, and keeps
//! its records. It never sleeps: it blocks until a socket has something to say or the engine has something due.

#![allow(clippy::disallowed_types, reason = "a real server runs by the clock on the wall")]

use queue_playground::live::client::Input;
use queue_playground::live::engine::{Ask, Engine, Phase, SocketId, Status, Told};
use queue_playground::scenario::{Action, Entry};
use queue_playground::sim::time::Time;
use queue_playground::transcript::Record;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// How long something is waited for that has to happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many pieces wait to be read by the engine at most; then the server has to wait, as behind any slow client.
const PIECES: usize = 64;
/// The longest piece that is read at once, in bytes.
const PIECE: usize = 16 * 1024;
/// How many of the last records are told when something did not happen.
const TOLD: usize = 20;

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// As they come.
    Whole,
    /// One at a time, in both directions.
    EveryByte,
}

/// An engine, and the sockets that it asked for.
pub struct Driver<E> {
    engine: E,
    address: SocketAddr,
    wire: Wire,
    began: Instant,
    /// Those that are open for writing.
    open: BTreeMap<SocketId, TcpStream>,
    /// Those that were asked for and have not ended.
    alive: BTreeMap<SocketId, Alive>,
    heard: Receiver<(SocketId, Heard)>,
    teller: SyncSender<(SocketId, Heard)>,
    records: Vec<Record>,
}

/// Whether the engine still wants a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alive {
    Wanted,
    Closing,
}

/// What a thread that reads a socket says of it.
enum Heard {
    Opened(TcpStream),
    Received(Vec<u8>),
    Closed,
    Failed,
}

impl<E: Engine> Driver<E> {
    /// Begins with an engine whose sockets all lead to this address.
    pub fn start(engine: E, address: SocketAddr) -> Driver<E> {
        Driver::over(Wire::Whole, engine, address)
    }

    /// The same over a wire of this kind.
    pub fn over(wire: Wire, engine: E, address: SocketAddr) -> Driver<E> {
        let (teller, heard) = sync_channel(PIECES);
        let (open, alive, records) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        Driver { engine, address, wire, began: Instant::now(), open, alive, heard, teller, records }
    }

    /// How late it is for the engine.
    pub fn now(&self) -> Time {
        Time::from_nanos(u64::try_from(self.began.elapsed().as_nanos()).expect("no test runs for 584 years"))
    }

    /// How late it is in the run.
    pub fn run_time(&self) -> Time {
        self.engine.in_its_time(self.now())
    }

    /// The engine itself.
    pub fn engine(&mut self) -> &mut E {
        &mut self.engine
    }

    /// What happened so far.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// How the engine stands.
    pub fn status(&self) -> Status {
        self.engine.status()
    }

    /// Tells the engine something, now.
    pub fn tell(&mut self, told: Told<'_>) {
        self.engine.handle(self.now(), told);
        self.carry_out();
    }

    /// A person wants something done, now.
    pub fn wish(&mut self, action: Action) {
        let at = self.engine.in_its_time(self.now());
        self.tell(Told::Wish(Entry { at, action }));
    }

    /// The sockets that are open.
    pub fn sockets(&self) -> impl Iterator<Item = SocketId> {
        self.open.keys().copied()
    }

    /// Breaks a socket without a word, as a network does. The engine hears that it was closed.
    pub fn cut(&mut self, socket: SocketId) {
        let stream = self.open.get(&socket).expect("a socket that is open");
        // The other side may have been faster.
        let _ = stream.shutdown(Shutdown::Both);
    }

    /// Goes on until `condition` finds what it looks for.
    ///
    /// Panics if that takes longer than 20 seconds, and tells how the engine stands and what it recorded last.
    pub fn until<T>(&mut self, what: &str, mut condition: impl FnMut(&mut Driver<E>) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.carry_out();
            if let Some(found) = condition(self) {
                return found;
            }
            self.carry_out();
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let last = self.records.len().saturating_sub(TOLD);
                panic!("not {what} in {PATIENCE:?}: {:#?}\nlast records: {:#?}", self.status(), &self.records[last..]);
            }
            self.wait(left);
        }
    }

    /// Asks the engine to end, and goes on until it has and all its sockets are closed.
    pub fn stop(&mut self) -> Status {
        self.tell(Told::Stop);
        self.until("over", |driver| {
            let is_over = matches!(driver.status().phase, Phase::Over | Phase::Failed(_));
            (is_over && driver.alive.is_empty()).then(|| driver.status())
        })
    }

    /// Takes in the next thing that happens, or does what is due, within this time.
    fn wait(&mut self, most: Duration) {
        let due = self.engine.next_due();
        let patience = due.map_or(most, |due| most.min(Duration::from_nanos(due.since(self.now()).as_nanos())));
        if let Ok((socket, heard)) = self.heard.recv_timeout(patience) {
            self.take_in(socket, heard);
        }
        // What happened may have moved what is due.
        if self.engine.next_due().is_some_and(|due| due <= self.now()) {
            self.engine.wake(self.now());
        }
    }

    fn take_in(&mut self, socket: SocketId, heard: Heard) {
        match heard {
            Heard::Opened(stream) if self.alive.get(&socket) == Some(&Alive::Wanted) => {
                self.open.insert(socket, stream);
                self.engine.handle(self.now(), Told::Socket(socket, Input::Opened));
            }
            // It was closed before it was open.
            Heard::Opened(stream) => drop(stream.shutdown(Shutdown::Both)),
            Heard::Received(bytes) => {
                let piece = if self.wire == Wire::EveryByte { 1 } else { PIECE };
                for bytes in bytes.chunks(piece) {
                    self.engine.handle(self.now(), Told::Socket(socket, Input::Received(bytes)));
                    self.carry_out();
                }
            }
            Heard::Closed | Heard::Failed => {
                self.open.remove(&socket);
                self.alive.remove(&socket);
                let input = if matches!(heard, Heard::Failed) { Input::Failed } else { Input::Closed };
                self.engine.handle(self.now(), Told::Socket(socket, input));
            }
        }
        self.carry_out();
    }

    /// Does what the engine asks for, and keeps what it recorded.
    fn carry_out(&mut self) {
        while let Some(ask) = self.engine.next_ask() {
            match ask {
                Ask::Open(socket) => self.connect(socket),
                Ask::Send(socket, bytes) => self.send(socket, &bytes),
                Ask::Close(socket) => {
                    if let Some(alive) = self.alive.get_mut(&socket) {
                        *alive = Alive::Closing;
                    }
                    // What was sent before arrives; the server closes its side then.
                    if let Some(stream) = self.open.remove(&socket) {
                        let _ = stream.shutdown(Shutdown::Write);
                    }
                }
            }
        }
        self.records.extend(std::iter::from_fn(|| self.engine.next_record()));
    }

    fn connect(&mut self, socket: SocketId) {
        assert!(self.alive.insert(socket, Alive::Wanted).is_none(), "{socket:?} is used twice");
        let (address, teller) = (self.address, self.teller.clone());
        std::thread::spawn(move || read(socket, address, &teller));
    }

    fn send(&mut self, socket: SocketId, bytes: &[u8]) {
        // On a socket that has ended nothing can be sent, and whoever reads it tells so.
        let Some(stream) = self.open.get_mut(&socket) else { return };
        let piece = if self.wire == Wire::EveryByte { 1 } else { bytes.len().max(1) };
        let _ = bytes.chunks(piece).try_for_each(|bytes| stream.write_all(bytes));
    }
}

impl<E> Drop for Driver<E> {
    fn drop(&mut self) {
        // The threads that read end with their sockets, or as nobody listens to them any more.
        for stream in self.open.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Opens a socket, and tells what it says until it ends or nobody listens.
fn read(socket: SocketId, address: SocketAddr, teller: &SyncSender<(SocketId, Heard)>) {
    let tell = |heard| teller.send((socket, heard)).is_ok();
    let opened = TcpStream::connect(address).and_then(|stream| {
        // Or small pieces would be held back to be sent together.
        stream.set_nodelay(true)?;
        Ok((stream.try_clone()?, stream))
    });
    let Ok((ours, mut stream)) = opened else {
        tell(Heard::Failed);
        return;
    };
    let mut is_heard = tell(Heard::Opened(ours));
    let mut piece = [0; PIECE];
    while is_heard {
        is_heard = match stream.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(length) => tell(Heard::Received(piece[..length].to_vec())),
        };
    }
    tell(Heard::Closed);
}
