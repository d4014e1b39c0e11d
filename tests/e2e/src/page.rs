//! The page in the words of the people who use it. How things are found in the document is known here and nowhere else.

use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::Outcome;
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

    /// Types into the form of the to-do application.
    pub async fn type_item(&self, text: &str) -> Outcome {
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

    /// What the list of saved items shows.
    pub async fn saved_items(&self) -> Outcome<Vec<String>> {
        self.texts("[data-list=saved] li").await
    }

    /// Waits until an item is among the saved ones.
    pub async fn wait_until_saved(&self, text: &str) -> Outcome {
        until(&format!("`{text}` is saved"), async || {
            Ok(self.saved_items().await?.iter().any(|item| item.contains(text)).then_some(()))
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

    /// Presses play if time stands still.
    pub async fn play(&self) -> Outcome {
        let play = self.one("[data-action=play]").await?;
        if play.attr("aria-pressed").await?.as_deref() != Some("true") {
            play.click().await?;
        }
        Ok(())
    }

    /// Whether time is running.
    pub async fn is_playing(&self) -> Outcome<bool> {
        Ok(self.one("[data-action=play]").await?.attr("aria-pressed").await?.as_deref() == Some("true"))
    }

    /// What the ledger says about one of its terms, such as `done`.
    pub async fn ledger_term(&self, name: &str) -> Outcome<String> {
        Ok(self.one(&format!("[data-ledger] [data-term={name}]")).await?.text().await?)
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
