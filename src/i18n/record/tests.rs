//! Every kind of record once, in both languages.

mod jetstream;

use super::record;
use crate::i18n::Lang;
use crate::message::subject::{Filter, Subject};
use crate::message::{
    ComponentId, ConnectionId, ConsumerId, ConsumerMessage, DeliveryId, Headers, Message, MessageId, Payload, Sid,
    StreamId, StreamMessage,
};
use crate::patterns;
use crate::scenario::Roster;
use crate::sim::time::{Span, Time};
use crate::transcript::{ExpulsionReason, Kind, LossReason, Outcome, Record, ReplayFailure, Stage};
use expect_test::{Expect, expect};
use std::sync::Arc;

const BROKER: ComponentId = ComponentId { part: 0, member: 0 };
const WEB: ComponentId = ComponentId { part: 1, member: 1 };
const HANDLER: ComponentId = ComponentId { part: 2, member: 2 };
const DATABASE: ComponentId = ComponentId { part: 3, member: 1 };
const TWELVE: MessageId = MessageId::generated(WEB, 12);
const TYPED: MessageId = MessageId::typed(WEB, 1);
const DELIVERY: DeliveryId =
    DeliveryId { message: TWELVE, connection: ConnectionId(3), sid: Sid(1), attempt: 1, consumer: ConsumerId::NONE };
const AGAIN: DeliveryId = DeliveryId { attempt: 2, consumer: ConsumerId(1), ..DELIVERY };
const STORED: StreamMessage = StreamMessage { message: TWELVE, stream: StreamId(1), sequence: 1_312 };
const OWED: ConsumerMessage = ConsumerMessage { message: TWELVE, consumer: ConsumerId(1), sequence: 1_312 };

fn worded(lang: Lang, component: ComponentId, kind: Kind) -> String {
    let roster = Roster::new(&patterns::find("scaling-handlers").unwrap().scenario().unwrap());
    record(lang, &Record { index: 0, at: Time::ZERO, cause: None, component, kind }, &roster)
}

fn check(happened: Vec<(ComponentId, Kind)>, expected: &Expect) {
    let mut text = String::new();
    for (component, kind) in happened {
        for lang in Lang::ALL {
            text.push_str(&worded(lang, component, kind.clone()));
            text.push('\n');
        }
    }
    expected.assert_eq(&text);
}

fn message(id: MessageId, text: &str, reply: Option<&str>) -> Arc<Message> {
    Arc::new(Message {
        id,
        parent: None,
        subject: Subject::parse("events.todo.newitem").unwrap(),
        reply: reply.map(|reply| Subject::parse(reply).unwrap()),
        headers: Headers::default(),
        payload: Payload::from(text),
    })
}

