//! Components as a person meets them: with the keyboard, with a bad value, in two languages.

use crate::host::{Host, scaling};
use crate::waiting::until_true;
use queue_playground::embed::Options;
use queue_playground::i18n::Lang;
use wasm_bindgen_test::wasm_bindgen_test;

const HANDLER: &str = "[data-component='save-handler.2']";

#[wasm_bindgen_test]
async fn a_handler_is_crashed_and_restarted_by_keyboard() {
    let host = Host::mount(scaling()).await;
    for (verb, next) in [("crash", "restart"), ("restart", "crash")] {
        host.enter(HANDLER).await;
        let offered = format!("[data-verb='{verb}']");
        until_true("the focus is on what can be done", || host.has_focus(&offered)).await;
        assert!(host.find(&format!("[data-verb='{next}']")).is_none(), "{next} is not offered beside {verb}");
        host.enter(&offered).await;
        until_true("the menu is gone and the focus is back", || {
            host.find("[data-verb]").is_none() && host.has_focus(HANDLER)
        })
        .await;
        host.enter(HANDLER).await;
        until_true("the menu offers the opposite", || host.find(&format!("[data-verb='{next}']")).is_some()).await;
        host.press("Escape");
        until_true("Escape closes it", || host.find("[data-verb]").is_none() && host.has_focus(HANDLER)).await;
    }
}

#[wasm_bindgen_test]
async fn a_link_is_cut_and_restored_by_keyboard() {
    let host = Host::mount(scaling()).await;
    for (verb, next) in [("partition", "heal"), ("heal", "partition")] {
        host.enter(HANDLER).await;
        let offered = format!("[data-verb='{verb}']");
        until_true("it is offered", || host.find(&offered).is_some()).await;
        assert!(host.find(&format!("[data-verb='{next}']")).is_none(), "{next} is not offered beside {verb}");
        host.enter(&offered).await;
        until_true("the menu is gone", || host.find("[data-verb]").is_none()).await;
    }
}

#[wasm_bindgen_test]
async fn steps_go_record_by_record_in_both_directions() {
    let host = Host::mount(scaling()).await;
    host.click("[data-tab='log']").await;
    let newest =
        || host.all("[data-record]").iter().filter_map(|row| row.get_attribute("data-record")?.parse().ok()).max();
    until_true("the log is there", || newest().is_some()).await;
    let start: Option<u64> = newest();
    host.click("[data-action='step-forward']").await;
    until_true("one record more", || newest() == start.map(|index| index + 1)).await;
    host.click("[data-action='step-back']").await;
    until_true("one record less", || newest() == start).await;
}

#[wasm_bindgen_test]
async fn nothing_typed_is_answered_in_place_and_publishes_nothing() {
    let host = Host::mount(scaling()).await;
    host.add("   ").await;
    until_true("the field is marked", || host.attribute("[name='item']", "aria-invalid") == "true").await;
    assert!(!host.text(".item-hint").is_empty());
    assert_eq!(host.term("created"), 0);
    host.add("Buy milk").await;
    until_true("the mark is gone", || host.attribute("[name='item']", "aria-invalid") == "false").await;
    host.open_tab("controls").await;
    until_true("the item is saved", || host.saved().iter().any(|saved| saved == "Buy milk")).await;
}

#[wasm_bindgen_test]
async fn the_ledger_balances_while_a_handler_crashes_with_its_hands_full() {
    let knobs = vec![("rate".to_owned(), "50/s".to_owned()), ("service".to_owned(), "1s".to_owned())];
    let host = Host::mount(Options { knobs, ..scaling() }).await;
    host.click("[data-action='play']").await;
    until_true("messages wait", || host.term("pending") > 10).await;
    host.click(HANDLER).await;
    host.click("[data-verb='crash']").await;
    until_true("what it held is lost", || host.term("lost") > 0).await;
    assert_eq!(host.attribute("[data-ledger]", "data-balances"), "true");
    assert!(host.find("[data-term='exhausted']:not([hidden])").is_none(), "core NATS gives nothing up");
    let parts = ["done", "on-the-way", "pending", "in-work", "failed", "lost"];
    // One look: no frame comes between the reads.
    assert_eq!(host.term("created"), parts.map(|key| host.term(key)).iter().sum::<u64>());
}

#[wasm_bindgen_test]
async fn the_page_speaks_the_language_it_is_asked_for() {
    let spoken = |lang| async move {
        let host = Host::mount(Options { lang: Some(lang), ..scaling() }).await;
        (host.attribute("[data-playground]", "lang"), host.text("[data-action='add']"), host.text(".ledger"))
    };
    let (english, korean) = (spoken(Lang::En).await, spoken(Lang::Ko).await);
    assert_eq!((english.0.as_str(), korean.0.as_str()), ("en", "ko"));
    let has_hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
    assert!(has_hangul(&korean.1) && has_hangul(&korean.2), "{korean:?}");
    assert!(!has_hangul(&english.1) && !has_hangul(&english.2), "{english:?}");
}

#[wasm_bindgen_test]
async fn measures_and_log_follow_the_run_while_they_are_open() {
    let host = Host::mount(scaling()).await;
    host.click("[data-tab='measures']").await;
    until_true("the measures are there", || !host.all("[data-fact]").is_empty()).await;
    let facts = || host.all("[data-fact]").iter().filter_map(|fact| fact.text_content()).collect::<Vec<_>>();
    let before = facts();
    host.click("[data-action='play']").await;
    until_true("the measures move", || facts() != before).await;
    host.click("[data-tab='log']").await;
    until_true("the log is there", || host.find("[data-record]").is_some()).await;
    let newest = host.attribute("[data-record]", "data-record");
    until_true("the log moves", || host.attribute("[data-record]", "data-record") != newest).await;
}

#[wasm_bindgen_test]
async fn every_knob_says_what_it_does_and_how_far_it_goes() {
    for (lang, ends) in
        [(Lang::En, ["1 to 10", "0/s to 50/s", "10 ms to 2 s", "0% to 100%"]), (Lang::Ko, ["1 ~ 10", "", "", ""])]
    {
        let host = Host::mount(Options { lang: Some(lang), ..scaling() }).await;
        host.click("[data-tab='controls']").await;
        until_true("the knobs are there", || host.all(".control-range").len() == ends.len()).await;
        let shown: Vec<String> =
            host.all(".control-range").iter().map(|one| one.text_content().unwrap_or_default()).collect();
        for (shown, ends) in shown.iter().zip(ends) {
            assert!(shown.contains(ends), "{shown} is not {ends}");
        }
        let says = |one: &web_sys::Element| one.text_content().is_some_and(|text| text.contains('.'));
        // Beside the knobs' own words there is one place more, for what a real server has no knobs for.
        assert!(host.all(".control-help:not([data-no-faults])").iter().all(says));
    }
}
