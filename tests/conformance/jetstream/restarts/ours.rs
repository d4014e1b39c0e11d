//! The acts on the simulated server.

use super::{Act, World, delivery};
use queue_playground::broker::jetstream::Config;
use queue_playground::broker::nats::Nats;
use queue_playground::broker::{ConnectionOptions, Effect, Request};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{
    AckToken, Answer, Api, ApiReply, ComponentId, ConnectionId, Fetch, Headers, Message, MessageId, Payload, Sid,
};
use queue_playground::sim::chance::Seed;
use queue_playground::sim::time::{Span, Time};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) struct Ours {
    nats: Nats,
    now: Time,
    started: Time,
    wakes: BTreeSet<Time>,
    connection: ConnectionId,
    tokens: Vec<Arc<AckToken>>,
    published: u32,
    act: usize,
    heard: Vec<(usize, Span, String)>,
}

impl Ours {
    pub(super) fn new() -> Ours {
        let (id, mut effects) = (ComponentId { part: 0, member: 0 }, Vec::new());
        let nats = Nats::with_jetstream(id, Seed::default(), &Config::default(), &mut effects);
        let (now, started) = (Time::ZERO, Time::ZERO);
        let mut ours = Ours {
            nats,
            now,
            started,
            wakes: BTreeSet::new(),
            connection: ConnectionId(0),
            tokens: Vec::new(),
            published: 0,
            act: 0,
            heard: Vec::new(),
        };
        ours.connect();
        ours
    }

    fn connect(&mut self) {
        self.connection.0 += 1;
        self.say(Request::Connect(ConnectionOptions::default()));
        let filter = Filter::parse("_INBOX.>").expect("a filter");
        self.say(Request::Subscribe { sid: Sid(1), filter, group: None });
    }

    fn say(&mut self, request: Request) {
        let mut effects = Vec::new();
        self.nats.handle(self.now, self.connection, request, &mut effects);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { delivery: sent, .. } => {
                    let Some(token) = sent.token else { continue };
                    self.note(delivery(&token.consumer, token.stream_sequence, token.delivered));
                    self.tokens.push(token);
                }
                Effect::Answer { answer: Answer::Stored { ack, .. }, .. } => {
                    self.note(format!("stored as {}, {}", ack.sequence, ack.duplicate));
                }
                Effect::Answer { answer: Answer::Api(reply), .. } => {
                    if let Ok(ApiReply::Consumer(info)) = *reply {
                        self.note(format!(
                            "{}: delivered {}, {}; floor {}, {}; {} awaited, {} again, {} wait, {} to come",
                            info.config.name,
                            info.delivered.consumer,
                            info.delivered.stream,
                            info.ack_floor.consumer,
                            info.ack_floor.stream,
                            info.num_ack_pending,
                            info.num_redelivered,
                            info.num_waiting,
                            info.num_pending
                        ));
                    }
                }
                Effect::Wake(at) => {
                    self.wakes.insert(at);
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, words: String) {
        self.heard.push((self.act, self.now.since(self.started), words));
    }

    fn wait(&mut self, span: Span) {
        let until = self.now + span;
        while let Some(&at) = self.wakes.first().filter(|&&at| at <= until) {
            self.wakes.pop_first();
            self.now = self.now.max(at);
            let mut effects = Vec::new();
            self.nats.wake(self.now, &mut effects);
            self.take(effects);
        }
        self.now = until;
    }
}

fn subject(text: &str) -> Subject {
    Subject::parse(text).expect("a subject")
}

impl World for Ours {
    fn act(&mut self, act: &Act) {
        let inbox = subject("_INBOX.here");
        match act {
            Act::Ask(api) => {
                let before = self.heard.len();
                self.say(Request::Api { api: api.clone(), reply: inbox });
                self.heard.truncate(before);
            }
            Act::Info(consumer) => {
                let api = Api::ConsumerInfo { stream: "L".into(), consumer: (*consumer).into() };
                self.say(Request::Api { api, reply: inbox });
            }
            Act::Publish(to, name) => {
                self.published += 1;
                let id = MessageId::generated(ComponentId { part: 1, member: 1 }, self.published);
                let headers = name.map_or(Headers::default(), |name| Headers::default().with("Nats-Msg-Id", name));
                let (subject, reply) = (subject(to), Some(inbox));
                let message = Message { id, parent: None, subject, reply, headers, payload: Payload::from("x") };
                self.say(Request::Publish(Arc::new(message)));
            }
            Act::Fetch(consumer, batch) => {
                let (stream, consumer, fetch) = ("L".into(), (*consumer).into(), Fetch::of(*batch));
                self.say(Request::Fetch { stream, consumer, inbox, fetch });
            }
            Act::Say(consumer, nth, kind) => {
                let meant = |token: &&Arc<AckToken>| (&*token.consumer, token.consumer_sequence) == (*consumer, *nth);
                let token = Arc::clone(self.tokens.iter().find(meant).expect("a delivery"));
                self.say(Request::Acknowledge { token, kind: *kind, reply: None });
            }
            Act::Wait(span) => self.wait(*span),
            Act::Restart => {
                let mut effects = Vec::new();
                self.nats.stop(&mut effects);
                self.wakes.clear();
                self.now += Span::from_millis(100);
                self.started = self.now;
                self.nats.start(self.now, &mut effects);
                self.take(effects);
                self.connect();
            }
        }
        self.act += 1;
    }

    fn heard(self) -> Vec<(usize, Span, String)> {
        self.heard
    }
}
