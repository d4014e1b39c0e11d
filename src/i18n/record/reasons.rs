//! Whys and wheres in both languages: pieces that stand in the gaps of a sentence. In Korean a reason opens it.

use crate::transcript::{
    AckVerdict, ExpulsionReason, FailureReason, GatherStop, LossReason, RefusalReason, RemovalReason, ReplayFailure,
    Stage,
};

type Pair = (&'static str, &'static str);

/// Where a delivery was; the gap is the subscriber.
pub(super) const fn place(stage: Stage) -> Pair {
    match stage {
        Stage::OnTheWay => ("on the way to {0}", "{0:으로} 가던"),
        Stage::Pending => ("pending at {0}", "{0}에서 대기 중이던"),
        Stage::InWork => ("in work at {0}", "{0}에서 처리 중이던"),
    }
}

pub(super) const fn loss(reason: LossReason) -> Pair {
    match reason {
        LossReason::Crash => ("the process crashed", "프로세스가 비정상 종료되어"),
        LossReason::ConnectionClosed => ("the connection had ended", "커넥션이 이미 끊겨"),
        LossReason::Link => ("the link dropped it", "링크 장애로"),
        LossReason::BufferFull => ("its buffer was full", "대기 버퍼가 가득 차"),
        LossReason::SlowConsumer => {
            ("the broker closed the connection of a slow consumer", "브로커가 느린 컨슈머의 커넥션을 닫아")
        }
    }
}

/// The gap is the number of the server's error.
pub(super) const fn refusal(reason: RefusalReason) -> Pair {
    match reason {
        RefusalReason::Stream(code) => stream_error(code),
        RefusalReason::MaximumPayload => ("it is larger than a message may be", "메시지 최대 크기를 넘어"),
        RefusalReason::SubscriberMode => {
            ("who subscribes here cannot publish on the same connection", "구독 중인 커넥션에서는 발행할 수 없어")
        }
        RefusalReason::Permission => {
            ("its publisher may not publish there", "퍼블리셔에 그 서브젝트의 발행 권한이 없어")
        }
        RefusalReason::ConnectionRefused => ("the service is not there", "서비스가 떠 있지 않아"),
    }
}

/// What nats-server's numbers of errors mean, as far as publishing goes (`errors.json` of nats-server).
const fn stream_error(code: u16) -> Pair {
    match code {
        10054 => ("it is larger than the stream allows (error {0})", "스트림이 허용하는 크기를 넘어(오류 {0})"),
        10071 => (
            "the stream does not stand where its publisher expects (error {0})",
            "스트림의 마지막 번호가 퍼블리셔의 예상과 달라(오류 {0})",
        ),
        10077 => ("the stream is full (error {0})", "스트림이 가득 차(오류 {0})"),
        _ => ("the stream refuses it (error {0})", "스트림이 거부하여(오류 {0})"),
    }
}

pub(super) const fn replay(reason: ReplayFailure) -> Pair {
    match reason {
        ReplayFailure::Gone => ("there is no message of this number", "그 번호의 메시지가 없어"),
        ReplayFailure::NoSubject => {
            ("it does not say where its original went (Dlq-Subject)", "원래 서브젝트(Dlq-Subject)가 적혀 있지 않아")
        }
        ReplayFailure::NotTaken => ("it was not taken, so the letter stays", "받는 쪽이 없거나 받아들이지 않아"),
        ReplayFailure::NoAnswer => ("the broker does not answer", "브로커가 답하지 않아"),
    }
}

pub(super) const fn removal(reason: RemovalReason) -> Pair {
    match reason {
        RemovalReason::Settled => ("it is settled", "처리가 끝나"),
        RemovalReason::NoInterest => ("no consumer asks for it", "필요로 하는 컨슈머가 없어"),
        RemovalReason::Limit => ("the stream has reached its limit", "스트림이 한도에 이르러"),
        RemovalReason::Age => ("it is too old", "보존 기간이 지나"),
        RemovalReason::Administrator => ("an administrator removes it", "관리자의 요청으로"),
    }
}

pub(super) const fn failure(reason: FailureReason) -> Pair {
    match reason {
        FailureReason::Timeout => ("no answer comes in time", "응답이 제때 오지 않아"),
        FailureReason::NoResponders => ("nobody listens (status 503)", "받을 쪽이 없어(상태 503)"),
        FailureReason::Refused(code) => stream_error(code),
        FailureReason::Unreachable => ("the service cannot be reached", "서비스에 연결할 수 없어"),
    }
}

pub(super) const fn stop(reason: GatherStop) -> Pair {
    match reason {
        GatherStop::Count => ("it has as many as it wants", "원하는 수가 차서"),
        GatherStop::Deadline => ("its time is over", "제한 시간이 다 되어"),
        GatherStop::Stall => ("no more have come for too long", "응답이 한동안 더 오지 않아"),
        GatherStop::NoResponders => ("nobody listens (status 503)", "응답할 쪽이 없어(상태 503)"),
    }
}

pub(super) const fn expulsion(reason: ExpulsionReason) -> Pair {
    match reason {
        ExpulsionReason::SlowConsumerPending => {
            ("too many bytes wait for a slow consumer", "느린 컨슈머로 갈 데이터가 너무 많이 밀려")
        }
        ExpulsionReason::SlowConsumerDeadline => {
            ("a slow consumer has taken nothing for too long", "느린 컨슈머가 너무 오래 아무것도 받지 않아")
        }
        ExpulsionReason::MaximumPayload => ("it sent a message that is too large", "너무 큰 메시지를 보내"),
        ExpulsionReason::Stale => ("it did not answer the pings", "핑에 응답하지 않아"),
    }
}

/// What a status that ends a fetch means.
pub(super) const fn status(code: u16) -> Pair {
    match code {
        400 => ("the fetch makes no sense", "잘못된 요청"),
        404 => ("there is no message, and it does not wait", "메시지 없음"),
        408 => ("its time is over", "시간 초과"),
        409 => ("it cannot be served", "처리할 수 없는 요청"),
        _ => ("it ends", "종료"),
    }
}

/// What a client said, in the protocol's own words.
pub(super) const fn verdict(verdict: AckVerdict) -> Pair {
    match verdict {
        AckVerdict::Ack => ("ack", "ack"),
        AckVerdict::Nak => ("nak", "nak"),
        AckVerdict::InProgress => ("word of progress", "처리 중 알림"),
        AckVerdict::Term => ("term", "term"),
    }
}

/// The number in the gap of a refusal.
pub(super) const fn error_number(reason: RefusalReason) -> Option<u16> {
    match reason {
        RefusalReason::Stream(code) => Some(code),
        RefusalReason::MaximumPayload
        | RefusalReason::SubscriberMode
        | RefusalReason::ConnectionRefused
        | RefusalReason::Permission => None,
    }
}
