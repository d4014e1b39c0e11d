//! The page in the words of the people who use it. How things are found in the document is known here and nowhere else.

mod live;

use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::Outcome;
use crate::cut::CUT_TEXTS;
use crate::until::until;

/// Searched in one go: asking button by button, the page would change in between.
const BUTTON_BY_NAME: &str = "
    const named = (button) => (button.ariaLabel ?? button.innerText).trim() === arguments[0];
    return [...document.querySelectorAll('button')].find(named) ?? null;";

/// A loaded page.
pub struct Page {
    driver: WebDriver,
}

impl Page {
    pub(crate) fn new(driver: WebDriver) -> Self {
        Self { driver }
    }

    /// Every playground says when it can be used.
    pub(crate) async fn wait_until_ready(&self) -> Outcome {
        self.one("[data-ready]").await.map(drop)
    }

    /// Opens a tab of the panel: `lesson`, `controls`, `measures`, `log`, `commands`, `wire`.
    pub async fn open_tab(&self, tab: &str) -> Outcome {
        self.one(&format!("[data-tab='{tab}']")).await?.click().await?;
        // What is on it may have to be loaded first.
        self.one(&format!("[data-page='{tab}']:not(:has([data-waiting]))")).await.map(drop)
    }

    /// Types into the form beside the lesson.
    pub async fn type_item(&self, text: &str) -> Outcome {
        self.open_tab("lesson").await?;
        Ok(self.one("form input[name=item]").await?.send_keys(text).await?)
    }

    /// Presses the form's button.
    pub async fn press_add(&self) -> Outcome {
        Ok(self.one("form:has(input[name=item]) button[type=submit]").await?.click().await?)
    }

    /// Presses Enter in the form.
    pub async fn press_enter(&self) -> Outcome {
        Ok(self.one("form input[name=item]").await?.send_keys(Key::Enter + "").await?)
    }

    /// What the list of saved items beside the controls shows.
    pub async fn saved_items(&self) -> Outcome<Vec<String>> {
        self.open_tab("controls").await?;
        self.texts("[data-list=saved] li").await
    }

    /// Waits until an item is among the saved ones.
    pub async fn wait_until_saved(&self, text: &str) -> Outcome {
        until(&format!("`{text}` is saved"), async || {
            Ok(self.saved_items().await?.iter().any(|item| item.contains(text)).then_some(()))
        })
        .await
    }

    /// Presses Tab until a component of the picture has the focus, as somebody without a mouse does.
    pub async fn tab_to_component(&self, name: &str) -> Outcome {
        for _ in 0..100 {
            self.press_key(Key::Tab).await?;
            if self.driver.active_element().await?.attr("data-component").await?.as_deref() == Some(name) {
                return Ok(());
            }
        }
        Err(format!("a hundred times Tab did not lead to {name}").into())
    }

    /// Presses a key, wherever the focus is.
    pub async fn press_key(&self, key: Key) -> Outcome {
        Ok(self.driver.action_chain().send_keys(key + "").perform().await?)
    }

    /// Waits until the focus is on something that can be done to a component.
    pub async fn wait_until_offered(&self, verb: &str) -> Outcome {
        until(&format!("{verb} has the focus"), async || {
            let focused = self.driver.active_element().await?.attr("data-verb").await?;
            Ok((focused.as_deref() == Some(verb)).then_some(()))
        })
        .await
    }

    /// Presses a button by its name, as it is read out.
    pub async fn press(&self, name: &str) -> Outcome {
        let what = format!("there is a button `{name}`");
        let button = until(&what, async || {
            let found = self.driver.execute(BUTTON_BY_NAME, vec![name.into()]).await?;
            Ok(if found.json().is_null() { None } else { Some(found.element()?) })
        });
        Ok(button.await?.click().await?)
    }

    /// Presses what does something that has a name in the document, whatever the language: `play`, `handlers-more`.
    pub async fn act(&self, action: &str) -> Outcome {
        Ok(self.one(&format!("[data-action='{action}']")).await?.click().await?)
    }

    /// Lets time run, or leaves it running.
    pub async fn play(&self) -> Outcome {
        if !self.is_playing().await? {
            self.act("play").await?;
        }
        Ok(())
    }

