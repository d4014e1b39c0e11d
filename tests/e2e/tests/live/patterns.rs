//! Every pattern of the page: ten seconds on a real server, or a word why not.

use e2e::Outcome;
use e2e::live::Live;
use e2e::until::until;

const SECONDS: f64 = 10.0;

#[tokio::test]
async fn every_other_pattern_runs_balances_and_leaves_nothing_behind() -> Outcome {
    run_each(0).await
}

#[tokio::test]
async fn the_patterns_between_them_do_so_too() -> Outcome {
    run_each(1).await
}

#[tokio::test]
async fn patterns_with_redis_or_direct_calls_say_why_they_cannot_be_live() -> Outcome {
    let live = Live::open("#/channel?lang=en").await?;
    for (name, reason) in [
        ("channel", "Redis"),
        ("message-handler", "Redis"),
        ("the-buffer", "Redis"),
        ("direct-or-queue", "call each other"),
    ] {
        live.page.choose_pattern(name).await?;
        until(&format!("{name} says why"), async || Ok(live.page.why_not_live().await?.contains(reason).then_some(())))
            .await?;
        assert!(!live.page.offers_live().await?, "{name}");
    }
    live.page.choose_pattern("scaling-handlers").await?;
    until("scaling-handlers is offered", async || Ok(live.page.offers_live().await?.then_some(()))).await?;
    assert_eq!(live.page.why_not_live().await?, "");
    live.no_complaints_but(&[]).await
}

/// Those whose number has this remainder, so that two tests share the waiting.
async fn run_each(remainder: usize) -> Outcome {
    let live = Live::open("#/?lang=en").await?;
    let mut ran = 0;
    for name in live.page.pattern_names().await?.into_iter().skip(remainder).step_by(2) {
        let page = live.visit.open(&format!("#/{name}?v=1&lang=en")).await?;
        until("it says whether it can", async || {
            Ok((page.offers_live().await? || !page.why_not_live().await?.is_empty()).then_some(()))
        })
        .await?;
        if page.offers_live().await? {
            run(&live, &name).await.map_err(|error| format!("{name}: {error}"))?;
            ran += 1;
        }
    }
    assert!(ran >= 5, "only {ran} patterns ran");
    Ok(())
}

async fn run(live: &Live, name: &str) -> Outcome {
    live.run().await?;
    until(&format!("{name} has run for {SECONDS} s"), async || {
        Ok((seconds(&live.page.now().await?) >= SECONDS).then_some(()))
    })
    .await?;
    assert_eq!(live.page.live_state().await?, "running", "{name}");
    assert!(live.page.is_in_balance().await?, "{name}: {:?}", live.page.ledger().await?);
    let moved = live.page.ledger().await?.iter().map(|(_, number)| number).sum::<u64>();
    assert!(moved > 0, "{name}: nothing happened");
    live.end().await?;
    assert!(live.page.is_in_balance().await?, "{name}: {:?}", live.page.ledger().await?);
    Ok(())
}

/// A moment in the spelling of links, in seconds.
fn seconds(moment: &str) -> f64 {
    let (number, unit) = moment.split_at(moment.trim_end_matches(char::is_alphabetic).len());
    let number: f64 = number.parse().unwrap_or_default();
    match unit {
        "s" => number,
        "ms" => number / 1e3,
        "us" => number / 1e6,
        _ => number / 1e9,
    }
}
