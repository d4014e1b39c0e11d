//! How fast time passes.

use super::command::{Command, use_dispatch};
use super::session::use_session;
use super::uniform::{flag, told};
use super::words::use_words;
use crate::i18n::Text;
use crate::player::Speed;
use leptos::prelude::*;

/// A list of speeds.
#[component]
pub fn SpeedSelect() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let speed = session.look(|run| run.speed());
    let value = |speed: Speed| speed.as_thousandths().to_string();
    let options = Speed::ALL.map(|offered| {
        view! {
            <option value=value(offered) selected=flag(move || speed.get() == offered)>
                {offered.to_string()}
            </option>
        }
    });
    let choose = move |event| {
        if let Ok(thousandths) = event_target_value(&event).parse() {
            dispatch(Command::SetSpeed(Speed::from_thousandths(thousandths)));
        }
    };
    // At the head of a live run there is nothing to choose; its room stays.
    let useless = session.look(|run| !run.capabilities().speed);
    view! {
        <label class="field field-speed" class:is-useless=flag(move || useless.get())>
            <span class="unseen">{use_words()(Text::Speed)}</span>
            <select name="speed" class="input" on:change=choose prop:value=told(move || value(speed.get()))>
                {options.collect_view()}
            </select>
        </label>
    }
}
