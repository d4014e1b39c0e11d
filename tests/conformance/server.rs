//! A nats-server of a test's own.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

/// A nats-server on free loopback ports; ended when dropped.
pub struct Server {
    process: Child,
    pub clients: SocketAddr,
    monitor: SocketAddr,
    scripts: Cell<u32>,
}

impl Server {
    pub fn start() -> Server {
        Server::with(&[])
    }

    /// With more arguments.
    pub fn with(arguments: &[&str]) -> Server {
        let mut process = Command::new("nats-server")
            .args(["--addr", "127.0.0.1", "--port", "-1", "--http_port", "-1"])
            .args(arguments)
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
        Server { process, clients, monitor, scripts: Cell::new(0) }
    }

    /// A prefix of subjects that no script on this server had before.
    pub fn fresh_prefix(&self) -> String {
        self.scripts.set(self.scripts.get() + 1);
        format!("script{}.", self.scripts.get())
    }

    /// Tells it to shut down slowly (lame duck mode).
    pub fn retire(&self) {
        let signal = format!("ldm={}", self.process.id());
        let told = Command::new("nats-server").args(["--signal", &signal]).status().expect("nats-server runs");
        assert!(told.success(), "the server was not told");
    }

    /// Waits until the server has noticed that a connection ended, and its subscriptions are gone.
    pub fn await_end(&self, cid: u64) {
        let noticed = (0..10_000).any(|_| self.asked(&format!("/connz?cid={cid}"))["num_connections"] == 0);
        assert!(noticed, "nats-server still keeps a connection that was closed");
    }

    /// What the server's monitoring says.
    pub fn asked(&self, path: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(self.monitor).expect("the monitoring port");
        stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
