//! Watching: what others say on a server is drawn under their subjects, and the page speaks of nothing else meanwhile.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

const PATTERN: &str = "#/dead-letter-queue?v=1&seed=7&lang=en";

#[tokio::test]
async fn what_others_publish_is_drawn_under_its_subject_and_read_in_the_log() -> Outcome {
    let live = Live::open(PATTERN).await?;
    let observer = live.observer().await?;
    live.page.watch(&live.server.address(), "shop.>").await?;
    live.page.until_live("running").await?;
    live.page.play().await?;
    observer.publish("shop.orders.new", r#"{"item":"<b>hat</b>"}"#).await?;
    observer.publish("shop.stock.low", "3 left").await?;
    observer.publish("elsewhere", "none of our business").await?;
    until("both subjects are in the picture", async || {
        let picture = live.page.text_of_picture().await?;
        Ok((picture.contains("shop.orders") && picture.contains("shop.stock")).then_some(()))
    })
    .await?;
    let log = live.page.text_of_tab("log").await?;
    assert!(log.contains(r#"“{"item":"<b>hat</b>"}”"#) && log.contains("“3 left”"), "{log}");
    assert!(!live.page.text().await?.contains("elsewhere"));
    live.end().await
}

#[tokio::test]
async fn while_something_is_watched_the_page_is_called_by_it_and_says_nothing_of_the_pattern() -> Outcome {
    let live = Live::open(PATTERN).await?;
    let pattern = (live.page.heading().await?, live.page.title().await?);
    live.page.watch(&live.server.address(), "shop.>").await?;
    live.page.until_live("running").await?;
    until("the page is called by what is watched", async || {
        let called = (live.page.heading().await?, live.page.title().await?);
        Ok((called == ("Watching shop.>".into(), "Watching shop.> · Queue Playground".into())).then_some(()))
    })
    .await?;
    assert!(live.page.text_of_tab("lesson").await?.starts_with("Watching shop.>"));
    assert_eq!(live.page.text_of_tab("controls").await?.trim(), "There is nothing to turn: a watch only listens.");
    // The keys of a lesson have none to turn the pages of.
    live.page.press_letter("n").await?;
    live.page.press_letter("n").await?;
    live.page.press_letter("p").await?;
    let commands = live.page.text_of_tab("commands").await?;
    assert!(commands.contains("sub 'shop.>'") && !commands.contains("todo"), "{commands}");
    let measures = live.page.text_of_tab("measures").await?;
    assert!(measures.contains("Done per second"), "{measures}");
    assert!(!measures.contains("Utilisation") && !measures.contains("Database"), "{measures}");
    assert!(!live.page.is_alarmed().await?, "{}", live.page.text().await?);
    live.stop().await?;
    live.page.choose_mode("simulated").await?;
    until("the pattern is back", async || {
        Ok(((live.page.heading().await?, live.page.title().await?) == pattern).then_some(()))
    })
    .await?;
    live.no_complaints_but(&[]).await
}
