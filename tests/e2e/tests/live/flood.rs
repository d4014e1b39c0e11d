//! Ten thousand messages a second from outside, for half a minute: the page stays usable, and its memory bounded.

use e2e::Outcome;
use e2e::live::Live;
use e2e::observer::Flood;
use e2e::until::until;

const RATE: u32 = 10_000;
const SECONDS: u64 = 30;
/// What the page may hold more at the end than at the beginning: the tape of a recording has its bound, too.
const ROOM: u64 = 128 << 20;

#[tokio::test]
async fn a_watched_flood_leaves_the_page_usable_and_what_is_not_drawn_is_counted() -> Outcome {
    let live = flooded_page("#/scaling-handlers?v=1&seed=7&rate=0%2Fs&lang=en").await?;
    live.page.watch(&live.server.address(), "flood.>").await?;
    live.page.until_live("running").await?;
    let flood = Flood::start(&live.server, "flood.outside", RATE, u64::from(RATE) * SECONDS)?;
    stays_usable(&live, flood).await?;
    live.end().await
}

#[tokio::test]
async fn a_run_whose_subject_is_flooded_stays_usable_and_balances() -> Outcome {
    let live = flooded_page("#/scaling-handlers?v=1&seed=7&rate=0%2Fs&handlers=1&lang=en").await?;
    let run = live.run().await?;
    let flood = Flood::start(&live.server, &format!("{run}.events.todo.newitem"), RATE, u64::from(RATE) * SECONDS)?;
    stays_usable(&live, flood).await?;
    assert!(live.page.is_in_balance().await?, "{:?}", live.page.ledger().await?);
    live.end_after_a_break().await
}

#[tokio::test]
async fn stop_is_answered_in_the_middle_of_a_flood() -> Outcome {
    let live = Live::open("#/scaling-handlers?v=1&seed=7&rate=0%2Fs&handlers=1&lang=en").await?;
    let run = live.run().await?;
    let flood = Flood::start(&live.server, &format!("{run}.events.todo.newitem"), RATE, u64::MAX)?;
    until("the page is flooded", async || Ok((live.page.unrecorded().await? > 0).then_some(()))).await?;
    live.page.act("stop-live").await?;
    live.page.until_live("over").await?;
    live.nothing_is_left().await?;
    assert!(!flood.is_over());
    flood.stop()?;
    assert!(live.page.is_in_balance().await?, "{:?}", live.page.ledger().await?);
    live.no_complaints_but(&[]).await
}

async fn flooded_page(fragment: &str) -> Outcome<Live> {
    let mut live = Live::open("").await?;
    live.visit.watch_memory().await?;
    live.page = live.visit.open(fragment).await?;
    Ok(live)
}

/// Clicks about until the flood is over, and then looks at what it left.
async fn stays_usable(live: &Live, flood: Flood) -> Outcome {
    let before = live.visit.memory().await?;
    while !flood.is_over() {
        for tab in ["controls", "measures", "log", "lesson"] {
            live.page.open_tab(tab).await?;
        }
        let now = live.page.now().await?;
        live.page.wait_until_later_than(&now).await?;
    }
    flood.end()?;
    until("what was not recorded is counted", async || Ok((live.page.unrecorded().await? > 0).then_some(()))).await?;
    let after = live.visit.memory().await?;
    assert!(after < before + ROOM, "{before} bytes before, {after} after");
    Ok(())
}
