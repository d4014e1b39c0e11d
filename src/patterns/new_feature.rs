//! A new feature, nothing changed: another group of handlers hears every message, and nobody who was there notices.
//!
//! The tutorial's `audit-handler`: a queue group of its own on the subject that `save-handler` listens to already.

use super::draft::{Draft, ms, publishes, shares};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{HandlerConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "new-feature",
    chapter: Chapter::Handlers,
    title: Said { en: "A new feature, nothing changed", ko: "기존 코드는 그대로, 새 기능 추가" },
    lead: Said {
        en: "todo-web publishes, save-handler stores. Now every item is to be audited, too. With a queue group of \
             its own, audit-handler gets every message, and nobody else changes a line.",
        ko: "todo-web은 발행하고 save-handler는 저장합니다. 이제 모든 항목을 감사 로그에도 남겨야 합니다. \
             audit-handler가 자기 큐 그룹으로 구독하면 모든 메시지를 받고, 다른 쪽은 코드 한 줄도 바꾸지 않습니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "New to-do item", ko: "새 할 일" },
        button: Said { en: "Add", ko: "추가" },
        example: Said { en: "Renew the passport", ko: "여권 갱신" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 5] = [
    Beat {
        caption: Said {
            en: "This is what runs: two items a second, shared by two save-handlers. A message names its subject, \
                 and no receiver.",
            ko: "지금 돌아가는 모습입니다. 1초에 두 건을 save-handler 둘이 나누어 받습니다. 메시지에는 서브젝트만 \
                 있고 받는 쪽은 적혀 있지 않습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 6 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "audit-handler starts and subscribes to the same subject as another queue group. From now on it gets \
                 every message, too. Neither todo-web nor save-handler was restarted.",
            ko: "audit-handler가 시작해 같은 서브젝트를 다른 큐 그룹으로 구독합니다. 이때부터 모든 메시지를 똑같이 \
                 받습니다. todo-web도 save-handler도 재시작하지 않았습니다.",
        },
        deeds: &["0s:set:audits:1"],
        until: Condition::Happened { sign: Sign::Done, at: "audit-handler", times: 6 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "NATS now makes two copies of each message, one for each group. save-handler gets the same messages \
                 at the same moments as it would without an audit. todo-web still publishes once.",
            ko: "이제 NATS는 메시지마다 사본을 그룹당 하나씩, 둘을 만듭니다. save-handler가 받는 메시지와 시각은 \
                 audit-handler가 없을 때와 똑같습니다. todo-web은 여전히 한 번만 발행합니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Routed, at: "nats", times: 6 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "With three audit-handlers it is still one copy for their group: all three together see each message \
                 once.",
            ko: "audit-handler가 셋이어도 그 그룹으로 가는 사본은 하나입니다. 셋이 합쳐서 각 메시지를 한 번씩 \
                 봅니다.",
        },
        deeds: &["0s:set:audits:3"],
        until: Condition::Happened { sign: Sign::Done, at: "audit-handler", times: 8 },
        tries: &[Try {
            prompt: Said {
                en: "Take the audit away again. Who notices?",
                ko: "audit-handler를 다시 없애 보세요. 누가 알아차릴까요?",
            },
            button: Said { en: "No audit", ko: "audit-handler 없애기" },
            deeds: &["0s:set:audits:0"],
        }],
    },
    Beat {
        caption: Said {
            en: "One audit-handler that takes two seconds for each item falls behind, alone. Its own buffer grows by \
                 three messages every two seconds. The buffers of save-handler stay empty.",
            ko: "audit-handler가 하나뿐이고 항목마다 2초가 걸리면 혼자만 밀립니다. 밀린 메시지는 그 버퍼에 2초마다 \
                 세 건씩 쌓이고, save-handler의 버퍼는 비어 있습니다.",
        },
        deeds: &["0s:set:audits:1", "0s:set:audit-time:2s"],
        until: Condition::Waiting { at: "audit-handler", messages: 9 },
        tries: &[Try {
            prompt: Said {
                en: "Crash it. Which items are never audited, and are any not saved?",
                ko: "audit-handler를 비정상 종료시켜 보세요. 감사 로그에 남지 않는 항목은 무엇이고, 저장되지 않는 \
                     항목도 있을까요?",
            },
            button: Said { en: "Crash audit-handler 1", ko: "audit-handler 1 비정상 종료" },
            deeds: &["0s:crash:audit-handler.1"],
        }],
    },
];

const KNOBS: [KnobText; 4] = [
    KnobText {
        id: "audits",
        part: "audit-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["0", "4", "1"],
        name: Said { en: "Audit-handlers", ko: "audit-handler 수" },
        help: Said {
            en: "All of them together get each message once.",
            ko: "모두 합쳐서 각 메시지를 한 번씩 받습니다.",
        },
    },
    KnobText {
        id: "audit-time",
        part: "audit-handler",
        also: &[],
        parameter: Parameter::ServiceTime,
        range: ["100ms", "3s", "100ms"],
        name: Said { en: "Service time of an audit", ko: "audit-handler 처리 시간" },
        help: Said {
            en: "Whether it is short or long, save-handler works as before.",
            ko: "짧든 길든 save-handler는 전과 똑같이 일합니다.",
        },
    },
    KnobText {
        id: "handlers",
        part: "save-handler",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["1", "6", "1"],
        name: Said { en: "Save-handlers", ko: "save-handler 수" },
        help: Said {
            en: "However many there are, the audit gets every message.",
            ko: "몇 개든 audit-handler는 모든 메시지를 받습니다.",
        },
    },
    KnobText {
        id: "rate",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "8/s", "0.5/s"],
        name: Said { en: "Items published", ko: "발행 빈도" },
        help: Said {
            en: "Each is published once, however many groups there are.",
            ko: "그룹이 몇 개든 항목마다 한 번만 발행합니다.",
        },
    },
];

const COMMANDS: [Command; 5] = [
    Command {
        about: Said { en: "Start what runs already", ko: "이미 돌아가던 것을 실행합니다" },
        line: "docker compose up -d --scale save-handler={handlers} nats todo-db todo-web save-handler",
        logs: None,
    },
    Command {
        about: Said { en: "Start the new feature beside it", ko: "그 옆에서 새 기능을 시작합니다" },
        line: "docker compose up -d --scale audit-handler={audits} audit-handler",
        logs: None,
    },
    Command {
        about: Said { en: "See its last log line", ko: "마지막 로그를 봅니다" },
        line: "docker compose logs --tail=1 audit-handler",
        logs: Some("audit-handler"),
    },
    Command {
        about: Said { en: "Be one more audit-handler by hand", ko: "직접 audit-handler가 되어 봅니다" },
        line: "nats sub --queue audit-handler events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "Publish an item by hand", ko: "직접 항목을 발행합니다" },
        line: "nats pub events.todo.newitem {text}",
        logs: None,
    },
];

const ITEMS: [&str; 4] = ["Buy milk", "Water the plants", "회의록 정리", "Pay the rent"];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("todo-web", "nats", Role::Publisher(publishes("events.todo.newitem", 2, &ITEMS)));
    let saves = HandlerConfig {
        database: Some("todo-db".to_owned()),
        ..shares("events.todo.newitem", "save-handler", ServiceTime::Constant(ms(400)))
    };
    draft.crew("save-handler", "nats", 2, Role::Handler(saves));
    let audits = shares("events.todo.newitem", "audit-handler", ServiceTime::Constant(ms(300)));
    draft.crew("audit-handler", "nats", 0, Role::Handler(audits));
    draft.database("todo-db", 16);
}
