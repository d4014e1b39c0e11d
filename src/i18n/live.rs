//! Texts of live mode: where it is switched on, what it needs, how it stands, and what to do when it does not work.

use super::said::{said, say};
use super::{Lang, Said};

said! {
    /// The switch between the ways in which there are messages.
    MODE: "Where it runs", "실행 방식";
    /// In this page.
    SIMULATED: "Simulated", "시뮬레이션";
    /// On a server.
    LIVE: "Live", "실제 서버";
    /// Somebody else's traffic.
    WATCH: "Watch", "관찰";
    /// What few visitors use is loaded when they do.
    LOADING: "Loading …", "불러오는 중 …";
    /// It did not come.
    NOT_LOADED:
        "A part of this page could not be loaded. Is there still a connection to where the page came from? If trying \
            again does not help, please reload the page.",
        "페이지의 일부를 불러오지 못했습니다. 페이지를 받아 온 서버와 연결되어 있는지 확인해 주세요. \
            다시 시도해도 안 되면 페이지를 새로 고쳐 주세요.";
    /// Tries it anew.
    LOAD_AGAIN: "Try again", "다시 시도";
    /// What the panel of a live run is.
    LIVE_LEAD:
        "The same cast on a NATS server: every handler gets a connection of its own, streams and consumers are real, \
            and what breaks here breaks there.",
        "같은 구성을 NATS 서버에서 실행합니다. 핸들러마다 커넥션을 따로 열고, 스트림과 컨슈머도 서버에 실제로 만듭니다. \
            여기서 끊으면 서버에서도 끊깁니다.";
    /// What the panel of watching is.
    WATCH_LEAD:
        "Messages that are there anyway, drawn as they come. Nothing is published or made. One thing changes, as with \
            any subscriber: a request that only this page hears is not answered with “no responders” any more.",
        "서버에 이미 오가는 메시지를 오는 대로 그립니다. 아무것도 발행하거나 만들지 않습니다. 다만 다른 서브스크라이버와 마찬가지로, \
            이 페이지만 듣는 요청에는 더 이상 ‘응답자 없음’이 돌아가지 않습니다.";
    /// A scenario with Redis.
    NO_LIVE_REDIS:
        "No live run here: Redis has no WebSocket, so no page can speak to it.",
        "이 패턴은 실제 서버에서 실행할 수 없습니다. Redis에는 WebSocket이 없어 웹 페이지가 직접 통신할 수 없기 때문입니다.";
    /// A scenario with direct calls.
    NO_LIVE_DIRECT:
        "No live run here: its programs call each other, and a page cannot be called.",
        "이 패턴은 실제 서버에서 실행할 수 없습니다. 프로그램끼리 직접 호출하는데, 웹 페이지는 호출을 받을 수 없기 때문입니다.";

    /// What a run on a server is made of, folded away.
    REALITY: "What is real, and what is not", "실제인 것과 아닌 것";
    /// The cast.
    REAL_CAST:
        "Every publisher and handler is a NATS client with a connection of its own. Its work, its mishaps and the \
            databases stay simulated.",
        "퍼블리셔와 핸들러는 저마다 커넥션을 가진 NATS 클라이언트입니다. 처리 시간과 실패, 데이터베이스는 시뮬레이션입니다.";
    /// What is made on the server.
    REAL_STREAMS:
        "Streams and consumers get names with QP_ and the run's own name in front. Stop removes them; what a closed \
            tab leaves is offered for removal at the next connection.",
        "스트림과 컨슈머 이름은 QP_와 실행 이름으로 시작합니다. 중지하면 지우고, 닫힌 탭이 남긴 것은 다음에 연결할 때 지울 수 있습니다.";
    /// More than the cast would say.
    REAL_ANSWERS:
        "Publications to a stream ask for the server's answer, and acks for a confirmation, so that nothing is shown \
            that did not happen. The wire therefore carries more than in the simulation.",
        "일어난 일만 그리기 위해, 스트림에 발행할 때는 서버의 응답을, ack를 보낼 때는 확인을 요청합니다. \
            그래서 시뮬레이션보다 주고받는 줄이 많습니다.";
    /// What cannot be seen.
    REAL_UNSEEN:
        "A server tells no publisher who got a message. One that nobody here got is counted as “not visible to a \
            client”.",
        "서버는 누가 메시지를 받았는지 퍼블리셔에게 알려 주지 않습니다. 여기서 아무도 받지 않은 메시지는 \
            ‘클라이언트에 안 보임’으로 셉니다.";
    /// What holds publishers back.
    REAL_REST:
        "Publishers keep to a cap of messages per second, and rest while nobody sees the page.",
        "퍼블리셔는 초당 메시지 상한을 지키고, 페이지가 보이지 않는 동안 쉽니다.";

    /// The address field.
    ADDRESS: "Address", "주소";
    /// What kind of address.
    ADDRESS_HINT: "Of the server's WebSocket, not its port 4222.", "4222 포트가 아니라 서버의 WebSocket 주소입니다.";
    /// Who one is.
    CREDENTIALS: "Token or password, if the server asks for one", "토큰 또는 비밀번호(서버가 요구할 때만)";
    /// How secrets are kept.
    CREDENTIALS_HINT:
        "Kept in this tab's memory only: in no link, no storage and no log.",
        "이 탭의 메모리에만 두며 링크, 저장소, 로그 어디에도 남기지 않습니다.";
    /// The token field.
    TOKEN: "Token", "토큰";
    /// The field of the user's name.
    USER: "User", "사용자";
    /// The field of the password.
    PASSWORD: "Password", "비밀번호";
    /// What few need.
    ADVANCED: "Names and limits", "이름과 한도";
    /// The field of the subject root.
    ROOT: "Subjects begin with", "서브젝트 앞부분";
    /// What the root is for.
    ROOT_HINT:
        "Every subject of a run begins with this and the run's own name, so that runs do not meet.",
        "실행마다 이 말과 고유한 이름이 서브젝트 앞에 붙어, 실행끼리 섞이지 않습니다.";
    /// The field of the rate cap.
    CAP: "Messages per second, at most", "초당 메시지 상한";
    /// What the cap is.
    CAP_HINT: "1 to 1,000. What would be more is held back and counted.", "1~1,000. 넘는 만큼은 보내지 않고 수만 셉니다.";
    /// No prefix.
    PLAIN: "Plain subjects", "서브젝트 그대로 쓰기";
    /// What plain subjects lead to.
    PLAIN_HINT:
        "Other programs on this server get these messages, and theirs reach this run. A stream whose subjects overlap \
            with those of an existing one is refused by the server.",
        "이 서버의 다른 프로그램이 이 메시지를 받고, 다른 프로그램의 메시지도 이 실행에 들어옵니다. \
            기존 스트림과 서브젝트가 겹치는 스트림은 서버가 거부합니다.";
    /// The field of the watched filter.
    FILTER: "Filter", "필터";
    /// What may be watched.
    FILTER_HINT:
        "A subject, or one with wildcards, such as orders.>. What begins with $ or _INBOX is left out unless the \
            filter begins so, too.",
        "서브젝트나 orders.> 같은 와일드카드를 씁니다. $나 _INBOX로 시작하는 것은 필터도 그렇게 시작할 때만 보입니다.";
    /// Wildcards only.
    FILTER_EVERYTHING:
        "This names no subject. Name one, such as orders.>, or tick “Everything” under “Limits”.",
        "서브젝트 이름이 없습니다. orders.>처럼 이름을 넣거나 ‘한도’에서 ‘모두 관찰’을 선택하세요.";
    /// What bounds a watch.
    LIMITS: "Limits", "한도";
    /// What happens beyond the cap.
    WATCH_CAP_HINT:
        "1 to 1,000. What comes faster is counted, and not recorded.",
        "1~1,000. 넘는 메시지는 수만 세고 기록하지 않습니다.";
    /// The field of how many messages are recorded.
    MOST: "Messages in all, at most", "전체 메시지 상한";
    /// What happens after that.
    MOST_HINT:
        "1 to 100,000. What comes after that is counted, and not recorded.",
        "1~100,000. 그 뒤에 오는 메시지는 수만 세고 기록하지 않습니다.";
    /// The field of how much is kept of each message.
    BYTES: "Bytes kept of each payload, at most", "페이로드마다 보관할 바이트 상한";
    /// What its bounds are.
    BYTES_HINT: "0 to 4,096, and as many of its headers.", "0~4,096. 헤더도 같은 만큼 보관합니다.";
    /// The filter may be of wildcards only.
    EVERYTHING: "Everything", "모두 관찰";
    /// What that leads to.
    EVERYTHING_HINT:
        "Allows filters such as > that name no subject. Then all that this user may receive comes to this page, too, \
            and no request on it fails at once with “no responders” any more: each waits until it times out.",
        "> 처럼 이름이 없는 필터를 허용합니다. 그러면 이 사용자가 받을 수 있는 메시지가 모두 이 페이지에도 오고, 그 어떤 요청도 \
            ‘응답자 없음’으로 바로 실패하지 않고 시간 초과까지 기다립니다.";

    /// What is seen of watched messages.
    WATCHED_LEAD:
        "Subjects appear as they are used. Who publishes, and who else listens, no server tells. The log lists every \
            message; follow one to see what it says.",
        "서브젝트는 쓰이는 대로 나타납니다. 누가 발행하는지, 또 누가 듣는지는 서버가 알려 주지 않습니다. 로그에 메시지가 모두 나오며, \
            하나를 따라가면 내용을 볼 수 있습니다.";
    /// How a shell sees the same.
    SUBSCRIBE_TO_IT:
        "What is on the server now can be seen from a shell, too:",
        "지금 서버에 오가는 메시지는 셸에서도 볼 수 있습니다.";
    /// How the commands of the pattern relate to the run.
    OWN_SUBJECTS:
        "The commands below use the pattern's own subjects, without what this run puts in front.",
        "아래 명령은 이 실행이 앞에 붙이는 이름 없이, 패턴의 원래 서브젝트를 씁니다.";
    /// Begins.
    CONNECT: "Connect", "연결";
    /// Begins anew after an end.
    CONNECT_AGAIN: "Start again", "다시 시작";
    /// Back to the fields.
    SETTINGS: "Settings", "설정";
    /// Ends.
    STOP: "Stop", "중지";
    /// To the newest moment.
    GO_LIVE: "Go live", "현재로 이동";
    /// Removes what is left.
    SWEEP: "Remove", "제거";

    /// Nothing is asked for.
    IDLE: "Not connected", "연결 안 됨";
    /// Streams are made.
    PREPARING: "Making streams and consumers …", "스트림과 컨슈머를 만드는 중 …";
    /// What was made is removed.
    CLEANING_UP: "Removing what this run made …", "이 실행이 만든 것을 지우는 중 …";
    /// It is over.
    OVER:
        "Over; nothing of it is left on the server. The recording can be played and rewound.",
        "끝났습니다. 서버에 남은 것은 없으며, 기록은 재생하거나 되감을 수 있습니다.";
    /// Something was done before there is anybody to do it.
    CONNECT_FIRST: "Connect first: nothing runs yet.", "먼저 연결하세요. 아직 아무것도 실행되지 않습니다.";
    /// For the ear.
    RUNNING: "The run is live.", "서버에서 실행 중입니다.";
    /// For the ear.
    RECONNECTING: "The connection broke and is made again.", "커넥션이 끊겨 다시 연결하는 중입니다.";
    /// It did not begin.
    FAILED: "No connection", "연결 실패";
    /// It broke off.
    BROKE_OFF: "Could not go on", "계속할 수 없음";
    /// Publishers rest.
    RESTING: "Nobody sees this page, so its publishers rest.", "보는 사람이 없어 퍼블리셔가 쉬고 있습니다.";
    /// The server is about to shut down.
    LAME_DUCK: "The server is about to shut down.", "서버가 곧 종료됩니다.";
    /// What faults are not offered.
    FAULTS_HINT:
        "A real network cannot be told to lose or delay a message, nor a real server to restart, so these knobs and \
            actions rest.",
        "실제 네트워크에 메시지를 잃거나 늦추게 하거나, 실제 서버를 재시작하게 할 수는 없어 그런 조작은 쉽니다.";

    /// An address that is empty.
    ADDRESS_EMPTY: "Type an address, such as ws://127.0.0.1:9222.", "ws://127.0.0.1:9222 같은 주소를 입력하세요.";
    /// An address without its scheme.
    ADDRESS_SCHEME:
        "An address begins with ws: or wss:, such as ws://127.0.0.1:9222.",
        "주소는 ws:나 wss:로 시작합니다. 예: ws://127.0.0.1:9222";
    /// An address for programs.
    ADDRESS_NATS:
        "That is how programs reach a server. A page needs the server's WebSocket, such as ws://127.0.0.1:9222.",
        "프로그램이 서버에 연결할 때 쓰는 주소입니다. 웹 페이지에는 서버의 WebSocket 주소가 필요합니다. 예: ws://127.0.0.1:9222";
    /// An address without a host.
    ADDRESS_HOST: "There is no host in it. Such as ws://127.0.0.1:9222.", "호스트가 없습니다. 예: ws://127.0.0.1:9222";
    /// A port that is none.
    ADDRESS_PORT: "A port is a number from 1 to 65535.", "포트는 1~65535의 숫자입니다.";
    /// Secrets in an address.
    ADDRESS_CREDENTIALS:
        "Leave user and password out of the address; they have their own fields.",
        "사용자와 비밀번호는 주소에 넣지 말고 아래 칸에 입력하세요.";
    /// A fragment in an address.
    ADDRESS_FRAGMENT: "Leave out what begins with #.", "# 뒤는 빼고 입력하세요.";
    /// A root that no subject can begin with.
    ROOT_WRONG:
        "One to four words of letters, digits, - or _, with dots between.",
        "영문자, 숫자, -, _로 된 말을 점으로 이어 네 개까지 씁니다.";
    /// A number that is none, or too large.
    NUMBER_WRONG: "A whole number within the limits, please.", "범위 안의 정수를 입력하세요.";
}

