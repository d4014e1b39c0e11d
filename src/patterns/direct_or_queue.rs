//! Direct call or queue: the same items, once by calls to a service, once through a stream, and what a spike and a
//! crash do to either.

use super::draft::{Draft, asks, consumer, hears, ms, publishes, pulls, stream};
use super::{Beat, Chapter, Command, Condition, KnobText, Ledger, Pattern, Try};
use crate::cast::{Confirm, DatabaseConfig, HandlerConfig, PublisherConfig, ServiceTime};
use crate::i18n::Said;
use crate::message::ConsumerConfig;
use crate::scenario::{Parameter, Role};
use crate::sim::time::Span;
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "direct-or-queue",
    chapter: Chapter::Messages,
    title: Said { en: "Direct call or queue", ko: "직접 호출과 큐" },
    lead: Said {
        en: "The same items go two ways. web-direct calls save-service and waits for its answer. web-queue puts them \
             into a NATS stream, and save-handler fetches them. Each way has its own database.",
        ko: "같은 항목을 두 가지 길로 보냅니다. web-direct는 save-service를 호출하고 응답을 기다립니다. web-queue는 NATS 스트림에 넣고, \
             save-handler가 가져갑니다. 데이터베이스는 길마다 따로 있습니다.",
    },
    beats: &[
        Beat {
            caption: Said {
                en: "Two items a second, each way. While there is little to do, there is little difference: an item \
                     is in its database about 600 ms after it was sent.",
                ko: "양쪽 모두 1초에 두 건씩 보냅니다. 한가할 때는 차이가 거의 없습니다. 어느 쪽이든 보낸 지 \
                     600ms쯤이면 데이터베이스에 저장됩니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Saved, at: "db-queue", times: 4 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "A spike: 14 items a second for four seconds, both ways. save-service takes up every call at \
                     once. Soon its four database connections are all in use, and the rest wait for one.",
                ko: "요청이 몰립니다. 양쪽 모두 4초 동안 1초에 14건씩 보냅니다. save-service는 호출을 받는 대로 \
                     처리하기 시작하지만, 곧 데이터베이스 커넥션 4개를 다 써서 나머지는 커넥션이 비기를 기다립니다.",
            },
            deeds: &["0s:set:rate:14/s", "4s:set:rate:2/s"],
            until: Condition::Happened { sign: Sign::Saved, at: "db-direct", times: 10 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Now the callers wait. After two seconds a caller gives up, though its item may still be saved \
                     later. With 20 calls open, further ones are refused.",
                ko: "이제 호출한 쪽이 기다립니다. 2초가 지나면 포기하지만, 그 항목은 나중에 저장될 수도 있습니다. 처리 중인 호출이 20개가 되면 \
                     그다음 호출은 거부됩니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::TimedOut, at: "web-direct", times: 6 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "web-queue had the stream's confirmation of every item within 2 ms. The backlog waits in the \
                     stream. Three handlers, with one connection each, drain it to the last item.",
                ko: "web-queue는 항목마다 2ms 만에 스트림의 확인을 받았습니다. 밀린 메시지는 스트림에서 기다리고, 커넥션을 하나씩 쓰는 핸들러 \
                     셋이 결국 하나도 빠짐없이 처리합니다.",
            },
            deeds: &[],
            until: Condition::Drained { at: "nats" },
            tries: &[Try {
                prompt: Said {
                    en: "Another spike, with six handlers: how long is the backlog now?",
                    ko: "핸들러를 여섯으로 늘리고 한 번 더 몰아 보세요. 밀린 메시지가 얼마나 되나요?",
                },
                button: Said { en: "Six handlers, and a spike", ko: "핸들러 6개로 다시" },
                deeds: &["0s:set:handlers:6", "0s:set:rate:14/s", "4s:set:rate:2/s"],
            }],
        },
        Beat {
            caption: Said {
                en: "save-service is down, and web-direct with it: each call fails at once. What now? That is the \
                     caller's problem: the two are coupled.",
                ko: "save-service가 죽자 web-direct도 일을 못 합니다. 호출할 때마다 바로 실패하고, 이제 어떻게 할지는 호출한 쪽이 \
                     풀어야 합니다. 둘은 그만큼 결합되어 있습니다.",
            },
            deeds: &["0s:set:handlers:3", "0s:crash:save-service.1"],
            until: Condition::Happened { sign: Sign::NotConfirmed, at: "web-direct", times: 4 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Now all the save-handlers are down instead. web-queue notices nothing: the stream takes each \
                     item as before, and keeps it.",
                ko: "이번에는 save-handler가 모두 죽었습니다. web-queue는 알아차리지도 못합니다. 스트림이 평소처럼 항목을 받아 보관합니다.",
            },
            deeds: &[
                "0s:restart:save-service.1",
                "0s:crash:save-handler.1",
                "0s:crash:save-handler.2",
                "0s:crash:save-handler.3",
            ],
            until: Condition::Waiting { at: "nats", messages: 8 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "The save-handlers are back and fetch what has waited. The message that one was working on at \
                     the crash comes again after five seconds without an ack. Nothing is lost.",
                ko: "save-handler가 돌아와 기다리던 메시지를 가져갑니다. 죽을 때 처리하던 메시지도 5초 동안 ack이 \
                     없으면 다시 옵니다. 유실은 없습니다.",
            },
            deeds: &["0s:restart:save-handler.1", "0s:restart:save-handler.2", "0s:restart:save-handler.3"],
            until: Condition::Drained { at: "nats" },
            tries: &[],
        },
    ],
    knobs: &[
        KnobText {
            id: "rate",
            part: "web-direct",
            also: &["web-queue"],
            parameter: Parameter::Rate,
            range: ["0/s", "20/s", "1/s"],
            name: Said { en: "Items sent, each way", ko: "길마다 보내는 빈도" },
            help: Said {
                en: "web-direct and web-queue send at the same moments.",
                ko: "web-direct와 web-queue가 같은 순간에 보냅니다.",
            },
        },
        KnobText {
            id: "handlers",
            part: "save-handler",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "8", "1"],
            name: Said { en: "Handlers", ko: "핸들러 수" },
            help: Said {
                en: "Each fetches one message when it is free, and uses one connection to the database.",
                ko: "한가한 핸들러가 메시지를 하나씩 가져가고, 데이터베이스 커넥션을 하나 씁니다.",
            },
        },
        KnobText {
            id: "patience",
            part: "web-direct",
            also: &[],
            parameter: Parameter::Timeout,
            range: ["500ms", "10s", "500ms"],
            name: Said { en: "Caller's timeout", ko: "호출 제한 시간" },
            help: Said {
                en: "How long web-direct waits for an answer.",
                ko: "web-direct가 응답을 기다리는 시간입니다.",
            },
        },
    ],
    form: None,
    commands: &[
        Command {
            about: Said { en: "Start NATS, with JetStream", ko: "JetStream을 켠 NATS를 띄웁니다" },
            line: "docker compose up -d nats",
            logs: None,
        },
        Command {
            about: Said { en: "Make the stream", ko: "스트림을 만듭니다" },
            line: "nats stream add TODO --subjects=todo.save --defaults",
            logs: None,
        },
        Command {
            about: Said { en: "Make its consumer", ko: "컨슈머를 만듭니다" },
            line: "nats consumer add TODO save-handler --pull --wait=5s --defaults",
            logs: None,
        },
        Command {
            about: Said { en: "Call the service directly", ko: "서비스를 직접 호출합니다" },
            line: "curl --max-time {patience:seconds} -H 'Content-Type: application/json' \
                   -d '{\"item\": \"Buy milk\"}' localhost:8080/items",
            logs: None,
        },
        Command {
            about: Said {
                en: "Put an item into the stream, and get its confirmation",
                ko: "항목을 스트림에 넣고 저장 확인을 받습니다",
            },
            line: "nats request todo.save 'Buy milk'",
            logs: None,
        },
        Command {
            about: Said { en: "Run that many handlers", ko: "핸들러를 이만큼 실행합니다" },
            line: "docker compose up -d --scale save-handler={handlers}",
            logs: None,
        },
        Command {
            about: Said {
                en: "See how much waits with the consumer", ko: "컨슈머에 밀린 메시지를 봅니다"
            },
            line: "nats consumer info TODO save-handler",
            logs: None,
        },
        Command {
            about: Said {
                en: "See the last log line of each handler", ko: "핸들러마다 마지막 로그를 봅니다"
            },
            line: "docker compose logs --tail=1 save-handler",
            logs: Some("save-handler"),
        },
    ],
    ledger: Ledger::Obligations,
    cast,
};

