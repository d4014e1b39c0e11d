//! Our own client, as it plays a script for streams and consumers.

use super::{Machine, begin, script, with};
use crate::jetstream::{Account, Noted, Speaks};
use queue_playground::live::client::{Client, Credentials, Event, Options, State};
use queue_playground::live::protocol::ClientOperation;
use std::net::SocketAddr;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

pub struct Speaker(Arc<Mutex<Machine>>);

impl Speaks for Speaker {
    fn connect(address: SocketAddr, account: &Account<'_>, number: u32, notes: Sender<Noted>) -> Speaker {
        let credentials = Credentials { user: account.user(), password: account.user(), ..Credentials::default() };
        let (tell, told) = channel();
        let machine = begin(address, Options { credentials, ..script::options("conformance", true) }, move |event| {
            match event {
                Event::Message(message) => {
                    // Nobody wants to know any more once the script is over.
                    let _ = notes.send(Noted { client: number, at: Instant::now(), message });
                }
                Event::Connected => tell.send(()).expect("whoever waits for it"),
                Event::Ended | Event::Flushed(_) => {}
                other => panic!("nats-server says: {other:?}"),
            }
        });
        told.recv().expect("a connection");
        Speaker(machine)
    }

    fn say(&mut self, operation: &ClientOperation<'_>) {
        with(&self.0, |client| match operation {
            ClientOperation::Subscribe { filter, group, sid } => client.subscribe(*sid, filter, *group),
            ClientOperation::Unsubscribe { sid, max } => client.unsubscribe(*sid, *max),
            ClientOperation::Publish { subject, reply, headers, payload } => {
                client.publish(subject, *reply, headers, payload).expect("a connection");
            }
            other => panic!("a client says that by itself: {other:?}"),
        });
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        with(&self.0, |client| {
            if !std::thread::panicking() {
                assert_eq!(*client.state(), State::Connected);
            }
            Client::close(client);
        });
    }
}
