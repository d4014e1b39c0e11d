//! What a person can do to a run besides crashes and cuts: slow a handler down, lose or poison the next message, scale.

use crate::stage::Play;
use queue_playground::cast::{POISON, SLOWDOWN};
use queue_playground::scenario::Action;
use queue_playground::sim::time::Span;
use queue_playground::transcript::{Kind, LossReason, Outcome};
use serde_json::json;

fn started(transcript: &crate::stage::Transcript, name: &str) -> Vec<Span> {
    let id = transcript.component(name);
    transcript.all(|record| match record.kind {
        Kind::Started { service, .. } if record.component == id => Some(service),
        _ => None,
    })
}

#[test]
fn a_slowed_handler_takes_four_times_as_long_and_the_others_do_not() {
    let to = |component: &str| component.to_owned();
    let play = Play::new().subscriber("one", "orders.>").subscriber("other", "orders.>");
    let play = play.at("1500ms", Action::SlowDown { component: to("one.1") });
    let transcript = play.at("2500ms", Action::SpeedUp { component: to("one.1") }).run("3500ms");
    let ms = Span::from_millis;
    assert_eq!(started(&transcript, "one.1"), [ms(1), ms(u64::from(SLOWDOWN)), ms(1)]);
    assert_eq!(started(&transcript, "other.1"), [ms(1), ms(1), ms(1)]);
    let factors = transcript.all(|record| match record.kind {
        Kind::Slowed { factor } => Some(factor),
        _ => None,
    });
    assert_eq!(factors, [4, 1]);
}

#[test]
fn a_handler_that_was_slowed_down_and_crashed_is_as_fast_as_ever_after_its_restart() {
    let play =
        Play::new().subscriber("one", "orders.>").at("500ms", Action::SlowDown { component: "one.1".to_owned() });
    let transcript = play.crash("1500ms", "one.1").restart("1600ms", "one.1").run("2500ms");
    assert_eq!(started(&transcript, "one.1"), [Span::from_millis(4), Span::from_millis(1)]);
}

#[test]
fn the_next_message_and_no_other_is_lost_on_a_link() {
    let lose = |component: &str| Action::LoseNext { component: component.to_owned() };
    let play = Play::new().subscriber("log", "orders.>").at("1500ms", lose("web")).at("3500ms", lose("log.1"));
    let transcript = play.run("5500ms");
    let lost = transcript.all(|record| match record.kind {
        Kind::LostOnLink(_) => Some((record.at.to_string(), "published")),
        Kind::Lost { reason: LossReason::Link, .. } => Some((record.at.to_string(), "copy")),
        _ => None,
    });
    assert_eq!(lost, [("2s".to_owned(), "published"), ("4.001s".to_owned(), "copy")]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Delivered { .. })), 3);
}

#[test]
fn a_lost_ack_makes_the_consumer_deliver_again() {
    let play = Play::new().orders(&json!({ "ack_wait": "1s" })).workers("work", 1, "100ms", &json!({}));
    let play = play.web(&json!({ "arrivals": { "list": ["1s"] }, "rate": "0/s" }));
    let transcript = play.at("1050ms", Action::LoseNext { component: "work.1".to_owned() }).run("3s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::AckLost { .. })), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Finished { outcome: Outcome::Done, .. })), 2);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Acked { .. })), 1);
}

#[test]
fn a_lost_answer_leaves_its_publisher_waiting() {
    let play = Play::new().orders(&json!({})).web(&json!({
        "arrivals": { "list": ["1s"] }, "rate": "0/s", "confirm": { "timeout": "500ms" },
    }));
    // What it publishes is on its way; what comes back is next.
    let transcript = play.at("1s", Action::LoseNext { component: "web".to_owned() }).run("3s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::AnswerLost(_))), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::NotConfirmed { .. })), 1);
}

#[test]
fn a_poisoned_message_fails_every_time_and_the_next_one_does_not() {
    let play =
        Play::new().orders(&json!({ "ack_wait": "200ms", "max_deliver": 3 })).workers("work", 2, "10ms", &json!({}));
    let transcript = play.at("1500ms", Action::PoisonNext { component: "web".to_owned() }).run("4500ms");
    let texts: Vec<String> = transcript.published().iter().map(|message| message.payload.text().into_owned()).collect();
    assert_eq!(texts, ["order", &format!("{POISON} order"), "order", "order"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Finished { outcome: Outcome::Failed, .. })), 3);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Exhausted { .. })), 1);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Acked { .. })), 3);
}

#[test]
fn what_a_person_types_can_be_poisoned_too_and_a_handler_forwards_none_of_it() {
    let play = Play::new().rate("0/s").handlers(
        "mail",
        1,
        &json!({
            "filter": "orders.*", "service_time": { "constant": "1ms" }, "forward": "sent",
        }),
    );
    let play =
        play.at("1s", Action::PoisonNext { component: "web".to_owned() }).publish("2s", "milk").publish("3s", "tea");
    let transcript = play.run("4s");
    let texts: Vec<String> = transcript.published().iter().map(|message| message.payload.text().into_owned()).collect();
    assert_eq!(texts, ["☠ milk", "tea", "tea"]);
}

#[test]
fn a_part_is_scaled_by_its_name_and_its_knob_follows() {
    let play = Play::new().group("save", 1, "10ms");
    let play = play.at("1s", Action::Scale { component: "save".to_owned(), members: 4 });
    let transcript = play.at("2s", Action::Scale { component: "save".to_owned(), members: 2 }).run("3s");
    let told = transcript.all(|record| match &record.kind {
        Kind::KnobTurned { knob, value } => Some(format!("{knob} {value}")),
        Kind::Scaled { members } => Some(format!("{members} of {}", transcript.roster.name(record.component))),
        _ => None,
    });
    assert_eq!(told, ["save 4", "4 of save", "save 2", "2 of save"]);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Joined)), 1 + 4);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Left)), 2);
}
