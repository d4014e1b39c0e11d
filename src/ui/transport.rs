//! The transport: play, step, reset, speed, the timeline and the seed.

use super::command::{Command, use_dispatch};
use super::icons::Icon;
use super::seed_field::SeedField;
use super::session::use_session;
use super::speed_select::SpeedSelect;
use super::timeline::Timeline;
use super::uniform::{spelled, told};
use super::words::use_words;
use crate::i18n::{Text, phrases, text};
use leptos::prelude::*;

/// What moves through time.
#[component]
pub fn Transport() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let playing = session.look(|run| run.is_playing());
    let behind = told(move || match session.reached.get() {
        Some(reached) if playing.get() => phrases::running_at(session.lang.get(), &reached.to_string()),
        _ => String::new(),
    });
    let sign = Icon::draw_changing(Signal::derive(move || if playing.get() { Icon::Pause } else { Icon::Play }));
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
    let play_hint =
        told(move || text(session.lang.get(), if playing.get() { Text::Pause } else { Text::Play }).to_owned());
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
                    aria-pressed=spelled(move || playing.get())
                    on:click=move |_| dispatch(Command::Toggle)
                >
                    {sign}
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
