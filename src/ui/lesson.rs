//! The lesson: what happens here, what to notice and what to try, one thought at a time, large enough for the back of a
//! room.

use super::command::{Command, use_dispatch};
use super::course::{Course, Stand};
use super::icons::Icon;
use super::item_form::ItemForm;
use super::lesson_words::{progress, status};
use super::session::use_session;
use super::uniform::{flag, spelled, told};
use super::words::use_words;
use crate::i18n::{Text, phrases};
use crate::patterns::Try;
use leptos::prelude::*;

/// The lead, the beat of this moment, what it waits for, the way on, what to try, and the form.
#[component]
pub fn Lesson() -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let words = use_words();
    let lang = session.lang;
    let place = session.lesson(|course, run| (course.place(run.now()), course.beats()));
    let stand = session.lesson(Course::stand);
    let beat = move || session.pattern().beats.get(place.get().0);
    let lead = told(move || session.pattern().lead.to(lang.get()).to_owned());
    let caption = told(move || beat().map_or("", |beat| beat.caption.to(lang.get())).to_owned());
    let number = told(move || phrases::number_of(lang.get(), place.get().0 + 1, place.get().1));
    let is_first = move || place.get().0 == 0;
    let is_over = move || place.get().0 + 1 >= place.get().1 && matches!(stand.get(), Stand::Held | Stand::Reached);
    let (previous, next) = (words(Text::PreviousBeat), words(Text::NextBeat));
    let tries = move || {
        let row = |suggested: &'static Try| view! { <Suggestion suggested /> };
        beat().map(|beat| beat.tries.iter().map(row).collect_view())
    };
    let form = move || session.pattern().form.map(|form| view! { <ItemForm form /> });
    view! {
        <section
            class="lesson"
            aria-label=words(Text::Lesson)
            data-stand=told(move || format!("{:?}", stand.get()))
            data-beats=told(move || place.get().1.to_string())
        >
            <p class="lesson-lead" hidden=flag(move || !is_first())>{lead}</p>
            <div class="beat" class:is-reached=flag(move || matches!(stand.get(), Stand::Held | Stand::Reached))>
                <p class="beat-number" data-beat=told(move || (place.get().0 + 1).to_string())>{number}</p>
                <p class="beat-caption" aria-live="polite">{caption}</p>
                <p class="beat-status" role="status">{status(session, stand)}</p>
                <p class="beat-progress" aria-hidden="true">{progress(session, stand)}</p>
            </div>
            <div class="lesson-steps">
                <button
                    type="button"
                    class="button"
                    data-action="lesson-back"
                    aria-disabled=spelled(is_first)
                    aria-keyshortcuts="P"
                    title=words(Text::PreviousBeatHelp)
                    on:click=move |_| if !is_first() { dispatch(Command::GoBack) }
                >
                    {Icon::Previous.draw()}
                    <span>{previous}</span>
                </button>
                <button
                    type="button"
                    class="button button-accent"
                    data-action="lesson-on"
                    aria-disabled=spelled(is_over)
                    aria-keyshortcuts="N"
                    title=words(Text::NextBeatHelp)
                    on:click=move |_| if !is_over() { dispatch(Command::GoOn) }
                >
                    <span>{next}</span>
                    {Icon::Next.draw()}
                </button>
            </div>
            {tries}
            {form}
            <details class="keys">
                <summary>{words(Text::Keys)}</summary>
                <p>{words(Text::KeysHelp)}</p>
            </details>
        </section>
    }
}

/// What to try, with the button that does it.
#[component]
fn Suggestion(suggested: &'static Try) -> impl IntoView {
    let session = use_session();
    let dispatch = use_dispatch();
    let lang = session.lang;
    view! {
        <div class="try">
            <p>
                <strong class="try-mark">{use_words()(Text::Try)}</strong>
                " "
                {move || suggested.prompt.to(lang.get())}
            </p>
            <button
                type="button"
                class="button try-button"
                data-action="try"
                on:click=move |_| dispatch(Command::Try(suggested))
            >
                {move || suggested.button.to(lang.get())}
            </button>
        </div>
    }
}
