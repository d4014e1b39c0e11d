//! The message handler: it saves what arrives. What becomes of a message that it fails on is up to the broker.
//!
//! The same three times: core NATS and Redis have done their part when they delivered, JetStream waits for an ack.

use super::draft::{Draft, consumer, hears, ms, publishes, pulls, stream};
use super::{Beat, Chapter, Command, Condition, KnobText, Ledger, Pattern, Try};
use crate::cast::{Acks, HandlerConfig, OnFailure, ServiceTime};
use crate::i18n::Said;
use crate::message::ConsumerConfig;
use crate::scenario::{Parameter, Role};
use crate::sim::time::Span;
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "message-handler",
    chapter: Chapter::Handlers,
    title: Said { en: "Message handler", ko: "메시지 핸들러" },
    lead: Said {
        en: "A message handler subscribes and does something with each message: here it saves an item in todo-db. \
             When that fails, what happens next depends on the broker.",
        ko: "메시지 핸들러는 구독하고 있다가 메시지마다 할 일을 합니다. 여기서는 항목을 todo-db에 저장합니다. 실패한 \
             뒤에 무슨 일이 일어나는지는 브로커에 따라 다릅니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: None,
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 5] = [
    Beat {
        caption: Said {
            en: "Three brokers, each with the same cast: a publisher that sends one item a second, and a handler \
                 that saves every item in todo-db.",
            ko: "브로커가 셋이고 구성은 똑같습니다. 퍼블리셔가 1초에 한 건씩 발행하고, 핸들러가 모든 항목을 \
                 todo-db에 저장합니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 9 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "For two seconds every attempt to save fails. For core NATS and Redis a message is settled as soon \
                 as it is delivered: the two that fail here never come again.",
            ko: "2초 동안 저장이 모두 실패합니다. 코어 NATS와 Redis는 메시지를 전달하면 할 일을 다한 것이어서, \
                 여기서 실패한 두 건은 다시 오지 않습니다.",
        },
        deeds: &["0s:set:failure:100%", "2s:set:failure:0%"],
        until: Condition::Happened { sign: Sign::Failed, at: "save-redis", times: 2 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "JetStream waits for an ack. save-stream answers nak, and the message comes again at once, again and \
                 again, until it is saved. The next one waits in the stream meanwhile.",
            ko: "JetStream은 ack을 기다립니다. save-stream이 nak으로 답하면 메시지가 곧바로 다시 오고, 저장될 때까지 \
                 되풀이됩니다. 그동안 다음 메시지는 스트림에서 기다립니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "save-stream", times: 2 },
        tries: &[Try {
            prompt: Said {
                en: "Let half of all attempts fail. Which row loses items, and which only time?",
                ko: "시도의 절반이 실패하게 해 보세요. 항목이 유실되는 줄과 늦어지기만 하는 줄은 어디일까요?",
            },
            button: Said { en: "Half fail", ko: "절반 실패" },
            deeds: &["0s:set:failure:50%", "10s:set:failure:0%"],
        }],
    },
    Beat {
        caption: Said {
            en: "All three handlers crash in the middle of their work, and are back after three seconds. A crashed \
                 handler sends no nak, so JetStream waits five seconds for the ack, then delivers the message again.",
            ko: "핸들러 셋이 모두 처리 도중에 죽고 3초 뒤에 돌아옵니다. 죽은 핸들러는 nak도 보내지 못하므로, \
                 JetStream은 ack을 5초 동안 기다린 뒤 메시지를 재전달합니다.",
        },
        deeds: &[
            "0s:publish:web-core:Renew%20the%20passport",
            "0s:publish:web-stream:Renew%20the%20passport",
            "0s:publish:web-redis:Renew%20the%20passport",
            "150ms:crash:save-core.1",
            "150ms:crash:save-stream.1",
            "150ms:crash:save-redis.1",
            "3150ms:restart:save-core.1",
            "3150ms:restart:save-stream.1",
            "3150ms:restart:save-redis.1",
        ],
        until: Condition::Happened { sign: Sign::Redelivered, at: "jetstream", times: 1 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "In the end todo-db has every item of web-stream. From web-core and web-redis it lacks the items \
                 that failed, the one in work at the crash, and all that came while nobody listened.",
            ko: "결국 todo-db에는 web-stream의 항목이 모두 있습니다. web-core와 web-redis의 항목 가운데 실패한 것, \
                 죽을 때 처리하던 것, 아무도 듣지 않을 때 온 것은 빠져 있습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Saved, at: "todo-db", times: 6 },
        tries: &[Try {
            prompt: Said {
                en: "Crash save-stream for ten seconds. Where do its items wait?",
                ko: "save-stream을 10초 동안 비정상 종료시켜 보세요. 그동안 항목들은 어디에서 기다릴까요?",
            },
            button: Said { en: "Crash save-stream", ko: "save-stream 비정상 종료" },
            deeds: &["0s:crash:save-stream.1", "10s:restart:save-stream.1"],
        }],
    },
];

const KNOBS: [KnobText; 3] = [
    KnobText {
        id: "failure",
        part: "save-core",
        also: &["save-stream", "save-redis"],
        parameter: Parameter::Failure,
        range: ["0%", "100%", "1%"],
        name: Said { en: "Failures", ko: "실패율" },
        help: Said {
            en: "How many attempts to save fail, in each row.",
            ko: "줄마다 저장 시도가 실패하는 비율입니다.",
        },
    },
    KnobText {
        id: "service",
        part: "save-core",
        also: &["save-stream", "save-redis"],
        parameter: Parameter::ServiceTime,
        range: ["100ms", "4s", "100ms"],
        name: Said { en: "Service time", ko: "처리 시간" },
        help: Said {
            en: "How long each handler works on an item, before it saves it.",
            ko: "각 핸들러가 항목 하나를 저장하기 전까지 들이는 시간입니다.",
        },
    },
    KnobText {
        id: "rate",
        part: "web-core",
        also: &["web-stream", "web-redis"],
        parameter: Parameter::Rate,
        range: ["0/s", "4/s", "0.5/s"],
        name: Said { en: "Items in each row", ko: "줄마다 항목" },
        help: Said { en: "The same for all three publishers.", ko: "세 퍼블리셔에 똑같이 적용됩니다." },
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
        about: Said { en: "Let JetStream keep the items", ko: "JetStream이 항목을 보관하게 합니다" },
        line: "nats stream add TODO --subjects events.todo.newitem --defaults",
        logs: None,
    },
    Command {
        about: Said {
            en: "A consumer that waits five seconds for an ack", ko: "ack을 5초 기다리는 컨슈머를 만듭니다"
        },
        line: "nats consumer add TODO save-handler --pull --ack explicit --wait 5s --defaults",
        logs: None,
    },
    Command {
        about: Said { en: "Publish an item", ko: "항목을 발행합니다" },
        line: "nats pub events.todo.newitem 'Buy milk'",
        logs: None,
    },
    Command {
        about: Said {
            en: "Take an item, and say that it failed", ko: "항목을 하나 받고 실패했다고 답합니다"
        },
        line: "nats consumer next TODO save-handler --nak",
        logs: None,
    },
    Command {
        about: Said { en: "Take it again, and say nothing", ko: "다시 받고 아무 답도 하지 않습니다" },
        line: "nats consumer next TODO save-handler --no-ack",
        logs: None,
    },
    Command {
        about: Said {
            en: "Hear items with core NATS: there is nothing to answer",
            ko: "코어 NATS로 받습니다. 답할 것이 없습니다",
        },
        line: "nats sub events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "And with Redis", ko: "Redis로 받습니다" },
        line: "redis-cli SUBSCRIBE events.todo.newitem",
        logs: None,
    },
    Command {
        about: Said { en: "Publish with Redis", ko: "Redis로 발행합니다" },
        line: "redis-cli PUBLISH events.todo.newitem 'Buy milk'",
        logs: None,
    },
];

const ITEMS: [&str; 4] = ["Buy milk", "Water the plants", "회의록 정리", "Pay the rent"];

fn cast(draft: &mut Draft) {
    let (about, work) = ("events.todo.newitem", ServiceTime::Constant(ms(300)));
    let waits = ConsumerConfig { ack_wait: Some(Span::from_secs(5)), ..consumer("save-handler") };
    draft.core_nats("core");
    draft.jetstream("jetstream", vec![stream("TODO", &[about], vec![waits])]);
    draft.redis("redis");
    for (name, broker) in [("web-core", "core"), ("web-stream", "jetstream"), ("web-redis", "redis")] {
        draft.one(name, broker, Role::Publisher(publishes(about, 1, &ITEMS)));
    }
    let saves = |handler| HandlerConfig { database: Some("todo-db".to_owned()), ..handler };
    let naks = Acks { on_failure: OnFailure::Nak, ..Acks::default() };
    draft.one("save-core", "core", Role::Handler(saves(hears(about, work))));
    let fetches = HandlerConfig { acks: naks, ..pulls("TODO", "save-handler", work) };
    draft.one("save-stream", "jetstream", Role::Handler(saves(fetches)));
    draft.one("save-redis", "redis", Role::Handler(saves(hears(about, work))));
    draft.database("todo-db", 16);
}
