//! What stands beside a live run: the server's own numbers, the simulation, the wire, and the transcript as a file.

use e2e::Outcome;
use e2e::live::Live;
use e2e::nats::{Access, Configuration, User};
use e2e::until::until;

/// Free of faults and of chance in what the totals are: who gets a message and when may differ, how many may not.
const CALM: &str = "#/scaling-handlers?v=1&seed=7&rate=5%2Fs&failure=0%25&lang=en";

#[tokio::test]
async fn the_monitor_lists_the_connections_that_the_server_lists() -> Outcome {
    let live = Live::passed_on(CALM).await?;
    live.run().await?;
    live.page.unfold_the_monitor().await?;
    until("the table names what /connz names", async || {
        let listed = live.page.monitored().await?;
        Ok((listed.len() > 3 && listed == live.server.connections()?).then_some(()))
    })
    .await?;
    live.end().await
}

#[tokio::test]
async fn where_the_browser_may_not_read_the_monitoring_the_page_says_so_and_names_the_command() -> Outcome {
    let live = Live::open(CALM).await?;
    live.run().await?;
    live.page.unfold_the_monitor().await?;
    let said = live.page.ask_the_monitor_in_vain(&live.server.monitor()).await?;
    assert!(said.contains(&format!("curl {}/connz", live.server.monitor())), "{said}");
    live.stop().await?;
    live.no_complaints_but(&["blocked by CORS policy", "Failed to load resource"]).await
}

#[tokio::test]
async fn the_same_run_simulated_and_live_has_the_same_totals_once_it_is_drained() -> Outcome {
    let live = Live::open(CALM).await?;
    live.run().await?;
    live.page.until_term("done", 20).await?;
    live.page.turn_all_down("rate").await?;
    live.page.open_tab("measures").await?;
    live.page.until_side_by_side("equal").await?;
    let compared = live.page.side_by_side().await?;
    assert!(compared.iter().all(|row| row.simulated == row.live), "{compared:#?}");
    assert!(compared.iter().any(|row| row.term == "done" && row.live >= 20), "{compared:#?}");
    live.end().await
}

#[tokio::test]
async fn the_wire_shows_the_very_lines_and_never_what_is_secret() -> Outcome {
    let access = Access::Users(vec![User::with_any_subject("web", "pa55word")]);
    let live = Live::beside(CALM, |configuration| Configuration { access, ..configuration }).await?;
    live.page.choose_mode("live").await?;
    live.page.fill_in("user", "web").await?;
    live.page.fill_in("password", "pa55word").await?;
    let run = live.run().await?;
    live.page.type_item("Look at the wire").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Look at the wire").await?;
    // While it plays only the last few lines are drawn.
    live.page.pause().await?;
    live.page.open_tab("wire").await?;
    let mut all = String::new();
    for (client, line) in [("todo-web", "HPUB"), ("save-handler 1", "SUB")] {
        live.page.show_the_wire_of(client).await?;
        let line = format!("{line} {run}.events.todo.newitem ");
        let text = until(&format!("{client} says `{line}`"), async || {
            let text = live.page.text_of_tab("wire").await?;
            Ok(text.contains(&line).then_some(text))
        })
        .await?;
        assert!(text.contains("CONNECT {") && text.contains("PONG"), "{text}");
        all += &text;
    }
    assert!(all.contains("Look at the wire") && !all.contains("pa55word"), "{all}");
    live.end().await
}

#[tokio::test]
async fn a_transcript_that_was_saved_during_a_live_run_plays_without_a_server() -> Outcome {
    let mut live = Live::open(CALM).await?;
    live.run().await?;
    live.page.until_term("done", 10).await?;
    live.page.turn_all_down("rate").await?;
    let ledger = until("everything is done", async || {
        let ledger = live.page.ledger().await?;
        let term = |wanted: &str| ledger.iter().find(|(term, _)| term == wanted).map(|(_, number)| *number);
        Ok((term("created") == term("done")).then_some(ledger))
    })
    .await?;
    let file = live.visit.download("scaling-handlers.transcript", async || live.page.save_transcript().await).await?;
    live.stop().await?;
    live.server.kill()?;
    live.page = live.visit.open("#/publish-subscribe?lang=en").await?;
    live.page.open_tab("log").await?;
    live.page.play_transcript(file.path()).await?;
    until("the pattern of the file is shown", async || {
        Ok((live.page.pattern().await? == "scaling-handlers").then_some(()))
    })
    .await?;
    live.page.pause().await?;
    live.page.seek_to_the_end().await?;
    until("the ledger is the one of the live run", async || Ok((live.page.ledger().await? == ledger).then_some(())))
        .await?;
    assert!(live.page.is_in_balance().await?);
    live.no_complaints_but(&[]).await
}
