//! JETSTREAM, as nats-server 2.9.10 does it: streams that keep messages, and consumers that deliver them until they are
//! acknowledged.
//!
//! In reading order: a stream (`stream`) keeps what it takes (`store`, `dedup`); each of its consumers (`consumer`)
//! delivers (`deliver`) to those who wait in line (`pull`) or listen (`push`), hears acks (`ack`), and has its times
//! (`timers`). What the server says to the world are `advisory`s; `api` and `purge` are for administrators, `config`
//! and `terms` say what they may ask, `error` why not.
//!
//! What differs from the server: requests, acks and answers are no messages here, so a stream does not take them, not
//! even one of `>`; and a stream does not take what a consumer pushes.

mod ack;
mod advisory;
mod api;
mod config;
mod consumer;
mod dedup;
mod deliver;
mod error;
mod overlap;
mod pull;
mod purge;
mod push;
mod store;
mod stored;
mod stream;
mod terms;
mod timers;
mod turn;

use super::nats::{self, Nats};
use super::{Effect, Request};
use crate::message::subject::Subject;
use crate::message::{Answer, Api, ApiError, ComponentId, ConnectionId, Message, StreamConfig};
use crate::sim::chance::{Purpose, Seed};
use crate::sim::time::{Span, Time};
use crate::transcript::Kind;
use consumer::Consumer;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use stream::Stream;
use turn::Turn;

/// A NATS server with JetStream, and what is there from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The server itself.
    pub server: nats::Config,
    /// Its streams, with their consumers.
    pub streams: Vec<StreamConfig>,
}

/// Why nats-server would not make what a configuration asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The stream's name.
    pub stream: String,
    /// The consumer's name, if it is about one.
    pub consumer: Option<String>,
    /// What the server says.
    pub error: ApiError,
}

impl Config {
    /// Whether nats-server would make all of it.
    ///
    /// # Errors
    /// The first thing that it refuses, with its own number and words.
    pub fn check(&self) -> Result<(), Refused> {
        let id = ComponentId { part: 0, member: 0 };
        let (mut nats, mut effects) = (Nats::new(id, Seed::default(), &self.server), Vec::new());
        JetStream::new(id).make(self, &mut nats, &mut effects).map_or(Ok(()), Err)
    }

    /// What is to be asked of the server, in order.
    fn requests(&self) -> impl Iterator<Item = (Api, &str, Option<&str>)> {
        self.streams.iter().flat_map(|stream| {
            let create = (Api::CreateStream(Arc::new(stream.clone())), stream.name.as_str(), None);
            let consumers = stream.consumers.iter().map(|consumer| {
                let api =
                    Api::CreateConsumer { stream: stream.name.as_str().into(), config: Arc::new(consumer.clone()) };
                (api, stream.name.as_str(), Some(consumer.name.as_str()))
            });
            std::iter::once(create).chain(consumers)
        })
    }
}

/// After a start, a server looks for acks that did not come after a while between these two (`applyState`).
const SOONEST_LOOK: Span = Span::from_millis(500);
const LATEST_LOOK: Span = Span::from_millis(1_500);

/// The part of a NATS server that stores.
#[derive(Clone, Debug)]
pub struct JetStream {
    id: ComponentId,
    /// In the order in which they were made.
    streams: Vec<Stream>,
    streams_made: u16,
    consumers_made: u16,
    /// How many advisories were published.
    published: u32,
    answers: u64,
    /// When the broker is to be woken; nothing is due before.
    wake_at: Option<Time>,
}

impl JetStream {
    /// JetStream with nothing in it, as a part of the broker `id`.
    pub(super) const fn new(id: ComponentId) -> JetStream {
        JetStream {
            id,
            streams: Vec::new(),
            streams_made: 0,
            consumers_made: 0,
            published: 0,
            answers: 0,
            wake_at: None,
        }
    }

    /// Makes what is there from the start.
    pub(super) fn provision(&mut self, config: &Config, nats: &mut Nats, effects: &mut Vec<Effect>) {
        self.make(config, nats, effects);
    }

    /// Makes streams and consumers; the first refusal.
    fn make(&mut self, config: &Config, nats: &mut Nats, effects: &mut Vec<Effect>) -> Option<Refused> {
        let mut refused = None;
        for (api, stream, consumer) in config.requests() {
            let result = self.work(Time::ZERO, nats, effects, |jetstream, turn| jetstream.administer(&api, turn));
            let refuse = |error| Refused { stream: stream.to_owned(), consumer: consumer.map(str::to_owned), error };
            refused = refused.or(result.err().map(refuse));
        }
        refused
    }

    /// Offers a message to the stream that takes it; whether there is one. `alone` says that nobody else got it.
    pub(super) fn publish(
        &mut self,
        now: Time,
        message: &Arc<Message>,
        alone: bool,
        nats: &mut Nats,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(place) = self.stream_for(&message.subject) else { return false };
        self.work(now, nats, effects, |jetstream, turn| jetstream.streams[place].publish(message, alone, turn));
        true
    }

