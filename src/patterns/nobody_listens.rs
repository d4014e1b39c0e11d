//! Nobody listens: one item, sent in three ways through one server while nobody is there for it, and its three fates.

use super::draft::{Draft, asks, consumer, hears, ms, publishes, pulls, stream, subject};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{Confirm, HandlerConfig, PublisherConfig, RequesterConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "nobody-listens",
    chapter: Chapter::Messages,
    title: Said { en: "Nobody listens", ko: "듣는 이가 없을 때" },
    lead: Said {
        en: "Three programs send the same item at the same moment through one NATS server, and nobody is there for \
             any of them. What becomes of it depends on how it was sent.",
        ko: "세 프로그램이 같은 항목을 같은 순간에 NATS 서버 하나로 보냅니다. 어느 쪽에도 듣는 이가 없습니다. 항목이 어떻게 되는지는 보낸 \
             방식에 달려 있습니다.",
    },
    beats: &[
        Beat {
            caption: Said {
                en: "Lost: todo-web publishes, and nobody has subscribed. Core NATS forgets the item at once, and \
                     tells nobody.",
                ko: "유실: todo-web이 발행하지만 구독한 곳이 없습니다. 코어 NATS는 항목을 바로 버리고, 아무에게도 알리지 않습니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Unheard, at: "nats", times: 4 },
            tries: &[Try {
                prompt: Said {
                    en: "Start todo-sub: does it get any of the earlier items?",
                    ko: "todo-sub를 띄워 보세요. 앞서 보낸 항목이 하나라도 오나요?",
                },
                button: Said { en: "Start todo-sub", ko: "todo-sub 실행" },
                deeds: &["0s:set:subscribers:1"],
            }],
        },
        Beat {
            caption: Said {
                en: "Kept: todo-api publishes to a subject of the stream JOBS. The stream stores each item and \
                     confirms it, though nobody fetches any.",
                ko: "보관: todo-api는 JOBS 스트림의 서브젝트로 발행합니다. 가져가는 핸들러가 없어도 스트림은 항목을 \
                     하나씩 저장하고 확인을 보냅니다.",
            },
            deeds: &["0s:set:subscribers:0"],
            until: Condition::Waiting { at: "nats", messages: 5 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Now a save-handler starts. From its consumer it fetches all that was kept, oldest first, and \
                     then what is new.",
                ko: "이제 save-handler가 시작합니다. 그동안 보관된 항목을 컨슈머에서 오래된 것부터 모두 가져가고, \
                     이어서 새 항목을 가져갑니다.",
            },
            deeds: &["0s:set:handlers:1"],
            until: Condition::Drained { at: "nats" },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Set aside: todo-ask wants a reply, so NATS tells it within 2 ms that nobody listens: status \
                     503. todo-ask itself then publishes the item to dlq.tasks.newitem.",
                ko: "따로 보관: todo-ask는 응답을 요청했으므로, NATS가 2ms 만에 듣는 이가 없다고 503 상태로 알려 줍니다. 그러면 todo-ask가 \
                     직접 dlq.tasks.newitem에 항목을 발행합니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::DeadLettered, at: "todo-ask", times: 2 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "The administrator hears everything that matches dlq.> and looks into it. NATS does not set \
                     anything aside by itself. Some brokers can, such as RabbitMQ with an alternate exchange.",
                ko: "administrator는 dlq.>에 해당하는 메시지를 모두 받아 살펴봅니다. NATS가 알아서 따로 보관해 주는 \
                     것은 아닙니다. RabbitMQ의 alternate exchange처럼 그렇게 해 주는 브로커도 있습니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Done, at: "administrator", times: 2 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "A task-handler listens now. todo-ask gets its replies, and there are no new dead letters. The \
                     items set aside before are never answered.",
                ko: "이제 task-handler가 듣고 있습니다. todo-ask는 응답을 받고, 데드 레터는 더 생기지 않습니다. 이미 따로 보관된 항목에는 \
                     뒤늦게 응답이 오지 않습니다.",
            },
            deeds: &["0s:set:repliers:1"],
            until: Condition::Happened { sign: Sign::Received, at: "todo-ask", times: 3 },
            tries: &[],
        },
    ],
    knobs: &[
        KnobText {
            id: "subscribers",
            part: "todo-sub",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "2", "1"],
            name: Said { en: "todo-sub, for todo-web", ko: "todo-sub (todo-web 쪽)" },
            help: Said {
                en: "Hears events.newitem from the moment it subscribes.",
                ko: "구독한 순간부터 events.newitem을 받습니다.",
            },
        },
        KnobText {
            id: "handlers",
            part: "save-handler",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "2", "1"],
            name: Said { en: "save-handler, for todo-api", ko: "save-handler (todo-api 쪽)" },
            help: Said {
                en: "Fetches what the stream keeps of jobs.newitem.",
                ko: "스트림이 보관한 jobs.newitem을 가져갑니다.",
            },
        },
        KnobText {
            id: "repliers",
            part: "task-handler",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "2", "1"],
            name: Said { en: "task-handler, for todo-ask", ko: "task-handler (todo-ask 쪽)" },
            help: Said { en: "Replies to tasks.newitem.", ko: "tasks.newitem에 응답합니다." },
        },
    ],
    form: Some(Form {
        to: "todo-ask",
        label: Said { en: "Request for tasks.newitem", ko: "tasks.newitem에 보낼 요청" },
        button: Said { en: "Ask", ko: "요청" },
        example: Said { en: "Book the train", ko: "기차표 예매" },
    }),
    commands: &[
        Command {
            about: Said { en: "Start NATS, with JetStream", ko: "JetStream을 켠 NATS를 띄웁니다" },
            line: "docker compose up -d nats",
            logs: None,
        },
        Command {
            about: Said { en: "Make the stream", ko: "스트림을 만듭니다" },
            line: "nats stream add JOBS --subjects='jobs.>' --defaults",
            logs: None,
        },
        Command {
            about: Said { en: "Make its consumer", ko: "컨슈머를 만듭니다" },
            line: "nats consumer add JOBS save-handler --pull --defaults",
            logs: None,
        },
        Command {
            about: Said {
                en: "Listen to dead letters, as the administrator", ko: "관리자로서 데드 레터를 듣습니다"
            },
            line: "nats sub 'dlq.>'",
            logs: None,
        },
        Command {
            about: Said { en: "Lost: publish to nobody", ko: "유실: 듣는 이 없이 발행합니다" },
            line: "nats pub events.newitem 'Buy milk'",
            logs: None,
        },
        Command {
            about: Said {
                en: "Kept: publish to the stream, and see its confirmation",
                ko: "보관: 스트림에 발행하고 저장 확인을 받습니다",
            },
            line: "nats request jobs.newitem 'Buy milk'",
            logs: None,
        },
        Command {
            about: Said { en: "Fetch what was kept", ko: "보관된 것을 가져옵니다" },
            line: "nats consumer next JOBS save-handler --count=10",
            logs: None,
        },
        Command {
            about: Said {
                en: "Ask, and hear that nobody listens", ko: "요청하고, 듣는 이가 없다는 답을 받습니다"
            },
            line: "nats request tasks.newitem {text}",
            logs: None,
        },
        Command {
            about: Said { en: "Set it aside, as todo-ask does", ko: "todo-ask처럼 따로 보관합니다" },
            line: "nats pub dlq.tasks.newitem {text} -H Dlq-Subject:tasks.newitem",
            logs: None,
        },
    ],
    ledger: Ledger::Publications,
    cast,
};

