//! Where messages are, and when.

use super::*;
use crate::message::{ComponentId, Headers, Message, Payload, subject::Subject};
use crate::sim::time::Time;
use crate::transcript::{Kind, Record};
use crate::view::layout::{Route, SINGLE};
use crate::view::tests::{Run, TALL, WIDE};
use crate::view::{Figure, Ink, Pace, Point, scene};
use std::collections::VecDeque;
use std::sync::Arc;

/// A run in which nothing happens but one typed message, published at one second.
fn one_message() -> Run {
    let mut run = Run::new(&[("rate", "0/s"), ("service", "2s")]);
    run.at(1_000).publish("홍보 비디오 촬영");
    run
}

/// The middle of the only typed message in the picture.
fn typed(run: &Run) -> Option<Point> {
    let marks: Vec<Mark> = run.scene(WIDE).moving.into_iter().filter(|mark| mark.ink == Ink::Typed).collect();
    assert!(marks.len() <= 1, "{marks:?}");
    marks.first().map(|mark| mark.at)
}

fn is_on(run: &Run, route: impl Fn(&Route) -> bool, at: Point) -> bool {
    let layout = Layout::new(run.0.roster(), run.board(), WIDE);
    let on = |link: &crate::view::layout::Link| {
        (0..=200_u32).any(|n| link.track.at(f64::from(n) / 200.0).distance(at) < 2.0)
    };
    layout.routes().any(|(candidate, link)| route(&candidate) && on(link))
}

#[test]
fn a_message_glides_along_each_of_its_links_in_turn() {
    let mut run = one_message();
    for (millisecond, expected) in [(1_040, "publish"), (1_250, "publish"), (1_320, "deliver"), (1_400, "deliver")] {
        let at = typed(run.at(millisecond)).unwrap();
        let on = |kind: &str| is_on(&run, |route| (kind == "publish") == matches!(route, Route::Publish { .. }), at);
        assert!(on(expected), "{millisecond} ms: {at:?}");
    }
}

#[test]
fn a_hop_of_a_millisecond_takes_three_hundred_before_the_screen_at_any_pace() {
    for pace in [1_000, 100, 4_000] {
        let mut run = one_message();
        let hop = 300 * u64::from(pace) / 1_000;
        run.at(1_000 + hop / 2);
        let mut stage = run.stage(WIDE);
        stage.pace = Pace::from_thousandths(pace);
        let at = scene(&stage).moving.iter().find(|mark| mark.ink == Ink::Typed).map(|mark| mark.at).unwrap();
        assert!(is_on(&run, |route| matches!(route, Route::Publish { .. }), at), "pace {pace}: {at:?}");
    }
}

#[test]
fn a_message_slows_at_its_goal() {
    let mut run = one_message();
    let mut x = |millisecond| typed(run.at(millisecond)).unwrap().x;
    let (start, early, late, end) = (x(1_002), x(1_100), x(1_200), x(1_299));
    assert!(early - start > 2.0 * (end - late), "{start} {early} {late} {end}");
}

#[test]
fn the_ring_fills_after_the_message_has_arrived() {
    let mut run = one_message();
    let share = |run: &Run| {
        run.scene(WIDE).moving.iter().find_map(|mark| match mark.figure {
            Figure::Ring { share, .. } => Some(share),
            _ => None,
        })
    };
    let started = run.at(1_100).board().members().any(|(_, member)| !member.work.is_empty());
    assert!(started, "the records are ahead of the picture");
    assert_eq!(share(run.at(1_590)), None);
    let rising: Vec<f64> = [1_650, 2_000].map(|at| share(run.at(at)).unwrap()).to_vec();
    assert!(rising[0] < rising[1] && rising[1] <= 1.0, "{rising:?}");
}

/// The messages drawn in each handler's buffer.
fn dots(scene: &crate::view::Scene, layout: &Layout, handler: ComponentId) -> usize {
    let buffer = layout.card(handler).unwrap().handler().buffer;
    let is_dot = |mark: &&Mark| match mark.figure {
        Figure::Disc { radius } => (radius - buffer.dot_radius()).abs() < 1e-9 && buffer.rect.contains(mark.at),
        _ => false,
    };
    scene.moving.iter().filter(is_dot).count()
}

#[test]
fn drawn_dots_are_what_is_pending_and_has_ended_its_glide() {
    let mut run = Run::new(&[("rate", "8/s")]);
    let mut most = 0;
    for step in 1..300 {
        run.at(step * 53);
        for size in [WIDE, TALL] {
            let (scene, layout) = (run.scene(size), Layout::new(run.0.roster(), run.board(), size));
            let crew = run.board().members().filter(|(component, _)| layout.frame(component.part).is_some());
            for (handler, member) in crew {
                // With links of a millisecond, both hops together take twice the shortest time from publication on.
                let arrived = member.pending.iter().filter(|waiting| {
                    let published = run.board().message(waiting.delivery.message).unwrap().published_at;
                    published + HOP.times(2) <= run.0.now()
                });
                let expected = arrived.count();
                most = most.max(expected);
                let drawn = dots(&scene, &layout, handler);
                assert_eq!(drawn, if expected > SINGLE { 0 } else { expected }, "{handler:?} at step {step}");
            }
        }
    }
    assert!(most > 4, "{most}");
}

