//! Scaling, failing, and the database's connections.

use crate::stage::{Play, Transcript, scaling_handlers};
use queue_playground::sim::time::Time;
use queue_playground::transcript::{Fold, Kind, Measures, Outcome};
use serde_json::json;

#[test]
fn three_handlers_do_three_times_the_work_of_one() {
    let done =
        |members| Play::new().rate("60/s").group("save", members, "100ms").run("100s").done().values().sum::<u64>();
    assert_eq!(done(1), 999, "one handler: ten a second, from the first message on");
    assert!(done(3).abs_diff(2_997) < 60, "{}", done(3));
}

#[test]
fn a_handler_that_is_scaled_away_finishes_what_it_holds() {
    let transcript = Play::new().rate("4/s").group("save", 3, "1s").set("10s", "save", "1").run("60s");
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Lost { .. })), 0);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Draining)), 2);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::Left)), 2);
    for name in ["save.2", "save.3"] {
        let taken = transcript.deliveries_at(name, |kind| match kind {
            Kind::Delivered { delivery } => Some(*delivery),
            _ => None,
        });
        assert_eq!(transcript.done()[name], taken.len() as u64, "{name} handled all it was sent");
    }
}

#[test]
fn the_database_sees_at_most_one_connection_for_each_handler() {
    let mut scenario = scaling_handlers(42);
    scenario.set("handlers", "10").expect("ten handlers");
    scenario.set("rate", "50/s").expect("fifty a second");
    let transcript = Transcript::of(&scenario, "60s");
    let (mut open, mut peak) = (0, 0);
    for record in &transcript.records {
        match record.kind {
            Kind::SessionOpened { .. } => open += 1,
            Kind::SessionClosed { .. } => open -= 1,
            _ => {}
        }
        peak = peak.max(open);
    }
    assert_eq!(peak, 10);
    assert!(transcript.count(|kind| matches!(kind, Kind::Saved { .. })) > 1_000);
}

#[test]
fn a_database_that_allows_no_more_connections_lets_clients_wait() {
    let transcript = Play::new().rate("10/s").database(1, "10ms").storing_group("save", 2, "50ms").run("10s");
    assert!(transcript.count(|kind| matches!(kind, Kind::StatementQueued { .. })) > 0);
    assert_eq!(transcript.count(|kind| matches!(kind, Kind::SessionOpened { .. })), 1, "a pool keeps its connection");
}

#[test]
fn with_core_nats_a_failure_is_not_tried_again() {
    let transcript = Play::new().rate("10/s").group("save", 2, "10ms").set("0s", "save-failure", "30%").run("100s");
    let failed = transcript.count(|kind| matches!(kind, Kind::Finished { outcome: Outcome::Failed, .. }));
    let share = failed as f64 / transcript.published().len() as f64;
    assert!((0.24..0.36).contains(&share), "{share}");
    let started = transcript.count(|kind| matches!(kind, Kind::Started { .. }));
    assert_eq!(started, transcript.receivers().len());
}

#[test]
fn what_a_person_types_is_what_the_database_saves() {
    let play = Play::new().rate("0/s").database(4, "20ms").storing_group("save", 2, "300ms");
    let transcript = play.publish("2s", "홍보 비디오 촬영").run("5s");
    let message = &transcript.published()[0];
    assert_eq!(message.payload.text(), "홍보 비디오 촬영");
    assert!(message.id.is_typed());
    let saved = transcript.all(|record| match record.kind {
        Kind::Saved { message, .. } => Some((message, record.at.to_string())),
        _ => None,
    });
    assert_eq!(saved, [(message.id, "2.323s".to_owned())], "two links, the work, one link, the statement");
}

#[test]
fn a_typed_item_does_not_change_the_luck_of_the_generated_ones() {
    let arrivals = |play: Play| -> Vec<(Time, u32)> {
        let transcript = play.rate("5/s").poisson().group("save", 2, "10ms").run("20s");
        transcript.all(|record| match &record.kind {
            Kind::Published { message } if !message.id.is_typed() => Some((record.at, message.id.number())),
            _ => None,
        })
    };
    assert_eq!(arrivals(Play::new()), arrivals(Play::new().publish("7s", "mine")));
}

#[test]
fn the_measures_agree_with_a_queue_that_can_be_worked_out_by_hand() {
    // One message a second, 500 ms of work, 1 ms on each link: nobody waits, everyone takes 502 ms, busy half the time.
    let transcript = Play::new().group("save", 1, "500ms").run("101s");
    let mut measures = Measures::default();
    transcript.records.iter().for_each(|record| measures.feed(record));
    let system = measures.time_in_system(50.0).expect("a hundred done").as_millis();
    assert!(system.abs_diff(502) <= 5, "{system} ms, to two digits");
    assert!(measures.waiting_time(99.0).expect("a hundred done").as_millis() == 0);
    assert_eq!(measures.peak_pending(), 1);
    let id = transcript.component("save.1");
    let busy = measures
        .utilisation("101s".parse().expect("a moment"))
        .find(|(component, _)| *component == id)
        .expect("it worked")
        .1;
    assert_eq!(busy.busy.as_millis(), 100 * 500, "{busy:?}");
}

#[test]
fn a_handler_is_busy_while_it_works_on_anything_at_all() {
    // Two a second, each 700 ms, two at once: busy from the first to the last, never more than all of its time.
    let role = json!({ "filter": "orders.*", "service_time": { "constant": "700ms" }, "concurrency": 2 });
    let transcript = Play::new().rate("2/s").handlers("save", 1, &role).set("10020ms", "rate", "0/s").run("20s");
    let mut measures = Measures::default();
    transcript.records.iter().for_each(|record| measures.feed(record));
    let save = transcript.component("save.1");
    let worked =
        measures.utilisation("20s".parse().expect("a moment")).find(|(id, _)| *id == save).expect("it worked").1;
    assert_eq!(worked.busy.as_millis(), 9_500 + 700, "from 502 ms to the end of the last");
}

#[test]
fn replies_do_not_pile_up_in_the_measure_of_what_is_pending() {
    let ask = json!({ "subject": "orders.count", "rate": "10/s", "arrivals": "constant", "items": ["?"] });
    let clerk = json!({ "filter": "orders.*", "service_time": { "constant": "1ms" }, "reply": "7" });
    let play = Play::new().rate("0/s").part("ask", &json!({ "requester": ask })).handlers("clerk", 1, &clerk);
    let mut measures = Measures::default();
    play.run("60s").records.iter().for_each(|record| measures.feed(record));
    assert_eq!(measures.peak_pending(), 1);
}

#[test]
fn a_message_that_comes_again_counts_when_it_is_done() {
    let play = Play::new().orders(&json!({ "ack_wait": "1s" })).workers("save", 1, "10ms", &json!({}));
    let transcript = play.set("0s", "save-failure", "50%").run("100s");
    let mut measures = Measures::default();
    transcript.records.iter().for_each(|record| measures.feed(record));
    let longest = measures.time_in_system(99.0).expect("many done").as_millis();
    assert!(longest > 3_000, "{longest} ms: some needed four deliveries and more");
}
