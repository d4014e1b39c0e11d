//! The page's live mode in the words of the people who use it.

use serde::Deserialize;
use thirtyfour::{By, WebElement};

use super::Page;
use crate::Outcome;
use crate::until::until;

/// Opens whatever an element is folded away in.
const UNFOLD: &str = "
    for (let fold = arguments[0].closest('details'); fold; fold = fold.parentElement.closest('details')) {
        if (!fold.open) fold.querySelector('summary').click();
    }";

/// A line of the table that compares a simulated run with a live one.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Compared {
    /// The term of the ledger.
    pub term: String,
    /// Its number in the simulation.
    pub simulated: u64,
    /// Its number on the server.
    pub live: u64,
}

impl Page {
    /// Chooses how there are messages: `simulated`, `live`, `watch`.
    pub async fn choose_mode(&self, mode: &str) -> Outcome {
        self.act(&format!("mode-{mode}")).await
    }

    /// Types into a field of the live panel, in place of what is there.
    pub async fn fill_in(&self, field: &str, text: &str) -> Outcome {
        let input = self.unfolded(&format!("[data-live-panel] [name='{field}']")).await?;
        input.clear().await?;
        Ok(input.send_keys(text).await?)
    }

    /// Whether a field of the live panel can be seen, and is not folded away.
    pub async fn is_in_sight(&self, field: &str) -> Outcome<bool> {
        Ok(self.one(&format!("[data-live-panel] [name='{field}']")).await?.is_displayed().await?)
    }

    /// Sets the tick of plain subjects.
    pub async fn use_plain_subjects(&self) -> Outcome {
        let tick = self.unfolded("[data-live-panel] [name=plain]").await?;
        if !tick.is_selected().await? {
            tick.click().await?;
        }
        Ok(())
    }

    /// Chooses live mode, types the address and presses Connect.
    pub async fn connect_to(&self, address: &str) -> Outcome {
        self.choose_mode("live").await?;
        self.fill_in("address", address).await?;
        self.act("connect").await
    }

    /// Goes back from the end of a run to the fields, if they are not there.
    pub async fn open_the_settings_again(&self) -> Outcome {
        if self.can("settings").await? { self.act("settings").await } else { Ok(()) }
    }

    /// Chooses to watch, types address and filter and presses Connect.
    pub async fn watch(&self, address: &str, filter: &str) -> Outcome {
        self.choose_mode("watch").await?;
        self.fill_in("address", address).await?;
        self.fill_in("filter", filter).await?;
        self.act("connect").await
    }

