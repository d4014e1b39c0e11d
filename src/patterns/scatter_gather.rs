//! Scatter-gather: one question to many, and a rule for when to stop: enough replies, a deadline, or a silence.
//!
//! `buyer` asks three shops of different speed, each a subscriber of its own. `buyer-2` makes the mistake beside it:
//! the shops that it asks share a queue group.

use super::draft::{Draft, gathers, hears, ms, shares};
use super::{Beat, Chapter, Command, Condition, Form, KnobText, Ledger, Pattern, Try};
use crate::cast::{GathererConfig, HandlerConfig, ServiceTime};
use crate::i18n::Said;
use crate::scenario::{Parameter, Role};
use crate::sim::time::Rate;
use crate::transcript::Sign;

pub(super) const PATTERN: Pattern = Pattern {
    name: "scatter-gather",
    chapter: Chapter::Conversations,
    title: Said { en: "Scatter-gather", ko: "스캐터-개더" },
    lead: Said {
        en: "buyer asks many shops at once and gathers their replies. The server does not say how many will come, so \
             buyer needs a rule for when to stop.",
        ko: "buyer는 여러 가게에 한꺼번에 묻고 응답을 모읍니다. 응답이 몇 개 올지 서버는 알려 주지 않습니다. 그래서 \
             buyer에게는 언제 그만 기다릴지 정하는 규칙이 필요합니다.",
    },
    beats: &BEATS,
    knobs: &KNOBS,
    form: Some(Form {
        to: "buyer",
        label: Said { en: "Ask the price of", ko: "가격을 물어볼 물건" },
        button: Said { en: "Ask", ko: "묻기" },
        example: Said { en: "A blue hat", ko: "파란 모자" },
    }),
    commands: &COMMANDS,
    ledger: Ledger::Obligations,
    cast,
};

