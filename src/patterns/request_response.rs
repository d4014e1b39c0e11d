//! Request-response: an inbox and a subject of its own for each answer; a timeout, a late answer, and nobody there.
//!
//! `todo-web` asks `todo-count` how many items are open. A plain subscriber, `audit`, can be added: it never replies,
//! and because of it the server no longer says that nobody listens.

use super::draft::{Draft, asks, hears, ms, shares};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{HandlerConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "request-response",
    chapter: Chapter::Conversations,
    title: Said { en: "Request-response", ko: "요청/응답" },
    lead: Said {
        en: "todo-web asks todo-count how many items of a list are open, and waits for one answer. It may come in \
             time, too late, or never; or there is nobody to ask.",
        ko: "todo-web은 목록에 남은 할 일이 몇 개인지 todo-count에 묻고 응답 하나를 기다립니다. 응답은 제때 오기도 \
             하고, 늦게 오기도 하고, 끝내 오지 않기도 합니다. 물을 상대가 아예 없을 수도 있습니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "todo-web",
        label: Said { en: "Which list?", ko: "어느 목록인가요?" },
        button: Said { en: "Ask", ko: "묻기" },
        example: Said { en: "Holidays", ko: "휴가 준비" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 6] = [
    Beat {
        caption: Said {
            en: "A request is a message with a reply subject: a place in todo-web's inbox. It goes to one \
                 todo-count, which works on it and publishes the answer there.",
            ko: "요청은 응답받을 서브젝트를 적은 메시지입니다. 그 서브젝트는 todo-web의 인박스(inbox)에 속합니다. \
                 todo-count 하나가 요청을 받아 처리하고 그곳으로 응답을 발행합니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Received, at: "todo-web", times: 3 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Three questions at once, and their answers may come in another order. Each question has a reply \
                 subject of its own, so todo-web can tell which answer is whose.",
            ko: "질문 셋을 한꺼번에 보내면 응답은 다른 순서로 돌아올 수 있습니다. 질문마다 응답 서브젝트가 다르므로 \
                 todo-web은 어느 질문의 응답인지 압니다.",
        },
        deeds: &["0s:publish:todo-web:Shopping", "10ms:publish:todo-web:Work", "20ms:publish:todo-web:Home"],
        until: Condition::Happened { sign: Sign::Received, at: "todo-web", times: 5 },
        tries: &[Try {
            prompt: Said {
                en: "Ask three more. In which order do the answers come this time?",
                ko: "질문 셋을 더 보내 보세요. 이번에는 응답이 어떤 순서로 올까요?",
            },
            button: Said { en: "Ask three at once", ko: "한꺼번에 세 번 묻기" },
            deeds: &["0s:publish:todo-web:Shopping", "10ms:publish:todo-web:Work", "20ms:publish:todo-web:Home"],
        }],
    },
    Beat {
        caption: Said {
            en: "Now the work takes three seconds on average, and todo-web waits two. It gives up. The answer still \
                 comes, too late, and is ignored: the work was for nothing.",
            ko: "이제 처리에 평균 3초가 걸리는데 todo-web은 2초만 기다립니다. 그래서 포기합니다. 응답은 나중에 오지만 \
                 무시됩니다. 헛일을 한 셈입니다.",
        },
        deeds: &["0s:set:service:3s"],
        until: Condition::Happened { sign: Sign::ReceivedLate, at: "todo-web", times: 1 },
        tries: &[Try {
            prompt: Said { en: "Would a longer timeout help?", ko: "더 오래 기다리면 나아질까요?" },
            button: Said { en: "Wait 8 s", ko: "8초 기다리기" },
            deeds: &["0s:set:timeout:8s"],
        }],
    },
    Beat {
        caption: Said {
            en: "After a timeout it asks again, once. That makes matters worse: todo-count works on both. todo-web \
                 cannot see whether the first question is lost or only slow.",
            ko: "시간이 초과되면 한 번 더 묻습니다. 그러면 상황은 더 나빠집니다. todo-count가 둘 다 처리하기 \
                 때문입니다. 첫 질문이 유실되었는지 늦어질 뿐인지 todo-web은 알 수 없습니다.",
        },
        deeds: &["0s:set:timeout:2s", "0s:set:retries:1"],
        until: Condition::Happened { sign: Sign::Retried, at: "todo-web", times: 4 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Both todo-count crash, and their subscriptions are gone. The server says so at once: 503, no \
                 responders, after two milliseconds. todo-web waits in vain only for the questions that they held.",
            ko: "todo-count가 둘 다 죽자 구독도 사라졌습니다. 서버는 응답자가 없다고(503) 2ms 만에 알려 줍니다. \
                 todo-web이 끝까지 기다리는 것은 둘이 갖고 있던 질문뿐입니다.",
        },
        deeds: &["0s:set:service:400ms", "0s:set:retries:0", "0s:crash:todo-count.1", "0s:crash:todo-count.2"],
        until: Condition::Happened { sign: Sign::NoResponders, at: "nats", times: 4 },
        tries: &[Try {
            prompt: Said {
                en: "audit only listens and never replies. What becomes of the 503?",
                ko: "audit은 듣기만 하고 응답하지 않습니다. 503은 어떻게 될까요?",
            },
            button: Said { en: "Let audit listen", ko: "audit 실행" },
            deeds: &["0s:set:listeners:1"],
        }],
    },
    Beat {
        caption: Said {
            en: "With up to ten retries a question outlives a restart. It hears 503, waits a quarter of a second, \
                 and asks again, until somebody is back.",
            ko: "최대 10번까지 다시 물으면 재시작을 넘길 수 있습니다. 503을 받으면 0.25초 쉬었다가 다시 묻고, 누군가 \
                 돌아올 때까지 되풀이합니다.",
        },
        deeds: &["0s:set:listeners:0", "0s:set:retries:10", "2s:restart:todo-count.1", "2s:restart:todo-count.2"],
        until: Condition::Happened { sign: Sign::Received, at: "todo-web", times: 2 },
        tries: &[],
    },
];

const KNOBS: [KnobText; 5] = [
    KnobText {
        id: "timeout",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Timeout,
        range: ["100ms", "10s", "100ms"],
        name: Said { en: "Timeout of todo-web", ko: "todo-web의 제한 시간" },
        help: Said {
            en: "An answer that takes longer is ignored.", ko: "이보다 오래 걸린 응답은 무시합니다."
        },
    },
    KnobText {
        id: "retries",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Retries,
        range: ["0", "10", "1"],
        name: Said { en: "Retries", ko: "재시도 횟수" },
        help: Said {
            en: "How many times it asks again: at once after a timeout, a quarter of a second after a 503.",
            ko: "다시 묻는 횟수입니다. 시간 초과 뒤에는 곧바로, 503 뒤에는 0.25초 쉬고 묻습니다.",
        },
    },
    KnobText {
        id: "service",
        part: "todo-count",
        also: &[],
        parameter: Parameter::ServiceTime,
        range: ["50ms", "5s", "50ms"],
        name: Said { en: "Service time, mean", ko: "평균 처리 시간" },
        help: Said {
            en: "How long todo-count works on a question.",
            ko: "todo-count가 질문 하나에 들이는 시간입니다.",
        },
    },
    KnobText {
        id: "responders",
        part: "todo-count",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["0", "5", "1"],
        name: Said { en: "Responders", ko: "응답자 수" },
        help: Said {
            en: "A question goes to one of them, at random.",
            ko: "질문은 그중 무작위로 고른 하나에게 갑니다.",
        },
    },
    KnobText {
        id: "listeners",
        part: "audit",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["0", "1", "1"],
        name: Said { en: "Listeners that never reply", ko: "응답하지 않는 서브스크라이버" },
        help: Said {
            en: "With one of them the server sees somebody who listens, and sends no 503.",
            ko: "하나라도 있으면 서버는 듣는 쪽이 있다고 보고 503을 보내지 않습니다.",
        },
    },
];

const COMMANDS: [Command; 8] = [
    Command {
        about: Said { en: "Start NATS", ko: "NATS를 띄웁니다" }, line: "docker compose up -d nats", logs: None
    },
    Command {
        about: Said { en: "Answer as todo-count does", ko: "todo-count처럼 응답합니다" },
        line: "nats reply todo.count '12' --queue=todo-count",
        logs: None,
    },
    Command {
        about: Said { en: "Run that many todo-count", ko: "todo-count를 이만큼 실행합니다" },
        line: "docker compose up -d --scale todo-count={responders} todo-count",
        logs: None,
    },
    Command {
        about: Said {
            en: "See the last log line of each todo-count", ko: "todo-count마다 마지막 로그를 봅니다"
        },
        line: "docker compose logs --tail=1 todo-count",
        logs: Some("todo-count"),
    },
    Command {
        about: Said { en: "Watch the answers on their way", ko: "오가는 응답을 지켜봅니다" },
        line: "nats sub '_INBOX.>'",
        logs: None,
    },
    Command {
        about: Said { en: "Ask, and wait this long", ko: "묻고 이만큼 기다립니다" },
        line: "nats request todo.count {text} --timeout={timeout}",
        logs: None,
    },
    Command {
        about: Said {
            en: "Listen as audit does, and take the 503 away", ko: "audit처럼 듣기만 하여 503을 없앱니다"
        },
        line: "nats sub 'todo.>'",
        logs: None,
    },
    Command {
        about: Said { en: "Crash every todo-count", ko: "todo-count를 모두 비정상 종료시킵니다" },
        line: "docker compose kill todo-count",
        logs: None,
    },
];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("todo-web", "nats", Role::Requester(asks("todo.count", 1, &["Shopping", "Work", "Home"])));
    let counts = HandlerConfig {
        reply: Some("12".to_owned()),
        ..shares("todo.count", "todo-count", ServiceTime::Exponential(ms(400)))
    };
    draft.crew("todo-count", "nats", 2, Role::Handler(counts));
    draft.crew("audit", "nats", 0, Role::Handler(hears("todo.>", ServiceTime::Constant(ms(100)))));
}
