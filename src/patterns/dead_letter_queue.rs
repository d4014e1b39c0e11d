//! Dead-letter queue: what becomes of an item that no delivery cures, and who looks after it.
//!
//! `save-handler` fails on every item at 25:00. Its consumer tries three times, with a backoff; then the documented way
//! begins: a stream of advisories, a handler that copies what was given up, an administrator who mends it. Beside it
//! `audit-handler` shows the other end: no `max_deliver`, and a nak at once.

use super::draft::{Draft, consumer, ms, publishes, pull, pulls, stream};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{Acks, AdministratorConfig, DeadLetterHandlerConfig, HandlerConfig, OnFailure, ServiceTime};
use crate::i18n::Said;
use crate::message::ConsumerConfig;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "dead-letter-queue",
    chapter: Chapter::Trouble,
    title: Said { en: "Dead-letter queue", ko: "데드 레터 큐" },
    lead: Said {
        en: "Some messages fail however often they are delivered. After a few tries such a message is set aside, as \
             a dead letter, so that somebody can mend it and the others can pass.",
        ko: "어떤 메시지는 몇 번을 전달해도 실패합니다. 몇 번 시도한 뒤에는 데드 레터로 따로 빼 두어야 합니다. 그래야 \
             다른 메시지가 지나가고, 누군가 고쳐서 다시 보낼 수 있습니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "New to-do item", ko: "새 할 일" },
        button: Said { en: "Add", ko: "추가" },
        example: Said { en: "Dinner at 25:00", ko: "25:00에 저녁 약속" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 6] = [
    Beat {
        caption: Said {
            en: "todo-web publishes into the stream TODO. save-handler fetches each item, stores it in todo-db and \
                 sends an ack; with that its consumer is done with it.",
            ko: "todo-web은 TODO 스트림에 발행합니다. save-handler는 항목을 하나씩 페치하여 todo-db에 저장하고 ack을 \
                 보냅니다. 컨슈머에게 그 메시지는 이것으로 끝입니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 4 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "save-handler fails on “Meeting at 25:00” each time. It sends no nak, which would ignore the \
                 backoff. So the consumer waits for an ack, one second, then two, and delivers the item again. Other \
                 items pass.",
            ko: "save-handler는 “Meeting at 25:00”을 처리할 때마다 실패합니다. nak은 백오프를 무시하므로 보내지 \
                 않습니다. 컨슈머는 ack을 1초, 다음에는 2초 기다린 뒤 재전달합니다. 다른 항목은 그사이에 처리됩니다.",
        },
        deeds: &["500ms:publish:todo-web:Meeting%20at%2025%3A00"],
        until: Condition::Happened { sign: Sign::Redelivered, at: "nats", times: 2 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "The third delivery was the last, as max_deliver says. Five seconds after the first one the consumer \
                 gives up and an advisory goes out. The item stays in TODO: JetStream has no dead-letter queue of \
                 its own.",
            ko: "max_deliver가 3이므로 세 번째 전달이 마지막입니다. 첫 전달에서 5초 뒤 컨슈머는 포기하고 \
                 어드바이저리가 나갑니다. 항목은 TODO에 그대로 남습니다. JetStream에는 데드 레터 큐가 따로 없습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Exhausted, at: "nats", times: 1 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "So dlq-handler makes one. It fetches the advisory from a stream, reads the item from TODO, \
                 publishes a copy to dlq.events.todo.newitem, and sends its ack only when the stream DLQ has the \
                 copy.",
            ko: "그래서 dlq-handler가 직접 만듭니다. 스트림에서 어드바이저리를 페치하고, TODO에서 항목을 읽어, 사본을 \
                 dlq.events.todo.newitem으로 발행합니다. ack은 DLQ 스트림이 사본을 받은 뒤에야 보냅니다.",
        },
        deeds: &[],
        // So long the stage shows the way of the copy.
        until: Condition::Passed(ms(2_000)),
        tries: &[Try {
            prompt: Said {
                en: "Publish another one. When does it lie in DLQ, too?",
                ko: "하나 더 발행해 보세요. 언제 DLQ에 들어갈까요?",
            },
            button: Said { en: "Dinner at 25:00", ko: "25:00 항목 하나 더" },
            deeds: &["0s:publish:todo-web:Dinner%20at%2025%3A00"],
        }],
    },
    Beat {
        caption: Said {
            en: "The letter's headers say which consumer gave up, after how many deliveries. The administrator mends \
                 the text to 15:00, publishes it to its old subject and deletes the letter. save-handler stores it; \
                 audit-handler gets it a second time.",
            ko: "이 데드 레터의 헤더에는 어느 컨슈머가 몇 번 만에 포기했는지 적혀 있습니다. 관리자(administrator)는 \
                 15:00으로 고쳐 원래 서브젝트로 재발행하고, 데드 레터를 지웁니다. save-handler는 저장에 성공하고, \
                 audit-handler는 같은 항목을 두 번째로 받습니다.",
        },
        deeds: &["1s:replay:administrator:1:Meeting%20at%2015%3A00"],
        until: Condition::Passed(ms(3_000)),
        tries: &[Try {
            prompt: Said {
                en: "What if a letter is replayed as it is?",
                ko: "고치지 않고 그대로 재발행하면 어떻게 될까요?",
            },
            button: Said { en: "Replay one unmended", ko: "고치지 않고 재발행" },
            deeds: &["0s:publish:todo-web:Lunch%20at%2025%3A00", "7s:replay:administrator:2"],
        }],
    },
    Beat {
        caption: Said {
            en: "audit-handler has no max_deliver and naks at once. An item with 30 February, which it cannot read, \
                 comes back at once, before anything new, three times a second. It gets nothing else done.",
            ko: "audit-handler의 컨슈머에는 max_deliver가 없고, 실패하면 곧바로 nak을 보냅니다. 그래서 읽지 못하는 \
                 30 February 항목이 새 메시지보다 먼저, 1초에 세 번씩 되돌아옵니다. 다른 일은 하나도 하지 못합니다.",
        },
        deeds: &["500ms:publish:todo-web:Party%20on%2030%20February"],
        until: Condition::Happened { sign: Sign::Redelivered, at: "nats", times: 12 },
        tries: &[Try {
            prompt: Said {
                en: "Would a second audit-handler help, and what would it cost?",
                ko: "audit-handler를 하나 더 띄우면 나아질까요? 대가는 무엇일까요?",
            },
            button: Said { en: "Two of them", ko: "둘로 늘리기" },
            deeds: &["0s:set:audits:2"],
        }],
    },
];

const KNOBS: [KnobText; 4] = [
    KnobText {
        id: "rate",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "5/s", "0.5/s"],
        name: Said { en: "Items published", ko: "발행 빈도" },
        help: Said { en: "Besides what you type.", ko: "직접 입력하는 것과 별도입니다." },
    },
    KnobText {
        id: "failure",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Failure,
        range: ["0%", "50%", "1%"],
        name: Said { en: "Failures by chance", ko: "우연한 실패" },
        help: Said {
            en: "Unlike with 25:00, another delivery cures most of these.",
            ko: "25:00과 달리, 이런 실패는 대부분 재전달로 해결됩니다.",
        },
    },
    KnobText {
        id: "handlers",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["1", "4", "1"],
        name: Said { en: "save-handlers", ko: "save-handler 수" },
        help: Said {
            en: "They fetch from one consumer, which counts deliveries for all of them.",
            ko: "모두 한 컨슈머에서 페치합니다. 전달 횟수도 그 컨슈머가 함께 셉니다.",
        },
    },
    KnobText {
        id: "audits",
        part: "audit-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["0", "4", "1"],
        name: Said { en: "audit-handlers", ko: "audit-handler 수" },
        help: Said {
            en: "They fetch from a consumer of their own, without max_deliver.",
            ko: "max_deliver가 없는 별도 컨슈머에서 페치합니다.",
        },
    },
];

