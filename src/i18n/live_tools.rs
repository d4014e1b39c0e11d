//! Texts of what stands beside live mode: how a server is started, what it tells, the simulation beside it, transcripts
//! as files, and payloads.

use super::said::{said, say};
use super::{Lang, Said};

said! {
    /// What stands where knobs are, in a watch.
    NOTHING_TO_TURN:
        "There is nothing to turn: a watch only listens.",
        "조절할 것이 없습니다. 관찰은 듣기만 합니다.";
    /// Before the command that watches the same.
    WATCH_FROM_SHELL: "The same can be watched from a shell:", "셸에서도 같은 메시지를 볼 수 있습니다.";
    /// The guide.
    GUIDE: "Start a server that fits", "맞는 서버 띄우기";
    /// What the guide is.
    GUIDE_LEAD:
        "It lets this page connect, and listens on this machine only.",
        "이 페이지에서 연결할 수 있고, 이 컴퓨터에서 오는 커넥션만 받는 서버입니다.";
    /// Where it is to run.
    SYSTEM: "System", "시스템";
    /// The line that installs it.
    INSTALL: "Install it:", "설치합니다.";
    /// Debian's own server.
    INSTALL_DEBIAN:
        "Install it. The package starts a server of its own at port 4222; the second half of the line ends that.",
        "설치합니다. 패키지가 4222 포트에 자체 서버를 띄우므로, 명령 뒷부분에서 그 서버를 끕니다.";
    /// The line that writes its configuration.
    WRITE:
        "Write its configuration, queue-playground.conf, into the folder you are in. The file is what stands between \
            the first line and the last.",
        "지금 폴더에 설정 파일 queue-playground.conf를 만듭니다. 첫 줄과 마지막 줄 사이가 파일 내용입니다.";
    /// The line that starts it.
    START: "Start it there. Ctrl+C stops it.", "같은 폴더에서 실행합니다. Ctrl+C로 멈춥니다.";
    /// The way of those who have the project.
    FROM_CHECKOUT:
        "In a checkout of this project one command does all of this, and serves the page as well:",
        "이 프로젝트를 내려받았다면 명령 하나로 페이지까지 함께 띄울 수 있습니다.";

    /// What the server tells about itself.
    MONITOR: "What the server tells", "서버 모니터링";
    /// Where it tells that.
    MONITOR_LEAD:
        "Read every two seconds from the server's monitoring port, while this is open.",
        "펼쳐 둔 동안 서버의 모니터링 포트에서 2초마다 읽습니다.";
    /// The field for the address.
    MONITOR_ADDRESS: "Monitoring address", "모니터링 주소";
    /// Before anything came.
    MONITOR_ASKING: "Asking …", "읽는 중 …";
    /// Nothing came.
    MONITOR_SILENT: "The monitoring address cannot be read.", "모니터링 주소를 읽을 수 없습니다.";
    /// Before the two reasons that there may be.
    MONITOR_WHY: "A page cannot tell which of the two it is:", "웹 페이지에서는 둘 중 무엇이 원인인지 알 수 없습니다.";
    /// It is not there.
    MONITOR_OFF:
        "The server has no monitoring port, or another one: its configuration needs a line such as http: 8222.",
        "서버에 모니터링 포트가 없거나 포트가 다릅니다. 설정에 http: 8222 같은 줄이 있어야 합니다.";
    /// The browser does not hand it over.
    MONITOR_CORS:
        "The server answers, but lets no page from elsewhere read it, as nats-server 2.9.10 does. \
            cargo xtask serve --live passes it on.",
        "서버는 응답하지만, nats-server 2.9.10처럼 다른 출처의 페이지에는 읽기를 허용하지 않습니다. cargo xtask serve --live는 \
            그 응답을 전달해 줍니다.";
    /// The page may not ask.
    MONITOR_ELSEWHERE:
        "It is on another machine. This page asks only its own server and this machine.",
        "다른 컴퓨터에 있습니다. 이 페이지는 자기 서버와 이 컴퓨터에만 요청할 수 있습니다.";
    /// A shell can always read it.
    MONITOR_SHELL: "A shell is not bound by that:", "셸에서는 이런 제약 없이 읽을 수 있습니다.";
    /// Asks anew.
    ASK_AGAIN: "Try again", "다시 시도";
    /// Who is connected.
    CONNECTIONS: "Connections", "커넥션";
    /// The column of subscriptions.
    SUBSCRIPTIONS: "Subscriptions", "구독";
    /// The column of bytes that wait.
    PENDING_BYTES: "Pending bytes", "대기 바이트";
    /// The column of messages from the client.
    FROM_CLIENT: "From it", "보낸 메시지";
    /// The column of messages to the client.
    TO_CLIENT: "To it", "받은 메시지";
    /// A connection of this run.
    OWN: "this run", "이 실행";
    /// The server itself.
    SERVER: "Server", "서버";
    /// Its version.
    VERSION: "Version", "버전";
    /// How long it has been running.
    UPTIME: "Up for", "가동 시간";
    /// Who was too slow.
    SLOW_CONSUMERS: "Slow consumers", "느린 컨슈머";
    /// Messages to the server.
    RECEIVED: "Messages received", "받은 메시지";
    /// Messages from the server.
    SENT: "Messages sent", "보낸 메시지";
    /// It has none.
    NO_STREAMS: "not enabled", "사용 안 함";
    /// Streams.
    STREAMS: "Streams", "스트림";
    /// Consumers.
    CONSUMERS: "Consumers", "컨슈머";
    /// Messages in streams.
    MESSAGES: "Messages", "메시지";
    /// Bytes in streams.
    BYTES: "Bytes", "바이트";

    /// The simulation beside the run.
    SIDE_BY_SIDE: "Side by side", "나란히 비교";
    /// What is claimed.
    SIDE_BY_SIDE_NOTE:
        "The same scenario, seed and actions, simulated up to the same moment. The totals are equal when nothing \
            failed and everything is drained. Who of a group got which message, and when, is chance, here and there. \
            What a server does not tell its clients is a term of its own: not visible to a client.",
        "같은 시나리오와 시드, 같은 동작을 같은 시각까지 시뮬레이션한 결과입니다. 장애가 없었고 메시지가 모두 처리되었다면 합계가 \
            같습니다. 그룹 안에서 누가 어떤 메시지를 받는지와 그 시점은 양쪽 모두 우연에 달려 있습니다. 서버가 클라이언트에 알려 주지 \
            않는 것은 별도 항목인 ‘클라이언트에 안 보임’으로 셉니다.";
    /// The column of the simulation.
    SIMULATED: "Simulated", "시뮬레이션";
    /// The column of the run.
    LIVE: "Live", "실제 서버";
    /// The simulation has not got there.
    CATCHING_UP: "The simulation is catching up.", "시뮬레이션이 따라잡는 중입니다.";
    /// Messages are still on their way.
    STILL_MOVING:
        "Still moving: what is on its way is counted at different places. Set the rate to 0 and let it drain.",
        "아직 처리 중입니다. 이동 중인 메시지는 양쪽에서 다른 항목에 잡힐 수 있습니다. 비율을 0으로 내리고 다 처리될 때까지 기다려 보세요.";
    /// It was stopped before everything arrived.
    STOPPED_EARLY:
        "Stopped before everything was handled, so totals cannot be compared. Set the rate to 0, let it drain, and \
            stop then.",
        "모두 처리되기 전에 중지해서 합계를 비교할 수 없습니다. 비율을 0으로 내리고 다 처리된 뒤 중지하세요.";
    /// Everything arrived, and it is the same.
    EQUAL: "Drained, and equal.", "모두 처리되었고, 합계가 같습니다.";
    /// Everything arrived, and it is not the same.
    DIFFERENT: "Drained. The marked rows differ.", "모두 처리되었습니다. 표시한 행은 서로 다릅니다.";
    /// A row that differs, for those who do not see the mark.
    DIFFERS: "differs", "다름";

    /// The transcript as a file.
    TRANSCRIPT: "Transcript file", "기록 파일";
    /// What one can do with it.
    TRANSCRIPT_LEAD:
        "A saved run can be opened and replayed by anybody, without a server. It holds what the messages say.",
        "저장한 실행은 누구나 서버 없이 열어 다시 볼 수 있습니다. 파일에는 메시지 내용이 들어 있습니다.";
    /// Saves it.
    SAVE: "Save", "저장";
    /// Opens one.
    OPEN: "Open …", "열기 …";
    /// Ends the replay.
    CLOSE: "Close", "닫기";
    /// It cannot be read.
    OPEN_FAILED: "This file cannot be read.", "파일을 읽을 수 없습니다.";

    /// How a payload is shown.
    PAYLOAD_AS: "Show as", "표시 형식";
    /// As letters.
    AS_TEXT: "Text", "텍스트";
    /// As bytes.
    AS_HEX: "Hex", "16진수";
    /// Nothing in it.
    NO_PAYLOAD: "Empty", "내용 없음";
}

