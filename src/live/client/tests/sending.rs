//! What is asked of it, connected or not.

use super::script::{INFO, Stage, message, options, sids};
use crate::live::client::{Client, Complaint, Event, Input, PublishError, Refusal, State};
use crate::message::subject::{Filter, Subject};
use crate::message::{Headers, Payload, Sid};
use crate::sim::time::Time;

fn publish(client: &mut Client, subject: &str, headers: &Headers, size: usize) -> Result<(), PublishError> {
    let payload = Payload::from(&vec![b'x'; size][..]);
    client.publish(&Subject::parse(subject).unwrap(), None, headers, &payload)
}

#[test]
fn what_is_asked_for_before_it_is_connected_is_sent_in_order_then() {
    let mut stage = Stage { client: Client::new(options()), now: Time::ZERO };
    stage.subscribe(1, "a.>");
    stage.publish("a.b", "1");
    stage.client.connect(stage.now);
    stage.client.unsubscribe(Sid(1), None);
    stage.publish("a.c", "2");
    stage.input(Input::Opened);
    stage.hear(INFO);
    let group = Subject::parse("q").unwrap();
    stage.client.subscribe(Sid(2), &Filter::parse("b").unwrap(), Some(&group));
    stage.said();
    stage.hear("PONG\r\n");
    let expected = "SUB a.> 1\r\nPUB a.b 1\r\n1\r\nUNSUB 1\r\nPUB a.c 1\r\n2\r\nSUB b q 2\r\n";
    assert_eq!(stage.said(), expected);
    stage.publish("a.d", "3");
    assert_eq!(stage.said(), "PUB a.d 1\r\n3\r\n");
}

#[test]
fn as_much_waits_as_there_is_room_for_and_then_nothing_more() {
    let mut client = Client::new(options());
    let mut published = 0;
    let refused = loop {
        match publish(&mut client, "a", &Headers::default(), 1_000) {
            Ok(()) => published += 1,
            Err(error) => break error,
        }
    };
    let waiting = published * (1_000 + "PUB a 1000\r\n\r\n".len());
    assert_eq!(refused, PublishError::Full(waiting));
    assert!((8_386_000..=8 * 1024 * 1024).contains(&waiting), "{waiting}");
    let mut stage = Stage { client, now: Time::ZERO };
    stage.client.connect(stage.now);
    stage.shake_hands();
    assert!(stage.said().ends_with("x\r\n"));
    stage.input(Input::Failed);
    assert_eq!(publish(&mut stage.client, "a", &Headers::default(), 1_000), Ok(()), "there is room again");
}

#[test]
fn what_the_server_would_not_take_is_not_sent() {
    let mut stage = Stage::connected();
    let headers = Headers::default().with("A", "1");
    assert_eq!(publish(&mut stage.client, "a", &Headers::default(), 1_024), Ok(()));
    let size = headers.size();
    let fits = 1_024 - usize::try_from(size).unwrap();
    assert_eq!(publish(&mut stage.client, "a", &headers, fits), Ok(()));
    stage.said();
    let too_large = PublishError::TooLarge { size: 1_025, most: 1_024 };
    assert_eq!(publish(&mut stage.client, "a", &headers, fits + 1), Err(too_large), "with its headers");
    assert_eq!(publish(&mut stage.client, "a", &Headers::default(), 1_025), Err(too_large));
    assert!(matches!(
        publish(&mut stage.client, &"a".repeat(4_096), &Headers::default(), 1),
        Err(PublishError::SubjectTooLong { .. })
    ));
    stage.subscribe(1, &"a".repeat(4_096));
    assert_eq!(stage.told(), [Event::Complained(Complaint::Subscribe("a".repeat(4_096)))]);
    assert_eq!(stage.said(), "");
}

#[test]
fn what_turns_out_to_be_too_large_is_left_out_and_told() {
    let mut client = Client::new(options());
    assert_eq!(publish(&mut client, "a", &Headers::default(), 2_000), Ok(()), "nobody knows yet");
    let mut stage = Stage { client, now: Time::ZERO };
    stage.publish("b", "1");
    stage.client.connect(stage.now);
    stage.input(Input::Opened);
    stage.hear(INFO);
    stage.said();
    stage.hear("PONG\r\n");
    assert_eq!(stage.said(), "PUB b 1\r\n1\r\n");
    let complaint = Complaint::Other("Maximum Payload Violation".to_owned());
    assert_eq!(stage.told(), [Event::Connected, Event::Complained(complaint)]);
}

