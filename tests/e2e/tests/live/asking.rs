//! Requests between the page and other programs, both ways: one answer, or many.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

#[tokio::test]
async fn another_client_asks_and_a_handler_of_the_page_answers() -> Outcome {
    let live = Live::open("#/request-response?v=1&seed=7&lang=en").await?;
    let observer = live.observer().await?;
    let run = live.run().await?;
    assert_eq!(observer.request(&format!("{run}.todo.count"), "Garden").await?, "12");
    live.end().await
}

#[tokio::test]
async fn the_page_asks_and_another_client_answers() -> Outcome {
    let live = Live::open("#/request-response?v=1&seed=7&responders=0&lang=en").await?;
    let asked = live.observer().await?.answer("qp.*.todo.count", "outside counted").await?;
    live.run().await?;
    asked.until_count(1).await?;
    until_the_wire_tells(&live, "outside counted").await?;
    live.end().await
}

#[tokio::test]
async fn responders_outside_take_part_in_scatter_gather() -> Outcome {
    let live = Live::open("#/scatter-gather?v=1&seed=7&wanted=5&lang=en").await?;
    let observer = live.observer().await?;
    let shops = [
        observer.answer("qp.*.price.hat", "shop-x sells").await?,
        observer.answer("qp.*.price.hat", "shop-y sells").await?,
    ];
    live.run().await?;
    for shop in &shops {
        shop.until_count(1).await?;
    }
    until_the_wire_tells(&live, "shop-x sells").await?;
    until_the_wire_tells(&live, "shop-y sells").await?;
    assert!(live.page.is_in_balance().await?);
    live.end().await
}

async fn until_the_wire_tells(live: &Live, words: &str) -> Outcome {
    until(&format!("the wire tells `{words}`"), async || {
        Ok(live.page.text_of_tab("wire").await?.contains(words).then_some(()))
    })
    .await
}
