//! A script on a real nats-server by another client: `async-nats`, which is not ours. If it hears what our driver
//! hears, it is the server that speaks, and not a mistake of our codec.
//!
//! It is used as its own users would, so what it hides is not compared: statuses, information, the moments.

use super::outcome::{Outcome, Place};
use super::script::{Deed, Script, Step};
use super::server::{Account, Server};
use super::{wire, words};
use async_nats::jetstream::consumer::{self, PullConsumer, pull};
use async_nats::jetstream::{self, AckKind as Kind, Context, Message, stream};
use async_nats::{ConnectOptions, HeaderMap};
use futures_util::StreamExt;
use queue_playground::message::{AckKind, AckPolicy, Api, ConsumerConfig, Fetch, Retention, StreamConfig};
use queue_playground::sim::time::Span;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// What was heard at each step.
pub type Story = BTreeMap<usize, Vec<String>>;

/// What another client can tell of an outcome: deliveries, and what was stored.
pub fn essence(script: &Script, outcome: &Outcome) -> Story {
    let mut story = Story::new();
    for (position, step) in script.steps.iter().enumerate() {
        let words = outcome.words(&Place::Step(position));
        let told: Vec<String> = match step.deed {
            Deed::Publish { .. } => words.iter().map(|words| without_code(words)).collect(),
            Deed::Fetch { .. } => {
                words.iter().filter(|words| words.contains(" delivery ")).map(ToString::to_string).collect()
            }
            _ => continue,
        };
        story.insert(position, told);
    }
    story
}

/// The client has names of its own for refusals.
fn without_code(words: &str) -> String {
    if words.starts_with("refused") || words == words::NOBODY { "refused".to_owned() } else { words.to_owned() }
}

struct Stage<'a> {
    server: &'a Server,
    account: Account<'a>,
    clients: BTreeMap<u32, Context>,
    heard: Arc<Mutex<(Story, Vec<Message>)>>,
}

pub fn run(server: &Server, script: &Script) -> Story {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(play(server, script))
}

async fn play(server: &Server, script: &Script) -> Story {
    let mut stage = Stage { server, account: server.account(), clients: BTreeMap::new(), heard: Arc::default() };
    for client in script.steps.iter().map(|step| step.client) {
        stage.client(client).await;
    }
    let (started, moments) = (Instant::now(), script.moments());
    for (position, step) in script.steps.iter().enumerate() {
        sleep_until(started + wall(moments[position].since(moments[0]))).await;
        stage.play(position, step).await;
    }
    sleep_until(started + wall(moments[script.steps.len()].since(moments[0]) + super::CURTAIN)).await;
    let story = std::mem::take(&mut stage.heard.lock().unwrap_or_else(PoisonError::into_inner).0);
    stage.strike(script).await;
    story
}

