//! The seed: what the run's luck hangs from. The same seed gives the same run.

use super::command::{Command, use_dispatch};
use super::session::{Run, use_session};
use super::uniform::{flag, spelled, told};
use super::words::use_words;
use crate::i18n::{Text, text};
use crate::sim::chance::Seed;
use leptos::html;
use leptos::prelude::*;

/// A field whose number is applied with Enter, or when it is left.
#[component]
pub fn SeedField() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let field: NodeRef<html::Input> = NodeRef::new();
    let seed = session.look(Run::seed);
    let wrong = RwSignal::new(false);
    let apply = move || {
        let Some(input) = field.get_untracked() else { return };
        let read = input.value().trim().parse().map(Seed);
        wrong.set(read.is_err());
        if let Ok(wanted) = read
            && wanted != seed.get_untracked()
        {
            dispatch(Command::Reseed(wanted));
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => apply(),
        "Escape" => {
            wrong.set(false);
            if let Some(input) = field.get_untracked() {
                input.set_value(&seed.get_untracked().0.to_string());
            }
        }
        _ => {}
    };
    let hint = session.id("seed-hint");
    let hint_text = told(move || match wrong.get() {
        true => text(session.lang.get(), Text::SeedWrong).to_owned(),
        false => String::new(),
    });
    // What was recorded had the luck that it had.
    let recorded = session.look(|run| run.recording().is_some());
    let is_recorded = flag(move || recorded.get());
    // What is only watched hangs from nobody's luck here.
    let watches = session.watches();
    let is_watched = flag(move || watches.with(Option::is_some));
    view! {
        <div class="field field-seed" hidden=is_watched>
            <label title=words(Text::SeedHelp)>
                <span>{words(Text::Seed)}</span>
                <input
                    node_ref=field
                    class="input"
                    type="text"
                    name="seed"
                    inputmode="numeric"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="20"
                    disabled=is_recorded
                    aria-describedby=hint.clone()
                    aria-invalid=spelled(move || wrong.get())
                    prop:value=told(move || seed.get().0.to_string())
                    on:keydown=on_key
                    on:change=move |_| apply()
                />
            </label>
            <p id=hint class="field-wrong" role="status">{hint_text}</p>
        </div>
    }
}
