//! The words of the field, once: what each is called in English and in Korean, what it means, and what not to call it.
//!
//! `docs/glossary.md` is this table as a page. Identifiers of the protocol (`ack`, `_INBOX`, `max_deliver`) are written
//! as they are in every language.

/// A word of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// In English.
    pub english: &'static str,
    /// In Korean.
    pub korean: &'static str,
    /// What it means here, in English.
    pub meaning: &'static str,
    /// Other Korean words for it that our texts avoid, so that one thing has one name.
    pub avoid: &'static [&'static str],
}

const fn term(
    english: &'static str,
    korean: &'static str,
    meaning: &'static str,
    avoid: &'static [&'static str],
) -> Term {
    Term { english, korean, meaning, avoid }
}

/// All of them, in the order in which a message meets them.
#[rustfmt::skip]
pub const TERMS: [Term; 69] = [
    term("message", "메시지", "What is published: a subject, headers and a payload.", &["메세지"]),
    term("payload", "페이로드", "What a message says: bytes.", &[]),
    term("subject", "서브젝트", "What a message is about: tokens separated by dots. The broker routes by it.", &["토픽"]),
    term("filter", "필터", "What a subscription asks for: a subject that may have wildcards.", &[]),
    term("publisher", "퍼블리셔", "Who sends messages. It knows a subject, and nobody behind it.", &["발행자", "게시자", "생산자"]),
    term("publish", "발행", "To send a message to a subject.", &["게시하", "퍼블리시"]),
    term("subscriber", "서브스크라이버", "Who has a subscription.", &["구독자", "수신자", "소비자"]),
    term("subscribe", "구독", "To ask the broker for what matches a filter.", &["서브스크라이브"]),
    term("broker", "브로커", "The server in the middle, such as NATS.", &["중개자"]),
    term("queue group", "큐 그룹", "Subscribers that share: each message goes to one, at random.", &["대기열 그룹", "큐그룹"]),
    term("member", "멤버", "One of those who share a queue group.", &["구성원"]),
    term("route", "라우팅", "To decide which subscriptions a message goes to.", &["경로 지정"]),
    term("deliver", "전달", "To bring a copy to its subscriber.", &["배달", "배송"]),
    term("copy", "사본", "A message on its way to one subscription.", &["복사본"]),
    term("on the way", "이동 중", "Between the broker and a subscriber.", &["전송 중"]),
    term("pending", "대기", "Not taken up yet: in the subscriber's own buffer, or with a consumer on the broker.",
        &["보류", "펜딩"]),
    term("buffer", "버퍼", "Where pending messages wait.", &[]),
    term("in work", "처리 중", "In a handler's hands.", &["작업 중"]),
    term("handler", "핸들러", "A subscriber that does something with each message; in full: 메시지 핸들러.", &["처리기"]),
    term("done", "완료", "Handled as it should be.", &[]),
    term("failed", "실패", "Handled with an error.", &[]),
    term("lost", "유실", "Never to be handled, with the reason.", &["분실", "손실된"]),
    term("no interest", "구독 없음", "No subscription asked for the message, so core NATS forgot it.", &["관심 없음"]),
    term("request", "요청", "A message that names where its reply should go.", &[]),
    term("reply", "응답", "The answer to a request.", &["회신", "답신"]),
    term("inbox", "인박스", "The subjects on which a client awaits the replies to its requests.", &["수신함", "받은 편지함"]),
    term("timeout", "제한 시간", "How long somebody waits for an answer; when it is over, 시간 초과.", &["타임아웃"]),
    term("no responders", "응답자 없음", "Status 503: nobody listens to the request. Not a timeout.", &[]),
    term("requester", "요청자", "Who sends requests and waits for one reply to each.", &["리퀘스터", "의뢰자"]),
    term("gatherer", "수집자", "Who sends one request and gathers the replies of many, until a rule says stop.",
        &["개더러", "취합자"]),
    term("direct call", "직접 호출", "A call without a broker: the service must be there, and its caller waits.",
        &["다이렉트 콜"]),
    term("channel", "채널", "What a message is about in Redis: a name, without tokens.", &[]),
    term("pattern", "패턴", "What a Redis subscription may ask for: a name with wildcards. Also a lesson of this page.",
        &[]),
    term("stream", "스트림", "What JetStream keeps of some subjects, in order, numbered from 1.", &["스트리밍"]),
    term("retention", "보존", "What a stream keeps a message for: limits, interest, or a work queue.", &["리텐션"]),
    term("work queue", "작업 큐", "A stream that keeps a message until its one consumer has acknowledged it.",
        &["작업 대기열", "워크 큐"]),
    term("stored only", "저장만", "Taken by a stream, and routed to nobody else.", &[]),
    term("refused", "거부", "Not taken by the broker, with the reason.", &["거절"]),
    term("duplicate", "중복", "A message that a stream has already, by its Nats-Msg-Id.", &["복제된"]),
    term("duplicate window", "중복 감지 기간", "How long a stream remembers a Nats-Msg-Id.", &["중복 윈도"]),
    term("consumer", "컨슈머",
        "What JetStream keeps of one use of a stream: what was delivered, and what is acknowledged.",
        &["소비 프로그램"]),
    term("fetch", "페치", "A handler's wish for so many messages of a pull consumer.", &["패치"]),
    term("ack", "ack", "A handler's word to the broker that a message is handled.", &["승인", "애크"]),
    term("nak", "nak", "A handler's word that it wants a message delivered again.", &["부정 응답", "나크"]),
    term("term", "term", "A handler's word that it never wants a message again.", &["종결 응답"]),
    term("in progress", "처리 중 알림", "A handler's word that its work goes on; the wait for the ack begins anew.",
        &["진행 응답"]),
    term("awaiting ack", "ack 대기", "Delivered and out of a handler's hands, and the consumer has heard nothing yet.",
        &[]),
    term("redelivery", "재전달", "Another delivery of a message that was not acknowledged in time.", &["재전송", "재배달"]),
    term("awaiting redelivery", "재전달 대기", "Not acknowledged in time, and to be delivered again.", &[]),
    term("exhausted", "전달 포기", "Given up by a consumer after max_deliver deliveries; the message stays in its stream.",
        &["고갈"]),
    term("advisory", "어드바이저리", "A message that the server itself publishes about what became of another.", &["권고 메시지"]),
    term("dead letter", "데드 레터",
        "The copy of a message that could not be handled, published for those who look into it.",
        &["배달 못한", "데드레터"]),
    term("dead-letter queue", "데드 레터 큐",
        "Where dead letters go: DLQ. JetStream has none; a handler makes one from advisories.",
        &[]),
    term("replay", "재발행", "To publish a dead letter again to its own subject, and then delete it.", &["리플레이"]),
    term("administrator", "관리자", "Who looks after dead letters, and replays them.", &["운영자"]),
    term("restart", "재시작", "The end of a process and its new start: of a broker, all connections break.",
        &["리스타트"]),
    term("slow consumer", "느린 컨슈머",
        "A client that takes messages more slowly than they come, until the server closes its connection.",
        &["저속 소비"]),
    term("connection", "커넥션", "A client's line to a broker or to a database.", &["접속"]),
    term("crash", "비정상 종료", "The sudden end of a process; what it held is lost to it.", &["충돌", "크래시"]),
    term("pause", "일시 정지",
        "A frozen process: it does nothing, its connection stays open, and what is sent to it waits.", &["프리즈"]),
    term("poison message", "포이즌 메시지", "A message that no handler can handle, marked ☠ on this page.",
        &["독 메시지", "독성 메시지"]),
    term("partition", "링크 단절", "A link that is cut: what is sent waits at either end until it is whole again.",
        &["네트워크 분할", "파티션"]),
    term("link", "링크", "The network between a client and its broker.", &[]),
    term("drain", "드레인", "To ask for no more messages and finish what is held.", &["배수"]),
    term("service time", "처리 시간", "How long a handler works on a message.", &["서비스 시간"]),
    term("waiting time", "대기 시간",
        "From delivery to the start of work; with a consumer, from the moment the message was stored.",
        &[]),
    term("ledger", "장부", "Where everything is; its two sides are always equal.", &["원장"]),
    term("seed", "시드", "What a run's luck hangs from: the same seed gives the same run.", &["씨앗"]),
    term("latency", "지연 시간", "How long something takes from one end to the other.", &["레이턴시"]),
];