    /// Lets time stand still.
    pub async fn pause(&self) -> Outcome {
        if self.is_playing().await? {
            self.act("play").await?;
        }
        Ok(())
    }

    /// Whether time is running.
    pub async fn is_playing(&self) -> Outcome<bool> {
        Ok(self.one("[data-action=play]").await?.attr("aria-pressed").await?.as_deref() == Some("true"))
    }

    /// The simulated moment, in the spelling of links.
    pub async fn now(&self) -> Outcome<String> {
        Ok(self.one("[data-playground]").await?.attr("data-now").await?.unwrap_or_default())
    }

    /// Waits until the simulated moment is another one.
    pub async fn wait_until_later_than(&self, moment: &str) -> Outcome {
        until(&format!("it is later than {moment}"), async || Ok((self.now().await? != moment).then_some(()))).await
    }

    /// Goes to the beginning of the run by the keyboard.
    pub async fn seek_to_the_start(&self) -> Outcome {
        Ok(self.one("input[name=moment]").await?.send_keys(Key::Home + "").await?)
    }

    /// Goes to the end of the timeline by the keyboard.
    pub async fn seek_to_the_end(&self) -> Outcome {
        Ok(self.one("input[name=moment]").await?.send_keys(Key::End + "").await?)
    }

    /// What a knob is at, as it is shown.
    pub async fn knob(&self, name: &str) -> Outcome<String> {
        self.open_tab("controls").await?;
        Ok(self.one(&format!("[data-value='{name}']")).await?.text().await?)
    }

    /// Turns a knob as far down as it goes, by the keyboard.
    pub async fn turn_all_down(&self, knob: &str) -> Outcome {
        self.open_tab("controls").await?;
        Ok(self.one(&format!("input[type=range][name='{knob}']")).await?.send_keys(Key::Home + "").await?)
    }

    /// All terms of the ledger with their numbers, read at one moment.
    pub async fn ledger(&self) -> Outcome<Vec<(String, u64)>> {
        let script = "
            const terms = [...document.querySelectorAll('[data-ledger] [data-term]')];
            return terms.map((term) => [term.dataset.term, Number(term.innerText.replace(/\\D/g, ''))])";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// The number of one term of the ledger; 0 if there is no such term.
    pub async fn ledger_term(&self, wanted: &str) -> Outcome<u64> {
        let term = self.ledger().await?.into_iter().find(|(term, _)| term == wanted);
        Ok(term.map_or(0, |(_, number)| number))
    }

    /// Waits until the ledger has so many in a term.
    pub async fn until_term(&self, term: &str, least: u64) -> Outcome {
        let what = format!("{least} are {term}");
        until(&what, async || Ok((self.ledger_term(term).await? >= least).then_some(()))).await
    }

    /// What went wrong, in the words of the page.
    pub async fn alert(&self) -> Outcome<String> {
        until("an alert is shown", async || {
            let text = self.texts("[role=alert]").await?.join(" ");
            Ok((!text.trim().is_empty()).then_some(text))
        })
        .await
    }

    /// Whether something is wrong, as far as the page says.
    pub async fn is_alarmed(&self) -> Outcome<bool> {
        Ok(self.texts("[role=alert]").await?.iter().any(|text| !text.trim().is_empty()))
    }

    /// The language of the document.
    pub async fn language(&self) -> Outcome<String> {
        Ok(self.one("html").await?.attr("lang").await?.unwrap_or_default())
    }

    /// All the text a person can read.
    pub async fn text(&self) -> Outcome<String> {
        Ok(self.one("body").await?.text().await?)
    }

    /// How far the page reaches beyond the right edge of the window, in CSS pixels.
    pub async fn overflow(&self) -> Outcome<i64> {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        Ok(self.driver.execute(script, Vec::new()).await?.json().as_i64().unwrap_or(i64::MAX))
    }

    /// Texts that are cut off, or reach out of their place or of the window.
    pub async fn cut_texts(&self) -> Outcome<Vec<String>> {
        Ok(self.driver.execute(CUT_TEXTS, Vec::new()).await?.convert()?)
    }

    /// The names of the patterns that the page lists, in their order.
    pub async fn pattern_names(&self) -> Outcome<Vec<String>> {
        let script = "
            return [...document.querySelectorAll('[data-pattern-link]')].map((link) => link.dataset.patternLink)";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Follows the link of a pattern by keyboard, and waits until the pattern is shown.
    pub async fn choose_pattern(&self, name: &str) -> Outcome {
        let link = format!("[data-pattern-link='{name}']");
        if !self.one(&link).await?.is_displayed().await? {
            self.act("patterns").await?;
        }
        // The location settles a moment later; the driver may stumble over a change of it in the middle of a click.
        // Where the pattern is shown already, there is nothing to add to the link.
        let settled = if self.pattern().await? == name { format!("#/{name}") } else { format!("#/{name}?") };
        self.one(&link).await?.send_keys(Key::Enter + "").await?;
        until(&format!("{name} is shown"), async || {
            let shown = self.pattern().await? == name && self.fragment().await?.starts_with(&settled);
            Ok(shown.then_some(()))
        })
        .await
    }

    /// The pattern that the list marks as the one that is shown.
    pub async fn pattern(&self) -> Outcome<String> {
        self.read("document.querySelector('[aria-current=page]')?.dataset.patternLink").await
    }

    /// The heading of the page.
    pub async fn heading(&self) -> Outcome<String> {
        self.read("document.querySelector('h1').innerText").await
    }

    /// The title of the window.
    pub async fn title(&self) -> Outcome<String> {
        Ok(self.driver.title().await?)
    }

    /// The number of the beat that the lesson is at, counted from 1.
    pub async fn beat(&self) -> Outcome<u64> {
        Ok(self.read("document.querySelector('[data-beat]')?.dataset.beat").await?.parse().unwrap_or(0))
    }

    /// How many beats the lesson has.
    pub async fn beats(&self) -> Outcome<u64> {
        Ok(self.read("document.querySelector('[data-beats]')?.dataset.beats").await?.parse().unwrap_or(0))
    }

    /// How the beat stands: `Open`, `Waiting`, `Held`, `Reached`.
    pub async fn stand(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-stand]')?.dataset.stand").await
    }

    /// The tab that is open.
    pub async fn tab(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-page]')?.dataset.page").await
    }

