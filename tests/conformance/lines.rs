//! The lines of [`queue_playground::wire`] on real servers: whatever a simulated run says that its clients send is sent,
//! word by word, and the server must say what the run says it would.
//!
//! Not compared: the spaces of which nats-server sometimes writes two, the moment in an ack's subject, and what a server
//! says of its machine.

use crate::redis::resp;
use crate::server::Server;
use queue_playground::message::Message;
use queue_playground::scenario::{Roster, Scenario};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use queue_playground::wire::{Exchange, Way, exchanges};
use queue_playground::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// How long a server is waited for: longer than any fetch and any delay of the runs.
const PATIENCE: Duration = Duration::from_secs(10);

/// The lines of every client of a run, in the order in which they were said.
fn said(scenario: &Value, until: &str) -> Vec<(String, Exchange)> {
    let scenario = Scenario::from_json(&scenario.to_string()).expect("a scenario");
    let limit: Time = until.parse().expect("a moment");
    let mut world = World::new(&scenario).expect("a scenario that can be run");
    let records: Vec<Record> = std::iter::from_fn(|| world.next_record(limit, &scenario.entries)).collect();
    let published: Vec<Arc<Message>> = records
        .iter()
        .filter_map(
            |record| if let Kind::Published { message } = &record.kind { Some(Arc::clone(message)) } else { None },
        )
        .collect();
    let find = |id| published.iter().find(|message| message.id == id).cloned();
    let joined = records.iter().filter(|record| matches!(record.kind, Kind::Joined)).map(|record| record.component);
    let roster = Roster::new(&scenario);
    let mut all = Vec::new();
    for client in joined {
        let mut latest = 0;
        for line in exchanges(records.iter(), client, &roster, &find, usize::MAX) {
            latest = line.index.max(latest);
            all.push((latest, roster.name(client), line));
        }
    }
    all.sort_by_key(|(order, ..)| *order);
    all.into_iter().map(|(_, client, line)| (client, line)).collect()
}

/// The bytes of a line. The runs hold nothing that is cut, and no backslash.
fn bytes(line: &Exchange) -> Vec<u8> {
    let body = line.body.as_ref().map_or_else(String::new, |body| format!("{body}\r\n"));
    let text = format!("{}\r\n{body}", line.head);
    assert!(!text.contains('…'), "all is known: {line:?}");
    text.replace("\\r", "\r").replace("\\n", "\n").into_bytes()
}

/// One connection to a real nats-server.
struct Client {
    stream: BufReader<TcpStream>,
    /// What it heard while it waited for something else.
    heard: Vec<String>,
}

impl Client {
    fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).expect("the server's port");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Client { stream: BufReader::new(stream), heard: Vec::new() }
    }

    /// Writes, and waits until the server has taken note. A ping of the run's own has its pong in the run.
    fn write(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).expect("an open connection");
        if bytes.starts_with(b"PING") || bytes.starts_with(b"CONNECT") {
            return;
        }
        self.stream.get_mut().write_all(b"PING\r\n").expect("an open connection");
        loop {
            let operation = self.read();
            if operation == "PONG\r\n" {
                return;
            }
            self.heard.push(operation);
        }
    }

    fn next(&mut self) -> String {
        if self.heard.is_empty() { self.read() } else { self.heard.remove(0) }
    }

    /// The next operation as it comes, but for the server's own pings.
    fn read(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a line in time");
            let operation = line.split(' ').next().unwrap_or_default();
            if operation == "PING\r\n" {
                self.stream.get_mut().write_all(b"PONG\r\n").expect("an open connection");
                continue;
            }
            if operation.ends_with("MSG") {
                let size: usize =
                    line.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok()).expect("a size");
                let mut body = vec![0; size + 2];
                self.stream.read_exact(&mut body).expect("as much as announced");
                line.push_str(&String::from_utf8(body).expect("UTF-8"));
            }
            return line;
        }
    }
}

/// Without what is not compared.
fn comparable(operation: &str) -> String {
    let (head, body) = operation.split_once("\r\n").expect("a line");
    let words = head.split_ascii_whitespace().map(|word| {
        let mut tokens: Vec<&str> = word.split('.').collect();
        if word.starts_with("$JS.ACK.") {
            tokens[7] = "moment";
        }
        tokens.join(".")
    });
    format!("{}\r\n{body}", words.collect::<Vec<_>>().join(" "))
}

