//! The page meets other programs on the server: what is typed arrives there, what they publish arrives here, and they
//! share the work.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

/// Nobody but people publishes.
const QUIET: &str = "#/scaling-handlers?v=1&seed=7&rate=0%2Fs&lang=en";
const SUBJECT: &str = "events.todo.newitem";
const ITEM: &str = "홍보 비디오 촬영";

#[tokio::test]
async fn a_typed_message_arrives_at_another_client_and_is_saved_here() -> Outcome {
    let live = Live::open(QUIET).await?;
    let heard = live.observer().await?.subscribe("qp.>").await?;
    let run = live.run().await?;
    live.page.type_item(ITEM).await?;
    live.page.press_add().await?;
    let message = heard.until_heard(ITEM).await?;
    assert_eq!(message.subject.as_str(), format!("{run}.{SUBJECT}"));
    assert_eq!(String::from_utf8_lossy(&message.payload), ITEM);
    live.page.wait_until_saved(ITEM).await?;
    live.end().await
}

#[tokio::test]
async fn what_another_client_publishes_is_handled_and_saved_here() -> Outcome {
    let live = Live::open(QUIET).await?;
    let observer = live.observer().await?;
    let run = live.run().await?;
    observer.publish(&format!("{run}.{SUBJECT}"), "from another program").await?;
    live.page.wait_until_saved("from another program").await?;
    // Markup is text like any other.
    observer.publish(&format!("{run}.{SUBJECT}"), "<b id=bold>not bold</b>").await?;
    live.page.wait_until_saved("<b id=bold>not bold</b>").await?;
    live.end().await
}

#[tokio::test]
async fn with_plain_subjects_the_page_meets_other_programs_where_they_are() -> Outcome {
    let live = Live::open(QUIET).await?;
    let observer = live.observer().await?;
    let heard = observer.subscribe(SUBJECT).await?;
    live.page.choose_mode("live").await?;
    live.page.use_plain_subjects().await?;
    live.run().await?;
    live.page.type_item(ITEM).await?;
    live.page.press_add().await?;
    heard.until_heard(ITEM).await?;
    observer.publish(SUBJECT, "from todo-web itself").await?;
    live.page.wait_until_saved("from todo-web itself").await?;
    live.end().await
}

#[tokio::test]
async fn the_subjects_of_a_run_can_begin_with_something_else() -> Outcome {
    let live = Live::open(QUIET).await?;
    let heard = live.observer().await?.subscribe("team.demo.>").await?;
    live.page.choose_mode("live").await?;
    live.page.fill_in("root", "team.demo").await?;
    let run = live.run().await?;
    assert!(run.starts_with("team.demo."), "{run}");
    live.page.type_item(ITEM).await?;
    live.page.press_add().await?;
    assert_eq!(heard.until_heard(ITEM).await?.subject.as_str(), format!("{run}.{SUBJECT}"));
    live.end().await
}

#[tokio::test]
async fn the_queue_group_shares_with_a_member_outside_and_nobody_gets_what_another_got() -> Outcome {
    let live = Live::open("#/scaling-handlers?v=1&seed=7&rate=20%2Fs&failure=0%25&lang=en").await?;
    let observer = live.observer().await?;
    let subject = format!("qp.*.{SUBJECT}");
    let all = observer.subscribe(&subject).await?;
    let outside = observer.join(&subject, "save-handler").await?;
    live.run().await?;
    until("both have had some", async || {
        let inside = live.page.ledger_term("done").await?;
        Ok((inside >= 10 && outside.count() >= 10).then_some(()))
    })
    .await?;
    live.page.turn_all_down("rate").await?;
    until("everything that was published is here or outside", async || {
        let ledger = live.page.ledger().await?;
        let term = |wanted: &str| ledger.iter().find(|(term, _)| term == wanted).map_or(0, |(_, number)| *number);
        let settled = term("created") > 0 && term("created") == term("done");
        Ok((settled && term("done") + outside.count() as u64 == all.count() as u64).then_some(()))
    })
    .await?;
    assert!(live.page.is_in_balance().await?);
    live.end().await
}
