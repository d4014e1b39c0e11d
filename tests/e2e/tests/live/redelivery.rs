//! Redelivery and dead letters, end to end on a real JetStream: what fails comes again, what is given up becomes a letter.

use e2e::Outcome;
use e2e::live::{Live, mark};
use e2e::until::until;

const QUIET: &str = "#/dead-letter-queue?v=1&seed=7&rate=0%2Fs&failure=0%25&lang=en";

#[tokio::test]
async fn an_item_that_always_fails_is_delivered_again_given_up_and_copied_for_everybody_to_see() -> Outcome {
    let live = Live::open(QUIET).await?;
    let observer = live.observer().await?;
    let letters = observer.subscribe("qp.*.dlq.>").await?;
    let advisories = observer.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>").await?;
    let run = live.run().await?;
    let mark = mark(&run);
    live.page.type_item("Dinner at 25:00").await?;
    live.page.press_add().await?;
    let letter = letters.until_heard("Dinner at 25:00").await?;
    assert_eq!(letter.subject.as_str(), format!("{run}.dlq.events.todo.newitem"));
    let advisory = advisories.until_heard("\"deliveries\":3").await?;
    assert!(advisory.subject.contains(&format!("{mark}TODO")), "{}", advisory.subject);
    // The item itself stays in its stream, as JetStream has no dead-letter queue of its own.
    assert_eq!(observer.stored(&format!("{mark}TODO")).await?, 1);
    assert_eq!(observer.stored(&format!("{mark}DLQ")).await?, 1);
    until(
        "the page counts it as given up",
        async || Ok((live.page.ledger_term("exhausted").await? == 1).then_some(())),
    )
    .await?;
    live.page.type_item("Buy milk").await?;
    live.page.press_add().await?;
    live.page.wait_until_saved("Buy milk").await?;
    assert!(live.page.is_in_balance().await?);
    assert_eq!((letters.count(), advisories.count()), (1, 1));
    live.end().await
}
