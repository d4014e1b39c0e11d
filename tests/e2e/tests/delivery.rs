//! How the page is delivered: strictly, under any path, and with a word for when it fails.

use e2e::Outcome;
use e2e::page::Page;
use e2e::until::until;
use e2e::visit::{Visit, on_the_page};
use thirtyfour::Key;

const NONE: [String; 0] = [];
/// A pattern that can be live.
const LIVE: &str = "#/scaling-handlers?v=1&seed=7&lang=en";
const NOT_LOADED: &str = "A part of this page could not be loaded";

async fn until_it_is_told(page: &Page) -> Outcome {
    until("the page says that a part could not be loaded", async || {
        Ok(page.text().await?.contains(NOT_LOADED).then_some(()))
    })
    .await
}

#[tokio::test]
async fn the_page_violates_no_content_security_policy_and_logs_no_error() -> Outcome {
    on_the_page("", async |_page| Ok(())).await
}

#[tokio::test]
async fn a_violation_would_be_noticed() -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.open("").await?;
    let inline_style = "document.body.setAttribute('style', 'color: red')";
    visit.driver().execute(inline_style, Vec::new()).await?;
    let complaints = visit.complaints().await?;
    assert!(complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");
    Ok(())
}

#[tokio::test]
async fn the_page_works_under_any_path() -> Outcome {
    let visit = Visit::begin("/some/path/").await?;
    visit.open("").await?;
    assert_eq!(visit.complaints().await?, NONE);
    Ok(())
}

#[tokio::test]
async fn what_live_mode_needs_is_fetched_when_it_is_chosen_under_any_path() -> Outcome {
    let visit = Visit::begin("/some/path/").await?;
    let page = visit.open(LIVE).await?;
    assert_eq!(visit.requests_for("part-").await?, 0);
    page.choose_mode("live").await?;
    page.fill_in("address", "ws://127.0.0.1:1").await?;
    assert_eq!(visit.requests_for("part-live").await?, 1);
    assert_eq!(visit.requests_for("part-pages").await?, 0);
    page.choose_mode("simulated").await?;
    page.choose_mode("watch").await?;
    page.fill_in("filter", "orders.>").await?;
    assert_eq!(visit.requests_for("part-live").await?, 1, "it stays");
    assert_eq!(visit.complaints().await?, NONE);
    Ok(())
}

#[tokio::test]
async fn what_is_behind_the_lesson_is_fetched_when_it_is_opened_under_any_path() -> Outcome {
    let visit = Visit::begin("/some/path/").await?;
    let page = visit.open(LIVE).await?;
    for tab in ["controls", "measures", "log", "commands", "wire"] {
        page.open_tab(tab).await?;
    }
    assert_eq!(visit.requests_for("part-pages").await?, 1);
    assert_eq!(visit.requests_for("part-live").await?, 0);
    assert_eq!(visit.complaints().await?, NONE);
    Ok(())
}

#[tokio::test]
async fn a_page_behind_the_lesson_that_cannot_be_loaded_is_told_and_can_be_tried_again() -> Outcome {
    let visit = Visit::begin("/").await?;
    let page = visit.open(LIVE).await?;
    visit.block("*part-*").await?;
    page.focus_tab("controls").await?;
    page.press_key(Key::Enter).await?;
    until_it_is_told(&page).await?;
    page.act("load-again").await?;
    until_it_is_told(&page).await?;
    // The button went away and came back: the focus is beside it and not lost.
    let focused = visit.driver().active_element().await?.text().await?;
    assert!(focused.contains(NOT_LOADED), "{focused}");
    visit.unblock().await?;
    page.act("load-again").await?;
    page.open_tab("controls").await
}

#[tokio::test]
async fn the_module_is_fetched_once_although_it_is_preloaded() -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.open("").await?;
    assert_eq!(visit.requests_for(".wasm").await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_part_that_cannot_be_loaded_is_told_and_can_be_tried_again() -> Outcome {
    let visit = Visit::begin("/").await?;
    let page = visit.open(LIVE).await?;
    visit.block("*part-*").await?;
    page.choose_mode("live").await?;
    until_it_is_told(&page).await?;
    page.act("load-again").await?;
    until_it_is_told(&page).await?;
    // Nothing else is lost by it.
    page.choose_mode("simulated").await?;
    page.play().await?;
    page.choose_mode("live").await?;
    until_it_is_told(&page).await?;
    visit.unblock().await?;
    page.act("load-again").await?;
    page.fill_in("address", "ws://127.0.0.1:1").await
}

#[tokio::test]
async fn a_transcript_that_cannot_be_saved_for_want_of_a_part_is_told_and_saved_when_it_can() -> Outcome {
    let visit = Visit::begin("/").await?;
    let page = visit.open("#/scaling-handlers?v=1&seed=7&t=5s&lang=en").await?;
    page.open_tab("log").await?;
    visit.block("*part-live*").await?;
    page.save_transcript().await?;
    until_it_is_told(&page).await?;
    visit.unblock().await?;
    let save = async || {
        page.save_transcript().await?;
        until("it is not told any more", async || Ok((!page.text().await?.contains(NOT_LOADED)).then_some(()))).await
    };
    visit.download("scaling-handlers.transcript", save).await.map(drop)
}

#[tokio::test]
async fn a_page_that_cannot_load_its_module_says_so() -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.block("*.wasm").await?;
    let page = visit.load("").await?;
    until("the page says that it could not be loaded", async || {
        Ok(page.text().await?.contains("The playground could not be loaded").then_some(()))
    })
    .await
}
