//! A script for core NATS, played by our own client.
//!
//! What it cannot say is left out by this rule: a connection is never pedantic and always wants to know if nobody
//! listens, and a message that is too large is not sent, as the client refuses it.

use super::Ours;
use crate::outcome::Outcome;
use crate::real::MAX_PAYLOAD;
use crate::script::{Prefix, Step, group, text};
use crate::server::Server;
use crate::simulated;
use queue_playground::broker::ConnectionOptions;
use queue_playground::live::client::{Complaint, Credentials, Event, Options, PublishError, State};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{Headers, Payload, Sid};
use queue_playground::sim::chance::Seed;
use std::collections::BTreeMap;

/// Plays a script with our client, and compares with the simulator.
pub fn check(server: &Server, steps: &[Step], prefix: Prefix) {
    let steps = sayable(steps);
    let (ours, simulated) = (run(server, &steps, prefix), simulated::run(&steps, prefix));
    assert_eq!(simulated, ours, "the simulator (left) and our client (right) differ on\n{}", text(&steps));
}

/// The steps that our client can take.
fn sayable(steps: &[Step]) -> Vec<Step> {
    let sayable = |step: &Step| match *step {
        Step::Connect(client, ConnectionOptions { echo, .. }) => {
            Some(Step::Connect(client, ConnectionOptions { echo, ..ConnectionOptions::default() }))
        }
        Step::PublishTooMuch(..) => None,
        step => Some(step),
    };
    steps.iter().filter_map(sayable).collect()
}

pub fn options(name: &str, echo: bool) -> Options {
    let credentials = Credentials::default();
    Options { name: name.to_owned(), credentials, echo, reconnect: false, seed: Seed::default() }
}

fn run(server: &Server, steps: &[Step], prefix: Prefix) -> Outcome {
    let (mut outcome, mut clients) = (Outcome::default(), BTreeMap::new());
    for (position, &step) in steps.iter().enumerate() {
        let number = step.client();
        let echo = if let Step::Connect(_, options) = step { options.echo } else { true };
        let ours = clients.entry(number).or_insert_with(|| {
            let ours = Ours::begin(server.clients, options("conformance", echo));
            assert_eq!(ours.next(), Event::Connected);
            ours
        });
        act(ours, step, position, prefix);
        hear(&mut outcome, steps, number, ours.settle());
        if let Step::Disconnect(_) = step {
            let cid = ours.act(|client| client.server().expect("it is connected").client_id);
            ours.act(queue_playground::live::client::Client::close);
            assert_eq!((ours.next(), ours.act(|client| client.state().clone())), (Event::Ended, State::Closed));
            clients.remove(&number);
            server.await_end(cid);
        }
    }
    for (number, ours) in &clients {
        hear(&mut outcome, steps, *number, ours.settle());
    }
    outcome
}

fn act(ours: &Ours, step: Step, position: usize, prefix: Prefix) {
    let subject = |text: &str| Subject::from_wire(&format!("{prefix}{text}")).expect("what can stand in a line");
    let publish = |to: &str, reply: Option<&str>| {
        let (to, reply, payload) = (subject(to), reply.map(subject), Payload::from(position.to_string().as_str()));
        let published = ours.act(|client| client.publish(&to, reply.as_ref(), &Headers::default(), &payload));
        published.expect("a connection");
    };
    match step {
        Step::Connect(..) | Step::Disconnect(_) | Step::PublishTooMuch(..) => {}
        Step::Publish(_, to) => publish(to, None),
        Step::Request(_, to, reply) => publish(to, Some(reply)),
        Step::Subscribe(_, sid, filter, group) => {
            let filter = Filter::from_wire(&format!("{prefix}{filter}")).expect("what can stand in a line");
            let group = group.map(|group| Subject::parse(group).expect("a name"));
            ours.act(|client| client.subscribe(Sid(sid), &filter, group.as_ref()));
        }
        Step::Unsubscribe(_, sid, max) => ours.act(|client| client.unsubscribe(Sid(sid), max)),
    }
}

fn hear(outcome: &mut Outcome, steps: &[Step], client: u32, events: Vec<Event>) {
    for event in events {
        match event {
            Event::Message(message) if message.status.is_some() => {
                assert_eq!(message.status.map(|status| status.code), Some(503));
                outcome.refused.entry(client).or_default().push(message.subject.to_string());
            }
            Event::Message(message) => {
                let (sid, position) = (message.sid.0, message.payload.text().parse().expect("a position"));
                outcome.delivered(group(steps, client, sid), client, sid, position);
            }
            Event::Complained(Complaint::Other(words)) => outcome.errors.entry(client).or_default().push(words),
            Event::Flushed(_) => {}
            other => panic!("client {client} was told {other:?}"),
        }
    }
}

#[test]
fn our_client_does_not_send_what_the_server_would_not_take() {
    let server = Server::start();
    let ours = Ours::begin(server.clients, options("conformance", true));
    assert_eq!(ours.next(), Event::Connected);
    let publish = |size: usize| {
        let (subject, payload) = (Subject::parse("a").expect("a subject"), Payload::from(&vec![b'x'; size][..]));
        ours.act(|client| client.publish(&subject, None, &Headers::default(), &payload))
    };
    let (size, most) = (MAX_PAYLOAD as u64 + 1, MAX_PAYLOAD as u64);
    assert_eq!(publish(MAX_PAYLOAD + 1), Err(PublishError::TooLarge { size, most }));
    assert_eq!(publish(MAX_PAYLOAD), Ok(()));
    assert!(matches!(ours.settle()[..], [Event::Flushed(_)]), "and it takes what is one byte smaller");
}