const COMMANDS: [Command; 13] = [
    Command {
        about: Said { en: "Start NATS, with JetStream", ko: "JetStream을 켠 NATS를 띄웁니다" },
        line: "docker compose up -d nats",
        logs: None,
    },
    Command {
        about: Said { en: "Make the stream", ko: "스트림을 만듭니다" },
        line: "nats stream add TODO --subjects='events.todo.>' --defaults",
        logs: None,
    },
    Command {
        about: Said {
            en: "A consumer that tries three times: backoff 1 s, 2 s",
            ko: "세 번 시도하는 컨슈머: 백오프 1초, 2초",
        },
        line: "nats consumer add TODO save-handler --pull --ack=explicit --max-deliver=3 --backoff=linear \
               --backoff-steps=2 --backoff-min=1s --backoff-max=3s --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "One without max_deliver, for the audit", ko: "감사용 컨슈머: max_deliver 없음" },
        line: "nats consumer add TODO audit-handler --pull --ack=explicit --defaults",
        logs: None,
    },
    Command {
        about: Said {
            en: "Keep the advisories about the first one", ko: "첫 컨슈머의 어드바이저리를 보관합니다"
        },
        line: "nats stream add ADVISORIES --subjects='$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.TODO.*' --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "And let dlq-handler fetch them", ko: "dlq-handler가 페치할 컨슈머를 만듭니다" },
        line: "nats consumer add ADVISORIES dlq-handler --pull --ack=explicit --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "A stream for the dead letters", ko: "데드 레터를 담을 스트림" },
        line: "nats stream add DLQ --subjects='dlq.>' --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "Run that many handlers", ko: "핸들러를 이만큼 실행합니다" },
        line: "docker compose up -d --scale save-handler={handlers} --scale audit-handler={audits}",
        logs: None,
    },
    Command {
        about: Said {
            en: "See the last log line of each save-handler", ko: "save-handler마다 마지막 로그를 봅니다"
        },
        line: "docker compose logs --tail=1 save-handler",
        logs: Some("save-handler"),
    },
    Command {
        about: Said { en: "Publish an item", ko: "항목을 발행합니다" },
        line: "nats pub events.todo.newitem {text}",
        logs: None,
    },
    Command {
        about: Said { en: "Inspect a dead letter and its headers", ko: "데드 레터와 헤더를 살펴봅니다" },
        line: "nats stream get DLQ 1",
        logs: None,
    },
    Command {
        about: Said { en: "Publish what it should have said", ko: "고쳐서 재발행합니다" },
        line: "nats pub events.todo.newitem 'Meeting at 15:00'",
        logs: None,
    },
    Command {
        about: Said { en: "Delete the letter", ko: "데드 레터를 지웁니다" },
        line: "nats stream rmm DLQ 1 --force",
        logs: None,
    },
];

