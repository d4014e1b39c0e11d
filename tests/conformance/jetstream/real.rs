//! A script on a real nats-server, over our own codec, or by another client that speaks.

#![allow(clippy::disallowed_types, reason = "a real server runs by the clock on the wall")]

use super::client::{Client, Noted, Speaks};
use super::outcome::{Heard, Outcome, Place};
use super::script::{Deed, Script, Step};
use super::server::{Account, Server};
use super::{ADVISORIES, CURTAIN, INBOX, OBSERVER, wire, words};
use queue_playground::live::protocol::ClientOperation;
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{AckKind, Headers, Payload, Sid};
use queue_playground::sim::time::{Span, Time};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A script being played.
struct Stage<'a, C> {
    server: &'a Server,
    account: Account<'a>,
    script: &'a Script,
    clients: BTreeMap<u32, C>,
    notes: (Sender<Noted>, Receiver<Noted>),
    log: Vec<Noted>,
    started: Instant,
    /// The same moment, in nanoseconds since 1970.
    began: u64,
}

pub fn run(server: &Server, script: &Script) -> Outcome {
    run_by::<Client>(server, script)
}

/// Plays it by clients of this kind.
pub fn run_by<C: Speaks>(server: &Server, script: &Script) -> Outcome {
    let account = server.account();
    let (clients, notes) = (BTreeMap::<u32, C>::new(), channel());
    let began = SystemTime::now().duration_since(UNIX_EPOCH).expect("a moment after 1970").as_nanos();
    let began = u64::try_from(began).expect("a moment before 2500");
    let mut stage = Stage { server, account, script, clients, notes, log: Vec::new(), started: Instant::now(), began };
    stage.observe();
    let moments = script.moments();
    for (position, step) in script.steps.iter().enumerate() {
        stage.wait_until(moments[position]);
        stage.play(position, step);
    }
    stage.wait_until(moments[script.steps.len()] + CURTAIN);
    stage.log.extend(stage.notes.1.try_iter());
    let outcome = stage.outcome();
    stage.strike();
    outcome
}

