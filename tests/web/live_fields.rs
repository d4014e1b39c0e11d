//! What is filled in before anything is connected: it is checked, it is in reach, and nothing lies over it.

use crate::host::{Host, scaling};
use crate::waiting::{frame, until, until_true};
use queue_playground::embed::Options;
use queue_playground::scenario::link::Link;
use wasm_bindgen_test::wasm_bindgen_test;

const CONNECT: &str = "[data-action='connect']";

async fn asked(mode: &str, options: Options) -> Host {
    let host = Host::mount(options).await;
    host.click(&format!("[data-action='mode-{mode}']")).await;
    until_true("the fields are there", || host.find(CONNECT).is_some()).await;
    host
}

#[wasm_bindgen_test]
async fn an_address_that_comes_from_a_link_is_filled_in_and_nothing_is_opened() {
    let link = Link::parse("#/scaling-handlers?live=wss://localhost:443").expect("a link");
    let host = asked("live", Options::from_link(link).0).await;
    assert_eq!(host.typed("address"), "wss://localhost:443");
    assert_eq!(host.attribute("[data-live-state]", "data-live-state"), "idle");
}

#[wasm_bindgen_test]
async fn a_wrong_number_that_is_folded_away_is_unfolded_and_has_the_focus() {
    let host = asked("watch", scaling()).await;
    host.fill("filter", "orders.>").await;
    for (name, number) in [("most", "100001"), ("bytes", "4097"), ("cap", "0")] {
        host.fill(name, number).await;
        host.click(CONNECT).await;
        let field = format!("[name='{name}']");
        until_true("it has the focus", || host.has_focus(&field)).await;
        let wrong = format!("details[open] {field}[aria-invalid='true']");
        until_true("it is shown as wrong", || host.find(&wrong).is_some()).await;
        host.fill(name, "1").await;
    }
}

#[wasm_bindgen_test]
async fn everything_is_watched_only_by_who_says_so() {
    let host = asked("watch", scaling()).await;
    host.fill("filter", ">").await;
    // Nobody listens there, so that nothing is watched in any case.
    host.fill("address", "ws://127.0.0.1:1").await;
    host.click(CONNECT).await;
    until_true("it is told how", || host.text(".is-wrong").contains("Everything")).await;
    assert_eq!(host.attribute("[data-live-state]", "data-live-state"), "idle");
    host.click("[name='everything']").await;
    host.click(CONNECT).await;
    until_true("it is tried", || host.attribute("[data-live-state]", "data-live-state") != "idle").await;
}

#[wasm_bindgen_test]
async fn a_remark_lies_over_nothing_that_can_be_pressed() {
    let host = asked("live", scaling()).await;
    host.click("[data-action='lesson-on']").await;
    let remark = until("a remark", || host.find("[data-remark='deaf']")).await.get_bounding_client_rect();
    let panel = until("the fields", || host.find("[data-live-panel]")).await.get_bounding_client_rect();
    assert!(remark.height() > 0.0);
    assert!(remark.top() >= panel.bottom() || remark.bottom() <= panel.top(), "beside the fields, not over them");
    host.click("[data-action='mode-simulated']").await;
    until_true("it is gone", || host.find("[data-remark]:not([hidden])").is_none()).await;
    frame().await;
}
