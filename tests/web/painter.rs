//! The canvas shows what the scene says, where the scene says it, and nothing else.

use queue_playground::i18n::Lang;
use queue_playground::painter::{Palette, paint};
use queue_playground::patterns;
use queue_playground::player::Simulation;
use queue_playground::sim::time::{Span, Time};
use queue_playground::view::{Figure, Known, Mark, Pace, Preferences, Scene, Size, Stage, scene};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

const WIDTH: u32 = 900;
const HEIGHT: u32 = 600;

/// The pattern after four seconds: messages on the way, in buffers and in work.
fn busy() -> Scene {
    let scenario = patterns::ALL[0].scenario().expect("a scenario");
    let mut run = Simulation::<Known>::new(scenario).expect("a run");
    run.seek(Time::ZERO + Span::from_secs(4));
    scene(&Stage {
        roster: run.roster(),
        board: &run.known().board,
        recent: run.recent(),
        now: run.now(),
        pace: Pace::default(),
        size: Size::new(f64::from(WIDTH), f64::from(HEIGHT)),
        preferences: Preferences { lang: Lang::En, reduced_motion: false },
        selection: None,
        followed: None,
        server: None,
    })
}

fn canvas(ratio: u32) -> CanvasRenderingContext2d {
    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let canvas: HtmlCanvasElement = document.create_element("canvas").expect("a canvas").unchecked_into();
    canvas.set_width(WIDTH * ratio);
    canvas.set_height(HEIGHT * ratio);
    canvas.get_context("2d").expect("a context").expect("a context").unchecked_into()
}

/// Red, green, blue and opacity of a pixel.
fn pixel(context: &CanvasRenderingContext2d, x: f64, y: f64) -> [u8; 4] {
    let data = context.get_image_data(x.floor(), y.floor(), 1.0, 1.0).expect("a pixel").data();
    [data[0], data[1], data[2], data[3]]
}

fn rgb(colour: &str) -> [u8; 3] {
    let part = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour");
    [part(1), part(3), part(5)]
}

/// The marks that fill the pixel at their middle, and that no later mark may hide.
fn discs(scene: &Scene) -> Vec<&Mark> {
    let apart = |one: &Mark, other: &Mark| (one.at.x - other.at.x).abs() + (one.at.y - other.at.y).abs() > 60.0;
    let is_disc = |mark: &Mark| matches!(mark.figure, Figure::Disc { .. }) && mark.opacity > 0.99;
    let marks = scene.moving.iter().enumerate();
    let alone =
        marks.filter(|(place, mark)| is_disc(mark) && scene.moving[place + 1..].iter().all(|other| apart(mark, other)));
    alone.map(|(_, mark)| mark).collect()
}

#[wasm_bindgen_test]
fn a_message_is_painted_where_the_scene_says_in_its_own_colour() {
    let scene = busy();
    let discs = discs(&scene);
    assert!(!discs.is_empty(), "a scene with messages to look at");
    for ratio in [1, 2] {
        let context = canvas(ratio);
        paint(&context, &scene, &Palette::LIGHT, f64::from(ratio));
        for mark in &discs {
            let [red, green, blue, opacity] =
                pixel(&context, mark.at.x * f64::from(ratio), mark.at.y * f64::from(ratio));
            assert_eq!(([red, green, blue], opacity), (rgb(Palette::LIGHT.ink(mark.ink)), 255), "{mark:?}");
        }
    }
}

#[wasm_bindgen_test]
fn where_the_scene_has_no_mark_nothing_is_painted() {
    let scene = busy();
    let context = canvas(1);
    paint(&context, &scene, &Palette::DARK, 1.0);
    let reach = |mark: &Mark| match mark.figure {
        Figure::Bar { width, height } => width + height,
        Figure::Ring { radius, width, .. } => radius + width,
        Figure::Disc { radius }
        | Figure::RingedDisc { radius }
        | Figure::Square { radius }
        | Figure::Letter { radius }
        | Figure::Diamond { radius }
        | Figure::Triangle { radius }
        | Figure::Hollow { radius }
        | Figure::Cross { radius } => radius + 3.0,
    };
    let mut empty = 0;
    for (column, row) in (0..45).flat_map(|column| (0..30).map(move |row| (column, row))) {
        let (x, y) = (f64::from(column) * 20.0 + 0.5, f64::from(row) * 20.0 + 0.5);
        let near = |mark: &Mark| (mark.at.x - x).abs() <= reach(mark) && (mark.at.y - y).abs() <= reach(mark);
        if !scene.moving.iter().any(near) {
            empty += 1;
            assert_eq!(pixel(&context, x, y)[3], 0, "something at {x}, {y}");
        }
    }
    assert!(empty > 500, "only {empty} places to look at");
}

#[wasm_bindgen_test]
fn painting_again_leaves_nothing_of_the_picture_before() {
    let scene = busy();
    let context = canvas(1);
    paint(&context, &scene, &Palette::LIGHT, 1.0);
    paint(&context, &Scene { moving: Vec::new(), ..scene.clone() }, &Palette::LIGHT, 1.0);
    let data = context.get_image_data(0.0, 0.0, f64::from(WIDTH), f64::from(HEIGHT)).expect("pixels").data();
    assert!(data.iter().all(|byte| *byte == 0));
}
