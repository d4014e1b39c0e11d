//! Runs to look at, and what holds for the picture as a whole.

mod follow;
mod lengths;
mod shapes;

use super::*;
use crate::i18n::Lang;
use crate::message::ComponentId;
use crate::patterns;
use crate::player::Simulation;
use crate::scenario::{Action, Scenario};
use crate::sim::time::{Span, Time};

pub(super) const WIDE: Size = Size::new(744.0, 600.0);
pub(super) const TALL: Size = Size::new(390.0, 560.0);

/// A run of a scenario, at some moment.
pub(super) struct Run(pub(super) Simulation<Known>);

impl Run {
    /// The pattern with three handlers and a database, with knobs turned at the start.
    pub(super) fn new(knobs: &[(&str, &str)]) -> Run {
        let scenario = patterns::find("scaling-handlers").and_then(patterns::Pattern::scenario).unwrap();
        Run::of(scenario).with(knobs)
    }

    pub(super) fn of(scenario: Scenario) -> Run {
        Run(Simulation::new(scenario).unwrap())
    }

    /// Every pattern that there is, by name.
    pub(super) fn patterns() -> impl Iterator<Item = (String, Scenario)> {
        patterns::ALL.iter().map(|pattern| (pattern.name.to_owned(), pattern.scenario().unwrap()))
    }

    /// Two publishers, two queue groups, one that hears everything, two databases, two brokers.
    pub(super) fn crowded() -> Run {
        Run::of(Scenario::from_json(CROWDED).unwrap())
    }

    /// A work queue whose handlers fail and crash, its dead letters, and one who listens without a stream.
    pub(super) fn streams() -> Run {
        Run::of(Scenario::from_json(STREAMS).unwrap())
    }

    /// Two who ask, one of them everybody, and those who reply.
    pub(super) fn questions() -> Run {
        Run::of(Scenario::from_json(QUESTIONS).unwrap())
    }

    pub(super) fn with(mut self, knobs: &[(&str, &str)]) -> Run {
        for (knob, value) in knobs {
            self.0.turn(knob, value).unwrap();
        }
        self
    }

    pub(super) fn at(&mut self, millisecond: u64) -> &mut Run {
        self.0.seek(Time::ZERO + Span::from_millis(millisecond));
        self
    }

    pub(super) fn publish(&mut self, text: &str) -> &mut Run {
        self.0.act(Action::Publish { component: "todo-web".to_owned(), text: text.to_owned() }).unwrap();
        self
    }

    pub(super) fn crash(&mut self, component: &str) -> &mut Run {
        self.0.act(Action::Crash { component: component.to_owned() }).unwrap();
        self
    }

    pub(super) fn restart(&mut self, component: &str) -> &mut Run {
        self.0.act(Action::Restart { component: component.to_owned() }).unwrap();
        self
    }

    pub(super) fn component(&self, name: &str) -> ComponentId {
        self.0.roster().find(name).unwrap()
    }

    pub(super) fn board(&self) -> &Board {
        &self.0.known().board
    }

    pub(super) fn stage(&self, size: Size) -> Stage<'_> {
        Stage {
            roster: self.0.roster(),
            board: self.board(),
            recent: self.0.recent(),
            now: self.0.now(),
            pace: Pace::default(),
            size,
            preferences: Preferences::default(),
            selection: None,
            followed: None,
            server: None,
        }
    }

    pub(super) fn scene(&self, size: Size) -> Scene {
        scene(&self.stage(size))
    }
}

const CROWDED: &str = r#"{
  "name": "crowded",
  "brokers": [{ "id": "east", "profile": { "nats_core": {} } }, { "id": "west", "profile": { "nats_core": {} } }],
  "cast": [
    { "id": "todo-web", "broker": "east", "role": { "publisher":
      { "subject": "events.todo.newitem", "rate": "6/s", "items": ["a"] } } },
    { "id": "todo-api", "broker": "east", "role": { "publisher":
      { "subject": "events.todo.a-very-long-subject-that-fits-nowhere", "rate": "3/s", "items": ["a"] } } },
    { "id": "todo-far", "broker": "west", "role": { "publisher":
      { "subject": "events.far", "rate": "3/s", "items": ["a"] } } },
    { "id": "save-handler", "broker": "east", "replicas": 3, "role": { "handler":
      { "filter": "events.todo.newitem", "group": "save", "service_time": { "constant": "400ms" }, "database": "db" } } },
    { "id": "audit-handler", "broker": "east", "replicas": 2, "role": { "handler":
      { "filter": "events.>", "group": "audit", "service_time": { "constant": "100ms" }, "database": "audit" } } },
    { "id": "logger", "broker": "west", "role": { "handler":
      { "filter": "events.*", "service_time": { "constant": "1ms" } } } },
    { "id": "db", "role": { "database": { "connection_limit": 2, "statement_time": "20ms" } } },
    { "id": "audit", "role": { "database": { "connection_limit": 16, "statement_time": "20ms" } } }
  ]
}"#;

