//! The acts on a nats-server of the test's own, which keeps its streams in files.

#![allow(clippy::disallowed_types, reason = "a real server runs by the clock on the wall")]

use super::{Act, World, delivery};
use crate::jetstream::wire;
use queue_playground::live::protocol::{ClientOperation, Decoder, Message, ServerOperation};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Api, Fetch, Headers, Payload, Sid};
use queue_playground::sim::time::Span;
use serde_json::Value;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub(super) struct Theirs {
    folder: PathBuf,
    process: Child,
    stream: TcpStream,
    decoder: Decoder,
    started: Instant,
    /// Where each delivery is acknowledged.
    replies: Vec<String>,
    /// How many PONGs have come.
    pongs: u32,
    act: usize,
    heard: Vec<(usize, Span, String)>,
}

fn start(folder: &Path) -> (Child, TcpStream) {
    let mut process = Command::new("nats-server")
        .args(["--addr", "127.0.0.1", "--port", "-1", "--jetstream", "--store_dir"])
        .arg(folder)
        .stderr(Stdio::piped())
        .spawn()
        .expect("nats-server is on PATH; `cargo xtask test conformance` installs it");
    let mut log = BufReader::new(process.stderr.take().expect("its log")).lines().map_while(Result::ok);
    let line = log.find(|line| line.contains("Listening for client connections on")).expect("where it listens");
    let address: SocketAddr = line.rsplit(' ').next().and_then(|last| last.parse().ok()).expect("an address");
    std::thread::spawn(move || log.for_each(drop));
    let stream = TcpStream::connect(address).expect("the server's port");
    stream.set_nodelay(true).expect("a TCP connection");
    (process, stream)
}

impl Theirs {
    pub(super) fn new() -> Theirs {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("qp-restarts-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let (process, stream) = start(&folder);
        let (started, decoder) = (Instant::now(), Decoder::default());
        let (replies, heard) = (Vec::new(), Vec::new());
        let mut theirs = Theirs { folder, process, stream, decoder, started, replies, pongs: 0, act: 0, heard };
        theirs.connect();
        theirs
    }

    fn connect(&mut self) {
        let hello = serde_json::json!({ "verbose": false, "headers": true, "no_responders": true });
        self.write(format!("CONNECT {hello}\r\n").as_bytes());
        let filter = Filter::parse("_INBOX.>").expect("a filter");
        self.say(&ClientOperation::Subscribe { filter: &filter, group: None, sid: Sid(1) });
        self.settle();
    }

    fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("an open connection");
    }

    fn say(&mut self, operation: &ClientOperation<'_>) {
        let mut bytes = Vec::new();
        operation.encode(&mut bytes);
        self.write(&bytes);
    }

    fn publish(&mut self, to: &str, headers: &Headers, payload: &str, awaits: bool) {
        let subject = |text: &str| Subject::from_wire(text).expect("a subject");
        let (to, reply, payload) = (subject(to), subject("_INBOX.here"), Payload::from(payload));
        let reply = awaits.then_some(&reply);
        self.say(&ClientOperation::Publish { subject: &to, reply, headers, payload: &payload });
        // The server works on fetches and requests in their own time.
        self.settle();
        self.listen(Duration::from_millis(15));
    }

    /// Waits until the server has read everything so far.
    fn settle(&mut self) {
        let wanted = self.pongs + 1;
        self.write(b"PING\r\n");
        while self.pongs < wanted {
            self.listen(Duration::from_millis(5));
        }
    }

    fn listen(&mut self, time: Duration) {
        let until = Instant::now() + time;
        loop {
            while let Some(operation) = self.decoder.next_operation().expect("NATS") {
                match operation {
                    ServerOperation::Message(message) => self.hear(&message),
                    ServerOperation::Ping => self.write(b"PONG\r\n"),
                    ServerOperation::Pong => self.pongs += 1,
                    ServerOperation::Error(error) => panic!("nats-server says: {error}"),
                    _ => {}
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.stream.set_read_timeout(Some(left)).expect("a time");
            let mut piece = [0; 16_384];
            match self.stream.read(&mut piece) {
                Ok(read) => self.decoder.feed(&piece[..read]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn hear(&mut self, message: &Message) {
        let after = Span::from_nanos(u64::try_from(self.started.elapsed().as_nanos()).expect("a short test"));
        let words = match message.reply.as_deref().and_then(|reply| Some((reply, wire::token(reply)?))) {
            Some((reply, token)) => {
                self.replies.push(reply.to_owned());
                Some(delivery(&token.consumer, token.stream_sequence, token.delivered))
            }
            None => serde_json::from_str(&message.payload.text()).ok().and_then(|answer| told(&answer)),
        };
        self.heard.extend(words.map(|words| (self.act, after, words)));
    }
}

/// What an answer says, in our words.
fn told(answer: &Value) -> Option<String> {
    if let Some(sequence) = answer.get("seq") {
        return Some(format!("stored as {sequence}, {}", answer["duplicate"].as_bool().unwrap_or(false)));
    }
    let info = answer.get("num_waiting").map(|_| answer)?;
    let name = info["name"].as_str()?;
    let pair = |of: &str| format!("{}, {}", info[of]["consumer_seq"], info[of]["stream_seq"]);
    Some(format!(
        "{name}: delivered {}; floor {}; {} awaited, {} again, {} wait, {} to come",
        pair("delivered"),
        pair("ack_floor"),
        info["num_ack_pending"],
        info["num_redelivered"],
        info["num_waiting"],
        info["num_pending"]
    ))
}

impl World for Theirs {
    fn act(&mut self, act: &Act) {
        let none = Headers::default();
        match act {
            Act::Ask(api) => {
                let (subject, payload) = wire::request(api, 0);
                let before = self.heard.len();
                self.publish(&format!("$JS.API.{subject}"), &none, &payload.replace("\"memory\"", "\"file\""), true);
                self.heard.truncate(before);
            }
            Act::Info(consumer) => {
                let api = Api::ConsumerInfo { stream: "L".into(), consumer: (*consumer).into() };
                self.publish(&format!("$JS.API.{}", wire::request(&api, 0).0), &none, "", true);
            }
            Act::Publish(to, id) => {
                let headers = id.map_or(Headers::default(), |id| Headers::default().with("Nats-Msg-Id", id));
                self.publish(to, &headers, "x", true);
            }
            Act::Fetch(consumer, batch) => {
                let subject = format!("$JS.API.CONSUMER.MSG.NEXT.L.{consumer}");
                self.publish(&subject, &none, &wire::fetch(&Fetch::of(*batch)), true);
            }
            Act::Say(consumer, nth, kind) => {
                let meant = |reply: &&String| {
                    let token = wire::token(reply);
                    token.is_some_and(|token| (&*token.consumer, token.consumer_sequence) == (*consumer, *nth))
                };
                let reply = self.replies.iter().find(meant).expect("a delivery").clone();
                self.publish(&reply, &none, &wire::acknowledgement(*kind), false);
            }
            Act::Wait(span) => self.listen(Duration::from_nanos(span.as_nanos())),
            Act::Restart => {
                let pid = self.process.id().to_string();
                let ended = Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
                assert!(ended.success() && self.process.wait().is_ok());
                (self.process, self.stream) = start(&self.folder);
                (self.started, self.decoder) = (Instant::now(), Decoder::default());
                self.connect();
            }
        }
        self.act += 1;
    }

    fn heard(mut self) -> Vec<(usize, Span, String)> {
        std::mem::take(&mut self.heard)
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
