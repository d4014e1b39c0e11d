//! Streams and consumers as their clients see them, with both ledgers in balance after every record.

use super::Config;
use crate::broker::nats::Nats;
use crate::broker::{ConnectionOptions, Effect, Request};
use crate::message::subject::{Filter, Subject};
use crate::message::{
    AckKind, AckToken, Answer, Api, ApiReply, ComponentId, ConnectionId, Delivery, Fetch, Headers, Message, MessageId,
    Sid, Status,
};
use crate::sim::chance::{Draw, Purpose, Seed};
use crate::sim::time::{Span, Time};
use crate::transcript::{Fold, Kind, Obligations, Outcome, Publications, Record};
use std::sync::Arc;

const BROKER: ComponentId = ComponentId { part: 0, member: 0 };
const CLIENT: ComponentId = ComponentId { part: 1, member: 1 };

/// A broker, clients that take everything at once, and what happened.
struct Stage {
    nats: Nats,
    now: Time,
    wakes: Vec<Time>,
    records: Vec<Record>,
    obligations: Obligations,
    publications: Publications,
    deliveries: Vec<Delivery>,
    answers: Vec<Answer>,
    published: u32,
}

impl Stage {
    fn new(config: &str) -> Stage {
        let config: Config = serde_json::from_str(config).unwrap();
        let mut effects = Vec::new();
        let nats = Nats::with_jetstream(BROKER, Seed::default(), &config, &mut effects);
        let mut stage = Stage {
            nats,
            now: Time::ZERO,
            wakes: Vec::new(),
            records: Vec::new(),
            obligations: Obligations::default(),
            publications: Publications::default(),
            deliveries: Vec::new(),
            answers: Vec::new(),
            published: 0,
        };
        stage.take(effects);
        for client in 1..=3 {
            stage.connect(client);
        }
        stage
    }

    fn connect(&mut self, client: u32) {
        self.say(client, Request::Connect(ConnectionOptions::default()));
        self.subscribe(client, 1, &format!("inbox{client}.*"), None);
    }

