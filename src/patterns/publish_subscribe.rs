//! Publish-subscribe: one message, a copy for every subscription that matches, and nobody who knows all of them.
//!
//! Three publishers on three subjects and four subscribers, each with another filter: a plain subject, `*` at the end
//! and in the middle, and `>`.

use super::draft::{Draft, hears, ms, publishes};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::ServiceTime;
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "publish-subscribe",
    chapter: Chapter::Conversations,
    title: Said { en: "Publish-subscribe", ko: "발행/구독" },
    lead: Said {
        en: "A publisher names a subject, a subscriber names a filter, and neither knows the other. Every \
             subscription that matches gets a copy of its own.",
        ko: "퍼블리셔는 서브젝트를, 서브스크라이버는 필터를 적을 뿐 서로를 알지 못합니다. 일치하는 구독마다 사본이 \
             하나씩 갑니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "shop",
        label: Said { en: "New order", ko: "새 주문" },
        button: Said { en: "Order", ko: "주문" },
        example: Said { en: "Two blue hats", ko: "파란 모자 두 개" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 5] = [
    Beat {
        caption: Said {
            en: "shop publishes each order once, to orders.new. NATS makes the copies: one for stock, one for desk, \
                 one for audit. regions asks for something else and gets none.",
            ko: "shop은 주문마다 orders.new로 한 번만 발행합니다. 사본은 NATS가 만들어 stock, desk, audit에 하나씩 \
                 보냅니다. regions는 다른 것을 구독하므로 받지 않습니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::Done, at: "audit", times: 3 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Now shop-eu publishes, too, to orders.eu.new. A star stands for exactly one token. So desk's \
                 orders.* does not match, and regions' orders.*.new does.",
            ko: "이제 shop-eu도 orders.eu.new로 발행합니다. *는 정확히 토큰 하나를 뜻합니다. 그래서 desk의 \
                 orders.*에는 맞지 않고, regions의 orders.*.new에는 맞습니다.",
        },
        deeds: &["0s:set:eu:1/s"],
        until: Condition::Happened { sign: Sign::Done, at: "regions", times: 3 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "audit's orders.> matches both, because > stands for one token or more. It does not stand for none: \
                 what head-office publishes to orders itself reaches nobody.",
            ko: "audit의 orders.>는 둘 다 받습니다. >는 하나 이상의 토큰을 뜻하기 때문입니다. 뒤에 토큰이 하나도 \
                 없으면 맞지 않습니다. 그래서 head-office가 orders로 발행한 메시지는 아무에게도 가지 않습니다.",
        },
        deeds: &["1s:publish:head-office:Closed%20on%20Monday"],
        // So long the stage shows how it ends.
        until: Condition::Passed(ms(1_350)),
        tries: &[Try {
            prompt: Said {
                en: "Does head-office learn that nobody heard it?",
                ko: "head-office는 아무도 듣지 못했다는 것을 알게 될까요?",
            },
            button: Said { en: "Say it again", ko: "한 번 더 발행" },
            deeds: &["0s:publish:head-office:Closed%20on%20Monday"],
        }],
    },
    Beat {
        caption: Said {
            en: "A second audit is one more subscription, so an order of shop now makes four copies. The two audits \
                 share nothing: each gets everything. Sharing takes a queue group.",
            ko: "audit을 하나 더 띄우면 구독이 하나 늘어, shop의 주문 하나에 사본이 넷이 됩니다. 두 audit은 나누어 \
                 받지 않고 각자 전부 받습니다. 나누어 받으려면 큐 그룹이 필요합니다.",
        },
        deeds: &["0s:set:audits:2"],
        until: Condition::Happened { sign: Sign::Done, at: "audit", times: 8 },
        tries: &[Try {
            prompt: Said {
                en: "Take both audits away. Who else gets fewer messages?",
                ko: "audit을 모두 없애 보세요. 메시지가 줄어드는 곳이 또 있을까요?",
            },
            button: Said { en: "No audit", ko: "audit 없애기" },
            deeds: &["0s:set:audits:0"],
        }],
    },
    Beat {
        caption: Said {
            en: "stock crashes, and is back three seconds later. shop, desk and audit notice nothing of it. What was \
                 published meanwhile, stock never sees: nobody kept a copy for it.",
            ko: "stock이 죽고 3초 뒤에 돌아옵니다. shop, desk, audit은 전혀 알아차리지 못합니다. 그사이 발행된 \
                 메시지를 stock은 끝내 보지 못합니다. stock 몫의 사본을 맡아 둔 곳이 없기 때문입니다.",
        },
        deeds: &["0s:crash:stock.1", "3s:restart:stock.1"],
        until: Condition::Happened { sign: Sign::Done, at: "stock", times: 2 },
        tries: &[Try {
            prompt: Said {
                en: "Crash all five subscribers. What does shop do then?",
                ko: "서브스크라이버 다섯을 모두 비정상 종료시켜 보세요. shop은 어떻게 할까요?",
            },
            button: Said { en: "Crash them all", ko: "모두 비정상 종료" },
            deeds: &[
                "0s:crash:stock.1",
                "0s:crash:desk.1",
                "0s:crash:regions.1",
                "0s:crash:audit.1",
                "0s:crash:audit.2",
            ],
        }],
    },
];

const KNOBS: [KnobText; 3] = [
    KnobText {
        id: "rate",
        part: "shop",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "8/s", "0.5/s"],
        name: Said { en: "Orders of shop", ko: "shop의 주문" },
        help: Said { en: "Published to orders.new.", ko: "orders.new로 발행합니다." },
    },
    KnobText {
        id: "eu",
        part: "shop-eu",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "8/s", "0.5/s"],
        name: Said { en: "Orders of shop-eu", ko: "shop-eu의 주문" },
        help: Said { en: "Published to orders.eu.new.", ko: "orders.eu.new로 발행합니다." },
    },
    KnobText {
        id: "audits",
        part: "audit",
        also: &[],
        parameter: Parameter::Replicas,
        range: ["0", "4", "1"],
        name: Said { en: "Audits", ko: "audit 수" },
        help: Said {
            en: "Each has its own subscription, and so its own copy of every message.",
            ko: "각자 따로 구독하므로, 모든 메시지의 사본을 각자 받습니다.",
        },
    },
];

