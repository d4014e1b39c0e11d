//! How the page is delivered: strictly, under any path, and with a word for when it fails.

use e2e::Outcome;
use e2e::until::until;
use e2e::visit::{Visit, on_the_page};

const NONE: [String; 0] = [];

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
async fn the_module_is_fetched_once_although_it_is_preloaded() -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.open("").await?;
    assert_eq!(visit.requests_for(".wasm").await?, 1);
    Ok(())
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
