//! What is written in the picture.

use super::*;
use crate::i18n::Lang;
use crate::view::tests::{Run, TALL, WIDE};
use crate::view::text;

fn words(scene: &Scene) -> Vec<String> {
    let texts = scene.still.iter().filter_map(|shape| match &shape.form {
        Form::Text { text, .. } => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

fn has(scene: &Scene, expected: &str) -> bool {
    words(scene).iter().any(|text| text == expected)
}

#[test]
fn cards_say_who_they_are_and_how_they_are_doing() {
    let mut run = Run::new(&[("rate", "9/s")]);
    run.at(12_400).crash("save-handler.2").at(13_000);
    for size in [WIDE, TALL] {
        let scene = run.scene(size);
        for expected in ["todo-web", "9 items/s", "NATS", "core, simulated", "queue group save-handler"] {
            assert!(has(&scene, expected), "{expected} is not in {:?}", words(&scene));
        }
        for expected in ["save-handler 1", "save-handler 2", "crashed at 12.4 s", "2 connections", "peak 3 · limit 16"]
        {
            assert!(has(&scene, expected), "{expected} is not in {:?}", words(&scene));
        }
    }
}

#[test]
fn a_real_server_to_which_nobody_is_connected_any_more_says_so() {
    let mut run = Run::new(&[]);
    let broker = run.0.scenario().brokers[0].id.clone();
    run.at(5_000).restart(&broker);
    // The clients of a broker come back two seconds after it was stopped, and it needs one of them.
    for (millisecond, is_away) in [(4_900, false), (6_500, true), (9_000, false)] {
        let run = run.at(millisecond);
        for size in [WIDE, TALL] {
            let mut stage = run.stage(size);
            assert!(!has(&scene(&stage), "no connection"), "a simulated one is stopped, or is not");
            stage.server = Some("2.9.10");
            assert_eq!(has(&scene(&stage), "no connection"), is_away, "at {millisecond} ms");
        }
    }
}

#[test]
fn a_turned_knob_shows_on_the_publisher() {
    let mut run = Run::new(&[]);
    run.at(1_000);
    run.0.turn("rate", "12/s").unwrap();
    assert!(has(&run.scene(WIDE), "12 items/s"));
    run.at(500);
    assert!(has(&run.scene(WIDE), "6 items/s"));
}

#[test]
fn no_word_leaves_the_picture_in_any_language() {
    for (knobs, millisecond) in
        [(&[("handlers", "10"), ("rate", "50/s")][..], 30_000), (&[][..], 0), (&[][..], 400_000)]
    {
        let mut run = Run::new(knobs);
        run.at(millisecond).crash("save-handler.1");
        for (size, lang) in [(WIDE, Lang::En), (WIDE, Lang::Ko), (TALL, Lang::En), (TALL, Lang::Ko)] {
            let mut stage = run.stage(size);
            stage.preferences.lang = lang;
            for shape in scene(&stage).still {
                let Form::Text { at, anchor, text } = shape.form else { continue };
                let width = text::width(&text, 10);
                let left = match anchor {
                    Anchor::Start => at.x,
                    Anchor::Middle => at.x - width / 2.0,
                    Anchor::End => at.x - width,
                };
                assert!(left >= 0.0 && left + width <= size.width, "{text} at {at:?} in {size:?}");
                assert!((8.0..=size.height).contains(&at.y), "{text} at {at:?} in {size:?}");
            }
        }
    }
}

#[test]
fn the_count_at_a_buffer_follows_the_records_exactly() {
    let mut run = Run::new(&[("handlers", "1"), ("rate", "20/s")]);
    for step in 1..50 {
        run.at(step * 97);
        let waiting = run.board().member(run.component("save-handler.1")).unwrap().pending.len();
        assert_eq!(has(&run.scene(WIDE), &waiting.to_string()), waiting > 0, "{waiting} at step {step}");
    }
}

#[test]
fn the_chosen_component_stands_out() {
    let mut run = Run::new(&[]);
    run.at(1_000);
    for name in ["todo-web", "nats", "save-handler.2", "todo-db"] {
        let mut stage = run.stage(WIDE);
        stage.selection = Some(run.component(name));
        let selected = scene(&stage).still.iter().filter(|shape| shape.classes.contains(&Class::Selected)).count();
        assert_eq!(selected, 1, "{name}");
    }
}

#[test]
fn a_lane_that_nobody_listens_to_says_so() {
    let mut run = Run::new(&[("handlers", "1"), ("rate", "20/s")]);
    run.at(1).crash("save-handler.1").at(2_000);
    let scene = run.scene(WIDE);
    assert!(scene.still.iter().any(|shape| shape.classes.contains(&Class::Unheard)));
    assert!(words(&scene).iter().any(|text| text.ends_with(" unheard")), "{:?}", words(&scene));
}

#[test]
fn a_socket_stands_for_each_connection() {
    let mut run = Run::new(&[("handlers", "10"), ("rate", "20/s")]);
    run.at(10_000);
    for size in [WIDE, TALL] {
        let scene = run.scene(size);
        let sockets = scene.still.iter().filter(|shape| shape.classes.contains(&Class::Socket)).count();
        assert_eq!(sockets, run.board().database(run.component("todo-db")).unwrap().sessions.len());
    }
}