#[test]
fn the_life_of_a_process_is_told_in_words() {
    let happened = vec![
        (HANDLER, Kind::Joined),
        (HANDLER, Kind::Draining),
        (HANDLER, Kind::Left),
        (HANDLER, Kind::Crashed { held: 0 }),
        (HANDLER, Kind::Crashed { held: 1 }),
        (HANDLER, Kind::Crashed { held: 1_204 }),
        (HANDLER, Kind::Restarted),
        (ComponentId { part: 2, member: 0 }, Kind::Scaled { members: 5 }),
        (ComponentId::PERSON, Kind::KnobTurned { knob: "handlers".into(), value: "5".into() }),
    ];
    check(
        happened,
        &expect![[r#"
            save-handler 2 starts.
            save-handler 2가 시작되었습니다.
            save-handler 2 asks for no more messages and finishes what it holds.
            save-handler 2는 새 메시지를 더 받지 않고, 남은 메시지를 마저 처리합니다.
            save-handler 2 leaves.
            save-handler 2가 제거되었습니다.
            save-handler 2 crashes; it held nothing.
            save-handler 2가 비정상 종료되었고, 갖고 있던 메시지는 없습니다.
            save-handler 2 crashes with 1 message in its hands.
            save-handler 2가 메시지 1개를 가진 채 비정상 종료되었습니다.
            save-handler 2 crashes with 1,204 messages in its hands.
            save-handler 2가 메시지 1,204개를 가진 채 비정상 종료되었습니다.
            save-handler 2 runs again, with empty hands.
            save-handler 2가 아무 메시지도 없이 다시 시작되었습니다.
            save-handler is to have 5 members.
            save-handler 수를 5개로 조정했습니다.
            handlers is set to 5.
            handlers 값을 5로 바꾸었습니다.
        "#]],
    );
}

#[test]
fn what_a_person_does_to_processes_links_and_letters_is_told_in_words() {
    let happened = vec![
        (HANDLER, Kind::Paused),
        (HANDLER, Kind::Unpaused),
        (HANDLER, Kind::Slowed { factor: 4 }),
        (HANDLER, Kind::Slowed { factor: 1 }),
        (HANDLER, Kind::LossArmed),
        (WEB, Kind::PoisonArmed),
        (BROKER, Kind::BrokerStopped),
        (BROKER, Kind::BrokerStarted),
        (WEB, Kind::NotReplayed(3, ReplayFailure::Gone)),
        (WEB, Kind::NotReplayed(3, ReplayFailure::NoSubject)),
        (WEB, Kind::NotReplayed(3, ReplayFailure::NotTaken)),
        (WEB, Kind::NotReplayed(3, ReplayFailure::NoAnswer)),
    ];
    check(
        happened,
        &expect![[r#"
        save-handler 2 is paused: it does nothing, and what is sent to it waits.
        save-handler 2가 일시 정지되어, 보낸 것은 받는 쪽에서 기다립니다.
        save-handler 2 goes on, first with what waited.
        save-handler 2가 다시 움직이며, 기다리던 것부터 받습니다.
        save-handler 2 takes 4 times as long for each message from now on.
        save-handler 2는 이제부터 메시지마다 4배 오래 걸립니다.
        save-handler 2 works as fast as ever again.
        save-handler 2의 처리 속도가 원래대로 돌아왔습니다.
        What next travels on the link of save-handler 2 will get lost.
        save-handler 2의 링크를 다음에 지나는 메시지는 유실됩니다.
        todo-web will next publish a message that no handler can handle.
        todo-web이 다음에 발행할 메시지는 어떤 핸들러도 처리하지 못합니다.
        NATS stops, and all its connections break.
        NATS가 멈추어 커넥션이 모두 끊겼습니다.
        NATS runs again, with no connections and no subscriptions.
        NATS가 커넥션도 구독도 없이 다시 시작되었습니다.
        todo-web does not finish the replay of dead letter 3: there is no message of this number.
        그 번호의 메시지가 없어 todo-web이 데드 레터 3번의 재발행을 마치지 못했습니다.
        todo-web does not finish the replay of dead letter 3: it does not say where its original went (Dlq-Subject).
        원래 서브젝트(Dlq-Subject)가 적혀 있지 않아 todo-web이 데드 레터 3번의 재발행을 마치지 못했습니다.
        todo-web does not finish the replay of dead letter 3: it was not taken, so the letter stays.
        받는 쪽이 없거나 받아들이지 않아 todo-web이 데드 레터 3번의 재발행을 마치지 못했습니다.
        todo-web does not finish the replay of dead letter 3: the broker does not answer.
        브로커가 답하지 않아 todo-web이 데드 레터 3번의 재발행을 마치지 못했습니다.
    "#]],
    );
}

#[test]
fn connections_and_interest_are_told_in_words() {
    let (connection, sid) = (ConnectionId(3), Sid(1));
    let filter = Filter::parse("events.todo.newitem").unwrap();
    let happened = vec![
        (HANDLER, Kind::Connected { broker: BROKER, connection }),
        (HANDLER, Kind::Disconnected { broker: BROKER, connection }),
        (HANDLER, Kind::Subscribed { connection, sid, filter: filter.clone(), group: Some("save-handler".into()) }),
        (HANDLER, Kind::Subscribed { connection, sid, filter, group: None }),
        (HANDLER, Kind::Unsubscribed { connection, sid }),
    ];
    check(
        happened,
        &expect![[r#"
        save-handler 2 is connected to NATS (connection 3).
        save-handler 2가 NATS에 연결되었습니다(커넥션 3번).
        NATS notices that connection 3 of save-handler 2 has ended, and drops its subscriptions.
        NATS가 save-handler 2의 커넥션 3번이 끊긴 것을 알고 구독을 모두 지웠습니다.
        save-handler 2 subscribes to events.todo.newitem as a member of the queue group save-handler.
        save-handler 2가 큐 그룹 save-handler의 멤버로 events.todo.newitem을 구독했습니다.
        save-handler 2 subscribes to events.todo.newitem, for a copy of every message.
        save-handler 2가 events.todo.newitem을 구독했으며, 모든 메시지의 사본을 받습니다.
        NATS drops the subscription of save-handler 2.
        NATS가 save-handler 2의 구독을 해지했습니다.
    "#]],
    );
}

#[test]
fn publishing_and_routing_are_told_in_words() {
    let happened = vec![
        (WEB, Kind::Published { message: message(TWELVE, "Buy milk", None) }),
        (WEB, Kind::Published { message: message(TYPED, "홍보 비디오 촬영", None) }),
        (WEB, Kind::Published { message: message(TWELVE, "", Some("_INBOX.7")) }),
        (WEB, Kind::LostOnLink(TWELVE)),
        (BROKER, Kind::Routed { message: TWELVE, copies: 1 }),
        (BROKER, Kind::Routed { message: TYPED, copies: 2 }),
        (BROKER, Kind::NoInterest { message: TWELVE }),
        (BROKER, Kind::NoResponders { message: TWELVE }),
    ];
    check(
        happened,
        &expect![[r#"
        todo-web publishes #12 to events.todo.newitem: “Buy milk”.
        todo-web이 #12를 events.todo.newitem으로 발행했습니다: “Buy milk”.
        todo-web publishes your item 1 to events.todo.newitem: “홍보 비디오 촬영”.
        todo-web이 입력 항목 1을 events.todo.newitem으로 발행했습니다: “홍보 비디오 촬영”.
        todo-web publishes #12 to events.todo.newitem: “”, and waits for a reply on _INBOX.7.
        todo-web이 #12를 events.todo.newitem으로 발행하고 _INBOX.7로 올 응답을 기다립니다: “”.
        todo-web #12 gets lost on the way to NATS; nobody is told.
        todo-web #12가 NATS로 가는 도중 유실되었으며, 아무도 이를 알지 못합니다.
        NATS routes todo-web #12: 1 copy goes out.
        NATS가 todo-web #12를 라우팅하여 사본 1개를 내보냈습니다.
        NATS routes your item 1: 2 copies go out.
        NATS가 입력 항목 1을 라우팅하여 사본 2개를 내보냈습니다.
        Nobody asks for todo-web #12: NATS forgets it.
        todo-web #12를 구독하는 쪽이 없어 NATS가 그대로 버렸습니다.
        NATS answers at once that nobody listens to todo-web #12 (status 503).
        NATS가 todo-web #12에 응답할 쪽이 없다고 곧바로 알렸습니다(상태 503).
    "#]],
    );
}

#[test]
fn deliveries_and_work_are_told_in_words() {
    let lost = |stage, reason| (HANDLER, Kind::Lost { delivery: DELIVERY, stage, reason });
    let happened = vec![
        (BROKER, Kind::Sent { delivery: DELIVERY, to: HANDLER, token: None, awaits_ack: false }),
        (HANDLER, Kind::Delivered { delivery: DELIVERY }),
        (HANDLER, Kind::Delivered { delivery: DeliveryId { message: TYPED, attempt: 2, ..DELIVERY } }),
        (HANDLER, Kind::Started { delivery: DELIVERY, service: Span::from_millis(420) }),
        (HANDLER, Kind::Finished { delivery: DELIVERY, outcome: Outcome::Done }),
        (HANDLER, Kind::Finished { delivery: DELIVERY, outcome: Outcome::Failed }),
        lost(Stage::InWork, LossReason::Crash),
        lost(Stage::Pending, LossReason::Crash),
        lost(Stage::OnTheWay, LossReason::ConnectionClosed),
        lost(Stage::OnTheWay, LossReason::Link),
    ];
    check(
        happened,
        &expect![[r#"
            NATS sends todo-web #12 to save-handler 2.
            NATS가 todo-web #12를 save-handler 2에 보냈습니다.
            todo-web #12 arrives and is pending at save-handler 2.
            todo-web #12가 도착하여 save-handler 2에서 대기합니다.
            your item 1 (attempt 2) arrives and is pending at save-handler 2.
            입력 항목 1(2차 시도)가 도착하여 save-handler 2에서 대기합니다.
            save-handler 2 takes up todo-web #12, for 420 ms of work.
            save-handler 2가 todo-web #12 처리를 시작했습니다(420ms 소요).
            save-handler 2 is done with todo-web #12.
            save-handler 2가 todo-web #12 처리를 마쳤습니다.
            save-handler 2 fails on todo-web #12; the broker does not hear of it, so it is gone.
            save-handler 2가 todo-web #12 처리에 실패했고, 브로커는 이를 모르므로 메시지는 사라집니다.
            todo-web #12, in work at save-handler 2, is lost: the process crashed.
            프로세스가 비정상 종료되어 save-handler 2에서 처리 중이던 todo-web #12가 유실되었습니다.
            todo-web #12, pending at save-handler 2, is lost: the process crashed.
            프로세스가 비정상 종료되어 save-handler 2에서 대기 중이던 todo-web #12가 유실되었습니다.
            todo-web #12, on the way to save-handler 2, is lost: the connection had ended.
            커넥션이 이미 끊겨 save-handler 2로 가던 todo-web #12가 유실되었습니다.
            todo-web #12, on the way to save-handler 2, is lost: the link dropped it.
            링크 장애로 save-handler 2로 가던 todo-web #12가 유실되었습니다.
        "#]],
    );
}

#[test]
fn the_database_is_told_in_words() {
    let (client, message) = (HANDLER, TWELVE);
    let happened = vec![
        (DATABASE, Kind::SessionOpened(client)),
        (DATABASE, Kind::StatementQueued { client, message }),
        (DATABASE, Kind::StatementStarted { client, message }),
        (DATABASE, Kind::Saved { client, message, row: 1_000 }),
        (DATABASE, Kind::StatementAborted { client, message }),
        (DATABASE, Kind::SessionClosed(client)),
    ];
    check(
        happened,
        &expect![[r#"
        todo-db opens a connection for save-handler 2.
        todo-db가 save-handler 2의 커넥션을 열었습니다.
        save-handler 2 waits for a free connection to todo-db, to save todo-web #12.
        save-handler 2가 todo-web #12를 저장하려고 todo-db 커넥션이 비기를 기다립니다.
        todo-db begins to save todo-web #12 for save-handler 2.
        todo-db가 save-handler 2의 요청으로 todo-web #12를 저장하기 시작했습니다.
        todo-db has saved todo-web #12 as row 1,000.
        todo-db가 todo-web #12를 1,000번 행으로 저장했습니다.
        todo-db rolls todo-web #12 back, because save-handler 2 is gone.
        save-handler 2가 사라져 todo-db가 todo-web #12 저장을 롤백했습니다.
        todo-db closes the connection of save-handler 2.
        todo-db가 save-handler 2의 커넥션을 닫았습니다.
    "#]],
    );
}

#[test]
fn trouble_on_a_connection_is_told_in_words() {
    let connection = ConnectionId(3);
    let expelled = |reason| (HANDLER, Kind::Expelled { connection, reason });
    let happened = vec![
        (BROKER, Kind::Stalled(connection)),
        (WEB, Kind::Resumed(connection)),
        expelled(ExpulsionReason::SlowConsumerPending),
        expelled(ExpulsionReason::SlowConsumerDeadline),
        expelled(ExpulsionReason::MaximumPayload),
        expelled(ExpulsionReason::Stale),
        (HANDLER, Kind::Partitioned),
        (HANDLER, Kind::Healed),
    ];
    check(
        happened,
        &expect![[r#"
            NATS stops reading from connection 3: too much waits for a slow consumer.
            느린 컨슈머로 가는 메시지가 너무 많이 밀려 NATS가 커넥션 3번에서 읽기를 멈췄습니다.
            NATS reads from connection 3 again.
            NATS가 커넥션 3번에서 다시 읽기 시작했습니다.
            NATS closes connection 3: too many bytes wait for a slow consumer.
            느린 컨슈머로 갈 데이터가 너무 많이 밀려 NATS가 커넥션 3번을 닫았습니다.
            NATS closes connection 3: a slow consumer has taken nothing for too long.
            느린 컨슈머가 너무 오래 아무것도 받지 않아 NATS가 커넥션 3번을 닫았습니다.
            NATS closes connection 3: it sent a message that is too large.
            너무 큰 메시지를 보내 NATS가 커넥션 3번을 닫았습니다.
            NATS closes connection 3: it did not answer the pings.
            핑에 응답하지 않아 NATS가 커넥션 3번을 닫았습니다.
            The link of save-handler 2 is cut; what is sent waits at either end.
            save-handler 2의 링크가 끊겨, 보낸 것은 양쪽 끝에서 기다립니다.
            The link of save-handler 2 is whole again.
            save-handler 2의 링크가 다시 이어졌습니다.
        "#]],
    );
}

#[test]
fn a_payload_that_would_break_the_line_stays_on_it() {
    for lang in Lang::ALL {
        let kind = Kind::Published { message: message(TWELVE, "one\ntwo\u{202E}", None) };
        let sentence = worded(lang, WEB, kind);
        assert!(sentence.contains("“one�two�”") && !sentence.contains('\n'), "{sentence}");
    }
}