    /// How the live run stands: `idle`, `connecting`, `preparing`, `running`, `reconnecting`, `cleaning-up`, `over`,
    /// `failed`; nothing where there is none.
    pub async fn live_state(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-live-state]')?.dataset.liveState").await
    }

    /// Waits until the live run stands so; a failure that was not waited for ends the waiting.
    pub async fn until_live(&self, wanted: &str) -> Outcome {
        until(&format!("the live run is {wanted}"), async || {
            let state = self.live_state().await?;
            if state == "failed" && wanted != state {
                return Err(format!("it should be {wanted}, but failed: {}", self.refusal().await?).into());
            }
            Ok((state == wanted).then_some(()))
        })
        .await
    }

    /// Why there is no connection, and what may be done, in the words of the page; empty where nothing is wrong.
    pub async fn refusal(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-live-refusal]')?.innerText").await
    }

    /// How the live run stands, in the words of the page.
    pub async fn standing(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-live-state]')?.innerText").await
    }

    /// What stands before the subjects of the run, such as `qp.k3f9x2`; nothing with plain subjects.
    pub async fn run(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-live-names]')?.dataset.run").await
    }

    /// How many messages came and were not recorded.
    pub async fn unrecorded(&self) -> Outcome<u64> {
        Ok(self.read("document.querySelector('[data-unrecorded]')?.dataset.unrecorded").await?.parse().unwrap_or(0))
    }

    /// What else the page has to say of the run, of a kind: `complaint`, `lame-duck`, `hidden`, `unrecorded`, `held-back`,
    /// `leftovers`; empty where there is nothing to say.
    pub async fn remarks(&self, kind: &str) -> Outcome<String> {
        Ok(self.texts(&format!("[data-remark='{kind}']:not([hidden])")).await?.join("\n"))
    }

    /// The field of the live panel that cannot be used as it stands, and what the page says about it.
    pub async fn wrong_field(&self) -> Outcome<(String, String)> {
        let script = "
            const field = document.querySelector('[data-live-panel] [aria-invalid=true]');
            return field && [field.name, document.getElementById(field.getAttribute('aria-describedby')).innerText];";
        until("a field is marked as wrong", async || Ok(self.driver.execute(script, Vec::new()).await?.convert()?))
            .await
    }

    /// Why this pattern cannot run on a real server, in the words of the page; empty if it can.
    pub async fn why_not_live(&self) -> Outcome<String> {
        self.read("document.querySelector('[data-no-live]')?.innerText").await
    }

    /// Whether the page offers to run the pattern on a real server.
    pub async fn offers_live(&self) -> Outcome<bool> {
        self.can("mode-live").await
    }

    /// The components on the picture whose names begin like this, in alphabetical order.
    pub async fn components(&self, beginning: &str) -> Outcome<Vec<String>> {
        let script = "
            const all = [...document.querySelectorAll('[data-component]')].map((one) => one.dataset.component);
            return all.filter((name) => name.startsWith(arguments[0])).sort()";
        Ok(self.driver.execute(script, vec![beginning.into()]).await?.convert()?)
    }

    /// Presses a component of the picture and then what can be done to it, such as `crash`.
    pub async fn do_to(&self, component: &str, verb: &str) -> Outcome {
        self.one(&format!("[data-component='{component}']")).await?.click().await?;
        Ok(self.one(&format!("[data-verb='{verb}']")).await?.click().await?)
    }

    /// Everything that a tab of the panel says.
    pub async fn text_of_tab(&self, tab: &str) -> Outcome<String> {
        self.open_tab(tab).await?;
        self.read("document.querySelector('[data-page]')?.innerText").await
    }

    /// What is written in the picture, its lines one after the other.
    pub async fn text_of_picture(&self) -> Outcome<String> {
        self.read("[...document.querySelectorAll('.stage-still text')].map((one) => one.textContent).join(' ')").await
    }

    /// Unfolds the server's own monitoring.
    pub async fn unfold_the_monitor(&self) -> Outcome {
        self.open_tab("measures").await?;
        Ok(self.one("[data-monitor-fold] summary").await?.click().await?)
    }

    /// Tells the unfolded monitoring where to ask, and waits until it says why nothing came from there.
    pub async fn ask_the_monitor_in_vain(&self, address: &str) -> Outcome<String> {
        let field = self.one("[data-monitor-fold] [name=monitor]").await?;
        field.clear().await?;
        field.send_keys(address).await?;
        self.act("ask-again").await?;
        until("the page says that nothing came", async || {
            let said = self.read("document.querySelector('[data-monitor-silent]')?.parentElement.innerText").await?;
            Ok((!said.is_empty()).then_some(said))
        })
        .await
    }

    /// The names of the connections that the monitoring's table lists, in alphabetical order.
    pub async fn monitored(&self) -> Outcome<Vec<String>> {
        let script = "
            const rows = [...document.querySelectorAll('[data-monitor] [data-connection]')];
            return rows.map((row) => row.dataset.connection).sort()";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// The simulated and the live ledger side by side, read at one moment.
    pub async fn side_by_side(&self) -> Outcome<Vec<Compared>> {
        let script = "
            const number = (row, name) => Number(row.querySelector(`[data-${name}]`).innerText.replace(/\\D/g, ''));
            return [...document.querySelectorAll('[data-side-by-side] [data-row]')].map((row) => ({
                term: row.dataset.row, simulated: number(row, 'simulated'), live: number(row, 'live') }))";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Waits until the two sides stand so: `behind`, `moving`, `equal`, `different`.
    pub async fn until_side_by_side(&self, wanted: &str) -> Outcome {
        until(&format!("the two sides are {wanted}"), async || {
            let state = self.read("document.querySelector('[data-side-by-side]')?.dataset.sideBySide").await?;
            Ok((state == wanted).then_some(()))
        })
        .await
    }

    /// What is measured of this name; 0 if it is not among the measures.
    pub async fn measure(&self, name: &str) -> Outcome<u64> {
        self.open_tab("measures").await?;
        let fact = format!("document.querySelector(`[data-fact='{name}'] td`)?.innerText.replace(/\\D/g, '')");
        Ok(self.read(&fact).await?.parse().unwrap_or(0))
    }

    /// Chooses whose lines the tab of the wire shows, by the name that people read.
    pub async fn show_the_wire_of(&self, client: &str) -> Outcome {
        let option = format!("//*[@data-page='wire']//select/option[normalize-space()='{client}']");
        let what = format!("there is the wire of {client}");
        let find = async || Ok(self.driver.find_all(By::XPath(option.as_str())).await?.into_iter().next());
        Ok(until(&what, find).await?.click().await?)
    }

    /// Saves the run as a file.
    pub async fn save_transcript(&self) -> Outcome {
        self.open_tab("log").await?;
        self.act("save-transcript").await
    }

    /// Gives the page a file with a transcript to play.
    pub async fn play_transcript(&self, file: &std::path::Path) -> Outcome {
        let path = file.to_str().ok_or("the file's path is no text")?;
        // The field itself may be hidden behind a button; a file is put into it all the same.
        Ok(self.one("input[name=transcript]").await?.send_keys(path).await?)
    }

    /// Whether something is on the page that answers to an action, and can be pressed.
    pub async fn can(&self, action: &str) -> Outcome<bool> {
        let script = "
            const found = [...document.querySelectorAll(`[data-action='${arguments[0]}']`)];
            return found.some((one) => !one.disabled && one.checkVisibility())";
        Ok(self.driver.execute(script, vec![action.into()]).await?.convert()?)
    }

    async fn unfolded(&self, selector: &str) -> Outcome<WebElement> {
        let element = self.one(selector).await?;
        self.driver.execute(UNFOLD, vec![element.to_json()?]).await?;
        Ok(element)
    }
}
