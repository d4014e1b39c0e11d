//! What became of a message, in a sentence or two.

use super::number::count;
use super::said::say;
use super::{Lang, Said, Text, text, time};
use crate::transcript::{Answer, Fate, Obligations, Publications};

/// Where a message is, what came of it, and what the one who asked with it got.
pub fn fate(lang: Lang, fate: &Fate) -> String {
    let deliveries = &fate.deliveries;
    let went = match deliveries.created {
        0 => on_the_way_out(lang, fate),
        1 => single(lang, fate),
        _ => several(lang, deliveries),
    };
    let answer = fate.answer.map(|answer| match answer {
        Answer::Replies(1) => say(lang, REPLY, &[]),
        Answer::Replies(replies) => say(lang, REPLIES, &[&count(replies.into())]),
        Answer::None => say(lang, NO_REPLY, &[]),
        Answer::Nobody => say(lang, NOBODY, &[]),
    });
    match answer {
        Some(answer) => format!("{went} {answer}"),
        None => went,
    }
}

/// It has been given to nobody: what the broker made of it.
fn on_the_way_out(lang: Lang, fate: &Fate) -> String {
    let stored = fate.stored.map(count);
    let (said, number) = match (fate.publication, stored.as_deref()) {
        (_, Some(number)) => (KEPT, number),
        (Publications { on_the_way: 1.., .. }, _) => (TO_BROKER, ""),
        (Publications { lost_on_link: 1.., .. }, _) => (LOST_BEFORE, ""),
        (Publications { no_interest: 1.., .. }, _) => (UNHEARD, ""),
        (Publications { refused: 1.., .. }, _) => (REFUSED, ""),
        (Publications { duplicate: 1.., .. }, _) => (DUPLICATE, ""),
        (Publications { stored_only: 1.., .. }, _) => (LET_GO, ""),
        _ => (NOTHING, ""),
    };
    say(lang, said, &[number])
}

/// One subscriber, queue group or consumer has it to handle.
fn single(lang: Lang, fate: &Fate) -> String {
    let deliveries = &fate.deliveries;
    let took = time::span(lang, fate.took);
    let lost = &deliveries.lost;
    let row = fate.row.map(count).unwrap_or_default();
    let said = match deliveries {
        Obligations { done: 1.., .. } if fate.row.is_some() => SAVED,
        Obligations { done: 1.., .. } => DONE,
        Obligations { pending_at_broker: 1.., .. } => AT_BROKER,
        Obligations { pending: 1.., .. } => PENDING,
        Obligations { in_work: 1.., .. } => IN_WORK,
        Obligations { on_the_way: 1.., .. } => TO_SUBSCRIBER,
        Obligations { awaiting_ack: 1.., .. } => AWAITING_ACK,
        Obligations { awaiting_redelivery: 1.., .. } => AGAIN,
        Obligations { exhausted: 1.., .. } => EXHAUSTED,
        Obligations { failed: 1.., .. } => FAILED,
        _ if lost.crash > 0 => LOST_IN_CRASH,
        _ if lost.link > 0 => LOST_ON_LINK,
        _ if lost.removed > 0 => LET_GO,
        _ => LOST,
    };
    say(lang, said, &[&took, &row])
}

/// Several have it to handle: how many of them are where.
fn several(lang: Lang, deliveries: &Obligations) -> String {
    let terms = [
        (Text::Done, deliveries.done),
        (Text::OnTheWay, deliveries.on_the_way),
        (Text::Pending, deliveries.pending),
        (Text::InWork, deliveries.in_work),
        (Text::AwaitingAck, deliveries.awaiting_ack),
        (Text::AwaitingRedelivery, deliveries.awaiting_redelivery),
        (Text::Exhausted, deliveries.exhausted),
        (Text::Failed, deliveries.failed),
        (Text::Lost, deliveries.lost.total()),
    ];
    let there = terms.into_iter().filter(|&(_, number)| number > 0).map(|(term, number)| match lang {
        Lang::En => format!("{} {}", count(number), text(lang, term)),
        Lang::Ko => format!("{} {}건", text(lang, term), count(number)),
    });
    let there: Vec<String> = there.collect();
    say(lang, SEVERAL, &[&count(deliveries.created), &there.join(", ")])
}

