//! Texts of live mode when there is no connection: what is known of why, what is likely, and what to do about it.

use super::quote::quote;
use super::said::{said, say};
use super::{Lang, Said};

said! {
    /// What may be the matter.
    CAUSES: "A browser does not say why. Most likely first:", "브라우저는 이유를 알려 주지 않습니다. 가능성이 큰 순서입니다.";
    /// Nobody is there.
    CAUSE_NOBODY: "Nobody listens there.", "그 주소에서 듣는 서버가 없습니다.";
    /// What to do about it.
    REMEDY_NOBODY:
        "Start nats-server with a configuration that has a websocket block. Its log then says “Listening for \
            websocket clients” and the port. Port 4222 is another protocol.",
        "websocket 블록이 있는 설정으로 nats-server를 띄우세요. 로그에 “Listening for websocket clients”와 포트가 나옵니다. \
            4222 포트는 다른 프로토콜입니다.";
    /// The usual port of the other protocol.
    CAUSE_PORT: "Port 4222 is the one for programs.", "4222는 프로그램용 포트입니다.";
    /// What to do about it.
    REMEDY_PORT:
        "A page needs the port of the websocket block, 9222 in the configuration beside this.",
        "웹 페이지에는 websocket 블록의 포트가 필요합니다. 옆의 설정에서는 9222입니다.";
    /// TLS on one side only.
    CAUSE_TLS: "One side encrypts, the other does not.", "한쪽만 암호화(TLS)를 씁니다.";
    /// What to do about it.
    REMEDY_TLS:
        "With no_tls: true the address begins with ws:, with a certificate with wss:, and the browser must trust the \
            certificate.",
        "no_tls: true이면 주소가 ws:로, 인증서를 쓰면 wss:로 시작해야 하고, 브라우저가 그 인증서를 신뢰해야 합니다.";
    /// The page is encrypted.
    CAUSE_MIXED: "This page came over https.", "이 페이지는 https로 열렸습니다.";
    /// What to do about it.
    REMEDY_MIXED:
        "From there most browsers reach ws: only on this machine, and Safari not even that. Use wss:, or open the page \
            over http.",
        "이 경우 대부분의 브라우저는 이 컴퓨터의 ws:만 허용하고, Safari는 그것도 막습니다. wss:를 쓰거나 페이지를 http로 여세요.";
    /// The browser asks before it reaches this machine.
    CAUSE_LOCAL: "The browser guards this machine.", "브라우저가 이 컴퓨터로 가는 통신을 막습니다.";
    /// What to do about it.
    REMEDY_LOCAL:
        "Chrome asks whether a public page may reach the local network. Allow it, or open a copy of the page from this \
            machine.",
        "Chrome은 공개 페이지가 로컬 네트워크에 접근해도 되는지 묻습니다. 허용하거나, 이 컴퓨터에서 띄운 페이지를 여세요.";
    /// Credentials.
    CAUSE_AUTHORIZATION: "A token or password is hardly it.", "토큰이나 비밀번호 문제일 가능성은 낮습니다.";
    /// Why not.
    REMEDY_AUTHORIZATION:
        "A server that turns one down says so, and its words would stand here.",
        "서버가 그것을 거부했다면 그렇게 말하고, 그 말이 여기에 표시됩니다.";
    /// The server turned the credentials down.
    UNAUTHORIZED: "The server asks for other credentials.", "서버가 인증을 거부했습니다.";
    /// What to do about it.
    UNAUTHORIZED_HINT:
        "Give the token, or user and password, that its configuration has under authorization. A websocket block can \
            have an authorization of its own, and then only that one counts.",
        "설정의 authorization에 있는 토큰이나 사용자와 비밀번호를 입력하세요. websocket 블록에 authorization이 따로 있으면 그것만 통합니다.";
    /// The server ended it.
    ENDED_BY_SERVER: "The server ended the connection.", "서버가 커넥션을 끊었습니다.";
    /// What answers is something else.
    NOT_NATS: "What answers there is not NATS.", "그 주소에서 응답한 것은 NATS가 아닙니다.";
    /// An old server, or headers switched off.
    NO_HEADERS:
        "The server takes no headers, which mark the messages of a run. It is older than 2.2, or has no_headers in its \
            configuration.",
        "서버가 헤더를 받지 않습니다. 실행의 메시지를 표시하려면 헤더가 필요합니다. 2.2보다 오래되었거나 설정에 헤더가 꺼져 있습니다.";
    /// It said nothing.
    SILENT:
        "Something took the connection, and then said nothing. A proxy in between, or the wrong port?",
        "커넥션은 열렸지만 아무 말이 없습니다. 중간의 프록시이거나 다른 포트일 수 있습니다.";
    /// No streams.
    NO_JETSTREAM: "The server has no JetStream, which this pattern needs.", "이 패턴에 필요한 JetStream이 서버에 없습니다.";
    /// What to do about it.
    NO_JETSTREAM_HINT:
        "Add a jetstream block to its configuration and start it again.",
        "설정에 jetstream 블록을 넣고 다시 띄우세요.";
    /// It stopped answering.
    NO_ANSWER:
        "The server does not answer. May this user publish to $JS.API.> and subscribe to _INBOX.>?",
        "서버가 응답하지 않습니다. 이 사용자가 $JS.API.>에 발행하고 _INBOX.>를 구독할 수 있나요?";
    /// The browser refuses to open it.
    FORBIDDEN: "The browser does not let this page open that address.", "브라우저가 이 페이지에서 그 주소를 열지 못하게 합니다.";
    /// The browser cannot read it.
    UNREADABLE: "The browser cannot read that address.", "브라우저가 그 주소를 읽지 못합니다.";
}

