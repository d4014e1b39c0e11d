//! Texts of the panel's insides: log, measures, commands, wire, menu and dead letters.

use super::said::{said, say};
use super::{Lang, Said};

said! {
    /// The lines of the log that are listed.
    SHOWN_LINES: "Lines", "표시할 기록";
    /// Only what is about the followed message.
    ITS_JOURNEY: "Its journey", "이 메시지의 여정";
    /// Every line.
    EVERYTHING: "Everything", "전체 기록";
    /// Follows no message any more.
    LET_GO: "Stop following", "그만 따라가기";
    /// How to find a message to follow.
    FOLLOW_HELP:
        "Follow a message with the button of its line, or by a click on it in the picture.",
        "줄 끝의 버튼을 누르거나 그림에서 메시지를 클릭하면 그 메시지를 따라갈 수 있습니다.";
    /// The records do not reach back to the start.
    BEYOND_REACH:
        "The log holds the last 16,384 records. What happened before them is not listed.",
        "로그에는 최근 기록 16,384건만 있습니다. 그 전의 기록은 표시되지 않습니다.";

    /// The chart of what was handled.
    DONE_OVER_TIME: "Done per second, moving mean", "초당 완료(이동 평균)";
    /// The chart of times.
    TIME_OVER_TIME: "Time in the system, over time", "전체 소요 시간 추이";
    /// The chart of how busy the handlers were.
    BUSY_OVER_TIME: "All handlers at work, moving mean", "전체 가동률(이동 평균)";
    /// The numbers of a chart.
    AS_TABLE: "As a table", "표로 보기";
    /// The column of moments.
    MOMENT: "From", "시작 시각";

    /// Puts a command on the clipboard.
    COPY: "Copy", "복사";
    /// It is there.
    COPIED: "Copied", "복사했습니다";
    /// It is not there, but selected.
    SELECTED: "Selected: copy it with your keyboard", "선택했습니다. 키보드로 복사해 주세요";
    /// What the command would print at this moment.
    PRINTS: "At this moment it prints:", "지금 실행하면 이렇게 출력됩니다.";
    /// Nothing was logged.
    PRINTS_NOTHING: "Nothing is logged yet.", "아직 출력된 로그가 없습니다.";
    /// What a person did in this run.
    DONE_BY_YOU: "What you just did", "방금 한 일";
    /// Nothing was done.
    NOTHING_DONE:
        "What you do here (type an item, turn a knob, crash a handler) appears here as a command.",
        "항목을 입력하거나, 값을 바꾸거나, 핸들러를 죽이면 그에 해당하는 명령어가 여기에 나타납니다.";

    /// Whose connection is shown.
    CONNECTION_OF: "Connection of", "커넥션";
    /// What the lines are.
    WIRE_NOTE:
        "Worked out from the simulated run, newest first; times are simulated, too.",
        "시뮬레이션 기록에서 만든 내용이며 최신순입니다. 시각도 시뮬레이션 시각입니다.";
    /// What the lines are when the run is a real one.
    WIRE_NOTE_LIVE:
        "As it was sent, newest first. Of a run that is replayed: worked out from its records, in the scenario's \
            names.",
        "실제로 오간 그대로이며 최신순입니다. 다시 재생한 실행이라면 기록에서 만든 내용이고 이름은 시나리오의 것입니다.";
    /// Nothing was said.
    WIRE_EMPTY: "Nothing has been said on this connection yet.", "이 커넥션에서는 아직 오간 내용이 없습니다.";
    /// From the client.
    TO_SERVER: "to the server", "서버로";
    /// From the server.
    TO_CLIENT: "to the client", "클라이언트로";
    /// The connection ends.
    CONNECTION_CLOSED: "connection closed", "커넥션 종료";
    /// Nobody read it.
    LOST_LINE: "lost on the link", "링크에서 유실";

    /// Shows the log of a component.
    ITS_LOG: "Its log", "이 컴포넌트의 로그";
    /// Shows the lines of its connection.
    ITS_WIRE: "Its protocol lines", "이 컴포넌트의 프로토콜";

    /// The list of dead letters.
    DEAD_LETTERS: "Dead letters", "데드 레터";
    /// There are none.
    NO_DEAD_LETTERS:
        "None yet. A message that its consumer gave up comes here, to be mended and replayed.",
        "아직 없습니다. 컨슈머가 전달을 포기한 메시지가 여기에 들어오며, 고쳐서 재발행할 수 있습니다.";
    /// The text of a dead letter, to be mended.
    MENDED_TEXT: "Text, to be mended", "고칠 내용";
    /// Sends a dead letter again.
    REPLAY: "Replay", "재발행";

    /// Why a request is a dead letter.
    NOBODY_LISTENED: "Nobody listened when it was sent.", "보낸 시점에 듣는 곳이 없었습니다.";

    /// The table of waiting times and their formula.
    BESIDE_FORMULA: "Mean wait: measured beside formula", "평균 대기: 측정값과 공식";
    /// How a crew's messages queue.
    CREW_QUEUE: "Queue", "대기열";
    /// One queue for all members.
    ONE_QUEUE: "one for all", "모두 함께 하나";
    /// One queue for each member.
    QUEUE_EACH: "one each", "각자 하나";
    /// How many there are.
    CREW_HANDLERS: "Handlers", "핸들러 수";
    /// How many messages come.
    CREW_ARRIVALS: "Messages", "들어오는 메시지";
    /// How busy they are to be.
    CREW_UTILISATION: "Load on each", "핸들러당 부하";
    /// What the formula says.
    CREW_EXPECTED: "Formula", "공식";
    /// What was measured.
    CREW_MEASURED: "Measured", "측정값";
    /// Of how many messages.
    CREW_SAMPLES: "Messages measured", "표본(건)";
    /// More comes than they can do.
    WITHOUT_END: "grows without end", "끝없이 늘어남";
    /// The formula needs chance alone.
    DOES_NOT_HOLD: "does not apply", "적용 불가";
    /// What the measured mean is a mean of.
    CREW_NOTE:
        "The measurement begins anew when a knob is turned or a handler comes, goes or is hindered. A mean of few \
            messages is mostly luck.",
        "값을 바꾸거나 핸들러가 늘거나 줄거나 방해를 받으면 측정을 새로 시작합니다. 표본이 적을 때의 평균은 운에 크게 좌우됩니다.";

    /// What the shapes of the picture mean.
    LEGEND: "What the shapes mean", "모양의 의미";
}