#[test]
fn at_exact_pace_every_pending_message_is_in_its_buffer_at_once() {
    let mut run = Run::new(&[("rate", "8/s")]);
    for step in 1..200 {
        run.at(step * 53);
        let mut stage = run.stage(WIDE);
        stage.pace = Pace::EXACT;
        let (scene, layout) = (scene(&stage), Layout::new(run.0.roster(), run.board(), WIDE));
        for (handler, member) in run.board().members().filter(|(component, _)| layout.frame(component.part).is_some()) {
            let expected = if member.pending.len() > SINGLE { 0 } else { member.pending.len() };
            assert_eq!(dots(&scene, &layout, handler), expected);
        }
    }
}

fn dead(run: &Run) -> Vec<Mark> {
    run.scene(WIDE).moving.into_iter().filter(|mark| mark.ink == Ink::Dead).collect()
}

#[test]
fn what_a_crashed_handler_held_falls_and_is_gone() {
    let mut run = Run::new(&[("rate", "30/s")]);
    run.at(5_000);
    let member = run.board().member(run.component("save-handler.1")).unwrap();
    let held = member.pending.len();
    run.crash("save-handler.1").at(5_100);
    let falling = dead(&run);
    assert!(!falling.is_empty() && falling.len() <= held + 1, "{} of {held}", falling.len());
    let lowest = |marks: &[Mark]| marks.iter().map(|mark| mark.at.y).fold(0.0, f64::max);
    assert!(lowest(&dead(run.at(5_300))) > lowest(&falling));
    // The last ones still glided when their goal died: a message that arrives at a dead process falls, too.
    assert!(dead(run.at(6_300)).is_empty());
}

#[test]
fn a_message_that_nobody_asks_for_fades_at_the_rail() {
    let mut run = Run::new(&[("rate", "0/s"), ("handlers", "1")]);
    run.at(500).crash("save-handler.1").at(2_000).publish("a").at(2_400);
    let fading = dead(&run);
    assert_eq!(fading.len(), 1);
    let lane = Layout::new(run.0.roster(), run.board(), WIDE).lane(0).unwrap().rect;
    assert!(lane.inset(-1.0).contains(fading[0].at) && fading[0].opacity < 1.0, "{fading:?}");
    assert!(dead(run.at(3_000)).is_empty());
}

#[test]
fn a_message_lost_on_a_link_falls_from_the_middle_of_it() {
    let mut scenario = Run::new(&[]).0.scenario().clone();
    scenario.links.loss = "100%".parse().unwrap();
    let mut run = Run::of(scenario);
    run.at(10_000);
    assert!(dead(&run).iter().all(|mark| matches!(mark.figure, Figure::Hollow { .. })));
    assert!((1..100).any(|step| !dead(run.at(10_000 + step * 50)).is_empty()));
}

#[test]
fn with_reduced_motion_nothing_glides() {
    let mut run = one_message();
    let mut at = |millisecond| {
        run.at(millisecond);
        let mut stage = run.stage(WIDE);
        stage.preferences.reduced_motion = true;
        let typed = scene(&stage).moving.into_iter().find(|mark| mark.ink == Ink::Typed);
        typed.map(|mark| mark.at).unwrap()
    };
    assert_eq!(at(1_050), at(1_250));
    assert_ne!(at(1_250), at(1_350));
}

#[test]
fn above_the_cap_one_in_n_is_drawn_and_typed_ones_always_are() {
    let run = Run::new(&[("rate", "0/s")]);
    let publisher = run.component("todo-web");
    let publish = |id: MessageId| Message {
        id,
        parent: None,
        subject: Subject::parse("events.todo.newitem").unwrap(),
        reply: None,
        headers: Headers::default(),
        payload: Payload::from("a"),
    };
    let generated = (1..=10_000).map(|number| MessageId::generated(publisher, number));
    let recent: VecDeque<Record> = (0..)
        .zip(generated.chain([MessageId::typed(publisher, 1)]))
        .map(|(index, id)| {
            let kind = Kind::Published { message: Arc::new(publish(id)) };
            Record { index, at: Time::ZERO, cause: None, component: publisher, kind }
        })
        .collect();
    let mut stage = run.stage(WIDE);
    (stage.recent, stage.now) = (&recent, Time::ZERO + Span::from_millis(100));
    let scene = scene(&stage);
    assert_eq!((scene.shown_one_in, scene.moving.len()), (8, 10_000 / 8 + 1));
    assert_eq!(scene.moving.iter().filter(|mark| mark.ink == Ink::Typed).count(), 1);
}

#[test]
fn a_statement_is_still_seen_when_the_work_before_it_began_long_ago() {
    let mut run = Run::new(&[("rate", "0/s"), ("service", "2s"), ("handlers", "1")]);
    run.at(1_000).publish("a");
    let stored = (1_000..60_000).step_by(100).find(|&at| {
        run.at(at);
        run.board().database(run.component("todo-db")).is_some_and(|database| database.total > 0)
    });
    let at = typed(run.at(stored.unwrap())).expect("the message glides to the database after it has been saved");
    assert!(is_on(&run, |route| matches!(route, Route::Store { .. }), at));
}
