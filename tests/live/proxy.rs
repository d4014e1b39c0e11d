//! Something between a run and its server that holds back what it carries, or breaks off.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

/// A proxy for one server; it ends with the test.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stalled: Mutex<bool>,
    changed: Condvar,
    streams: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let all = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(server) else { continue };
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let clone = |stream: &TcpStream| stream.try_clone().expect("another handle");
                    from.set_nodelay(true).expect("a socket");
                    all.streams.lock().expect("no panic").push(clone(from));
                    let (from, to, all) = (clone(from), clone(to), Arc::clone(&all));
                    std::thread::spawn(move || carry(from, to, &all));
                }
            }
        });
        Proxy { address, shared }
    }

    /// Carries nothing, in either direction, until told otherwise.
    pub fn stall(&self, stalled: bool) {
        *self.shared.stalled.lock().expect("no panic") = stalled;
        self.shared.changed.notify_all();
    }

    /// Breaks all connections off.
    pub fn drop_all(&self) {
        for stream in self.shared.streams.lock().expect("no panic").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, shared: &Shared) {
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let stalled = shared.stalled.lock().expect("no panic");
        drop(shared.changed.wait_while(stalled, |stalled| *stalled));
        if to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
