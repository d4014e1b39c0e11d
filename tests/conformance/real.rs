//! A script on a real nats-server, over our own codec.

use crate::outcome::Outcome;
use crate::script::{Script, Step};
use queue_playground::live::protocol::{ClientOperation, Decoder, Message, ServerOperation};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Headers, Payload, Sid};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

/// A nats-server of the test's own, on free loopback ports; ended when dropped.
pub struct Server {
    process: Child,
    clients: SocketAddr,
    monitor: SocketAddr,
}

impl Server {
    pub fn start() -> Server {
        let mut process = Command::new("nats-server")
            .args(["--addr", "127.0.0.1", "--port", "-1", "--http_port", "-1"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("nats-server is on PATH; `cargo xtask test conformance` installs it");
        let mut log = BufReader::new(process.stderr.take().expect("its log")).lines();
        let mut address = |before: &str| -> SocketAddr {
            let line = log.by_ref().map(|line| line.expect("a log in UTF-8")).find(|line| line.contains(before));
            let line = line.expect("the server says where it listens");
            line.rsplit(' ').next().and_then(|address| address.parse().ok()).expect("an address")
        };
        let monitor = address("Starting http monitor on");
        let clients = address("Listening for client connections on");
        // The log is read on, lest the server blocks on a full pipe.
        std::thread::spawn(move || log.for_each(drop));
        Server { process, clients, monitor }
    }

    /// Waits until the server has noticed that all but so many connections are gone.
    fn await_connections(&self, most: usize) {
        let noticed = (0..10_000).any(|_| self.connections() <= most as u64);
        assert!(noticed, "nats-server still keeps connections that were closed");
    }

    /// How many connections the server knows.
    fn connections(&self) -> u64 {
        let mut stream = TcpStream::connect(self.monitor).expect("the monitoring port");
        stream.write_all(b"GET /connz HTTP/1.0\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        body["num_connections"].as_u64().expect("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One connection.
struct Client {
    stream: TcpStream,
    decoder: Decoder,
    heard: Vec<Message>,
}

impl Client {
    fn connect(server: &Server) -> Client {
        let stream = TcpStream::connect(server.clients).expect("the server's port");
        let mut client = Client { stream, decoder: Decoder::default(), heard: Vec::new() };
        client.say(&ClientOperation::Connect { name: "conformance", echo: true });
        client
    }

    /// Does something and waits until the server has taken note.
    fn say(&mut self, operation: &ClientOperation<'_>) {
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        ClientOperation::Ping.encode(&mut bytes);
        self.stream.write_all(&bytes).expect("an open connection");
        loop {
            match self.decoder.next_operation().expect("NATS") {
                Some(ServerOperation::Pong) => return,
                Some(ServerOperation::Message(message)) => self.heard.push(message),
                Some(ServerOperation::Error(error)) => panic!("nats-server says: {error}"),
                Some(_) => {}
                None => {
                    let mut piece = [0; 4_096];
                    let read = self.stream.read(&mut piece).expect("an open connection");
                    assert!(read > 0, "nats-server closed the connection");
                    self.decoder.feed(&piece[..read]);
                }
            }
        }
    }
}

pub fn run(server: &Server, script: &Script) -> Outcome {
    let mut outcome = Outcome::default();
    for (client, message) in play(server, script) {
        match message.status {
            Some(status) => {
                assert_eq!(status.code, 503);
                outcome.refused.push(client);
            }
            None => {
                let position = message.payload.text().parse().expect("a position");
                outcome.delivered(script.group(client, message.sid.0), client, message.sid.0, position);
            }
        }
    }
    outcome.refused.sort_unstable();
    outcome
}

/// Which client got each message, in order.
pub fn members(server: &Server, script: &Script) -> Vec<u32> {
    let mut heard: Vec<(usize, u32)> = play(server, script)
        .into_iter()
        .map(|(client, message)| (message.payload.text().parse().expect("a position"), client))
        .collect();
    heard.sort_unstable();
    heard.into_iter().map(|(_, client)| client).collect()
}

/// Plays the script; what each client heard, in its order.
fn play(server: &Server, script: &Script) -> Vec<(u32, Message)> {
    let mut clients: BTreeMap<u32, Client> = BTreeMap::new();
    let mut heard = Vec::new();
    for (position, step) in script.steps.iter().enumerate() {
        let number = step.client();
        let client = clients.entry(number).or_insert_with(|| Client::connect(server));
        match *step {
            Step::Disconnect(_) => {
                client.say(&ClientOperation::Ping);
                heard.extend(client.heard.drain(..).map(|message| (number, message)));
                clients.remove(&number);
                server.await_connections(clients.len());
            }
            step => act(client, step, position),
        }
    }
    for (number, mut client) in clients {
        client.say(&ClientOperation::Ping);
        heard.extend(client.heard.drain(..).map(|message| (number, message)));
    }
    // The next script begins on an empty server.
    server.await_connections(0);
    heard
}

fn act(client: &mut Client, step: Step, position: usize) {
    let subject = |text: &str| Subject::parse(text).expect("a subject");
    let mut publish = |text, reply: Option<&str>| {
        let (subject, reply, payload) =
            (subject(text), reply.map(subject), Payload::from(position.to_string().as_str()));
        let headers = Headers::default();
        client.say(&ClientOperation::Publish {
            subject: &subject,
            reply: reply.as_ref(),
            headers: &headers,
            payload: &payload,
        });
    };
    match step {
        Step::Publish(_, text) => publish(text, None),
        Step::Request(_, text, reply) => publish(text, Some(reply)),
        Step::Subscribe(_, sid, filter, group) => {
            let (filter, group) = (Filter::parse(filter).expect("a filter"), group.map(subject));
            client.say(&ClientOperation::Subscribe { filter: &filter, group: group.as_ref(), sid: Sid(sid) });
        }
        Step::Unsubscribe(_, sid, max) => client.say(&ClientOperation::Unsubscribe { sid: Sid(sid), max }),
        Step::Disconnect(_) => {}
    }
}
