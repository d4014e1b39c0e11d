//! A script on a real nats-server. What a client says is written by hand here, since it need not be valid; what it hears
//! is read by our own codec.

use crate::outcome::Outcome;
use crate::script::{Prefix, Step, group};
use crate::server::Server;
use queue_playground::broker::ConnectionOptions;
use queue_playground::live::protocol::{Decoder, Message, ServerOperation};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The largest payload that a server allows if it is not told otherwise.
pub const MAX_PAYLOAD: usize = 1_048_576;

/// One connection.
pub struct Client {
    stream: TcpStream,
    decoder: Decoder,
    /// By which the server knows the connection.
    pub cid: u64,
    heard: Vec<Heard>,
}

/// What a server says to a client.
enum Heard {
    Message(Message),
    Error(String),
    End,
}

impl Client {
    pub fn connect(server: &Server, options: ConnectionOptions) -> Client {
        let stream = TcpStream::connect(server.clients).expect("the server's port");
        let mut client = Client { stream, decoder: Decoder::default(), cid: 0, heard: Vec::new() };
        let ConnectionOptions { echo, pedantic, no_responders } = options;
        let hello = json!({
            "verbose": false, "headers": true, "echo": echo, "pedantic": pedantic, "no_responders": no_responders,
        });
        client.say(&format!("CONNECT {hello}\r\n"));
        client
    }

    /// Says something and waits until the server has taken note. Whether the connection is still open then.
    pub fn say(&mut self, lines: &str) -> bool {
        let sent = self.stream.write_all(format!("{lines}PING\r\n").as_bytes());
        sent.is_ok() && self.listen()
    }

    /// Takes in what the server says, up to its answer to a ping, or to the end.
    fn listen(&mut self) -> bool {
        loop {
            match self.decoder.next_operation().expect("NATS") {
                Some(ServerOperation::Pong) => return true,
                Some(ServerOperation::Message(message)) => self.heard.push(Heard::Message(message)),
                Some(ServerOperation::Error(error)) => self.heard.push(Heard::Error(error)),
                Some(ServerOperation::Info(info)) => {
                    let info: serde_json::Value = serde_json::from_str(&info).expect("JSON");
                    self.cid = info["client_id"].as_u64().expect("a number");
                }
                Some(_) => {}
                None => {
                    let mut piece = [0; 4_096];
                    let Ok(read @ 1..) = self.stream.read(&mut piece) else {
                        self.heard.push(Heard::End);
                        return false;
                    };
                    self.decoder.feed(&piece[..read]);
                }
            }
        }
    }

    /// Does a step. Whether the connection is still open then.
    fn act(&mut self, step: Step, position: usize, prefix: Prefix) -> bool {
        match step {
            Step::Connect(..) => true,
            Step::Publish(_, subject) => self.publish(&format!("{prefix}{subject}"), position),
            Step::Request(_, subject, reply) => self.publish(&format!("{prefix}{subject} {prefix}{reply}"), position),
            Step::Subscribe(_, sid, filter, group) => {
                self.say(&format!("SUB {prefix}{filter} {} {sid}\r\n", group.unwrap_or_default()))
            }
            Step::Unsubscribe(_, sid, max) => {
                self.say(&format!("UNSUB {sid} {}\r\n", max.map_or_else(String::new, |max| max.to_string())))
            }
            // The server closes as soon as it reads how much would come; nothing more is sent, or what it says would be
            // lost with the connection.
            Step::PublishTooMuch(_, subject) => {
                let line = format!("PUB {prefix}{subject} {}\r\n", MAX_PAYLOAD + 1);
                self.stream.write_all(line.as_bytes()).is_ok() && self.listen()
            }
            Step::Disconnect(_) => {
                self.say("");
                false
            }
        }
    }

    fn publish(&mut self, subjects: &str, position: usize) -> bool {
        let payload = position.to_string();
        self.say(&format!("PUB {subjects} {}\r\n{payload}\r\n", payload.len()))
    }
}

pub fn run(server: &Server, steps: &[Step], prefix: Prefix) -> Outcome {
    let mut outcome = Outcome::default();
    for (client, heard) in play(server, steps, prefix) {
        match heard {
            Heard::Error(error) => outcome.errors.entry(client).or_default().push(error),
            Heard::End => outcome.closed.push(client),
            Heard::Message(message) if message.status.is_some() => {
                assert_eq!(message.status.map(|status| status.code), Some(503));
                outcome.refused.entry(client).or_default().push(message.subject.to_string());
            }
            Heard::Message(message) => {
                let (sid, position) = (message.sid.0, message.payload.text().parse().expect("a position"));
                outcome.delivered(group(steps, client, sid), client, sid, position);
            }
        }
    }
    outcome
}

/// Which client got each message, in order.
pub fn members(server: &Server, steps: &[Step]) -> Vec<u32> {
    let heard = play(server, steps, "").into_iter();
    let mut members: Vec<(usize, u32)> = heard
        .filter_map(|(client, heard)| match heard {
            Heard::Message(message) => Some((message.payload.text().parse().expect("a position"), client)),
            _ => None,
        })
        .collect();
    members.sort_unstable();
    members.into_iter().map(|(_, client)| client).collect()
}

/// Plays the script; what each client heard, in its order.
fn play(server: &Server, steps: &[Step], prefix: Prefix) -> Vec<(u32, Heard)> {
    let mut clients: BTreeMap<u32, Client> = BTreeMap::new();
    let mut heard = Vec::new();
    for (position, &step) in steps.iter().enumerate() {
        let number = step.client();
        let options = if let Step::Connect(_, options) = step { options } else { ConnectionOptions::default() };
        let client = clients.entry(number).or_insert_with(|| Client::connect(server, options));
        if !client.act(step, position, prefix) {
            let Client { cid, heard: last, .. } = clients.remove(&number).expect("who just acted");
            heard.extend(last.into_iter().map(|heard| (number, heard)));
            server.await_end(cid);
        }
    }
    for (number, mut client) in clients {
        client.say("");
        heard.extend(client.heard.into_iter().map(|heard| (number, heard)));
    }
    heard
}