/// The name that is the same in every language.
pub const AS_JSON: Said = Said { en: "JSON", ko: "JSON" };

/// A connection without a name.
pub fn unnamed(lang: Lang, number: &str) -> String {
    say(lang, Said { en: "connection {0}", ko: "{0}번 커넥션" }, &[number])
}

/// Connections that are not listed.
pub fn more_connections(lang: Lang, count: &str) -> String {
    say(lang, Said { en: "and {0} more", ko: "외 {0}개" }, &[count])
}

/// A file of a simulated run is replayed.
pub fn replaying_simulated(lang: Lang, name: &str) -> String {
    say(
        lang,
        Said {
            en: "Replaying {0}, a simulated run.", ko: "{0:을} 재생하는 중입니다. 시뮬레이션 기록입니다."
        },
        &[name],
    )
}

/// A file of a run on a real server is replayed.
pub fn replaying_live(lang: Lang, name: &str) -> String {
    say(
        lang,
        Said {
            en: "Replaying {0}, a run on a real server.",
            ko: "{0:을} 재생하는 중입니다. 실제 서버에서 실행한 기록입니다.",
        },
        &[name],
    )
}

/// A file of watched traffic is replayed.
pub fn replaying_watch(lang: Lang, name: &str, filter: &str) -> String {
    say(
        lang,
        Said {
            en: "Replaying {0}, what was watched of {1}.",
            ko: "{0:을} 재생하는 중입니다. {1:을} 관찰한 기록입니다.",
        },
        &[name, filter],
    )
}

