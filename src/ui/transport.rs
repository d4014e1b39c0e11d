//! The transport: play, step, reset, speed, the timeline and the seed.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::seed_field::SeedField;
use super::session::use_session;
use super::speed_select::SpeedSelect;
use super::timeline::Timeline;
use super::words::use_words;
use crate::i18n::{Text, phrases};
use leptos::prelude::*;

/// What moves through time.
#[component]
pub fn Transport() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let playing = session.look(|run| run.is_playing());
    let behind = move || {
        let reached = session.reached.get().filter(|_| playing.get())?;
        Some(phrases::running_at(session.lang.get(), &reached.to_string()))
    };
    let icon = move || if playing.get() { Icon::Pause.draw() } else { Icon::Play.draw() };
    let step = move |action, text, icon: Icon, command: Command| {
        let name = words(text);
        view! {
            <button
                type="button"
                class="button button-quiet"
                data-action=action
                aria-label=name
                title=name
                on:click=move |_| dispatch(command.clone())
            >
                {icon.draw()}
            </button>
        }
    };
    let play = words(Text::Play);
    let play_hint = move || words(if playing.get() { Text::Pause } else { Text::Play }).get();
    view! {
        <section class="transport" aria-label=words(Text::Transport)>
            <div class="transport-buttons">
                {step("reset", Text::Reset, Icon::Reset, Command::Reset)}
                {step("step-back", Text::StepBack, Icon::StepBack, Command::StepBack)}
                <button
                    type="button"
                    class="button button-accent button-play"
                    data-action="play"
                    aria-label=play
                    title=play_hint
                    aria-pressed=move || playing.get().to_string()
                    on:click=move |_| dispatch(Command::Toggle)
                >
                    {icon}
                </button>
                {step("step-forward", Text::StepForward, Icon::StepForward, Command::StepForward)}
            </div>
            <SpeedSelect />
            <Timeline />
            <SeedField />
            <p class="transport-behind" role="status">{behind}</p>
        </section>
    }
}