    fn record(&mut self, kind: Kind) {
        let record = Record { index: 0, at: self.now, cause: None, component: BROKER, kind };
        self.obligations.feed(&record);
        self.publications.feed(&record);
        self.records.push(record);
        let last = &self.records[self.records.len().saturating_sub(6)..];
        assert!(self.obligations.balances(), "{:?}\n{last:#?}", self.obligations);
        assert!(self.publications.balances(), "{:?}\n{last:#?}", self.publications);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Record(kind) => self.record(kind),
                Effect::Send { delivery, awaits_ack } => {
                    let (id, token) = (delivery.id, delivery.token.clone());
                    self.record(Kind::Sent { delivery: id, to: CLIENT, token, awaits_ack });
                    self.record(Kind::Delivered { delivery: id });
                    self.record(Kind::Started { delivery: id, service: Span::ZERO });
                    self.record(Kind::Finished { delivery: id, outcome: Outcome::Done });
                    self.deliveries.push(delivery);
                }
                Effect::Answer { answer, .. } => self.answers.push(answer),
                Effect::Wake(at) => self.wakes.push(at),
                _ => {}
            }
        }
    }

    fn say(&mut self, client: u32, request: Request) {
        let mut effects = Vec::new();
        self.nats.handle(self.now, ConnectionId(client), request, &mut effects);
        self.take(effects);
    }

    fn subscribe(&mut self, client: u32, sid: u32, filter: &str, group: Option<&str>) {
        let (sid, filter, group) = (Sid(sid), Filter::parse(filter).unwrap(), group.map(Arc::from));
        self.say(client, Request::Subscribe { sid, filter, group });
    }

    fn publish(&mut self, subject: &str, id: Option<&str>) {
        self.published += 1;
        let headers = id.map_or(Headers::default(), |id| Headers::default().with("Nats-Msg-Id", id));
        let message = Arc::new(Message {
            id: MessageId::generated(CLIENT, self.published),
            parent: None,
            subject: Subject::parse(subject).unwrap(),
            reply: Some(inbox(1)),
            headers,
            payload: "0123456789".into(),
        });
        self.record(Kind::Published { message: Arc::clone(&message) });
        self.say(1, Request::Publish(message));
    }

    fn fetch(&mut self, client: u32, consumer: &str, fetch: Fetch) {
        let (stream, consumer) = consumer.split_once('.').unwrap();
        let (stream, consumer, inbox) = (stream.into(), consumer.into(), inbox(client));
        self.say(client, Request::Fetch { stream, consumer, inbox, fetch });
    }

    fn acknowledge(&mut self, token: &Arc<AckToken>, kind: AckKind) {
        let (token, reply) = (Arc::clone(token), matches!(kind, AckKind::Next(_)).then(|| inbox(2)));
        self.say(2, Request::Acknowledge { token, kind, reply });
    }

    fn ask(&mut self, api: Api) -> Result<ApiReply, u16> {
        self.say(1, Request::Api { api, reply: inbox(1) });
        match self.answers.iter().rev().find_map(|answer| if let Answer::Api(it) = answer { Some(it) } else { None }) {
            Some(result) => (**result).clone().map_err(|error| error.err_code),
            None => Err(0),
        }
    }

    /// Lets time pass.
    fn wait(&mut self, span: Span) {
        let until = self.now + span;
        while let Some(next) = self.wakes.iter().copied().min().filter(|&at| at <= until) {
            self.wakes.retain(|&at| at != next);
            self.now = self.now.max(next);
            let mut effects = Vec::new();
            self.nats.wake(self.now, &mut effects);
            self.take(effects);
        }
        self.now = until;
    }

    /// What was delivered, as (sequence, attempt).
    fn delivered(&self) -> Vec<(u64, u32)> {
        let tokens = self.deliveries.iter().filter_map(|delivery| delivery.token.as_ref());
        tokens.map(|token| (token.stream_sequence, token.delivered)).collect()
    }

    fn token(&self, place: usize) -> Arc<AckToken> {
        Arc::clone(self.deliveries[place].token.as_ref().unwrap())
    }
}

fn inbox(client: u32) -> Subject {
    Subject::parse(&format!("inbox{client}.x")).unwrap()
}

fn ms(milliseconds: u64) -> Span {
    Span::from_millis(milliseconds)
}

const JOBS: &str = r#"{"streams": [{"name": "JOBS", "subjects": ["jobs.>"], "retention": "workqueue",
    "consumers": [{"name": "worker", "ack_wait": "200ms", "max_deliver": 2}]}]}"#;

#[test]
fn two_fetches_that_wait_take_turns() {
    let mut stage = Stage::new(JOBS);
    stage.fetch(2, "JOBS.worker", Fetch::of(2));
    stage.fetch(3, "JOBS.worker", Fetch::of(2));
    for _ in 0..4 {
        stage.publish("jobs.a", None);
    }
    let clients: Vec<u32> = stage.deliveries.iter().map(|delivery| delivery.id.connection.0).collect();
    assert_eq!(clients, [2, 3, 2, 3]);
}