/// The server's own words.
pub fn in_its_words(lang: Lang, words: &str) -> String {
    say(lang, Said { en: "In its words: {0}", ko: "서버의 말: {0}" }, &[&quote(words)])
}

/// The server refuses to make a stream or a consumer.
pub fn not_made(lang: Lang, name: &str, words: &str) -> String {
    say(
        lang,
        Said { en: "The server does not make {0}: {1}", ko: "서버가 {0:을} 만들지 않습니다: {1}" },
        &[name, &quote(words)],
    )
}

/// The page's origin is not allowed.
pub fn cause_origin(lang: Lang, origin: &str) -> String {
    say(lang, Said { en: "Its allowed_origins lack {0}.", ko: "allowed_origins에 {0:이} 없습니다." }, &[origin])
}

/// What to do about it.
pub const REMEDY_ORIGIN: Said = Said {
    en: "Add it, as it stands here: localhost and 127.0.0.1 are two origins. Before 2.11.14 a server keeps only the \
        last port of each host. It logs “origin not allowed”.",
    ko: "이 주소를 그대로 넣으세요. localhost와 127.0.0.1은 서로 다른 출처입니다. 2.11.14 이전 서버는 호스트마다 마지막 포트 하나만 \
        기억합니다. 서버 로그에 “origin not allowed”가 남습니다.",
};

/// The browser lets an encrypted page reach a host only encrypted.
pub fn mixed_content(lang: Lang, host: &str) -> String {
    say(
        lang,
        Said {
            en: "This page came over https, so the browser lets it reach {0} only over wss:.",
            ko: "이 페이지는 https로 열려서, 브라우저가 {0}에는 wss:로만 연결하게 합니다.",
        },
        &[host],
    )
}

/// The server does not let the run publish there, in its own words.
pub fn may_not_publish(lang: Lang, words: &str) -> String {
    let words = quote(words);
    say(
        lang,
        Said {
            en: "The server does not let this user publish there: {0}",
            ko: "서버가 이 사용자의 발행을 허용하지 않습니다: {0}",
        },
        &[&words],
    )
}

/// The server does not let the run subscribe to that, in its own words.
pub fn may_not_subscribe(lang: Lang, words: &str) -> String {
    let words = quote(words);
    say(
        lang,
        Said {
            en: "The server does not let this user subscribe there: {0}",
            ko: "서버가 이 사용자의 구독을 허용하지 않습니다: {0}",
        },
        &[&words],
    )
}

/// The server complains of something else, in its own words.
pub fn complains(lang: Lang, words: &str) -> String {
    say(lang, Said { en: "The server complains: {0}", ko: "서버의 경고: {0}" }, &[&quote(words)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_says_something_in_every_language() {
        for one in ALL.iter().chain([&REMEDY_ORIGIN]) {
            assert!(!one.en.is_empty() && one.en.trim() == one.en, "{one:?}");
            assert!(one.ko.chars().any(|letter| ('가'..='힣').contains(&letter)), "{one:?}");
        }
    }

    #[test]
    fn what_a_server_says_is_quoted_and_cut() {
        let said = in_its_words(Lang::En, &"x".repeat(100));
        assert_eq!(said, format!("In its words: “{}…”", "x".repeat(60)));
        let said = complains(Lang::En, &"x".repeat(100));
        assert_eq!(said, format!("The server complains: “{}…”", "x".repeat(60)));
    }
}
