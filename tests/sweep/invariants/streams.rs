//! A stream numbers what it takes without a gap, keeps no more and no longer than it is told to, lets go of a message
//! once, and knows an id that it has had.

use super::{Invariant, ensure};
use queue_playground::message::{ComponentId, Message, MessageId, StreamConfig, StreamId, StreamMessage};
use queue_playground::scenario::Scenario;
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Kind, Record};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Streams {
    now: Time,
    /// As in the scenario, by broker and name.
    configs: BTreeMap<(u16, String), StreamConfig>,
    streams: BTreeMap<(ComponentId, StreamId), Stream>,
    messages: BTreeMap<MessageId, Arc<Message>>,
    /// The brokers that do not run: what becomes too old meanwhile goes when they start.
    stopped: BTreeSet<ComponentId>,
}

struct Stream {
    config: StreamConfig,
    last: u64,
    kept: BTreeMap<u64, (Arc<Message>, Time)>,
    /// Ids and the numbers of their messages.
    ids: BTreeMap<String, u64>,
}

impl Streams {
    pub(super) fn new(scenario: &Scenario) -> Streams {
        let brokers = (0_u16..).zip(&scenario.brokers);
        let configs = brokers.flat_map(|(part, broker)| {
            broker.profile.streams().iter().map(move |config| ((part, config.name.clone()), config.clone()))
        });
        Streams {
            now: Time::ZERO,
            configs: configs.collect(),
            streams: BTreeMap::new(),
            messages: BTreeMap::new(),
            stopped: BTreeSet::new(),
        }
    }

    fn stream(&mut self, broker: ComponentId, of: StreamMessage) -> Result<(&mut Stream, Arc<Message>), String> {
        let message = self.messages.get(&of.message).ok_or_else(|| format!("{of:?} was not published"))?;
        let stream = self.streams.get_mut(&(broker, of.stream)).ok_or_else(|| format!("{of:?} has no stream"))?;
        Ok((stream, Arc::clone(message)))
    }

    fn time_passed(&self) -> Result<(), String> {
        let running = self.streams.iter().filter(|((broker, _), _)| !self.stopped.contains(broker));
        running.map(|(_, stream)| stream).try_for_each(|stream| stream.check(self.now))
    }
}

impl Stream {
    fn check(&self, now: Time) -> Result<(), String> {
        let name = &self.config.name;
        let most = self.config.max_msgs.unwrap_or(u64::MAX);
        ensure(self.kept.len() as u64 <= most, || format!("{name} keeps {} messages, not {most}", self.kept.len()))?;
        if let Some(most) = self.config.max_msgs_per_subject {
            let mut subjects = BTreeMap::new();
            self.kept.values().for_each(|(message, _)| *subjects.entry(&message.subject).or_insert(0) += 1);
            ensure(subjects.values().all(|&count| count <= most), || format!("{name} keeps {subjects:?}, not {most}"))?;
        }
        if let Some(age) = self.config.max_age {
            let old = self.kept.iter().find(|(_, (_, at))| *at + age < now);
            ensure(old.is_none(), || format!("{name} keeps {old:?} at {now}"))?;
        }
        Ok(())
    }

    /// After a start it knows the ids of what it still has.
    fn read_ids(&mut self) {
        let id = |message: &Message| message.headers.get("Nats-Msg-Id").map(str::to_owned);
        self.ids = self.kept.iter().filter_map(|(&sequence, (kept, _))| Some((id(kept)?, sequence))).collect();
    }

    fn store(&mut self, sequence: u64, message: Arc<Message>, now: Time) -> Result<(), String> {
        ensure(sequence == self.last + 1, || format!("message {sequence} comes after {}", self.last))?;
        self.last = sequence;
        if let Some(id) = message.headers.get("Nats-Msg-Id") {
            self.ids.insert(id.to_owned(), sequence);
        }
        self.kept.insert(sequence, (message, now));
        Ok(())
    }
}

impl Invariant for Streams {
    fn check(&mut self, record: &Record) -> Result<(), String> {
        if record.at > self.now {
            self.time_passed()?;
            self.now = record.at;
        }
        let (at, broker) = (record.at, record.component);
        match record.kind {
            Kind::Published { ref message } => {
                self.messages.insert(message.id, Arc::clone(message));
            }
            Kind::BrokerStopped => {
                self.stopped.insert(broker);
            }
            Kind::BrokerStarted => {
                self.stopped.remove(&broker);
                let own = self.streams.iter_mut().filter(|((of, _), _)| *of == broker);
                own.for_each(|(_, stream)| stream.read_ids());
            }
            Kind::StreamCreated { stream, ref name } => {
                let config = self.configs.get(&(broker.part, name.to_string()));
                let config = config.cloned().ok_or_else(|| format!("nobody asked for {name}"))?;
                let new = Stream { config, last: 0, kept: BTreeMap::new(), ids: BTreeMap::new() };
                self.streams.insert((broker, stream), new);
            }
            Kind::Stored { of, .. } => {
                let (stream, message) = self.stream(broker, of)?;
                stream.store(of.sequence, message, at)?;
            }
            Kind::Removed { of, .. } => {
                let (stream, message) = self.stream(broker, of)?;
                let (gone, _) = stream.kept.remove(&of.sequence).ok_or_else(|| format!("{of:?} was not there"))?;
                ensure(gone.id == message.id, || format!("{of:?} is {:?}", gone.id))?;
            }
            Kind::Duplicate { of, .. } => {
                let (stream, message) = self.stream(broker, of)?;
                let id = message.headers.get("Nats-Msg-Id").ok_or_else(|| format!("{of:?} has no id"))?;
                let known = stream.ids.get(id).copied();
                // What an interest stream did not keep, it remembers without a number.
                ensure(known == Some(of.sequence) || of.sequence == 0, || format!("{of:?} is known as {known:?}"))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, _until: Time) -> Result<(), String> {
        self.time_passed()
    }
}