const ITEMS: [&str; 6] =
    ["Buy milk", "Water the plants", "홍보 비디오 촬영", "Call the plumber", "회의록 정리", "Book the train"];

fn cast(draft: &mut Draft) {
    let patient =
        ConsumerConfig { max_deliver: Some(3), backoff: vec![ms(1_000), ms(2_000)], ..consumer("save-handler") };
    let advisories = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.TODO.*";
    draft.jetstream(
        "nats",
        vec![
            stream("TODO", &["events.todo.>"], vec![patient, consumer("audit-handler")]),
            stream("ADVISORIES", &[advisories], vec![consumer("dlq-handler")]),
            stream("DLQ", &["dlq.>"], Vec::new()),
        ],
    );
    draft.one("todo-web", "nats", Role::Publisher(publishes("events.todo.newitem", 1, &ITEMS)));
    let service = ServiceTime::Constant(ms(300));
    let saves = HandlerConfig {
        poison: Some("25:00".to_owned()),
        database: Some("todo-db".to_owned()),
        ..pulls("TODO", "save-handler", service)
    };
    draft.one("save-handler", "nats", Role::Handler(saves));
    let audits = HandlerConfig {
        poison: Some("30 February".to_owned()),
        acks: Acks { on_failure: OnFailure::Nak, ..Acks::default() },
        ..pulls("TODO", "audit-handler", service)
    };
    draft.one("audit-handler", "nats", Role::Handler(audits));
    let dead = DeadLetterHandlerConfig {
        advisories: pull("ADVISORIES", "dlq-handler"),
        prefix: super::draft::subject("dlq"),
        delete: false,
    };
    draft.one("dlq-handler", "nats", Role::DeadLetterHandler(dead));
    draft.one("administrator", "nats", Role::Administrator(AdministratorConfig { dead_letters: "DLQ".to_owned() }));
    draft.database("todo-db", 16);
}
