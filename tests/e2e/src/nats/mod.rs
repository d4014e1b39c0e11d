//! A real nats-server with WebSocket, JetStream and monitoring, on free ports of this computer, ended with its value.

mod configuration;
#[cfg(test)]
mod tests;

pub use configuration::{Access, Configuration, OBSERVER, User};

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::Outcome;
use crate::until::until;

/// How a server says where it listens: to clients, to WebSockets, and to whoever asks how it is.
const LISTENS: [&str; 3] =
    ["Listening for client connections on ", "Listening for websocket clients on ", "Starting http monitor on "];

/// A running server, or one that was killed and can be started again.
pub struct Server {
    process: Child,
    configuration: Configuration,
    folder: PathBuf,
    ports: [u16; 3],
    log: Log,
}

/// What a server has said since it started last, line by line.
type Log = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Starts one that nobody else uses, and waits until it is ready.
    pub async fn start(configuration: Configuration) -> Outcome<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("qp-e2e-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        let (process, log) = launch(&configuration, &folder, [-1; 3])?;
        let mut server = Self { process, configuration, folder, ports: [0; 3], log };
        server.until_ready().await?;
        Ok(server)
    }

    /// What a person types into the page.
    pub fn address(&self) -> String {
        format!("ws://127.0.0.1:{}", self.ports[1])
    }

    /// Where WebSockets are accepted.
    pub fn websockets(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports[1]).into()
    }

    /// Where clients over TCP are accepted.
    pub fn clients(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports[0]).into()
    }

    /// Where it can be asked how it is.
    pub fn monitoring(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports[2]).into()
    }

    /// The same as a browser spells it.
    pub fn monitor(&self) -> String {
        format!("http://{}", self.monitoring())
    }

    /// How it is set up.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Ends the process as a crash would: nothing is said to anybody.
    pub fn kill(&mut self) -> Outcome {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Starts it again on the same ports, with what it had stored, and waits until it is ready.
    pub async fn restart(&mut self) -> Outcome {
        self.kill()?;
        let ports = self.ports.map(i32::from);
        (self.process, self.log) = launch(&self.configuration, &self.folder, ports)?;
        self.until_ready().await
    }

    /// The same, set up otherwise.
    pub async fn restart_as(&mut self, configuration: Configuration) -> Outcome {
        self.configuration = configuration;
        self.restart().await
    }

    /// Removes what a consumer had written down of deliveries and acks, while the server is down. It writes them a
    /// little after it knows them: if it was killed before, they are not there as it is.
    pub fn forget(&self, stream: &str, consumer: &str) -> Outcome {
        let consumer = self.folder.join("store/jetstream/$G/streams").join(stream).join("obs").join(consumer);
        if !consumer.join("meta.inf").exists() {
            return Err(format!("there is no consumer at {}", consumer.display()).into());
        }
        let written = consumer.join("o.dat");
        if written.exists() { Ok(fs::remove_file(written)?) } else { Ok(()) }
    }

    /// Has it announce that it will go, as before maintenance: it then sends its clients away and ends.
    pub fn lame_duck(&self) -> Outcome {
        let done = program().arg("--signal").arg(format!("ldm={}", self.process.id())).status()?;
        if done.success() { Ok(()) } else { Err(format!("nats-server --signal ended with {done}").into()) }
    }

    /// Waits until the process has ended by itself.
    pub async fn until_gone(&mut self) -> Outcome {
        until("the server is gone", async || Ok(self.process.try_wait()?.map(drop))).await
    }

    /// What its monitoring says, such as to `/connz`.
    pub fn asked(&self, path: &str) -> Outcome<Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.ports[2]))?;
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("the monitoring gave no answer")?;
        Ok(serde_json::from_str(body)?)
    }

    /// The names of all connections but the observer's, in alphabetical order: an unnamed one is empty.
    pub fn connections(&self) -> Outcome<Vec<String>> {
        let found = self.asked("/connz?limit=1024")?;
        let found = found["connections"].as_array().ok_or("no list of connections")?;
        let names = found.iter().map(|one| one["name"].as_str().unwrap_or_default().to_owned());
        let mut names: Vec<String> = names.filter(|name| name != OBSERVER).collect();
        names.sort();
        Ok(names)
    }

    /// Its streams, each as its name and those of its consumers.
    pub fn streams(&self) -> Outcome<Vec<(String, Vec<String>)>> {
        let found = self.asked("/jsz?streams=true&consumers=true")?;
        let name = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
        let list = |one: &Value| one.as_array().cloned().unwrap_or_default();
        let streams = list(&found["account_details"]).into_iter().flat_map(|account| list(&account["stream_detail"]));
        Ok(streams.map(|one| (name(&one), list(&one["consumer_detail"]).iter().map(name).collect())).collect())
    }

    /// What it has said since it started last.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it says something, and answers with the line.
    pub async fn until_it_says(&self, words: &str) -> Outcome<String> {
        let what = format!("the server says `{words}`");
        let said = until(&what, async || Ok(self.log().into_iter().find(|line| line.contains(words))));
        said.await.map_err(|error| format!("{error}; it says {:#?}", self.log()).into())
    }

    async fn until_ready(&mut self) -> Outcome {
        let said = until("nats-server is ready", async || {
            if let Some(status) = self.process.try_wait()? {
                return Err(format!("nats-server ended with {status}: {:#?}", self.log()).into());
            }
            let log = self.log();
            Ok(log.iter().any(|line| line.contains("Server is ready")).then_some(log))
        })
        .await?;
        for (port, words) in self.ports.iter_mut().zip(LISTENS) {
            let address = said.iter().find_map(|line| line.split_once(words)).map(|(_, address)| address);
            let (_, number) = address.and_then(|address| address.rsplit_once(':')).ok_or("it listens nowhere")?;
            *port = number.parse()?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn program() -> Command {
    let mut command = Command::new("nats-server");
    command.stdout(Stdio::null());
    command
}

fn launch(configuration: &Configuration, folder: &std::path::Path, ports: [i32; 3]) -> Outcome<(Child, Log)> {
    let file = folder.join("server.conf");
    fs::write(&file, configuration.text(folder, ports))?;
    let mut process = program()
        .arg("--config")
        .arg(&file)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start nats-server ({error}); `cargo xtask test e2e` sets it up"))?;
    let lines = BufReader::new(process.stderr.take().ok_or("nats-server has no output")?).lines();
    let log = Log::default();
    let written = Arc::clone(&log);
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            written.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
    Ok((process, log))
}
