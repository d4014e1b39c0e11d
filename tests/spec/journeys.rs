//! Journeys: everything that is about one message, and what became of it in a sentence.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::i18n::{Lang, fate};
use queue_playground::message::MessageId;
use queue_playground::transcript::{Fold, Journey, Kind, Obligations, Publications, Record};
use serde_json::json;

fn journey(transcript: &Transcript, message: MessageId) -> Journey {
    Journey::of(message, &transcript.records)
}

/// What became of the message, in English.
fn became(transcript: &Transcript, message: MessageId) -> String {
    fate(Lang::En, &journey(transcript, message).fate)
}

/// The first message that this publisher published.
fn first(transcript: &Transcript, publisher: &str) -> MessageId {
    let origin = transcript.component(publisher);
    let found = transcript.published().into_iter().find(|message| message.id.origin() == origin);
    found.expect("it published something").id
}

fn told(transcript: &Transcript, journey: &Journey) -> Vec<Record> {
    let told = transcript.records.iter().filter(|one| journey.records.contains(&one.index));
    told.cloned().collect()
}

#[test]
fn a_followed_item_is_followed_from_its_publisher_into_the_database() {
    let transcript = Transcript::of(&scaling_handlers(42), "30s");
    let message = first(&transcript, "todo-web");
    let journey = journey(&transcript, message);
    let told = told(&transcript, &journey);
    assert!(matches!(told[0].kind, Kind::Published { .. }), "{told:?}");
    assert!(told.iter().any(|one| matches!(one.kind, Kind::Saved { .. })), "{told:?}");
    assert!(told.iter().all(|one| one.kind.about() == Some(message)), "and nothing else");
    assert!(became(&transcript, message).starts_with("Done: saved as row 1, and handled "), "{journey:?}");
}

#[test]
fn the_fates_of_all_messages_together_are_the_ledgers() {
    for until in ["5s", "12s", "12500ms", "20s"] {
        let play = Play::new().rate("20/s").storing_group("save", 2, "120ms").database(4, "5ms");
        let transcript = play.subscriber("log", "orders.>").crash("8s", "save.1").run(until);
        let (mut owed, mut sent) = (Obligations::default(), Publications::default());
        for record in &transcript.records {
            owed.feed(record);
            sent.feed(record);
        }
        let fates: Vec<_> =
            transcript.published().iter().map(|message| journey(&transcript, message.id).fate).collect();
        let sum = |count: fn(&Obligations) -> u64| fates.iter().map(|fate| count(&fate.deliveries)).sum::<u64>();
        assert_eq!(sum(|one| one.created), owed.created);
        assert_eq!(sum(|one| one.done), owed.done);
        assert_eq!(sum(|one| one.pending), owed.pending);
        assert_eq!(sum(|one| one.in_work), owed.in_work);
        assert_eq!(sum(|one| one.lost.total()), owed.lost.total());
        assert_eq!(fates.iter().map(|fate| fate.publication.routed).sum::<u64>(), sent.routed);
    }
}

#[test]
fn what_nobody_asks_for_is_forgotten_and_the_sentence_says_so() {
    let transcript = Play::new().run("3s");
    assert_eq!(became(&transcript, first(&transcript, "web")), "Nobody asked for it, so the broker forgot it at once.");
}

#[test]
fn a_message_that_a_crash_took_is_told_as_lost_with_its_process() {
    let transcript = Play::new().group("save", 1, "10s").crash("3s", "save.1").run("4s");
    assert_eq!(became(&transcript, first(&transcript, "web")), "It was lost with the process that held it.");
}

#[test]
fn a_question_is_followed_to_its_replies_and_a_reply_back_to_its_question() {
    let gatherer = json!({ "subject": "price.of", "arrivals": { "list": ["1s"] }, "items": ["a hat"],
        "deadline": "2s", "count": 2 });
    let mut play = Play::new().rate("0/s").part("ask", &json!({ "gatherer": gatherer }));
    for (name, service) in [("quick", "100ms"), ("slow", "300ms")] {
        let role = json!({ "filter": "price.*", "service_time": { "constant": service }, "reply": name });
        play = play.handlers(name, 1, &role);
    }
    let transcript = play.run("10s");
    let question = first(&transcript, "ask");
    let reply = first(&transcript, "slow.1");
    assert_eq!(journey(&transcript, reply).comes_of, Some(question));
    assert_eq!(journey(&transcript, question).comes_of, None);
    let replies = told(&transcript, &journey(&transcript, question));
    let received = replies.iter().filter(|one| matches!(one.kind, Kind::Received { .. }));
    assert_eq!(received.count(), 2, "what came of a message belongs to its journey");
    assert_eq!(became(&transcript, question), "2 deliveries of it: 2 done. 2 replies came in time.");
}

#[test]
fn a_message_that_was_given_up_is_followed_to_its_dead_letter() {
    let workers = json!({ "name": "workers", "ack_wait": "500ms", "max_deliver": 2 });
    let orders = json!({ "name": "ORDERS", "subjects": ["orders.>"], "consumers": [workers] });
    let subject = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.*";
    let advisories = json!({ "name": "ADVISORIES", "subjects": [subject], "consumers": [{ "name": "undertaker" }] });
    let dead = json!({ "name": "DEAD", "subjects": ["dlq.>"] });
    let undertaker = json!({ "advisories": { "stream": "ADVISORIES", "consumer": "undertaker" } });
    let transcript = Play::new()
        .web(&json!({ "arrivals": { "list": ["1s"] }, "rate": "0/s", "items": ["bomb"] }))
        .streams(&json!([orders, advisories, dead]))
        .workers("save", 1, "10ms", &json!({ "poison": "bomb" }))
        .part("undertaker", &json!({ "dead_letter_handler": undertaker }))
        .run("20s");
    let bomb = first(&transcript, "web");
    let journey = journey(&transcript, bomb);
    let told = told(&transcript, &journey);
    let attempts = told.iter().filter(|one| matches!(one.kind, Kind::Started { .. })).count();
    assert_eq!(attempts, 2);
    let copy = told.iter().find_map(|one| match &one.kind {
        Kind::Published { message } if message.subject.as_str() == "dlq.orders.new" => Some(message.id),
        _ => None,
    });
    assert!(copy.is_some_and(|copy| told.iter().any(|one| one.kind.about() == Some(copy))), "{told:?}");
    let sentence = "Its consumer gave it up after the last attempt; the stream still has it.";
    assert_eq!(became(&transcript, bomb), sentence);
}
