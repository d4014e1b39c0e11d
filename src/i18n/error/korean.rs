//! Errors in Korean: what is wrong, and then what would be right.

use super::refusal;
use crate::i18n::korean::{Particle, attach};
use crate::i18n::quote::quote;
use crate::message::subject::SubjectError;
use crate::scenario::{Deed, Expected, Foreign, Measured, ScenarioError, Thing, link};
use crate::sim::time::Form;

/// Why a scenario, a knob value, an action or a link is refused.
pub(super) fn sentence(error: &ScenarioError) -> String {
    match error {
        ScenarioError::Shape { line, column, problem } => {
            format!("{line}행 {column}열을 읽을 수 없습니다. 원인: {}.", quote(problem))
        }
        ScenarioError::TooLarge { what, size, limit } => {
            format!("{} {size}입니다. 한도는 {limit}입니다.", attach(&measured(what), Particle::Subject))
        }
        ScenarioError::Name { what, name } => format!(
            "{} {} 이름으로 쓸 수 없습니다. 영문자, 숫자, -, _ 만으로 40자 이내로 지어 주세요.",
            attach(&quote(name), Particle::Topic),
            thing(*what)
        ),
        ScenarioError::Duplicate { name } => format!(
            "이름 {} 쓸 수 없습니다. 브로커, 참여자, 조절값은 저마다 이름이 달라야 하고, {}는 조절값 이름으로 쓸 수 없습니다.",
            attach(&quote(name), Particle::Topic),
            link::TAKEN.join(", ")
        ),
        ScenarioError::NoBroker => "브로커가 없습니다. brokers에 하나 이상 적어 주세요. \
             예: {\"id\": \"nats\", \"profile\": {\"nats_core\": {}}}."
            .to_owned(),
        ScenarioError::Unknown { place, what, name, known } => {
            format!("{place}: {}", missing(thing(*what), name, known))
        }
        ScenarioError::MissingBroker { part, known } => {
            format!("{part}의 브로커가 정해지지 않았습니다. \"broker\"를 추가해 주세요. {}", names(known))
        }
        ScenarioError::Source { part } => format!(
            "{part}의 메시지 출처를 하나만 정해 주세요. filter(group은 선택) 또는 pull 중 하나를 쓸 수 있습니다."
        ),
        ScenarioError::OutOfRange { place, value, expected } => {
            format!("{place}: {} 범위를 벗어났습니다. {}", attach(value, Particle::Subject), remedy(expected))
        }
        ScenarioError::Foreign { place, foreign } => format!("{place}: {}", unknown_to_the_broker(foreign)),
        ScenarioError::Refused { place, error } => refusal::sentence(place, error),
        ScenarioError::Subject { place, error } => format!("{place}: {}", subject_sentence(error)),
        ScenarioError::UnknownKnob { knob, known } => missing(thing(Thing::Knob), knob, known),
        ScenarioError::KnobValue { knob, value, expected } => {
            format!("{knob}에 {} 쓸 수 없습니다. {}", attach(&quote(value), Particle::Object), remedy(expected))
        }
        ScenarioError::KnobRange { knob, expected } => {
            format!("조절값 {knob}의 min, max, step이 잘못되었습니다. {}", remedy(expected))
        }
        ScenarioError::KnobTarget { knob, parameter, part } => format!(
            "조절값 {} 바꾸려는 {} {part}에 없습니다.",
            attach(knob, Particle::Subject),
            attach(&parameter.to_string(), Particle::Subject)
        ),
        ScenarioError::Impossible { component, verb } => {
            format!("{} {} 수 없습니다.", attach(component, Particle::Topic), deed(*verb))
        }
        ScenarioError::Over => {
            "이미 끝난 실행의 기록입니다. 이 실행에서는 더 이상 아무것도 바꿀 수 없습니다.".to_owned()
        }
        ScenarioError::OnlySimulated(name) => format!(
            "{} 시뮬레이션에서만 쓸 수 있습니다. 실제 서버에서는 이 페이지가 링크의 유실과 지연을 바꾸거나 서버를 \
             재시작할 수 없습니다.",
            attach(&quote(name), Particle::Topic)
        ),
        ScenarioError::UnknownPattern { name, known } => missing("패턴", name, known),
        ScenarioError::Link { name, value, expected } => {
            let pair = format!("{name}={value}");
            format!("링크의 {} 읽을 수 없습니다. {}", attach(&quote(&pair), Particle::Object), remedy(expected))
        }
    }
}

