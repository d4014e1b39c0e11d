//! Nothing is less than nothing wide or high, however little room there is: a browser refuses to draw it.

use super::Run;
use crate::scenario::Scenario;
use crate::view::{Figure, Form, Size};
use serde_json::json;

/// From what a stage measures while it is folded away to a large window.
const WIDTHS: [f64; 10] = [0.0, 1.0, 24.0, 60.0, 200.0, 260.0, 390.0, 600.0, 720.0, 1_400.0];
const HEIGHTS: [f64; 8] = [0.0, 1.0, 40.0, 150.0, 250.0, 420.0, 560.0, 900.0];

/// Patterns as they are, and runs in which more stands in the way.
fn each(mut look: impl FnMut(&str, &Run)) {
    let patterns = Run::patterns().map(|(name, scenario)| (name, Run::of(scenario)));
    let full = [
        ("crowded", Run::crowded()),
        ("streams", Run::streams()),
        ("questions", Run::questions()),
        ("many", Run::new(&[("handlers", "10"), ("rate", "50/s"), ("service", "2s")])),
        ("many connections", connections(70)),
        ("nobody", connections(0)),
        ("all kinds of many", many()),
    ];
    for (name, mut run) in patterns.chain(full.map(|(name, run)| (name.to_owned(), run))) {
        for millisecond in [0, 1_400, 5_000, 30_000] {
            run.at(millisecond);
            look(&format!("{name} at {millisecond} ms"), &run);
        }
    }
}

/// As many handlers, each with a connection to one database.
fn connections(count: u16) -> Run {
    let mut scenario = Run::new(&[]).0.scenario().clone();
    scenario.cast.iter_mut().filter(|part| part.id == "save-handler").for_each(|part| part.replicas = count);
    scenario.knobs.clear();
    Run::of(scenario)
}

/// Five brokers, and ten databases, publishers and handlers at the first one.
fn many() -> Run {
    let brokers: Vec<_> =
        (0..5).map(|broker| json!({ "id": format!("b{broker}"), "profile": { "nats_core": {} } })).collect();
    let publisher = json!({ "publisher": { "subject": "a.b", "rate": "3/s", "items": ["a"] } });
    let cast = (0..10).flat_map(|number| {
        let handler = json!({ "handler": {
            "filter": "a.>", "service_time": { "constant": "900ms" }, "database": format!("d{number}") } });
        [
            json!({ "id": format!("p{number}"), "broker": "b0", "role": publisher }),
            json!({ "id": format!("h{number}"), "broker": "b0", "role": handler }),
            json!({ "id": format!("d{number}"), "role": {
                "database": { "connection_limit": 2, "statement_time": "20ms" } } }),
        ]
    });
    let others =
        (1..5).map(|broker| json!({ "id": format!("o{broker}"), "broker": format!("b{broker}"), "role": publisher }));
    let cast: Vec<_> = cast.chain(others).collect();
    let scenario = json!({ "name": "many", "brokers": brokers, "cast": cast });
    Run::of(Scenario::from_json(&scenario.to_string()).unwrap())
}

/// The lengths of a shape that are at least 0; of the rest, how far away it is.
fn lengths(form: &Form) -> Vec<f64> {
    match form {
        Form::Rect { rect, radius } => vec![rect.width, rect.height, *radius, rect.x.abs(), rect.y.abs()],
        Form::Circle { center, radius } => vec![*radius, center.x.abs(), center.y.abs()],
        Form::Icon { at, .. } | Form::Text { at, .. } => vec![at.x.abs(), at.y.abs()],
        Form::Path(curve) => curve.points().iter().flat_map(|point| [point.x.abs(), point.y.abs()]).collect(),
    }
}

fn lengths_of_mark(figure: Figure) -> Vec<f64> {
    match figure {
        Figure::Bar { width, height } => vec![width, height],
        Figure::Ring { radius, width, share } => vec![radius, width, share],
        other => vec![other.reach()],
    }
}

#[test]
fn nothing_that_is_drawn_is_less_than_nothing_wide_or_high() {
    let is_drawable = |lengths: &[f64]| lengths.iter().all(|&length| length.is_finite() && length >= 0.0);
    each(|name, run| {
        for size in WIDTHS.into_iter().flat_map(|width| HEIGHTS.map(|height| Size::new(width, height))) {
            let scene = run.scene(size);
            let shape = scene.still.iter().find(|shape| !is_drawable(&lengths(&shape.form)));
            assert_eq!(shape, None, "{name} in {size:?}");
            let mark = scene.moving.iter().find(|mark| !is_drawable(&lengths_of_mark(mark.figure)));
            assert_eq!(mark, None, "{name} in {size:?}");
            let spot = scene.spots.iter().find(|spot| !is_drawable(&[spot.rect.width, spot.rect.height]));
            assert_eq!(spot, None, "{name} in {size:?}");
        }
    });
}
