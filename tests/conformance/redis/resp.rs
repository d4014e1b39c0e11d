//! A redis-server of a test's own, and a client that speaks RESP2 by hand.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// A redis-server on a free loopback port, which keeps nothing on disk; ended when dropped.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    scripts: Cell<u32>,
}

impl Server {
    pub fn start() -> Server {
        (0..10).find_map(|_| Server::try_start()).expect("a port that stays free until redis-server takes it")
    }

    /// Redis picks no free port by itself: one is found by taking it, and letting go.
    fn try_start() -> Option<Server> {
        let found = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = found.expect("a free port");
        let mut process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &address.port().to_string(), "--save", "", "--appendonly", "no"])
            .current_dir(std::env::temp_dir())
            .stdout(Stdio::piped())
            .spawn()
            .expect("redis-server is on PATH; `cargo xtask test conformance` installs it");
        let mut log = BufReader::new(process.stdout.take().expect("its log")).lines().map_while(Result::ok);
        let ready = log.any(|line| line.contains("Ready to accept connections"));
        // The log is read on, lest the server blocks on a full pipe.
        std::thread::spawn(move || log.for_each(drop));
        let server = Server { process, address, scripts: Cell::new(0) };
        ready.then_some(server)
    }

    pub fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).expect("the server's port");
        let mut client = Client { stream: BufReader::new(stream), id: 0, heard: Vec::new() };
        let Value::Integer(id) = client.ask(&[b"CLIENT", b"ID"]) else { panic!("a client has a number") };
        client.id = id;
        client
    }

    /// A prefix of names that no script on this server had before.
    pub fn fresh_prefix(&self) -> String {
        self.scripts.set(self.scripts.get() + 1);
        format!("script{}:", self.scripts.get())
    }

    /// Ends a connection and waits until the server has noticed.
    pub fn disconnect(&self, client: Client) {
        let id = client.id.to_string();
        drop(client);
        let mut other = self.connect();
        let mut gone = || other.ask(&[b"CLIENT", b"LIST", b"ID", id.as_bytes()]) == Value::Bytes(Vec::new());
        assert!((0..10_000).any(|_| gone()), "redis-server still keeps a connection that was closed");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Error(String),
    Integer(i64),
    Bytes(Vec<u8>),
    Nothing,
    List(Vec<Value>),
}

/// A message in a channel, for a subscription to it or to a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub pattern: Option<Vec<u8>>,
    pub channel: Vec<u8>,
    pub payload: Vec<u8>,
}

/// One connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    id: i64,
    pub heard: Vec<Heard>,
}

impl Client {
    /// Sends a command and waits for its answer.
    pub fn ask(&mut self, command: &[&[u8]]) -> Value {
        self.send(command);
        self.answer()
    }

    /// Sends a command.
    pub fn send(&mut self, command: &[&[u8]]) {
        let mut bytes = format!("*{}\r\n", command.len()).into_bytes();
        for word in command {
            bytes.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
            bytes.extend_from_slice(word);
            bytes.extend_from_slice(b"\r\n");
        }
        self.stream.get_mut().write_all(&bytes).expect("an open connection");
    }

    /// The answer to the earliest command that has none. Messages that come before are kept.
    pub fn answer(&mut self) -> Value {
        loop {
            let value = self.read();
            match heard(&value) {
                Some(heard) => self.heard.push(heard),
                None => return value,
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("an open connection");
        let (kind, rest) = line.trim_end_matches("\r\n").split_at_checked(1).expect("redis-server goes on");
        let number = || rest.parse::<i64>().expect("a number");
        match kind {
            "+" => Value::Text(rest.to_owned()),
            "-" => Value::Error(rest.to_owned()),
            ":" => Value::Integer(number()),
            "$" | "*" if number() < 0 => Value::Nothing,
            "$" => {
                let mut bytes = vec![0; usize::try_from(number()).expect("a length") + 2];
                self.stream.read_exact(&mut bytes).expect("as many bytes as announced");
                bytes.truncate(bytes.len() - 2);
                Value::Bytes(bytes)
            }
            "*" => Value::List((0..number()).map(|_| self.read()).collect()),
            _ => panic!("no RESP2: {line}"),
        }
    }
}

fn heard(value: &Value) -> Option<Heard> {
    let Value::List(list) = value else { return None };
    let bytes = |value: &Value| if let Value::Bytes(bytes) = value { bytes.clone() } else { Vec::new() };
    match &list.iter().map(bytes).collect::<Vec<_>>()[..] {
        [kind, channel, payload] if kind == b"message" => {
            Some(Heard { pattern: None, channel: channel.clone(), payload: payload.clone() })
        }
        [kind, pattern, channel, payload] if kind == b"pmessage" => {
            Some(Heard { pattern: Some(pattern.clone()), channel: channel.clone(), payload: payload.clone() })
        }
        _ => None,
    }
}