/// The page: the table in Markdown, and how to change it.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for term in TERMS {
        page.push_str(&format!("| {} | {} | {} |\n", term.english, term.korean, term.meaning));
    }
    page
}

const HEAD: &str = "\
# Glossary

One word for one thing, in both languages. The table is `src/i18n/glossary.rs`; this page is written from it by
`UPDATE_EXPECT=1 cargo test --no-default-features --lib glossary`, and a test holds the Korean texts to it.

| English | Korean | What it means here |
|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;
    use std::path::{Path, PathBuf};

    #[test]
    fn the_page_is_this_table() {
        expect_file!["../../docs/glossary.md"].assert_eq(&page());
    }

    #[test]
    fn no_word_stands_for_two_things() {
        for (index, term) in TERMS.iter().enumerate() {
            let others = TERMS.iter().skip(index + 1);
            assert!(others.clone().all(|other| other.english != term.english), "{}", term.english);
            assert!(others.clone().all(|other| other.korean != term.korean), "{}", term.korean);
            assert!(TERMS.iter().all(|other| !other.avoid.contains(&term.korean)), "{}", term.korean);
        }
    }

    #[test]
    fn the_korean_texts_use_the_words_of_the_table() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        for folder in ["i18n", "patterns"] {
            rust_files(&source.join(folder), &mut files);
        }
        assert!(!files.is_empty());
        for file in files.iter().filter(|file| !file.ends_with("i18n/glossary.rs")) {
            let text = std::fs::read_to_string(file).unwrap();
            for (number, line) in (1..).zip(text.lines()) {
                for term in TERMS {
                    if let Some(word) = term.avoid.iter().find(|word| line.contains(*word)) {
                        panic!("{}:{number}: {word}; the glossary says {}", file.display(), term.korean);
                    }
                }
            }
        }
    }

    fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rust_files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
}
