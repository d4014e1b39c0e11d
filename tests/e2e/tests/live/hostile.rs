//! Servers that mean no good. Whatever they say, the page says what is wrong, and everything else on it goes on.

use e2e::Outcome;
use e2e::hostile::{Hostile, INFO, Move};
use e2e::page::Page;
use e2e::until::until;
use e2e::visit::Visit;

const QUIET: &str = "#/scaling-handlers?v=1&seed=7&rate=0%2Fs&lang=en";
/// What a browser says of handshakes that fail and of connections that break.
const BROKEN_WIRE: &str = "WebSocket connection to ";

fn say(bytes: impl Into<Vec<u8>>) -> Move {
    Move::Say(bytes.into())
}

/// An INFO with a list of so many servers.
fn info_with_servers(count: usize) -> Vec<u8> {
    let urls = vec!["\"10.0.0.1:4222\""; count].join(",");
    INFO.replace("\"proto\":1", &format!("\"proto\":1,\"connect_urls\":[{urls}]")).into()
}

/// Ends of all kinds before the page may call itself connected.
#[tokio::test]
async fn what_is_no_nats_server_is_refused_with_a_reason_and_the_page_goes_on() -> Outcome {
    let visit = Visit::begin("/").await?;
    for (what, script) in [
        ("an ordinary web page", vec![Move::Page]),
        ("nothing but an end", vec![Move::HangUp]),
        ("a WebSocket that closes at once", vec![Move::Close(1008)]),
        ("a WebSocket that ends at once", vec![Move::Vanish]),
        ("binary garbage", vec![say((0..=255).cycle().take(4096).collect::<Vec<u8>>())]),
        ("text of another protocol", vec![say("HTTP/1.1 400 Bad Request\r\n\r\n")]),
        ("an operation that does not exist", vec![say(INFO), say("BOO hoo\r\n")]),
        ("INFO that is no JSON", vec![say("INFO {{{{\r\n")]),
        ("an INFO of a megabyte", vec![say(info_with_servers(1 << 16))]),
        ("a line without end", vec![say(INFO), say(vec![b'x'; 4 << 20])]),
        ("a refusal", vec![say(INFO), Move::Await("PING"), say("-ERR 'No'\r\n"), Move::Close(1000)]),
        ("silence", vec![]),
        ("silence after INFO", vec![say(INFO)]),
    ] {
        let server = Hostile::start(script)?;
        let page = visit.open(QUIET).await?;
        page.connect_to(&server.address()).await?;
        let checked = async {
            page.until_live("failed").await?;
            assert!(!page.refusal().await?.trim().is_empty(), "{what}: the page says nothing");
            is_usable(&page).await
        };
        checked.await.map_err(|error| format!("{what}: {error}"))?;
    }
    complained_only_of_the_wire(&visit).await
}

/// What breaks off a connection that was made: the page says so and tries again, and Stop ends it.
#[tokio::test]
async fn a_server_that_goes_mad_in_the_middle_is_left_and_tried_again() -> Outcome {
    let visit = Visit::begin("/").await?;
    for (what, script) in [
        ("a huge size", vec![say("MSG a 1 99999999999999999999\r\n")]),
        ("more than any message has", vec![say("MSG a 1 4294967295\r\nx")]),
        ("a negative size", vec![say("MSG a 1 -5\r\nhello\r\n")]),
        ("a head that is longer than the whole", vec![say("HMSG a 1 99 5\r\nhello\r\n")]),
        ("a size that is not true", vec![say("MSG a 1 2\r\nhello\r\n")]),
        ("binary garbage", vec![say(vec![0xff; 100_000])]),
        ("an operation that does not exist", vec![say("NONSENSE\r\n")]),
        ("a crash", vec![Move::Vanish]),
    ] {
        let server = Hostile::after_the_handshake(script)?;
        let page = visit.open(QUIET).await?;
        page.connect_to(&server.address()).await?;
        let checked = async {
            until("it is tried again, or given up", async || {
                let state = page.live_state().await?;
                Ok(matches!(state.as_str(), "reconnecting" | "failed").then_some(()))
            })
            .await?;
            // A moment later it may connect again; then that is what it says.
            assert!(!page.standing().await?.is_empty(), "the page says nothing");
            let failed = until("it ends, or is tried again, and again", async || {
                let failed = page.live_state().await? == "failed";
                Ok((failed || server.visits() > 9).then_some(failed))
            })
            .await?;
            if failed {
                let standing = page.standing().await?;
                assert!(standing.contains("is not NATS"), "{what}: {standing}");
                page.open_the_settings_again().await?;
                let reason = page.refusal().await?;
                assert!(reason.contains("the server ") || reason.contains("announced size"), "{what}: {reason}");
            }
            is_usable(&page).await
        };
        checked.await.map_err(|error| format!("{what}: {error}"))?;
    }
    complained_only_of_the_wire(&visit).await
}

#[tokio::test]
async fn a_long_info_and_messages_that_nobody_asked_for_do_no_harm() -> Outcome {
    let visit = Visit::begin("/").await?;
    let unasked = "MSG no.body.asked 999 5\r\nhello\r\n".repeat(10_000);
    let script = vec![say(info_with_servers(1 << 11)), Move::Await("PING"), say("PONG\r\n"), say(unasked), say(INFO)];
    let server = Hostile::start(script)?;
    let page = visit.open(QUIET).await?;
    page.connect_to(&server.address()).await?;
    until("all have connected", async || Ok((server.visits() >= 4).then_some(()))).await?;
    is_usable(&page).await?;
    complained_only_of_the_wire(&visit).await
}

/// Whether a person can leave it all, and play.
async fn is_usable(page: &Page) -> Outcome {
    if page.can("stop-live").await? {
        page.act("stop-live").await?;
    }
    page.choose_mode("simulated").await?;
    page.play().await?;
    page.type_item("Still here").await?;
    page.press_add().await?;
    page.wait_until_saved("Still here").await
}

async fn complained_only_of_the_wire(visit: &Visit) -> Outcome {
    let complaints = visit.complaints().await?;
    let foreign: Vec<_> = complaints.iter().filter(|line| !line.contains(BROKEN_WIRE)).collect();
    if foreign.is_empty() { Ok(()) } else { Err(format!("the browser complained: {foreign:#?}").into()) }
}