/// Bytes that are not shown.
pub fn more_bytes(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => Said { en: "… 1 more byte", ko: "… 1바이트 더 있음" },
        _ => Said { en: "… {0} more bytes", ko: "… {0}바이트 더 있음" },
    };
    say(lang, said, &[count])
}

/// Messages of which a client cannot see what became of them.
pub fn not_visible(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => Said {
            en: "Of 1 published message this page cannot see what became of it.",
            ko: "발행한 메시지 1건은 어떻게 되었는지 이 페이지에서 보이지 않습니다.",
        },
        _ => Said {
            en: "Of {0} published messages this page cannot see what became of them.",
            ko: "발행한 메시지 {0}건은 어떻게 되었는지 이 페이지에서 보이지 않습니다.",
        },
    };
    say(lang, said, &[count])
}

/// Nothing has come of what is watched.
pub fn quiet(lang: Lang, filter: &str) -> String {
    let said = match filter.starts_with("$SYS") {
        true => Said {
            en: "Nothing has come yet. A server tells $SYS only to users of its system account.",
            ko: "아직 온 메시지가 없습니다. $SYS는 시스템 어카운트의 사용자에게만 전달됩니다.",
        },
        false => Said {
            en: "Nothing has come yet on {0}. What was published before does not reach a new subscriber.",
            ko: "{0}에 아직 온 메시지가 없습니다. 구독하기 전에 발행된 메시지는 오지 않습니다.",
        },
    };
    say(lang, said, &[filter])
}

/// Messages that were delivered again after they had been settled.
pub fn reopened(lang: Lang, count: &str) -> String {
    let said = match count {
        "1" => Said {
            en: "1 message was delivered again although its ack had been confirmed. A server that was killed may have \
                forgotten it: this is what “at least once” means.",
            ko: "메시지 1건은 ack을 확인받고도 재전달되었습니다. 강제 종료된 서버는 확인해 준 ack을 잊었을 수 있습니다. \
                ‘최소 한 번’ 전달이란 이런 뜻입니다.",
        },
        _ => Said {
            en: "{0} messages were delivered again although their acks had been confirmed. A server that was killed \
                may have forgotten them: this is what “at least once” means.",
            ko: "메시지 {0}건은 ack을 확인받고도 재전달되었습니다. 강제 종료된 서버는 확인해 준 ack을 잊었을 수 있습니다. \
                ‘최소 한 번’ 전달이란 이런 뜻입니다.",
        },
    };
    say(lang, said, &[count])
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
    fn one_byte_is_no_bytes() {
        assert_eq!(more_bytes(Lang::En, "1"), "… 1 more byte");
        assert_eq!(more_bytes(Lang::En, "4,096"), "… 4,096 more bytes");
    }
}