/// The first connection is being made.
pub fn connecting(lang: Lang, address: &str) -> String {
    say(lang, Said { en: "Connecting to {0} …", ko: "{0}에 연결하는 중 …" }, &[address])
}

/// It runs, on so many connections of those that it wants to have.
pub fn running(lang: Lang, server: &str, connections: u32, wanted: u32) -> String {
    let said = match connections {
        _ if connections < wanted => {
            Said { en: "Live on {0}, {1} of {2} connections", ko: "{0}에서 실행 중, 커넥션 {2}개 중 {1}개" }
        }
        1 => Said { en: "Live on {0}, 1 connection", ko: "{0}에서 실행 중, 커넥션 1개" },
        _ => Said { en: "Live on {0}, {1} connections", ko: "{0}에서 실행 중, 커넥션 {1}개" },
    };
    say(lang, said, &[server, &connections.to_string(), &wanted.to_string()])
}

/// It watches, on that server.
pub fn watching_on(lang: Lang, server: &str) -> String {
    say(lang, Said { en: "Watching on {0}", ko: "{0}에서 관찰 중" }, &[server])
}

/// It broke, and is tried again in that time.
pub fn reconnecting(lang: Lang, after: &str) -> String {
    say(
        lang,
        Said {
            en: "The connection broke. Reconnecting in {0} …",
            ko: "커넥션이 끊겼습니다. {0} 뒤에 다시 연결합니다 …",
        },
        &[after],
    )
}

