//! The buffer: a queue takes what comes faster than it can be handled. Where it does so depends on the broker.
//!
//! The same spike three times: core NATS and Redis push at once, so the backlog is in the subscriber; JetStream keeps
//! it with the consumer.

use super::draft::{Draft, consumer, hears, ms, publishes, pulls, stream};
use super::{Beat, Chapter, Command, Condition, KnobText, Ledger, Pattern, Try};
use crate::cast::ServiceTime;
use crate::i18n::Said;
use crate::message::ConsumerConfig;
use crate::scenario::{Parameter, Role};
use crate::sim::time::Span;
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "the-buffer",
    chapter: Chapter::Handlers,
    title: Said { en: "The buffer", ko: "버퍼" },
    lead: Said {
        en: "A queue takes what comes faster than it can be handled, and the handler catches up later. Where the \
             backlog waits meanwhile decides what a crash costs.",
        ko: "큐는 처리 속도보다 빨리 들어오는 메시지를 받아 두고, 핸들러는 나중에 따라잡습니다. 그동안 밀린 메시지가 \
             어디에서 기다리느냐에 따라 핸들러가 죽었을 때 잃는 것이 달라집니다.",
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
            en: "Three brokers, each with one publisher and one handler. One message comes a second, and a handler \
                 could do four: nothing waits.",
            ko: "브로커가 셋이고, 각각 퍼블리셔와 핸들러가 하나씩 있습니다. 1초에 한 건이 오는데 핸들러는 네 건까지 \
                 처리할 수 있어 밀리는 메시지가 없습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "save-core", times: 3 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "A spike: ten a second, for five seconds. No publisher waits and no broker refuses. What is too much \
                 piles up.",
            ko: "메시지가 5초 동안 1초에 열 건씩 몰려옵니다. 퍼블리셔는 기다리지 않고 브로커도 거부하지 않습니다. \
                 넘치는 만큼 쌓입니다.",
        },
        deeds: &["0s:set:rate:10/s", "5s:set:rate:1/s"],
        until: Condition::Waiting { at: "save-core", messages: 25 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "About thirty wait in every row, but not in the same place. Core NATS and Redis have pushed them \
                 into the subscriber's own buffer. JetStream keeps them in its stream until save-stream fetches \
                 them.",
            ko: "세 줄 모두 서른 건쯤 기다리지만 장소가 다릅니다. 코어 NATS와 Redis는 이미 서브스크라이버의 버퍼로 \
                 밀어 넣었습니다. JetStream은 save-stream이 페치할 때까지 스트림에 보관합니다.",
        },
        deeds: &[],
        until: Condition::Passed(Span::from_secs(1)),
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Ten seconds after the spike all three have caught up. A handler does four a second while one comes, \
                 so the backlog shrinks by three a second.",
            ko: "몰림이 끝나고 10초가 지나면 셋 모두 따라잡습니다. 1초에 한 건이 오는 동안 핸들러가 네 건을 \
                 처리하므로, 밀린 메시지는 1초에 세 건씩 줄어듭니다.",
        },
        deeds: &[],
        until: Condition::Drained { at: "save-core" },
        tries: &[Try {
            prompt: Said {
                en: "Freeze all three handlers for five seconds. Is anything lost?",
                ko: "핸들러 셋을 5초 동안 멈춰 보세요. 유실되는 메시지가 있을까요?",
            },
            button: Said { en: "Pause for 5 s", ko: "5초 일시 정지" },
            deeds: &[
                "0s:pause:save-core.1",
                "0s:pause:save-stream.1",
                "0s:pause:save-redis.1",
                "5s:unpause:save-core.1",
                "5s:unpause:save-stream.1",
                "5s:unpause:save-redis.1",
            ],
        }],
    },
    Beat {
        caption: Said {
            en: "The same spike, and at its end all three handlers crash. The backlogs of save-core and save-redis \
                 are gone with them. The stream still has all its messages.",
            ko: "메시지가 똑같이 몰려온 직후 핸들러 셋이 모두 죽습니다. save-core와 save-redis에 밀려 있던 메시지는 \
                 함께 사라집니다. 스트림에는 모든 메시지가 그대로 있습니다.",
        },
        deeds: &[
            "0s:set:rate:10/s",
            "5s:set:rate:1/s",
            "5s:crash:save-core.1",
            "5s:crash:save-stream.1",
            "5s:crash:save-redis.1",
        ],
        until: Condition::Happened { sign: Sign::Lost, at: "save-redis", times: 20 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Restarted, save-core and save-redis begin with empty buffers, and get only what is new. save-stream \
                 goes on with what waits, and misses nothing.",
            ko: "재시작한 save-core와 save-redis는 빈 버퍼로 시작해 새로 오는 것만 받습니다. save-stream은 기다리던 \
                 메시지부터 이어서 처리하고, 하나도 놓치지 않습니다.",
        },
        deeds: &["0s:restart:save-core.1", "0s:restart:save-stream.1", "0s:restart:save-redis.1"],
        until: Condition::Drained { at: "jetstream" },
        tries: &[Try {
            prompt: Said {
                en: "Twenty a second for five seconds: how long does it take now?",
                ko: "5초 동안 1초에 스무 건이라면, 따라잡는 데 얼마나 걸릴까요?",
            },
            button: Said { en: "A higher spike", ko: "더 크게 몰리게 하기" },
            deeds: &["0s:set:rate:20/s", "5s:set:rate:1/s"],
        }],
    },
];

