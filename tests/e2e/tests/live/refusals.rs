//! What a server refuses, and how the page says it: each time the person learns what may be done, and then does it.

use e2e::Outcome;
use e2e::live::Live;
use e2e::nats::{Access, Configuration, User};
use e2e::until::until;

const QUIET: &str = "#/scaling-handlers?v=1&seed=7&rate=0%2Fs&lang=en";

/// Waits until the run has failed, and answers with what the page says about it.
async fn refused(live: &Live) -> Outcome<String> {
    live.page.until_live("failed").await?;
    let words = live.page.refusal().await?;
    assert!(!words.trim().is_empty(), "the page says nothing");
    Ok(words)
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_the_right_one_is_taken() -> Outcome {
    let access = Access::Users(vec![User::with_any_subject("web", "secret")]);
    let live = Live::beside(QUIET, |configuration| Configuration { access, ..configuration }).await?;
    live.page.choose_mode("live").await?;
    live.page.fill_in("user", "web").await?;
    live.page.fill_in("password", "wrong").await?;
    live.page.connect_to(&live.server.address()).await?;
    let words = refused(&live).await?;
    assert!(words.contains("Authorization Violation"), "{words}");
    live.page.open_the_settings_again().await?;
    live.page.fill_in("password", "secret").await?;
    live.run().await?;
    for place in ["location.href", "JSON.stringify(localStorage)", "JSON.stringify(sessionStorage)"] {
        let stored = live.visit.driver().execute(format!("return {place}"), Vec::new()).await?;
        assert!(!stored.json().to_string().contains("secret"), "the password is in {place}");
    }
    live.end_after_a_break().await
}

#[tokio::test]
async fn a_token_is_asked_for_and_taken() -> Outcome {
    let access = Access::Token("t0ken".into());
    let live = Live::beside(QUIET, |configuration| Configuration { access, ..configuration }).await?;
    live.page.connect_to(&live.server.address()).await?;
    let words = refused(&live).await?;
    assert!(words.contains("Authorization Violation"), "{words}");
    live.page.open_the_settings_again().await?;
    assert!(live.page.is_in_sight("token").await?, "the field for what the server asks for is not folded away");
    live.page.fill_in("token", "t0ken").await?;
    live.run().await?;
    live.end_after_a_break().await
}

#[tokio::test]
async fn where_publishing_is_denied_the_page_tells_what_the_server_said_and_another_root_helps() -> Outcome {
    let guest = User {
        publish: Some(vec!["demo.>".into()]),
        subscribe: Some(vec!["demo.>".into(), "_INBOX.>".into()]),
        ..User::with_any_subject("guest", "guest")
    };
    let access = Access::Users(vec![guest]);
    let live = Live::beside(QUIET, |configuration| Configuration { access, ..configuration }).await?;
    live.page.choose_mode("live").await?;
    live.page.fill_in("user", "guest").await?;
    live.page.fill_in("password", "guest").await?;
    let run = live.run().await?;
    until("the page tells of the denied subscription", async || {
        let denied = format!("{run}.events.todo.newitem");
        Ok(live.page.remarks("complaint").await?.contains(&denied).then_some(()))
    })
    .await?;
    live.stop().await?;
    live.page.open_the_settings_again().await?;
    live.page.fill_in("root", "demo").await?;
    live.run().await?;
    live.page.type_item("This one may pass").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("This one may pass").await?;
    live.end().await
}

#[tokio::test]
async fn a_page_of_an_origin_that_is_not_allowed_learns_its_origin_and_where_to_write_it() -> Outcome {
    let origins = vec!["http://127.0.0.1:1".to_owned()];
    let live = Live::beside(QUIET, |configuration| Configuration { origins, ..configuration }).await?;
    live.page.connect_to(&live.server.address()).await?;
    let words = refused(&live).await?;
    assert!(words.contains(&live.visit.origin()) && words.contains("allowed_origins"), "{words}");
    live.server.until_it_says("origin not allowed").await?;
    live.no_complaints_but_a_broken_wire().await
}

#[tokio::test]
async fn where_nobody_listens_the_page_says_so_and_stays_usable() -> Outcome {
    let mut live = Live::open(QUIET).await?;
    live.server.kill()?;
    live.page.connect_to(&live.server.address()).await?;
    refused(&live).await?;
    live.server.restart().await?;
    live.run().await?;
    live.page.type_item("Better now").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Better now").await?;
    live.end_after_a_break().await
}

#[tokio::test]
async fn an_address_that_no_page_can_open_is_named_before_anything_is_opened() -> Outcome {
    let live = Live::open(QUIET).await?;
    let with_a_secret = live.server.address().replace("127.0.0.1", "user:secret@127.0.0.1");
    for address in ["127.0.0.1:4222", "nats:demo", &with_a_secret] {
        live.page.connect_to(address).await?;
        let (field, words) = live.page.wrong_field().await?;
        assert_eq!(field, "address");
        assert!(!words.trim().is_empty() && !words.contains("secret"), "{address}: {words}");
        live.page.choose_mode("simulated").await?;
    }
    assert!(live.server.connections()?.is_empty());
    live.no_complaints_but(&[]).await
}

#[tokio::test]
async fn a_pattern_with_streams_says_that_the_server_has_no_jetstream() -> Outcome {
    let fragment = "#/dead-letter-queue?v=1&seed=7&lang=en";
    let live = Live::beside(fragment, |configuration| Configuration { jetstream: false, ..configuration }).await?;
    live.page.connect_to(&live.server.address()).await?;
    let words = refused(&live).await?;
    assert!(words.contains("JetStream"), "{words}");
    until("the connection is closed", async || Ok(live.server.connections()?.is_empty().then_some(()))).await?;
    live.no_complaints_but(&[]).await
}

#[tokio::test]
async fn while_a_run_waits_to_come_back_the_page_tells_that_the_server_asks_for_other_credentials() -> Outcome {
    let mut live = Live::open(QUIET).await?;
    live.run().await?;
    let open = live.server.configuration().clone();
    live.server.restart_as(Configuration { access: Access::Token("another".into()), ..open.clone() }).await?;
    until("the page tells why it does not come back", async || {
        Ok(live.page.remarks("refused").await?.contains("asks for other credentials").then_some(()))
    })
    .await?;
    live.server.restart_as(open).await?;
    live.page.until_live("running").await?;
    assert!(live.page.remarks("refused").await?.is_empty());
    live.end_after_a_break().await
}

#[tokio::test]
async fn a_watch_that_cannot_begin_says_what_is_wrong_with_its_address_or_filter() -> Outcome {
    let live = Live::open(QUIET).await?;
    live.page.watch("ws://127.0.0.1:4222", "orders.>").await?;
    let words = refused(&live).await?;
    assert!(words.contains("Port 4222 is the one for programs"), "{words}");
    for (address, filter, field, expected) in [
        ("nats://127.0.0.1:4222", "orders.>", "address", "That is how programs reach a server."),
        ("ws://127.0.0.1:9222", "orders new", "filter", "has white space in token 1"),
        ("ws://127.0.0.1:9222", "orders.>.new", "filter", "it can only be the last token"),
    ] {
        live.page.watch(address, filter).await?;
        let (wrong, why) = live.page.wrong_field().await?;
        assert!(wrong == field && why.contains(expected), "{wrong}: {why}");
    }
    // Once it is right, it begins, and says that nothing has come.
    live.page.watch(&live.server.address(), "orders.>").await?;
    live.page.until_live("running").await?;
    until("it says that nothing has come", async || {
        Ok(live.page.remarks("quiet").await?.starts_with("Nothing has come yet on orders.>").then_some(()))
    })
    .await?;
    live.end_after_a_break().await
}
