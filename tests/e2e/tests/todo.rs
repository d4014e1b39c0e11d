//! The to-do application, as a learner uses it in a real browser. Every test fails if the browser complains.

use e2e::Outcome;
use e2e::until::until;
use e2e::visit::{PHONE, Visit, on_the_page};
use thirtyfour::Key;

/// Nobody but the learner publishes.
const QUIET: &str = "#/scaling-handlers?v=1&seed=7&rate=0%2Fs";
const ITEM: &str = "홍보 비디오 촬영";

#[tokio::test]
async fn a_typed_item_travels_and_appears_in_the_saved_list() -> Outcome {
    on_the_page(QUIET, async |page| {
        page.play().await?;
        page.type_item(ITEM).await?;
        page.press_add().await?;
        page.wait_until_saved(ITEM).await
    })
    .await
}

#[tokio::test]
async fn an_item_can_be_added_by_the_keyboard_while_others_arrive() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&seed=7", async |page| {
        page.play().await?;
        page.type_item("Feed the cat").await?;
        page.press_enter().await?;
        page.wait_until_saved("Feed the cat").await
    })
    .await
}

#[tokio::test]
async fn a_typed_item_survives_a_seek() -> Outcome {
    on_the_page(QUIET, async |page| {
        page.play().await?;
        page.type_item(ITEM).await?;
        page.press_add().await?;
        page.wait_until_saved(ITEM).await?;
        page.pause().await?;
        page.seek_to_the_start().await?;
        until("nothing is saved", async || Ok(page.saved_items().await?.is_empty().then_some(()))).await?;
        page.seek_to_the_end().await?;
        page.wait_until_saved(ITEM).await
    })
    .await
}

#[tokio::test]
async fn a_handler_is_crashed_and_restarted_by_keyboard_and_its_backlog_is_lost() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&seed=7&rate=30%2Fs&t=10s", async |page| {
        page.tab_to_component("save-handler.2").await?;
        page.press_key(Key::Enter).await?;
        page.wait_until_offered("crash").await?;
        page.press_key(Key::Enter).await?;
        until("its backlog is lost", async || Ok((page.ledger_term("lost").await? > 10).then_some(()))).await?;
        // The menu has closed and given the focus back to the handler.
        page.press_key(Key::Enter).await?;
        page.wait_until_offered("restart").await?;
        page.press_key(Key::Enter).await?;
        page.play().await?;
        page.wait_until_later_than(&page.now().await?).await?;
        page.pause().await?;
        page.tab_to_component("save-handler.2").await?;
        page.press_key(Key::Enter).await?;
        page.wait_until_offered("crash").await
    })
    .await
}

#[tokio::test]
async fn time_runs_while_it_plays_and_stands_still_otherwise() -> Outcome {
    on_the_page(QUIET, async |page| {
        page.play().await?;
        let moment = page.now().await?;
        page.wait_until_later_than(&moment).await?;
        page.pause().await?;
        let moment = page.now().await?;
        page.type_item("a while passes while this is typed").await?;
        assert_eq!(page.now().await?, moment);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_ledger_is_in_balance() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&seed=7&t=20s", async |page| {
        let ledger = page.ledger().await?;
        let created = ledger.iter().filter(|(term, _)| term == "created").map(|(_, count)| count).sum::<u64>();
        let others = ledger.iter().filter(|(term, _)| term != "created").map(|(_, count)| count).sum::<u64>();
        assert!(created > 0, "{ledger:?}");
        assert_eq!(created, others, "{ledger:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_same_link_shows_the_same_run() -> Outcome {
    let visit = Visit::begin("/").await?;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let page = visit.open("#/scaling-handlers?v=1&seed=11&handlers=2&t=30s").await?;
        seen.push((page.ledger().await?, page.saved_items().await?, page.now().await?));
    }
    assert_eq!(seen[0], seen[1]);
    Ok(())
}

#[tokio::test]
async fn handlers_are_added_one_by_one() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&handlers=3", async |page| {
        page.open_tab("controls").await?;
        page.act("handlers-more").await?;
        until("there are four handlers", async || Ok((page.knob("handlers").await? == "4").then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn a_link_chooses_the_language() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&lang=ko", async |page| {
        assert_eq!(page.language().await?, "ko");
        assert!(page.text().await?.contains("핸들러 스케일링"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_bad_link_is_explained_and_the_page_stays_usable() -> Outcome {
    on_the_page("#/scaling-handlers?v=1&seed=banana&rate=0%2Fs", async |page| {
        assert!(page.alert().await?.contains("banana"));
        page.play().await?;
        page.type_item(ITEM).await?;
        page.press_add().await?;
        page.wait_until_saved(ITEM).await
    })
    .await
}

#[tokio::test]
async fn the_page_fits_a_phone() -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.look_through(PHONE).await?;
    for link in ["#/scaling-handlers?v=1&t=12s&lang=en", "#/scaling-handlers?v=1&t=12s&lang=ko"] {
        let page = visit.open(link).await?;
        assert_eq!(page.overflow().await?, 0, "{link}");
    }
    Ok(())
}
