//! What nats-server refuses, in Korean: its own words, and what would help.

use crate::i18n::quote::quote;
use crate::message::ApiError;

/// Why a stream or consumer is refused.
pub(super) fn sentence(place: &str, error: &ApiError) -> String {
    let (number, said) = (error.err_code, quote(&error.description));
    format!("{place}: nats-server가 오류 {number}, {said}로 거부합니다. {}", remedy(error))
}

fn remedy(error: &ApiError) -> &'static str {
    match error.err_code {
        10026 => "스트림의 max_consumers를 늘리거나 컨슈머를 빼 주세요.",
        10052 => stream_remedy(&error.description),
        10058 => "스트림마다 다른 이름을 지어 주세요.",
        10065 => "서브젝트 하나는 스트림 하나에만 속합니다. 한쪽에서 빼거나 와일드카드를 좁혀 주세요.",
        10079 => "와일드카드 없는 서브젝트 하나를 적어 주세요.",
        10080 => "max_waiting을 빼 주세요. deliver_subject가 있는 컨슈머에서는 아무도 메시지를 가져가지 않습니다.",
        10081 => "스트림이 저장하지 않는 서브젝트로 보내 주세요.",
        10082 => "max_ack_pending을 빼거나 ack을 기다리게 해 주세요.",
        10083 => "하트비트 간격을 100ms 이상으로 해 주세요.",
        10084 | 10098 => "작업 큐는 ack을 받은 메시지를 지웁니다. ack_policy를 explicit으로 해 주세요.",
        10088 => "idle_heartbeat를 빼거나 deliver_subject를 추가해 주세요.",
        10093 => "filter_subject는 스트림의 서브젝트에 들어 있는 것만 쓸 수 있습니다.",
        10094 => "deliver_policy에 필요한 값을 추가해 주세요.",
        10099 | 10100 => {
            "작업 큐에서는 메시지 하나가 컨슈머 하나에만 속합니다. 작업자들이 컨슈머 하나를 같이 쓰거나, 컨슈머마다 \
             filter_subject를 다르게 적어 주세요."
        }
        10101 => "작업 큐는 모든 메시지를 전달합니다. deliver_policy를 빼 주세요.",
        10012 | 10102 | 10103 => "컨슈머마다 점, 와일드카드, 공백이 없는 다른 이름을 지어 주세요.",
        10116 => "max_deliver를 backoff 단계의 수보다 크게 해 주세요.",
        _ => "서버의 설명대로 바꿔 주세요.",
    }
}

/// One number stands for everything that can be wrong with a stream alone.
fn stream_remedy(description: &str) -> &'static str {
    match description {
        said if said.starts_with("stream name") => "영문자, 숫자, -, _ 로 이름을 지어 주세요.",
        said if said.starts_with("max age") => "max_age를 100ms 이상으로 하거나 빼 주세요.",
        said if said.starts_with("duplicates window") => {
            "duplicate_window를 100ms 이상, max_age 이하로 하거나 빼 주세요."
        }
        said if said.starts_with("discard new") => "discard를 new로 하고 max_msgs_per_subject를 적어 주세요.",
        said if said.starts_with("duplicate subjects") => "서브젝트는 하나씩만 적어 주세요.",
        said if said.starts_with("subject ") => "둘 중 하나만 적거나 와일드카드를 좁혀 주세요.",
        said if said.starts_with("subjects overlap") => "$JS.API는 서버에 남겨 두세요.",
        _ => "서버의 설명대로 바꿔 주세요.",
    }
}
