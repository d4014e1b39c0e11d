//! To follow a message, and what else stands out: what a person did to somebody, what streams keep, and the legend.

use super::{Run, TALL, WIDE};
use crate::i18n::{Caption, Lang};
use crate::message::MessageId;
use crate::scenario::Scenario;
use crate::scenario::link::Link;
use crate::transcript::{Fold, Kind, Record};
use crate::view::{
    Class, Figure, Form, Icon, Ink, Key, Mark, Point, Scene, Shape, Size, Stage, describe, legend, message_at, scene,
};

fn shape(name: &str) -> Run {
    let path = format!("{}/tests/shapes/{name}.json", env!("CARGO_MANIFEST_DIR"));
    Run::of(Scenario::from_json(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn follow(run: &Run, message: MessageId, size: Size) -> Scene {
    let mut stage = run.stage(size);
    stage.followed = Some(message);
    scene(&stage)
}

fn halos(scene: &Scene) -> Vec<&Mark> {
    scene.moving.iter().filter(|mark| mark.ink == Ink::Accent && matches!(mark.figure, Figure::Ring { .. })).collect()
}

fn icons(scene: &Scene) -> Vec<Icon> {
    let icons = scene.still.iter().filter_map(|shape| match shape.form {
        Form::Icon { icon, .. } => Some(icon),
        _ => None,
    });
    icons.filter(|icon| !matches!(icon, Icon::Publisher | Icon::Database)).collect()
}

#[test]
fn a_followed_request_stands_out_until_its_reply_is_there_and_its_links_are_marked() {
    let mut run = shape("request-response");
    let request = MessageId::generated(run.component("shop"), 3);
    let mut seen = 0;
    for step in 0..200 {
        run.at(step * 20);
        let picture = follow(&run, request, WIDE);
        seen += usize::from(!halos(&picture).is_empty());
        let others = picture.moving.iter().filter(|mark| mark.ink == Ink::Request && mark.opacity > 0.9);
        assert!(others.count() <= 1, "the rest steps back");
    }
    assert!(seen > 20, "{seen} pictures of its journey");
    let taken = |picture: &Scene| picture.still.iter().filter(|shape| shape.classes.contains(&Class::Taken)).count();
    // To the broker, on to one who replies, back, and to whoever asked.
    assert_eq!(taken(&follow(&run, request, WIDE)), 4);
    assert_eq!(taken(&follow(&run, request, TALL)), 4);
    assert_eq!(taken(&run.scene(WIDE)), 0);
}

#[test]
fn a_dead_letter_belongs_to_the_family_of_its_original() {
    let mut run = shape("dead-letters");
    run.at(19_000);
    let nats = run.component("nats");
    let (_, letters) = run.board().streams(nats).find(|(_, stream)| stream.name.as_ref() == "DLQ").unwrap();
    let (_, letter) = letters.kept().next().unwrap();
    let original = letter.parent.unwrap();
    let picture = follow(&run, original, WIDE);
    let halo = |mark: &&Mark| halos(&picture).iter().any(|halo| halo.at == mark.at);
    let with_halo: Vec<Figure> = picture.moving.iter().filter(halo).map(|mark| mark.figure).collect();
    assert!(with_halo.iter().any(|figure| matches!(figure, Figure::Letter { .. })), "{with_halo:?}");
}

#[test]
fn a_click_on_a_message_finds_it_and_one_beside_it_does_not() {
    let mut run = Run::new(&[("rate", "0/s")]);
    run.at(1_000).publish("a").at(1_150);
    let typed = MessageId::typed(run.component("todo-web"), 1);
    let at = run.scene(WIDE).moving.iter().find(|mark| mark.ink == Ink::Typed).unwrap().at;
    assert_eq!(message_at(&run.stage(WIDE), at.moved(6.0, 6.0)), Some(typed));
    assert_eq!(message_at(&run.stage(WIDE), at.moved(0.0, 40.0)), None);
    assert_eq!(message_at(&run.stage(WIDE), Point::new(-100.0, 0.0)), None);
}

#[test]
fn what_waits_in_a_stream_answers_to_a_click() {
    let mut run = shape("dead-letters");
    run.at(19_000);
    for size in [WIDE, Size::new(366.0, 520.0)] {
        let picture = run.scene(size);
        let letters =
            picture.moving.iter().filter(|mark| matches!(mark.figure, Figure::Letter { radius } if radius < 5.0));
        let found: Vec<MessageId> = letters.filter_map(|mark| message_at(&run.stage(size), mark.at)).collect();
        assert!(found.len() > 3, "{found:?}");
        assert!(found.iter().all(|message| message.origin() == run.component("undertaker")), "{found:?}");
    }
}

#[test]
fn a_stream_remembers_its_last_hundred_messages_by_their_number() {
    let mut run = Run::streams();
    run.at(60_000);
    let nats = run.component("nats");
    for (_, stream) in run.board().streams(nats) {
        let numbers: Vec<u64> = stream.kept().map(|(sequence, _)| sequence).collect();
        assert!(numbers.is_sorted(), "{}: {numbers:?}", stream.name);
        assert_eq!(numbers.len() as u64, stream.messages.min(100), "{}", stream.name);
    }
    let (_, log) = run.board().streams(nats).find(|(_, stream)| stream.name.as_ref() == "LOG").unwrap();
    assert!(log.kept().all(|(_, message)| message.subject.as_str() == "log.tick"));
}

#[test]
fn what_a_consumer_set_aside_is_what_its_ledger_says() {
    // An undertaker takes what was given up out of the first one's stream.
    for (mut run, taken_out) in [(Run::streams(), true), (shape("dead-letters"), false)] {
        for second in 1..40 {
            run.at(second * 1_000);
            for (_, consumer) in run.board().consumers(run.component("nats")) {
                let ledger = &consumer.ledger;
                let (again, given_up) = (consumer.again().count() as u64, consumer.given_up().count() as u64);
                assert_eq!(again, ledger.awaiting_redelivery.min(32), "{} at {second} s", consumer.name);
                let kept = if taken_out { 0 } else { ledger.exhausted.min(32) };
                assert!((kept..=ledger.exhausted).contains(&given_up), "{} at {second} s", consumer.name);
            }
        }
    }
}

/// The run in which this was done after two seconds, as a link says it.
fn doing(word: &str) -> Run {
    let mut run = Run::new(&[("rate", "20/s")]);
    run.at(2_000);
    let link = Link::parse(&format!("#/?do=2s:{word}")).unwrap();
    run.0.act(link.entries[0].action.clone()).unwrap();
    run
}

#[test]
fn whatever_was_done_to_somebody_is_seen_and_said() {
    for (word, component, icon, caption) in [
        ("pause:save-handler.1", "save-handler.1", Icon::Paused, Caption::Paused),
        ("slow:save-handler.2", "save-handler.2", Icon::Slow, Caption::Slowed(4)),
        ("lose-next:save-handler.3", "save-handler.3", Icon::Loss, Caption::NextIsLost),
        ("poison-next:todo-web", "todo-web", Icon::Poison, Caption::NextIsPoison),
    ] {
        let mut run = doing(word);
        run.at(2_001);
        assert_eq!(icons(&run.scene(WIDE)), [icon], "{word}");
        for lang in [Lang::En, Lang::Ko] {
            let mut stage = run.stage(WIDE);
            stage.preferences.lang = lang;
            let said = describe(run.component(component), &stage);
            assert!(said.contains(&caption.say(lang)), "{said}");
        }
        // What happens once is over when it has happened.
        run.at(8_000);
        let once = matches!(icon, Icon::Loss | Icon::Poison);
        assert_eq!(icons(&run.scene(WIDE)).is_empty(), once, "{word}");
    }
}

#[test]
fn what_is_sent_to_a_frozen_process_is_counted_where_it_waits() {
    let mut run = doing("pause:save-handler.1");
    run.at(6_000);
    let waits = run.board().on_the_way_to(run.component("save-handler.1"));
    assert!(waits > 10, "{waits}");
    let said = describe(run.component("save-handler.1"), &run.stage(WIDE));
    assert!(said.contains(&format!("{waits} wait on the link")), "{said}");
}

#[test]
fn a_broker_that_is_stopped_says_so_and_nothing_travels() {
    let mut run = Run::new(&[]);
    run.at(3_000);
    let mut board = run.board().clone();
    let nats = run.component("nats");
    board.feed(&Record { index: 0, at: run.0.now(), cause: None, component: nats, kind: Kind::BrokerStopped });
    let stage = Stage { board: &board, ..run.stage(WIDE) };
    let picture = scene(&stage);
    let rail = picture.still.iter().find(|shape| shape.classes.contains(&Class::Rail)).unwrap();
    assert!(rail.classes.contains(&Class::Crashed));
    let on = |shape: &&Shape| shape.classes.contains(&Class::Link) && !shape.classes.contains(&Class::Off);
    // What is done already can still be stored.
    assert_eq!(picture.still.iter().filter(on).count(), 3);
    assert!(describe(nats, &stage).contains("stopped"));
}

#[test]
fn callers_are_tied_to_the_service_that_they_wait_for() {
    let mut run = shape("direct-or-queue");
    let ties = |picture: &Scene, class| picture.still.iter().filter(|shape| shape.classes.contains(&class)).count();
    run.at(0);
    assert_eq!(ties(&run.scene(WIDE), Class::Trouble), 0);
    run.at(12_000);
    let picture = run.scene(WIDE);
    // One on either side, and the place where they meet.
    assert_eq!((ties(&picture, Class::Tie), ties(&picture, Class::Trouble)), (3, 2));
    let caller = run.board().member(run.component("web-direct")).unwrap();
    let open = Caption::OpenCalls(caller.questions().unanswered() as u64).say(Lang::En);
    let says =
        |words: &str| picture.still.iter().any(|shape| matches!(&shape.form, Form::Text { text, .. } if text == words));
    assert!(says(&open), "{open}");
    let counters = caller.counters;
    let sum = counters.unanswered + counters.done + caller.questions().unanswered() as u64;
    assert_eq!(counters.asked, sum, "every call is answered, in vain or open");
}

#[test]
fn every_kind_of_message_has_its_own_shape_and_colour() {
    let run = shape("dead-letters");
    let keys = legend(run.0.roster());
    let meanings: Vec<String> = keys.iter().map(|key| key.meaning.say(Lang::En)).collect();
    assert_eq!(meanings, ["message", "your own", "redelivery", "dead letter", "lost", "failed"]);
    let run = shape("request-response");
    let asked = legend(run.0.roster());
    let meanings: Vec<String> = asked.iter().map(|key| key.meaning.say(Lang::Ko)).collect();
    assert_eq!(meanings, ["요청", "응답", "유실", "처리 실패"]);
    let kind = |key: &Key| std::mem::discriminant(&key.figure);
    for (place, key) in keys.iter().enumerate() {
        assert!(keys[place + 1..].iter().all(|other| kind(key) != kind(other)), "{key:?}");
    }
}
