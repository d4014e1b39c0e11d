//! What streams, consumers, publishers and requesters do and hear.

use super::{AGAIN, BROKER, DELIVERY, HANDLER, OWED, STORED, TWELVE, TYPED, WEB, check, message};
use crate::message::{ConsumerId, MessageId, StreamId};
use crate::sim::time::Span;
use crate::transcript::{
    AckVerdict, FailureReason, Forgotten, GatherStop, Kind, LossReason, Outcome, RefusalReason, RemovalReason, Stage,
};
use expect_test::expect;

#[test]
fn streams_are_told_in_words() {
    let stored = |consumers| (BROKER, Kind::Stored { of: STORED, consumers, alone: true });
    let removed = |reason, undelivered| (BROKER, Kind::Removed { of: STORED, reason, undelivered });
    let refused = |reason| (BROKER, Kind::Refused { message: TWELVE, reason, alone: true });
    let happened = vec![
        (BROKER, Kind::StreamCreated { stream: StreamId(1), name: "JOBS".into() }),
        stored(0),
        stored(1),
        stored(2),
        (BROKER, Kind::Duplicate { of: STORED, alone: true }),
        refused(RefusalReason::Stream(10077)),
        refused(RefusalReason::Stream(10071)),
        refused(RefusalReason::Stream(10054)),
        refused(RefusalReason::Stream(10052)),
        refused(RefusalReason::MaximumPayload),
        refused(RefusalReason::SubscriberMode),
        refused(RefusalReason::ConnectionRefused),
        refused(RefusalReason::Permission),
        removed(RemovalReason::Settled, 0),
        removed(RemovalReason::NoInterest, 0),
        removed(RemovalReason::Limit, 1),
        removed(RemovalReason::Age, 2),
        removed(RemovalReason::Administrator, 0),
        (BROKER, Kind::StreamDeleted(StreamId(1))),
    ];
    check(
        happened,
        &expect![[r#"
            NATS makes the stream JOBS.
            NATS가 스트림 JOBS를 만들었습니다.
            NATS stores todo-web #12 in stream 1 as number 1,312; no consumer waits for it.
            NATS가 todo-web #12를 스트림 1에 1,312번으로 저장했고, 기다리는 컨슈머는 없습니다.
            NATS stores todo-web #12 in stream 1 as number 1,312, for 1 consumer to deliver.
            NATS가 todo-web #12를 스트림 1에 1,312번으로 저장했고, 컨슈머 1개가 이를 전달합니다.
            NATS stores todo-web #12 in stream 1 as number 1,312, for 2 consumers to deliver.
            NATS가 todo-web #12를 스트림 1에 1,312번으로 저장했고, 컨슈머 2개가 이를 전달합니다.
            NATS does not store todo-web #12 again: stream 1 has it already, as number 1,312 (same Nats-Msg-Id).
            NATS가 todo-web #12를 다시 저장하지 않았습니다. Nats-Msg-Id가 같은 메시지가 스트림 1에 1,312번으로 이미 있습니다.
            NATS does not take todo-web #12: the stream is full (error 10077).
            스트림이 가득 차(오류 10077) NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: the stream does not stand where its publisher expects (error 10071).
            스트림의 마지막 번호가 퍼블리셔의 예상과 달라(오류 10071) NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: it is larger than the stream allows (error 10054).
            스트림이 허용하는 크기를 넘어(오류 10054) NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: the stream refuses it (error 10052).
            스트림이 거부하여(오류 10052) NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: it is larger than a message may be.
            메시지 최대 크기를 넘어 NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: who subscribes here cannot publish on the same connection.
            구독 중인 커넥션에서는 발행할 수 없어 NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: the service is not there.
            서비스가 떠 있지 않아 NATS가 todo-web #12를 받지 않았습니다.
            NATS does not take todo-web #12: its publisher may not publish there.
            퍼블리셔에 그 서브젝트의 발행 권한이 없어 NATS가 todo-web #12를 받지 않았습니다.
            NATS lets go of number 1,312 of stream 1, todo-web #12: it is settled.
            처리가 끝나 NATS가 스트림 1의 1,312번 메시지 todo-web #12를 지웠습니다.
            NATS lets go of number 1,312 of stream 1, todo-web #12: no consumer asks for it.
            필요로 하는 컨슈머가 없어 NATS가 스트림 1의 1,312번 메시지 todo-web #12를 지웠습니다.
            NATS lets go of number 1,312 of stream 1, todo-web #12: the stream has reached its limit. One consumer had not delivered it, and never will.
            스트림이 한도에 이르러 NATS가 스트림 1의 1,312번 메시지 todo-web #12를 지웠고, 아직 전달하지 않은 컨슈머 1개는 이제 전달할 수 없습니다.
            NATS lets go of number 1,312 of stream 1, todo-web #12: it is too old. 2 consumers had not delivered it, and never will.
            보존 기간이 지나 NATS가 스트림 1의 1,312번 메시지 todo-web #12를 지웠고, 아직 전달하지 않은 컨슈머 2개는 이제 전달할 수 없습니다.
            NATS lets go of number 1,312 of stream 1, todo-web #12: an administrator removes it.
            관리자의 요청으로 NATS가 스트림 1의 1,312번 메시지 todo-web #12를 지웠습니다.
            NATS removes stream 1.
            NATS가 스트림 1을 삭제했습니다.
        "#]],
    );
}

#[test]
fn consumers_are_told_in_words() {
    let (consumer, stream, name) = (ConsumerId(1), StreamId(1), || "worker".into());
    let fetched = |batch| (BROKER, Kind::Fetched { consumer, client: HANDLER, batch });
    let ended = |code| (BROKER, Kind::FetchEnded { consumer, client: HANDLER, code });
    let happened = vec![
        (BROKER, Kind::ConsumerCreated { consumer, stream, name: name(), filter: None, pending: 0 }),
        (BROKER, Kind::ConsumerCreated { consumer, stream, name: name(), filter: None, pending: 1 }),
        (BROKER, Kind::ConsumerCreated { consumer, stream, name: name(), filter: None, pending: 12 }),
        (BROKER, Kind::ConsumerDeleted { consumer, pending: 0 }),
        (BROKER, Kind::ConsumerDeleted { consumer, pending: 1 }),
        (BROKER, Kind::ConsumerDeleted { consumer, pending: 12 }),
        fetched(1),
        fetched(5),
        ended(404),
        ended(408),
        ended(409),
        (BROKER, Kind::Acked { of: OWED }),
        (BROKER, Kind::Nakked { of: OWED, delay: Span::ZERO }),
        (BROKER, Kind::Nakked { of: OWED, delay: Span::from_millis(500) }),
        (BROKER, Kind::Extended(OWED)),
        (BROKER, Kind::Terminated { of: OWED, gone: false }),
        (BROKER, Kind::Terminated { of: OWED, gone: true }),
        (BROKER, Kind::AckTimedOut { of: OWED }),
        (BROKER, Kind::Exhausted { of: OWED, deliveries: 1 }),
        (BROKER, Kind::Exhausted { of: OWED, deliveries: 3 }),
    ];
    check(
        happened,
        &expect![[r#"
            NATS makes the consumer worker of stream 1.
            NATS가 스트림 1의 컨슈머 worker를 만들었습니다.
            NATS makes the consumer worker of stream 1, for which 1 message waits.
            NATS가 스트림 1의 컨슈머 worker를 만들었고, 전달할 메시지 1개가 대기합니다.
            NATS makes the consumer worker of stream 1, for which 12 messages wait.
            NATS가 스트림 1의 컨슈머 worker를 만들었고, 전달할 메시지 12개가 대기합니다.
            NATS removes consumer 1.
            NATS가 컨슈머 1을 삭제했습니다.
            NATS removes consumer 1, which had 1 message still to deliver.
            NATS가 전달할 메시지 1개가 남은 컨슈머 1을 삭제했습니다.
            NATS removes consumer 1, which had 12 messages still to deliver.
            NATS가 전달할 메시지 12개가 남은 컨슈머 1을 삭제했습니다.
            save-handler 2 fetches from consumer 1: 1 message, as soon as there is one.
            save-handler 2가 컨슈머 1에서 메시지를 최대 1개 페치하려고 기다립니다.
            save-handler 2 fetches from consumer 1: up to 5 messages, as they come.
            save-handler 2가 컨슈머 1에서 메시지를 최대 5개 페치하려고 기다립니다.
            NATS ends the fetch of save-handler 2 from consumer 1 with status 404: there is no message, and it does not wait.
            NATS가 컨슈머 1에 대한 save-handler 2의 페치를 상태 404로 끝냈습니다(메시지 없음).
            NATS ends the fetch of save-handler 2 from consumer 1 with status 408: its time is over.
            NATS가 컨슈머 1에 대한 save-handler 2의 페치를 상태 408로 끝냈습니다(시간 초과).
            NATS ends the fetch of save-handler 2 from consumer 1 with status 409: it cannot be served.
            NATS가 컨슈머 1에 대한 save-handler 2의 페치를 상태 409로 끝냈습니다(처리할 수 없는 요청).
            NATS hears the ack for todo-web #12: consumer 1 is done with it.
            NATS가 todo-web #12의 ack을 받아, 컨슈머 1의 전달이 완료되었습니다.
            NATS hears the nak for todo-web #12: consumer 1 is to deliver it again at once.
            NATS가 todo-web #12의 nak을 받아, 컨슈머 1이 곧바로 재전달합니다.
            NATS hears the nak for todo-web #12: consumer 1 is to deliver it again after 500 ms.
            NATS가 todo-web #12의 nak을 받아, 컨슈머 1이 500ms 뒤에 재전달합니다.
            NATS hears that work on todo-web #12 goes on: consumer 1 waits for its ack anew.
            NATS가 todo-web #12가 아직 처리 중이라는 알림을 받아, 컨슈머 1이 ack을 처음부터 다시 기다립니다.
            NATS hears the term for todo-web #12: consumer 1 does not deliver it again.
            NATS가 todo-web #12의 term을 받아, 컨슈머 1은 더 이상 재전달하지 않습니다.
            NATS cannot deliver todo-web #12 again for consumer 1: the stream has let go of it.
            todo-web #12가 스트림에서 지워져 NATS가 컨슈머 1로 재전달할 수 없습니다.
            No ack for todo-web #12 came in time: consumer 1 is to deliver it again.
            todo-web #12의 ack이 제때 오지 않아 컨슈머 1이 재전달합니다.
            NATS gives todo-web #12 up for consumer 1 after 1 delivery; it stays in the stream.
            컨슈머 1이 todo-web #12를 1번 전달한 끝에 포기했으며, 메시지는 스트림에 남습니다.
            NATS gives todo-web #12 up for consumer 1 after 3 deliveries; it stays in the stream.
            컨슈머 1이 todo-web #12를 3번 전달한 끝에 포기했으며, 메시지는 스트림에 남습니다.
        "#]],
    );
}

#[test]
fn what_clients_say_about_deliveries_is_told_in_words() {
    let said = |verdict| (HANDLER, Kind::AckSent { delivery: AGAIN, verdict });
    let advisory = MessageId::generated(BROKER, 3);
    let forgotten = |settled| (BROKER, Kind::Forgotten(Forgotten { of: OWED, settled, deliveries: 0 }));
    let happened = vec![
        forgotten(None),
        forgotten(Some(Outcome::Done)),
        forgotten(Some(Outcome::Failed)),
        said(AckVerdict::Ack),
        said(AckVerdict::Nak),
        said(AckVerdict::InProgress),
        said(AckVerdict::Term),
        (HANDLER, Kind::AckLost { delivery: AGAIN, verdict: AckVerdict::Ack }),
        (HANDLER, Kind::AckLost { delivery: AGAIN, verdict: AckVerdict::Nak }),
        (HANDLER, Kind::Finished { delivery: AGAIN, outcome: Outcome::Failed }),
        (HANDLER, Kind::Lost { delivery: AGAIN, stage: Stage::InWork, reason: LossReason::Crash }),
        (HANDLER, Kind::Lost { delivery: DELIVERY, stage: Stage::Pending, reason: LossReason::BufferFull }),
        (HANDLER, Kind::Lost { delivery: DELIVERY, stage: Stage::OnTheWay, reason: LossReason::SlowConsumer }),
        (BROKER, Kind::Published { message: message(advisory, "{}", None) }),
        (HANDLER, Kind::DeadLettered { message: TWELVE, copy: MessageId::generated(HANDLER, 1) }),
    ];
    check(
        happened,
        &expect![[r#"
            NATS has forgotten that consumer 1 delivered todo-web #12, and delivers it again.
            NATS가 todo-web #12를 전달한 사실을 잊어 컨슈머 1이 재전달합니다.
            consumer 1 delivers todo-web #12 again, although NATS had confirmed the ack.
            NATS가 ack을 확인해 준 todo-web #12를 컨슈머 1이 재전달합니다.
            consumer 1 delivers todo-web #12 again, although NATS had confirmed the term.
            NATS가 term을 확인해 준 todo-web #12를 컨슈머 1이 재전달합니다.
            save-handler 2 sends an ack for todo-web #12 (attempt 2): handled.
            save-handler 2가 todo-web #12(2차 시도)를 처리했다고 ack을 보냈습니다.
            save-handler 2 sends a nak for todo-web #12 (attempt 2): it wants it delivered again.
            save-handler 2가 todo-web #12(2차 시도)를 다시 전달해 달라고 nak을 보냈습니다.
            save-handler 2 sends word that its work on todo-web #12 (attempt 2) goes on.
            save-handler 2가 todo-web #12(2차 시도)를 아직 처리 중이라고 알렸습니다.
            save-handler 2 sends a term for todo-web #12 (attempt 2): it never wants it again.
            save-handler 2가 todo-web #12(2차 시도)를 다시는 전달하지 말라고 term을 보냈습니다.
            The ack of save-handler 2 for todo-web #12 (attempt 2) gets lost on the way to NATS; nobody is told.
            save-handler 2가 todo-web #12(2차 시도)에 대해 보낸 ack이 NATS로 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.
            The nak of save-handler 2 for todo-web #12 (attempt 2) gets lost on the way to NATS; nobody is told.
            save-handler 2가 todo-web #12(2차 시도)에 대해 보낸 nak이 NATS로 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.
            save-handler 2 fails on todo-web #12 (attempt 2).
            save-handler 2가 todo-web #12(2차 시도) 처리에 실패했습니다.
            The delivery of todo-web #12 (attempt 2), in work at save-handler 2, is lost: the process crashed.
            프로세스가 비정상 종료되어 save-handler 2에서 처리 중이던 todo-web #12(2차 시도)의 전달이 유실되었습니다.
            todo-web #12, pending at save-handler 2, is lost: its buffer was full.
            대기 버퍼가 가득 차 save-handler 2에서 대기 중이던 todo-web #12가 유실되었습니다.
            todo-web #12, on the way to save-handler 2, is lost: the broker closed the connection of a slow consumer.
            브로커가 느린 컨슈머의 커넥션을 닫아 save-handler 2로 가던 todo-web #12가 유실되었습니다.
            NATS publishes advisory #3 to events.todo.newitem: “{}”.
            NATS가 어드바이저리 #3을 events.todo.newitem으로 발행했습니다: “{}”.
            save-handler 2 has published save-handler 2 #1 as the dead letter of todo-web #12.
            save-handler 2가 todo-web #12의 데드 레터로 save-handler 2 #1을 발행했습니다.
        "#]],
    );
}

#[test]
fn what_publishers_and_requesters_hear_is_told_in_words() {
    let failed = |reason| (WEB, Kind::NotConfirmed { message: TWELVE, reason });
    let received = |late| (WEB, Kind::Received { delivery: DELIVERY, request: TYPED, late });
    let gathered = |replies, stop| (WEB, Kind::Gathered { request: TWELVE, replies, stop });
    let happened = vec![
        (WEB, Kind::Confirmed { message: TWELVE, sequence: 1_312, duplicate: false }),
        (WEB, Kind::Confirmed { message: TWELVE, sequence: 1_312, duplicate: true }),
        (WEB, Kind::AnswerLost(TWELVE)),
        (BROKER, Kind::NotVisible(TWELVE)),
        (BROKER, Kind::CameToLight(TWELVE)),
        failed(FailureReason::Timeout),
        failed(FailureReason::NoResponders),
        failed(FailureReason::Refused(10077)),
        failed(FailureReason::Unreachable),
        (WEB, Kind::Counted { message: TWELVE, receivers: 0 }),
        (WEB, Kind::Counted { message: TWELVE, receivers: 1 }),
        received(false),
        received(true),
        (WEB, Kind::TimedOut(TWELVE)),
        (WEB, Kind::Retried { message: TWELVE, again: MessageId::generated(WEB, 13), attempt: 2 }),
        gathered(3, GatherStop::Count),
        gathered(1, GatherStop::Deadline),
        gathered(2, GatherStop::Stall),
        gathered(0, GatherStop::NoResponders),
    ];
    check(
        happened,
        &expect![[r#"
            todo-web hears that todo-web #12 is stored as number 1,312.
            todo-web이 todo-web #12가 1,312번으로 저장되었음을 확인했습니다.
            todo-web hears that todo-web #12 had been stored already, as number 1,312.
            todo-web이 todo-web #12가 이미 1,312번으로 저장되어 있었음을 확인했습니다.
            The answer about todo-web #12 gets lost on the way to todo-web; nobody is told.
            todo-web #12에 대한 응답이 todo-web으로 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.
            NATS has todo-web #12; nothing tells this client what became of it.
            NATS가 todo-web #12를 받았지만, 그 뒤 어떻게 되었는지는 이 클라이언트에 보이지 않습니다.
            What became of todo-web #12 can be seen after all.
            todo-web #12가 어떻게 되었는지 이제 알 수 있습니다.
            todo-web gets no confirmation of todo-web #12: no answer comes in time.
            응답이 제때 오지 않아 todo-web은 todo-web #12를 받았다는 확인을 얻지 못했습니다.
            todo-web gets no confirmation of todo-web #12: nobody listens (status 503).
            받을 쪽이 없어(상태 503) todo-web은 todo-web #12를 받았다는 확인을 얻지 못했습니다.
            todo-web gets no confirmation of todo-web #12: the stream is full (error 10077).
            스트림이 가득 차(오류 10077) todo-web은 todo-web #12를 받았다는 확인을 얻지 못했습니다.
            todo-web gets no confirmation of todo-web #12: the service cannot be reached.
            서비스에 연결할 수 없어 todo-web은 todo-web #12를 받았다는 확인을 얻지 못했습니다.
            todo-web hears that todo-web #12 led to 0 deliveries.
            todo-web이 todo-web #12가 0건 전달되었다는 답을 받았습니다.
            todo-web hears that todo-web #12 led to 1 delivery.
            todo-web이 todo-web #12가 1건 전달되었다는 답을 받았습니다.
            todo-web takes todo-web #12, the reply to your item 1.
            todo-web이 입력 항목 1에 대한 응답 todo-web #12를 받았습니다.
            todo-web ignores todo-web #12: as a reply to your item 1 it comes too late.
            todo-web이 입력 항목 1에 대한 응답 todo-web #12를 너무 늦게 받아 무시했습니다.
            todo-web has waited in vain for a reply to todo-web #12.
            todo-web이 todo-web #12에 대한 응답을 제한 시간 안에 받지 못했습니다.
            todo-web tries todo-web #12 again, as todo-web #13 (attempt 2).
            todo-web이 todo-web #12를 todo-web #13으로 다시 보냈습니다(2차 시도).
            todo-web has gathered 3 replies to todo-web #12 and stops: it has as many as it wants.
            원하는 수가 차서 todo-web이 todo-web #12에 대한 응답을 3개 모으고 멈췄습니다.
            todo-web has gathered 1 reply to todo-web #12 and stops: its time is over.
            제한 시간이 다 되어 todo-web이 todo-web #12에 대한 응답을 1개 모으고 멈췄습니다.
            todo-web has gathered 2 replies to todo-web #12 and stops: no more have come for too long.
            응답이 한동안 더 오지 않아 todo-web이 todo-web #12에 대한 응답을 2개 모으고 멈췄습니다.
            todo-web has gathered 0 replies to todo-web #12 and stops: nobody listens (status 503).
            응답할 쪽이 없어(상태 503) todo-web이 todo-web #12에 대한 응답을 0개 모으고 멈췄습니다.
        "#]],
    );
}