const BEATS: [Beat; 6] = [
    Beat {
        caption: Said {
            en: "buyer asks once. Each shop has its own subscription, gets the question and replies to buyer's \
                 inbox. With the third reply, after 1.4 seconds, buyer has enough and stops.",
            ko: "buyer는 한 번만 묻습니다. 가게마다 따로 구독하므로 모두 질문을 받고 buyer의 인박스로 응답합니다. \
                 1.4초 뒤 세 번째 응답이 오면 충분하므로 buyer는 멈춥니다.",
        },
        deeds: &[],
        until: Condition::Happened { sign: Sign::GatheredCount, at: "buyer", times: 2 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "Now its deadline is one second. shop-c takes longer, so buyer stops with two replies. The third \
                 comes late and is ignored.",
            ko: "이제 제한 시간은 1초입니다. shop-c는 더 오래 걸리므로 buyer는 응답 둘에서 멈춥니다. 세 번째 응답은 \
                 늦게 와서 무시됩니다.",
        },
        deeds: &["0s:set:deadline:1s"],
        until: Condition::Happened { sign: Sign::ReceivedLate, at: "buyer", times: 2 },
        tries: &[],
    },
    Beat {
        caption: Said {
            en: "shop-c crashes. buyer does not learn of it. It still wants three replies, gets two, and each time \
                 waits until its deadline, now two seconds.",
            ko: "shop-c가 죽습니다. buyer는 그 사실을 알지 못합니다. 계속 셋을 기다리지만 둘만 오므로, 매번 제한 \
                 시간인 2초를 꼬박 기다립니다.",
        },
        deeds: &["0s:set:deadline:2s", "0s:crash:shop-c.1"],
        until: Condition::Happened { sign: Sign::GatheredDeadline, at: "buyer", times: 2 },
        tries: &[Try {
            prompt: Said {
                en: "Are two replies enough, perhaps?", ko: "응답이 둘이면 충분하지 않을까요?"
            },
            button: Said { en: "Want two", ko: "둘만 기다리기" },
            deeds: &["0s:set:wanted:2"],
        }],
    },
    Beat {
        caption: Said {
            en: "A stall limit is quicker: when half a second passes without another reply, buyer stops. With two \
                 shops that is after 1.1 seconds. A slower shop is left out.",
            ko: "응답 간격에 한도를 두면 더 빠릅니다. 0.5초 동안 새 응답이 없으면 멈춥니다. 가게가 둘이면 1.1초 만에 \
                 끝납니다. 대신 그 간격보다 느린 가게의 응답은 놓칩니다.",
        },
        deeds: &["0s:set:wanted:3", "0s:set:stall:500ms"],
        until: Condition::Happened { sign: Sign::GatheredStall, at: "buyer", times: 2 },
        tries: &[Try {
            prompt: Said {
                en: "Bring shop-c back. Does its reply still come in time?",
                ko: "shop-c를 되살려 보세요. 이번에는 응답이 제때 올까요?",
            },
            button: Said { en: "Restart shop-c", ko: "shop-c 재시작" },
            deeds: &["0s:restart:shop-c.1"],
        }],
    },
    Beat {
        caption: Said {
            en: "A mistake: the three shops that buyer-2 asks share one queue group. One of them gets the question, \
                 the others never see it. So one reply comes, never three.",
            ko: "잘못된 예입니다. buyer-2가 묻는 가게 셋은 큐 그룹 하나를 나눠 씁니다. 질문은 그중 하나만 받고 \
                 나머지는 보지 못합니다. 그래서 응답은 언제나 하나뿐이고, 셋이 되는 일은 없습니다.",
        },
        deeds: &["0s:publish:buyer-2:A%20hat", "2200ms:publish:buyer-2:A%20coat", "4400ms:publish:buyer-2:A%20scarf"],
        until: Condition::Happened { sign: Sign::GatheredDeadline, at: "buyer-2", times: 2 },
        tries: &[Try {
            prompt: Said {
                en: "Ask again. Is it the same shop that replies?",
                ko: "다시 물어보세요. 같은 가게가 응답할까요?",
            },
            button: Said { en: "Ask as buyer-2", ko: "buyer-2로 묻기" },
            deeds: &["0s:publish:buyer-2:A%20hat"],
        }],
    },
    Beat {
        caption: Said {
            en: "shop-a and shop-b crash, too. Nobody listens to buyer any more, and the server says so at once: \
                 503. No deadline is waited for.",
            ko: "shop-a와 shop-b도 죽습니다. 이제 buyer의 질문을 듣는 쪽이 없고, 서버는 이를 곧바로 503으로 알립니다. \
                 제한 시간까지 기다리지 않습니다.",
        },
        deeds: &["0s:crash:shop-a.1", "0s:crash:shop-b.1", "0s:crash:shop-c.1"],
        until: Condition::Happened { sign: Sign::GatheredNobody, at: "buyer", times: 2 },
        tries: &[Try {
            prompt: Said { en: "Open the shops again.", ko: "가게 문을 다시 열어 보세요." },
            button: Said { en: "Restart all three", ko: "셋 다 재시작" },
            deeds: &["0s:restart:shop-a.1", "0s:restart:shop-b.1", "0s:restart:shop-c.1"],
        }],
    },
];

const KNOBS: [KnobText; 5] = [
    KnobText {
        id: "wanted",
        part: "buyer",
        also: &[],
        parameter: Parameter::Replies,
        range: ["1", "5", "1"],
        name: Said { en: "Replies wanted", ko: "필요한 응답 수" },
        help: Said { en: "buyer stops when it has this many.", ko: "이만큼 모이면 buyer는 멈춥니다." },
    },
    KnobText {
        id: "deadline",
        part: "buyer",
        also: &[],
        parameter: Parameter::Timeout,
        range: ["100ms", "5s", "100ms"],
        name: Said { en: "Deadline", ko: "제한 시간" },
        help: Said {
            en: "Then buyer stops, however many replies it has.", ko: "응답이 몇 개든 이때 멈춥니다."
        },
    },
    KnobText {
        id: "stall",
        part: "buyer",
        also: &[],
        parameter: Parameter::Stall,
        range: ["100ms", "5s", "100ms"],
        name: Said { en: "Stall limit", ko: "응답 간격 한도" },
        help: Said {
            en: "buyer stops when no further reply comes for this long. The first reply may take longer.",
            ko: "이만큼 새 응답이 없으면 멈춥니다. 첫 응답은 더 늦어도 됩니다.",
        },
    },
    KnobText {
        id: "slow",
        part: "shop-c",
        also: &[],
        parameter: Parameter::ServiceTime,
        range: ["100ms", "5s", "100ms"],
        name: Said { en: "Service time of shop-c", ko: "shop-c의 처리 시간" },
        help: Said {
            en: "shop-a takes 0.2 seconds, shop-b 0.6.", ko: "shop-a는 0.2초, shop-b는 0.6초 걸립니다."
        },
    },
    KnobText {
        id: "rate",
        part: "buyer",
        also: &[],
        parameter: Parameter::Rate,
        range: ["0/s", "2/s", "0.1/s"],
        name: Said { en: "Questions of buyer", ko: "buyer의 질문 빈도" },
        help: Said {
            en: "Every one goes to shop-a, shop-b and shop-c.",
            ko: "질문은 매번 shop-a, shop-b, shop-c 모두에 갑니다.",
        },
    },
];