/// Whether the server says of itself what the run says of it.
fn introduces_itself_as(real: &str, derived: &Exchange) {
    let real: Value = serde_json::from_str(real.strip_prefix("INFO ").expect("an introduction")).expect("JSON");
    let derived = derived.head.strip_prefix("INFO ").expect("an introduction").replace(",…}", "}");
    let derived: Value = serde_json::from_str(&derived).expect("JSON");
    for (name, value) in derived.as_object().expect("an object") {
        assert!(name == "server_id" && real[name].is_string() || real[name] == *value, "{name}: {real}");
    }
}

/// Plays a run's lines on a real server, and how many lines it said as it should.
fn play(address: SocketAddr, lines: &[(String, Exchange)]) -> usize {
    let (mut clients, mut compared) = (BTreeMap::<&str, Client>::new(), 0);
    for (name, line) in lines {
        let client = clients.entry(name).or_insert_with(|| Client::connect(address));
        match line.way {
            Way::ToServer => client.write(&bytes(line)),
            Way::ToClient if line.head.starts_with("INFO ") => introduces_itself_as(&client.next(), line),
            Way::ToClient => {
                let (real, derived) = (client.next(), String::from_utf8(bytes(line)).expect("UTF-8"));
                assert_eq!(comparable(&derived), comparable(&real), "the run (left) and the server (right), {name}");
                compared += 1;
            }
            Way::Closed => panic!("nobody leaves in these runs"),
        }
    }
    compared
}

fn part(id: &str, role: &Value) -> Value {
    json!({ "id": id, "broker": "broker", "role": role })
}

fn scenario(profile: &Value, cast: &[Value]) -> Value {
    json!({ "name": "lines", "brokers": [{ "id": "broker", "profile": profile }], "cast": cast })
}

#[test]
fn what_clients_of_core_nats_say_and_hear_is_what_a_real_server_takes_and_says() {
    let web = json!({ "subject": "events.todo.newitem", "rate": "4/s", "items": ["Buy milk", "홍보 비디오 촬영"] });
    let work = json!({ "constant": "10ms" });
    let cast = [
        part("web", &json!({ "publisher": web })),
        part("log", &json!({ "handler": { "filter": "events.>", "service_time": work } })),
        part(
            "save",
            &json!({ "handler": { "filter": "events.*.newitem", "group": "save", "service_time": work,
            "forward": "saved.item" } }),
        ),
        part("boss", &json!({ "requester": { "subject": "tasks.mail", "rate": "3/s", "items": ["hi"] } })),
        part("mail", &json!({ "handler": { "filter": "tasks.mail", "service_time": work, "reply": "sent" } })),
        part("lost", &json!({ "requester": { "subject": "nobody", "rate": "3/s", "items": ["hi"] } })),
    ];
    let lines = said(&scenario(&json!({ "nats_core": {} }), &cast), "3s");
    let compared = play(Server::start().clients, &lines);
    assert!(compared > 50, "{compared}");
}