/// How far what is seen lies behind what happens.
pub fn behind(lang: Lang, span: &str) -> String {
    say(lang, Said { en: "{0} behind live", ko: "현재보다 {0} 전" }, &[span])
}

/// Messages that were not recorded.
pub fn unrecorded(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => {
            Said { en: "1 message came and was not recorded.", ko: "메시지 1건은 기록하지 못했습니다." }
        }
        _ => Said {
            en: "{0} messages came and were not recorded.", ko: "메시지 {0}건은 기록하지 못했습니다."
        },
    };
    say(lang, said, &[count])
}

/// Messages of the server's own subjects and of inboxes.
pub fn left_out(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => Said {
            en: "1 message of the server itself or of an inbox is left out.",
            ko: "서버 자체나 인박스의 메시지 1건은 뺐습니다.",
        },
        _ => Said {
            en: "{0} messages of the server itself or of inboxes are left out.",
            ko: "서버 자체나 인박스의 메시지 {0}건은 뺐습니다.",
        },
    };
    say(lang, said, &[count])
}

/// Messages that the cap held back.
pub fn held_back(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => Said {
            en: "1 message held back by the cap.", ko: "상한을 넘은 메시지 1건을 보내지 않았습니다."
        },
        _ => Said {
            en: "{0} messages held back by the cap.", ko: "상한을 넘은 메시지 {0}건을 보내지 않았습니다."
        },
    };
    say(lang, said, &[count])
}

