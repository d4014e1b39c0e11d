//! What the panel tells: a followed message, charts with their tables, commands, protocol lines, and the menu that leads
//! there.

use crate::host::{Host, scaling};
use crate::waiting::until_true;
use queue_playground::embed::Options;
use queue_playground::i18n::Lang;
use queue_playground::scenario::{Action, Entry};
use queue_playground::sim::time::Time;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlInputElement, MouseEvent, MouseEventInit};

const HANDLER: &str = "[data-component='save-handler.2']";

/// Nobody but the person publishes.
fn quiet() -> Options {
    Options { knobs: vec![("rate".to_owned(), "0/s".to_owned())], ..scaling() }
}

#[wasm_bindgen_test]
async fn what_is_typed_is_followed_until_it_is_let_go() {
    let host = Host::mount(quiet()).await;
    host.add("Buy milk").await;
    host.open_tab("log").await;
    until_true("it is told what became of it", || host.text(".followed-fate").contains("row 1")).await;
    let lines = host.all("[data-record]");
    assert!(lines.len() > 5, "its journey has {} lines", lines.len());
    assert!(lines[0].text_content().is_some_and(|line| line.contains("Buy milk")), "from its beginning");
    assert!(host.text("[data-spotlight]").contains("your item 1"), "a sign beside the legend");
    host.click("[data-action='let-go']").await;
    until_true("everything is listed again", || host.find("[data-followed]").is_none()).await;
    until_true("newest first", || {
        let records = host.all("[data-record]");
        let index = |place: usize| records.get(place)?.get_attribute("data-record")?.parse::<u64>().ok();
        index(0) > index(1)
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_line_of_the_log_offers_to_follow_its_message_by_keyboard_and_escape_lets_it_go() {
    let host = Host::mount(Options { at: Some("10s".parse().expect("a moment")), ..scaling() }).await;
    host.open_tab("log").await;
    let label = host.attribute("[data-action='follow']", "aria-label");
    host.enter("[data-action='follow']").await;
    let name = label.strip_prefix("Follow ").expect("a name").to_owned();
    until_true("the message is followed", || host.text(".followed .panel-heading") == format!("Following {name}"))
        .await;
    let all = host.all("[data-record]").len();
    assert!(all < 30, "only its journey: {all} lines");
    host.click("[aria-label='Everything']").await;
    until_true("its lines are marked among the others", || {
        host.all("[data-record]").len() > all && host.find(".log-row.is-marked").is_some()
    })
    .await;
    host.find("[data-action='let-go']").expect("a button").focus().expect("a focus");
    host.press("Escape");
    until_true("it is let go", || host.find("[data-followed]").is_none()).await;
}

#[wasm_bindgen_test]
async fn every_chart_has_its_numbers_as_a_table_of_a_dozen_rows() {
    let host = Host::mount(Options { at: Some("40s".parse().expect("a moment")), ..scaling() }).await;
    host.open_tab("measures").await;
    until_true("the charts are there", || host.all("[data-chart]").len() >= 2).await;
    for chart in host.all("[data-chart]") {
        let key = chart.get_attribute("data-chart").expect("a key");
        assert!(host.find(&format!("[data-chart='{key}'] .chart-line[d^='M']")).is_some(), "{key} has a line");
        host.click(&format!("[data-chart='{key}'] summary")).await;
        let rows = || host.all(&format!("[data-chart='{key}'] tbody tr")).len();
        until_true("its table is there", || rows() > 0).await;
        assert!((6..=12).contains(&rows()), "{key}: {} rows", rows());
    }
}

#[wasm_bindgen_test]
async fn commands_follow_the_knobs_and_list_what_was_just_done() {
    let host = Host::mount(quiet()).await;
    host.open_tab("commands").await;
    let lines = || host.all(".shell-text").iter().filter_map(|line| line.text_content()).collect::<Vec<_>>();
    until_true("three handlers", || lines().iter().any(|line| line.contains("--scale save-handler=3"))).await;
    assert!(host.all("[data-own]").is_empty(), "nothing was done yet");
    host.add("It's Müller").await;
    host.open_tab("commands").await;
    let quoted = "'It'\\''s Müller'";
    until_true("what was typed is a command, quoted for a shell", || {
        host.text("[data-own] .shell-text").contains(quoted)
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_menu_leads_to_the_log_and_to_the_protocol_lines_of_its_component() {
    let host = Host::mount(Options { at: Some("10s".parse().expect("a moment")), ..scaling() }).await;
    for (item, tab) in [("its-log", "log"), ("its-wire", "wire")] {
        host.click(HANDLER).await;
        host.click(&format!("[data-verb='{item}']")).await;
        until_true("its tab is open", || host.attribute("[role='tabpanel']", "data-page") == tab).await;
        let chosen =
            || host.attribute(&format!("[data-page='{tab}'] select[name='component'] option:checked"), "value");
        until_true("the handler is chosen", || !chosen().is_empty()).await;
    }
    until_true("there are lines", || !host.all("[data-wire]").is_empty()).await;
    let heads: Vec<String> = host.all(".wire-head").iter().filter_map(|head| head.text_content()).collect();
    assert!(heads.len() <= 200 && heads.iter().any(|head| head.starts_with("MSG events.todo.newitem ")), "{heads:?}");
    let subscribes = heads.iter().any(|head| head.starts_with("SUB events.todo.newitem save-handler "));
    assert!(subscribes, "{heads:?}");
}

#[wasm_bindgen_test]
async fn arrows_lead_through_a_menu_and_every_item_says_what_it_does() {
    let host = Host::mount(Options { lang: Some(Lang::Ko), ..scaling() }).await;
    host.enter(HANDLER).await;
    until_true("the first item has the focus", || host.has_focus("[data-verb='crash']")).await;
    let help = || host.text(".menu-help");
    let first = help();
    host.press("ArrowDown");
    until_true("the next one has it", || host.has_focus("[data-verb='pause']") && help() != first).await;
    host.press("ArrowUp");
    host.press("ArrowUp");
    until_true("from the first to the last", || host.has_focus("[data-verb='its-wire']")).await;
    host.press("Escape");
    until_true("the focus is back", || host.find(".menu").is_none() && host.has_focus(HANDLER)).await;
    assert!(first.chars().any(|letter| ('가'..='힣').contains(&letter)), "{first}");
}

#[wasm_bindgen_test]
async fn a_dead_letter_is_mended_and_sent_again_and_then_it_is_gone() {
    let publish = Action::Publish { component: "todo-web".to_owned(), text: "Meeting at 25:00".to_owned() };
    let entries = vec![Entry { at: Time::ZERO, action: publish }];
    let at = Some("12s".parse().expect("a moment"));
    let host = Host::mount(Options { pattern: "dead-letter-queue", entries, at, ..Options::default() }).await;
    host.open_tab("controls").await;
    until_true("there is a dead letter", || host.all("[data-letter]").len() == 1).await;
    assert!(host.text("[data-letter='1']").contains("events.todo.newitem"), "its original subject");
    assert!(host.text(".dead-letter-why").contains("save-handler"), "who gave it up");
    let field: HtmlInputElement = host.find("[name='mended']").expect("a field").unchecked_into();
    assert_eq!(field.value(), "Meeting at 25:00");
    field.set_value("Meeting at 15:00");
    host.click("[data-action='replay']").await;
    until_true("the letter is gone", || host.all("[data-letter]").is_empty()).await;
    until_true("it is saved as mended", || host.saved().iter().any(|item| item == "Meeting at 15:00")).await;
}

#[wasm_bindgen_test]
async fn a_click_on_a_waiting_message_follows_it_and_one_beside_it_opens_the_menu() {
    let knobs = vec![("rate".to_owned(), "50/s".to_owned()), ("service".to_owned(), "1s".to_owned())];
    let at = Some("5s".parse().expect("a moment"));
    let host = Host::mount(Options { knobs, at, ..scaling() }).await;
    let card = host.find("[data-component='save-handler.1']").expect("a card").get_bounding_client_rect();
    let click = |x: f64, y: f64| {
        let how = MouseEventInit::new();
        how.set_bubbles(true);
        how.set_detail(1);
        #[allow(clippy::cast_possible_truncation, reason = "a window is small")]
        let (x, y) = (x as i32, y as i32);
        how.set_client_x(x);
        how.set_client_y(y);
        let event = MouseEvent::new_with_mouse_event_init_dict("click", &how).expect("an event");
        host.find("[data-component='save-handler.1']").expect("a card").dispatch_event(&event).expect("an event");
    };
    let (menu, followed) = (|| host.find(".menu").is_some(), || host.find("[data-spotlight]").is_some());
    // Somewhere in the card its backlog is drawn.
    for step in 0..20 {
        let (across, down) = (card.width() * (0.2 + 0.03 * f64::from(step)), card.height() * 0.55);
        click(card.left() + across, card.top() + down);
        until_true("either the menu opens or a message is followed", || menu() || followed()).await;
        if followed() {
            break;
        }
        host.press("Escape");
        until_true("the menu is gone", || !menu()).await;
    }
    assert!(followed() && !menu(), "it is the message that was meant, and not the card");
    host.open_tab("log").await;
    until_true("a message is followed", || host.find("[data-followed]").is_some()).await;
    click(card.left() + 3.0, card.top() + 3.0);
    until_true("the menu opens", menu).await;
}
