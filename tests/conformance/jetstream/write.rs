//! Short words for the steps of a script. Without more, client 0 does it, and a consumer `C` is written `S.C`.

use super::script::{Deed, Script, Step};
use queue_playground::message::subject::{Filter, Subject};
use queue_playground::message::{AckKind, Api, ConsumerConfig, Fetch, StreamConfig};
use queue_playground::sim::time::Span;
use std::sync::Arc;

pub fn script(steps: impl IntoIterator<Item = Step>) -> Script {
    Script { steps: steps.into_iter().collect() }
}

fn step(deed: Deed) -> Step {
    Step { client: 0, deed }
}

pub const fn ms(milliseconds: u64) -> Span {
    Span::from_millis(milliseconds)
}

pub fn filter(text: &str) -> Filter {
    Filter::parse(text).expect("a filter")
}

/// The part before and the part after the dot.
fn path(path: &str) -> (&str, &str) {
    path.split_once('.').expect("stream.consumer")
}

/// A stream named S, of everything below `s`, with nothing limited.
pub fn s() -> StreamConfig {
    from_json(r#"{"name": "S", "subjects": ["s.>"]}"#)
}

/// A consumer named C, with nothing but defaults: explicit acks, everything from the start, no limit of deliveries.
pub fn c() -> ConsumerConfig {
    from_json(r#"{"name": "C"}"#)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("a configuration")
}

pub fn stream(config: StreamConfig) -> Step {
    step(Deed::Ask(Api::CreateStream(Arc::new(config))))
}

pub fn update(config: StreamConfig) -> Step {
    step(Deed::Ask(Api::UpdateStream(Arc::new(config))))
}

/// A consumer of S.
pub fn consumer(config: ConsumerConfig) -> Step {
    consumer_of("S", config)
}

pub fn consumer_of(stream: &str, config: ConsumerConfig) -> Step {
    step(Deed::Ask(Api::CreateConsumer { stream: stream.into(), config: Arc::new(config) }))
}

pub fn ask(api: Api) -> Step {
    step(Deed::Ask(api))
}

pub fn stream_info(stream: &str) -> Step {
    ask(Api::StreamInfo(stream.into()))
}

pub fn consumer_info(of: &str) -> Step {
    let (stream, consumer) = path(of);
    ask(Api::ConsumerInfo { stream: stream.into(), consumer: consumer.into() })
}

pub fn get(stream: &str, sequence: u64) -> Step {
    ask(Api::GetMessage { stream: stream.into(), sequence })
}

pub fn delete(stream: &str, sequence: u64) -> Step {
    ask(Api::DeleteMessage { stream: stream.into(), sequence })
}

pub fn publish(subject: &str) -> Step {
    let subject = Subject::parse(subject).expect("a subject");
    step(Deed::Publish { subject, headers: Vec::new(), size: 0, confirmed: true })
}

pub fn subscribe(sid: u32, to: &str, group: Option<&str>) -> Step {
    step(Deed::Subscribe { sid, filter: filter(to), group: group.map(str::to_owned) })
}

pub fn unsubscribe(sid: u32, max: Option<u32>) -> Step {
    step(Deed::Unsubscribe { sid, max })
}

/// Waits as long as it takes.
pub fn fetch(of: &str, batch: u32) -> Step {
    fetch_as(of, Fetch::of(batch))
}

pub fn fetch_for(of: &str, batch: u32, expires: Span) -> Step {
    fetch_as(of, Fetch { expires: Some(expires), ..Fetch::of(batch) })
}

/// Does not wait.
pub fn fetch_now(of: &str, batch: u32) -> Step {
    fetch_as(of, Fetch { no_wait: true, ..Fetch::of(batch) })
}

pub fn fetch_as(of: &str, fetch: Fetch) -> Step {
    let (stream, consumer) = path(of);
    step(Deed::Fetch { stream: stream.to_owned(), consumer: consumer.to_owned(), fetch })
}

pub fn say(kind: AckKind, of: &str, nth: u64) -> Step {
    let (stream, consumer) = path(of);
    let (stream, consumer) = (stream.to_owned(), consumer.to_owned());
    step(Deed::Acknowledge { stream, consumer, nth, kind, confirmed: false })
}

pub fn ack(of: &str, nth: u64) -> Step {
    say(AckKind::Ack, of, nth)
}

pub fn nak(of: &str, nth: u64) -> Step {
    say(AckKind::Nak(None), of, nth)
}

pub fn wait(milliseconds: u64) -> Step {
    step(Deed::Wait(ms(milliseconds)))
}

pub fn gone(client: u32) -> Step {
    step(Deed::Disconnect).by(client)
}

impl Step {
    /// With one more header (publish).
    pub fn with(mut self, name: &str, value: &str) -> Step {
        if let Deed::Publish { headers, .. } = &mut self.deed {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// With a payload of so many bytes (publish).
    pub fn sized(mut self, bytes: usize) -> Step {
        if let Deed::Publish { size, .. } = &mut self.deed {
            *size = bytes;
        }
        self
    }

    /// Without asking for an answer (publish).
    pub fn unconfirmed(mut self) -> Step {
        if let Deed::Publish { confirmed, .. } = &mut self.deed {
            *confirmed = false;
        }
        self
    }

    /// Wants to know that the server took note (acknowledge).
    pub fn confirmed(mut self) -> Step {
        if let Deed::Acknowledge { confirmed, .. } = &mut self.deed {
            *confirmed = true;
        }
        self
    }
}

/// A stream of one filter, as the closure changes it.
pub fn named(name: &str, subjects: &str, change: impl FnOnce(&mut StreamConfig)) -> StreamConfig {
    let mut config = StreamConfig { name: name.to_owned(), subjects: vec![filter(subjects)], ..s() };
    change(&mut config);
    config
}

/// A consumer with this filter.
pub fn filtered(name: &str, by: &str) -> ConsumerConfig {
    ConsumerConfig { name: name.to_owned(), filter_subject: Some(filter(by)), ..c() }
}

pub fn purge(stream: &str, only: Option<&str>, before: Option<u64>, keep: Option<u64>) -> Step {
    ask(Api::PurgeStream { stream: stream.into(), filter: only.map(filter), before, keep })
}

/// A consumer that pushes to this subject.
pub fn pushing(name: &str, to: &str) -> ConsumerConfig {
    ConsumerConfig { name: name.to_owned(), deliver_subject: Some(Subject::parse(to).expect("a subject")), ..c() }
}
