//! The administration of streams and consumers (`jetstream_api.go`).

use super::JetStream;
use super::advisory::About;
use super::consumer::Consumer;
use super::error::{
    NO_CONSUMER, NO_MESSAGE, NO_SEQUENCE, NO_STREAM, STREAM_NAME_TAKEN, SUBJECTS_TAKEN, because, refusal,
};
use super::overlap::collide;
use super::stream::Stream;
use super::turn::Turn;
use super::{config, terms};
use crate::message::{
    Api, ApiError, ApiReply, Conflict, ConsumerConfig, ConsumerId, Retention, Status, StoredMessage, StreamConfig,
    StreamId,
};
use crate::transcript::{Kind, RemovalReason};
use std::sync::Arc;

impl JetStream {
    /// Does what an administrator asks.
    ///
    /// # Errors
    /// As the server refuses it.
    pub(super) fn administer(&mut self, api: &Api, turn: &mut Turn<'_>) -> Result<ApiReply, ApiError> {
        match api {
            Api::CreateStream(config) => self.create_stream(config, turn),
            Api::UpdateStream(config) => self.update_stream(config, turn),
            Api::DeleteStream(name) => {
                let place = self.find(name)?;
                let mut stream = self.streams.remove(place);
                stream.delete(turn);
                Ok(ApiReply::Deleted)
            }
            Api::PurgeStream { stream, filter, before, keep } => {
                let place = self.find(stream)?;
                self.streams[place].purge(filter.as_ref(), *before, *keep, turn).map(ApiReply::Purged)
            }
            Api::StreamInfo(name) => Ok(ApiReply::Stream(self.streams[self.find(name)?].info())),
            Api::GetMessage { stream, sequence } => {
                let store = &self.streams[self.find(stream)?].store;
                let kept = store.get(*sequence).ok_or_else(|| refusal(NO_MESSAGE))?;
                let message = Arc::clone(&kept.message);
                Ok(ApiReply::Message(StoredMessage { message, sequence: *sequence, stored_at: kept.at }))
            }
            Api::DeleteMessage { stream, sequence } => {
                let place = self.find(stream)?;
                if self.streams[place].remove(*sequence, RemovalReason::Administrator, turn) {
                    return Ok(ApiReply::Deleted);
                }
                Err(because(NO_SEQUENCE, format!("sequence {sequence} not found")))
            }
            Api::CreateConsumer { stream, config } => {
                let place = self.find(stream)?;
                let config = terms::complete(config);
                terms::check(&config, &self.streams[place].config)?;
                match self.streams[place].consumer(&config.name) {
                    Some(consumer) => self.streams[place].update_consumer(consumer, config, turn),
                    None => self.create_consumer(place, config, turn),
                }
            }
            Api::DeleteConsumer { stream, consumer } => {
                let place = self.find(stream)?;
                let consumer = self.streams[place].consumer(consumer).ok_or_else(|| refusal(NO_CONSUMER))?;
                self.streams[place].delete_consumer(consumer, turn);
                Ok(ApiReply::Deleted)
            }
            Api::ConsumerInfo { stream, consumer } => {
                let place = self.find(stream)?;
                let consumer = self.streams[place].consumer(consumer).ok_or_else(|| refusal(NO_CONSUMER))?;
                let stream = &mut self.streams[place];
                let consumer = &mut stream.consumers[consumer];
                consumer.look_through_if_needed(false, turn);
                consumer.count_undelivered(&stream.store);
                Ok(ApiReply::Consumer(consumer.info()))
            }
        }
    }

    fn find(&self, name: &str) -> Result<usize, ApiError> {
        self.stream(name).ok_or_else(|| refusal(NO_STREAM))
    }

    fn create_stream(&mut self, wanted: &StreamConfig, turn: &mut Turn<'_>) -> Result<ApiReply, ApiError> {
        let config = config::complete(wanted)?;
        if let Some(place) = self.stream(&config.name) {
            let stream = &self.streams[place];
            let same = *stream.config == config;
            return if same { Ok(ApiReply::Stream(stream.info())) } else { Err(refusal(STREAM_NAME_TAKEN)) };
        }
        self.check_subjects(&config, None)?;
        self.streams_made += 1;
        let stream = Stream::new(StreamId(self.streams_made), Arc::new(config));
        turn.record(Kind::StreamCreated { stream: stream.id, name: Arc::clone(&stream.name) });
        turn.advisories.push(stream.advisory(None, About::Created, turn));
        let info = stream.info();
        self.streams.push(stream);
        Ok(ApiReply::Stream(info))
    }

    fn update_stream(&mut self, wanted: &StreamConfig, turn: &mut Turn<'_>) -> Result<ApiReply, ApiError> {
        let place = self.find(&wanted.name)?;
        let config = config::complete(wanted)?;
        config::check_update(&self.streams[place].config, &config)?;
        self.check_subjects(&config, Some(place))?;
        let stream = &mut self.streams[place];
        let most = config.max_msgs_per_subject;
        stream.config = Arc::new(config);
        turn.advisories.push(stream.advisory(None, About::Updated, turn));
        stream.enforce_limits(turn);
        stream.store.count_subjects(most.is_some());
        if let Some(most) = most {
            for subject in stream.store.crowded(most) {
                stream.thin(&subject, most, turn);
            }
        }
        stream.expire(turn);
        Ok(ApiReply::Stream(stream.info()))
    }

