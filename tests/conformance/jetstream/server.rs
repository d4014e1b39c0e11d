//! A nats-server with JetStream, in which every script has an account to itself: nothing is seen from one to another.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How many scripts can run at a time.
const ACCOUNTS: u32 = 64;

/// A server of the test's own, on free loopback ports; ended when dropped.
pub struct Server {
    process: Child,
    pub clients: SocketAddr,
    monitor: SocketAddr,
    folder: PathBuf,
    free: Mutex<Vec<u32>>,
    returned: Condvar,
}

/// An account that nobody else uses; given back when dropped.
pub struct Account<'a> {
    server: &'a Server,
    number: u32,
}

/// The server that all running tests share. The last one to drop it ends it.
pub fn shared() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let server = Arc::new(Server::start());
        *shared = Arc::downgrade(&server);
        server
    })
}

impl Server {
    fn start() -> Server {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("qp-conformance-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder for temporary files");
        let file = folder.join("server.conf");
        std::fs::write(&file, configuration(&folder.display().to_string())).expect("a configuration");
        let mut process = Command::new("nats-server")
            .arg("--config")
            .arg(&file)
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
        let free = Mutex::new((0..ACCOUNTS).collect());
        Server { process, clients, monitor, folder, free, returned: Condvar::new() }
    }

    /// An account for one script, once there is one.
    pub fn account(&self) -> Account<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(number) = free.pop() {
                return Account { server: self, number };
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Account<'_> {
    /// User and password at once.
    pub fn user(&self) -> String {
        format!("user{}", self.number)
    }

    /// Waits until the server has noticed that all but so many connections are gone.
    pub fn await_connections(&self, most: usize) {
        let noticed = (0..2_000).any(|_| {
            let few = self.connections() <= most as u64;
            if !few {
                std::thread::sleep(Duration::from_millis(1));
            }
            few
        });
        assert!(noticed, "nats-server still keeps connections that were closed");
    }

    /// How many connections of this account the server knows.
    fn connections(&self) -> u64 {
        let mut stream = TcpStream::connect(self.server.monitor).expect("the monitoring port");
        let request = format!("GET /connz?acc=ACCOUNT{} HTTP/1.0\r\n\r\n", self.number);
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        body["num_connections"].as_u64().expect("a number")
    }
}

impl Drop for Account<'_> {
    fn drop(&mut self) {
        self.server.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.number);
        self.server.returned.notify_one();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn configuration(folder: &str) -> String {
    let mut text = format!(
        "listen: \"127.0.0.1:-1\"\nhttp: \"127.0.0.1:-1\"\n\
         jetstream {{ store_dir: \"{folder}\", max_memory_store: 512MB, max_file_store: 64MB }}\naccounts {{\n"
    );
    for number in 0..ACCOUNTS {
        let user = format!("{{ user: user{number}, password: user{number} }}");
        text.push_str(&format!("  ACCOUNT{number} {{ jetstream: enabled, users: [{user}] }}\n"));
    }
    text + "}\n"
}
