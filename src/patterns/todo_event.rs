//! A to-do event: one who publishes, one who has subscribed, and neither knows of the other.
//!
//! The first step of the tutorial's to-do application with NATS: `todo-web` publishes `events.todo.newitem`, `todo-sub`
//! logs what it hears.

use super::draft::{Draft, hears, ms, publishes};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::ServiceTime;
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "todo-event",
    chapter: Chapter::Messages,
    title: Said { en: "A to-do event", ko: "할 일 이벤트" },
    lead: Said {
        en: "todo-web publishes an event for every new item: a subject, events.todo.newitem, and the item as text. \
             todo-sub has subscribed to that subject and logs each item.",
        ko: "todo-web은 새 항목이 생길 때마다 이벤트를 발행합니다. 서브젝트는 events.todo.newitem이고, 내용은 항목 텍스트입니다. \
             이 서브젝트를 구독한 todo-sub가 항목을 하나씩 로그에 남깁니다.",
    },
    beats: &[
        Beat {
            caption: Said {
                en: "Once a second an item is published. NATS looks up who asked for its subject and sends todo-sub \
                     a copy, which todo-sub logs.",
                ko: "1초에 하나씩 항목이 발행됩니다. NATS는 이 서브젝트를 누가 구독하는지 찾아 todo-sub에 사본을 보내고, \
                     todo-sub는 그것을 로그에 남깁니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Done, at: "todo-sub", times: 3 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "What a person types goes the same way. The publisher hands it to NATS and is finished: no \
                     answer comes back, so it never learns who listens.",
                ko: "사람이 직접 입력한 항목도 같은 길을 갑니다. 퍼블리셔의 일은 NATS에 넘기는 것으로 끝납니다. 돌아오는 응답이 없으니 \
                     누가 듣고 있는지 알 수 없습니다.",
            },
            deeds: &["0s:publish:todo-web:Shoot%20the%20promotion%20video"],
            until: Condition::Happened { sign: Sign::Done, at: "todo-sub", times: 2 },
            tries: &[Try {
                prompt: Said {
                    en: "Publish one more item: how long until it is logged?",
                    ko: "항목을 하나 더 발행해 보세요. 로그에 남기까지 얼마나 걸리나요?",
                },
                button: Said { en: "Publish “Water the plants”", ko: "“Water the plants” 발행" },
                deeds: &["0s:publish:todo-web:Water%20the%20plants"],
            }],
        },
        Beat {
            caption: Said {
                en: "todo-sub has been stopped. todo-web goes on publishing and notices nothing, while NATS forgets \
                     every item the moment it comes in.",
                ko: "todo-sub를 멈췄습니다. todo-web은 아무것도 모른 채 계속 발행하고, NATS는 항목이 들어오는 즉시 버립니다.",
            },
            deeds: &["0s:set:subscribers:0"],
            until: Condition::Happened { sign: Sign::Unheard, at: "nats", times: 3 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Two of them subscribe now: each gets its own copy of every new item, and none of the forgotten \
                     ones. todo-web still sends each item once.",
                ko: "이제 todo-sub 두 개가 구독합니다. 새 항목은 둘 다 사본을 하나씩 받지만, 이미 버려진 항목은 누구도 받지 못합니다. \
                     todo-web은 여전히 항목마다 한 번만 보냅니다.",
            },
            deeds: &["0s:set:subscribers:2"],
            until: Condition::Happened { sign: Sign::Done, at: "todo-sub", times: 6 },
            tries: &[Try {
                prompt: Said {
                    en: "Crash one of the two: does the other get less, or more?",
                    ko: "둘 중 하나를 비정상 종료시켜 보세요. 다른 하나가 받는 메시지가 줄거나 늘어나나요?",
                },
                button: Said { en: "Crash todo-sub 1", ko: "todo-sub 1 비정상 종료" },
                deeds: &["0s:crash:todo-sub.1"],
            }],
        },
    ],
    knobs: &[
        KnobText {
            id: "subscribers",
            part: "todo-sub",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "4", "1"],
            name: Said { en: "Subscribers", ko: "서브스크라이버 수" },
            help: Said {
                en: "Each gets a copy of every item, because they share no queue group.",
                ko: "큐 그룹으로 묶여 있지 않으므로 모두가 항목마다 사본을 하나씩 받습니다.",
            },
        },
        KnobText {
            id: "rate",
            part: "todo-web",
            also: &[],
            parameter: Parameter::Rate,
            range: ["0/s", "5/s", "1/s"],
            name: Said { en: "Items published", ko: "발행 빈도" },
            help: Said {
                en: "Evenly spaced, besides what you type.",
                ko: "일정한 간격으로 발행합니다. 직접 입력하는 것은 별도입니다.",
            },
        },
    ],
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "New to-do item", ko: "새 할 일" },
        button: Said { en: "Publish", ko: "발행" },
        example: Said { en: "Shoot the promotion video", ko: "홍보 비디오 촬영" },
    }),
    commands: &[
        Command {
            about: Said { en: "Start the broker and the page", ko: "브로커와 웹 페이지를 띄웁니다" },
            line: "docker compose up -d nats todo-web",
            logs: None,
        },
        Command {
            about: Said { en: "Run that many subscribers", ko: "서브스크라이버를 이만큼 실행합니다" },
            line: "docker compose up -d --scale todo-sub={subscribers} todo-sub",
            logs: None,
        },
        Command {
            about: Said {
                en: "See the last log line of each subscriber",
                ko: "서브스크라이버마다 마지막 로그를 봅니다",
            },
            line: "docker compose logs --tail=1 todo-sub",
            logs: Some("todo-sub"),
        },
        Command {
            about: Said {
                en: "Listen in, as one more subscriber", ko: "서브스크라이버를 하나 더 붙여 들어 봅니다"
            },
            line: "nats sub events.todo.newitem",
            logs: None,
        },
        Command {
            about: Said { en: "Publish an item from the shell", ko: "셸에서 항목을 발행합니다" },
            line: "nats pub events.todo.newitem {text}",
            logs: None,
        },
    ],
    ledger: Ledger::Publications,
    cast,
};

const ITEMS: [&str; 6] =
    ["Buy milk", "회의록 정리", "Call the plumber", "책 반납하기", "Book the train", "Pay the rent"];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("todo-web", "nats", Role::Publisher(publishes("events.todo.newitem", 1, &ITEMS)));
    draft.one("todo-sub", "nats", Role::Handler(hears("events.todo.newitem", ServiceTime::Constant(ms(300)))));
}
