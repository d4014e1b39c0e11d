//! A script on the simulated broker, by a virtual clock.

use super::outcome::{Heard, Outcome, Place};
use super::script::{Deed, Script, Step};
use super::{ADVISORIES, CURTAIN, INBOX, OBSERVER, answers, words};
use queue_playground::broker::jetstream::Config;
use queue_playground::broker::nats::Nats;
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{
    AckKind, AckToken, ComponentId, ConnectionId, Delivery, Headers, Message, MessageId, Payload, Sid,
};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::Time;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A script being played.
struct Stage<'a> {
    script: &'a Script,
    broker: Nats,
    now: Time,
    /// When the broker wants to be woken.
    wakes: BTreeSet<Time>,
    connections: BTreeMap<u32, ConnectionId>,
    owners: BTreeMap<ConnectionId, u32>,
    tokens: Vec<Arc<AckToken>>,
    outcome: Outcome,
}

pub fn run(script: &Script) -> Outcome {
    run_at(script, &script.moments())
}

/// With the steps at other moments than the script's own.
pub fn run_at(script: &Script, moments: &[Time]) -> Outcome {
    play(script, moments).outcome
}

/// What consumers delivered before the script's end.
pub fn deliveries(script: &Script) -> Vec<Arc<AckToken>> {
    play(script, &script.moments()).tokens
}

fn play<'a>(script: &'a Script, moments: &[Time]) -> Stage<'a> {
    let (id, mut effects) = (ComponentId { part: 0, member: 0 }, Vec::new());
    let broker = Nats::with_jetstream(id, Seed::default(), &Config::default(), &mut effects);
    let mut stage = Stage {
        script,
        broker,
        now: Time::ZERO,
        wakes: BTreeSet::new(),
        connections: BTreeMap::new(),
        owners: BTreeMap::new(),
        tokens: Vec::new(),
        outcome: Outcome::default(),
    };
    stage.take(effects);
    for (kind, sid) in ADVISORIES.into_iter().zip(1..) {
        stage.subscribe(OBSERVER, &format!("$JS.EVENT.ADVISORY.CONSUMER.{kind}.>"), sid);
    }
    for (position, step) in script.steps.iter().enumerate() {
        stage.run_until(moments[position]);
        stage.play(position, step);
    }
    stage.run_until(moments[script.steps.len()] + CURTAIN);
    stage
}

impl Stage<'_> {
    fn run_until(&mut self, moment: Time) {
        while let Some(&wake) = self.wakes.first().filter(|&&wake| wake <= moment) {
            self.wakes.pop_first();
            self.now = self.now.max(wake);
            let mut effects = Vec::new();
            self.broker.wake(self.now, &mut effects);
            self.take(effects);
        }
        self.now = moment;
    }

    fn say(&mut self, client: u32, request: Request) {
        let mut effects = Vec::new();
        let next = ConnectionId(u32::try_from(self.owners.len() + 1).expect("few connections"));
        let connection = *self.connections.entry(client).or_insert(next);
        if connection == next {
            self.owners.insert(next, client);
            self.broker.handle(self.now, next, Request::Connect(ConnectionOptions::default()), &mut effects);
        }
        self.broker.handle(self.now, connection, request, &mut effects);
        self.take(effects);
    }

    fn subscribe(&mut self, client: u32, to: &str, sid: u32) {
        let filter = Filter::parse(to).expect("a filter");
        self.say(client, Request::Subscribe { sid: Sid(sid), filter, group: None });
    }

    fn play(&mut self, position: usize, step: &Step) {
        let (client, number) = (step.client, u32::try_from(position).expect("a short script"));
        let inbox = Subject::parse(&format!("_INBOX.{}", INBOX + number)).expect("a subject");
        let answered = match &step.deed {
            Deed::Ask(_) | Deed::Fetch { .. } => true,
            Deed::Publish { confirmed, .. } => *confirmed,
            Deed::Acknowledge { kind, confirmed, .. } => *confirmed || matches!(kind, AckKind::Next(_)),
            _ => false,
        };
        let Some(request) = self.request(position, step, answered.then_some(&inbox)) else { return };
        if answered {
            self.subscribe(client, inbox.as_str(), INBOX + number);
        }
        let over = matches!(request, Request::Close);
        self.say(client, request);
        if over {
            self.connections.remove(&client);
        }
    }

    fn request(&self, position: usize, step: &Step, inbox: Option<&Subject>) -> Option<Request> {
        let number = u32::try_from(position).expect("a short script");
        Some(match &step.deed {
            Deed::Ask(api) => Request::Api { api: api.clone(), reply: inbox?.clone() },
            Deed::Publish { subject, headers, size, .. } => {
                let id = MessageId::generated(ComponentId { part: 1, member: 1 }, number);
                let headers = headers.iter().fold(Headers::default(), |all, (name, value)| all.with(name, value));
                let payload = Payload::from(format!("{position:<0$}", *size).as_str());
                let (subject, reply) = (subject.clone(), inbox.cloned());
                Request::Publish(Arc::new(Message { id, parent: None, subject, reply, headers, payload }))
            }
            Deed::Subscribe { sid, filter, group } => {
                Request::Subscribe { sid: Sid(*sid), filter: filter.clone(), group: group.as_deref().map(Arc::from) }
            }
            Deed::Unsubscribe { sid, max } => Request::Unsubscribe { sid: Sid(*sid), max: *max },
            Deed::Fetch { stream, consumer, fetch } => {
                let (stream, consumer) = (stream.as_str().into(), consumer.as_str().into());
                Request::Fetch { stream, consumer, inbox: inbox?.clone(), fetch: *fetch }
            }
            Deed::Acknowledge { stream, consumer, nth, kind, .. } => {
                let meant = |token: &&Arc<AckToken>| {
                    (&*token.stream, &*token.consumer, token.consumer_sequence) == (stream, consumer, *nth)
                };
                let token = Arc::clone(self.tokens.iter().rev().find(meant)?);
                Request::Acknowledge { token, kind: *kind, reply: inbox.cloned() }
            }
            Deed::Wait(_) => return None,
            Deed::Disconnect => self.connections.contains_key(&step.client).then_some(Request::Close)?,
        })
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { delivery, .. } => {
                    let words = self.sent(&delivery);
                    self.hear(delivery.id.connection, delivery.id.sid, words);
                    self.tokens.extend(delivery.token);
                }
                Effect::Answer { connection, sid, answer, .. } => {
                    self.hear(connection, sid, answers::answered(&answer));
                }
                Effect::Wake(moment) => {
                    self.wakes.insert(moment.max(self.now));
                }
                _ => {}
            }
        }
    }

    fn sent(&self, delivery: &Delivery) -> String {
        let (subject, payload) = (delivery.message.subject.as_str(), delivery.message.payload.text());
        match &delivery.token {
            Some(token) => words::delivery(subject, &payload, token),
            None if self.owners[&delivery.id.connection] == OBSERVER => words::advisory_of(&payload),
            None => words::plain(subject, &payload),
        }
    }

    fn hear(&mut self, connection: ConnectionId, sid: Sid, words: String) {
        let client = self.owners[&connection];
        let place = Place::of(self.script, client, sid.0);
        self.outcome.hear(place, Heard { at: self.now, words });
    }
}