/// What the broker does not know, and what to do instead.
fn unknown_to_the_broker(foreign: &Foreign) -> String {
    match foreign {
        Foreign::GroupOnRedis => "Redis Pub/Sub에는 큐 그룹이 없어 모든 서브스크라이버가 사본을 받습니다. \
             group을 지우거나 NATS를 브로커로 쓰세요."
            .to_owned(),
        Foreign::RepliesOnRedis => {
            "Redis Pub/Sub 메시지에는 답을 받을 곳이 없습니다. 지우거나 NATS를 브로커로 쓰세요.".to_owned()
        }
        Foreign::ForwardOnRedis => "Redis에서 구독 중인 클라이언트는 같은 커넥션으로 발행할 수 없습니다. \
             지우거나 NATS를 브로커로 쓰세요."
            .to_owned(),
        Foreign::GroupOnDirect => {
            "직접 호출에는 큐 그룹이 없습니다. 요청은 그 서브젝트를 맡은 프로세스 하나로 갑니다. \
             group을 지워 주세요."
                .to_owned()
        }
        Foreign::RestartOnDirect => {
            "직접 호출에는 재시작할 브로커가 없습니다. 핸들러를 비정상 종료한 뒤 다시 시작해 보세요.".to_owned()
        }
        Foreign::WatchedSimulated => {
            "지켜보기만 한 서버는 속을 알 수 없어 시뮬레이션할 수 없습니다. nats_core나 jet_stream을 써 주세요."
                .to_owned()
        }
        Foreign::FullWildcardOnRedis { instead } => {
            format!("Redis에서 >는 보통 글자입니다. 어떤 글자열이든 뜻하는 *를 써서 {instead}로 적어 주세요.")
        }
    }
}

/// Why a text is no subject or no filter.
pub(super) fn subject_sentence(error: &SubjectError) -> String {
    let token = |subject: &str, token: &usize| format!("{}의 {token}번째 토큰", quote(subject));
    match error {
        SubjectError::Empty => {
            "서브젝트가 비어 있습니다. 토큰을 점으로 이어 적어 주세요. 예: events.todo.newitem.".to_owned()
        }
        SubjectError::EmptyToken { subject, token: at } => {
            format!("{}이 비어 있습니다. 점과 점 사이에는 한 글자 이상 있어야 합니다.", token(subject, at))
        }
        SubjectError::WhiteSpace { subject, token: at } => {
            format!("{}에 공백이 있습니다. 공백 대신 점, 대시, 밑줄을 써 주세요.", token(subject, at))
        }
        SubjectError::FullWildcardNotLast { subject, token: at } => {
            format!("{}이 >입니다. >는 마지막 토큰에만 쓸 수 있습니다.", token(subject, at))
        }
        SubjectError::Wildcard { subject, token: at, wildcard } => {
            format!(
                "{}이 와일드카드 {wildcard}입니다. 발행할 서브젝트에는 와일드카드를 쓸 수 없습니다.",
                token(subject, at)
            )
        }
    }
}

fn missing(what: &str, name: &str, known: &[String]) -> String {
    format!("{what} {} 찾을 수 없습니다. {}", attach(&quote(name), Particle::Object), names(known))
}

fn names(known: &[String]) -> String {
    if known.is_empty() {
        "쓸 수 있는 이름이 없습니다.".to_owned()
    } else {
        format!("쓸 수 있는 이름: {}.", known.join(", "))
    }
}

