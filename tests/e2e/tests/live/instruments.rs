//! What stands beside a live run: the server's own numbers, the simulation, and the transcript as a file.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

/// Free of faults and of chance in what the totals are: who gets a message and when may differ, how many may not.
const CALM: &str = "#/scaling-handlers?v=1&seed=7&rate=5%2Fs&failure=0%25&lang=en";

#[tokio::test]
async fn the_monitor_lists_the_connections_that_the_server_lists() -> Outcome {
    let live = Live::open(CALM).await?;
    live.run().await?;
    live.page.ask_the_monitor(&live.server.monitor()).await?;
    until("the table names what /connz names", async || {
        let listed = live.page.monitored().await?;
        Ok((listed.len() > 3 && listed == live.server.connections()?).then_some(()))
    })
    .await?;
    live.stop().await?;
    // At first it asks where a server usually is, and nobody need be there.
    live.no_complaints_but(&["Failed to load resource"]).await
}

#[tokio::test]
async fn the_same_run_simulated_and_live_has_the_same_totals_once_it_is_drained() -> Outcome {
    let live = Live::open(CALM).await?;
    live.run().await?;
    until("twenty are done", async || Ok((live.page.ledger_term("done").await? >= 20).then_some(()))).await?;
    live.page.turn_all_down("rate").await?;
    live.page.open_tab("measures").await?;
    live.page.until_side_by_side("equal").await?;
    let compared = live.page.side_by_side().await?;
    assert!(compared.iter().all(|row| row.simulated == row.live), "{compared:#?}");
    assert!(compared.iter().any(|row| row.term == "done" && row.live >= 20), "{compared:#?}");
    live.end().await
}