/// A folder for a server's streams; gone when dropped.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_clients_of_streams_say_and_hear_is_what_a_real_server_takes_and_says() {
    let streams = json!([
        { "name": "ORDERS", "subjects": ["orders.>"], "max_msgs": 4, "discard": "new", "consumers": [
            { "name": "workers", "max_deliver": 2, "max_waiting": 1 },
        ] },
        { "name": "DLQ", "subjects": ["dlq.>"], "consumers": [{ "name": "menders" }] },
        { "name": "NOTES", "subjects": ["notes"] },
    ]);
    let arrivals = json!({ "list": ["500ms", "600ms", "3s", "4s", "5s", "6s"] });
    let confirm = json!({ "message_id": true });
    let web = json!({ "subject": "orders.new", "arrivals": arrivals, "items": ["order"], "confirm": confirm });
    let lost = json!({ "subject": "nowhere", "arrivals": { "list": ["1s"] }, "items": ["order"], "confirm": {} });
    let save = json!({
        "pull": { "stream": "ORDERS", "consumer": "workers", "expires": "2s", "batch": 3 }, "poison": "order",
        "service_time": { "constant": "60ms" }, "concurrency": 1,
        "acks": { "double": true, "on_failure": { "nak_after": "300ms" }, "in_progress_every": "25ms" },
        "dead_letter": { "prefix": "dlq", "max_deliver": 2 },
    });
    let mend = json!({
        "pull": { "stream": "DLQ", "consumer": "menders", "expires": "30s" }, "service_time": { "constant": "1ms" }
    });
    let cast = [
        part("web", &json!({ "publisher": web })),
        part("lost", &json!({ "publisher": lost })),
        part("save", &json!({ "handler": save })),
        part("mend", &json!({ "handler": mend })),
    ];
    let lines = said(&scenario(&json!({ "jet_stream": { "streams": streams } }), &cast), "12s");
    let count = |text: &str| {
        let bodies = lines.iter().filter_map(|(_, line)| line.body.as_ref());
        bodies.filter(|body| body.contains(text)).count()
    };
    let expected =
        [("+TERM", 3), ("-NAK {", 3), ("+WPI", 6), ("408 Request", 2), ("10077", 1), ("\"seq\":4", 1), (" 503", 1)];
    for (text, least) in expected {
        assert!(count(text) >= least, "{text}: {lines:#?}");
    }
    let folder = Folder(std::env::temp_dir().join(format!("qp-lines-{}", std::process::id())));
    let server = Server::with(&["--jetstream", "--store_dir", &folder.0.display().to_string()]);
    let mut administrator = Client::connect(server.clients);
    administrator.next();
    administrator.write(b"SUB made 1\r\n");
    for stream in streams.as_array().expect("a list") {
        let mut config = stream.clone();
        let consumers = config.as_object_mut().expect("an object").remove("consumers");
        let name = stream["name"].as_str().expect("a name");
        config["storage"] = json!("memory");
        let mut ask = |subject: String, body: String| {
            let line = format!("PUB $JS.API.{subject} made {}\r\n{body}\r\n", body.len());
            administrator.write(line.as_bytes());
            let answer = administrator.next();
            assert!(!answer.contains("\"error\""), "{answer}");
        };
        ask(format!("STREAM.CREATE.{name}"), config.to_string());
        for consumer in consumers.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let mut config = consumer.clone();
            let durable = config.as_object_mut().expect("an object").remove("name").expect("a name");
            config["ack_policy"] = json!("explicit");
            config["durable_name"] = durable.clone();
            let subject = format!("CONSUMER.DURABLE.CREATE.{name}.{}", durable.as_str().expect("a name"));
            ask(subject, json!({ "stream_name": name, "config": config }).to_string());
        }
    }
    let compared = play(server.clients, &lines);
    assert!(compared > 30, "{compared}");
}

#[test]
fn what_clients_of_redis_say_and_hear_is_what_a_real_server_takes_and_says() {
    let work = json!({ "constant": "10ms" });
    let ping = json!({ "subject": "channel21", "rate": "4/s", "items": ["ping", "홍보 비디오 촬영", ""] });
    let cast = [
        part("web", &json!({ "publisher": ping })),
        part("one", &json!({ "handler": { "filter": "channel21", "service_time": work } })),
        part("all", &json!({ "handler": { "filter": "chan*", "service_time": work } })),
    ];
    let mut run = scenario(&json!({ "redis": {} }), &cast);
    run["knobs"] =
        json!([{ "id": "one", "part": "one", "parameter": "replicas", "min": "0", "max": "1", "step": "1" }]);
    run["entries"] = json!([{ "at": "2s", "action": { "set": { "knob": "one", "value": "0" } } }]);
    let (server, mut clients) = (resp::Server::start(), BTreeMap::<String, TcpStream>::new());
    let (mut compared, mut closed) = (0, 0);
    for (name, line) in said(&run, "3s") {
        let stream = clients.entry(name.clone()).or_insert_with(|| {
            let stream = TcpStream::connect(server.address).expect("the server's port");
            stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
            stream
        });
        match line.way {
            Way::ToServer => stream.write_all(&bytes(&line)).expect("an open connection"),
            Way::ToClient => {
                let derived = bytes(&line);
                let mut real = vec![0; derived.len()];
                stream.read_exact(&mut real).expect("as much as the run says");
                assert_eq!(String::from_utf8_lossy(&derived), String::from_utf8_lossy(&real), "{name}");
                compared += 1;
            }
            Way::Closed => {
                clients.remove(&name);
                closed += 1;
            }
        }
    }
    assert!(compared > 25 && closed == 1, "{compared}, {closed}");
}
