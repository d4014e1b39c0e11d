//! Several playgrounds on one page, each with its own state.

use crate::host::{Host, scaling};
use crate::waiting::{frame, until_true};
use queue_playground::embed::Options;
use queue_playground::sim::chance::Seed;
use wasm_bindgen_test::wasm_bindgen_test;

async fn two() -> (Host, Host) {
    let seeded = |seed| Options { seed: Some(Seed(seed)), ..scaling() };
    (Host::mount_at("0", "50%", seeded(7)).await, Host::mount_at("50%", "50%", seeded(8)).await)
}

#[wasm_bindgen_test]
async fn two_playgrounds_run_independently() {
    let (one, other) = two().await;
    let start = other.now();
    one.click("[data-action='play']").await;
    until_true("the first one has run for a while", || one.term("done") > 3).await;
    assert_eq!(other.now(), start, "the second one rests");
    assert_eq!(other.term("created"), 0);

    other.click("[data-action='play']").await;
    until_true("the second one runs, too", || other.term("done") > 3).await;
    one.click("[data-action='play']").await;
    until_true("the first one is paused", || one.attribute("[data-action='play']", "aria-pressed") == "false").await;
    let (paused, moving) = (one.now(), other.now());
    until_true("the second one goes on", || other.now() != moving).await;
    assert_eq!(one.now(), paused);
    for host in [&one, &other] {
        assert_eq!(host.attribute("[data-ledger]", "data-balances"), "true");
    }
    assert_eq!(one.attribute("[data-playground]", "data-seed"), "7");
    assert_eq!(other.attribute("[data-playground]", "data-seed"), "8");
}

#[wasm_bindgen_test]
async fn an_item_typed_in_one_does_not_appear_in_the_other() {
    let (one, other) = two().await;
    other.click("[data-action='play']").await;
    one.add("홍보 비디오 촬영 (mine)").await;
    one.open_tab("controls").await;
    other.open_tab("controls").await;
    until_true("the item is saved", || one.saved().iter().any(|saved| saved == "홍보 비디오 촬영 (mine)")).await;
    until_true("the other one has saved something", || !other.saved().is_empty()).await;
    assert!(other.saved().iter().all(|saved| saved != "홍보 비디오 촬영 (mine)"));
}

#[wasm_bindgen_test]
async fn a_handler_crashed_in_one_lives_on_in_the_other() {
    let (one, other) = two().await;
    one.click("[data-component='save-handler.2']").await;
    one.click("[data-verb='crash']").await;
    one.click("[data-component='save-handler.2']").await;
    until_true("it can be restarted in the one", || one.find("[data-verb='restart']").is_some()).await;
    other.click("[data-component='save-handler.2']").await;
    until_true("it can be crashed in the other", || other.find("[data-verb='crash']").is_some()).await;
}

#[wasm_bindgen_test]
async fn no_two_elements_of_one_page_share_an_id() {
    let (one, other) = two().await;
    let ids = |host: &Host| host.all("[id]").iter().map(web_sys::Element::id).collect::<Vec<_>>();
    let mut all = [ids(&one), ids(&other)].concat();
    let count = all.len();
    assert!(count > 10);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[wasm_bindgen_test]
async fn a_playground_taken_off_the_page_leaves_the_other_running() {
    let (one, other) = two().await;
    one.click("[data-action='play']").await;
    other.click("[data-action='play']").await;
    until_true("both run", || one.term("created") > 0 && other.term("created") > 0).await;
    drop(one);
    let before = other.now();
    frame().await;
    until_true("the other one goes on", || other.now() != before).await;
}
