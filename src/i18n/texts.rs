//! The page's own texts. A text without its Korean does not compile.

use super::Lang;

/// Declares the texts: a doc line, a name, English, Korean.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $korean:literal;)*) => {
        /// A text of the page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $($(#[$doc])* $name,)*
        }

        /// The text in a language.
        pub const fn text(lang: Lang, text: Text) -> &'static str {
            match (text, lang) {
                $((Text::$name, Lang::En) => $english, (Text::$name, Lang::Ko) => $korean,)*
            }
        }

        #[cfg(test)]
        const ALL: &[Text] = &[$(Text::$name),*];
    };
}

texts! {
    /// The switch of languages.
    Language: "Language", "언어";
    /// The switch of themes.
    Theme: "Theme", "테마";
    /// A theme: as the system has it.
    ThemeSystem: "Theme as the system has it", "시스템 테마";
    /// A theme: light.
    ThemeLight: "Light theme", "밝은 테마";
    /// A theme: dark.
    ThemeDark: "Dark theme", "어두운 테마";

    /// The tab with the lesson.
    Lesson: "Lesson", "학습";
    /// Back in the lesson.
    PreviousBeat: "Previous", "이전";
    /// What going back does.
    PreviousBeatHelp: "Back to where the step before began (P)", "이전 단계가 시작된 시각으로 돌아갑니다(P)";
    /// On in the lesson.
    NextBeat: "Next", "다음";
    /// What going on does.
    NextBeatHelp: "On in the lesson (N); while it waits, straight to what it waits for",
        "다음 단계로 넘어갑니다(N). 기다리는 중에는 그 순간으로 바로 건너뜁니다.";
    /// Time stands at the moment that a beat speaks of.
    BeatHeld: "Time is held at this moment. Look at the picture, then go on.",
        "이 순간에 시간을 멈췄습니다. 그림을 살펴본 뒤 다음으로 넘어가세요.";
    /// What a beat speaks of has come, and time went on.
    BeatReached: "This has happened.", "여기까지 일어났습니다.";
    /// In front of something to try.
    Try: "Try:", "해 보기:";
    /// The list of keys.
    Keys: "Keys", "단축키";
    /// What the keys do.
    KeysHelp: "N or ]: next step of the lesson. P or [: previous step. Space: play or pause. → and ←: one record on or \
            back. R: from the beginning.",
        "N 또는 ]: 다음 단계, P 또는 [: 이전 단계, 스페이스: 재생과 일시 정지, →와 ←: 기록 하나씩 앞뒤로, R: 처음부터.";
    /// The list of patterns.
    Patterns: "Patterns", "패턴";
    /// The picture of the run.
    Stage: "Stage", "무대";
    /// Told when time begins to pass.
    Playing: "Playing", "재생 중";
    /// Closes something.
    Close: "Close", "닫기";
    /// Takes a message away.
    Dismiss: "Dismiss", "알림 닫기";
    /// Ends a process at once.
    Crash: "Crash", "비정상 종료";
    /// What a crash does.
    CrashHelp:
        "The process ends at once, with all that it holds. Only a consumer that waits for acks delivers that again.",
        "프로세스가 갖고 있던 메시지와 함께 즉시 끝납니다. ack을 기다리는 컨슈머만 그 메시지를 재전달합니다.";
    /// Starts a crashed process again.
    Restart: "Restart", "재시작";
    /// What a restart does.
    RestartHelp:
        "The process starts again, with an empty buffer and a new connection.",
        "프로세스가 빈 버퍼와 새 커넥션으로 다시 시작합니다.";
    /// Cuts a link.
    Partition: "Cut the link", "링크 끊기";
    /// What a cut does.
    PartitionHelp:
        "What is sent waits at either end until the link is whole again.",
        "링크가 다시 이어질 때까지 보낸 것은 양쪽 끝에서 기다립니다.";
    /// Makes a link whole.
    Heal: "Restore the link", "링크 다시 잇기";
    /// What a restored link does.
    HealHelp: "What waited at either end goes on its way.", "양쪽 끝에서 기다리던 것이 다시 움직입니다.";
    /// Freezes a process.
    PauseProcess: "Pause the process", "프로세스 일시 정지";
    /// What a pause does.
    PauseProcessHelp:
        "It does nothing, and its connection stays open: what is sent to it waits.",
        "아무 일도 하지 않지만 커넥션은 열려 있어, 보낸 것은 받는 쪽에서 기다립니다.";
    /// Lets a frozen process go on.
    UnpauseProcess: "Let the process go on", "일시 정지 풀기";
    /// What the end of a pause does.
    UnpauseProcessHelp: "It goes on, first with what waited.", "기다리던 것부터 다시 받습니다.";
    /// Slows a handler down.
    SlowDown: "Slow down", "느리게 하기";
    /// What slowing down does.
    SlowDownHelp:
        "It takes 4 times as long for each message, from the next one on.",
        "다음 메시지부터 처리 시간이 4배가 됩니다.";
    /// Back to its own speed.
    SpeedUp: "Back to its own speed", "원래 속도로";
    /// What that does.
    SpeedUpHelp: "It takes as long as ever, from the next message on.", "다음 메시지부터 처리 시간이 원래대로 돌아옵니다.";
    /// One member more.
    ScaleUp: "One member more", "하나 늘리기";
    /// What one more does.
    ScaleUpHelp: "One more process starts and does the same.", "같은 일을 하는 프로세스가 하나 더 시작됩니다.";
    /// One member fewer.
    ScaleDown: "One member fewer", "하나 줄이기";
    /// What one fewer does.
    ScaleDownHelp:
        "The one with the highest number finishes what it holds and leaves.",
        "번호가 가장 큰 프로세스가 남은 메시지를 마저 처리하고 나갑니다.";
    /// Loses what travels next.
    LoseNext: "Lose the next message", "다음 메시지 유실";
    /// What that does.
    LoseNextHelp:
        "The link loses the next message, ack or answer, whichever way it goes.",
        "어느 방향이든 링크를 다음에 지나는 메시지, ack, 응답 하나가 유실됩니다.";
    /// Publishes what nobody can handle.
    PoisonNext: "Poison the next message", "다음 메시지를 포이즌 메시지로";
    /// What that does.
    PoisonNextHelp:
        "What it publishes next is marked ☠, and every handler fails on it, each time.",
        "다음에 발행하는 메시지에 ☠ 표시가 붙고, 어떤 핸들러도 그 메시지를 처리하지 못합니다.";
    /// Ends a broker and starts it again.
    RestartBroker: "Restart the broker", "브로커 재시작";
    /// What that does.
    RestartBrokerHelp:
        "All connections break. The broker is back after 1 s, its clients after 2 s.",
        "커넥션이 모두 끊깁니다. 브로커는 1초 뒤, 클라이언트는 2초 뒤에 돌아옵니다.";

    /// Play, step, speed, timeline, seed.
    Transport: "Time", "시간";
    /// Lets time pass.
    Play: "Play", "재생";
    /// Holds time.
    Pause: "Pause", "일시 정지";
    /// One record on.
    StepForward: "Step forward", "한 단계 앞으로";
    /// One record back.
    StepBack: "Step back", "한 단계 뒤로";
    /// To the start.
    Reset: "Reset", "처음으로";
    /// How fast time passes.
    Speed: "Speed", "속도";
    /// The slider of moments.
    Timeline: "Timeline", "타임라인";
    /// What luck hangs from.
    Seed: "Seed", "시드";
    /// What the seed is for.
    SeedHelp:
        "The same seed gives the same run. Press Enter to start again with another one.",
        "시드가 같으면 실행도 똑같습니다. 다른 값을 넣고 Enter를 누르면 처음부터 다시 실행합니다.";
    /// A seed that is none.
    SeedWrong: "A seed is a whole number, such as 42.", "시드는 42 같은 정수여야 합니다.";

    /// Obligations that came to be.
    Created: "created", "생성";
    /// Handled.
    Done: "done", "완료";
    /// Handled with an error.
    Failed: "failed", "실패";
    /// Between broker and subscriber.
    OnTheWay: "on the way", "이동 중";
    /// In a buffer.
    Pending: "pending", "대기";
    /// In a handler's hands.
    InWork: "in work", "처리 중";
    /// Out of a handler's hands, and nothing is heard.
    AwaitingAck: "awaiting ack", "ack 대기";
    /// To be delivered again.
    AwaitingRedelivery: "awaiting redelivery", "재전달 대기";
    /// Given up by its consumer.
    Exhausted: "exhausted", "전달 포기";
    /// Never to be handled.
    Lost: "lost", "유실";
    /// Both sides are equal.
    Balances: "balances", "일치";
    /// Both sides are not equal.
    DoesNotBalance: "does not balance", "불일치";

    /// The panel beside the stage.
    Panel: "Panel", "패널";
    /// The tab with numbers.
    Measures: "Measures", "측정값";
    /// The tab with the transcript in words.
    Log: "Log", "로그";
    /// The tab with the lines for a shell.
    Commands: "Commands", "명령어";
    /// The tab with the lines of the protocol.
    Wire: "Wire", "프로토콜";
    /// What the commands are.
    CommandsLead: "The same for real, with the knobs as they stand:", "지금 설정 그대로 실제 환경에서 실행하는 명령어입니다.";

    /// Nothing was typed.
    ItemEmpty: "Type an item first, then press Add.", "할 일을 먼저 입력한 뒤 추가를 눌러 주세요.";

    /// All knobs.
    Controls: "Controls", "조절";
    /// One less.
    Fewer: "Fewer", "줄이기";
    /// One more.
    More: "More", "늘리기";
    /// The number of members.
    Handlers: "Processes", "프로세스 수";
    /// What the number of members does.
    HandlersHelp: "How many do the same work.", "같은 일을 하는 프로세스 수입니다.";
    /// The rate of generated items.
    Rate: "Items published", "발행 빈도";
    /// What the rate does.
    RateHelp: "On average, besides what you type.", "직접 입력하는 것과 별도인 평균값입니다.";
    /// The mean service time.
    ServiceTime: "Service time, mean", "평균 처리 시간";
    /// What the service time does.
    ServiceTimeHelp: "How long a handler works on one message.", "핸들러가 메시지 하나에 들이는 시간입니다.";
    /// The share of failures.
    Failure: "Failures", "실패율";
    /// What the share of failures does.
    FailureHelp: "The share of messages on which the work fails.", "처리에 실패하는 메시지의 비율입니다.";

    /// The number of messages in work at once.
    Concurrency: "Messages at once", "동시 처리 수";
    /// What concurrency does.
    ConcurrencyHelp: "How many messages each handler works on at once.", "핸들러 하나가 동시에 처리하는 메시지 수입니다.";
    /// The size of a fetch.
    Batch: "Batch", "배치 크기";
    /// What the size of a fetch does.
    BatchHelp: "How many messages each fetch asks for.", "한 번에 가져오겠다고 요청하는 메시지 수입니다.";
    /// The time to wait for an answer.
    Timeout: "Timeout", "제한 시간";
    /// What the timeout does.
    TimeoutHelp: "How long it waits for an answer.", "응답을 기다리는 시간입니다.";
    /// The time to wait for the next reply.
    Stall: "Stall limit", "응답 간격 한도";
    /// What the stall does.
    StallHelp: "How long it waits for one more reply.", "다음 응답을 기다리는 시간입니다.";
    /// The number of replies that are enough.
    Replies: "Replies wanted", "받을 응답 수";
    /// What the number of replies does.
    RepliesHelp: "It stops when it has this many.", "이만큼 받으면 더 기다리지 않습니다.";
    /// The number of further attempts.
    Retries: "Retries", "재시도 횟수";
    /// What retries do.
    RetriesHelp: "How many times it tries again when no answer comes.", "응답이 없을 때 다시 시도하는 횟수입니다.";
    /// The time that a statement takes.
    StatementTime: "Statement time", "쿼리 시간";
    /// What the time of a statement does.
    StatementTimeHelp: "How long the database takes for one row.", "데이터베이스가 행 하나를 저장하는 데 걸리는 시간입니다.";

    /// The share of messages that links lose.
    LinkLoss: "Loss on links", "링크 유실률";
    /// What the share of lost messages does.
    LinkLossHelp: "The share of messages that get lost on the way to or from the broker.", "브로커를 오가는 도중 유실되는 비율입니다.";
    /// The time that links take.
    LinkLatency: "Latency of links", "링크 지연 시간";
    /// What the latency of links does.
    LinkLatencyHelp: "How long a message takes to or from the broker.", "브로커를 오갈 때 한 번에 걸리는 시간입니다.";

    /// No rows yet.
    NothingSaved: "Nothing is saved yet.", "아직 저장된 항목이 없습니다.";
    /// A row that the person typed.
    Yours: "yours", "내 항목";

    /// Filters the log.
    LogOf: "Show", "보기";
    /// No filter.
    Everybody: "everybody", "전체";
    /// Goes to the moment of a line.
    GoThere: "Go to this moment", "이 시각으로 이동";

    /// The chart of the backlog.
    PendingOverTime: "Pending messages", "대기 중인 메시지";
    /// The present value.
    Now: "now", "현재";
    /// The highest value.
    AtMost: "at most", "최대";
    /// Percentiles of times.
    Times: "How long", "소요 시간";
    /// From publication to the end of work.
    TimeInSystem: "In the system", "전체 소요";
    /// From delivery to the start of work.
    WaitingTime: "Waiting", "대기";
    /// How busy handlers are.
    Utilisation: "Time spent working", "가동률";
    /// Connections to databases.
    Connections: "Database connections", "데이터베이스 커넥션";
    /// Open ones.
    ConnectionsNow: "open now", "현재";
    /// The most at once.
    ConnectionsPeak: "at most so far", "지금까지 최대";
    /// How many the database allows.
    ConnectionsLimit: "allowed", "한도";
    /// The ledger of obligations.
    Obligations: "Ledger of deliveries", "전달 장부";
    /// The ledger of publications.
    Publications: "Ledger of publications", "발행 장부";
    /// Lost with a process.
    LostInCrash: "lost in a crash", "비정상 종료로 유실";
    /// Lost because nobody was there any more.
    LostConnectionClosed: "lost, connection closed", "커넥션 종료로 유실";
    /// Lost by a link.
    LostOnLink: "lost on a link", "링크에서 유실";
    /// Lost because its buffer was full.
    LostBufferFull: "lost, buffer full", "버퍼가 가득 차 유실";
    /// Lost with the connection of a slow consumer.
    LostSlowConsumer: "lost, slow consumer", "느린 컨슈머라 유실";
    /// Lost because the stream had let go of it.
    LostRemoved: "lost, removed from its stream", "스트림에서 지워져 유실";
    /// Pending, with a consumer.
    PendingAtBroker: "of those, at the broker", "그중 브로커에서 대기";
    /// Taken by a stream, and by nobody else.
    StoredOnly: "stored only", "저장만";
    /// Not taken.
    Refused: "refused", "거부";
    /// Taken before, by its identity.
    Duplicate: "duplicate", "중복";
    /// Sent by a publisher.
    Published: "published", "발행";
    /// Somebody asked for it.
    Routed: "routed", "라우팅";
    /// Nobody asked for it.
    NoInterest: "no interest", "구독 없음";
    /// Taken by a real server, and this client cannot see what became of it.
    NotVisible: "not visible to a client", "클라이언트에 안 보임";
    /// The fingerprint of the run.
    TranscriptHash: "Transcript hash", "기록 해시";

    /// The program is broken.
    Stopped:
        "The playground met a bug of its own and stopped. Please reload the page; the report below helps us \
            mend it.",
        "플레이그라운드 자체의 버그로 멈췄습니다. 페이지를 새로 고쳐 주세요. 아래 보고서를 보내 주시면 고치는 데 도움이 됩니다.";
    /// Copies the report.
    CopyReport: "Copy report", "보고서 복사";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_says_something_in_every_language() {
        for &one in ALL {
            for lang in Lang::ALL {
                let words = text(lang, one);
                assert!(!words.trim().is_empty() && words == words.trim(), "{one:?}");
            }
            assert!(text(Lang::Ko, one).chars().any(|letter| ('가'..='힣').contains(&letter)), "{one:?}");
        }
    }
}
