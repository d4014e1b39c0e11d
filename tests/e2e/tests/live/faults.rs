//! Servers die, networks stall: what is lost is counted, what was promised is kept, and the run goes on.

use e2e::Outcome;
use e2e::live::{Live, mark};
use e2e::nats::Configuration;
use e2e::proxy::{Cut, Proxy, Weather};
use e2e::until::until;

const STREAM: &str = "#/dead-letter-queue?v=1&seed=7&rate=5%2Fs&failure=0%25&handlers=4&audits=0&lang=en";
const CORE: &str = "#/scaling-handlers?v=1&seed=7&rate=20%2Fs&failure=0%25&lang=en";
const QUIET: &str = "#/scaling-handlers?v=1&seed=7&rate=0%2Fs&lang=en";

#[tokio::test]
async fn nothing_that_jetstream_acknowledged_is_lost_when_the_server_is_killed() -> Outcome {
    let mut live = Live::open(STREAM).await?;
    let run = live.run().await?;
    live.page.until_term("done", 10).await?;
    live.server.kill()?;
    live.page.until_live("reconnecting").await?;
    live.server.restart().await?;
    live.page.until_live("running").await?;
    let before = live.page.ledger_term("done").await?;
    live.page.until_term("done", before + 10).await?;
    live.page.turn_all_down("rate").await?;
    // The stream itself says how many it took; each of them has to be done at last.
    let observer = live.observer().await?;
    let stream = format!("{}TODO", mark(&run));
    let mut seen = (0, Vec::new());
    until("everything in the stream is done", async || {
        seen = (observer.stored(&stream).await?, live.page.ledger().await?);
        let (stored, ledger) = &seen;
        let term = |wanted: &str| ledger.iter().find(|(term, _)| term == wanted).map_or(0, |(_, number)| *number);
        Ok((term("done") == *stored && term("lost") == 0).then_some(()))
    })
    .await
    .map_err(|error| format!("{error}; it holds {} messages, and of deliveries are {:?}", seen.0, seen.1))?;
    assert!(live.page.is_in_balance().await?);
    live.end_after_a_break().await
}

#[tokio::test]
async fn an_ack_that_a_killed_server_forgot_is_taken_back_and_what_is_delivered_again_is_told() -> Outcome {
    let mut live = Live::open(&STREAM.replace("rate=5", "rate=0")).await?;
    let run = live.run().await?;
    live.page.type_item("Hat").await?;
    live.page.press_add().await?;
    live.page.until_term("done", 1).await?;
    assert!(live.page.remarks("reopened").await?.is_empty());
    live.server.kill()?;
    live.page.until_live("reconnecting").await?;
    let before = mark(&run);
    live.server.forget(&format!("{before}TODO"), &format!("{before}save-handler"))?;
    live.server.restart().await?;
    until("it is told that an ack was forgotten", async || {
        Ok((live.page.remarks("reopened").await?.starts_with("1 message was delivered again")).then_some(()))
    })
    .await?;
    live.page.until_term("done", 1).await?;
    let created = live.page.ledger_term("created").await?;
    assert_eq!((live.page.ledger_term("done").await?, created), (1, 2), "one for each of two consumers, and no more");
    assert!(live.page.is_in_balance().await?);
    live.end_after_a_break().await
}

#[tokio::test]
async fn what_core_nats_loses_when_the_server_is_killed_is_counted_and_shown() -> Outcome {
    let mut live = Live::open(CORE).await?;
    live.run().await?;
    live.page.until_term("done", 10).await?;
    live.server.kill()?;
    live.page.until_live("reconnecting").await?;
    live.server.restart().await?;
    live.page.until_live("running").await?;
    let before = live.page.ledger_term("done").await?;
    live.page.until_term("done", before + 10).await?;
    assert!(live.page.is_in_balance().await?, "{:?}", live.page.ledger().await?);
    let run = live.page.run().await?;
    let on_screen = live.page.components("save-handler").await?;
    live.until_connected(&run, "save-handler", &on_screen).await?;
    live.end_after_a_break().await
}

#[tokio::test]
async fn what_was_on_its_way_when_the_server_is_killed_is_lost_and_shown_as_not_visible() -> Outcome {
    let mut live = Live::open(QUIET).await?;
    let proxy = Proxy::to(live.server.websockets(), Cut::No)?;
    let run = live.run_at(&proxy.address()).await?;
    live.page.type_item("Arrives").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Arrives").await?;
    assert_eq!((live.page.measure("published").await?, live.page.measure("not-visible").await?), (1, 0));
    // The page has sent it, and the server never gets it; core NATS tells nobody.
    proxy.set(Weather::Stalled);
    live.page.type_item("Is lost").await?;
    live.page.press_add().await?;
    until("it is sent", async || Ok((live.page.measure("published").await? == 2).then_some(()))).await?;
    live.server.kill()?;
    proxy.drop_all();
    proxy.set(Weather::Closed);
    live.page.until_live("reconnecting").await?;
    live.server.restart().await?;
    proxy.set(Weather::Fair);
    live.page.until_live("running").await?;
    until("it is counted as not visible", async || Ok((live.page.measure("not-visible").await? == 1).then_some(())))
        .await?;
    assert_eq!((live.page.measure("published").await?, live.page.measure("routed").await?), (2, 1));
    let said = live.page.remarks("not-visible").await?;
    assert!(said.contains("1 published message"), "it is said under the picture, too: {said}");
    // Who comes back later than the publisher misses what it says: with core NATS that is how it is.
    let on_screen = live.page.components("save-handler").await?;
    live.until_connected(&run, "save-handler", &on_screen).await?;
    live.page.type_item("Arrives again").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Arrives again").await?;
    assert!(!live.page.saved_items().await?.iter().any(|item| item.contains("Is lost")));
    assert!(live.page.is_in_balance().await?);
    live.end_after_a_break().await
}

