//! JetStream with lists: every message, every delivery and every fetch is a line in a list, looked through from end to
//! end.
//!
//! It covers what random scenarios contain: streams and consumers that are there from the start, publishing, fetching
//! with a batch and a time, acks of every kind, and what a dead-letter handler asks. It does not cover the rest of the
//! administration, fetches that do not wait or count bytes, and slow consumers.

mod ack;
mod advisory;
mod clock;
mod consumer;
mod deliver;
mod fetch;
mod files;
mod stream;

use crate::core::Core;
use advisory::Advisory;
use consumer::Consumer;
use queue_playground::broker::jetstream::Config;
use queue_playground::broker::{Effect, Request};
use queue_playground::message::subject::Subject;
use queue_playground::message::{
    Answer, Api, ApiReply, ComponentId, ConnectionId, ConsumerId, Message, StoredMessage, StreamId,
};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, RemovalReason};
use std::sync::Arc;
use stream::Stream;

pub(crate) struct Streams {
    id: ComponentId,
    all: Vec<Stream>,
    published: u32,
    answers: u64,
    wake_at: Option<Time>,
}

/// What is at hand while one thing is done.
struct Turn<'a> {
    now: Time,
    core: &'a mut Core,
    effects: &'a mut Vec<Effect>,
    /// What is published when the rest is done.
    advisories: Vec<Advisory>,
    answers: u64,
}

impl Turn<'_> {
    fn record(&mut self, kind: Kind) {
        self.effects.push(Effect::Record(kind));
    }

    fn answer(&mut self, to: &Subject, answer: &Answer) {
        self.answers += 1;
        self.core.answer(to, &[self.answers, 0], answer, self.effects);
    }
}

impl Streams {
    /// What a server makes when it starts.
    pub(crate) fn new(id: ComponentId, config: &Config, core: &mut Core, effects: &mut Vec<Effect>) -> Streams {
        let mut streams = Streams { id, all: Vec::new(), published: 0, answers: 0, wake_at: None };
        let mut consumers = 0;
        for (number, wanted) in (1..).zip(&config.streams) {
            streams.work(Time::ZERO, core, effects, |streams, turn| {
                let stream = Stream::new(StreamId(number), wanted);
                turn.record(Kind::StreamCreated { stream: stream.id, name: stream.name.as_str().into() });
                turn.advisories.push(Advisory::created(turn.now, &stream.name, None));
                streams.all.push(stream);
            });
            for wanted in &wanted.consumers {
                consumers += 1;
                streams.work(Time::ZERO, core, effects, |streams, turn| {
                    let last = streams.all.last_mut().expect("the stream of the consumer");
                    let consumer = Consumer::new(ConsumerId(consumers), wanted, turn);
                    let filter = consumer.config.filter_subject.clone();
                    let (id, stream) = (consumer.id, last.id);
                    let name = consumer.config.name.as_str().into();
                    turn.record(Kind::ConsumerCreated { consumer: id, stream, name, filter, pending: 0 });
                    turn.advisories.push(Advisory::created(turn.now, &last.name, Some(&wanted.name)));
                    last.consumers.push(consumer);
                    let place = last.consumers.len() - 1;
                    last.serve(place, turn);
                });
            }
        }
        streams
    }