#[test]
fn an_exhausted_message_stays_in_a_work_queue_and_a_late_ack_takes_it_out() {
    let mut stage = Stage::new(JOBS);
    stage.subscribe(3, 7, "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>", None);
    stage.publish("jobs.a", None);
    stage.fetch(2, "JOBS.worker", Fetch::of(9));
    stage.wait(ms(1_000));
    assert_eq!(stage.delivered(), [(1, 1), (1, 2)]);
    assert_eq!((stage.obligations.exhausted, stage.deliveries.len()), (1, 3));
    let told = stage.deliveries[2].message.payload.text().into_owned();
    assert!(told.ends_with(r#""stream":"JOBS","consumer":"worker","stream_seq":1,"deliveries":2}"#), "{told}");
    stage.acknowledge(&stage.token(0), AckKind::Ack);
    assert_eq!((stage.obligations.exhausted, stage.obligations.done), (0, 2));
    let Ok(ApiReply::Stream(info)) = stage.ask(Api::StreamInfo("JOBS".into())) else { panic!("there is one") };
    assert_eq!((info.messages, info.last_sequence), (0, 1));
}

#[test]
fn a_checkpoint_goes_on_as_the_original_does() {
    let mut stage = Stage::new(JOBS);
    for _ in 0..200 {
        stage.publish("jobs.a", None);
    }
    stage.fetch(2, "JOBS.worker", Fetch::of(100));
    let mut copy = stage.nats.clone();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    let later = stage.now + ms(201);
    stage.nats.wake(later, &mut one);
    copy.wake(later, &mut other);
    assert!(!one.is_empty());
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

#[test]
fn a_fetch_that_does_not_wait_is_ended_at_once_and_one_whose_client_is_gone_is_forgotten() {
    let mut stage = Stage::new(JOBS);
    stage.fetch(2, "JOBS.worker", Fetch { no_wait: true, ..Fetch::of(3) });
    assert_eq!(stage.answers, [Answer::Status(Status::NoMessages)]);
    stage.fetch(3, "JOBS.worker", Fetch::of(1));
    stage.say(3, Request::Close);
    stage.publish("jobs.a", None);
    assert_eq!(stage.delivered(), []);
    stage.fetch(2, "JOBS.worker", Fetch::of(1));
    assert_eq!(stage.delivered(), [(1, 1)]);
}

#[test]
fn whoever_may_not_be_made_is_named_with_the_number_of_the_server() {
    let twice = r#"{"streams": [{"name": "JOBS", "subjects": ["jobs.>"], "retention": "workqueue",
        "consumers": [{"name": "a"}, {"name": "b"}]}]}"#;
    let refused = serde_json::from_str::<Config>(twice).unwrap().check().unwrap_err();
    assert_eq!((refused.consumer.as_deref(), refused.error.err_code), (Some("b"), 10099));
    assert_eq!(serde_json::from_str::<Config>(JOBS).unwrap().check(), Ok(()));
}

/// Several streams of all kinds, with consumers of all kinds.
const MANY: &str = r#"{"streams": [
    {"name": "L", "subjects": ["l.>"], "max_msgs": 12, "max_age": "700ms", "consumers": [
        {"name": "a", "ack_wait": "150ms", "max_deliver": 3, "max_ack_pending": 4},
        {"name": "b", "ack_policy": "all", "filter_subject": "l.a", "backoff": ["100ms", "250ms"], "max_deliver": 4},
        {"name": "c", "ack_policy": "none"},
        {"name": "p", "deliver_subject": "push.l", "deliver_group": "g", "ack_wait": "120ms", "max_deliver": 5}]},
    {"name": "W", "subjects": ["w.*"], "retention": "workqueue", "max_msgs_per_subject": 3, "consumers": [
        {"name": "a", "ack_wait": "110ms", "max_deliver": 2, "filter_subject": "w.a", "max_waiting": 3},
        {"name": "b", "filter_subject": "w.b", "ack_wait": "300ms"}]},
    {"name": "I", "subjects": ["i.a", "i.b"], "retention": "interest", "duplicate_window": "200ms", "consumers": [
        {"name": "a", "ack_wait": "130ms"},
        {"name": "b", "filter_subject": "i.b", "ack_policy": "all", "ack_wait": "170ms", "max_deliver": 2}]},
    {"name": "ADV", "subjects": ["$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.*.*"], "max_msgs": 20, "consumers": [
        {"name": "h"}]}]}"#;
const CONSUMERS: [&str; 9] = ["L.a", "L.b", "L.c", "W.a", "W.b", "I.a", "I.b", "ADV.h", "L.n"];