const COMMANDS: [Command; 10] = [
    Command {
        about: Said { en: "Start NATS", ko: "NATS를 띄웁니다" }, line: "docker compose up -d nats", logs: None
    },
    Command {
        about: Said { en: "Listen as stock does", ko: "stock처럼 구독합니다" },
        line: "nats sub orders.new",
        logs: None,
    },
    Command {
        about: Said { en: "As desk does: one token", ko: "desk처럼: 토큰 하나" },
        line: "nats sub 'orders.*'",
        logs: None,
    },
    Command {
        about: Said { en: "As regions does: one token in the middle", ko: "regions처럼: 가운데 토큰 하나" },
        line: "nats sub 'orders.*.new'",
        logs: None,
    },
    Command {
        about: Said { en: "As audit does: one token or more", ko: "audit처럼: 토큰 하나 이상" },
        line: "nats sub 'orders.>'",
        logs: None,
    },
    Command {
        about: Said { en: "Publish one order", ko: "주문 하나를 발행합니다" },
        line: "nats pub orders.new {text}",
        logs: None,
    },
    Command {
        about: Said { en: "Publish a hundred, as shop does", ko: "shop처럼 백 개를 발행합니다" },
        line: "nats pub orders.new 'Order {{Count}}' --count=100 --sleep={rate:gap}",
        logs: None,
    },
    Command {
        about: Said { en: "Publish to orders itself", ko: "orders로 발행합니다" },
        line: "nats pub orders 'Closed on Monday'",
        logs: None,
    },
    Command {
        about: Said { en: "Run that many audits", ko: "audit을 이만큼 실행합니다" },
        line: "docker compose up -d --scale audit={audits} audit",
        logs: None,
    },
    Command {
        about: Said { en: "See the last log line of each audit", ko: "audit마다 마지막 로그를 봅니다" },
        line: "docker compose logs --tail=1 audit",
        logs: Some("audit"),
    },
];

const ORDERS: [&str; 4] = ["Two hats", "A coat", "양말 세 켤레", "A scarf"];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    draft.one("shop", "nats", Role::Publisher(publishes("orders.new", 1, &ORDERS)));
    draft.one("shop-eu", "nats", Role::Publisher(publishes("orders.eu.new", 0, &ORDERS)));
    draft.one("head-office", "nats", Role::Publisher(publishes("orders", 0, &["Closed on Monday"])));
    for (name, about) in
        [("stock", "orders.new"), ("desk", "orders.*"), ("regions", "orders.*.new"), ("audit", "orders.>")]
    {
        draft.one(name, "nats", Role::Handler(hears(about, ServiceTime::Constant(ms(300)))));
    }
}
