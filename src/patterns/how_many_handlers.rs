//! How many handlers? Waiting times as they are measured, beside what queueing theory says of them.
//!
//! A stream keeps what a queue group hears, too, so that two crews get the same messages: one fetches from a single
//! queue, the other is pushed to at random. Links take no time here, so that what is measured is waiting and no more.

use super::draft::{Draft, consumer, publishes, pulls, shares, stream};
use super::{Beat, Chapter, Command, Condition, KnobText, Ledger, Pattern, Try};
use crate::cast::{Arrivals, PublisherConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::sim::time::Span;
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "how-many-handlers",
    chapter: Chapter::Numbers,
    title: Said { en: "How many handlers?", ko: "핸들러는 몇 개가 필요할까?" },
    lead: Said {
        en: "Two crews of the same size get the same messages: pull-handler fetches from a stream, group-handler is \
             a queue group. How long do messages wait in each, and what does theory say?",
        ko: "핸들러 수가 같은 두 팀이 같은 메시지를 받습니다. pull-handler는 스트림에서 페치하고, group-handler는 큐 \
             그룹입니다. 메시지는 각각 얼마나 기다리고, 이론은 뭐라고 할까요?",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: None,
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 6] = [
    Beat {
        caption: Said {
            en: "Six messages a second come on average, at random moments, and each is 400 ms of work on average. \
                 With three handlers in each crew, everybody is busy four fifths of the time.",
            ko: "메시지가 1초에 평균 여섯 건, 무작위로 옵니다. 한 건을 처리하는 데 평균 400ms가 걸립니다. 팀마다 \
                 핸들러가 셋이면 가동률은 모두 80%입니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "pull-handler", times: 30 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Those who fetch have one queue, and nobody is idle while a message waits. That is M/M/3: Erlang's \
                 formula says 0.43 s of waiting on average.",
            ko: "페치하는 팀은 큐가 하나라서, 메시지가 기다리는데 노는 핸들러가 없습니다. M/M/3 모델이고, 얼랑 C \
                 공식에 따르면 메시지는 평균 0.43초를 기다립니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "pull-handler", times: 20 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "A queue group is three queues: messages wait with one handler while another is idle. That is M/M/1 \
                 three times: 1.6 s of waiting on average.",
            ko: "큐 그룹은 큐가 셋입니다. 한 핸들러에는 메시지가 기다리는데 다른 핸들러는 놀고 있습니다. M/M/1이 셋 \
                 있는 셈이고, 메시지는 평균 1.6초를 기다립니다.",
        },
        deeds: &[],
        until: Condition::Waiting { at: "group-handler", messages: 9 },
        tries: &[Try {
            prompt: Said {
                en: "Seven a second, 93 % busy: how much longer do they wait?",
                ko: "1초에 일곱 건이면 가동률이 93%입니다. 얼마나 더 기다릴까요?",
            },
            button: Said { en: "Seven a second", ko: "초당 7건" },
            deeds: &["0s:set:rate:7/s"],
        }],
    },
    Beat {
        caption: Said {
            en: "The load is the same, message for message, and still what is fetched waits less than a third as \
                 long. The longer it runs, the closer the measured means come to theory.",
            ko: "두 팀의 부하는 메시지 하나까지 똑같습니다. 그런데도 페치하는 쪽의 대기 시간은 큐 그룹의 3분의 1이 \
                 안 됩니다. 오래 돌릴수록 측정한 평균은 이론값에 가까워집니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "group-handler", times: 60 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "With a fourth handler in each crew, everybody is 60 % busy. Theory: 0.07 s instead of 0.43 s for \
                 those who fetch, 0.6 s instead of 1.6 s for the group.",
            ko: "팀마다 핸들러를 하나씩 더하면 가동률이 60%가 됩니다. 이론상 평균 대기 시간은 페치하는 팀이 \
                 0.43초에서 0.07초로, 큐 그룹이 1.6초에서 0.6초로 줄어듭니다.",
        },
        deeds: &["0s:set:rate:6/s", "0s:set:handlers:4"],
        until: Condition::Happened { sign: Sign::Done, at: "group-handler", times: 90 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Two handlers are not enough for 2.4 handlers' worth of work. There is no mean wait any more: both \
                 backlogs grow, by about one message a second.",
            ko: "들어오는 일이 핸들러 2.4개 몫이라 둘로는 모자랍니다. 이제 평균 대기 시간이라는 것은 없고, 두 팀 \
                 모두 밀린 메시지가 1초에 한 건쯤 늘어납니다.",
        },
        deeds: &["0s:set:handlers:2"],
        until: Condition::Waiting { at: "nats", messages: 15 },
        tries: &[Try {
            prompt: Said {
                en: "How many handlers would you pay for? Try five.",
                ko: "핸들러를 몇 개까지 쓰시겠어요? 다섯 개로 해 보세요.",
            },
            button: Said { en: "Five handlers", ko: "핸들러 다섯" },
            deeds: &["0s:set:handlers:5"],
        }],
    },
];

const KNOBS: [KnobText; 3] = [
    KnobText {
        id: "handlers",
        part: "pull-handler",
        also: &["group-handler"],
        parameter: Parameter::Replicas,
        range: ["1", "8", "1"],
        name: Said { en: "Handlers in each crew", ko: "팀마다 핸들러 수" },
        help: Said { en: "The same number in both.", ko: "두 팀에 똑같이 적용됩니다." },
    },
    KnobText {
        id: "rate",
        part: "todo-web",
        also: &[],
        parameter: Parameter::Rate,
        range: ["1/s", "20/s", "0.5/s"],
        name: Said { en: "Messages, mean", ko: "평균 메시지 수" },
        help: Said {
            en: "On average: when the next one comes is left to chance.",
            ko: "평균값이며, 다음 메시지가 언제 올지는 무작위입니다.",
        },
    },
    KnobText {
        id: "service",
        part: "pull-handler",
        also: &["group-handler"],
        parameter: Parameter::ServiceTime,
        range: ["50ms", "2s", "50ms"],
        name: Said { en: "Service time, mean", ko: "평균 처리 시간" },
        help: Said {
            en: "On average: most messages take less, a few take much longer.",
            ko: "평균값이며, 대부분은 더 짧고 일부는 훨씬 깁니다.",
        },
    },
];

const COMMANDS: [Command; 6] = [
    Command {
        about: Said { en: "Start NATS, with JetStream", ko: "JetStream을 켠 NATS를 띄웁니다" },
        line: "docker compose up -d nats",
        logs: None,
    },
    Command {
        about: Said { en: "Let JetStream keep the messages", ko: "JetStream이 메시지를 보관하게 합니다" },
        line: "nats stream add TODO --subjects events.todo.newitem --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "A consumer to fetch from", ko: "페치할 컨슈머를 만듭니다" },
        line: "nats consumer add TODO pull-handler --pull --ack explicit --defaults",
        logs: None,
    },
    Command {
        about: Said {
            en: "Run that many handlers in each crew", ko: "팀마다 핸들러를 이만큼 실행합니다"
        },
        line: "docker compose up -d --scale pull-handler={handlers} --scale group-handler={handlers}",
        logs: None,
    },
    Command {
        about: Said {
            en: "See how many wait with the consumer", ko: "컨슈머에 몇 건이 기다리는지 봅니다"
        },
        line: "nats consumer info TODO pull-handler",
        logs: None,
    },
    Command {
        about: Said { en: "Be one more of the queue group", ko: "직접 큐 그룹에 참여합니다" },
        line: "nats sub --queue group-handler events.todo.newitem",
        logs: None,
    },
];

const ITEMS: [&str; 4] = ["Buy milk", "Water the plants", "회의록 정리", "Pay the rent"];

fn cast(draft: &mut Draft) {
    let (about, work) = ("events.todo.newitem", ServiceTime::Exponential(Span::from_millis(400)));
    draft.latency(Span::ZERO);
    draft.jetstream("nats", vec![stream("TODO", &[about], vec![consumer("pull-handler")])]);
    let web = PublisherConfig { arrivals: Arrivals::Poisson, ..publishes(about, 6, &ITEMS) };
    draft.one("todo-web", "nats", Role::Publisher(web));
    draft.crew("pull-handler", "nats", 3, Role::Handler(pulls("TODO", "pull-handler", work)));
    draft.crew("group-handler", "nats", 3, Role::Handler(shares(about, "group-handler", work)));
}