const COMMANDS: [Command; 7] = [
    Command {
        about: Said { en: "Start NATS", ko: "NATS를 띄웁니다" }, line: "docker compose up -d nats", logs: None
    },
    Command {
        about: Said {
            en: "Reply as shop-a; without a group of its own every nats reply would be in the same one",
            ko: "shop-a처럼 응답합니다. 그룹을 따로 주지 않으면 nats reply는 모두 같은 그룹에 들어갑니다",
        },
        line: "nats reply price.hat 'shop-a: 12' --queue=shop-a",
        logs: None,
    },
    Command {
        about: Said { en: "Reply as shop-b", ko: "shop-b처럼 응답합니다" },
        line: "nats reply price.hat 'shop-b: 11' --queue=shop-b",
        logs: None,
    },
    Command {
        about: Said {
            en: "Ask, and gather; here --timeout is for the first reply only",
            ko: "묻고 응답을 모읍니다. 여기서 --timeout은 첫 응답에만 적용됩니다",
        },
        line: "nats request price.hat {text} --replies={wanted} --timeout={deadline} --reply-timeout={stall}",
        logs: None,
    },
    Command {
        about: Said {
            en: "Gather whatever comes until the deadline", ko: "제한 시간까지 오는 응답을 모두 모읍니다"
        },
        line: "nats request price.hat {text} --replies=0 --timeout={deadline}",
        logs: None,
    },
    Command {
        about: Said {
            en: "The mistake: run this in three terminals", ko: "잘못된 예: 터미널 셋에서 실행해 보세요"
        },
        line: "nats reply offer.hat 'an offer: 10' --queue=offers",
        logs: None,
    },
    Command {
        about: Said { en: "Ask them, and get one reply", ko: "물어도 응답은 하나뿐입니다" },
        line: "nats request offer.hat {text} --replies=3 --timeout=2s",
        logs: None,
    },
];

fn cast(draft: &mut Draft) {
    draft.core_nats("nats");
    let items = ["A hat", "A coat", "목도리", "Two socks"];
    let buyer = GathererConfig { count: Some(3), stall: Some(ms(2_000)), ..gathers("price.hat", 0, &items) };
    let rate = Rate::from_thousandths(500);
    draft.one("buyer", "nats", Role::Gatherer(GathererConfig { rate, ..buyer }));
    draft.one("buyer-2", "nats", Role::Gatherer(GathererConfig { count: Some(3), ..gathers("offer.hat", 0, &items) }));
    for (name, reply, service) in
        [("shop-a", "shop-a: 12", 200), ("shop-b", "shop-b: 11", 600), ("shop-c", "shop-c: 9", 1_400)]
    {
        let hears = hears("price.hat", ServiceTime::Constant(ms(service)));
        draft.one(name, "nats", Role::Handler(HandlerConfig { reply: Some(reply.to_owned()), ..hears }));
    }
    let shares = shares("offer.hat", "offers", ServiceTime::Constant(ms(400)));
    draft.crew("offers", "nats", 3, Role::Handler(HandlerConfig { reply: Some("an offer: 10".to_owned()), ..shares }));
}
