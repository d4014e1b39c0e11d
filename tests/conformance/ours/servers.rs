//! Servers that refuse, complain, go and come back, and what our client makes of it.

use super::Ours;
use super::script::options;
use crate::real;
use crate::server::Server;
use queue_playground::broker::ConnectionOptions;
use queue_playground::live::client::{Client, Complaint, Credentials, Event, Options, Refusal, State};
use queue_playground::live::protocol::{Message, ProtocolError};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Headers, Payload, Sid};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A configuration for one server; removed when dropped.
struct Configuration(PathBuf);

impl Configuration {
    fn of(text: &str) -> Configuration {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("qp-ours-{}-{}.conf", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, text).expect("a configuration");
        Configuration(file)
    }

    fn start(&self) -> Server {
        Server::with(&["--config", &self.0.display().to_string()])
    }
}

impl Drop for Configuration {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn as_user(user: &str, password: &str) -> Options {
    let credentials = Credentials { user: user.to_owned(), password: password.to_owned(), ..Credentials::default() };
    Options { credentials, ..options("ours", true) }
}

fn with_token(token: &str) -> Options {
    let credentials = Credentials { token: token.to_owned(), ..Credentials::default() };
    Options { credentials, ..options("ours", true) }
}

/// What becomes of a client that begins to connect.
fn refusal(address: SocketAddr, options: Options) -> Refusal {
    let ours = Ours::begin(address, options);
    assert_eq!(ours.next(), Event::Ended);
    let State::Refused(refusal) = ours.act(|client| client.state().clone()) else { panic!("it is connected") };
    refusal
}

fn publish(client: &mut Client, subject: &str, payload: &str) {
    let (subject, payload) = (Subject::parse(subject).expect("a subject"), Payload::from(payload));
    client.publish(&subject, None, &Headers::default(), &payload).expect("a connection, or room to wait");
}

fn subscribe(client: &mut Client, sid: u32, filter: &str) {
    client.subscribe(Sid(sid), &Filter::parse(filter).expect("a filter"), None);
}

fn messages(events: &[Event]) -> Vec<&Message> {
    events.iter().filter_map(|event| if let Event::Message(message) = event { Some(message) } else { None }).collect()
}

#[test]
fn a_server_lets_in_who_it_knows_and_nobody_else() {
    let violation = Refusal::Authorization("Authorization Violation".to_owned());
    let server = Server::with(&["--user", "bob", "--pass", "s3\"cret"]);
    assert_eq!(Ours::begin(server.clients, as_user("bob", "s3\"cret")).next(), Event::Connected);
    assert_eq!(refusal(server.clients, as_user("bob", "guess")), violation);
    assert_eq!(refusal(server.clients, options("ours", true)), violation);
    let server = Server::with(&["--auth", "s3cret"]);
    assert_eq!(Ours::begin(server.clients, with_token("s3cret")).next(), Event::Connected);
    assert_eq!(refusal(server.clients, with_token("guess")), violation);
}

#[test]
fn a_server_lists_our_client_by_its_name_and_says_under_which_number() {
    let server = Server::start();
    let ours = Ours::begin(server.clients, options("save-handler.2", true));
    assert_eq!(ours.next(), Event::Connected);
    let info = ours.act(|client| client.server().cloned()).expect("it is connected");
    let listed = server.asked(&format!("/connz?cid={}", info.client_id));
    assert_eq!(listed["connections"][0]["name"], "save-handler.2");
    assert_eq!((info.max_payload, info.headers, info.jetstream, info.auth_required), (1_048_576, true, false, false));
    assert_eq!(server.asked("/varz")["version"], info.version);
    drop(ours);
    server.await_end(info.client_id);
}

#[test]
fn a_permission_that_is_missing_is_told_and_the_connection_goes_on() {
    let configuration = Configuration::of(
        "authorization { users: [{ user: guest, password: guest, \
         permissions: { publish: \"demo.>\", subscribe: \"demo.>\" } }] }",
    );
    let server = configuration.start();
    let ours = Ours::begin(server.clients, as_user("guest", "guest"));
    ours.act(|client| {
        subscribe(client, 1, "demo.>");
        subscribe(client, 2, "secret.>");
        publish(client, "secret.a", "1");
        publish(client, "demo.a", "2");
    });
    let events = ours.settle();
    let complaints: Vec<&Event> = events.iter().filter(|event| matches!(event, Event::Complained(_))).collect();
    let expected = [Complaint::Subscribe("secret.>".to_owned()), Complaint::Publish("secret.a".to_owned())];
    assert_eq!(complaints, expected.map(Event::Complained).iter().collect::<Vec<_>>());
    assert_eq!(messages(&events).len(), 1);
}

#[test]
fn a_server_that_is_full_or_takes_no_headers_says_so() {
    let server = Configuration::of("max_connections: 1").start();
    let first = Ours::begin(server.clients, options("first", true));
    assert_eq!(first.next(), Event::Connected);
    let full = Refusal::Server("maximum connections exceeded".to_owned());
    assert_eq!(refusal(server.clients, options("second", true)), full);
    let server = Configuration::of("no_header_support: true").start();
    assert_eq!(refusal(server.clients, options("ours", true)), Refusal::NoHeaders);
}

#[test]
fn where_nobody_listens_or_somebody_else_does_there_is_no_nats() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    let answer = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("our client");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("our client");
    });
    let error = ProtocolError::UnknownOperation { line: "HTTP/1.1 400 Bad Request".to_owned() };
    assert_eq!(refusal(address, options("ours", true)), Refusal::Protocol(error));
    answer.join().expect("an answer");
    assert_eq!(refusal(address, options("ours", true)), Refusal::Unreachable);
}