    /// Does one thing, publishes what is to be told about it, and asks to be woken.
    fn work<T>(
        &mut self,
        now: Time,
        core: &mut Core,
        effects: &mut Vec<Effect>,
        what: impl FnOnce(&mut Streams, &mut Turn<'_>) -> T,
    ) -> T {
        let mut turn = Turn { now, core, effects, advisories: Vec::new(), answers: self.answers };
        let result = what(self, &mut turn);
        while !turn.advisories.is_empty() {
            let advisory = turn.advisories.remove(0);
            // What an advisory brings about is told after those that are there.
            let waiting = std::mem::take(&mut turn.advisories);
            self.advise(&advisory, &mut turn);
            let brought = std::mem::replace(&mut turn.advisories, waiting);
            turn.advisories.extend(brought);
        }
        self.answers = turn.answers;
        let due = self.all.iter().filter_map(Stream::next_due).min();
        if let Some(due) = due
            && self.wake_at.is_none_or(|at| due < at)
        {
            self.wake_at = Some(due);
            effects.push(Effect::Wake(due));
        }
        result
    }

    fn advise(&mut self, advisory: &Advisory, turn: &mut Turn<'_>) {
        let subject = Subject::parse(&advisory.subject).expect("the names make a subject");
        let taker = self.all.iter().position(|stream| stream.takes(&subject));
        if taker.is_none() && !turn.core.is_heard(&subject) {
            return;
        }
        self.published += 1;
        let message = advisory.message(subject, self.id, self.published);
        turn.record(Kind::Published { message: Arc::clone(&message) });
        let routed = turn.core.route(None, &message, turn.effects);
        if let Some(place) = taker {
            self.all[place].publish(&message, !routed, turn);
        }
    }

    /// Whether a stream takes it; then it is offered.
    pub(crate) fn publish(
        &mut self,
        now: Time,
        message: &Arc<Message>,
        alone: bool,
        core: &mut Core,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(place) = self.all.iter().position(|stream| stream.takes(&message.subject)) else { return false };
        self.work(now, core, effects, |streams, turn| streams.all[place].publish(message, alone, turn));
        true
    }

    pub(crate) fn request(
        &mut self,
        now: Time,
        connection: ConnectionId,
        request: Request,
        core: &mut Core,
        effects: &mut Vec<Effect>,
    ) {
        self.work(now, core, effects, |streams, turn| match request {
            Request::Fetch { stream, consumer, inbox, fetch } => {
                if let Some((stream, place)) = streams.find(&stream, &consumer) {
                    stream.fetch(place, connection, &inbox, fetch, turn);
                }
            }
            Request::Acknowledge { token, kind, reply } => {
                if let Some((stream, place)) = streams.find(&token.stream, &token.consumer) {
                    stream.acknowledge(place, &token, kind, reply.as_ref(), turn);
                }
            }
            Request::Api { api, reply } => streams.administer(&api, &reply, turn),
            _ => {}
        });
    }

    fn find(&mut self, stream: &str, consumer: &str) -> Option<(&mut Stream, usize)> {
        let stream = self.all.iter_mut().find(|one| one.name == stream)?;
        let place = stream.consumers.iter().position(|one| one.config.name == consumer)?;
        Some((stream, place))
    }

    /// What a dead-letter handler asks: a message, and to let go of it.
    fn administer(&mut self, api: &Api, reply: &Subject, turn: &mut Turn<'_>) {
        let (Api::GetMessage { stream, sequence } | Api::DeleteMessage { stream, sequence }) = api else {
            panic!("random scenarios do not ask for {api:?}");
        };
        let stream = self.all.iter_mut().find(|one| *one.name == **stream).expect("a stream that gave a message up");
        let kept = stream.messages.iter().find(|kept| kept.sequence == *sequence).cloned();
        let result = match (api, kept) {
            (Api::GetMessage { .. }, Some(kept)) => {
                let message = StoredMessage { message: kept.message, sequence: *sequence, stored_at: kept.at };
                Ok(ApiReply::Message(message))
            }
            (_, Some(_)) => {
                stream.remove(*sequence, RemovalReason::Administrator, turn);
                Ok(ApiReply::Deleted)
            }
            (_, None) => Err(stream::error(api)),
        };
        turn.answer(reply, &Answer::Api(Box::new(result)));
    }

    /// Does what is due.
    pub(crate) fn wake(&mut self, now: Time, core: &mut Core, effects: &mut Vec<Effect>) {
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
        }
        self.work(now, core, effects, |streams, turn| {
            for stream in &mut streams.all {
                stream.wake(turn);
            }
        });
    }

    /// The server has started again: it knows what is in its files, and nothing else.
    pub(crate) fn start(&mut self, now: Time, times: u64, core: &mut Core, effects: &mut Vec<Effect>) {
        self.wake_at = None;
        let broker = self.id.key();
        self.work(now, core, effects, |streams, turn| {
            for stream in &mut streams.all {
                stream.read_files(u64::from(broker), times, turn);
            }
        });
    }

    /// Somebody came or went: those who push look whether anybody listens now.
    pub(crate) fn look_around(&mut self, now: Time, core: &mut Core, effects: &mut Vec<Effect>) {
        if !self.all.iter().any(|stream| stream.consumers.iter().any(Consumer::pushes)) {
            return;
        }
        self.work(now, core, effects, |streams, turn| {
            for stream in &mut streams.all {
                for place in 0..stream.consumers.len() {
                    let before = stream.consumers[place].heard;
                    stream.consumers[place].listen(turn);
                    if stream.consumers[place].heard && !before {
                        stream.serve(place, turn);
                    }
                }
            }
        });
    }
}