impl Stage<'_> {
    async fn client(&mut self, number: u32) -> Context {
        if let Some(context) = self.clients.get(&number) {
            return context.clone();
        }
        let user = self.account.user();
        let options = ConnectOptions::with_user_and_password(user.clone(), user);
        let client = options.connect(self.server.clients.to_string()).await.expect("a connection");
        self.clients.entry(number).or_insert(jetstream::new(client)).clone()
    }

    async fn play(&mut self, position: usize, step: &Step) {
        let context = self.client(step.client).await;
        match &step.deed {
            Deed::Ask(Api::CreateStream(config)) => {
                context.create_stream(stream_config(config)).await.expect("a stream");
            }
            Deed::Ask(Api::CreateConsumer { stream, config }) => {
                context.create_consumer_on_stream(consumer_config(config), &**stream).await.expect("a consumer");
            }
            Deed::Publish { subject, headers, size, .. } => {
                let mut map = HeaderMap::new();
                headers.iter().for_each(|(name, value)| map.insert(name.as_str(), value.as_str()));
                let payload = format!("{position:<0$}", *size).into();
                let answer =
                    context.publish_with_headers(subject.to_string(), map, payload).await.expect("a connection");
                let told = match answer.await {
                    Ok(ack) => words::stored(&ack.stream, ack.sequence, ack.duplicate),
                    Err(_) => "refused".to_owned(),
                };
                self.heard.lock().unwrap_or_else(PoisonError::into_inner).0.entry(position).or_default().push(told);
            }
            Deed::Fetch { stream, consumer, fetch } => {
                let consumer: PullConsumer =
                    context.get_consumer_from_stream(consumer, stream).await.expect("the consumer");
                self.fetch(position, consumer, *fetch).await;
            }
            Deed::Acknowledge { stream, consumer, nth, kind, confirmed } => {
                let message = self.message(stream, consumer, *nth);
                let Some(message) = message else { return };
                let kind = match kind {
                    AckKind::Ack => Kind::Ack,
                    AckKind::Nak(delay) => Kind::Nak(delay.map(wall)),
                    AckKind::InProgress => Kind::Progress,
                    AckKind::Term => Kind::Term,
                    AckKind::Next(_) => panic!("this client has no way to ask for more with an ack"),
                };
                if *confirmed { message.double_ack_with(kind).await } else { message.ack_with(kind).await }
                    .expect("an ack");
            }
            Deed::Wait(_) => {}
            other => panic!("not for the second client: {other:?}"),
        }
    }

    async fn fetch(&self, position: usize, consumer: PullConsumer, fetch: Fetch) {
        let mut batch = if fetch.no_wait {
            consumer.fetch().max_messages(fetch.batch as usize).messages().await
        } else {
            let expires = wall(fetch.expires.unwrap_or(Span::from_secs(30)));
            consumer.batch().max_messages(fetch.batch as usize).expires(expires).messages().await
        }
        .expect("a batch");
        let heard = Arc::clone(&self.heard);
        heard.lock().unwrap_or_else(PoisonError::into_inner).0.entry(position).or_default();
        tokio::spawn(async move {
            while let Some(Ok(message)) = batch.next().await {
                let token = message.reply.as_deref().and_then(wire::token).expect("a token");
                let told = words::delivery(&message.subject, &String::from_utf8_lossy(&message.payload), &token);
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                heard.0.entry(position).or_default().push(told);
                heard.1.push(message);
            }
        });
    }

    fn message(&self, stream: &str, consumer: &str, nth: u64) -> Option<Message> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let meant = |message: &&Message| {
            let info = message.info().expect("a token");
            (info.stream, info.consumer, info.consumer_sequence) == (stream, consumer, nth)
        };
        heard.1.iter().rev().find(meant).cloned()
    }

    /// Leaves the account as it was found.
    async fn strike(&mut self, script: &Script) {
        let context = self.client(0).await;
        for step in &script.steps {
            if let Deed::Ask(Api::CreateStream(config)) = &step.deed {
                context.delete_stream(&config.name).await.expect("the stream");
            }
        }
        self.clients.clear();
    }
}

const fn wall(span: Span) -> Duration {
    Duration::from_nanos(span.as_nanos())
}

fn stream_config(config: &StreamConfig) -> stream::Config {
    stream::Config {
        name: config.name.clone(),
        subjects: config.subjects.iter().map(ToString::to_string).collect(),
        retention: match config.retention {
            Retention::Limits => stream::RetentionPolicy::Limits,
            Retention::Interest => stream::RetentionPolicy::Interest,
            Retention::Workqueue => stream::RetentionPolicy::WorkQueue,
        },
        storage: stream::StorageType::Memory,
        ..stream::Config::default()
    }
}

fn consumer_config(config: &ConsumerConfig) -> pull::Config {
    pull::Config {
        durable_name: Some(config.name.clone()),
        ack_policy: match config.ack_policy {
            AckPolicy::Explicit => consumer::AckPolicy::Explicit,
            AckPolicy::All => consumer::AckPolicy::All,
            AckPolicy::None => consumer::AckPolicy::None,
        },
        ack_wait: config.ack_wait.map_or(Duration::ZERO, wall),
        max_deliver: config.max_deliver.map_or(0, i64::from),
        max_ack_pending: config.max_ack_pending.map_or(0, i64::from),
        backoff: config.backoff.iter().copied().map(wall).collect(),
        ..pull::Config::default()
    }
}