#[test]
fn after_a_restart_it_is_back_with_its_subscriptions_and_sends_what_waited() {
    let server = Server::start();
    let address = server.clients;
    let ours = Ours::begin(address, Options { reconnect: true, ..options("ours", true) });
    ours.act(|client| {
        subscribe(client, 1, "a");
        subscribe(client, 2, "b");
        client.unsubscribe(Sid(2), Some(2));
        publish(client, "b", "1");
    });
    assert_eq!(messages(&ours.settle()).len(), 1);
    drop(server);
    assert_eq!(ours.next(), Event::Disconnected);
    ours.act(|client| {
        publish(client, "a", "waited");
        subscribe(client, 3, "c");
        (0..3).for_each(|_| publish(client, "b", "2"));
        publish(client, "c", "3");
    });
    // It is another server now: for a while it does not know the client.
    let (port, mut attempts) = (address.port().to_string(), 0);
    let stranger = Server::with(&["--port", &port, "--user", "bob", "--pass", "s3cret"]);
    while attempts < 2 {
        if let State::Reconnecting { because: Refusal::Authorization(_), attempt, .. } =
            ours.act(|client| client.state().clone())
        {
            attempts = attempt;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    drop(stranger);
    let server = Server::with(&["--port", &port]);
    assert_eq!(ours.next(), Event::Connected);
    let events = ours.settle();
    let heard: Vec<_> = messages(&events).iter().map(|message| (message.sid.0, message.payload.text())).collect();
    let heard: Vec<(u32, &str)> = heard.iter().map(|(sid, payload)| (*sid, &**payload)).collect();
    assert_eq!(heard, [(1, "waited"), (2, "2"), (3, "3")], "one was left of the second's two");
    drop(server);
    assert_eq!(ours.next(), Event::Disconnected);
    ours.act(Client::close);
    assert_eq!(ours.next(), Event::Ended);
}

#[test]
fn a_server_that_is_about_to_shut_down_says_so() {
    let server = Server::start();
    let ours = Ours::begin(server.clients, options("ours", true));
    assert_eq!(ours.next(), Event::Connected);
    server.retire();
    assert_eq!(ours.next(), Event::LameDuck);
    assert!(ours.act(|client| client.server().is_some_and(|server| server.lame_duck)));
    publish_and_hear(&ours);
}

#[test]
fn nonsense_in_the_headers_of_a_stranger_does_not_cost_the_connection() {
    let server = Server::start();
    let ours = Ours::begin(server.clients, options("ours", true));
    ours.act(|client| subscribe(client, 1, "a"));
    ours.settle();
    let mut stranger = real::Client::connect(&server, ConnectionOptions::default());
    assert!(stranger.say("HPUB a 4 6\r\nabcdhi\r\nHPUB a 16 16\r\nNATS/1.0 abc\r\n\r\n\r\n"));
    let events = ours.settle();
    let heard = messages(&events);
    assert_eq!((heard.len(), &*heard[0].payload.text(), &heard[1].status), (2, "hi", &None));
    publish_and_hear(&ours);
}

/// Shows that the connection is as good as ever.
fn publish_and_hear(ours: &Ours) {
    ours.act(|client| {
        subscribe(client, 9, "alive");
        publish(client, "alive", "yes");
    });
    assert_eq!(messages(&ours.settle()).len(), 1);
}