/// The button that follows a message.
pub fn follow(lang: Lang, message: &str) -> String {
    say(lang, Said { en: "Follow {0}", ko: "{0} 따라가기" }, &[message])
}

/// The heading over a followed message.
pub fn following(lang: Lang, message: &str) -> String {
    say(lang, Said { en: "Following {0}", ko: "{0:을} 따라가는 중" }, &[message])
}

/// The message that the followed one answers, copies or repeats.
pub fn comes_of(lang: Lang, message: &str) -> String {
    say(lang, Said { en: "It comes of {0}.", ko: "{0}에서 비롯된 메시지입니다." }, &[message])
}

/// The end of a chart's axis.
pub fn axis_end(lang: Lang, value: &str) -> String {
    say(lang, Said { en: "scale to {0}", ko: "눈금 최대 {0}" }, &[value])
}

/// Why a message is a dead letter.
pub fn why_dead(lang: Lang, consumer: &str, deliveries: &str) -> String {
    let said = match deliveries {
        "1" => Said { en: "{0} gave it up after 1 delivery.", ko: "{0:이} 1번 전달한 뒤 포기했습니다." },
        _ => {
            Said { en: "{0} gave it up after {1} deliveries.", ko: "{0:이} {1}번 전달한 뒤 포기했습니다." }
        }
    };
    say(lang, said, &[consumer, deliveries])
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
}
