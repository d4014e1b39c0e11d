//! What a message, a link or a file contains is text on the page, never markup.

use crate::host::{Host, scaling};
use crate::waiting::until_true;
use queue_playground::embed::Options;
use queue_playground::i18n::Lang;
use queue_playground::painter::svg;
use queue_playground::player::Simulation;
use queue_playground::scenario::Scenario;
use queue_playground::scenario::link::Link;
use queue_playground::sim::time::{Span, Time};
use queue_playground::view::{Known, Pace, Preferences, Size, Stage, scene};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

/// Would be an image that fails to load and calls a function, if anybody read it as markup.
const HOSTILE: &str = "<img src=x onerror=\"window.broken=1\">'\"&lt;</text><script>window.broken=1</script>";
/// The same for a subject, which allows no white space.
const HOSTILE_SUBJECT: &str = "<img/src=x/onerror=window.broken=1>\"'&lt;</text></svg><script>window.broken=1</script>";

fn nothing_is_broken() -> bool {
    let window = web_sys::window().expect("a window");
    js_sys::Reflect::get(&window, &"broken".into()).is_ok_and(|value| value.is_undefined())
}

/// The names of all elements under `element`.
fn element_names(element: &Element) -> Vec<String> {
    let all = element.query_selector_all("*").expect("a selector");
    let name = |index| all.get(index).map(|node| node.node_name().to_ascii_lowercase());
    (0..all.length()).filter_map(name).collect()
}

#[wasm_bindgen_test]
fn a_hostile_subject_makes_no_element_of_the_still_picture() {
    let original = include_str!("../scenarios/todo.json");
    let quoted = serde_json::Value::from(HOSTILE_SUBJECT).to_string();
    let source = original.replace("\"events.todo.newitem\"", &quoted);
    assert_ne!(source, original);
    let draw = |source: &str| {
        let mut run = Simulation::<Known>::new(Scenario::from_json(source).expect("a scenario")).expect("a run");
        run.seek(Time::ZERO + Span::from_secs(2));
        let picture = scene(&Stage {
            roster: run.roster(),
            board: &run.known().board,
            recent: run.recent(),
            now: run.now(),
            pace: Pace::EXACT,
            size: Size::new(1_200.0, 700.0),
            preferences: Preferences { lang: Lang::En, reduced_motion: false },
            selection: None,
            followed: None,
            server: None,
        });
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let div = document.create_element("div").expect("an element");
        div.set_inner_html(&svg::still(&picture));
        div
    };
    let drawn = draw(&source);
    let known = ["svg", "g", "rect", "circle", "path", "text", "tspan"];
    let names = element_names(&drawn);
    assert!(names.len() > 10, "a picture");
    assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
    assert!(drawn.text_content().unwrap_or_default().contains("<img"), "the subject is there, as text");
    assert!(nothing_is_broken());
}

#[wasm_bindgen_test]
async fn a_hostile_item_is_saved_and_listed_as_text() {
    let host = Host::mount(scaling()).await;
    host.add(HOSTILE).await;
    host.open_tab("controls").await;
    until_true("the item is in the list", || host.saved().iter().any(|saved| saved == HOSTILE)).await;
    host.click("[data-tab='log']").await;
    until_true("the log is there", || !host.all("[data-list='log'] [data-record]").is_empty()).await;
    assert!(host.all("img, script").is_empty());
    assert!(nothing_is_broken());
}

#[wasm_bindgen_test]
async fn a_hostile_link_is_answered_with_a_sentence_and_the_playground_goes_on() {
    let fragment = "#/scaling-handlers?v=1&handlers=%3Cimg%20src%3Dx%20onerror%3D%22window.broken%3D1%22%3E";
    let (options, troubles) = Options::from_link(Link::parse(fragment).expect("a link"));
    assert!(troubles.is_empty());
    let host = Host::mount(options).await;
    assert!(host.text("[role='alert']").contains("<img src=x"), "{}", host.text("[role='alert']"));
    assert!(host.all("img, script").is_empty());
    assert!(nothing_is_broken());
    host.add("still alive").await;
    host.open_tab("controls").await;
    until_true("the item is saved", || host.saved().iter().any(|saved| saved == "still alive")).await;
}
