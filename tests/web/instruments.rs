//! What the panel tells: a followed message, charts with their tables, commands, protocol lines, and the menu that leads
//! there.

use crate::host::Host;
use crate::waiting::until_true;
use queue_playground::embed::Options;
use queue_playground::i18n::Lang;
use wasm_bindgen_test::wasm_bindgen_test;

const HANDLER: &str = "[data-component='save-handler.2']";

/// Nobody but the person publishes.
fn quiet() -> Options {
    Options { knobs: vec![("rate".to_owned(), "0/s".to_owned())], ..Options::default() }
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
    let host = Host::mount(Options { at: Some("10s".parse().expect("a moment")), ..Options::default() }).await;
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
    let host = Host::mount(Options { at: Some("40s".parse().expect("a moment")), ..Options::default() }).await;
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
    let host = Host::mount(Options { at: Some("10s".parse().expect("a moment")), ..Options::default() }).await;
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
    let host = Host::mount(Options { lang: Some(Lang::Ko), ..Options::default() }).await;
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
