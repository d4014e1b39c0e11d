//! The lesson: what happens here, and what to notice, one thought at a time, large enough for the back of a room.

use super::icons::Icon;
use super::session::use_session;
use super::uniform::told;
use super::words::use_words;
use crate::i18n::{Text, phrases};
use leptos::prelude::*;

/// The caption of the stage.
#[component]
pub fn Lesson() -> impl IntoView {
    let session = use_session();
    let words = use_words();
    let place = RwSignal::new(0_usize);
    let all = move || session.pattern().beats.len() + 1;
    let sentence = told(move || match place.get().min(all() - 1) {
        0 => session.pattern().lead.to(session.lang.get()).to_owned(),
        later => session.pattern().beats[later - 1].caption.to(session.lang.get()).to_owned(),
    });
    let shown = told(move || format!("{} / {}", place.get() + 1, all()));
    let spoken = told(move || phrases::number_of(session.lang.get(), place.get() + 1, all()));
    let go = move |on: bool| place.update(|place| *place = (*place + if on { 1 } else { all() - 1 }) % all());
    let (previous, next) = (words(Text::PreviousThought), words(Text::NextThought));
    view! {
        <section class="lesson" aria-label=words(Text::Lesson)>
            <p class="lesson-sentence" aria-live="polite">{sentence}</p>
            <div class="lesson-steps">
                <button
                    type="button"
                    class="button button-quiet"
                    data-action="lesson-back"
                    aria-label=previous
                    title=previous
                    on:click=move |_| go(false)
                >
                    {Icon::Previous.draw()}
                </button>
                <span class="lesson-place" aria-hidden="true">{shown}</span>
                <span class="unseen">{spoken}</span>
                <button
                    type="button"
                    class="button button-quiet"
                    data-action="lesson-on"
                    aria-label=next
                    title=next
                    on:click=move |_| go(true)
                >
                    {Icon::Next.draw()}
                </button>
            </div>
        </section>
    }
}
