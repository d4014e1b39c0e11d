//! One connection to a real server. What it hears is noted by a thread of its own, with the moment.

#![allow(clippy::disallowed_types, reason = "a real server runs by the clock on the wall")]

use super::server::Account;
use queue_playground::live::protocol::{ClientOperation, Decoder, Message, ServerOperation};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::Sender;
use std::time::Instant;

/// Something that a client heard.
pub struct Noted {
    /// The client.
    pub client: u32,
    pub at: Instant,
    pub message: Message,
}

/// Whoever can play a script on a real server.
pub trait Speaks {
    fn connect(address: SocketAddr, account: &Account<'_>, number: u32, notes: Sender<Noted>) -> Self;

    fn say(&mut self, operation: &ClientOperation<'_>);
}

/// Nothing but the codec.
pub struct Client {
    stream: TcpStream,
}

impl Speaks for Client {
    fn connect(address: SocketAddr, account: &Account<'_>, number: u32, notes: Sender<Noted>) -> Client {
        let mut stream = TcpStream::connect(address).expect("the server's port");
        stream.set_nodelay(true).expect("a TCP connection");
        let user = account.user();
        let hello = serde_json::json!({
            "verbose": false, "pedantic": false, "protocol": 1, "headers": true, "no_responders": true, "echo": true,
            "name": "conformance", "user": &user, "pass": &user,
        });
        stream.write_all(format!("CONNECT {hello}\r\nPING\r\n").as_bytes()).expect("an open connection");
        let mut decoder = Decoder::default();
        while !matches!(next(&mut stream, &mut decoder), Some(ServerOperation::Pong)) {}
        let mut reader = stream.try_clone().expect("a second handle");
        std::thread::spawn(move || {
            while let Some(operation) = next(&mut reader, &mut decoder) {
                match operation {
                    ServerOperation::Message(message) => {
                        // Nobody wants to know any more once the script is over.
                        let _ = notes.send(Noted { client: number, at: Instant::now(), message });
                    }
                    ServerOperation::Error(error) => panic!("nats-server says: {error}"),
                    _ => {}
                }
            }
        });
        Client { stream }
    }

    fn say(&mut self, operation: &ClientOperation<'_>) {
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        self.stream.write_all(&bytes).expect("an open connection");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// The next operation; none once the connection is closed.
fn next(stream: &mut TcpStream, decoder: &mut Decoder) -> Option<ServerOperation> {
    loop {
        if let Some(operation) = decoder.next_operation().expect("NATS") {
            return Some(operation);
        }
        let mut piece = [0; 16_384];
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => decoder.feed(&piece[..read]),
            _ => return None,
        }
    }
}
