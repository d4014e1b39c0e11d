//! Records in Korean: in the past tense and the formal style, as an engineer writes a log that others read. What the
//! gaps are: `words.rs`.

use crate::message::{ComponentId, ConsumerId, Message};
use crate::sim::time::Span;
use crate::transcript::{AckVerdict, ConsumerChange, Forgotten, Kind, Outcome};

/// The sentence about what happened.
pub(super) fn sentence(kind: &Kind) -> &'static str {
    match kind {
        Kind::Joined => "{0:이} 시작되었습니다.",
        Kind::Left => "{0:이} 제거되었습니다.",
        Kind::Draining => "{0:은} 새 메시지를 더 받지 않고, 남은 메시지를 마저 처리합니다.",
        Kind::Crashed { held: 0 } => "{0:이} 비정상 종료되었고, 갖고 있던 메시지는 없습니다.",
        Kind::Crashed { .. } => "{0:이} 메시지 {1}개를 가진 채 비정상 종료되었습니다.",
        Kind::Restarted => "{0:이} 아무 메시지도 없이 다시 시작되었습니다.",
        Kind::Scaled { .. } => "{0} 수를 {1}개로 조정했습니다.",
        Kind::KnobTurned { .. } => "{1} 값을 {2:으로} 바꾸었습니다.",
        Kind::Paused => "{0:이} 일시 정지되어, 보낸 것은 받는 쪽에서 기다립니다.",
        Kind::Unpaused => "{0:이} 다시 움직이며, 기다리던 것부터 받습니다.",
        Kind::Slowed { factor: 1 } => "{0}의 처리 속도가 원래대로 돌아왔습니다.",
        Kind::Slowed { .. } => "{0:은} 이제부터 메시지마다 {1}배 오래 걸립니다.",
        Kind::LossArmed => "{0}의 링크를 다음에 지나는 메시지는 유실됩니다.",
        Kind::PoisonArmed => "{0:이} 다음에 발행할 메시지는 어떤 핸들러도 처리하지 못합니다.",
        Kind::BrokerStopped => "{0:이} 멈추어 커넥션이 모두 끊겼습니다.",
        Kind::BrokerStarted => "{0:이} 커넥션도 구독도 없이 다시 시작되었습니다.",

        Kind::Connected { .. } => "{0:이} {1}에 연결되었습니다(커넥션 {2}번).",
        Kind::Disconnected { .. } => "{1:이} {0}의 커넥션 {2}번이 끊긴 것을 알고 구독을 모두 지웠습니다.",
        Kind::Subscribed { group: Some(_), .. } => "{0:이} 큐 그룹 {2}의 멤버로 {1:을} 구독했습니다.",
        Kind::Subscribed { group: None, .. } => "{0:이} {1:을} 구독했으며, 모든 메시지의 사본을 받습니다.",
        Kind::Unsubscribed { .. } => "{1:이} {0}의 구독을 해지했습니다.",

        Kind::Published { message } => published(message),
        Kind::LostOnLink(_) => "{1:이} {2:으로} 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.",
        Kind::Routed { message, .. } if message.origin() == ComponentId::OUTSIDE => {
            "{0:이} {1:을} 라우팅하여 사본 {2}개가 이곳으로 옵니다. 다른 서브스크라이버에게도 가는지는 알 수 없습니다."
        }
        Kind::Routed { .. } => "{0:이} {1:을} 라우팅하여 사본 {2}개를 내보냈습니다.",
        Kind::NoInterest { .. } => "{1:을} 구독하는 쪽이 없어 {0:이} 그대로 버렸습니다.",
        Kind::NotVisible(_) => "{0:이} {1:을} 받았지만, 그 뒤 어떻게 되었는지는 이 클라이언트에 보이지 않습니다.",
        Kind::CameToLight(_) => "{1:이} 어떻게 되었는지 이제 알 수 있습니다.",
        Kind::NoResponders { .. } => "{0:이} {1}에 응답할 쪽이 없다고 곧바로 알렸습니다(상태 503).",

        Kind::Sent { .. } => "{0:이} {1:을} {2}에 보냈습니다.",
        Kind::Delivered { .. } => "{1:이} 도착하여 {0}에서 대기합니다.",
        Kind::Started { service: Span::ZERO, .. } => "{0:이} {1} 처리를 시작했습니다.",
        Kind::Started { .. } => "{0:이} {1} 처리를 시작했습니다({2} 소요).",
        Kind::Finished { outcome: Outcome::Done, .. } => "{0:이} {1} 처리를 마쳤습니다.",
        Kind::Finished { delivery, .. } if is_core(delivery.consumer) => {
            "{0:이} {1} 처리에 실패했고, 브로커는 이를 모르므로 메시지는 사라집니다."
        }
        Kind::Finished { .. } => "{0:이} {1} 처리에 실패했습니다.",
        Kind::Lost { delivery, .. } if is_core(delivery.consumer) => "{3} {2} {1:이} 유실되었습니다.",
        Kind::Lost { .. } => "{3} {2} {1}의 전달이 유실되었습니다.",

        Kind::StreamCreated { .. } => "{0:이} 스트림 {1:을} 만들었습니다.",
        Kind::ConsumerCreated { pending: 0, .. } => "{0:이} {2}의 컨슈머 {1:을} 만들었습니다.",
        Kind::ConsumerCreated { .. } => "{0:이} {2}의 컨슈머 {1:을} 만들었고, 전달할 메시지 {3}개가 대기합니다.",
        Kind::ConsumerChanged(ConsumerChange { more: 0, fewer: 0, .. }) => "{0:이} {1:이} 전달할 메시지를 바꿨습니다.",
        Kind::ConsumerChanged(ConsumerChange { fewer: 0, .. }) => {
            "{0:이} {1:이} 전달할 메시지를 바꿨습니다. {2}개가 늘었습니다."
        }
        Kind::ConsumerChanged(ConsumerChange { more: 0, .. }) => {
            "{0:이} {1:이} 전달할 메시지를 바꿨습니다. {3}개가 줄었습니다."
        }
        Kind::ConsumerChanged(_) => "{0:이} {1:이} 전달할 메시지를 바꿨습니다. {2}개가 늘고 {3}개가 줄었습니다.",
        Kind::StreamDeleted(_) | Kind::ConsumerDeleted { pending: 0, .. } => "{0:이} {1:을} 삭제했습니다.",
        Kind::ConsumerDeleted { .. } => "{0:이} 전달할 메시지 {2}개가 남은 {1:을} 삭제했습니다.",
        Kind::Stored { consumers: 0, .. } => "{0:이} {1:을} {2}에 {3}번으로 저장했고, 기다리는 컨슈머는 없습니다.",
        Kind::Stored { .. } => "{0:이} {1:을} {2}에 {3}번으로 저장했고, 컨슈머 {4}개가 이를 전달합니다.",
        Kind::Duplicate { .. } => {
            "{0:이} {1:을} 다시 저장하지 않았습니다. Nats-Msg-Id가 같은 메시지가 {2}에 {3}번으로 이미 있습니다."
        }
        Kind::Refused { .. } => "{2} {0:이} {1:을} 받지 않았습니다.",
        Kind::Removed { undelivered: 0, .. } => "{4} {0:이} {2}의 {3}번 메시지 {1:을} 지웠습니다.",
        Kind::Removed { .. } => {
            "{4} {0:이} {2}의 {3}번 메시지 {1:을} 지웠고, 아직 전달하지 않은 컨슈머 {5}개는 이제 전달할 수 없습니다."
        }

        Kind::Fetched { .. } => "{1:이} {2}에서 메시지를 최대 {3}개 페치하려고 기다립니다.",
        Kind::FetchEnded { .. } => "{0:이} {2}에 대한 {1}의 페치를 상태 {3:으로} 끝냈습니다({4}).",
        Kind::AckSent { verdict, .. } => said(*verdict),
        Kind::AckLost { .. } => {
            "{0:이} {1}에 대해 보낸 {2:이} {3:으로} 가는 도중 유실되었으며, 아무도 이를 알지 못합니다."
        }
        Kind::Acked { .. } => "{0:이} {1}의 ack을 받아, {2}의 전달이 완료되었습니다.",
        Kind::Nakked { delay: Span::ZERO, .. } => "{0:이} {1}의 nak을 받아, {2:이} 곧바로 재전달합니다.",
        Kind::Nakked { .. } => "{0:이} {1}의 nak을 받아, {2:이} {3} 뒤에 재전달합니다.",
        Kind::Extended { .. } => "{0:이} {1:이} 아직 처리 중이라는 알림을 받아, {2:이} ack을 처음부터 다시 기다립니다.",
        Kind::Terminated { gone: false, .. } => "{0:이} {1}의 term을 받아, {2:은} 더 이상 재전달하지 않습니다.",
        Kind::Terminated { gone: true, .. } => "{1:이} 스트림에서 지워져 {0:이} {2:으로} 재전달할 수 없습니다.",
        Kind::AckTimedOut { .. } => "{1}의 ack이 제때 오지 않아 {2:이} 재전달합니다.",
        Kind::Forgotten(Forgotten { settled: Some(Outcome::Done), .. }) => {
            "{0:이} ack을 확인해 준 {1:을} {2:이} 재전달합니다."
        }
        Kind::Forgotten(Forgotten { settled: Some(Outcome::Failed), .. }) => {
            "{0:이} term을 확인해 준 {1:을} {2:이} 재전달합니다."
        }
        Kind::Forgotten(_) => "{0:이} {1:을} 전달한 사실을 잊어 {2:이} 재전달합니다.",
        Kind::Exhausted { .. } => "{2:이} {1:을} {3}번 전달한 끝에 포기했으며, 메시지는 스트림에 남습니다.",
        Kind::DeadLettered { .. } => "{0:이} {1}의 데드 레터로 {2:을} 발행했습니다.",
        Kind::NotReplayed(..) => "{2} {0:이} 데드 레터 {1}번의 재발행을 마치지 못했습니다.",

        Kind::Confirmed { duplicate: false, .. } => "{0:이} {1:이} {2}번으로 저장되었음을 확인했습니다.",
        Kind::Confirmed { duplicate: true, .. } => "{0:이} {1:이} 이미 {2}번으로 저장되어 있었음을 확인했습니다.",
        Kind::AnswerLost { .. } => "{1}에 대한 응답이 {0:으로} 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.",
        Kind::NotConfirmed { .. } => "{2} {0:은} {1:을} 받았다는 확인을 얻지 못했습니다.",
        Kind::Counted { .. } => "{0:이} {1:이} {2}건 전달되었다는 답을 받았습니다.",
        Kind::Received { late: false, .. } => "{0:이} {2}에 대한 응답 {1:을} 받았습니다.",
        Kind::Received { late: true, .. } => "{0:이} {2}에 대한 응답 {1:을} 너무 늦게 받아 무시했습니다.",
        Kind::TimedOut { .. } => "{0:이} {1}에 대한 응답을 제한 시간 안에 받지 못했습니다.",
        Kind::Retried { .. } => "{0:이} {1:을} {2:으로} 다시 보냈습니다({3}차 시도).",
        Kind::Gathered { .. } => "{3} {0:이} {1}에 대한 응답을 {2}개 모으고 멈췄습니다.",
        Kind::Stalled(_) => "느린 컨슈머로 가는 메시지가 너무 많이 밀려 {1:이} 커넥션 {2}번에서 읽기를 멈췄습니다.",
        Kind::Resumed(_) => "{1:이} 커넥션 {2}번에서 다시 읽기 시작했습니다.",
        Kind::Expelled { .. } => "{3} {1:이} 커넥션 {2}번을 닫았습니다.",
        Kind::Partitioned => "{0}의 링크가 끊겨, 보낸 것은 양쪽 끝에서 기다립니다.",
        Kind::Healed => "{0}의 링크가 다시 이어졌습니다.",

        Kind::SessionOpened { .. } => "{0:이} {1}의 커넥션을 열었습니다.",
        Kind::SessionClosed { .. } => "{0:이} {1}의 커넥션을 닫았습니다.",
        Kind::StatementQueued { .. } => "{1:이} {2:을} 저장하려고 {0} 커넥션이 비기를 기다립니다.",
        Kind::StatementStarted { .. } => "{0:이} {1}의 요청으로 {2:을} 저장하기 시작했습니다.",
        Kind::Saved { .. } => "{0:이} {2:을} {3}번 행으로 저장했습니다.",
        Kind::StatementAborted { .. } => "{1:이} 사라져 {0:이} {2} 저장을 롤백했습니다.",
    }
}

fn published(message: &Message) -> &'static str {
    match message.reply {
        None => "{0:이} {1:을} {2:으로} 발행했습니다: {3}.",
        Some(_) => "{0:이} {1:을} {2:으로} 발행하고 {4:으로} 올 응답을 기다립니다: {3}.",
    }
}

const fn said(verdict: AckVerdict) -> &'static str {
    match verdict {
        AckVerdict::Ack => "{0:이} {1:을} 처리했다고 ack을 보냈습니다.",
        AckVerdict::Nak => "{0:이} {1:을} 다시 전달해 달라고 nak을 보냈습니다.",
        AckVerdict::InProgress => "{0:이} {1:을} 아직 처리 중이라고 알렸습니다.",
        AckVerdict::Term => "{0:이} {1:을} 다시는 전달하지 말라고 term을 보냈습니다.",
    }
}

const fn is_core(consumer: ConsumerId) -> bool {
    consumer.0 == ConsumerId::NONE.0
}