    /// Moves the focus to a tab.
    pub async fn focus_tab(&self, tab: &str) -> Outcome {
        Ok(self.one(&format!("[data-tab='{tab}']")).await?.focus().await?)
    }

    /// Whether the ledger says that it balances.
    pub async fn is_in_balance(&self) -> Outcome<bool> {
        Ok(self.read("document.querySelector('[data-balances]')?.dataset.balances").await? == "true")
    }

    /// Presses the key of a letter, wherever the focus is.
    pub async fn press_letter(&self, letter: &str) -> Outcome {
        Ok(self.driver.action_chain().send_keys(letter).perform().await?)
    }

    /// The fragment of the location.
    pub async fn fragment(&self) -> Outcome<String> {
        self.read("location.hash").await
    }

    /// How many entries the history has.
    pub async fn history_length(&self) -> Outcome<u64> {
        Ok(self.read("String(history.length)").await?.parse()?)
    }

    /// The browser's own button.
    pub async fn go_back_in_history(&self) -> Outcome {
        Ok(self.driver.back().await?)
    }

    /// The browser's own button.
    pub async fn go_forward_in_history(&self) -> Outcome {
        Ok(self.driver.forward().await?)
    }

    /// A text that an expression of the page's own language says; nothing where it says nothing.
    async fn read(&self, expression: &str) -> Outcome<String> {
        let found = self.driver.execute(format!("return ({expression}) ?? ''"), Vec::new()).await?;
        Ok(found.convert()?)
    }

    async fn one(&self, selector: &str) -> Outcome<WebElement> {
        until(&format!("`{selector}` is on the page"), async || {
            Ok(self.driver.find_all(By::Css(selector)).await?.into_iter().next())
        })
        .await
    }

    /// Read at one moment: asking element by element, the page would change in between.
    async fn texts(&self, selector: &str) -> Outcome<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText)";
        let found = self.driver.execute(script, vec![selector.into()]).await?;
        Ok(found.convert()?)
    }
}