fn remedy(expected: &Expected) -> String {
    let right = match expected {
        Expected::Count => "3과 같은 정수".to_owned(),
        Expected::Quantity(Form::Span) => "400ms, 1.5s, 2min처럼 단위를 붙인 시간".to_owned(),
        Expected::Quantity(Form::Rate) => "6/s, 2.5/s처럼 초당 횟수, 소수점 아래 세 자리까지".to_owned(),
        Expected::Quantity(Form::Ratio) => "5%처럼 0%에서 100%까지, 소수점 아래 네 자리까지".to_owned(),
        Expected::Quantity(Form::Sigma) => "0.8처럼 0에서 3까지, 소수점 아래 세 자리까지".to_owned(),
        Expected::Between(min, max) => format!("{min} 이상 {max} 이하"),
        Expected::AtMost(limit) => format!("{limit} 이하"),
        Expected::AtLeastOne => "1 이상".to_owned(),
        Expected::InOrder => "이른 시각부터 차례대로".to_owned(),
        Expected::NoneForList => "없음. arrivals에 시각 목록이 있으면 빈도는 쓰지 않습니다".to_owned(),
        Expected::Texts => "발행할 텍스트 하나 이상".to_owned(),
        Expected::Alone => "이 역할에서는 1".to_owned(),
        Expected::Ordered => "min은 max 이하".to_owned(),
        Expected::Version => "이 페이지가 아는 버전인 1".to_owned(),
        Expected::Seed => format!("0부터 {}까지의 정수", u64::MAX),
        Expected::Moment => "12.4s처럼 단위를 붙인 시각".to_owned(),
        Expected::Entry => "3s:crash:save-handler.2처럼 시각, 동작, 대상 순서".to_owned(),
        Expected::Verb => {
            "set:이름:값, publish:컴포넌트:텍스트, crash:컴포넌트, restart:컴포넌트, pause:컴포넌트, unpause:컴포넌트, \
             slow:컴포넌트, speed-up:컴포넌트, scale:이름:개수, partition:컴포넌트, heal:컴포넌트, lose-next:컴포넌트, \
             poison-next:컴포넌트, replay:컴포넌트:번호:텍스트"
                .to_owned()
        }
        Expected::Lang => "en 또는 ko".to_owned(),
        Expected::Theme => "system, light, dark 중 하나".to_owned(),
        Expected::Address => "사용자와 비밀번호가 없는 주소. 예: ws://127.0.0.1:9222".to_owned(),
    };
    format!("올바른 값: {right}.")
}

const fn thing(thing: Thing) -> &'static str {
    match thing {
        Thing::Scenario => "시나리오",
        Thing::Broker => "브로커",
        Thing::Part => "참여자",
        Thing::Knob => "조절값",
        Thing::QueueGroup => "큐 그룹",
        Thing::Database => "데이터베이스",
        Thing::Stream => "스트림",
        Thing::PullConsumer => "pull 컨슈머",
        Thing::Component => "컴포넌트",
    }
}

fn measured(measured: &Measured) -> String {
    match measured {
        Measured::File => "시나리오 파일 크기(바이트)".to_owned(),
        Measured::Parts => "브로커와 참여자 수".to_owned(),
        Measured::Replicas(part) => format!("{part}.replicas"),
        Measured::Entries => "동작 수".to_owned(),
        Measured::Text(place) => format!("{place}: 텍스트 길이(바이트)"),
        Measured::List(place) => format!("{place}: 시각 개수"),
        Measured::Link => "링크 길이(바이트)".to_owned(),
    }
}

const fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Publish => "발행할",
        Deed::Crash => "비정상 종료시킬",
        Deed::Restart => "다시 시작할",
        Deed::Partition => "링크를 끊을",
        Deed::Heal => "링크를 다시 이을",
        Deed::Pause => "일시 정지시킬",
        Deed::Unpause => "일시 정지를 풀",
        Deed::SlowDown => "느리게 할",
        Deed::SpeedUp => "원래 속도로 되돌릴",
        Deed::Scale => "개수를 조절할",
        Deed::LoseNext => "링크에서 다음 메시지를 유실시킬",
        Deed::PoisonNext => "처리할 수 없는 메시지를 발행할",
        Deed::Replay => "데드 레터를 재발행할",
    }
}
