//! What a beat of a lesson waits for, in quiet words beside its caption.

use super::{Lang, Said};
use crate::transcript::Sign;

/// So many of so many have happened at a part.
pub fn happened(lang: Lang, sign: Sign, at: &str, so_far: &str, times: &str) -> String {
    let word = word(sign).to(lang);
    match lang {
        Lang::En => format!("Waiting for {at}: {so_far} of {times} {word}"),
        Lang::Ko => format!("{at}: {word} {so_far}/{times} 기다리는 중"),
    }
}

/// So much of so much time has passed.
pub fn passed(lang: Lang, so_far: &str, all: &str) -> String {
    match lang {
        Lang::En => format!("Waiting: {so_far} of {all}"),
        Lang::Ko => format!("기다리는 중: {all} 중 {so_far}"),
    }
}

/// So many of so many messages wait at a part.
pub fn waiting(lang: Lang, at: &str, so_far: &str, messages: &str) -> String {
    match lang {
        Lang::En => format!("Waiting for {at}: {so_far} of {messages} pending"),
        Lang::Ko => format!("{at}: 대기 {so_far}/{messages} 기다리는 중"),
    }
}

/// So many messages wait at a part, until none does.
pub fn drained(lang: Lang, at: &str, so_far: &str) -> String {
    match lang {
        Lang::En => format!("Waiting until nothing is pending at {at}: {so_far} left"),
        Lang::Ko => format!("{at}: 대기 메시지가 없어지기를 기다리는 중, 현재 {so_far}"),
    }
}

/// What has happened, in a word or two behind its number.
const fn word(sign: Sign) -> Said {
    let (en, ko) = match sign {
        Sign::Published => ("published", "발행"),
        Sign::Routed => ("routed", "라우팅"),
        Sign::Unheard => ("heard by nobody", "구독 없음"),
        Sign::Refused => ("refused", "거부"),
        Sign::NoResponders | Sign::GatheredNobody => ("without responders", "응답자 없음"),
        Sign::LostOnLink => ("lost on a link", "링크에서 유실"),
        Sign::Stored => ("stored", "스트림 저장"),
        Sign::Sent => ("sent", "보냄"),
        Sign::Redelivered => ("redelivered", "재전달"),
        Sign::Subscribed => ("subscribed", "구독"),
        Sign::Delivered => ("delivered", "전달"),
        Sign::Started => ("begun", "처리 시작"),
        Sign::Done => ("done", "완료"),
        Sign::Failed => ("failed", "실패"),
        Sign::Lost => ("lost", "유실"),
        Sign::Saved => ("saved", "저장"),
        Sign::SessionOpened => ("connected", "커넥션 생성"),
        Sign::StatementQueued => ("waiting for a connection", "커넥션 대기"),
        Sign::Acked => ("acknowledged", "ack"),
        Sign::Nakked => ("naks", "nak"),
        Sign::AckTimedOut => ("without ack in time", "ack 시간 초과"),
        Sign::Exhausted => ("exhausted", "전달 포기"),
        Sign::DeadLettered => ("dead-lettered", "데드 레터"),
        Sign::Confirmed => ("confirmed", "저장 확인"),
        Sign::NotConfirmed => ("not confirmed", "확인 실패"),
        Sign::Counted => ("answers of PUBLISH", "PUBLISH 응답"),
        Sign::Received => ("answered", "응답"),
        Sign::ReceivedLate => ("answered late", "늦은 응답"),
        Sign::TimedOut => ("timed out", "시간 초과"),
        Sign::Retried => ("tried again", "재시도"),
        Sign::GatheredCount => ("gathered in full", "응답 수 충족"),
        Sign::GatheredDeadline => ("ended by the deadline", "제한 시간 종료"),
        Sign::GatheredStall => ("ended by a stall", "응답 간격 초과"),
        Sign::Joined => ("joined", "참여"),
        Sign::Left => ("left", "이탈"),
        Sign::Crashed => ("crashed", "비정상 종료"),
        Sign::Restarted => ("restarted", "재시작"),
        Sign::Partitioned => ("cut off", "링크 단절"),
        Sign::Healed => ("link restored", "링크 복구"),
        Sign::Scaled => ("scaled", "스케일링"),
        Sign::Paused => ("paused", "일시 정지"),
        Sign::Unpaused => ("running on", "정지 해제"),
        Sign::Slowed => ("changed in speed", "처리 속도 변경"),
        Sign::BrokerStopped => ("stopped", "중지"),
        Sign::BrokerStarted => ("started again", "재시작"),
    };
    Said { en, ko }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_how_far_it_is() {
        let said = |lang| happened(lang, Sign::Saved, "todo-db", "12", "20");
        assert_eq!(said(Lang::En), "Waiting for todo-db: 12 of 20 saved");
        assert_eq!(said(Lang::Ko), "todo-db: 저장 12/20 기다리는 중");
    }
}
