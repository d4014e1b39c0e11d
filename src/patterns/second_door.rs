//! A second door: another publisher of the same event. Whoever handles it cannot tell, and need not.
//!
//! The tutorial's `todo-api` takes JSON over HTTP and publishes what `todo-web` publishes.

use super::draft::{Draft, ms, publishes, shares};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{HandlerConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "second-door",
    chapter: Chapter::Handlers,
    title: Said { en: "A second door", ko: "두 번째 입구" },
    lead: Said {
        en: "People add items in todo-web; programs send JSON to todo-api. Both publish the same event, and \
             save-handler cannot tell them apart.",
        ko: "사람은 todo-web에서, 프로그램은 todo-api에 JSON을 보내 항목을 추가합니다. 둘 다 같은 이벤트를 \
             발행하므로 save-handler는 둘을 구별하지 못합니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "todo-api",
        label: Said { en: "New item, by todo-api", ko: "todo-api로 새 항목" },
        button: Said { en: "Post", ko: "보내기" },
        example: Said { en: "Order a cake", ko: "케이크 주문" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 5] = [
    Beat {
        caption: Said {
            en: "One door so far: todo-web publishes an item a second to events.todo.newitem, and save-handler \
                 stores each of them.",
            ko: "아직 입구는 하나입니다. todo-web이 1초에 한 건씩 events.todo.newitem으로 발행하고, save-handler가 \
                 모두 저장합니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 4 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "todo-api opens a second one. It publishes to the same subject, so its items are stored as well. \
                 save-handler was not changed for it.",
            ko: "todo-api가 두 번째 입구를 엽니다. 같은 서브젝트로 발행하므로 항목이 똑같이 저장됩니다. \
                 save-handler는 바꾸지 않았습니다.",
        },
        deeds: &["0s:set:api:1/s"],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 8 },
        tries: &[Try {
            prompt: Said {
                en: "Post one yourself, as curl would. What does save-handler's log say of it?",
                ko: "curl처럼 직접 하나 보내 보세요. save-handler의 로그에는 어떻게 남을까요?",
            },
            button: Said { en: "Post “Order a cake”", ko: "“Order a cake” 보내기" },
            deeds: &["0s:publish:todo-api:Order%20a%20cake"],
        }],
    },
    Beat {
        caption: Said {
            en: "Nothing in a message says who published it: it has a subject and an item. save-handler does the \
                 same with all of them, in the order in which they come.",
            ko: "메시지 어디에도 누가 발행했는지는 없습니다. 서브젝트와 항목뿐입니다. save-handler는 모두 도착한 \
                 순서대로 똑같이 처리합니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "save-handler", times: 6 },
        tries: &[Try {
            prompt: Said {
                en: "Close the first door. Does todo-api notice?",
                ko: "첫 번째 입구를 닫아 보세요. todo-api가 알아차릴까요?",
            },
            button: Said { en: "Nothing from todo-web", ko: "todo-web 멈추기" },
            deeds: &["0s:set:web:0/s"],
        }],
    },
    Beat {
        caption: Said {
            en: "Three a second from todo-api and one from todo-web are too much for one handler. There is one \
                 backlog, with items of both, and it grows by more than one a second.",
            ko: "todo-api에서 1초에 세 건, todo-web에서 한 건이면 핸들러 하나로는 벅찹니다. 둘의 항목이 한데 섞여 \
                 밀리고, 1초에 한 건 넘게 늘어납니다.",
        },
        deeds: &["0s:set:web:1/s", "0s:set:api:3/s"],
        until: Condition::Waiting { at: "save-handler", messages: 10 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "A second handler: now all four a second are handled, whichever door they came by. Neither door \
                 knows how many handlers there are.",
            ko: "핸들러를 하나 더 띄웁니다. 이제 어느 입구로 왔든 1초에 네 건을 모두 처리합니다. todo-web도 \
                 todo-api도 핸들러가 몇 개인지 모릅니다.",
        },
        deeds: &["0s:set:handlers:2"],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 24 },
        tries: &[],
    },
];

const KNOBS: [KnobText; 3] = [
    KnobText {
        id: "web",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "8/s", "0.5/s"],
        name: Said { en: "Items by todo-web", ko: "todo-web의 항목" },
        help: Said { en: "Published to events.todo.newitem.", ko: "events.todo.newitem으로 발행합니다." },
    },
    KnobText {
        id: "api",
        part: "todo-api",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "8/s", "0.5/s"],
        name: Said { en: "Items by todo-api", ko: "todo-api의 항목" },
        help: Said {
            en: "Published to the same subject, besides what you post.",
            ko: "직접 보내는 것과 별도로, 같은 서브젝트로 발행합니다.",
        },
    },
    KnobText {
        id: "handlers",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["1", "6", "1"],
        name: Said { en: "Handlers", ko: "핸들러 수" },
        help: Said {
            en: "They share the items of both doors.", ko: "두 입구의 항목을 함께 나누어 받습니다."
        },
    },
];

const COMMANDS: [Command; 6] = [
    Command {
        about: Said { en: "Start what runs already", ko: "이미 돌아가던 것을 실행합니다" },
        line: "docker compose up -d nats todo-db todo-web save-handler",
        logs: None,
    },
    Command {
        about: Said { en: "Open the second door", ko: "두 번째 입구를 엽니다" },
        line: "docker compose up -d todo-api",
        logs: None,
    },
    Command {
        about: Said { en: "Post an item as JSON", ko: "항목을 JSON으로 보냅니다" },
        line: "curl -H 'Content-Type: application/json' -d '{\"item\": \"Order a cake\"}' localhost:8080/todos",
        logs: None,
    },
    Command {
        about: Said { en: "The same with what you typed", ko: "직접 입력한 내용을 보냅니다" },
        line: "jq -n --arg item {text} '{$item}' | curl -H 'Content-Type: application/json' -d @- localhost:8080/todos",
        logs: None,
    },
    Command {
        about: Said { en: "Run that many handlers", ko: "핸들러를 이만큼 실행합니다" },
        line: "docker compose up -d --scale save-handler={handlers} save-handler",
        logs: None,
    },
    Command {
        about: Said {
            en: "See the last log line of each handler", ko: "핸들러마다 마지막 로그를 봅니다"
        },
        line: "docker compose logs --tail=1 save-handler",
        logs: Some("save-handler"),
    },
];

const ITEMS: [&str; 4] = ["Buy milk", "Water the plants", "회의록 정리", "Pay the rent"];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("todo-web", "nats", Role::Publisher(publishes("events.todo.newitem", 1, &ITEMS)));
    draft.one("todo-api", "nats", Role::Publisher(publishes("events.todo.newitem", 0, &ITEMS)));
    let saves = HandlerConfig {
        database: Some("todo-db".to_owned()),
        ..shares("events.todo.newitem", "save-handler", ServiceTime::Constant(ms(400)))
    };
    draft.crew("save-handler", "nats", 1, Role::Handler(saves));
    draft.database("todo-db", 16);
}
