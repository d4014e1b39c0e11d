//! A channel of Redis: who has subscribed gets what comes from now on; who comes late has missed the rest.
//!
//! The tutorial's first sight of publish and subscribe: 50 times `ping` on `channel21`, every five seconds.

use super::draft::{Draft, hears, ms, publishes};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{Arrivals, PublisherConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "channel",
    chapter: Chapter::Messages,
    title: Said { en: "Channel", ko: "채널" },
    lead: Said {
        en: "On Redis a message goes to a channel, here channel21. Whoever has subscribed to it at that moment gets \
             a copy. Redis keeps none.",
        ko: "Redis에서는 메시지를 채널로 보냅니다. 여기서는 channel21입니다. 그 순간 채널을 구독하고 있는 서브스크라이버는 모두 사본을 받습니다. \
             Redis는 메시지를 보관하지 않습니다.",
    },
    beats: &[
        Beat {
            caption: Said {
                en: "Every five seconds the publisher sends 50 pings at once. They wait in the subscriber's own \
                     buffer, and two seconds later it has read them all.",
                ko: "퍼블리셔가 5초마다 ping을 한꺼번에 50개씩 보냅니다. ping은 서브스크라이버의 버퍼에서 기다리고, 2초 뒤에는 모두 읽힙니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Done, at: "subscriber", times: 50 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "PUBLISH answers with a number: how many deliveries the ping led to. Here that is 1, and it \
                     comes while at least 49 of the 50 are still unread.",
                ko: "PUBLISH는 그 ping이 몇 건 전달되었는지를 숫자로 답합니다. 지금은 1입니다. 50개 가운데 49개 이상을 아직 읽지 않았는데도 \
                     이 답이 돌아옵니다.",
            },
            deeds: &[],
            until: Condition::Happened { sign: Sign::Counted, at: "publisher", times: 50 },
            tries: &[Try {
                prompt: Said {
                    en: "Crash the subscriber now: does anyone send it the rest again?",
                    ko: "지금 서브스크라이버를 비정상 종료시켜 보세요. 못 읽은 ping을 누가 다시 보내 주나요?",
                },
                button: Said { en: "Crash subscriber 1", ko: "subscriber 1 비정상 종료" },
                deeds: &["0s:crash:subscriber.1", "1s:restart:subscriber.1"],
            }],
        },
        Beat {
            caption: Said {
                en: "A second subscriber joins late. It gets none of the earlier pings. From the next burst on both \
                     get every ping, and PUBLISH answers 2.",
                ko: "두 번째 서브스크라이버가 늦게 들어왔습니다. 앞서 보낸 ping은 하나도 받지 못합니다. 다음 묶음부터는 둘 다 모든 ping을 받고, \
                     PUBLISH의 답은 2가 됩니다.",
            },
            deeds: &["0s:set:subscribers:2"],
            until: Condition::Happened { sign: Sign::Counted, at: "publisher", times: 50 },
            tries: &[],
        },
        Beat {
            caption: Said {
                en: "Nobody is left. PUBLISH answers 0, and those 50 pings are gone for good. The publisher has an \
                     answer for each, and goes on.",
                ko: "이제 아무도 없습니다. PUBLISH의 답은 0이고, 이 ping 50개는 영영 사라집니다. 퍼블리셔는 하나하나 답을 받고도 계속 보냅니다.",
            },
            deeds: &["0s:set:subscribers:0"],
            until: Condition::Happened { sign: Sign::Counted, at: "publisher", times: 50 },
            tries: &[Try {
                prompt: Said {
                    en: "Bring a subscriber back: how many of the missed pings reach it?",
                    ko: "서브스크라이버를 다시 띄워 보세요. 놓친 ping 가운데 몇 개가 도착하나요?",
                },
                button: Said { en: "Start a subscriber", ko: "서브스크라이버 실행" },
                deeds: &["0s:set:subscribers:1"],
            }],
        },
    ],
    knobs: &[
        KnobText {
            id: "subscribers",
            part: "subscriber",
            also: &[],
            parameter: Parameter::Replicas,
            range: ["0", "4", "1"],
            name: Said { en: "Subscribers", ko: "서브스크라이버 수" },
            help: Said {
                en: "Each gets every ping: Redis Pub/Sub has no queue groups.",
                ko: "모두가 모든 ping을 받습니다. Redis Pub/Sub에는 큐 그룹이 없습니다.",
            },
        },
        KnobText {
            id: "service",
            part: "subscriber",
            also: &[],
            parameter: Parameter::ServiceTime,
            range: ["10ms", "200ms", "10ms"],
            name: Said { en: "Time per ping", ko: "ping 처리 시간" },
            help: Said {
                en: "How long a subscriber takes for one ping.",
                ko: "서브스크라이버가 ping 하나를 처리하는 시간입니다.",
            },
        },
    ],
    form: Some(Form {
        to: "publisher",
        label: Said { en: "Message for channel21", ko: "channel21에 보낼 메시지" },
        button: Said { en: "PUBLISH", ko: "PUBLISH 보내기" },
        example: Said { en: "Hello", ko: "안녕하세요" },
    }),
    commands: &[
        Command {
            about: Said { en: "Start Redis", ko: "Redis를 띄웁니다" },
            line: "docker compose up -d redis",
            logs: None,
        },
        Command {
            about: Said { en: "Run that many subscribers", ko: "서브스크라이버를 이만큼 실행합니다" },
            line: "docker compose up -d --scale subscriber={subscribers} subscriber",
            logs: None,
        },
        Command {
            about: Said { en: "Subscribe from the shell", ko: "셸에서 구독합니다" },
            line: "redis-cli SUBSCRIBE channel21",
            logs: None,
        },
        Command {
            about: Said { en: "Send 50 pings every five seconds", ko: "5초마다 ping을 50개 보냅니다" },
            line: "while sleep 5; do redis-cli -r 50 PUBLISH channel21 ping; done",
            logs: None,
        },
        Command {
            about: Said { en: "Send a message of your own", ko: "원하는 메시지를 보냅니다" },
            line: "redis-cli PUBLISH channel21 {text}",
            logs: None,
        },
        Command {
            about: Said {
                en: "See the last log line of each subscriber",
                ko: "서브스크라이버마다 마지막 로그를 봅니다",
            },
            line: "docker compose logs --tail=1 subscriber",
            logs: Some("subscriber"),
        },
    ],
    ledger: Ledger::Obligations,
    cast,
};

fn cast(draft: &mut Draft) {
    draft.redis("redis");
    let pings = PublisherConfig { arrivals: Arrivals::Burst { size: 50 }, ..publishes("channel21", 10, &["ping"]) };
    draft.one("publisher", "redis", Role::Publisher(pings));
    draft.one("subscriber", "redis", Role::Handler(hears("channel21", ServiceTime::Constant(ms(40)))));
}