const NOTHING: Said = Said {
    en: "No record at hand tells of it at this moment.",
    ko: "지금 볼 수 있는 기록에는 이 메시지가 없습니다.",
};
const TO_BROKER: Said = Said { en: "It is on its way to the broker.", ko: "브로커로 가는 중입니다." };
const LOST_BEFORE: Said = Said {
    en: "It got lost on the way to the broker; nobody is told.",
    ko: "브로커로 가는 길에 유실되었고, 아무도 그 사실을 통보받지 못합니다.",
};
const UNHEARD: Said = Said {
    en: "Nobody asked for it, so the broker forgot it at once.",
    ko: "구독하는 곳이 없어 브로커가 바로 버렸습니다.",
};
const REFUSED: Said = Said { en: "It was not taken.", ko: "받아들여지지 않았습니다." };
const DUPLICATE: Said = Said {
    en: "The stream had it already, and did not store it again.",
    ko: "스트림에 이미 있던 메시지라 다시 저장되지 않았습니다.",
};
const KEPT: Said = Said {
    en: "The stream keeps it as number {0}; no consumer is to deliver it.",
    ko: "스트림이 {0}번으로 보관하고 있으며, 전달할 컨슈머가 없습니다.",
};
const LET_GO: Said = Said {
    en: "The stream let go of it before anybody handled it.",
    ko: "처리되기 전에 스트림에서 지워졌습니다.",
};
const SAVED: Said = Said {
    en: "Done: saved as row {1}, and handled {0} after it was published.",
    ko: "완료: {1}번 행으로 저장되었고, 발행 후 {0} 만에 처리가 끝났습니다.",
};
const DONE: Said =
    Said { en: "Done, {0} after it was published.", ko: "완료: 발행 후 {0} 만에 처리가 끝났습니다." };
const AT_BROKER: Said = Said {
    en: "It waits in the stream until its consumer delivers it.",
    ko: "스트림에서 컨슈머가 전달하기를 기다립니다.",
};
const PENDING: Said = Said {
    en: "It waits in the buffer of its subscriber.",
    ko: "서브스크라이버의 버퍼에서 기다립니다.",
};
const IN_WORK: Said = Said { en: "It is being worked on.", ko: "처리 중입니다." };
const TO_SUBSCRIBER: Said =
    Said { en: "It is on its way to a subscriber.", ko: "서브스크라이버로 가는 중입니다." };
const AWAITING_ACK: Said = Said {
    en: "The broker waits to hear how it went.",
    ko: "브로커가 처리 결과(ack)를 기다리고 있습니다.",
};
const AGAIN: Said = Said { en: "It is to be delivered again.", ko: "다시 전달될 예정입니다." };
const EXHAUSTED: Said = Said {
    en: "Its consumer gave it up after the last attempt; the stream still has it.",
    ko: "마지막 시도까지 실패해 컨슈머가 전달을 포기했습니다. 메시지는 스트림에 남아 있습니다.",
};
const FAILED: Said = Said {
    en: "The work on it failed, and it is not delivered again.",
    ko: "처리에 실패했고, 다시 전달되지 않습니다.",
};
const LOST_IN_CRASH: Said = Said {
    en: "It was lost with the process that held it.",
    ko: "갖고 있던 프로세스가 죽으면서 유실되었습니다.",
};
const LOST_ON_LINK: Said = Said {
    en: "It got lost on the way to its subscriber.",
    ko: "서브스크라이버로 가는 길에 유실되었습니다.",
};
const LOST: Said = Said { en: "It is lost.", ko: "유실되었습니다." };
const SEVERAL: Said = Said { en: "{0} deliveries of it: {1}.", ko: "전달 {0}건: {1}." };
const REPLY: Said = Said { en: "One reply came in time.", ko: "응답 1건을 제때 받았습니다." };
const REPLIES: Said = Said { en: "{0} replies came in time.", ko: "응답 {0}건을 제때 받았습니다." };
const NO_REPLY: Said = Said { en: "No reply came in time.", ko: "제때 온 응답이 없습니다." };
const NOBODY: Said = Said {
    en: "The broker said at once that nobody listens (503).",
    ko: "브로커가 듣는 곳이 없다고 바로 알렸습니다(503).",
};