impl<C: Speaks> Stage<'_, C> {
    fn wait_until(&self, moment: Time) {
        let due = self.started + Duration::from_nanos(moment.as_nanos());
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }

    fn client(&mut self, number: u32) -> &mut C {
        let connect = || C::connect(self.server.clients, &self.account, number, self.notes.0.clone());
        self.clients.entry(number).or_insert_with(connect)
    }

    fn say(&mut self, number: u32, operation: &ClientOperation<'_>) {
        self.client(number).say(operation);
    }

    fn observe(&mut self) {
        for (kind, sid) in ADVISORIES.into_iter().zip(1..) {
            self.subscribe(OBSERVER, &format!("$JS.EVENT.ADVISORY.CONSUMER.{kind}.>"), Sid(sid));
        }
        // Connections take their time, and then the next steps would follow at once.
        for step in &self.script.steps {
            self.client(step.client);
        }
        // The clock is set when everything is in place.
        self.request(OBSERVER, "$JS.API.INFO", "", INBOX - 1);
        let now = Instant::now();
        self.began += u64::try_from((now - self.started).as_nanos()).expect("a moment");
        self.started = now;
    }

    fn subscribe(&mut self, client: u32, to: &str, sid: Sid) {
        let filter = Filter::parse(to).expect("a filter");
        self.say(client, &ClientOperation::Subscribe { filter: &filter, group: None, sid });
    }

    fn publish(&mut self, client: u32, to: &str, reply: Option<&str>, headers: &Headers, payload: &str) {
        let subject = |text: &str| Subject::parse(text).expect("a subject");
        let (to, reply, payload) = (subject(to), reply.map(subject), Payload::from(payload));
        let reply = reply.as_ref();
        self.say(client, &ClientOperation::Publish { subject: &to, reply, headers, payload: &payload });
    }

    /// Asks in an inbox that is a subscription of this number, and waits for the answer.
    fn request(&mut self, client: u32, to: &str, payload: &str, sid: u32) -> String {
        let inbox = format!("_INBOX.{sid}");
        self.subscribe(client, &inbox, Sid(sid));
        self.publish(client, to, Some(&inbox), &Headers::default(), payload);
        loop {
            let noted = self.notes.1.recv_timeout(PATIENCE).expect("an answer of nats-server");
            let answer = (noted.message.sid == Sid(sid)).then(|| noted.message.payload.text().into_owned());
            self.log.push(noted);
            if let Some(answer) = answer {
                return answer;
            }
        }
    }

    fn play(&mut self, position: usize, step: &Step) {
        let (client, sid) = (step.client, INBOX + u32::try_from(position).expect("a short script"));
        let inbox = format!("_INBOX.{sid}");
        match &step.deed {
            Deed::Ask(api) => {
                let (subject, payload) = wire::request(api, self.began);
                self.request(client, &format!("$JS.API.{subject}"), &payload, sid);
            }
            Deed::Publish { subject, headers, size, confirmed } => {
                let headers = headers.iter().fold(Headers::default(), |all, (name, value)| all.with(name, value));
                let payload = format!("{position:<0$}", *size);
                if *confirmed {
                    self.subscribe(client, &inbox, Sid(sid));
                }
                self.publish(client, subject.as_str(), confirmed.then_some(&inbox), &headers, &payload);
            }
            Deed::Subscribe { sid, filter, group } => {
                let group = group.as_deref().map(|group| Subject::parse(group).expect("a name"));
                let operation = ClientOperation::Subscribe { filter, group: group.as_ref(), sid: Sid(*sid) };
                self.say(client, &operation);
            }
            Deed::Unsubscribe { sid, max } => {
                self.say(client, &ClientOperation::Unsubscribe { sid: Sid(*sid), max: *max });
            }
            Deed::Fetch { stream, consumer, fetch } => {
                self.subscribe(client, &inbox, Sid(sid));
                let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}");
                self.publish(client, &subject, Some(&inbox), &Headers::default(), &wire::fetch(fetch));
            }
            Deed::Acknowledge { stream, consumer, nth, kind, confirmed } => {
                let Some(token) = self.token(stream, consumer, *nth) else { return };
                let replied = *confirmed || matches!(kind, AckKind::Next(_));
                if replied {
                    self.subscribe(client, &inbox, Sid(sid));
                }
                let payload = wire::acknowledgement(*kind);
                self.publish(client, &token, replied.then_some(&inbox), &Headers::default(), &payload);
            }
            Deed::Wait(_) => {}
            Deed::Disconnect => {
                if self.clients.remove(&client).is_some() {
                    self.account.await_connections(self.clients.len());
                }
            }
        }
    }

    /// The reply subject of the newest delivery of this number.
    fn token(&mut self, stream: &str, consumer: &str, nth: u64) -> Option<String> {
        self.log.extend(self.notes.1.try_iter());
        self.log.iter().rev().find_map(|noted| {
            let reply = noted.message.reply.as_deref()?;
            let token = wire::token(reply)?;
            let meant = (&*token.stream, &*token.consumer, token.consumer_sequence) == (stream, consumer, nth);
            meant.then(|| reply.to_owned())
        })
    }

    /// Leaves the account as it was found.
    fn strike(&mut self) {
        let names = self.request(OBSERVER, "$JS.API.STREAM.NAMES", "", INBOX - 2);
        let names: Value = serde_json::from_str(&names).expect("JSON");
        for (name, sid) in names["streams"].as_array().into_iter().flatten().zip((1..INBOX - 2).rev()) {
            let name = name.as_str().expect("a name");
            self.request(OBSERVER, &format!("$JS.API.STREAM.DELETE.{name}"), "", sid);
        }
        self.clients.clear();
        self.account.await_connections(0);
    }

    fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::default();
        for noted in &self.log {
            let nanoseconds = noted.at.saturating_duration_since(self.started).as_nanos();
            let at = Time::ZERO + Span::from_nanos(u64::try_from(nanoseconds).expect("a moment"));
            if let Some((place, words)) = self.understood(noted) {
                outcome.hear(place, Heard { at, words });
            }
        }
        outcome
    }

    fn understood(&self, noted: &Noted) -> Option<(Place, String)> {
        let (message, Sid(sid)) = (&noted.message, noted.message.sid);
        let place = Place::of(self.script, noted.client, sid);
        let text = message.payload.text();
        let words = match &place {
            Place::Advisories if sid <= ADVISORIES.len() as u32 => words::advisory_of(&text),
            // The answers to the observer's own requests.
            Place::Advisories => return None,
            Place::Step(position) => match &self.script.steps[*position].deed {
                Deed::Ask(api) => words::answer(api, &text),
                Deed::Publish { .. } => words::publication(message),
                _ => words::heard(message),
            },
            _ => words::heard(message),
        };
        Some((place, words))
    }
}