const KNOBS: [KnobText; 2] = [
    KnobText {
        id: "rate",
        part: "web-core",
        also: &["web-stream", "web-redis"],
        parameter: Parameter::Rate,
        range: ["0/s", "20/s", "1/s"],
        name: Said { en: "Messages in each row", ko: "줄마다 메시지" },
        help: Said { en: "The same for all three publishers.", ko: "세 퍼블리셔에 똑같이 적용됩니다." },
    },
    KnobText {
        id: "service",
        part: "save-core",
        also: &["save-stream", "save-redis"],
        parameter: Parameter::ServiceTime,
        range: ["50ms", "2s", "50ms"],
        name: Said { en: "Service time", ko: "처리 시간" },
        help: Said {
            en: "How long each handler works on a message.",
            ko: "각 핸들러가 메시지 하나에 들이는 시간입니다.",
        },
    },
];

const COMMANDS: [Command; 9] = [
    Command {
        about: Said {
            en: "Start both brokers, NATS with JetStream",
            ko: "두 브로커를 띄웁니다. NATS에는 JetStream을 켭니다",
        },
        line: "docker compose up -d nats redis",
        logs: None,
    },
    Command {
        about: Said { en: "Let JetStream keep the messages", ko: "JetStream이 메시지를 보관하게 합니다" },
        line: "nats stream add TODO --subjects events.todo.newitem --defaults",
        logs: None,
    },
    Command {
        about: Said {
            en: "Make a consumer that waits for fetches", ko: "페치를 기다리는 컨슈머를 만듭니다"
        },
        line: "nats consumer add TODO save-handler --pull --ack explicit --wait 5s --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "Listen with core NATS", ko: "코어 NATS로 구독합니다" },
        line: "nats sub events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "Listen with Redis", ko: "Redis로 구독합니다" },
        line: "redis-cli SUBSCRIBE events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "A spike of fifty", ko: "쉰 건을 몰아서 발행합니다" },
        line: "nats pub events.todo.newitem 'Item {{Count}}' --count=50 --sleep=100ms",
        logs: None,
    },
    Command {
        about: Said { en: "The same spike with Redis", ko: "Redis에도 똑같이 발행합니다" },
        line: "redis-cli -r 50 -i 0.1 PUBLISH events.todo.newitem Item",
        logs: None,
    },
    Command {
        about: Said {
            en: "See how many wait with the consumer", ko: "컨슈머에 몇 건이 기다리는지 봅니다"
        },
        line: "nats consumer info TODO save-handler",
        logs: None,
    },
    Command {
        about: Said { en: "Fetch one of them", ko: "그중 하나를 페치합니다" },
        line: "nats consumer next TODO save-handler",
        logs: None,
    },
];

const ITEMS: [&str; 4] = ["Buy milk", "Water the plants", "회의록 정리", "Pay the rent"];

fn cast(draft: &mut Draft) {
    let (about, work) = ("events.todo.newitem", ServiceTime::Constant(ms(250)));
    let waits = ConsumerConfig { ack_wait: Some(Span::from_secs(5)), ..consumer("save-handler") };
    draft.core_nats("core");
    draft.jetstream("jetstream", vec![stream("TODO", &[about], vec![waits])]);
    draft.redis("redis");
    for (name, broker) in [("web-core", "core"), ("web-stream", "jetstream"), ("web-redis", "redis")] {
        draft.one(name, broker, Role::Publisher(publishes(about, 1, &ITEMS)));
    }
    draft.one("save-core", "core", Role::Handler(hears(about, work)));
    draft.one("save-stream", "jetstream", Role::Handler(pulls("TODO", "save-handler", work)));
    draft.one("save-redis", "redis", Role::Handler(hears(about, work)));
}