#[test]
fn messages_come_as_they_are() {
    let mut stage = Stage::connected();
    stage.subscribe(3, "a");
    stage.hear("HMSG a 3 _INBOX.1 18 20\r\nNATS/1.0\r\nA: 1\r\n\r\nhi\r\n");
    let told = stage.told();
    let [Event::Message(message)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((&*message.subject, message.sid, message.reply.as_deref()), ("a", Sid(3), Some("_INBOX.1")));
    assert_eq!((message.headers.get("A"), &*message.payload.text()), (Some("1"), "hi"));
}

#[test]
fn complaints_are_told_and_the_connection_goes_on() {
    let mut stage = Stage::connected();
    stage.hear("-ERR 'Permissions Violation for Publish to \"a.b\"'\r\n");
    stage.hear("-ERR 'Permissions Violation for Subscription to \">\"'\r\n-ERR 'Invalid Subject'\r\n");
    let expected = [
        Complaint::Publish("a.b".to_owned()),
        Complaint::Subscribe(">".to_owned()),
        Complaint::Other("Invalid Subject".to_owned()),
    ];
    assert_eq!(stage.told(), expected.map(Event::Complained));
    assert_eq!(*stage.client.state(), State::Connected);
}

#[test]
fn it_ends_after_everything_that_was_sent_before() {
    let mut stage = Stage::connected();
    stage.publish("a", "1");
    stage.client.close();
    stage.client.close();
    assert_eq!((stage.said().as_str(), stage.told()), ("PUB a 1\r\n1\r\n<close>", vec![Event::Ended]));
    assert_eq!(*stage.client.state(), State::Closed);
    stage.subscribe(1, "a");
    stage.client.flush();
    assert_eq!(publish(&mut stage.client, "a", &Headers::default(), 1), Err(PublishError::Closed));
    stage.hear(&message(1, "a"));
    stage.input(Input::Closed);
    assert_eq!((stage.said().as_str(), stage.told(), stage.client.next_due()), ("", vec![], None));
}

#[test]
fn it_can_be_closed_before_it_is_connected() {
    let mut stage = Stage::new(options());
    stage.publish("a", "1");
    stage.client.close();
    assert_eq!((stage.said().as_str(), stage.told()), ("<open><close>", vec![Event::Ended]));
    stage.client.connect(stage.now);
    stage.shake_hands();
    assert!(!stage.said().contains("PUB"), "what waited is gone");
    let mut stage = Stage::connected();
    stage.input(Input::Closed);
    stage.told();
    stage.client.close();
    assert_eq!((stage.said().as_str(), stage.told()), ("", vec![Event::Ended]), "there is no wire to close");
    assert_eq!(stage.client.next_due(), None);
}

#[test]
fn one_that_ends_with_words_is_refused_and_one_that_just_ends_is_closed() {
    let end = |words: &str| {
        let mut stage = Stage::new(crate::live::client::Options { reconnect: false, ..options() });
        stage.shake_hands();
        stage.hear(words);
        assert_eq!(*stage.client.state(), State::Connected, "the close follows");
        stage.input(Input::Closed);
        assert_eq!(stage.told(), [Event::Connected, Event::Disconnected, Event::Ended]);
        stage.client.state().clone()
    };
    assert_eq!(end(""), State::Closed);
    let words = "Slow Consumer".to_owned();
    assert_eq!(end("-ERR 'Slow Consumer'\r\n"), State::Refused(Refusal::Server(words)));
}

#[test]
fn a_message_on_its_way_when_its_subscription_ended_still_comes() {
    let mut stage = Stage::connected();
    stage.subscribe(1, "a");
    stage.client.unsubscribe(Sid(1), None);
    stage.hear(&message(1, "a"));
    assert_eq!(sids(&stage.told()), [1]);
}
