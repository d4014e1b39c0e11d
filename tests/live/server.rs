//! A nats-server of a test's own, which can be killed and started again on the same ports.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static SERVERS: AtomicU32 = AtomicU32::new(0);

/// A nats-server on a free loopback port; ended when dropped, with all it stored.
pub struct Server {
    process: Option<Child>,
    folder: PathBuf,
    /// Where clients connect to.
    pub clients: SocketAddr,
}

impl Server {
    /// One that everybody may use, with JetStream.
    pub fn start() -> Server {
        Server::with("")
    }

    /// One with these lines in its configuration.
    pub fn with(settings: &str) -> Server {
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("qp-live-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder of our own");
        let store = folder.join("store");
        let settings = format!("jetstream: {{store_dir: {:?}}}\n{settings}\n", store.display().to_string());
        std::fs::write(folder.join("nats.conf"), settings).expect("a file of our own");
        let mut server = Server { process: None, folder, clients: ([127, 0, 0, 1], 0).into() };
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

    fn run(&mut self) {
        let port = if self.clients.port() == 0 { "-1".to_owned() } else { self.clients.port().to_string() };
        let mut process = Command::new("nats-server")
            .args(["--addr", "127.0.0.1", "--port", &port, "--config"])
            .arg(self.folder.join("nats.conf"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("nats-server is on PATH; `cargo xtask test live` installs it");
        let mut log = BufReader::new(process.stderr.take().expect("its log")).lines().map_while(Result::ok);
        self.process = Some(process);
        let line = log.find(|line| line.contains("Listening for client connections on"));
        let line = line.expect("the server says where it listens");
        self.clients = line.rsplit(' ').next().and_then(|address| address.parse().ok()).expect("an address");
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