const ITEMS: [&str; 1] = ["Buy milk"];

/// Before the database: what either of them needs for an item.
const WORK: ServiceTime = ServiceTime::Constant(ms(100));
/// The same database for either: four connections, half a second for each statement.
const DATABASE: DatabaseConfig = DatabaseConfig { connection_limit: 4, statement_time: ms(500) };

fn cast(draft: &mut Draft) {
    draft.direct("direct", 20, Span::from_secs(60));
    draft.one("web-direct", "direct", Role::Requester(asks("todo.save", 2, &ITEMS)));
    let service = HandlerConfig {
        reply: Some("saved".to_owned()),
        concurrency: 20,
        pool: DATABASE.connection_limit,
        database: Some("db-direct".to_owned()),
        ..hears("todo.save", WORK)
    };
    draft.one("save-service", "direct", Role::Handler(service));
    draft.database_of("db-direct", DATABASE);

    let again = ConsumerConfig { ack_wait: Some(Span::from_secs(5)), ..consumer("save-handler") };
    draft.jetstream("nats", vec![stream("TODO", &["todo.save"], vec![again])]);
    let web = PublisherConfig { confirm: Some(Confirm::default()), ..publishes("todo.save", 2, &ITEMS) };
    draft.one("web-queue", "nats", Role::Publisher(web));
    let handler = HandlerConfig { database: Some("db-queue".to_owned()), ..pulls("TODO", "save-handler", WORK) };
    draft.crew("save-handler", "nats", 3, Role::Handler(handler));
    draft.database_of("db-queue", DATABASE);
}
