//! Scaling handlers: three times the hands, and still few connections to the database.
//!
//! `docker compose up --scale save-handler=3` of the tutorial's to-do application: `todo-web` publishes, one member of
//! the queue group `save-handler` takes each message, `todo-db` stores it.

use super::draft::{Draft, ms, publishes, shares};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{Arrivals, HandlerConfig, PublisherConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "scaling-handlers",
    chapter: Chapter::Handlers,
    title: Said { en: "Scaling handlers", ko: "핸들러 스케일링" },
    lead: Said {
        en: "todo-web publishes every new item. NATS gives each message to one member of the queue group \
             save-handler, which stores it in todo-db.",
        ko: "todo-web은 새 항목이 생길 때마다 메시지를 발행합니다. NATS는 메시지마다 save-handler 큐 그룹에서 멤버 \
             하나를 골라 전달하고, 그 멤버가 todo-db에 저장합니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "New to-do item", ko: "새 할 일" },
        button: Said { en: "Add", ko: "추가" },
        example: Said { en: "Shoot the promotion video", ko: "홍보 비디오 촬영" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 6] = [
    Beat {
        caption: Said {
            en: "The member is picked at random. NATS does not know who is busy, so one handler may fall behind \
                 while another is idle.",
            ko: "멤버는 무작위로 정해집니다. NATS는 누가 바쁜지 모르기 때문에, 한쪽은 밀리는데 다른 쪽은 놀고 있을 \
                 수 있습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 20 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Only one handler now. It saves fewer than three items a second, and six come: the backlog in its \
                 buffer grows by more than three a second.",
            ko: "이제 핸들러가 하나뿐입니다. 1초에 여섯 건이 오는데 세 건도 저장하지 못합니다. 버퍼에 밀린 메시지가 \
                 1초에 세 건 넘게 늘어납니다.",
        },
        deeds: &["0s:set:handlers:1"],
        until: Condition::Waiting { at: "save-handler", messages: 20 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "With three, six items a second are no trouble, and nothing more piles up. But what waits in the \
                 first one's buffer stays there: the two newcomers get none of it.",
            ko: "셋이면 1초에 여섯 건은 문제없고, 더는 밀리지 않습니다. 다만 첫 번째 핸들러의 버퍼에 이미 쌓인 \
                 메시지는 그대로입니다. 새로 온 두 핸들러에게 넘어가지 않습니다.",
        },
        deeds: &["0s:set:handlers:3"],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 40 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Twelve a second are too many even for three: a backlog grows in every buffer. But three handlers \
                 that are always busy save three times as many items as one.",
            ko: "1초에 열두 건은 셋에게도 벅차서 버퍼마다 메시지가 쌓입니다. 그래도 쉬지 않고 일하는 핸들러 셋은 \
                 하나일 때의 세 배를 저장합니다.",
        },
        deeds: &["0s:set:rate:12/s"],
        until: Condition::Waiting { at: "save-handler", messages: 60 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "The backlog waits in each handler's own buffer. Crash a handler, and what waited there is lost with \
                 it.",
            ko: "밀린 메시지는 핸들러 각자의 버퍼에서 기다립니다. 핸들러가 죽으면 그 안의 메시지도 함께 사라집니다.",
        },
        deeds: &["0s:crash:save-handler.2"],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 10 },
        tries: &[Try {
            prompt: Said {
                en: "Bring the handler back. Does it find its messages again?",
                ko: "핸들러를 되살려 보세요. 잃었던 메시지를 다시 받을까요?",
            },
            button: Said { en: "Restart save-handler 2", ko: "save-handler 2 재시작" },
            deeds: &["0s:restart:save-handler.2"],
        }],
    },
    Beat {
        caption: Said {
            en: "Ten handlers now: the database still sees at most one connection for each, however many items wait. \
                 The last log line of each handler names a different item.",
            ko: "이제 핸들러가 열 개입니다. 아무리 많이 밀려도 데이터베이스 커넥션은 핸들러마다 하나를 넘지 \
                 않습니다. 각 핸들러의 마지막 로그는 서로 다른 항목을 가리킵니다.",
        },
        deeds: &["0s:set:handlers:10"],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 60 },
        tries: &[Try {
            prompt: Said {
                en: "Back to three. What do those who leave do with what they hold?",
                ko: "다시 셋으로 줄여 보세요. 떠나는 핸들러는 가지고 있던 메시지를 어떻게 할까요?",
            },
            button: Said { en: "Three handlers", ko: "핸들러 셋" },
            deeds: &["0s:set:handlers:3"],
        }],
    },
];

const KNOBS: [KnobText; 4] = [
    KnobText {
        id: "handlers",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["1", "10", "1"],
        name: Said { en: "Handlers", ko: "핸들러 수" },
        help: Said {
            en: "Each message goes to one of them, at random.",
            ko: "메시지는 그중 무작위로 고른 하나에게만 갑니다.",
        },
    },
    KnobText {
        id: "rate",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "50/s", "1/s"],
        name: Said { en: "Items published", ko: "발행 빈도" },
        help: Said {
            en: "On average, besides what you type.", ko: "직접 입력하는 것과 별도인 평균값입니다."
        },
    },
    KnobText {
        id: "service",
        part: "save-handler",
        also: &[],
        parameter: Parameter::ServiceTime,
        range: ["10ms", "2s", "10ms"],
        name: Said { en: "Service time, mean", ko: "평균 처리 시간" },
        help: Said {
            en: "How long a handler works on one message, before it saves it.",
            ko: "핸들러가 메시지 하나를 저장하기 전까지 들이는 시간입니다.",
        },
    },
    KnobText {
        id: "failure",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Failure,
        range: ["0%", "100%", "1%"],
        name: Said { en: "Failures", ko: "실패율" },
        help: Said {
            en: "Core NATS does not send a failed one again.",
            ko: "코어 NATS는 실패한 메시지를 다시 보내지 않습니다.",
        },
    },
];

const COMMANDS: [Command; 5] = [
    Command {
        about: Said { en: "Start everything", ko: "모두 시작합니다" }, line: "docker compose up -d", logs: None
    },
    Command {
        about: Said { en: "Run that many handlers", ko: "핸들러를 이만큼 실행합니다" },
        line: "docker compose up -d --scale save-handler={handlers}",
        logs: None,
    },
    Command {
        about: Said {
            en: "See the last log line of each handler", ko: "핸들러마다 마지막 로그를 봅니다"
        },
        line: "docker compose logs --tail=1 save-handler",
        logs: Some("save-handler"),
    },
    Command {
        about: Said { en: "Join the queue group by hand", ko: "직접 큐 그룹에 참여합니다" },
        line: "nats sub --queue save-handler events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "Publish an item by hand", ko: "직접 항목을 발행합니다" },
        line: "nats pub events.todo.newitem {text}",
        logs: None,
    },
];

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

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    let web = PublisherConfig { arrivals: Arrivals::Poisson, ..publishes("events.todo.newitem", 6, &ITEMS) };
    draft.one("todo-web", "nats", Role::Publisher(web));
    let saves = HandlerConfig {
        database: Some("todo-db".to_owned()),
        ..shares("events.todo.newitem", "save-handler", ServiceTime::Exponential(ms(400)))
    };
    draft.crew("save-handler", "nats", 3, Role::Handler(saves));
    draft.database("todo-db", 16);
}
