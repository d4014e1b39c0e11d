//! Records in Korean: in the past tense and the formal style, as an engineer writes a log that others read.

use super::Names;
use crate::i18n::korean::{Particle, attach};
use crate::i18n::number::count;
use crate::i18n::quote::quote;
use crate::i18n::{Lang, time};
use crate::message::Message;
use crate::transcript::{Kind, LossReason, Outcome, Record, Stage};

/// What happened, in one sentence.
pub(super) fn sentence(record: &Record, names: Names<'_>) -> String {
    let component = names.component(record.component);
    let (who, about) = (attach(&component, Particle::Subject), attach(&component, Particle::Topic));
    match &record.kind {
        Kind::Joined => format!("{who} 시작되었습니다."),
        Kind::Left => format!("{who} 제거되었습니다."),
        Kind::Draining => format!("{about} 새 메시지를 더 받지 않고, 남은 메시지를 마저 처리합니다."),
        Kind::Crashed { held: 0 } => format!("{who} 비정상 종료되었고, 갖고 있던 메시지는 없습니다."),
        Kind::Crashed { held } => {
            format!("{who} 비정상 종료되어, 갖고 있던 메시지 {}개가 유실됩니다.", count(u64::from(*held)))
        }
        Kind::Restarted => format!("{who} 아무 메시지도 없이 다시 시작되었습니다."),
        Kind::Scaled { members } => format!("{} 수를 {}개로 조정했습니다.", component, count(u64::from(*members))),
        Kind::KnobTurned { knob, value } => format!("{knob} 값을 {} 바꾸었습니다.", attach(value, Particle::To)),

        Kind::Connected { broker, connection } => {
            format!("{who} {}에 연결되었습니다(커넥션 {}번).", names.component(*broker), connection.0)
        }
        Kind::Disconnected { broker, connection } => {
            let broker = attach(&names.component(*broker), Particle::Subject);
            format!("{broker} {component}의 커넥션 {}번이 끊긴 것을 알고 구독을 모두 지웠습니다.", connection.0)
        }
        Kind::Subscribed { filter, group: Some(group), .. } => {
            let filter = attach(filter.as_str(), Particle::Object);
            format!("{who} 큐 그룹 {group}의 멤버로 {filter} 구독했습니다.")
        }
        Kind::Subscribed { filter, group: None, .. } => {
            let filter = attach(filter.as_str(), Particle::Object);
            format!("{who} {filter} 구독했으며, 모든 메시지의 사본을 받습니다.")
        }
        Kind::Unsubscribed { .. } => {
            let broker = attach(&names.broker_of(record.component), Particle::Subject);
            format!("{broker} {component}의 구독을 해지했습니다.")
        }

        Kind::Published { message } => published(&component, message, names),
        Kind::LostOnLink { message } => {
            let message = attach(&names.message(*message), Particle::Subject);
            let broker = attach(&names.broker_of(record.component), Particle::To);
            format!("{message} {broker} 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.")
        }
        Kind::Routed { message, copies } => {
            let message = attach(&names.message(*message), Particle::Object);
            format!("{who} {message} 라우팅하여 사본 {}개를 내보냈습니다.", count(u64::from(*copies)))
        }
        Kind::NoInterest { message } => {
            let message = attach(&names.message(*message), Particle::Object);
            format!("{message} 구독하는 쪽이 없어 {who} 그대로 버렸습니다.")
        }
        Kind::NoResponders { message } => {
            format!("{who} {}에 응답할 쪽이 없다고 곧바로 알렸습니다(상태 503).", names.message(*message))
        }

        Kind::Sent { delivery, to, .. } => {
            let delivery = attach(&names.delivery(*delivery), Particle::Object);
            format!("{who} {delivery} {}에 보냈습니다.", names.component(*to))
        }
        Kind::Delivered { delivery } => {
            let delivery = attach(&names.delivery(*delivery), Particle::Subject);
            format!("{delivery} 도착하여 {component}에서 대기합니다.")
        }
        Kind::Started { delivery, service } => {
            let length = time::span(Lang::Ko, *service);
            format!("{who} {} 처리를 시작했습니다({length} 소요).", names.delivery(*delivery))
        }
        Kind::Finished { delivery, outcome: Outcome::Done } => {
            format!("{who} {} 처리를 마쳤습니다.", names.delivery(*delivery))
        }
        Kind::Finished { delivery, outcome: Outcome::Failed } => {
            format!("{who} {} 처리에 실패했고, 브로커는 이를 모르므로 메시지는 사라집니다.", names.delivery(*delivery))
        }
        Kind::Lost { delivery, stage, reason } => {
            let delivery = attach(&names.delivery(*delivery), Particle::Subject);
            format!("{} {} {delivery} 유실되었습니다.", cause(*reason), place(*stage, &component))
        }

        Kind::SessionOpened { client } => format!("{who} {}의 커넥션을 열었습니다.", names.component(*client)),
        Kind::SessionClosed { client } => format!("{who} {}의 커넥션을 닫았습니다.", names.component(*client)),
        Kind::StatementQueued { client, message } => {
            let client = attach(&names.component(*client), Particle::Subject);
            let message = attach(&names.message(*message), Particle::Object);
            format!("{client} {message} 저장하려고 {component} 커넥션이 비기를 기다립니다.")
        }
        Kind::StatementStarted { client, message } => {
            let message = attach(&names.message(*message), Particle::Object);
            format!("{who} {}의 요청으로 {message} 저장하기 시작했습니다.", names.component(*client))
        }
        Kind::Saved { message, row, .. } => {
            let message = attach(&names.message(*message), Particle::Object);
            format!("{who} {message} {}번 행으로 저장했습니다.", count(*row))
        }
        Kind::StatementAborted { client, message } => {
            let client = attach(&names.component(*client), Particle::Subject);
            format!("{client} 사라져 {who} {} 저장을 롤백했습니다.", names.message(*message))
        }
        _ => super::untold(record),
    }
}

fn published(publisher: &str, message: &Message, names: Names<'_>) -> String {
    let (name, text) = (names.message(message.id), quote(&message.payload.text()));
    // A message that carries its publisher's name need not say it twice.
    let name = name.strip_prefix(&format!("{publisher} ")).unwrap_or(&name);
    let (who, name) = (attach(publisher, Particle::Subject), attach(name, Particle::Object));
    let subject = attach(message.subject.as_str(), Particle::To);
    match &message.reply {
        None => format!("{who} {name} {subject} 발행했습니다: {text}."),
        Some(reply) => {
            let reply = attach(reply.as_str(), Particle::To);
            format!("{who} {name} {subject} 발행하고 {reply} 올 응답을 기다립니다: {text}.")
        }
    }
}

fn place(stage: Stage, component: &str) -> String {
    match stage {
        Stage::OnTheWay => format!("{} 가던", attach(component, Particle::To)),
        Stage::Pending => format!("{component}에서 대기 중이던"),
        Stage::InWork => format!("{component}에서 처리 중이던"),
    }
}

const fn cause(reason: LossReason) -> &'static str {
    match reason {
        LossReason::Crash => "프로세스가 비정상 종료되어",
        LossReason::ConnectionClosed => "커넥션이 이미 끊겨",
        LossReason::Link => "링크 손실로",
        LossReason::BufferFull => "대기 버퍼가 가득 차",
        LossReason::SlowConsumer => "브로커가 느린 컨슈머의 커넥션을 닫아",
    }
}