    /// No two streams take the same subject.
    fn check_subjects(&self, config: &StreamConfig, besides: Option<usize>) -> Result<(), ApiError> {
        let others = self.streams.iter().enumerate().filter(|(place, _)| Some(*place) != besides);
        let mut taken = others.flat_map(|(_, stream)| &stream.config.subjects);
        let wanted = |taken: &str| config.subjects.iter().any(|subject| collide(subject.as_str(), taken));
        if taken.any(|taken| wanted(taken.as_str())) { Err(refusal(SUBJECTS_TAKEN)) } else { Ok(()) }
    }

    fn create_consumer(
        &mut self,
        place: usize,
        config: ConsumerConfig,
        turn: &mut Turn<'_>,
    ) -> Result<ApiReply, ApiError> {
        let stream = &mut self.streams[place];
        terms::check_beside(&config, &stream.config, stream.consumers.iter().map(|consumer| &*consumer.config))?;
        self.consumers_made += 1;
        let id = ConsumerId(self.consumers_made);
        let mut consumer = Consumer::new(id, Arc::new(config), &stream.store);
        let pending = consumer.is_still_to_deliver(&stream.store);
        let name = Arc::clone(&consumer.name);
        let filter = consumer.config.filter_subject.clone();
        turn.record(Kind::ConsumerCreated { consumer: id, stream: stream.id, name, filter, pending });
        if consumer.is_push() {
            consumer.beat_at = consumer.config.idle_heartbeat.map(|beat| turn.now + beat);
            consumer.look_for_listeners(turn);
        }
        let info = consumer.info();
        stream.consumers.push(consumer);
        let last = stream.consumers.len() - 1;
        turn.advisories.push(stream.advisory(Some(last), About::Created, turn));
        stream.serve(last, turn);
        Ok(ApiReply::Consumer(info))
    }
}

impl Stream {
    fn update_consumer(
        &mut self,
        place: usize,
        config: ConsumerConfig,
        turn: &mut Turn<'_>,
    ) -> Result<ApiReply, ApiError> {
        let consumer = &mut self.consumers[place];
        let old = Arc::clone(&consumer.config);
        let is_bound = || old.deliver_subject.as_ref().is_some_and(|to| turn.nats.is_heard(to));
        terms::check_update(&old, &config, is_bound)?;
        let was = consumer.clone();
        consumer.config = Arc::new(config);
        if consumer.config.deliver_subject != old.deliver_subject {
            consumer.expire_all(turn);
            consumer.look_for_listeners(turn);
        }
        if consumer.config.ack_wait != old.ack_wait {
            consumer.look_soon(turn.now);
        }
        if consumer.config.filter_subject != old.filter_subject {
            consumer.skip = None;
            consumer.tell_refiltered(&was, &self.store, turn);
        }
        consumer.count_undelivered(&self.store);
        // It is no reason for the server to look for messages that a consumer may have to deliver others.
        if consumer.config.max_ack_pending != old.max_ack_pending {
            self.serve(place, turn);
        }
        let consumer = &mut self.consumers[place];
        consumer.look_through_if_needed(false, turn);
        Ok(ApiReply::Consumer(consumer.info()))
    }

    pub(super) fn delete_consumer(&mut self, place: usize, turn: &mut Turn<'_>) {
        turn.advisories.push(self.advisory(Some(place), About::Deleted, turn));
        let first = self.consumers[place].floor.stream.max(self.store.first());
        let unneeded = match self.config.retention {
            Retention::Interest => self.store.range(first, self.store.last()).map(|(sequence, _)| sequence).collect(),
            Retention::Limits | Retention::Workqueue => Vec::new(),
        };
        let mut consumer = self.consumers.remove(place);
        for (inbox, connection) in consumer.waiting.clear() {
            consumer.end(&inbox, connection, Status::Conflict(Conflict::ConsumerDeleted), turn);
        }
        let pending = consumer.is_still_to_deliver(&self.store);
        turn.record(Kind::ConsumerDeleted { consumer: consumer.id, pending });
        for sequence in unneeded {
            if !self.is_needed(sequence, None) {
                self.remove(sequence, RemovalReason::NoInterest, turn);
            }
        }
    }

    fn delete(&mut self, turn: &mut Turn<'_>) {
        // What nobody needs goes with the stream, and not with the consumer.
        self.config = Arc::new(StreamConfig { retention: Retention::Limits, ..(*self.config).clone() });
        while !self.consumers.is_empty() {
            self.delete_consumer(0, turn);
        }
        while self.store.messages() > 0 {
            self.remove(self.store.first(), RemovalReason::Administrator, turn);
        }
        turn.record(Kind::StreamDeleted(self.id));
        turn.advisories.push(self.advisory(None, About::Deleted, turn));
    }
}