/// What is watched.
pub fn watching(lang: Lang, filter: &str) -> String {
    let filter = if filter.is_empty() { "…" } else { filter };
    say(lang, Said { en: "Watching {0}", ko: "{0} 관찰 중" }, &[filter])
}

/// Streams that could not be removed.
pub fn over_with_left(lang: Lang, count: &str, names: &str) -> String {
    let said = match count {
        "1" => Said {
            en: "Over. 1 stream is left on the server: {1}.",
            ko: "끝났습니다. 서버에 스트림 1개가 남았습니다: {1}",
        },
        _ => Said {
            en: "Over. {0} streams are left on the server: {1}.",
            ko: "끝났습니다. 서버에 스트림 {0}개가 남았습니다: {1}",
        },
    };
    say(lang, said, &[count, names])
}

/// Streams that a closed tab left behind.
pub fn leftovers(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => {
            Said { en: "1 stream is left by a closed tab.", ko: "닫힌 탭이 남긴 스트림이 1개 있습니다." }
        }
        _ => Said {
            en: "{0} streams are left by a closed tab.", ko: "닫힌 탭이 남긴 스트림이 {0}개 있습니다."
        },
    };
    say(lang, said, &[count])
}

/// What subjects and streams of this run begin with. With nothing before them, subjects are the scenario's own.
pub fn names(lang: Lang, subjects: &str, streams: Option<&str>) -> String {
    let said = match (subjects, streams) {
        ("", None) => Said { en: "Plain subjects", ko: "서브젝트 그대로" },
        ("", Some(_)) => Said { en: "Plain subjects, streams {1}", ko: "서브젝트 그대로, 스트림 {1}" },
        (_, None) => Said { en: "Subjects {0}", ko: "서브젝트 {0}" },
        (_, Some(_)) => Said { en: "Subjects {0}, streams {1}", ko: "서브젝트 {0}, 스트림 {1}" },
    };
    say(lang, said, &[subjects, streams.unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_says_something_in_every_language() {
        for one in ALL {
            assert!(!one.en.is_empty() && one.en.trim() == one.en, "{one:?}");
            assert!(one.ko.chars().any(|letter| ('가'..='힣').contains(&letter)), "{one:?}");
        }
    }

    #[test]
    fn a_run_tells_how_many_of_its_connections_there_are() {
        let said = |connections, wanted| running(Lang::En, "nats-server 2.9.10", connections, wanted);
        assert_eq!(said(1, 1), "Live on nats-server 2.9.10, 1 connection");
        assert_eq!(said(6, 6), "Live on nats-server 2.9.10, 6 connections");
        assert_eq!(said(1, 6), "Live on nats-server 2.9.10, 1 of 6 connections");
        assert_eq!(running(Lang::Ko, "서버", 4, 6), "서버에서 실행 중, 커넥션 6개 중 4개");
    }
}
