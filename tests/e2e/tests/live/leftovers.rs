//! What a tab that vanished has left on the server: found at the next connect, offered for removal, and nothing else is.

use e2e::Outcome;
use e2e::live::Live;
use e2e::proxy::{Cut, Proxy, Weather};
use e2e::until::until;

const WITH_STREAMS: &str = "#/dead-letter-queue?v=1&seed=7&rate=0%2Fs&lang=en";

#[tokio::test]
async fn what_a_closed_tab_left_behind_is_offered_for_removal() -> Outcome {
    let mut live = Live::open(WITH_STREAMS).await?;
    let observer = live.observer().await?;
    observer.make_file_stream("ORDERS", &["orders.>"]).await?;
    let proxy = Proxy::to(live.server.websockets(), Cut::No)?;
    live.run_at(&proxy.address()).await?;
    assert_eq!(live.server.streams()?.len(), 4);
    // The network is gone before the page is: it cannot clean up.
    proxy.set(Weather::Closed);
    proxy.drop_all();
    live.page.until_live("reconnecting").await?;
    live.visit.driver().goto("about:blank").await?;
    proxy.set(Weather::Fair);
    live.page = live.visit.open(WITH_STREAMS).await?;
    live.run_at(&proxy.address()).await?;
    assert_eq!(live.server.streams()?.len(), 7);
    until("it is offered", async || Ok(live.page.can("sweep-leftovers").await?.then_some(()))).await?;
    live.page.act("sweep-leftovers").await?;
    until("what was left is removed", async || Ok((live.server.streams()?.len() == 4).then_some(()))).await?;
    live.stop().await?;
    assert_eq!(observer.streams().await?, ["ORDERS"], "what is not ours stays");
    live.no_complaints_but_a_broken_wire().await
}

#[tokio::test]
async fn what_another_tab_still_uses_is_not_offered() -> Outcome {
    let live = Live::open(WITH_STREAMS).await?;
    live.run().await?;
    let other = live.visit.open_another_tab(WITH_STREAMS).await?;
    other.connect_to(&live.server.address()).await?;
    other.until_live("running").await?;
    assert_eq!(live.server.streams()?.len(), 6);
    assert!(!other.can("sweep-leftovers").await?);
    other.act("stop-live").await?;
    other.until_live("over").await?;
    assert_eq!(live.server.streams()?.len(), 3);
    live.visit.close_tab().await?;
    live.end().await
}
