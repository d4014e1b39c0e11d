//! Scaling handlers: three times the hands, and still few connections to the database.
//!
//! `docker compose up --scale save-handler=3` of the tutorial's to-do application: `todo-web` publishes, one member of
//! the queue group `save-handler` takes each message, `todo-db` stores it.

use super::{Pattern, Words};
use crate::broker::nats;
use crate::cast::{Arrivals, DatabaseConfig, HandlerConfig, PublisherConfig, ServiceTime};
use crate::message::subject::{Filter, Subject, SubjectError};
use crate::scenario::{Broker, Knob, Links, Parameter, Part, Profile, Role, Scenario};
use crate::sim::chance::{Ratio, Seed};
use crate::sim::time::{Rate, Span};

pub(super) const PATTERN: Pattern = Pattern {
    name: "scaling-handlers",
    source: SCENARIO,
    build,
    english: Words {
        title: "Scaling handlers",
        lead: "todo-web publishes every new item. NATS gives each message to one member of the queue group \
               save-handler, which stores it in todo-db.",
        notice: &[
            "The member is picked at random. NATS does not know who is busy, so one handler may fall behind while \
             another is idle.",
            "The backlog waits in each handler's own buffer. Crash a handler, and what waited there is lost with it.",
            "Scale up to ten handlers: the database still sees at most one connection for each, however many items \
             wait.",
        ],
        example: "Shoot the promotion video",
    },
    korean: Words {
        title: "핸들러 스케일링",
        lead: "todo-web은 새 항목이 생길 때마다 메시지를 발행합니다. NATS는 메시지마다 save-handler 큐 그룹에서 멤버 하나를 골라 전달하고, \
               그 멤버가 todo-db에 저장합니다.",
        notice: &[
            "멤버는 무작위로 정해집니다. NATS는 누가 바쁜지 모르기 때문에, 한쪽은 밀리는데 다른 쪽은 놀고 있을 수 있습니다.",
            "밀린 메시지는 핸들러 각자의 버퍼에서 기다립니다. 핸들러가 죽으면 그 안의 메시지도 함께 사라집니다.",
            "핸들러를 열 개로 늘려 보세요. 아무리 많이 밀려도 데이터베이스 커넥션은 핸들러마다 하나뿐입니다.",
        ],
        example: "홍보 비디오 촬영",
    },
};

const SCENARIO: &str = r#"{
  "name": "scaling-handlers",
  "brokers": [{ "id": "nats", "profile": { "nats_core": {} } }],
  "cast": [
    {
      "id": "todo-web",
      "broker": "nats",
      "role": {
        "publisher": {
          "subject": "events.todo.newitem",
          "rate": "6/s",
          "arrivals": "poisson",
          "items": [
            "Buy milk", "Water the plants", "홍보 비디오 촬영", "Call the plumber",
            "회의록 정리", "Book the train", "Pay the rent", "책 반납하기"
          ]
        }
      }
    },
    {
      "id": "save-handler",
      "broker": "nats",
      "replicas": 3,
      "role": {
        "handler": {
          "filter": "events.todo.newitem",
          "group": "save-handler",
          "service_time": { "exponential": "400ms" },
          "failure": "0%",
          "database": "todo-db"
        }
      }
    },
    { "id": "todo-db", "role": { "database": { "connection_limit": 16, "statement_time": "20ms" } } }
  ],
  "links": { "latency": "1ms", "loss": "0%" },
  "knobs": [
    { "id": "handlers", "part": "save-handler", "parameter": "replicas", "min": "1", "max": "10", "step": "1" },
    { "id": "rate", "part": "todo-web", "parameter": "rate", "min": "0/s", "max": "50/s", "step": "1/s" },
    {
      "id": "service", "part": "save-handler", "parameter": "service_time",
      "min": "10ms", "max": "2s", "step": "10ms"
    },
    { "id": "failure", "part": "save-handler", "parameter": "failure", "min": "0%", "max": "100%", "step": "1%" }
  ],
  "seed": 42
}"#;

const ITEMS: [&str; 8] = [
    "Buy milk",
    "Water the plants",
    "홍보 비디오 촬영",
    "Call the plumber",
    "회의록 정리",
    "Book the train",
    "Pay the rent",
    "책 반납하기",
];

fn build() -> Result<Scenario, SubjectError> {
    let publisher = PublisherConfig {
        subject: Subject::parse("events.todo.newitem")?,
        rate: Rate::per_second(6),
        arrivals: Arrivals::Poisson,
        items: ITEMS.map(ToOwned::to_owned).into(),
        confirm: None,
    };
    let handler = HandlerConfig {
        filter: Some(Filter::parse("events.todo.newitem")?),
        group: Some("save-handler".to_owned()),
        pull: None,
        service_time: ServiceTime::Exponential(Span::from_millis(400)),
        concurrency: 1,
        failure: Ratio::ZERO,
        poison: None,
        pending_limit: None,
        acks: Default::default(),
        reply: None,
        forward: None,
        dead_letter: None,
        database: Some("todo-db".to_owned()),
        pool: 1,
    };
    let database = DatabaseConfig { connection_limit: 16, statement_time: Span::from_millis(20) };
    let part = |id: &str, broker: Option<&str>, role, replicas| {
        let broker = broker.map(ToOwned::to_owned);
        Part { id: id.to_owned(), broker, role, replicas }
    };
    let knob = |id: &str, part: &str, parameter, [min, max, step]: [&str; 3]| {
        let [id, part, min, max, step] = [id, part, min, max, step].map(ToOwned::to_owned);
        Knob { id, part, parameter, min, max, step }
    };
    Ok(Scenario {
        name: "scaling-handlers".to_owned(),
        brokers: vec![Broker { id: "nats".to_owned(), profile: Profile::NatsCore(nats::Config::default()) }],
        cast: vec![
            part("todo-web", Some("nats"), Role::Publisher(publisher), 1),
            part("save-handler", Some("nats"), Role::Handler(handler), 3),
            part("todo-db", None, Role::Database(database), 1),
        ],
        links: Links::default(),
        knobs: vec![
            knob("handlers", "save-handler", Parameter::Replicas, ["1", "10", "1"]),
            knob("rate", "todo-web", Parameter::Rate, ["0/s", "50/s", "1/s"]),
            knob("service", "save-handler", Parameter::ServiceTime, ["10ms", "2s", "10ms"]),
            knob("failure", "save-handler", Parameter::Failure, ["0%", "100%", "1%"]),
        ],
        entries: Vec::new(),
        seed: Seed(42),
    })
}
