//! Every handler is a connection of its own, with its name: what the server lists is what is on screen.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

const ONE: &str = "#/scaling-handlers?v=1&seed=7&handlers=1&rate=4%2Fs&lang=en";

async fn handlers_on_screen(live: &Live, count: usize) -> Outcome<Vec<String>> {
    until(&format!("{count} handlers are on screen"), async || {
        let found = live.page.components("save-handler").await?;
        Ok((found.len() == count).then_some(found))
    })
    .await
}

#[tokio::test]
async fn the_server_lists_exactly_the_handlers_on_screen_while_they_are_scaled_up_and_down() -> Outcome {
    let live = Live::open(ONE).await?;
    let run = live.run().await?;
    for (count, step) in [(1, "more"), (2, "more"), (3, "fewer"), (2, "fewer"), (1, "fewer")] {
        let on_screen = handlers_on_screen(&live, count).await?;
        live.until_connected(&run, "save-handler", &on_screen).await?;
        if count > 1 || step == "more" {
            live.page.open_tab("controls").await?;
            live.page.act(&format!("handlers-{step}")).await?;
        }
    }
    live.end().await
}

#[tokio::test]
async fn a_crash_drops_the_socket_and_a_restart_opens_another() -> Outcome {
    let live = Live::open("#/scaling-handlers?v=1&seed=7&handlers=3&rate=4%2Fs&lang=en").await?;
    let run = live.run().await?;
    let all = handlers_on_screen(&live, 3).await?;
    live.until_connected(&run, "save-handler", &all).await?;
    live.page.do_to("save-handler.2", "crash").await?;
    let others: Vec<String> = all.iter().filter(|name| *name != "save-handler.2").cloned().collect();
    live.until_connected(&run, "save-handler", &others).await?;
    live.page.do_to("save-handler.2", "restart").await?;
    live.until_connected(&run, "save-handler", &all).await?;
    live.end().await
}

#[tokio::test]
async fn leaving_the_page_removes_what_the_run_made() -> Outcome {
    let live = Live::open("#/dead-letter-queue?v=1&seed=7&lang=en").await?;
    live.run().await?;
    until("its streams are there", async || Ok((live.server.streams()?.len() == 3).then_some(()))).await?;
    live.visit.driver().goto("about:blank").await?;
    live.nothing_is_left().await
}