#[tokio::test]
async fn what_waits_in_a_network_that_stalls_arrives_in_order_when_it_goes_on() -> Outcome {
    let live = Live::open(QUIET).await?;
    let proxy = Proxy::to(live.server.websockets(), Cut::No)?;
    let heard = live.observer().await?.subscribe("qp.>").await?;
    live.run_at(&proxy.address()).await?;
    proxy.set(Weather::Stalled);
    live.page.type_item("Patience").await?;
    live.page.press_add().await?;
    live.page.type_item("More patience").await?;
    live.page.press_add().await?;
    assert_eq!(heard.count(), 0);
    proxy.set(Weather::Fair);
    live.page.wait_until_saved("Patience").await?;
    live.page.wait_until_saved("More patience").await?;
    assert_eq!(heard.texts(), ["Patience", "More patience"]);
    live.end_after_a_break().await
}

#[tokio::test]
async fn a_network_that_drops_every_connection_is_come_back_from_with_all_subscriptions() -> Outcome {
    let live = Live::open(QUIET).await?;
    let proxy = Proxy::to(live.server.websockets(), Cut::No)?;
    let run = live.run_at(&proxy.address()).await?;
    for round in 1..=3 {
        // Nobody gets through for a while, so that it is seen.
        proxy.set(Weather::Closed);
        proxy.drop_all();
        live.page.until_live("reconnecting").await?;
        proxy.set(Weather::Fair);
        live.page.until_live("running").await?;
        let on_screen = live.page.components("save-handler").await?;
        live.until_connected(&run, "save-handler", &on_screen).await?;
        let item = format!("After break {round}");
        live.page.type_item(&item).await?;
        live.page.press_add().await?;
        live.page.wait_until_saved(&item).await?;
    }
    live.end_after_a_break().await
}

#[tokio::test]
async fn it_makes_no_difference_where_the_bytes_are_cut() -> Outcome {
    for cut in [Cut::Bytes, Cut::Messages] {
        let live = Live::open(STREAM).await?;
        let proxy = Proxy::to(live.server.websockets(), cut)?;
        live.run_at(&proxy.address()).await?;
        live.page.type_item("한 글자도 빠짐없이").await?;
        live.page.press_add().await?;
        live.page.wait_until_saved("한 글자도 빠짐없이").await?;
        live.page.until_term("done", 10).await?;
        assert!(live.page.is_in_balance().await?, "{cut:?}");
        live.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_slow_consumer_is_cut_off_by_the_server_and_comes_back() -> Outcome {
    let small = |configuration| Configuration {
        // As much as one message may have, less than which a server does not take.
        max_pending: Some(1 << 20),
        write_deadline: Some(std::time::Duration::from_millis(500)),
        ..configuration
    };
    let live = Live::beside(QUIET, small).await?;
    let proxy = Proxy::to(live.server.websockets(), Cut::No)?;
    let run = live.run_at(&proxy.address()).await?;
    let observer = live.observer().await?;
    proxy.set(Weather::Stalled);
    let large = "x".repeat(100_000);
    until("the server calls it slow", async || {
        observer.publish(&format!("{run}.events.todo.newitem"), &large).await?;
        Ok(live.server.log().iter().any(|line| line.contains("Slow Consumer")).then_some(()))
    })
    .await?;
    proxy.set(Weather::Fair);
    let on_screen = live.page.components("save-handler").await?;
    live.until_connected(&run, "save-handler", &on_screen).await?;
    live.page.until_live("running").await?;
    live.page.type_item("After the jam").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("After the jam").await?;
    assert!(live.page.is_in_balance().await?);
    live.end_after_a_break().await
}

#[tokio::test]
async fn a_lame_duck_is_announced_on_the_page_and_the_run_goes_on_when_the_server_is_back() -> Outcome {
    let mut live = Live::open(QUIET).await?;
    live.run().await?;
    live.server.lame_duck()?;
    // That it broke meanwhile does not take the remark away; that another is there does.
    until("the page tells that the server is about to go", async || {
        Ok((!live.page.remarks("lame-duck").await?.is_empty()).then_some(()))
    })
    .await?;
    live.server.until_gone().await?;
    live.page.until_live("reconnecting").await?;
    live.server.restart().await?;
    live.page.until_live("running").await?;
    assert!(live.page.remarks("lame-duck").await?.is_empty());
    live.page.type_item("Back at work").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Back at work").await?;
    live.end_after_a_break().await
}