    /// Does what a client asks.
    pub(super) fn request(
        &mut self,
        now: Time,
        connection: ConnectionId,
        request: Request,
        nats: &mut Nats,
        effects: &mut Vec<Effect>,
    ) {
        self.work(now, nats, effects, |jetstream, turn| match request {
            Request::Fetch { stream, consumer, inbox, fetch } => {
                // One who fetches from what is not there waits in vain.
                let Some((stream, place)) = jetstream.consumer_mut(&stream, &consumer) else { return };
                stream.fetch(place, connection, &inbox, fetch, turn);
            }
            Request::Acknowledge { token, kind, reply } => {
                let Some((stream, place)) = jetstream.consumer_mut(&token.stream, &token.consumer) else {
                    return turn.tell_unheard(connection, reply);
                };
                stream.acknowledge(place, connection, (&token, kind, reply.as_ref()), turn);
            }
            Request::Api { api, reply } => {
                let result = jetstream.administer(&api, turn);
                turn.answer(&reply, &Answer::Api(Box::new(result)));
            }
            _ => {}
        });
    }

    /// Does what is due.
    pub(super) fn wake(&mut self, now: Time, nats: &mut Nats, effects: &mut Vec<Effect>) {
        self.wake_at = self.wake_at.filter(|&at| at > now);
        self.work(now, nats, effects, |jetstream, turn| {
            jetstream.streams.iter_mut().for_each(|stream| stream.wake(turn));
        });
    }

    /// The server ends.
    pub(super) fn stop(&mut self) {
        self.wake_at = None;
        self.streams.iter_mut().for_each(Stream::stop);
    }

    /// The server starts again, for the `times`-th time, with what it had stored.
    pub(super) fn start(&mut self, now: Time, times: u64, nats: &mut Nats, effects: &mut Vec<Effect>) {
        self.work(now, nats, effects, |jetstream, turn| {
            let (seed, broker) = (turn.nats.seed(), u64::from(jetstream.id.key()));
            let delay = |consumer: &Consumer| {
                let mut draw = seed.draw(Purpose::FirstLook, &[broker, u64::from(consumer.id.0), times]);
                stored::first_look(consumer, draw.uniform(SOONEST_LOOK, LATEST_LOOK))
            };
            jetstream.streams.iter_mut().for_each(|stream| stream.start(delay, turn));
        });
    }

    /// Connections or subscriptions came or went: push consumers see who listens now.
    pub(super) fn look_around(&mut self, now: Time, nats: &mut Nats, effects: &mut Vec<Effect>) {
        let pushes = |stream: &Stream| stream.consumers.iter().any(Consumer::is_push);
        if !self.streams.iter().any(pushes) {
            return;
        }
        self.work(now, nats, effects, |jetstream, turn| {
            for stream in &mut jetstream.streams {
                for place in 0..stream.consumers.len() {
                    if stream.consumers[place].look_for_listeners(turn) {
                        stream.serve(place, turn);
                    }
                }
            }
        });
    }

    fn stream(&self, name: &str) -> Option<usize> {
        self.streams.iter().position(|stream| *stream.name == *name)
    }

    fn stream_for(&self, subject: &Subject) -> Option<usize> {
        self.streams.iter().position(|stream| stream.takes(subject))
    }

    fn consumer_mut(&mut self, stream: &str, consumer: &str) -> Option<(&mut Stream, usize)> {
        let place = self.stream(stream)?;
        let stream = &mut self.streams[place];
        let place = stream.consumer(consumer)?;
        Some((stream, place))
    }

    /// Does one thing, then publishes what is to be told about it, and asks to be woken when something is due.
    fn work<T>(
        &mut self,
        now: Time,
        nats: &mut Nats,
        effects: &mut Vec<Effect>,
        what: impl FnOnce(&mut JetStream, &mut Turn<'_>) -> T,
    ) -> T {
        let mut answers = self.answers;
        let mut turn = Turn { now, nats, effects, advisories: Vec::new(), is_purging: false, answers: &mut answers };
        let result = what(self, &mut turn);
        while !turn.advisories.is_empty() {
            for advisory in std::mem::take(&mut turn.advisories) {
                self.advise(&advisory, &mut turn);
            }
        }
        let due = self.streams.iter().filter_map(Stream::next_due).min();
        if let Some(due) = due.filter(|&due| self.wake_at.is_none_or(|at| due < at)) {
            self.wake_at = Some(due);
            turn.effects.push(Effect::Wake(due));
        }
        self.answers = answers;
        result
    }

    /// Publishes an advisory, if anybody or any stream asks for it.
    fn advise(&mut self, advisory: &advisory::Advisory, turn: &mut Turn<'_>) {
        let Some(subject) = advisory.subject() else { return };
        let stream = self.stream_for(&subject);
        if stream.is_none() && !turn.nats.is_heard(&subject) {
            return;
        }
        self.published += 1;
        let message = advisory.message(subject, self.id, self.published);
        turn.record(Kind::Published { message: Arc::clone(&message) });
        let routed = turn.nats.route(None, &message, turn.effects);
        if let Some(stream) = stream {
            self.streams[stream].publish(&message, !routed, turn);
        }
    }
}

#[cfg(test)]
mod tests;