#[test]
fn whatever_clients_do_the_ledgers_balance_and_nothing_is_delivered_too_often() {
    for seed in 0..300 {
        let mut draw = Seed(seed).draw(Purpose::Payload, &[]);
        let mut stage = Stage::new(MANY);
        stage.subscribe(1, 5, "push.l", Some("g"));
        for _ in 0..120 {
            random_step(&mut stage, &mut draw);
        }
        stage.wait(ms(2_000));
        let often = stage.deliveries.iter().filter_map(|delivery| delivery.token.as_ref());
        let most = |token: &AckToken| match (&*token.stream, &*token.consumer) {
            ("W", "a") | ("I", "b") => 2,
            ("L", "a") => 3,
            ("L", "b") => 4,
            ("L", "p") => 5,
            _ => u32::MAX,
        };
        assert!(often.clone().all(|token| token.delivered <= most(token)), "{seed}");
        for stream in ["L", "W", "I", "ADV"] {
            let _ = stage.ask(Api::DeleteStream(stream.into()));
        }
        assert_eq!((stage.obligations.pending_at_broker, stage.obligations.exhausted), (0, 0), "{seed}");
    }
}

fn random_step(stage: &mut Stage, draw: &mut Draw) {
    let client = 1 + draw.below(3);
    match draw.below(20) {
        0..6 => {
            let subject = ["l.a", "l.b", "w.a", "w.b", "i.a", "i.b"][draw.below(6) as usize];
            let id = draw.below(4).to_string();
            stage.publish(subject, (draw.below(3) == 0).then_some(id.as_str()));
        }
        6..10 => {
            let fetch = Fetch {
                batch: 1 + draw.below(4),
                expires: (draw.below(2) == 0).then(|| ms(u64::from(draw.below(400)))),
                no_wait: draw.below(4) == 0,
                heartbeat: (draw.below(8) == 0).then(|| ms(20)),
                max_bytes: (draw.below(6) == 0).then(|| u64::from(draw.below(150))),
            };
            stage.fetch(client, CONSUMERS[draw.below(9) as usize], fetch);
        }
        10..15 if !stage.deliveries.is_empty() => {
            let count = u32::try_from(stage.deliveries.len()).unwrap();
            let back = draw.below(count.min(8));
            let Some(token) = stage.deliveries[(count - 1 - back) as usize].token.clone() else { return };
            let kind = match draw.below(8) {
                0 => AckKind::Nak(None),
                1 => AckKind::Nak(Some(ms(u64::from(draw.below(300))))),
                2 => AckKind::InProgress,
                3 => AckKind::Term,
                4 => AckKind::Next(Fetch::of(1)),
                _ => AckKind::Ack,
            };
            stage.acknowledge(&token, kind);
        }
        15 => random_administration(stage, draw),
        16 if draw.below(4) == 0 => {
            stage.say(client, Request::Close);
            stage.connect(client);
        }
        _ => stage.wait(ms(u64::from(draw.below(160)))),
    }
}

fn random_administration(stage: &mut Stage, draw: &mut Draw) {
    let stream: Arc<str> = ["L", "W", "I"][draw.below(3) as usize].into();
    let api = match draw.below(8) {
        0 => Api::PurgeStream { stream, filter: None, before: None, keep: None },
        1 => {
            let filter = Some(Filter::parse(["l.a", "w.*", "i.b"][draw.below(3) as usize]).unwrap());
            Api::PurgeStream { stream, filter, before: None, keep: Some(u64::from(draw.below(2))) }
        }
        2 => Api::PurgeStream { stream, filter: None, before: Some(u64::from(draw.below(12))), keep: None },
        3 => Api::DeleteConsumer { stream, consumer: "a".into() },
        4 | 5 => {
            let config = [
                r#"{"name": "n", "deliver_policy": "last_per_subject", "filter_subject": "l.*", "ack_wait": "100ms"}"#,
                r#"{"name": "n", "deliver_policy": {"by_start_sequence": 5}}"#,
                r#"{"name": "a", "deliver_policy": "last", "ack_wait": "100ms"}"#,
                r#"{"name": "n", "filter_subject": "l.b"}"#,
                r#"{"name": "n", "filter_subject": "l.a"}"#,
                r#"{"name": "n"}"#,
            ][draw.below(6) as usize];
            Api::CreateConsumer { stream: "L".into(), config: Arc::new(serde_json::from_str(config).unwrap()) }
        }
        _ => Api::DeleteMessage { stream, sequence: u64::from(1 + draw.below(12)) },
    };
    let _ = stage.ask(api);
}
