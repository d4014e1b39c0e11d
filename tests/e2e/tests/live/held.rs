//! A picture that is held while the run on the server goes on: by a lesson where something comes, or by a person.

use e2e::Outcome;
use e2e::live::Live;
use e2e::observer::Heard;
use e2e::until::until;

/// Slow enough that nobody can press too late.
const SLOW: &str = "#/scaling-handlers?v=1&seed=7&rate=2%2Fs&service=10ms&failure=0%25&lang=en";
const LIVELY: &str = "#/scaling-handlers?v=1&seed=7&rate=10%2Fs&service=10ms&failure=0%25&lang=en";

#[tokio::test]
async fn a_lesson_does_on_the_server_what_it_says_and_holds_the_picture_where_something_came() -> Outcome {
    let live = Live::open(SLOW).await?;
    let heard = live.observer().await?.subscribe("qp.>").await?;
    let run = live.run().await?;
    live.page.press_letter("n").await?;
    until_stand(&live, "Waiting").await?;
    until_stand(&live, "Held").await?;
    stands_still_while_the_server_goes_on(&live, &heard, 3).await?;
    assert_eq!((live.page.beat().await?, live.page.stand().await?.as_str()), (1, "Held"));
    // One handler, and then three: as in the captions, and not only in the picture.
    for (beat, handlers) in [(2, 1), (3, 3)] {
        live.page.press_letter("n").await?;
        until(&format!("beat {beat} has begun"), async || Ok((live.page.beat().await? == beat).then_some(()))).await?;
        let on_screen = until(&format!("{handlers} handlers are on screen"), async || {
            let found = live.page.components("save-handler").await?;
            Ok((found.len() == handlers).then_some(found))
        })
        .await?;
        live.until_connected(&run, "save-handler", &on_screen).await?;
    }
    assert!(live.page.is_in_balance().await?);
    live.end().await
}

#[tokio::test]
async fn what_comes_while_the_picture_is_paused_is_shown_when_it_goes_live_and_can_be_rewound() -> Outcome {
    let live = Live::open(LIVELY).await?;
    let heard = live.observer().await?.subscribe("qp.>").await?;
    live.run().await?;
    until("something is done", async || Ok((live.page.ledger_term("done").await? > 0).then_some(()))).await?;
    live.page.pause().await?;
    let before = live.page.ledger().await?;
    stands_still_while_the_server_goes_on(&live, &heard, 20).await?;
    assert_eq!(live.page.ledger().await?, before, "what is held changes");
    let published = heard.count() as u64;
    live.page.act("go-live").await?;
    live.page.until_term("done", published).await?;
    assert!(live.page.is_playing().await?);
    // Nothing of it was skipped: it can be seen again from the beginning, and the present is still there.
    live.page.pause().await?;
    live.page.seek_to_the_start().await?;
    until("nothing is done yet", async || Ok((live.page.ledger_term("done").await? == 0).then_some(()))).await?;
    live.page.act("go-live").await?;
    live.page.until_term("done", published).await?;
    assert!(live.page.is_in_balance().await?);
    live.end().await
}

async fn until_stand(live: &Live, wanted: &str) -> Outcome {
    until(&format!("the beat stands {wanted}"), async || Ok((live.page.stand().await? == wanted).then_some(()))).await
}

/// The moment that is shown stays while others hear so many messages more; and the page offers the present.
async fn stands_still_while_the_server_goes_on(live: &Live, heard: &Heard, more: usize) -> Outcome {
    let moment = live.page.now().await?;
    heard.until_count(heard.count() + more).await?;
    until("the present is offered", async || Ok(live.page.can("go-live").await?.then_some(()))).await?;
    assert!(!live.page.is_playing().await?, "it plays");
    assert_eq!(live.page.now().await?, moment, "time goes on");
    Ok(())
}