const ITEM: [&str; 1] = ["Buy milk"];
const WORK: ServiceTime = ServiceTime::Constant(ms(400));

fn cast(draft: &mut Draft) {
    draft.jetstream("nats", vec![stream("JOBS", &["jobs.>"], vec![consumer("save-handler")])]);
    draft.one("todo-web", "nats", Role::Publisher(publishes("events.newitem", 1, &ITEM)));
    let keeps = PublisherConfig { confirm: Some(Confirm::default()), ..publishes("jobs.newitem", 1, &ITEM) };
    draft.one("todo-api", "nats", Role::Publisher(keeps));
    let buries = RequesterConfig { dead_letter: Some(subject("dlq")), ..asks("tasks.newitem", 1, &ITEM) };
    draft.one("todo-ask", "nats", Role::Requester(buries));
    draft.crew("todo-sub", "nats", 0, Role::Handler(hears("events.newitem", WORK)));
    draft.crew("save-handler", "nats", 0, Role::Handler(pulls("JOBS", "save-handler", WORK)));
    let replies = HandlerConfig { reply: Some("done".to_owned()), ..hears("tasks.newitem", WORK) };
    draft.crew("task-handler", "nats", 0, Role::Handler(replies));
    draft.one("administrator", "nats", Role::Handler(hears("dlq.>", WORK)));
}