const STREAMS: &str = r#"{
  "name": "streams",
  "brokers": [{ "id": "nats", "profile": { "jet_stream": { "streams": [
    { "name": "JOBS", "subjects": ["jobs.>"], "retention": "workqueue", "consumers": [
      { "name": "worker", "filter_subject": "jobs.save", "ack_wait": "1s", "max_deliver": 3 },
      { "name": "mailer", "filter_subject": "jobs.mail", "ack_wait": "1s" } ] },
    { "name": "LOG", "subjects": ["log.>"], "max_msgs": 20, "consumers": [
      { "name": "all", "ack_policy": "none" }, { "name": "slow" } ] },
    { "name": "ADVISORIES", "subjects": ["$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.JOBS.*"], "consumers": [
      { "name": "undertaker" } ] },
    { "name": "DLQ", "subjects": ["dlq.>"] }
  ] } } }],
  "cast": [
    { "id": "todo-web", "broker": "nats", "role": { "publisher":
      { "subject": "jobs.save", "rate": "8/s", "items": ["milk", "tea", "poison"] } } },
    { "id": "clock", "broker": "nats", "role": { "publisher":
      { "subject": "log.tick", "rate": "20/s", "items": ["tick"] } } },
    { "id": "save-handler", "broker": "nats", "replicas": 3, "role": { "handler":
      { "pull": { "stream": "JOBS", "consumer": "worker", "batch": 2 }, "service_time": { "exponential": "300ms" },
        "concurrency": 2, "failure": "10%", "poison": "poison", "acks": { "on_failure": "nak" },
        "database": "db", "pool": 2 } } },
    { "id": "undertaker", "broker": "nats", "role": { "dead_letter_handler":
      { "advisories": { "stream": "ADVISORIES", "consumer": "undertaker" }, "delete": true } } },
    { "id": "reader", "broker": "nats", "role": { "handler":
      { "pull": { "stream": "LOG", "consumer": "all" }, "service_time": { "constant": "30ms" } } } },
    { "id": "late-reader", "broker": "nats", "role": { "handler":
      { "pull": { "stream": "LOG", "consumer": "slow" }, "service_time": { "constant": "90ms" } } } },
    { "id": "logger", "broker": "nats", "role": { "handler":
      { "filter": "jobs.*", "service_time": { "constant": "1ms" } } } },
    { "id": "db", "role": { "database": { "connection_limit": 8, "statement_time": "20ms" } } }
  ],
  "links": { "loss": "2%" }
}"#;

const QUESTIONS: &str = r#"{
  "name": "questions",
  "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
  "cast": [
    { "id": "shop", "broker": "nats", "role": { "requester":
      { "subject": "price.get", "rate": "4/s", "items": ["tea"], "timeout": "500ms", "retries": 1 } } },
    { "id": "broker", "broker": "nats", "role": { "gatherer":
      { "subject": "quotes.get", "rate": "2/s", "items": ["tea"], "count": 3, "deadline": "1s" } } },
    { "id": "price", "broker": "nats", "replicas": 2, "role": { "handler":
      { "filter": "price.get", "group": "price", "service_time": { "exponential": "200ms" }, "reply": "12" } } },
    { "id": "quote", "broker": "nats", "replicas": 3, "role": { "handler":
      { "filter": "quotes.get", "service_time": { "exponential": "100ms" }, "reply": "12" } } }
  ]
}"#;

#[test]
fn the_same_stage_gives_the_same_picture() {
    let mut run = Run::new(&[("handlers", "5"), ("rate", "20/s")]);
    run.at(4_321).publish("홍보 비디오 촬영").at(4_700);
    let first = run.scene(WIDE);
    run.at(9_000).at(4_700);
    assert_eq!(run.scene(WIDE), first);
}

#[test]
fn every_component_has_a_spot_that_answers_to_the_pointer() {
    for size in [WIDE, TALL] {
        let mut run = Run::new(&[]);
        let scene = run.at(2_000).scene(size);
        let names = ["todo-web", "nats", "save-handler.1", "save-handler.2", "save-handler.3", "todo-db"];
        let expected = names.map(|name| run.component(name));
        assert_eq!(scene.spots.iter().map(|spot| spot.component).collect::<Vec<_>>(), expected);
        for spot in &scene.spots {
            let middle = spot.rect.center();
            assert_eq!(scene.hit(middle.x, middle.y), Some(spot.component));
        }
        assert_eq!(scene.hit(1.0, 1.0), None);
    }
}

#[test]
fn a_component_is_described_in_one_sentence() {
    let mut run = Run::new(&[("rate", "20/s")]);
    run.at(5_000).crash("save-handler.2").at(6_000);
    let say = |name, lang| {
        let mut stage = run.stage(WIDE);
        stage.preferences.lang = lang;
        describe(run.component(name), &stage)
    };
    let member = run.board().member(run.component("save-handler.1")).unwrap();
    let (pending, done) = (member.pending.len(), member.counters.done);
    assert_eq!(say("save-handler.1", Lang::En), format!("save-handler 1: working, {pending} pending, {done} done"));
    assert!(say("save-handler.2", Lang::En).starts_with("save-handler 2: crashed at 5.0 s, "));
    assert!(say("todo-web", Lang::Ko).starts_with("todo-web: 퍼블리셔, 초당 20건, 발행 "));
    assert_eq!(describe(ComponentId::PERSON, &run.stage(WIDE)), "you");
}

#[test]
fn a_picture_of_any_size_can_be_made() {
    let mut run = Run::crowded();
    run.at(3_000);
    for size in [(0.0, 0.0), (1.0, 1.0), (390.0, 100.0), (100.0, 2_000.0), (3_840.0, 2_160.0), (600.0, 40.0)] {
        let scene = run.scene(Size::new(size.0, size.1));
        let whole = |rect: Rect| [rect.x, rect.y, rect.width, rect.height].iter().all(|length| length.is_finite());
        assert!(scene.spots.iter().all(|spot| whole(spot.rect)), "{size:?}");
        assert!(scene.moving.iter().all(|mark| mark.at.x.is_finite() && mark.at.y.is_finite()), "{size:?}");
    }
}
