//! Every pattern in both languages, as somebody goes through it who has only a keyboard. The list is the page's own, so
//! that a new pattern is covered by being there.

use e2e::Outcome;
use e2e::page::Page;
use e2e::until::until;
use e2e::visit::{PHONE, Screen, Visit, ZOOMED, on_the_page};
use thirtyfour::Key;

const NONE: [String; 0] = [];
const LANGS: [&str; 2] = ["en", "ko"];
const TABS: [&str; 6] = ["lesson", "controls", "measures", "log", "commands", "wire"];

#[tokio::test]
async fn every_lesson_is_gone_through_by_keyboard_and_nothing_is_complained_about() -> Outcome {
    let visit = Visit::begin("/").await?;
    for lang in LANGS {
        let page = visit.open(&format!("#/?lang={lang}")).await?;
        for name in page.pattern_names().await? {
            page.choose_pattern(&name).await?;
            go_through(&page, lang).await.map_err(|error| format!("{name} in {lang}: {error}"))?;
            assert_eq!(visit.complaints().await?, NONE, "{name} in {lang}");
        }
    }
    Ok(())
}

async fn go_through(page: &Page, lang: &str) -> Outcome {
    let heading = page.heading().await?;
    let title = page.title().await?;
    assert_eq!((title, page.language().await?), (format!("{heading} · Queue Playground"), lang.to_owned()));
    let beats = page.beats().await?;
    assert!((3..=7).contains(&beats), "{beats} beats");
    for beat in 1..=beats {
        until(&format!("beat {beat} is shown"), async || Ok((page.beat().await? == beat).then_some(()))).await?;
        assert!(page.is_in_balance().await?, "at beat {beat}");
        // On while it waits: straight to what it waits for, and the next beat begins there.
        page.press_letter("n").await?;
    }
    until("time is held at the last beat", async || Ok((page.stand().await? == "Held").then_some(()))).await?;
    for (tab, next) in TABS.iter().zip(TABS.iter().cycle().skip(1)) {
        page.focus_tab(tab).await?;
        page.press_key(Key::Right).await?;
        until(&format!("the tab {next} is open"), async || Ok((page.tab().await? == *next).then_some(()))).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_text_is_cut_on_a_phone() -> Outcome {
    nothing_is_cut(PHONE).await
}

#[tokio::test]
async fn no_text_is_cut_at_twice_the_size() -> Outcome {
    nothing_is_cut(ZOOMED).await
}

#[tokio::test]
async fn a_cut_text_would_be_noticed() -> Outcome {
    let visit = Visit::begin("/").await?;
    let page = visit.open("").await?;
    assert_eq!(page.cut_texts().await?, NONE);
    for narrow in ["style.width = '3rem'", "style.marginLeft = '-20rem'"] {
        let make_narrow = format!("document.querySelector('.beat-caption').{narrow}");
        visit.driver().execute(make_narrow, Vec::new()).await?;
        assert_ne!(page.cut_texts().await?, NONE, "{narrow}");
    }
    Ok(())
}

async fn nothing_is_cut(screen: Screen) -> Outcome {
    let visit = Visit::begin("/").await?;
    visit.look_through(screen).await?;
    let mut found = Vec::new();
    for lang in LANGS {
        let page = visit.open(&format!("#/?lang={lang}")).await?;
        for name in page.pattern_names().await? {
            page.choose_pattern(&name).await?;
            // Some way into the lesson there are long numbers and many rows.
            page.press_letter("n").await?;
            until("the second beat has begun", async || Ok((page.beat().await? == 2).then_some(()))).await?;
            for tab in TABS {
                page.open_tab(tab).await?;
                let cut = page.cut_texts().await?.into_iter().map(|text| format!("{name}, {lang}, {tab}: {text}"));
                found.extend(cut);
                if page.overflow().await? > 0 {
                    found.push(format!("{name}, {lang}, {tab}: the page is too wide"));
                }
            }
        }
        page.act("patterns").await?;
        found.extend(page.cut_texts().await?.into_iter().map(|text| format!("{lang}, the list: {text}")));
    }
    assert_eq!(found, NONE, "at {} by {}", screen.width, screen.height);
    Ok(())
}

#[tokio::test]
async fn back_and_forward_lead_from_pattern_to_pattern_with_their_knobs() -> Outcome {
    on_the_page("#/scaling-handlers", async |page| {
        page.open_tab("controls").await?;
        page.act("handlers-more").await?;
        until("the link has the knob", async || Ok(page.fragment().await?.contains("handlers=4").then_some(())))
            .await?;
        let entries = page.history_length().await?;
        let Some(other) = page.pattern_names().await?.into_iter().find(|name| name != "scaling-handlers") else {
            return Ok(());
        };
        page.choose_pattern(&other).await?;
        assert_eq!(page.history_length().await?, entries + 1, "a pattern is an entry of the history, a knob is none");
        page.press("한국어").await?;
        page.go_back_in_history().await?;
        until("the first pattern is back", async || Ok((page.pattern().await? == "scaling-handlers").then_some(())))
            .await?;
        assert_eq!(page.knob("handlers").await?, "4");
        assert_eq!(page.language().await?, "ko", "a language is no place that one goes back from");
        page.go_forward_in_history().await?;
        until("the other pattern is back", async || Ok((page.pattern().await? == other).then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn a_link_to_a_pattern_begins_it_at_its_beginning() -> Outcome {
    on_the_page("#/todo-event?v=1&t=20s", async |page| {
        page.choose_pattern("scaling-handlers").await?;
        until("it plays", async || Ok(page.is_playing().await?.then_some(()))).await?;
        assert_eq!(page.beat().await?, 1);
        until("its first beat is reached", async || Ok((page.stand().await? == "Held").then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn an_unknown_pattern_is_answered_with_the_list_and_the_page_stays_usable() -> Outcome {
    on_the_page("#/no-such-thing", async |page| {
        let alert = page.alert().await?;
        assert!(alert.contains("no-such-thing") && alert.contains("scaling-handlers"), "{alert}");
        page.choose_pattern("scaling-handlers").await?;
        page.play().await
    })
    .await
}

#[tokio::test]
async fn a_lesson_keeps_its_place_when_the_language_changes() -> Outcome {
    on_the_page("#/scaling-handlers?lang=en", async |page| {
        page.press_letter("n").await?;
        until("the second beat has begun", async || Ok((page.beat().await? == 2).then_some(()))).await?;
        let moment = page.now().await?;
        page.press("한국어").await?;
        until("the page is Korean", async || Ok((page.language().await? == "ko").then_some(()))).await?;
        page.wait_until_later_than(&moment).await?;
        assert_eq!(page.beat().await?, 2);
        Ok(())
    })
    .await
}
