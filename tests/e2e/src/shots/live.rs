//! The pictures of live mode, each on a real nats-server of its own.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{dark, photograph};
use crate::Outcome;
use crate::live::Live;
use crate::nats::{Access, Configuration};
use crate::until::until;
use crate::visit::{PHONE, Screen, WIDE};

const CALM: &str = "#/scaling-handlers?v=1&seed=7&rate=5%2Fs&failure=0%25&lang=en";
const KOREAN: &str = "#/scaling-handlers?v=1&seed=7&rate=5%2Fs&failure=0%25&lang=ko";
const DEAD_LETTERS: &str = "#/dead-letter-queue?v=1&seed=7&lang=en";

/// Takes every picture into this folder.
pub(super) async fn take(folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    fields(&folder.join("connect.png"), CALM, WIDE).await?;
    fields(&folder.join("connect-phone-dark-ko.png"), KOREAN, dark(PHONE)).await?;
    refused(&folder.join("refused.png")).await?;
    wire(&folder.join("wire.png")).await?;
    dead_letters(&folder.join("dead-letters-dark.png")).await?;
    side_by_side(&folder.join("side-by-side.png")).await?;
    monitor(&folder.join("monitor.png")).await?;
    watch(&folder.join("watch.png")).await?;
    phone(&folder.join("run-phone-ko.png")).await
}

/// Opens the page beside a server, to be looked at through this screen.
async fn open(fragment: &str, screen: Screen) -> Outcome<Live> {
    ready(Live::open(fragment).await?, screen).await
}

async fn ready(live: Live, screen: Screen) -> Outcome<Live> {
    live.visit.driver().cdp().send_raw("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
    live.visit.look_through(screen).await?;
    Ok(live)
}

async fn keep(live: &Live, screen: Screen, file: &Path) -> Outcome {
    let scale = if screen.width < WIDE.width { 0.5 } else { 0.75 };
    fs::write(file, photograph(&live.visit, screen, scale).await?)?;
    println!("docs/screenshots/live/{}", file.file_name().unwrap_or_default().to_string_lossy());
    Ok(())
}

/// The fields, and how a server that fits is started.
async fn fields(file: &Path, fragment: &str, screen: Screen) -> Outcome {
    let live = open(fragment, screen).await?;
    live.page.choose_mode("live").await?;
    keep(&live, screen, file).await
}

/// A server that does not know the token.
async fn refused(file: &Path) -> Outcome {
    let access = Access::Token("open sesame".to_owned());
    let live = Live::beside(CALM, |configuration| Configuration { access, ..configuration }).await?;
    let live = ready(live, WIDE).await?;
    live.page.connect_to(&live.server.address()).await?;
    live.page.until_live("failed").await?;
    keep(&live, WIDE, file).await
}

/// The very lines that a handler and the server say to each other.
async fn wire(file: &Path) -> Outcome {
    let live = open(CALM, WIDE).await?;
    live.run().await?;
    live.page.type_item("Shoot the video").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Shoot the video").await?;
    live.page.open_tab("wire").await?;
    live.page.show_the_wire_of("save-handler 1").await?;
    live.page.pause().await?;
    keep(&live, WIDE, file).await?;
    live.stop().await
}

/// Streams, consumers and dead letters of a real JetStream.
async fn dead_letters(file: &Path) -> Outcome {
    let screen = dark(WIDE);
    let live = open(DEAD_LETTERS, screen).await?;
    live.run().await?;
    // A time that no handler can read.
    live.page.type_item("Dinner at 25:00").await?;
    live.page.press_add().await?;
    live.page.until_term("exhausted", 1).await?;
    live.page.pause().await?;
    keep(&live, screen, file).await?;
    live.stop().await
}

/// Both ledgers, once everything is done.
async fn side_by_side(file: &Path) -> Outcome {
    let live = open(CALM, WIDE).await?;
    live.run().await?;
    live.page.until_term("done", 20).await?;
    live.page.turn_all_down("rate").await?;
    live.page.open_tab("measures").await?;
    live.page.until_side_by_side("equal").await?;
    keep(&live, WIDE, file).await?;
    live.stop().await
}

/// What the server tells of itself.
async fn monitor(file: &Path) -> Outcome {
    let live = ready(Live::passed_on(CALM).await?, WIDE).await?;
    live.run().await?;
    live.page.unfold_the_monitor().await?;
    until("the table names connections", async || Ok((live.page.monitored().await?.len() > 3).then_some(()))).await?;
    live.page.pause().await?;
    let script = "document.querySelector('[data-monitor-fold]').scrollIntoView()";
    live.visit.driver().execute(script, Vec::new()).await?;
    keep(&live, WIDE, file).await?;
    live.stop().await
}

/// Somebody else's messages.
async fn watch(file: &Path) -> Outcome {
    let live = open(CALM, WIDE).await?;
    let observer = live.observer().await?;
    live.page.watch(&live.server.address(), "shop.>").await?;
    live.page.until_live("running").await?;
    live.page.play().await?;
    for (subject, text) in [
        ("shop.orders.new", r#"{"item":"hat","count":2}"#),
        ("shop.orders.paid", r#"{"item":"hat","paid":true}"#),
        ("shop.stock.low", "hat"),
        ("shop.orders.new", r#"{"item":"coat","count":1}"#),
    ] {
        observer.publish(subject, text).await?;
    }
    until("the subjects are discovered", async || {
        let text = live.page.text_of_tab("log").await?;
        Ok(text.contains("coat").then_some(()))
    })
    .await?;
    live.page.pause().await?;
    keep(&live, WIDE, file).await?;
    live.stop().await
}

async fn phone(file: &Path) -> Outcome {
    let live = open(KOREAN, PHONE).await?;
    live.run().await?;
    live.page.until_term("done", 5).await?;
    live.page.pause().await?;
    keep(&live, PHONE, file).await?;
    live.stop().await
}
