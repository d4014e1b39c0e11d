//! A nats-server of a test's own, which can be killed and started again on the same ports.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const NOWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
static SERVERS: AtomicU32 = AtomicU32::new(0);

/// A nats-server on a free loopback port; ended when dropped, with all it stored.
pub struct Server {
    process: Option<Child>,
    folder: PathBuf,
    /// Where clients connect to.
    pub clients: SocketAddr,
    monitor: SocketAddr,
}

impl Server {
    /// One that everybody may use, with JetStream.
    pub fn start() -> Server {
        Server::with("")
    }

    /// One with these lines in its configuration.
    pub fn with(settings: &str) -> Server {
        Server::set_up(settings, true)
    }

    /// One without JetStream.
    pub fn without_streams() -> Server {
        Server::set_up("", false)
    }

    fn set_up(settings: &str, streams: bool) -> Server {
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("qp-live-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder of our own");
        let store = folder.join("store");
        let jetstream = format!("jetstream: {{store_dir: {:?}}}", store.display().to_string());
        let settings = format!("{}\n{settings}\n", if streams { &jetstream } else { "" });
        std::fs::write(folder.join("nats.conf"), settings).expect("a file of our own");
        let mut server = Server { process: None, folder, clients: NOWHERE, monitor: NOWHERE };
        server.run();
        server
    }

    /// Ends it at once, as a crash does.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts it again where it listened before, with what it had stored.
    pub fn restart(&mut self) {
        self.kill();
        self.run();
    }

    /// Removes what a consumer had written down of deliveries and acks, while the server is down. It writes them a
    /// little after it knows them: if it was killed before, they are not there as it is.
    pub fn forget(&self, stream: &str, consumer: &str) {
        let consumer = self.folder.join("store/jetstream/$G/streams").join(stream).join("obs").join(consumer);
        assert!(consumer.join("meta.inf").exists(), "the consumer itself is stored");
        let written = consumer.join("o.dat");
        if written.exists() {
            std::fs::remove_file(written).expect("a file of our own");
        }
    }

    /// The names of the connections that it has.
    pub fn connections(&self) -> Vec<String> {
        let said = self.asked("/connz");
        let connections = said["connections"].as_array().expect("a list");
        connections.iter().map(|one| one["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The names of the streams that it has, in the order of the alphabet: its own is another each time.
    pub fn streams(&self) -> Vec<String> {
        let said = self.asked("/jsz?streams=true");
        let accounts = said["account_details"].as_array().map_or(&[][..], Vec::as_slice);
        let streams = accounts.iter().flat_map(|account| account["stream_detail"].as_array().into_iter().flatten());
        let mut names: Vec<String> =
            streams.map(|stream| stream["name"].as_str().unwrap_or_default().to_owned()).collect();
        names.sort();
        names
    }

    /// How many messages a stream holds.
    pub fn kept(&self, stream: &str) -> Option<u64> {
        let said = self.asked("/jsz?streams=true");
        let streams = said["account_details"][0]["stream_detail"].as_array()?.clone();
        streams.iter().find(|one| one["name"] == stream)?["state"]["messages"].as_u64()
    }

    /// Waits until so many fetches wait at the consumers of a stream.
    pub fn until_asked(&self, stream: &str, fetches: u64) {
        let waiting = || -> Option<u64> {
            let said = self.asked("/jsz?streams=true&consumers=true");
            let streams = said["account_details"][0]["stream_detail"].as_array()?.clone();
            let consumers = streams.iter().find(|one| one["name"] == stream)?["consumer_detail"].as_array()?.clone();
            Some(consumers.iter().filter_map(|one| one["num_waiting"].as_u64()).sum())
        };
        // Asking takes a while by itself.
        assert!((0..20_000).any(|_| waiting() == Some(fetches)), "{fetches} fetches: {:?}", waiting());
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.as_ref().expect("a server that runs").id()
    }

    /// What its monitoring says.
    fn asked(&self, path: &str) -> serde_json::Value {
        let mut stream = TcpStream::connect(self.monitor).expect("the monitoring port");
        stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }

    fn run(&mut self) {
        let port = if self.clients.port() == 0 { "-1".to_owned() } else { self.clients.port().to_string() };
        let mut process = Command::new("nats-server")
            .args(["--addr", "127.0.0.1", "--port", &port, "--http_port", "-1", "--config"])
            .arg(self.folder.join("nats.conf"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("nats-server is on PATH; `cargo xtask test live` installs it");
        let mut log = BufReader::new(process.stderr.take().expect("its log")).lines().map_while(Result::ok);
        self.process = Some(process);
        let mut address = |before: &str| -> SocketAddr {
            let line = log.find(|line| line.contains(before)).expect("the server says where it listens");
            line.rsplit(' ').next().and_then(|address| address.parse().ok()).expect("an address")
        };
        self.monitor = address("Starting http monitor on");
        self.clients = address("Listening for client connections on");
        // It says so before it takes connections, and that it is ready after.
        log.find(|line| line.contains("Server is ready")).expect("the server says that it is ready");
        // The log is read on, lest the server blocks on a full pipe.
        std::thread::spawn(move || log.for_each(drop));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
